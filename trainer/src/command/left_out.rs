//! The products that a snapshot does not have, by name: beside the folder and not in it, for what is in it is public.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::train::TrainError;
use crate::ingest::LeftOut;

/// The file beside a snapshot's folder: `snapshot.left-out.csv`.
pub(super) fn path(folder: &Path) -> PathBuf {
    let mut name = folder
        .file_name()
        .map_or_else(|| OsString::from("snapshot"), OsString::from);
    name.push(".left-out.csv");
    folder.with_file_name(name)
}

/// Writes the file; without anything to name, an earlier one goes.
///
/// # Errors
/// [`TrainError::LeftOut`] if it cannot be written.
pub(super) fn write(folder: &Path, left_out: &[LeftOut]) -> Result<(), TrainError> {
    let path = path(folder);
    let failed = |source| TrainError::LeftOut {
        path: path.clone(),
        source,
    };
    if left_out.is_empty() {
        return match std::fs::remove_file(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(failed(error)),
            _ => Ok(()),
        };
    }
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent).map_err(failed)?;
    }
    let mut csv = csv::Writer::from_path(&path).map_err(|error| failed(error.into()))?;
    for product in left_out {
        csv.serialize(product)
            .map_err(|error| failed(error.into()))?;
    }
    csv.flush().map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_stands_beside_the_folder_while_there_is_something_to_name() {
        let folder = tempfile::tempdir().expect("temporary");
        let snapshot = folder.path().join("snapshot");
        let left_out = [LeftOut {
            reason: "draft",
            id: "A,1".to_owned(),
            title: "Lamp".to_owned(),
        }];
        write(&snapshot, &left_out).expect("written");
        let file = folder.path().join("snapshot.left-out.csv");
        let text = std::fs::read_to_string(&file).expect("there");
        assert_eq!(text, "reason,id,title\ndraft,\"A,1\",Lamp\n");
        write(&snapshot, &[]).expect("removed");
        write(&snapshot, &[]).expect("nothing to remove");
        assert!(!file.exists());
    }
}
