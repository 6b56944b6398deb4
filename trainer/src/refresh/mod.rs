//! Today's prices, stock and pictures in the snapshot of last week's training: display records are written anew, the model
//! stays byte for byte.
//!
//! The folder is read twice: once to learn what will change and whether the catalog belongs to it, before anything is
//! written, and once to write. Both go shard by shard on all threads. What is written is what `train` would write of the same
//! model and this catalog; shards that come out as they were keep their names.

mod listing;
mod summary;

use std::path::PathBuf;

use rayon::prelude::*;
use setwise_core::snapshot::{
    Manifest, Parcel, RecordContents, ShardName, SnapshotError, redisplay,
};

use crate::folder::{FolderError, SnapshotFolder};
use crate::ingest::{Catalog, Currency, Interner};
use crate::pack::{Effort, FolderWriter, PackError};
use crate::progress::Progress;
use crate::record::{differences, displayed};
use listing::Listing;
pub use summary::Refreshed;

/// Ids that a summary shows of a kind.
const EXAMPLES: usize = 5;

/// How a folder is refreshed.
#[derive(Clone, Copy, Debug)]
pub struct RefreshOptions {
    /// The moment that the catalog speaks of, seconds since 1970 UTC; without it the manifest names none and a page takes the
    /// age from the file's Last-Modified.
    pub as_of: Option<i64>,
    /// The moment whose prices are displayed, seconds since 1970 UTC: a sale holds or is over.
    pub now: i64,
    /// Of a hundred products of the snapshot at most so many may be missing from the catalog.
    pub max_absent: u8,
}

impl Default for RefreshOptions {
    fn default() -> Self {
        Self {
            as_of: None,
            now: 0,
            max_absent: 50,
        }
    }
}

/// Why a folder was not refreshed; it then holds what it held.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RefreshError {
    /// The folder cannot be read.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// The folder cannot be written.
    #[error(transparent)]
    Pack(#[from] PackError),
    /// The catalog's prices are in another currency.
    #[error(
        "{file} is in {catalog}, but the prices of {} are in {snapshot}: export the catalog in that currency, or train again",
        folder.display()
    )]
    Currency {
        /// The catalog.
        file: String,
        /// Its currency, or that it is another one.
        catalog: String,
        /// The folder.
        folder: PathBuf,
        /// The currency of its manifest.
        snapshot: String,
    },
    /// So few products are in the catalog that it is probably the wrong one.
    #[error(
        "{file} lacks {absent} of the {products} products of {} (`{}`), more than --max-absent {limit} percent: is it the whole catalog of this shop, with the same product ids? Nothing was changed",
        folder.display(), examples.join("`, `")
    )]
    Absent {
        /// The catalog.
        file: String,
        /// The folder.
        folder: PathBuf,
        /// Products that the catalog lacks.
        absent: u64,
        /// The first few.
        examples: Vec<String>,
        /// Products of the snapshot.
        products: u64,
        /// The limit in percent.
        limit: u8,
    },
}

