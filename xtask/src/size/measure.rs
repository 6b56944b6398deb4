//! Sizes of files, and their sums for what a shopper downloads.

use std::collections::BTreeMap;
use std::fmt;
use std::iter::Sum;
use std::ops::Add;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail, ensure};
use serde::Serialize;
use xshell::cmd;

use super::shipped;
use crate::project::Project;

/// Bytes of one file, or of several fetched one by one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub(crate) struct Sizes {
    pub(crate) raw: usize,
    pub(crate) gzip: usize,
    pub(crate) brotli: usize,
}

#[derive(Serialize)]
pub(crate) struct FileSizes {
    /// Relative to the package folder, with forward slashes.
    pub(crate) path: String,
    #[serde(flatten)]
    pub(crate) sizes: Sizes,
}

#[derive(Serialize)]
pub(crate) struct Totals {
    /// All that a shopper downloads to first use: JavaScript, Wasm, CSS.
    pub(crate) widget: Sizes,
    /// The same for a page with all kinds of shelves.
    pub(crate) all: Sizes,
    /// The ranking-only build, where it was built.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) core: Option<Sizes>,
    /// The adapter of each platform's cart, which its pages alone fetch, by the platform's name.
    pub(crate) carts: BTreeMap<String, Sizes>,
    /// What a page loads besides where its snapshot has offers.
    pub(crate) offers: Sizes,
    /// What follows the visit, loaded when there is something to follow.
    pub(crate) mind: Sizes,
    /// The button that takes back an add, loaded once the first slate is there.
    pub(crate) undo: Sizes,
}

#[derive(Serialize)]
pub(crate) struct Report {
    pub(crate) files: Vec<FileSizes>,
    pub(crate) totals: Totals,
}

impl Report {
    pub(crate) fn measure(project: &Project, host: &Path) -> Result<Self> {
        let mut files = Vec::new();
        let paths = shipped::files(project)?;
        let sizes = sizes_of_files(project, host, &paths)?;
        for (path, sizes) in paths.iter().zip(sizes) {
            let path = path.to_string_lossy().replace('\\', "/");
            files.push(FileSizes { path, sizes });
        }
        let sizes_of = |part| {
            files
                .iter()
                .filter(move |file| part_of(&file.path) == Some(part))
                .map(|file| file.sizes)
        };
        // A shopper downloads the phrases of one language: the largest counts.
        let language = sizes_of(Part::Language).max_by_key(|sizes| sizes.brotli);
        let script = files.iter().filter(|file| file.path == SCRIPT);
        let script: Sizes = script.map(|file| file.sizes).sum();
        let more = sizes_of(Part::More).max_by_key(|sizes| sizes.brotli);
        let widget: Sizes = sizes_of(Part::Widget).chain(language).sum();
        let mind: Sizes = sizes_of(Part::Mind).sum();
        let undo: Sizes = sizes_of(Part::Undo).sum();
        let all: Sizes = sizes_of(Part::All).chain(language).chain(more).sum();
        let all = script + all;
        if !files.iter().any(|file| file.path.ends_with(".wasm")) {
            bail!(
                "no .wasm file ships: run `cargo xtask build`, and check that pkg/package.json lists dist in `files`"
            );
        }
        let offers: Sizes = sizes_of(Part::Offers).sum();
        let has_core = files
            .iter()
            .any(|file| part_of(&file.path) == Some(Part::Core));
        let core = has_core.then(|| {
            files
                .iter()
                .filter(|file| part_of(&file.path) == Some(Part::Core))
                .map(|file| file.sizes)
                .sum()
        });
        let carts = files
            .iter()
            .filter_map(|file| Some((cart_of(&file.path)?.to_owned(), file.sizes)))
            .collect();
        Ok(Self {
            files,
            totals: Totals {
                widget,
                all,
                core,
                carts,
                offers,
                mind,
                undo,
            },
        })
    }
}

/// Sizes of files of the package, as the program `host` would send them.
fn sizes_of_files(project: &Project, host: &Path, files: &[PathBuf]) -> Result<Vec<Sizes>> {
    let shell = &project.shell;
    let _there = shell.push_dir(project.package());
    let printed = cmd!(shell, "{host} sizes {files...}").quiet().read()?;
    let sizes: Vec<Sizes> = printed.lines().map(Sizes::read).collect::<Result<_>>()?;
    ensure!(
        sizes.len() == files.len(),
        "`setwise-host sizes` printed {} lines for {} files",
        sizes.len(),
        files.len()
    );
    Ok(sizes)
}

impl Sizes {
    /// Reads a line of `setwise-host sizes`.
    fn read(line: &str) -> Result<Self> {
        let mut numbers = line.splitn(4, ' ').map(str::parse::<usize>);
        match (numbers.next(), numbers.next(), numbers.next()) {
            (Some(Ok(raw)), Some(Ok(gzip)), Some(Ok(brotli))) => Ok(Self { raw, gzip, brotli }),
            _ => bail!("`setwise-host sizes` printed {line:?}, which is not three numbers"),
        }
    }
}

impl Add for Sizes {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self {
            raw: self.raw + other.raw,
            gzip: self.gzip + other.gzip,
            brotli: self.brotli + other.brotli,
        }
    }
}

