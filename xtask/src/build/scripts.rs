//! Style sheets and JavaScript: made small and bundled by esbuild.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use xshell::cmd;

use super::{CORE, NAME};
use crate::project::Project;

/// Makes the widget's style sheets small, and returns the folder that they are in.
pub(super) fn minified_styles(project: &Project) -> Result<PathBuf> {
    let (shell, esbuild) = (&project.shell, project.node_tool("esbuild"));
    let (from, folder) = (
        project.root.join("src/ui"),
        project.target().join("widget-styles"),
    );
    let sheets = ["style.css", "style-all.css"].map(|name| from.join(name));
    cmd!(
        shell,
        "{esbuild} {sheets...} --minify --outdir={folder} --log-level=warning"
    )
    .quiet()
    .run()
    .context("esbuild failed on the style sheets")?;
    Ok(folder)
}

/// Copies the hand-written JavaScript.
pub(super) fn copy_scripts(from: &Path, to: &Path) -> Result<()> {
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

/// What `setwise-wasm shorten` renames, as esbuild's regular expressions spell it.
const HASHED: &str = "^__wb.*_[0-9a-f]{16}$";

/// Shortens what wasm-bindgen made; `new URL('…', import.meta.url)`, by which the Wasm is found, stays as it is.
pub(super) fn minify(project: &Project, glue: &Path, renamed: &Path) -> Result<()> {
    let (shell, esbuild) = (&project.shell, project.node_tool("esbuild"));
    let pattern = HASHED;
    cmd!(shell, "{esbuild} {glue} --minify --mangle-props={pattern} --mangle-cache={renamed} --format=esm --target=es2022 --outfile={glue} --allow-overwrite --log-level=warning")
        .quiet()
        .run()
        .context("esbuild failed on the glue")
}

/// Makes the one file of the script tag, and that of ranking alone.
pub(super) fn bundle(project: &Project, package: &Path, folder: &Path, dev: bool) -> Result<()> {
    let (shell, esbuild) = (&project.shell, project.node_tool("esbuild"));
    let style: &[&str] = if dev { &[] } else { &["--minify"] };
    bundle_carts(project, package, folder, style)?;
    let (script, core) = (package.join("script.js"), package.join("core.js"));
    cmd!(shell, "{esbuild} {NAME}={script} {style...} --bundle --splitting --charset=utf8 --format=esm --target=es2022 --outdir={folder} --chunk-names=text/[name]-[hash] --external:./carts/* --log-level=warning")
        .quiet()
        .run()
        .context("esbuild failed on the script tag's JavaScript")?;
    cmd!(shell, "{esbuild} core={core} {style...} --bundle --charset=utf8 --format=esm --target=es2022 --outdir={folder} --log-level=warning")
        .quiet()
        .run()
        .context("esbuild failed on the core's JavaScript")?;
    for locator in [CORE.locator, CARTS_LOCATOR] {
        // In a bundle as a whole.
        let locator = folder.join(locator);
        fs::remove_file(&locator)
            .with_context(|| format!("cannot remove {}", locator.display()))?;
    }
    Ok(())
}

/// The adapters that the script tag knows by name.
const CARTS: [&str; 3] = ["shopify", "woocommerce", "events"];

/// The module that says where they are.
const CARTS_LOCATOR: &str = "carts.js";

/// Makes one file of each cart's adapter: what they share comes with each, since a page needs one of them. A page asks for a file that
/// its entry names by checksum, as for the Wasm.
fn bundle_carts(project: &Project, package: &Path, folder: &Path, style: &[&str]) -> Result<()> {
    let (shell, esbuild) = (&project.shell, project.node_tool("esbuild"));
    let carts = folder.join("carts");
    let sources = CARTS.map(|name| package.join(format!("carts/{name}.js")));
    cmd!(shell, "{esbuild} {sources...} {style...} --bundle --charset=utf8 --format=esm --target=es2022 --outdir={carts} --entry-names=[name]-[hash] --log-level=warning")
        .quiet()
        .run()
        .context("esbuild failed on the carts' JavaScript")?;
    let mut files = Vec::new();
    for entry in fs::read_dir(&carts).with_context(|| format!("cannot list {}", carts.display()))? {
        files.push(entry?.file_name().to_string_lossy().into_owned());
    }
    files.sort();
    let mut module = "export default {\n".to_owned();
    for file in files {
        let name = file.split('-').next().unwrap_or_default();
        module += &format!("  {name}: () => import('./carts/{file}'),\n");
    }
    module += "};\n";
    fs::write(folder.join(CARTS_LOCATOR), module)
        .with_context(|| format!("cannot write {CARTS_LOCATOR}"))
}
