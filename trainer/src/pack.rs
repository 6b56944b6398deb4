//! From fitted edges to the snapshot folder: a budget of neighbours, shards, manifest.

mod beside;
mod deflate;
mod habits;
mod homes;
mod model;
mod next;
mod numbering;
mod order;
mod plan;
mod writer;

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use serde::Serialize;
use setwise_core::catalog::ProductKey;
use setwise_core::policy::MarkSet;
use setwise_core::snapshot::{self, FORMAT_VERSION, Manifest, WriteError};

use crate::baskets::Baskets;
use crate::count::CountError;
use crate::fit::{Complements, Extras};
use crate::ingest::{Currency, Product};

pub(crate) use beside::put_beside;
pub(crate) use deflate::Effort;
use homes::Homes;
pub(crate) use model::attribute_texts;
use model::{Model, Sizes};
pub use writer::FolderWriter;
pub(crate) use writer::replace_manifest;

/// What a snapshot says besides its model.
#[derive(Clone, Copy, Debug)]
pub struct Build {
    /// The currency of all prices.
    pub currency: Currency,
    /// The moment that the catalog speaks of, seconds since 1970 UTC.
    pub as_of: Option<i64>,
    /// Seconds after which prices and stock are not claimed any more.
    pub stale_after: u32,
    /// Bytes a product that the model may take as one file.
    pub model_bytes: u64,
    /// Mean bytes of a shard; `None` leaves a small shop in one file and gives a larger one shards of which a page can
    /// afford ten.
    pub shard_bytes: Option<u32>,
}

/// A merchant's policy as it goes into a snapshot.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rules {
    /// The compiled rules.
    pub rulebook: Vec<u8>,
    /// By product: which of their selectors it fits.
    pub marks: Vec<MarkSet>,
}

/// Bytes a product that a model takes unless asked otherwise.
pub const MODEL_BYTES: u32 = 16;

/// What was written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Packed {
    /// The folder.
    pub path: PathBuf,
    /// Name of the build.
    pub build: String,
    /// Shard files.
    pub shards: u32,
    /// Those of them that the folder had already.
    pub unchanged_shards: u32,
    /// Edges of all products.
    pub edges: u64,
    /// Products that name at least one other.
    pub products_with_edges: u64,
    /// Products whose need is known, and so their alternatives.
    pub products_with_need: u64,
    /// Products with a higher tier.
    pub products_with_upgrades: u64,
    /// Sets that are bought as sets.
    pub bundles: u64,
    /// Products that are bought again in their time.
    pub products_bought_again: u64,
    /// Products of which it is known what shoppers look at next.
    pub products_with_next: u64,
    /// Edges to what shoppers look at next.
    pub next_edges: u64,
    /// What the shop's last month chose for what is bought again; empty where no customer is known.
    pub habits: String,
    /// What the shop's last visits chose for what is looked at next; empty without visits.
    pub next: String,
    /// Bytes of all files.
    pub bytes: u64,
    /// Bytes of all sections but the display records.
    pub model_bytes: u64,
    /// Bytes of the compressed display records.
    pub display_bytes: u64,
}

impl fmt::Display for Packed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            path,
            build,
            shards,
            unchanged_shards,
            edges,
            products_with_edges,
            products_with_need,
            products_with_upgrades,
            bundles,
            products_bought_again,
            products_with_next,
            next_edges,
            habits,
            next,
            bytes,
            model_bytes,
            display_bytes,
        } = self;
        writeln!(
            f,
            "snapshot {build} in {}: {shards} shard(s), {unchanged_shards} of them unchanged, {bytes} bytes (model {model_bytes}, display {display_bytes}); {edges} edges of {products_with_edges} products; need known of {products_with_need}, upgrades of {products_with_upgrades}, interval of {products_bought_again}; {bundles} bundles; {next_edges} next products of {products_with_next}",
            path.display()
        )?;
        for (what, choice) in [("bought again", habits), ("looked at next", next)] {
            if !choice.is_empty() {
                writeln!(f, "{what}: {choice}")?;
            }
        }
        Ok(())
    }
}

