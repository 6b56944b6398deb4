//! `cargo xtask build`: the widget from Rust to the files of `pkg/dist`.
//!
//! compile (cargo) → bind (wasm-bindgen, as a library) → optimise (wasm-opt) → name the Wasm by its checksum → bundle
//! (esbuild). The result is made in a folder of its own and moved into place whole, so that a server or a test never
//! meets half a build.
//!
//! | file | is | for |
//! |---|---|---|
//! | `setwise.js` | the small entry that hosts revalidate: `pkg/script.js` with all that it imports | the script tag |
//! | `text/LANGUAGE-CHECKSUM.js` | phrases, fetched for that language only | the script tag |
//! | `setwise-CHECKSUM.wasm` | the widget; its name never changes its content | all |
//! | `widget.js`, `widget.d.ts` | what wasm-bindgen makes to call it, and our types | bundlers, through `pkg/index.js` |
//! | `wasm.js` | where the Wasm is, in the words that bundlers know | bundlers |

mod imports;

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::Args;
use xshell::cmd;
use xxhash_rust::xxh64::xxh64;

use crate::project::{Project, remove_folder, timed};
use crate::setup::{self, WASM_TARGET};

/// The package of the widget, and so what cargo calls its Wasm.
const NAME: &str = "setwise";

/// The stem of what wasm-bindgen makes.
const GLUE: &str = "widget";

