//! What can stop a counting.

use std::io;
use std::path::PathBuf;

use crate::ingest::IngestError;

/// Why orders could not be counted. Temporary files are gone when this is returned.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CountError {
    /// The orders cannot be read.
    #[error(transparent)]
    Ingest(#[from] IngestError),
    /// What does not fit into memory cannot be put aside, or not read back.
    #[error(
        "cannot use a temporary file in {folder} at byte {at}: {source}; make room there, name another folder with --temp, or allow more with --memory"
    )]
    Spill {
        /// The folder.
        folder: PathBuf,
        /// How far the file had come.
        at: u64,
        /// What the system said.
        source: io::Error,
    },
    /// The counts cannot be written.
    #[error("cannot write {file}: {source}; the unfinished file was removed")]
    Write {
        /// The file.
        file: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}