impl Sum for Sizes {
    fn sum<I: Iterator<Item = Self>>(sizes: I) -> Self {
        sizes.fold(Self::default(), Add::add)
    }
}

/// The file of the script tag.
const SCRIPT: &str = "dist/setwise.js";

/// What a browser downloads a shipped file for.
#[derive(Clone, Copy, PartialEq)]
enum Part {
    Widget,
    /// What comes in place of the widget's Wasm where a page has other shelves than "Complete your set".
    All,
    /// Phrases, a file a language.
    Language,
    /// What only pages of shops with offers fetch.
    Offers,
    /// Those of other shelves.
    More,
    Core,
    Mind,
    /// After an add.
    Undo,
}

/// The part that a file belongs to; none for what the script tag does not fetch: types, README, package.json, and the
/// same JavaScript in the pieces that bundlers take.
fn part_of(path: &str) -> Option<Part> {
    let name = path.strip_prefix("dist/")?;
    let is_wasm = name.ends_with(".wasm");
    match name {
        "core.js" => Some(Part::Core),
        _ if name.starts_with("text/offers") => Some(Part::Offers),
        _ if is_wasm && name.starts_with("offers") => Some(Part::Offers),
        _ if is_wasm && name.starts_with("core") => Some(Part::Core),
        _ if name.starts_with("all-") && is_wasm => Some(Part::All),
        _ if name.starts_with("text/all-") => Some(Part::All),
        _ if name.starts_with("text/more-") => Some(Part::More),
        "setwise.js" => Some(Part::Widget),
        _ if is_wasm && name.starts_with("mind") => Some(Part::Mind),
        _ if name.starts_with("text/mind-") => Some(Part::Mind),
        _ if name.starts_with("text/undo-") => Some(Part::Undo),
        // For merchants.
        _ if name.starts_with("text/debug-") => None,
        _ if is_wasm || name.ends_with(".css") => Some(Part::Widget),
        _ if name.starts_with("text/") => Some(Part::Language),
        _ => None,
    }
}

/// The platform whose cart a file is the adapter of.
fn cart_of(path: &str) -> Option<&str> {
    let (platform, _) = path.strip_prefix("dist/carts/")?.split_once('-')?;
    Some(platform)
}

impl fmt::Display for Report {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            out,
            "{:<38} {:>9} {:>9} {:>9}",
            "file", "raw", "gzip", "brotli"
        )?;
        let mut row = |name: &str, sizes: &Sizes| {
            writeln!(
                out,
                "{name:<38} {:>9} {:>9} {:>9}",
                sizes.raw, sizes.gzip, sizes.brotli
            )
        };
        for file in &self.files {
            row(&file.path, &file.sizes)?;
        }
        row("= widget (js, wasm, css)", &self.totals.widget)?;
        row("= widget with all shelves", &self.totals.all)?;
        if let Some(core) = &self.totals.core {
            row("= core (ranking alone)", core)?;
        }
        for (platform, cart) in &self.totals.carts {
            row(&format!("= cart of {platform}"), cart)?;
        }
        row("= offers (where there are any)", &self.totals.offers)?;
        row("= mind (follows a visit)", &self.totals.mind)?;
        row("= undo (after the first slate)", &self.totals.undo)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_script_tag_fetches_is_counted_once() {
        assert!(part_of("dist/setwise.js") == Some(Part::Widget));
        assert!(part_of("dist/setwise-0123456789abcdef.wasm") == Some(Part::Widget));
        assert!(part_of("dist/all-0123456789abcdef.wasm") == Some(Part::All));
        assert!(part_of("dist/text/all-JFVFL3VI.js") == Some(Part::All));
        assert!(part_of("dist/text/more-de-JFVFL3VI.js") == Some(Part::More));
        assert!(part_of("dist/core.js") == Some(Part::Core));
        assert!(part_of("dist/core-0123456789abcdef.wasm") == Some(Part::Core));
        assert!(part_of("dist/text/de-JFVFL3VI.js") == Some(Part::Language));
        assert_eq!(cart_of("dist/carts/shopify-JFVFL3VI.js"), Some("shopify"));
        assert!(part_of("dist/text/offers-JFVFL3VI.js") == Some(Part::Offers));
        assert!(part_of("dist/offers-0123456789abcdef.wasm") == Some(Part::Offers));
        assert!(part_of("dist/text/mind-JFVFL3VI.js") == Some(Part::Mind));
        assert!(part_of("dist/mind-0123456789abcdef.wasm") == Some(Part::Mind));
        assert!(part_of("dist/text/undo-JFVFL3VI.js") == Some(Part::Undo));
        for others in [
            "dist/carts/shopify-JFVFL3VI.js",
            "carts/shopify.js",
            "dist/text/debug-JFVFL3VI.js",
            "dist/widget.js",
            "dist/wasm.js",
            "dist/widget.d.ts",
            "index.js",
            "text/de.js",
            "README.md",
        ] {
            assert!(part_of(others).is_none(), "{others}");
        }
    }

    #[test]
    fn a_line_of_sizes_is_three_numbers_and_a_path() {
        let sizes = Sizes::read("9 8 7 a name with 3 spaces").unwrap();
        assert_eq!((sizes.raw, sizes.gzip, sizes.brotli), (9, 8, 7));
        assert!(Sizes::read("9 8").is_err());
        assert!(Sizes::read("error: 1 2").is_err());
    }
}
