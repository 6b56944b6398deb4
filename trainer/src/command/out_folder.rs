//! Whether a folder can be written, asked before hours of work and not after them.

use std::io;
use std::path::Path;

/// Tries to write a file where `folder` is or will be; nothing stays.
///
/// # Errors
/// What the system says, of the folder or of its nearest parent that exists.
pub(super) fn check_writable(folder: &Path) -> io::Result<()> {
    let mut nearest = folder;
    while !nearest.as_os_str().is_empty() && nearest.symlink_metadata().is_err() {
        nearest = nearest.parent().unwrap_or(Path::new(""));
    }
    if nearest.as_os_str().is_empty() {
        nearest = Path::new(".");
    }
    if !nearest.is_dir() {
        let text = format!("{} is a file, expected a folder", nearest.display());
        return Err(io::Error::new(io::ErrorKind::NotADirectory, text));
    }
    tempfile::tempfile_in(nearest).map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::check_writable;

    #[test]
    fn a_file_in_the_way_is_found_and_nothing_is_left() {
        let folder = tempfile::tempdir().expect("temporary");
        let file = folder.path().join("file");
        std::fs::write(&file, "x").expect("written");
        for wrong in [file.clone(), file.join("below")] {
            let text = check_writable(&wrong).expect_err("a file").to_string();
            assert!(text.contains("is a file, expected a folder"), "{text}");
        }
        std::fs::remove_file(&file).expect("removed");
        check_writable(&folder.path().join("new/folder")).expect("can be made");
        let left = std::fs::read_dir(folder.path()).expect("folder").count();
        assert_eq!(left, 0);
    }
}
