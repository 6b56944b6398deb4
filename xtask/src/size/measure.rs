//! Sizes of files, and their sums for what a shopper downloads.

use std::fmt;
use std::fs;
use std::iter::Sum;
use std::ops::Add;

use anyhow::{Context, Result, bail};
use serde::Serialize;

use super::shipped;
use crate::compress::{self, BEST_BROTLI};
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
    /// The ranking-only build, where it was built.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) core: Option<Sizes>,
}

#[derive(Serialize)]
pub(crate) struct Report {
    pub(crate) files: Vec<FileSizes>,
    pub(crate) totals: Totals,
}

impl Report {
    pub(crate) fn measure(project: &Project) -> Result<Self> {
        let mut files = Vec::new();
        for path in shipped::files(project)? {
            let bytes = fs::read(project.package().join(&path))
                .with_context(|| format!("cannot read {}", path.display()))?;
            let path = path.to_string_lossy().replace('\\', "/");
            files.push(FileSizes {
                path,
                sizes: Sizes::of(&bytes)?,
            });
        }
        let sizes_of = |part| {
            files
                .iter()
                .filter(move |file| part_of(&file.path) == Some(part))
                .map(|file| file.sizes)
        };
        // A shopper downloads the phrases of one language: the largest counts.
        let language = sizes_of(Part::Language).max_by_key(|sizes| sizes.brotli);
        let widget: Sizes = sizes_of(Part::Widget).chain(language).sum();
        if !files.iter().any(|file| file.path.ends_with(".wasm")) {
            bail!(
                "no .wasm file ships: run `cargo xtask build`, and check that pkg/package.json lists dist in `files`"
            );
        }
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
        Ok(Self {
            files,
            totals: Totals { widget, core },
        })
    }
}

impl Sizes {
    fn of(bytes: &[u8]) -> Result<Self> {
        let (gzip, brotli) = (
            compress::gzip(bytes)?.len(),
            compress::brotli(bytes, BEST_BROTLI)?.len(),
        );
        Ok(Self {
            raw: bytes.len(),
            gzip,
            brotli,
        })
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

/// What a browser downloads a shipped file for.
#[derive(Clone, Copy, PartialEq)]
enum Part {
    Widget,
    /// Phrases, a file a language.
    Language,
    Core,
}

/// The part that a file belongs to; none for what no browser fetches (types, README, package.json).
fn part_of(path: &str) -> Option<Part> {
    let fetched = [".js", ".wasm", ".css"]
        .iter()
        .any(|extension| path.ends_with(extension));
    let name = path.rsplit('/').next().unwrap_or(path);
    match (fetched, name.starts_with("core")) {
        (false, _) => None,
        (true, _) if path.starts_with("text/") => Some(Part::Language),
        (true, true) => Some(Part::Core),
        (true, false) => Some(Part::Widget),
    }
}

impl fmt::Display for Report {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            out,
            "{:<28} {:>9} {:>9} {:>9}",
            "file", "raw", "gzip", "brotli"
        )?;
        let mut row = |name: &str, sizes: &Sizes| {
            writeln!(
                out,
                "{name:<28} {:>9} {:>9} {:>9}",
                sizes.raw, sizes.gzip, sizes.brotli
            )
        };
        for file in &self.files {
            row(&file.path, &file.sizes)?;
        }
        row("= widget (js, wasm, css)", &self.totals.widget)?;
        if let Some(core) = &self.totals.core {
            row("= core (ranking alone)", core)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_fetches_scripts_wasm_and_styles_only() {
        assert!(part_of("dist/setwise_bg.wasm") == Some(Part::Widget));
        assert!(part_of("core.js") == Some(Part::Core));
        assert!(part_of("text/de.js") == Some(Part::Language));
        assert!(part_of("index.d.ts").is_none());
        assert!(part_of("README.md").is_none());
    }

    #[test]
    fn compression_is_counted_for_real() {
        let sizes = Sizes::of(&[b'a'; 10_000]).unwrap();
        assert_eq!(sizes.raw, 10_000);
        assert!(sizes.gzip < 100 && sizes.brotli < sizes.gzip, "{sizes:?}");
    }
}
