//! Where the built package and the demo storefront are: in the repository, above this program or above the current folder.

use std::path::{Path, PathBuf};

/// Folders of the repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Assets {
    /// The repository.
    pub root: PathBuf,
    /// The built package, which may not be there yet.
    pub package: PathBuf,
}

/// Looks for the repository.
pub(super) fn find() -> Option<Assets> {
    let program = std::env::current_exe().ok();
    let folder = std::env::current_dir().ok();
    [program, folder]
        .into_iter()
        .flatten()
        .find_map(|start| above(&start))
}

/// The nearest folder at or above `start` that holds the storefront and the package.
fn above(start: &Path) -> Option<Assets> {
    start.ancestors().find_map(at)
}

/// A folder, if it holds the storefront and the package.
pub(super) fn at(root: &Path) -> Option<Assets> {
    let holds = |file: &str| root.join(file).is_file();
    (holds("index.html") && holds("www/shop.js") && holds("pkg/package.json")).then(|| Assets {
        root: root.to_owned(),
        package: root.join("pkg/dist"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn the_repository_is_found_from_any_folder_in_it_and_from_none_outside() {
        let place = tempfile::tempdir().expect("a folder");
        let root = place.path();
        for file in [
            "shop/index.html",
            "shop/www/shop.js",
            "shop/pkg/package.json",
            "shop/target/debug/x",
        ] {
            let file = root.join(file);
            fs::create_dir_all(file.parent().expect("a parent")).expect("made");
            fs::write(file, "").expect("written");
        }
        let found = above(&root.join("shop/target/debug/x")).expect("found");
        assert_eq!(found.root, root.join("shop"));
        assert_eq!(found.package, root.join("shop/pkg/dist"));
        assert_eq!(above(root), None);
    }
}
