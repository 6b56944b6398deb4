//! From clean orders to a snapshot folder: the one way, for `setwise train` and for `setwise evaluate` alike.

use std::io::Read;
use std::path::{Path, PathBuf};

use flate2::read::DeflateDecoder;
use setwise_core::snapshot::{ContentHash, Manifest, Parcel, Snapshot};

use crate::baskets::Baskets;
use crate::count::{CountOptions, count_pairs};
use crate::fit::{
    ColdOptions, ComplementOptions, Facts, Learned, Shop, Without, choose, fill_cold, fit_extras,
};
use crate::ingest::{Currency, Product};
use crate::pack::{Build, MODEL_BYTES, PackError, Packed, pack};
use crate::progress::Progress;
use crate::sessions::Sessions;

/// How a model is trained and packed.
#[derive(Clone, Copy, Debug)]
pub struct TrainOptions {
    /// Neighbours kept of each product, 1 to 63.
    pub edges: u8,
    /// No pair in fewer orders is named in the snapshot.
    pub min_orders: u32,
    /// No step between two products in fewer visits is named in the snapshot.
    pub min_visits: u32,
    /// Orders of more distinct products are no evidence of what goes together.
    pub max_basket: usize,
    /// Evidence that is left out, to see what it adds.
    pub without: Without,
    /// What the manifest says besides the model.
    pub build: Build,
}

impl Default for TrainOptions {
    fn default() -> Self {
        Self {
            edges: 12,
            min_orders: 3,
            min_visits: 1,
            max_basket: 500,
            without: Without::default(),
            build: Build {
                currency: Currency::UNKNOWN,
                as_of: None,
                stale_after: 30 * 86_400,
                model_bytes: MODEL_BYTES.into(),
            },
        }
    }
}

/// What a training has made.
#[derive(Clone, Debug)]
pub struct Trained {
    /// Distinct pairs of products bought together.
    pub pairs: u64,
    /// The folder.
    pub packed: Packed,
}

/// Counts, fits and packs into a folder.
///
/// # Errors
/// [`PackError`] when the folder cannot be written or the products break a rule of the format.
pub fn train_into(
    products: &[Product],
    baskets: &Baskets,
    sessions: Option<&Sessions>,
    options: &TrainOptions,
    progress: &mut Progress,
    folder: &Path,
) -> Result<Trained, PackError> {
    let facts = progress.stage("facts", 0, |_| Facts::of(products));
    let complementing = ComplementOptions {
        edges: usize::from(options.edges),
        min_orders: options.min_orders,
        max_basket: options.max_basket,
        without: options.without,
    };
    let learned = progress.stage("learn", 0, |_| Learned::of(baskets, &facts, &complementing));
    let mut complements = progress.stage("fit", 0, |_| {
        learned.complements(baskets, &facts, &complementing)
    });
    // Counted after the fit, whose own counts are gone by then: the two together are the most memory of a training.
    let counting = CountOptions {
        max_basket: options.max_basket,
        ..CountOptions::default()
    };
    let counts = progress.stage("count", 0, |_| count_pairs(baskets, &counting));
    let pairs = counts.pairs();
    let shop = Shop {
        facts: &facts,
        baskets,
        counts: &counts,
        sessions,
        max_basket: options.max_basket,
    };
    let extras = fit_extras(&shop, options.min_orders, options.min_visits, progress);
    complements.edges = progress.stage("cold", 0, |_| {
        let cold = ColdOptions {
            edges: usize::from(options.edges),
            min_orders: options.min_orders,
            ..ColdOptions::default()
        };
        let chosen = choose(
            &complements.edges,
            &facts,
            &extras.needs,
            usize::from(options.edges),
        );
        fill_cold(&chosen, &shop, &extras.needs, &cold)
    });
    drop(counts);
    let packed = progress.stage("pack", 0, |_| {
        pack(
            products,
            baskets,
            &complements,
            &extras,
            &options.build,
            folder,
        )
    })?;
    Ok(Trained { pairs, packed })
}

