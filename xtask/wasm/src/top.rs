//! What takes the bytes: the functions of a Wasm file by size, and their sums by crate.

use std::collections::BTreeMap;
use std::fmt::{self, Write};
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use wasmparser::{KnownCustom, Name, Parser, Payload, TypeRef};

/// Bytes of code and where they came from.
#[derive(Default)]
struct Tally {
    /// (bytes, name), as they stand in the file.
    functions: Vec<(usize, String)>,
    /// Bytes of the sections other than code.
    sections: BTreeMap<&'static str, usize>,
}

/// A table in words of the file's sections, crates and `most` largest functions, in bytes before compression.
pub(crate) fn report(wasm: &Path, most: usize) -> Result<String> {
    let bytes = fs::read(wasm).with_context(|| format!("cannot read {}", wasm.display()))?;
    let mut tally =
        Tally::read(&bytes).with_context(|| format!("{} is not a Wasm file", wasm.display()))?;
    tally.functions.sort_by(|a, b| b.cmp(a));
    let mut out = String::new();
    tally.write(&mut out, most)?;
    Ok(out)
}

impl Tally {
    fn read(bytes: &[u8]) -> Result<Self> {
        let mut tally = Self::default();
        let (mut imported, mut names) = (0, BTreeMap::new());
        for payload in Parser::new(0).parse_all(bytes) {
            match payload? {
                Payload::ImportSection(imports) => {
                    tally.sections.insert("imports", imports.range().len());
                    for import in imports.into_imports() {
                        imported += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                    }
                }
                Payload::DataSection(data) => {
                    tally.sections.insert("data", data.range().len());
                }
                Payload::CodeSectionEntry(body) => {
                    tally.functions.push((body.range().len(), String::new()));
                }
                Payload::CustomSection(section) => {
                    let KnownCustom::Name(subsections) = section.as_known() else {
                        continue;
                    };
                    for subsection in subsections {
                        let Name::Function(map) = subsection? else {
                            continue;
                        };
                        for naming in map {
                            let naming = naming?;
                            names.insert(naming.index, naming.name.to_owned());
                        }
                    }
                }
                _ => {}
            }
        }
        ensure!(!names.is_empty(), "it has no names of functions");
        for (index, (_, name)) in (imported..).zip(&mut tally.functions) {
            if let Some(named) = names.get(&index) {
                *name = without_hashes(&format!("{:#}", rustc_demangle::demangle(named)));
            }
        }
        Ok(tally)
    }

    fn write(&self, out: &mut String, most: usize) -> fmt::Result {
        let code: usize = self.functions.iter().map(|(bytes, _)| bytes).sum();
        let mut crates: BTreeMap<&str, usize> = BTreeMap::new();
        for (bytes, name) in &self.functions {
            *crates.entry(crate_of(name)).or_default() += bytes;
        }
        let mut crates: Vec<(usize, &str)> = crates
            .into_iter()
            .map(|(name, bytes)| (bytes, name))
            .collect();
        crates.sort_by(|a, b| b.cmp(a));

        writeln!(out, "{code:>8}  code, {} functions", self.functions.len())?;
        for (name, bytes) in &self.sections {
            writeln!(out, "{bytes:>8}  {name}")?;
        }
        writeln!(out, "\ncode by crate")?;
        for (bytes, name) in crates {
            writeln!(out, "{bytes:>8}  {name}")?;
        }
        writeln!(out, "\nlargest functions")?;
        for (bytes, name) in self.functions.iter().take(most) {
            writeln!(out, "{bytes:>8}  {name}")?;
        }
        Ok(())
    }
}

/// A name that was demangled before it came here has the hash of each crate in brackets: `core[92713917512c148d]::fmt`.
fn without_hashes(name: &str) -> String {
    let mut parts = name.split('[');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match part.split_once(']') {
            Some((hash, rest))
                if hash.len() > 8 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()) =>
            {
                out += rest;
            }
            _ => out = out + "[" + part,
        }
    }
    out
}

/// The first path of a demangled name: `<setwise::ui::Node as core::ops::Drop>::drop` is `setwise`'s.
fn crate_of(name: &str) -> &str {
    let path = name.trim_start_matches(|c: char| !c.is_ascii_alphabetic() && c != '_');
    let path = ["mut ", "dyn ", "const "]
        .iter()
        .fold(path, |path, word| path.strip_prefix(word).unwrap_or(path));
    match path.split_once("::") {
        Some((first, _)) => first,
        None => "glue and intrinsics",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_of_crates_go_and_other_brackets_stay() {
        assert_eq!(
            without_hashes("<core[44528b579e4af097]::slice::Iter<[u8]>>::next[deadbeef]"),
            "<core::slice::Iter<[u8]>>::next[deadbeef]"
        );
    }

    #[test]
    fn a_function_is_counted_for_the_crate_that_names_it_first() {
        for (name, expected) in [
            ("setwise::ui::card::card", "setwise"),
            (
                "<alloc::vec::Vec<u8> as core::clone::Clone>::clone",
                "alloc",
            ),
            (
                "<&mut core::fmt::Formatter as core::fmt::Write>::write_str",
                "core",
            ),
            ("<dyn core::any::Any>::is", "core"),
            ("memcpy", "glue and intrinsics"),
        ] {
            assert_eq!(crate_of(name), expected, "{name}");
        }
    }
}
