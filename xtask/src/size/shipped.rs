//! Which files ship: those that `pkg/package.json` lists, and of them those that a shopper's browser fetches.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use crate::project::Project;

#[derive(Deserialize)]
struct PackageJson {
    #[serde(default)]
    files: Vec<String>,
}

/// All files of the npm package by path relative to its folder, sorted. Folders and `*` patterns are expanded.
pub(crate) fn files(project: &Project) -> Result<Vec<PathBuf>> {
    let package = project.package();
    let manifest = package.join("package.json");
    let text = fs::read_to_string(&manifest)
        .with_context(|| format!("cannot read {}", manifest.display()))?;
    let listed: PackageJson = serde_json::from_str(&text)
        .with_context(|| format!("{} is not a package manifest", manifest.display()))?;

    if !project.dist().is_dir() {
        bail!("pkg/dist does not exist: run `cargo xtask build` first");
    }
    let mut found = Vec::new();
    for path in walk(&package)? {
        let relative = path.strip_prefix(&package)?.to_path_buf();
        if listed
            .files
            .iter()
            .any(|pattern| matches(pattern, &relative))
        {
            found.push(relative);
        }
    }
    found.sort();
    Ok(found)
}

/// Whether an entry of package.json's `files` covers a path: a file, a folder with all in it, or one `*` in a name.
fn matches(pattern: &str, path: &Path) -> bool {
    let pattern = pattern
        .trim_start_matches("./")
        .trim_end_matches("/**")
        .trim_end_matches("/*")
        .trim_end_matches('/');
    let name = path.to_string_lossy().replace('\\', "/");
    match pattern.split_once('*') {
        None => path.starts_with(pattern),
        Some((start, end)) => {
            let middle = name
                .strip_prefix(start)
                .and_then(|rest| rest.strip_suffix(end));
            middle.is_some_and(|middle| !middle.contains('/'))
        }
    }
}

fn walk(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in
        fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))?
    {
        let path = entry?.path();
        match path.is_dir() {
            true if path.file_name().is_some_and(|name| name == "node_modules") => {}
            true => files.extend(walk(&path)?),
            false => files.push(path),
        }
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_covers_files_folders_and_one_star() {
        for (pattern, path, expected) in [
            ("index.js", "index.js", true),
            ("index.js", "index.json", false),
            ("dist", "dist/setwise.js", true),
            ("./dist/", "dist/deep/setwise.js", true),
            ("dist", "distant.js", false),
            ("*.d.ts", "index.d.ts", true),
            ("*.d.ts", "dist/setwise.d.ts", false),
            ("dist/*", "dist/setwise.js", true),
            ("dist/**", "dist/deep/setwise.js", true),
        ] {
            assert_eq!(
                matches(pattern, Path::new(path)),
                expected,
                "{pattern} on {path}"
            );
        }
    }
}
