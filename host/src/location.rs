//! From the path of a URL to a file under the served folder, and never beside it.

use std::path::{Path, PathBuf};

use percent_encoding::percent_decode_str;

/// What a URL's path leads to.
#[derive(Debug, PartialEq)]
pub(crate) enum Location {
    File(PathBuf),
    /// A folder asked for without its final slash, from which relative links would go wrong.
    Moved(String),
    Nowhere,
}

/// Finds the file of a request target. `root` must be canonical.
pub(crate) fn locate(root: &Path, target: &str) -> Location {
    let path = target.split(['?', '#']).next().unwrap_or_default();
    let Ok(decoded) = percent_decode_str(path).decode_utf8() else {
        return Location::Nowhere;
    };

    let mut file = root.to_path_buf();
    for part in decoded.split('/').filter(|part| !part.is_empty()) {
        // Dots cover `.`, `..` and hidden files; the rest could name another drive or folder on Windows.
        if part.starts_with('.') || part.contains(['\\', ':', '\0']) {
            return Location::Nowhere;
        }
        file.push(part);
    }
    if file.is_dir() {
        if !decoded.ends_with('/') {
            return Location::Moved(format!("{path}/"));
        }
        file.push("index.html");
    }
    // A symbolic link may lead out of the folder; its end must be inside.
    match file.canonicalize() {
        Ok(real) if real.is_file() && real.starts_with(root) => Location::File(real),
        _ => Location::Nowhere,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn only_files_of_the_folder_are_found() {
        let outside = tempfile::tempdir().unwrap();
        let base = outside.path().canonicalize().unwrap();
        let root = base.join("site");
        fs::create_dir_all(root.join("sub")).unwrap();
        for file in [
            "secret.txt",
            "site/index.html",
            "site/a b.js",
            "site/.hidden",
            "site/sub/index.html",
        ] {
            fs::write(base.join(file), file).unwrap();
        }

        for (target, file) in [
            ("/", "index.html"),
            ("/a%20b.js?x=1", "a b.js"),
            ("//sub/", "sub/index.html"),
        ] {
            assert_eq!(
                locate(&root, target),
                Location::File(root.join(file)),
                "{target}"
            );
        }
        assert_eq!(locate(&root, "/sub"), Location::Moved("/sub/".into()));
        for target in [
            "/../secret.txt",
            "/%2e%2e/secret.txt",
            "/..%2fsecret.txt",
            "/..%5csecret.txt",
            "/.hidden",
            "/none",
            "/%ff",
        ] {
            assert_eq!(locate(&root, target), Location::Nowhere, "{target}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_link_out_of_the_folder_leads_nowhere() {
        let outside = tempfile::tempdir().unwrap();
        let base = outside.path().canonicalize().unwrap();
        let root = base.join("site");
        fs::create_dir(&root).unwrap();
        fs::write(base.join("secret.txt"), "secret").unwrap();
        std::os::unix::fs::symlink(base.join("secret.txt"), root.join("link.txt")).unwrap();
        assert_eq!(locate(&root, "/link.txt"), Location::Nowhere);
    }
}