/// Why a training in memory failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PipelineError {
    /// The snapshot cannot be packed.
    #[error(transparent)]
    Pack(#[from] PackError),
    /// No temporary folder can be made, or it cannot be read back.
    #[error(
        "cannot use the temporary folder {path}: {source}; set TMPDIR to one that can be written"
    )]
    Temporary {
        /// The folder or the file in it.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The packed files do not open.
    #[error("{file} does not read back: {reason}; please report this with the command line used")]
    Unreadable {
        /// The file.
        file: String,
        /// What the reader said.
        reason: String,
    },
}

/// The files of a snapshot folder, in memory.
#[derive(Clone, Debug)]
pub struct TrainedFolder {
    /// `manifest.json`.
    pub manifest: Manifest,
    /// Names and bytes of the shards, in the order of the manifest.
    pub shards: Vec<(String, Vec<u8>)>,
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
    train_into(
        products,
        baskets,
        sessions,
        options,
        &mut Progress::new(false),
        folder.path(),
    )?;
    TrainedFolder::read(folder.path())
}

impl TrainedFolder {
    /// Reads a folder that `setwise train` wrote.
    ///
    /// # Errors
    /// [`PipelineError`] when a file cannot be read or the manifest breaks a rule.
    pub fn read(folder: &Path) -> Result<Self, PipelineError> {
        let file = |name: &str| {
            let path = folder.join(name);
            std::fs::read(&path).map_err(|source| PipelineError::Temporary { path, source })
        };
        let wrong = |reason: String| PipelineError::Unreadable {
            file: "manifest.json".to_owned(),
            reason,
        };
        let manifest: Manifest =
            serde_json::from_slice(&file("manifest.json")?).map_err(|e| wrong(e.to_string()))?;
        manifest.check().map_err(|e| wrong(e.to_string()))?;
        let shards = manifest
            .shards
            .iter()
            .map(|entry| {
                let name = format!("{}.bin", entry.hash);
                let bytes = file(&name)?;
                Ok((name, bytes))
            })
            .collect::<Result<_, PipelineError>>()?;
        Ok(Self { manifest, shards })
    }

    /// Opens all shards as a page does: checked against the manifest, inflated, validated.
    ///
    /// # Errors
    /// [`PipelineError::Unreadable`] names the first shard that is not what the manifest says.
    pub fn open(&self) -> Result<Vec<Snapshot>, PipelineError> {
        let entries = self.manifest.shards.iter().zip(&self.shards);
        entries
            .map(|(entry, (name, bytes))| {
                let wrong = |reason: String| PipelineError::Unreadable {
                    file: name.clone(),
                    reason,
                };
                let named = ContentHash::parse(&entry.hash)
                    .ok_or_else(|| wrong("the manifest names no hash".to_owned()))?;
                let parcel = Parcel::open(bytes)
                    .and_then(|p| p.expect(named))
                    .map_err(|e| wrong(e.to_string()))?;
                let packed = parcel.packed_display();
                let mut display = Vec::with_capacity(packed.raw_len);
                // One byte more than announced is enough to see that there are too many.
                let limit = packed.raw_len as u64 + 1;
                DeflateDecoder::new(packed.bytes)
                    .take(limit)
                    .read_to_end(&mut display)
                    .map_err(|e| wrong(e.to_string()))?;
                parcel.unpack(&display).map_err(|e| wrong(e.to_string()))
            })
            .collect()
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
        assert_eq!(
            (&folder.manifest, &folder.shards),
            (&again.manifest, &again.shards)
        );
        let shards = folder.open().expect("opens");
        let record = shards[0].find_owned(ProductKey::of("a")).expect("known");
        let edges: Vec<&str> = shards[0]
            .edges(record)
            .map(|e| shards[0].display().id(e.to))
            .collect();
        assert_eq!(edges, ["b"]);

        let mut damaged = folder.clone();
        damaged.shards[0].1[40] ^= 1;
        assert!(matches!(
            damaged.open(),
            Err(PipelineError::Unreadable { .. })
        ));
    }
}