/// What current browsers all have and rustc emits for this target; wasm-opt refuses what it is not told of.
const WASM_FEATURES: [&str; 7] = [
    "--enable-bulk-memory",
    "--enable-extended-const",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// Cargo's variable for compiler flags that may hold spaces, and what separates them.
const ENCODED_FLAGS: &str = "CARGO_ENCODED_RUSTFLAGS";
const FLAG_SEPARATOR: &str = "\u{1f}";

#[derive(Args, Default)]
pub(crate) struct BuildOptions {
    /// Quick and debuggable: no optimisation, names kept, wasm-bindgen's own checks on
    #[arg(long)]
    pub(crate) dev: bool,
}

pub(crate) fn run(project: &Project, options: &BuildOptions) -> Result<()> {
    setup::wasm_target(project)?;
    setup::node_tools(project)?;

    // A copy of the package's scripts, since they import what is made here.
    let package = project.target().join("widget-staging");
    remove_folder(&package)?;
    copy_scripts(&project.package(), &package)?;
    let staging = package.join("dist");
    if options.dev {
        let wasm = timed("compile the widget (dev)", || compile_dev(project))?;
        timed("bind", || bind(&wasm, &staging, Names::AndChecks))?;
    } else {
        let wasm = compile_release(project, NAME)?;
        timed("bind", || bind(&wasm, &staging, Names::No))?;
        imports::shorten(&bound(&staging), &renamed(&package))?;
        timed("optimise the Wasm", || {
            optimise(project, &staging, Names::No)
        })?;
    }
    name_by_checksum(&staging)?;
    timed("bundle the JavaScript", || {
        bundle(project, &package, &staging, options.dev)
    })?;
    // The types that the widget's authors wrote. wasm-bindgen's own tell of its insides too, and compile only for those
    // whose TypeScript knows Symbol.dispose.
    let (types, shipped) = (
        project.root.join("src/types.d.ts"),
        staging.join(format!("{GLUE}.d.ts")),
    );
    fs::copy(&types, shipped).with_context(|| format!("cannot copy {}", types.display()))?;

    remove_folder(&project.dist())?;
    fs::rename(&staging, project.dist()).with_context(|| {
        format!(
            "cannot move {} to {}",
            staging.display(),
            project.dist().display()
        )
    })
}

/// Compiles a package, binds it and optimises the Wasm with the settings of the widget, whichever package it is.
pub(crate) fn like_the_widget(project: &Project, package: &str, folder: &Path) -> Result<()> {
    let wasm = compile_release(project, package)?;
    timed("bind", || bind(&wasm, folder, Names::No))?;
    timed("optimise the Wasm", || optimise(project, folder, Names::No))
}

/// The Wasm that ships, but with the names of its functions: what `size --top` looks into. Nothing in `pkg` changes.
pub(crate) fn with_names(project: &Project) -> Result<PathBuf> {
    setup::wasm_target(project)?;
    setup::node_tools(project)?;
    let folder = project.target().join("widget-named");
    remove_folder(&folder)?;
    let wasm = compile_release(project, NAME)?;
    bind(&wasm, &folder, Names::Yes)?;
    imports::shorten(&bound(&folder), &renamed(&folder))?;
    timed("optimise the Wasm", || {
        optimise(project, &folder, Names::Yes)
    })?;
    Ok(bound(&folder))
}

/// What is kept of a build for people to read.
#[derive(Clone, Copy, PartialEq)]
enum Names {
    No,
    Yes,
    /// And wasm-bindgen's own checks.
    AndChecks,
}

fn compile_dev(project: &Project) -> Result<PathBuf> {
    let (shell, cargo) = (&project.shell, project.cargo());
    cmd!(
        shell,
        "{cargo} build --quiet --package setwise --lib --target {WASM_TARGET}"
    )
    .quiet()
    .run()?;
    Ok(compiled(project, "debug", NAME))
}

/// Compiles for size, with a `std` compiled for size too where its source is there.
fn compile_release(project: &Project, package: &str) -> Result<PathBuf> {
    let (shell, cargo) = (&project.shell, project.cargo());
    let build = cmd!(
        shell,
        "{cargo} build --quiet --package {package} --lib --profile widget --target {WASM_TARGET}"
    )
    .quiet();
    let mut flags = without_local_paths(project)?;

    if setup::rust_source(project)? {
        // A std optimised for size whose panics are a bare trap. Both still stand behind nightly's door in a stable
        // toolchain; RUSTC_BOOTSTRAP opens it for this one build, and the widget's code uses no nightly feature.
        flags.extend(
            [
                "-Zunstable-options",
                "-Cpanic=immediate-abort",
                "-Zlocation-detail=none",
            ]
            .map(String::from),
        );
        timed("compile the Wasm with a std built for size", || {
            build
                .args([
                    "-Zbuild-std=std,panic_abort",
                    "-Zbuild-std-features=optimize_for_size",
                ])
                .env("RUSTC_BOOTSTRAP", "1")
                .env(ENCODED_FLAGS, flags.join(FLAG_SEPARATOR))
                .run()
                .map_err(Into::into)
        })?;
    } else {
        eprintln!(
            "note: no rust-src (`rustup component add rust-src`), so the stock std is used and the widget is larger"
        );
        timed("compile the Wasm with the stock std", || {
            build
                .env(ENCODED_FLAGS, flags.join(FLAG_SEPARATOR))
                .run()
                .map_err(Into::into)
        })?;
    }
    Ok(compiled(project, "widget", package))
}

/// Compiler flags that keep the folders of the machine that builds out of what ships.
fn without_local_paths(project: &Project) -> Result<Vec<String>> {
    let cargo_home = match env::var_os("CARGO_HOME") {
        Some(folder) => PathBuf::from(folder),
        None => env::home_dir()
            .context("no home folder and no CARGO_HOME: where is cargo's registry?")?
            .join(".cargo"),
    };
    let sysroot = cmd!(project.shell, "rustc --print sysroot")
        .quiet()
        .read()?;
    Ok(vec![
        format!("--remap-path-prefix={}=cargo", cargo_home.display()),
        format!("--remap-path-prefix={sysroot}=rust"),
        format!("--remap-path-prefix={}=.", project.root.display()),
    ])
}

fn compiled(project: &Project, profile: &str, package: &str) -> PathBuf {
    project
        .target()
        .join(WASM_TARGET)
        .join(profile)
        .join(format!("{}.wasm", package.replace('-', "_")))
}

/// Runs wasm-bindgen, which xtask carries as a library so that Cargo.lock pins it together with the macro.
fn bind(wasm: &Path, folder: &Path, names: Names) -> Result<()> {
    let fixed = [
        "wasm-bindgen",
        "--no-typescript",
        // wasm.js says where the Wasm is.
        "--omit-default-module-path",
        "--target",
        "web",
        "--out-name",
        GLUE,
        "--out-dir",
    ]
    .map(Into::into);
    let mut arguments: Vec<OsString> = fixed.to_vec();
    arguments.extend([folder.into(), wasm.into()]);
    match names {
        Names::No => arguments.push("--remove-name-section".into()),
        Names::Yes => {}
        Names::AndChecks => arguments.extend(["--debug".into(), "--keep-debug".into()]),
    }
    if names != Names::AndChecks {
        arguments.push("--remove-producers-section".into());
    }
    wasm_bindgen_cli::wasm_bindgen::run_cli_with_args(arguments)
        .with_context(|| format!("wasm-bindgen could not bind {}", wasm.display()))
}

fn optimise(project: &Project, folder: &Path, names: Names) -> Result<()> {
    let shell = &project.shell;
    let wasm_opt = project.node_tool("wasm-opt");
    let wasm = bound(folder);
    let names = match names {
        Names::No => "--strip-debug",
        _ => "--debuginfo",
    };
    // A function that is called once is as good where it is: merged into its caller, which then has all the locals of
    // both, it is smaller but compresses worse.
    cmd!(shell, "{wasm_opt} {WASM_FEATURES...} -Oz --converge --one-caller-inline-max-function-size=20 --always-inline-max-function-size=5 {names} --strip-producers --strip-target-features {wasm} --output {wasm}")
        .quiet()
        .run()
        .with_context(|| format!("wasm-opt failed on {}", wasm.display()))
}

/// The Wasm as wasm-bindgen names it.
fn bound(folder: &Path) -> PathBuf {
    folder.join(format!("{GLUE}_bg.wasm"))
}

/// What [`imports::shorten`] called the imports, beside the folder that ships.
fn renamed(package: &Path) -> PathBuf {
    package.join("imports.json")
}

/// A cache may keep the Wasm for ever and can never pair it with the JavaScript of another build.
fn name_by_checksum(folder: &Path) -> Result<()> {
    let from = bound(folder);
    let bytes = fs::read(&from).with_context(|| format!("cannot read {}", from.display()))?;
    let name = format!("{NAME}-{:016x}.wasm", xxh64(&bytes, 0));
    fs::rename(&from, folder.join(&name))
        .with_context(|| format!("cannot rename {}", from.display()))?;
    // A function, since some bundlers' output has no `import.meta.url` on a server.
    let module = format!("export default () => new URL('./{name}', import.meta.url);\n");
    fs::write(folder.join("wasm.js"), module).context("cannot write wasm.js")
}

/// Copies the hand-written JavaScript.
fn copy_scripts(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to).with_context(|| format!("cannot make {}", to.display()))?;
    for entry in fs::read_dir(from).with_context(|| format!("cannot list {}", from.display()))? {
        let path = entry?.path();
        let Some(name) = path.file_name() else {
            continue;
        };
        if path.is_dir() && name != "dist" && name != "node_modules" {
            copy_scripts(&path, &to.join(name))?;
        } else if path.extension().is_some_and(|extension| extension == "js") {
            fs::copy(&path, to.join(name))
                .with_context(|| format!("cannot copy {}", path.display()))?;
        }
    }
    Ok(())
}

