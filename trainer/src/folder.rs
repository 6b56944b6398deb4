//! A snapshot folder on disk, read as a page reads it: the manifest, then any shard by its name.

use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use flate2::read::DeflateDecoder;
use setwise_core::intent::IntentModel;
use setwise_core::snapshot::{
    ContentHash, Manifest, ManifestError, Parcel, ShardName, Snapshot, SnapshotError,
};

/// Name of the one file of a folder that is replaced.
pub const MANIFEST: &str = "manifest.json";

/// Why a folder cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FolderError {
    /// A file is missing or cannot be read.
    #[error("cannot read {path}: {source}; expected a folder that `setwise train` wrote")]
    Read {
        /// Which.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The manifest is no JSON of the right form.
    #[error("{path} is not a manifest: {source}")]
    Json {
        /// Which.
        path: PathBuf,
        /// Where it goes wrong.
        source: serde_json::Error,
    },
    /// The manifest breaks a rule.
    #[error("{path}: {source}")]
    Manifest {
        /// Which.
        path: PathBuf,
        /// The rule.
        source: ManifestError,
    },
    /// A shard is damaged or of another build.
    #[error("{path}: {source}")]
    Shard {
        /// Which.
        path: PathBuf,
        /// What is wrong.
        source: SnapshotError,
    },
    /// The manifest does not say where a shard is; [`Manifest::check`] rules that out.
    #[error("{path} names no shard {number}; train again")]
    Unnamed {
        /// The manifest.
        path: PathBuf,
        /// The shard.
        number: u32,
    },
}

/// A snapshot folder whose manifest has been read and checked.
#[derive(Clone, Debug)]
pub struct SnapshotFolder {
    path: PathBuf,
    manifest: Manifest,
}

impl SnapshotFolder {
    /// Reads the manifest.
    ///
    /// # Errors
    /// [`FolderError`] names the file and what is wrong with it.
    pub fn open(folder: &Path) -> Result<Self, FolderError> {
        let path = folder.join(MANIFEST);
        let bytes = read(&path)?;
        let manifest: Manifest =
            serde_json::from_slice(&bytes).map_err(|source| FolderError::Json {
                path: path.clone(),
                source,
            })?;
        manifest
            .check()
            .map_err(|source| FolderError::Manifest { path, source })?;
        Ok(Self {
            path: folder.to_owned(),
            manifest,
        })
    }

    /// The folder.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What it says.
    #[must_use]
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Names of all shards, by number.
    ///
    /// # Errors
    /// [`FolderError::Unnamed`] if one has none.
    pub fn shards(&self) -> Result<Vec<ShardName>, FolderError> {
        (0..self.manifest.shards)
            .map(|number| {
                self.manifest
                    .shard(number)
                    .ok_or_else(|| FolderError::Unnamed {
                        path: self.path.join(MANIFEST),
                        number,
                    })
            })
            .collect()
    }

    /// A shard's file, its checksum and its name checked.
    ///
    /// # Errors
    /// [`FolderError::Read`] and [`FolderError::Shard`].
    pub fn parcel(&self, name: ShardName) -> Result<Parcel<Vec<u8>>, FolderError> {
        let path = self.path.join(name.to_string());
        Parcel::open(read(&path)?)
            .and_then(|parcel| parcel.expect(name))
            .map_err(|source| FolderError::Shard { path, source })
    }

    /// The model of intent, and its bytes; `None` where the prior stands in.
    ///
    /// # Errors
    /// [`FolderError::Read`] and [`FolderError::Shard`].
    pub fn intent(&self) -> Result<Option<(IntentModel, u64)>, FolderError> {
        let Some(name) = self.manifest.intent.as_deref() else {
            return Ok(None);
        };
        let path = self.path.join(format!("{name}.bin"));
        let bytes = read(&path)?;
        // The manifest was checked when it was opened.
        let named = ContentHash::parse(name).unwrap_or_default();
        let model = IntentModel::open(&bytes, named)
            .map_err(|source| FolderError::Shard { path, source })?;
        Ok(Some((model, bytes.len() as u64)))
    }

    /// A shard as a page has it: checked, inflated, validated.
    ///
    /// # Errors
    /// [`FolderError::Read`] and [`FolderError::Shard`].
    pub fn unpack(&self, parcel: &Parcel<Vec<u8>>) -> Result<Snapshot, FolderError> {
        let path = || self.path.join(parcel.name().to_string());
        let packed = parcel.packed_display();
        let display =
            inflate(packed.bytes, packed.raw_len).map_err(|source| FolderError::Read {
                path: path(),
                source,
            })?;
        parcel
            .unpack(display)
            .and_then(|shard| shard.mark(parcel))
            .map_err(|source| FolderError::Shard {
                path: path(),
                source,
            })
    }
}

fn read(path: &Path) -> Result<Vec<u8>, FolderError> {
    fs::read(path).map_err(|source| FolderError::Read {
        path: path.to_owned(),
        source,
    })
}

/// Inflates what should have `length` bytes, and no more than shows that it has not.
fn inflate(packed: &[u8], length: usize) -> io::Result<Vec<u8>> {
    let mut inflated = Vec::with_capacity(length.min(1 << 20));
    DeflateDecoder::new(packed)
        .take(length as u64 + 1)
        .read_to_end(&mut inflated)?;
    Ok(inflated)
}
