//! `cargo xtask build`: the widget from Rust to the files of `pkg/dist`.
//!
//! compile (cargo) → bind (wasm-bindgen, in the program `setwise-wasm`) → optimise and order (wasm-opt) → name the Wasm by its
//! checksum → bundle (esbuild). The result is made in a folder of its own and moved into place whole, so that a server or a test never
//! meets half a build.
//!
//! | file | is | for |
//! |---|---|---|
//! | `setwise.js` | the small entry that hosts revalidate: `pkg/script.js` with all that it imports | the script tag |
//! | `text/LANGUAGE-CHECKSUM.js` | phrases, fetched for that language only | the script tag |
//! | `carts/PLATFORM-CHECKSUM.js` | `pkg/carts/`, each with all that it imports, fetched by pages of that platform only | the script tag |
//! | `text/all-CHECKSUM.js`, `text/more-LANGUAGE-CHECKSUM.js` | what calls the widget of all shelves, and its phrases | the script tag |
//! | `setwise-CHECKSUM.wasm` | the widget; its name never changes its content | all |
//! | `all-CHECKSUM.wasm` | the widget of all kinds of shelves, in its place where a page has others than "Complete your set" | all |
//! | `widget.js`, `all.js`, `widget.d.ts` | what wasm-bindgen makes to call it, and our types | bundlers, through `pkg/index.js` |
//! | `wasm.js`, `all-wasm.js` | where the Wasm is, in the words that bundlers know | bundlers |
//! | `offers-CHECKSUM.wasm`, `offers-wasm.js` | what may be claimed of offers, and where it is; its JavaScript is a file of `text/` too | all |
//! | `mind-CHECKSUM.wasm`, `mind-wasm.js` | what follows a visit, and where it is; its scripts are in `pkg/mind/`, of the script tag in `text/` | all |
//! | `core.js`, `core-CHECKSUM.wasm` | ranking alone: `pkg/core.js` with all that it imports, and the crate `setwise-ranker` | all |

mod scripts;

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::thread;

use anyhow::{Context, Result, anyhow};
use clap::Args;
use xshell::cmd;
use xxhash_rust::xxh64::xxh64;

use crate::programs;
use crate::project::{Project, remove_folder, timed};
use crate::setup::{self, WASM_TARGET};

/// The package of the widget, and so what cargo calls its Wasm.
const NAME: &str = "setwise";

/// A Wasm module.
struct Module {
    /// As cargo calls it.
    package: &'static str,
    /// What it is called to people.
    what: &'static str,
    /// What its Wasm is called, with a checksum behind.
    stem: &'static str,
    /// What of the package is built, as cargo takes it.
    features: &'static [&'static str],
    /// Settings of the profile that it is built with, as cargo takes them.
    settings: &'static [&'static str],
    /// The stem of what wasm-bindgen makes; `None` for Wasm that our own scripts call.
    glue: Option<&'static str>,
    /// The module that says where the Wasm is.
    locator: &'static str,
}

const WIDGET: Module = Module {
    package: NAME,
    what: "the widget",
    stem: NAME,
    features: &["--no-default-features", "--features", "ui"],
    settings: &[],
    glue: Some("widget"),
    locator: "wasm.js",
};

/// The widget of all kinds of shelves, for pages that ask for others than "Complete your set".
const ALL: Module = Module {
    what: "the widget of all shelves",
    stem: "all",
    features: &[],
    glue: Some("all"),
    // Its ranking is the same code as that of the other two, built for size: six shelves have to fit the budget.
    settings: &[
        "--config",
        "profile.widget.package.setwise-core.opt-level=\"z\"",
    ],
    locator: "all-wasm.js",
    ..WIDGET
};

/// Ranking alone.
const CORE: Module = Module {
    package: "setwise-ranker",
    what: "the core",
    stem: "core",
    features: &[],
    settings: &[],
    glue: None,
    locator: "core-wasm.js",
};

/// Offers, which pages load whose manifest names some.
const OFFERS: Module = Module {
    package: "setwise-offers",
    what: "the offers",
    stem: "offers",
    features: &[],
    settings: &[],
    glue: None,
    locator: "offers-wasm.js",
};

/// What follows a visit.
const MIND: Module = Module {
    package: "setwise-mind",
    what: "the mind",
    stem: "mind",
    features: &[],
    settings: &[],
    glue: None,
    locator: "mind-wasm.js",
};