/// Makes the script tag's one file, and shortens what bundlers get. `new URL('…', import.meta.url)`, by which the Wasm is
/// found, stays as it is.
fn bundle(project: &Project, package: &Path, folder: &Path, dev: bool) -> Result<()> {
    let shell = &project.shell;
    let esbuild = project.node_tool("esbuild");
    let style: &[&str] = if dev { &[] } else { &["--minify"] };
    let (glue, script) = (folder.join(format!("{GLUE}.js")), package.join("script.js"));
    let mangled: Vec<String> = match dev {
        true => Vec::new(),
        false => vec![
            format!("--mangle-props={}", imports::PATTERN),
            format!("--mangle-cache={}", renamed(package).display()),
        ],
    };
    cmd!(shell, "{esbuild} {glue} {style...} {mangled...} --format=esm --target=es2022 --outfile={glue} --allow-overwrite --log-level=warning")
        .quiet()
        .run()
        .context("esbuild failed on the widget's JavaScript")?;
    cmd!(shell, "{esbuild} {NAME}={script} {style...} --bundle --splitting --charset=utf8 --format=esm --target=es2022 --outdir={folder} --chunk-names=text/[name]-[hash] --log-level=warning")
        .quiet()
        .run()
        .context("esbuild failed on the script tag's JavaScript")
}
