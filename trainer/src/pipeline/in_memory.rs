//! A training whose folder is read back at once: what is measured is what a shop would upload.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;
use setwise_core::snapshot::{Manifest, Parcel, Snapshot};

use super::{Material, TrainOptions, train_into};
use crate::baskets::Baskets;
use crate::count::Room;
use crate::fit::Beside;
use crate::folder::{FolderError, SnapshotFolder};
use crate::ingest::Product;
use crate::pack::PackError;
use crate::progress::Progress;
use crate::sessions::Sessions;

/// Why a training in memory failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PipelineError {
    /// The snapshot cannot be packed.
    #[error(transparent)]
    Pack(#[from] PackError),
    /// No temporary folder can be made.
    #[error(
        "cannot use the temporary folder {path}: {source}; set TMPDIR to one that can be written"
    )]
    Temporary {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The packed files do not open.
    #[error(transparent)]
    Folder(#[from] FolderError),
}

/// A snapshot folder with all its shards in memory, checked.
#[derive(Clone, Debug)]
pub struct TrainedFolder {
    folder: SnapshotFolder,
    shards: Vec<Parcel<Vec<u8>>>,
}

/// Trains into memory: what `setwise train` would write.
///
/// # Errors
/// [`PipelineError`] when packing fails or there is no room for temporary files.
pub fn train(
    products: &[Product],
    baskets: &Baskets,
    sessions: Option<&Sessions>,
    options: &TrainOptions,
) -> Result<TrainedFolder, PipelineError> {
    let temporary = |path: PathBuf| move |source| PipelineError::Temporary { path, source };
    let folder = tempfile::tempdir().map_err(temporary(std::env::temp_dir()))?;
    let material = Material {
        products,
        baskets,
        sessions,
        chosen_by_hand: &[],
    };
    train_into(
        material,
        Beside::default(),
        None,
        options,
        &Arc::new(Room::unlimited()),
        &mut Progress::new(false),
        folder.path(),
    )?;
    Ok(TrainedFolder::read(folder.path())?)
}

impl TrainedFolder {
    /// Reads a folder that `setwise train` wrote.
    ///
    /// # Errors
    /// [`FolderError`] names the first file that cannot be used.
    pub fn read(folder: &Path) -> Result<Self, FolderError> {
        let folder = SnapshotFolder::open(folder)?;
        let names = folder.shards()?;
        let shards = names
            .into_par_iter()
            .map(|name| folder.parcel(name))
            .collect::<Result<_, _>>()?;
        Ok(Self { folder, shards })
    }

    /// What the manifest says.
    #[must_use]
    pub fn manifest(&self) -> &Manifest {
        self.folder.manifest()
    }

    /// The shards as they came, by number.
    #[must_use]
    pub fn shards(&self) -> &[Parcel<Vec<u8>>] {
        &self.shards
    }

    /// All shards as a page has them, by number: inflated and validated.
    ///
    /// # Errors
    /// [`FolderError::Shard`] names the first shard that breaks a rule.
    pub fn open(&self) -> Result<Vec<Snapshot>, FolderError> {
        let shards = self.shards.par_iter();
        shards.map(|parcel| self.folder.unpack(parcel)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use setwise_core::catalog::ProductKey;

    fn product(id: &str) -> Product {
        Product {
            id: id.to_owned(),
            title: id.to_uppercase(),
            price: Some(100),
            url: None,
            image: None,
            category: None,
            brand: None,
            attributes: None,
            group: None,
            in_stock: true,
            place: 0,
            parent: None,
            needs_options: false,
        }
    }

    #[test]
    fn what_is_trained_in_memory_opens_and_is_equal_each_time() {
        let products: Vec<Product> = ["a", "b", "c"].map(product).to_vec();
        let sets: Vec<Vec<u32>> = (0..30)
            .map(|n| if n % 3 == 0 { vec![0, 1] } else { vec![n % 3] })
            .collect();
        let baskets = Baskets::from_sets(&sets, 3);
        let folder = train(&products, &baskets, None, &TrainOptions::default()).expect("trained");
        let again = train(&products, &baskets, None, &TrainOptions::default()).expect("trained");
        assert_eq!(folder.manifest(), again.manifest());
        let shards = folder.open().expect("opens");
        let record = shards[0].find_owned(ProductKey::of("a")).expect("known");
        // Code 0 is borrowed.
        let edges: Vec<&str> = shards[0]
            .edges(record)
            .filter(|edge| edge.code > 0)
            .map(|e| shards[0].display().id(e.to))
            .collect();
        assert_eq!(edges, ["b"]);
    }
}