/// A file of pkg/dist that says that the build is not the one that ships.
const QUICK_MARK: &str = "QUICK-BUILD.txt";

/// What it says to people.
const QUICK_WARNING: &str = "A quick build of the widget, to try it on this machine: `cargo xtask build` makes the one that ships.\n";

/// What current browsers all have and rustc emits for this target, [`SIMD`] included; wasm-opt refuses what it is not told of.
const WASM_FEATURES: [&str; 8] = [
    "--enable-bulk-memory",
    "--enable-extended-const",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
    "--enable-simd",
];

/// Vectors of 128 bits: smaller code that opens shards faster. All browsers with `DecompressionStream` for raw deflate have them
/// (Chrome from 103, Firefox from 113, Safari from 16.4), and without that no shard can be opened.
const SIMD: &str = "-Ctarget-feature=+simd128";

/// For quick builds: browsers show names, which stay, and no lines.
const NO_DEBUG_INFO: &str = "-Cdebuginfo=0";
/// The stock std has some too, which is most of what a page would load.
const STRIPPED: &str = "-Cstrip=debuginfo";

/// Cargo's variable for compiler flags that may hold spaces, and what separates them.
const ENCODED_FLAGS: &str = "CARGO_ENCODED_RUSTFLAGS";
const FLAG_SEPARATOR: &str = "\u{1f}";

#[derive(Args, Default)]
pub(crate) struct BuildOptions {
    /// Quick and debuggable, to try on this machine: in cargo's own profile, with the names of functions
    #[arg(long)]
    pub(crate) dev: bool,
}

pub(crate) fn run(project: &Project, options: &BuildOptions) -> Result<()> {
    setup::wasm_target(project)?;
    setup::node_tools(project)?;

    // A copy of the package's scripts, since they import what is made here.
    let package = project.target().join("widget-staging");
    remove_folder(&package)?;
    scripts::copy_scripts(&project.package(), &package)?;
    let staging = package.join("dist");
    make_all(project, &package, &staging, options.dev)?;
    timed("bundle the JavaScript", || {
        scripts::bundle(project, &package, &staging, options.dev)
    })?;
    // The types that the widget's authors wrote. wasm-bindgen's own tell of its insides too, and compile only for those
    // whose TypeScript knows Symbol.dispose.
    let (types, shipped) = (
        project.root.join("src/types.d.ts"),
        staging.join("widget.d.ts"),
    );
    fs::copy(&types, shipped).with_context(|| format!("cannot copy {}", types.display()))?;

    if options.dev {
        fs::write(staging.join(QUICK_MARK), QUICK_WARNING)
            .with_context(|| format!("cannot write {QUICK_MARK}"))?;
    }

    remove_folder(&project.dist())?;
    fs::rename(&staging, project.dist()).with_context(|| {
        format!(
            "cannot move {} to {}",
            staging.display(),
            project.dist().display()
        )
    })
}

/// Whether what is in pkg/dist is not what ships.
pub(crate) fn is_quick(project: &Project) -> bool {
    project.dist().join(QUICK_MARK).is_file()
}

/// Makes all modules. While cargo, which wants all cores, compiles the next one, wasm-opt, which wants one, works on those before.
fn make_all(project: &Project, package: &Path, folder: &Path, dev: bool) -> Result<()> {
    // A shell of its own, here and below: one is of one thread.
    let tools = LazyLock::new(|| programs::wasm_tools(&Project::open()?));
    thread::scope(|scope| {
        if dev {
            // They are of the same profile as the modules, and one cargo would wait for the other.
            LazyLock::force(&tools);
        } else {
            scope.spawn(|| LazyLock::force(&tools));
        }
        let mut finishing = Vec::new();
        for module in [&WIDGET, &ALL, &CORE, &OFFERS, &MIND] {
            let wasm = module.compile(project, dev)?;
            let tools = &tools;
            finishing.push(scope.spawn(move || {
                let tools = tools.as_ref().map_err(|error| anyhow!("{error:#}"))?;
                module.finish(&Project::open()?, tools, package, folder, &wasm, dev)
            }));
        }
        for module in finishing {
            module
                .join()
                .map_err(|_| anyhow!("the thread that optimises a Wasm ended"))??;
        }
        Ok(())
    })
}