/// Why a snapshot could not be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PackError {
    /// The folder or a file in it cannot be written.
    #[error("cannot write {path}: {source}; the folder's earlier snapshot is whole")]
    Write {
        /// Which.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Counts cannot be put aside, or not read back.
    #[error(transparent)]
    Count(#[from] CountError),
    /// Two product ids have the same 64-bit key.
    #[error("product ids `{first}` and `{second}` share a key: rename one of them")]
    SameKey {
        /// One id.
        first: String,
        /// The other.
        second: String,
    },
    /// The contents break a rule of the format.
    #[error("{0}")]
    Format(#[from] WriteError),
    /// What was written does not read back.
    #[error("the snapshot does not read back ({0}): please report this with the command line used")]
    Unreadable(String),
}

/// Packs and writes a snapshot folder; see [`FolderWriter`] for what stands in it meanwhile and afterwards.
///
/// Shards are spelled on all threads and written one by one, so that memory does not grow with their number.
///
/// # Errors
/// [`PackError`] when the folder cannot be written or the products break a rule of the format; it then holds what it held.
pub fn pack(
    products: &[Product],
    baskets: &Baskets,
    complements: Complements,
    extras: &Extras,
    rules: Option<&Rules>,
    build: &Build,
    folder: &Path,
) -> Result<Packed, PackError> {
    let keys: Vec<ProductKey> = products.iter().map(|p| ProductKey::of(&p.id)).collect();
    check_keys(products, &keys)?;
    let mut model = Model::new(products, baskets, complements, extras);
    plan::cut_to_budget(&mut model, &keys, build.model_bytes)?;
    let before = writer::shards_in(folder);
    let shards = plan::shards(&model, &keys, build.shard_bytes, before)?;

    // What is cut and how many shards there are do not depend on rules.
    model.set_marks(rules.map_or(&[], |rules| &rules.marks));
    let homes = Homes::of(&keys, &extras.bundles, shards);
    let effort = model.effort(shards);
    let writer = FolderWriter::start(folder, shards)?;
    let sizes: Sizes = (0..shards)
        .into_par_iter()
        .map(|number| {
            let mut bytes = model.spell(&homes, (number, shards), effort)?;
            let sizes = Sizes::of(&bytes)?;
            writer.put(number, &mut bytes)?;
            Ok(sizes)
        })
        .collect::<Result<Vec<Sizes>, PackError>>()?
        .into_iter()
        .sum();
    let put = |bytes: Option<&[u8]>| bytes.map(|bytes| put_beside(bytes, folder)).transpose();
    let beside = [
        extras.beside.intent.as_deref(),
        extras.beside.offers.as_deref(),
        rules.map(|rules| rules.rulebook.as_slice()),
    ];
    let [intent, offers, rulebook] = [put(beside[0])?, put(beside[1])?, put(beside[2])?];
    let written = writer.finish(Manifest {
        format: "setwise".to_owned(),
        version: FORMAT_VERSION,
        generator: concat!("setwise ", env!("CARGO_PKG_VERSION")).to_owned(),
        build: String::new(),
        products: products.len() as u32,
        currency: snapshot::Currency {
            code: build.currency.code().to_owned(),
            minor_digits: build.currency.digits() as u8,
        },
        as_of: build.as_of,
        stale_after: build.stale_after,
        intent,
        offers,
        rulebook,
        min_items: 2,
        max_items: 6,
        floor: model.floor(),
        shards,
        generations: Vec::new(),
        generation_of: String::new(),
    })?;
    let edges = model.edges();
    Ok(Packed {
        path: folder.to_owned(),
        build: written.manifest.build,
        shards,
        edges: edges.len() as u64,
        products_with_edges: (0..products.len() as u32)
            .filter(|&p| edges.of(p).len() > 0)
            .count() as u64,
        products_with_need: extras.needs.iter().filter(|&&need| need != 0).count() as u64,
        products_with_upgrades: extras
            .upgrades
            .iter()
            .filter(|list| !list.is_empty())
            .count() as u64,
        bundles: extras.bundles.len() as u64,
        products_bought_again: extras.repurchase.iter().flatten().count() as u64,
        products_with_next: (0..products.len() as u32)
            .filter(|&p| extras.next.edges.of(p).len() > 0)
            .count() as u64,
        next_edges: extras.next.edges.len() as u64,
        habits: extras.habits.choice.clone(),
        next: extras.next.choice.clone(),
        unchanged_shards: written.unchanged,
        bytes: sizes.file
            + written.manifest_bytes
            + beside
                .iter()
                .flatten()
                .map(|bytes| bytes.len() as u64)
                .sum::<u64>(),
        model_bytes: sizes.model,
        display_bytes: sizes.display,
    })
}

fn check_keys(products: &[Product], keys: &[ProductKey]) -> Result<(), PackError> {
    let ids = products.iter().map(|p| p.id.as_str());
    let mut keys: Vec<(ProductKey, &str)> = keys.iter().copied().zip(ids).collect();
    keys.sort_unstable();
    match keys.windows(2).find_map(|pair| match pair {
        [a, b] if a.0 == b.0 => Some((a.1, b.1)),
        _ => None,
    }) {
        Some((first, second)) => Err(PackError::SameKey {
            first: first.to_owned(),
            second: second.to_owned(),
        }),
        None => Ok(()),
    }
}
