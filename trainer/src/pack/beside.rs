//! Files beside the manifest, each there once whatever the number of shards: the model of intent, the offers, the policy.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use setwise_core::snapshot::ContentHash;

use super::PackError;

/// Writes a file under the hash of its bytes, and says that name. The manifest that names it must be written later.
pub(crate) fn put_beside(bytes: &[u8], folder: &Path) -> Result<String, PackError> {
    let name = ContentHash::of(bytes).to_string();
    let path = folder.join(format!("{name}.bin"));
    // What is named by its content and is there does not change.
    if !fs::read(&path).is_ok_and(|there| there == bytes) {
        replace(folder, &path, bytes).map_err(|source| PackError::Write {
            path: path.clone(),
            source,
        })?;
    }
    Ok(name)
}

/// Writes beside the file and renames, so that nobody sees half of it.
fn replace(folder: &Path, path: &Path, bytes: &[u8]) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let mut file = tempfile::Builder::new()
        .prefix(".setwise-")
        .tempfile_in(folder)?;
    file.write_all(bytes)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // What is temporary is private to its owner; a web server has to read what is published.
        fs::set_permissions(file.path(), fs::Permissions::from_mode(0o644))?;
    }
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}