/// Compiles a package, binds it and optimises the Wasm with the settings of the widget, whichever package it is.
pub(crate) fn like_the_widget(
    project: &Project,
    package: &'static str,
    folder: &Path,
) -> Result<()> {
    let module = Module {
        package,
        what: package,
        features: &[],
        ..WIDGET
    };
    let tools = programs::wasm_tools(project)?;
    let wasm = module.compile_release(project)?;
    timed("bind", || {
        module.bind(project, &tools, &wasm, folder, Names::No)
    })?;
    timed("optimise the Wasm", || {
        optimise(project, &module.bound(folder), Names::No)
    })
}

/// The Wasm that ships, but with the names of its functions: what `size --top` looks into. Nothing in `pkg` changes.
pub(crate) fn with_names(project: &Project, tools: &Path, core: bool) -> Result<PathBuf> {
    setup::wasm_target(project)?;
    setup::node_tools(project)?;
    let module = if core { &CORE } else { &WIDGET };
    let folder = project.target().join("widget-named");
    remove_folder(&folder)?;
    let wasm = module.compile_release(project)?;
    module.bind(project, tools, &wasm, &folder, Names::Yes)?;
    let bound = module.bound(&folder);
    if module.glue.is_some() {
        shorten_imports(project, tools, &bound, &folder.join("imports.json"))?;
    }
    timed("optimise the Wasm", || {
        optimise(project, &bound, Names::Yes)
    })?;
    Ok(bound)
}

/// What is kept of a build for people to read.
#[derive(Clone, Copy)]
enum Names {
    No,
    Yes,
}

impl Module {
    fn compile(&self, project: &Project, dev: bool) -> Result<PathBuf> {
        match dev {
            true => timed(&format!("compile {} (dev)", self.what), || {
                self.compile_dev(project)
            }),
            false => self.compile_release(project),
        }
    }

    /// Makes its Wasm and glue of what was compiled, in `folder`.
    fn finish(
        &self,
        project: &Project,
        tools: &Path,
        package: &Path,
        folder: &Path,
        wasm: &Path,
        dev: bool,
    ) -> Result<()> {
        let (what, bound) = (self.what, self.bound(folder));
        if dev {
            timed(&format!("bind {what}"), || {
                self.bind(project, tools, wasm, folder, Names::Yes)
            })?;
        } else {
            timed(&format!("bind {what}"), || {
                self.bind(project, tools, wasm, folder, Names::No)
            })?;
            let renamed = package.join(format!("{}-imports.json", self.stem));
            if self.glue.is_some() {
                shorten_imports(project, tools, &bound, &renamed)?;
            }
            timed(&format!("optimise {what}"), || {
                optimise(project, &bound, Names::No)
            })?;
            timed(&format!("order the functions of {what}"), || {
                order_functions(project, tools, &bound)
            })?;
            if let Some(glue) = self.glue {
                scripts::minify(project, &folder.join(format!("{glue}.js")), &renamed)?;
            }
        }
        self.name_by_checksum(folder)
    }

    fn compile_dev(&self, project: &Project) -> Result<PathBuf> {
        let (shell, cargo) = (&project.shell, project.cargo());
        let Self {
            package, features, ..
        } = *self;
        cmd!(
            shell,
            "{cargo} build --package {package} {features...} --lib --target {WASM_TARGET}"
        )
        .quiet()
        .env(
            ENCODED_FLAGS,
            [SIMD, NO_DEBUG_INFO, STRIPPED].join(FLAG_SEPARATOR),
        )
        // Another cargo may be drawing its bar at the same time.
        .env("CARGO_TERM_PROGRESS_WHEN", "never")
        .run()?;
        Ok(compiled(project, "debug", package))
    }