/// What the catalog makes of one shard.
#[derive(Default)]
struct Look {
    /// Whether a record, own or not, is displayed differently.
    changes: bool,
    /// The catalog's entries of own products.
    listed: Vec<u32>,
    /// Own products that the catalog lacks, and those of them that were in stock.
    absent: Vec<String>,
    newly_absent: u64,
    prices_kept: u64,
    back_in_stock: u64,
    changed: u64,
    by_field: Vec<(&'static str, u64)>,
    /// Text of own products before and after, in bytes.
    texts: (u64, u64),
}

/// Refreshes a folder with a catalog, which was read with `ids` from `file`.
///
/// # Errors
/// [`RefreshError`]; the folder then holds what it held.
pub fn refresh(
    folder: &SnapshotFolder,
    file: &str,
    (catalog, ids): (&Catalog, &Interner),
    options: &RefreshOptions,
    progress: &mut Progress,
) -> Result<Refreshed, RefreshError> {
    let manifest = folder.manifest();
    currency_of(folder, file, catalog.currency)?;
    let listing = Listing::of(catalog, ids, options.now);
    let names = folder.shards()?;
    let looks: Vec<Look> = progress.stage("compare", 0, |_| {
        let look = |&name: &ShardName| look(folder, name, &listing);
        names.par_iter().map(look).collect::<Result<_, _>>()
    })?;

    let mut refreshed = Refreshed::of(manifest, folder.path(), &looks);
    let mut known = vec![false; catalog.entries.len()];
    for &entry in looks.iter().flat_map(|look| &look.listed) {
        if let Some(known) = known.get_mut(entry as usize) {
            *known = true;
        }
    }
    let unknown = catalog
        .entries
        .iter()
        .zip(&known)
        .filter(|(entry, known)| !**known && entry.hidden.is_none());
    let id = |product: u32| String::from_utf8_lossy(ids.key(product)).into_owned();
    refreshed.needs_training = unknown.clone().count() as u64;
    refreshed.needs_training_examples = unknown
        .take(EXAMPLES)
        .map(|(entry, _)| id(entry.product))
        .collect();
    if refreshed.absent * 100 > u64::from(options.max_absent) * refreshed.products {
        return Err(RefreshError::Absent {
            file: file.to_owned(),
            folder: folder.path().to_owned(),
            absent: refreshed.absent,
            examples: refreshed.absent_examples,
            products: refreshed.products,
            limit: options.max_absent,
        });
    }

    let sum = |of: fn(&Look) -> u64| looks.iter().map(of).sum::<u64>();
    let effort = |texts| Effort::for_shop(texts, manifest.shards);
    let (before, after) = (effort(sum(|l| l.texts.0)), effort(sum(|l| l.texts.1)));
    // Where another size of the catalog affords another effort, a training would compress all shards anew.
    let all = before != after;
    let (written, sizes) = progress.stage("write", 0, |_| {
        let writer = FolderWriter::start(folder.path(), manifest.shards)?;
        let sizes = names
            .par_iter()
            .zip(&looks)
            .map(|(&name, look)| {
                let (mut bytes, size) =
                    rewrite(folder, name, &listing, all || look.changes, after)?;
                writer.put(name.number, &mut bytes)?;
                Ok(size)
            })
            .collect::<Result<Vec<(u64, u64)>, RefreshError>>()?;
        let written = writer.finish(Manifest {
            as_of: options.as_of,
            ..manifest.clone()
        })?;
        Ok::<_, RefreshError>((written, sizes))
    })?;
    refreshed.build = written.manifest.build;
    refreshed.rewritten_shards = refreshed.shards - written.unchanged;
    refreshed.generations = written.manifest.generations.len() as u32;
    refreshed.bytes = written.manifest_bytes + sizes.iter().map(|size| size.0).sum::<u64>();
    refreshed.display_bytes = sizes.iter().map(|size| size.1).sum();
    refreshed.stages = progress.stages().to_vec();
    Ok(refreshed)
}

/// The currency in which to read a catalog for a folder: its own, if a training knew one. `asked` is what the merchant says.
///
/// # Errors
/// [`RefreshError::Currency`] if that is another one.
pub fn currency_of(
    folder: &SnapshotFolder,
    file: &str,
    asked: Option<Currency>,
) -> Result<Option<Currency>, RefreshError> {
    match asked {
        Some(asked) if asked.code() != folder.manifest().currency.code => {
            Err(RefreshError::other_currency(folder, file, asked.code()))
        }
        Some(asked) => Ok(Some(asked)),
        None => {
            let own = folder.manifest().currency.code.parse().ok();
            Ok(own.filter(|&own| own != Currency::UNKNOWN))
        }
    }
}

impl RefreshError {
    /// A catalog in `catalog`, which is a code or a word.
    pub(crate) fn other_currency(folder: &SnapshotFolder, file: &str, catalog: &str) -> Self {
        let snapshot = match folder.manifest().currency.code.as_str() {
            "XXX" => "a currency that no training was told (XXX)".to_owned(),
            code => code.to_owned(),
        };
        Self::Currency {
            file: file.to_owned(),
            catalog: catalog.to_owned(),
            folder: folder.path().to_owned(),
            snapshot,
        }
    }
}

fn look(folder: &SnapshotFolder, name: ShardName, listing: &Listing) -> Result<Look, FolderError> {
    let shard = folder.unpack(&folder.parcel(name)?)?;
    let mut look = Look::default();
    for number in 0..shard.records() {
        let before = displayed(shard.display(), number);
        let listed = listing.redisplay(shard.display(), number);
        let after = &listed.record;
        let mut fields = differences(&before, after).peekable();
        let differs = fields.peek().is_some();
        look.changes |= differs;
        if number >= shard.owned() {
            continue;
        }
        look.changed += u64::from(differs);
        for field in fields {
            match look.by_field.iter_mut().find(|(name, _)| *name == field) {
                Some((_, count)) => *count += 1,
                None => look.by_field.push((field, 1)),
            }
        }
        look.prices_kept += u64::from(listed.price_kept);
        look.back_in_stock += u64::from(after.in_stock && !before.in_stock);
        look.texts.0 += texts(&before);
        look.texts.1 += texts(after);
        match listed.entry {
            Some(entry) => look.listed.push(entry),
            None => {
                look.newly_absent += u64::from(before.in_stock);
                look.absent.push(before.id);
            }
        }
    }
    Ok(look)
}

/// What counts for the effort of compression, as a training counts it.
fn texts(record: &RecordContents) -> u64 {
    let texts = [&record.title, &record.url, &record.image, &record.category];
    let attributes = record.attributes.iter();
    texts
        .into_iter()
        .chain(attributes)
        .map(String::len)
        .sum::<usize>() as u64
}

/// A shard's bytes, with display records of the catalog if it changes, and its size: all bytes and those of the display.
fn rewrite(
    folder: &SnapshotFolder,
    name: ShardName,
    listing: &Listing,
    changes: bool,
    effort: Effort,
) -> Result<(Vec<u8>, (u64, u64)), RefreshError> {
    let parcel = folder.parcel(name)?;
    let bytes = if changes {
        let shard = folder.unpack(&parcel)?;
        let records: Vec<RecordContents> = (0..shard.records())
            .map(|number| RecordContents {
                marks: *shard.marks(number),
                ..listing.redisplay(shard.display(), number).record
            })
            .collect();
        redisplay(&parcel, &records, |raw| effort.deflate(raw)).map_err(PackError::from)?
    } else {
        parcel.into_bytes()
    };
    let unreadable = |e: SnapshotError| PackError::Unreadable(e.to_string());
    let written = Parcel::open(bytes.as_slice()).map_err(unreadable)?;
    let sizes = (
        bytes.len() as u64,
        written.packed_display().bytes.len() as u64,
    );
    Ok((bytes, sizes))
}