    /// Compiles for size, with a `std` compiled for size too where its source is there.
    fn compile_release(&self, project: &Project) -> Result<PathBuf> {
        let (shell, cargo) = (&project.shell, project.cargo());
        let Self {
            package,
            what,
            features,
            settings,
            ..
        } = *self;
        let build = cmd!(
        shell,
        "{cargo} build --package {package} {features...} {settings...} --lib --profile widget --target {WASM_TARGET}"
    )
    .quiet();
        let build = build.env("SETWISE_STYLES", scripts::minified_styles(project)?);
        let mut flags = without_local_paths(project)?;
        flags.push(SIMD.to_owned());

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
            timed(&format!("compile {what} with a std built for size"), || {
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
            timed(&format!("compile {what} with the stock std"), || {
                build
                    .env(ENCODED_FLAGS, flags.join(FLAG_SEPARATOR))
                    .run()
                    .map_err(Into::into)
            })?;
        }
        Ok(compiled(project, "widget", package))
    }

    /// Makes what JavaScript calls of what was compiled.
    fn bind(
        &self,
        project: &Project,
        tools: &Path,
        wasm: &Path,
        folder: &Path,
        names: Names,
    ) -> Result<()> {
        let Some(glue) = self.glue else {
            fs::create_dir_all(folder)
                .with_context(|| format!("cannot make {}", folder.display()))?;
            let bound = self.bound(folder);
            return fs::copy(wasm, &bound)
                .map(drop)
                .with_context(|| format!("cannot copy {}", wasm.display()));
        };
        let shell = &project.shell;
        let names: &[&str] = match names {
            Names::No => &[],
            Names::Yes => &["--names"],
        };
        cmd!(
            shell,
            "{tools} bind {wasm} {folder} --stem {glue} {names...}"
        )
        .quiet()
        .run()
        .context("wasm-bindgen failed")
    }

    /// The Wasm, named as wasm-bindgen does if that has a part in it.
    fn bound(&self, folder: &Path) -> PathBuf {
        folder.join(match self.glue {
            Some(glue) => format!("{glue}_bg.wasm"),
            None => format!("{}.wasm", self.stem),
        })
    }

    /// A cache may keep the Wasm for ever and can never pair it with the JavaScript of another build.
    fn name_by_checksum(&self, folder: &Path) -> Result<()> {
        let from = self.bound(folder);
        let bytes = fs::read(&from).with_context(|| format!("cannot read {}", from.display()))?;
        let name = format!("{}-{:016x}.wasm", self.stem, xxh64(&bytes, 0));
        fs::rename(&from, folder.join(&name))
            .with_context(|| format!("cannot rename {}", from.display()))?;
        // A function, since some bundlers' output has no `import.meta.url` on a server.
        let module = format!("export default () => new URL('./{name}', import.meta.url);\n");
        fs::write(folder.join(self.locator), module)
            .with_context(|| format!("cannot write {}", self.locator))
    }
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

fn optimise(project: &Project, wasm: &Path, names: Names) -> Result<()> {
    let shell = &project.shell;
    let wasm_opt = project.node_tool("wasm-opt");
    let names = match names {
        Names::No => "--strip-debug",
        Names::Yes => "--debuginfo",
    };
    // A function that is called once is as good where it is: merged into its caller, which then has all the locals of
    // both, it is smaller but compresses worse.
    cmd!(shell, "{wasm_opt} {WASM_FEATURES...} -Oz --converge --one-caller-inline-max-function-size=20 --always-inline-max-function-size=1 {names} --strip-producers --strip-target-features {wasm} --output {wasm}")
        .quiet()
        .run()
        .with_context(|| format!("wasm-opt failed on {}", wasm.display()))
}

/// Gives short names to what a Wasm imports, and writes which became what for esbuild to do so in the glue.
fn shorten_imports(project: &Project, tools: &Path, wasm: &Path, renamed: &Path) -> Result<()> {
    cmd!(project.shell, "{tools} shorten {wasm} {renamed}")
        .quiet()
        .run()
        .context("the imports of the Wasm could not be renamed")
}

/// Puts functions behind those that are like them, which takes a fortieth off what a shopper downloads.
fn order_functions(project: &Project, tools: &Path, wasm: &Path) -> Result<()> {
    let (shell, wasm_opt) = (&project.shell, project.node_tool("wasm-opt"));
    cmd!(shell, "{tools} order {wasm}").quiet().run()?;
    // The levels say how the file is written; nothing is optimised again.
    cmd!(shell, "{wasm_opt} {WASM_FEATURES...} --optimize-level=2 --shrink-level=2 --reorder-functions-by-name --strip-debug {wasm} --output {wasm}")
        .quiet()
        .run()
        .with_context(|| format!("wasm-opt failed to order {}", wasm.display()))
}
