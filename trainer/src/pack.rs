//! From fitted edges to the snapshot folder: codes for weights, levels for popularity, shards, manifest.

mod deflate;
mod next;
mod order;

use std::fmt;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde::Serialize;
use setwise_core::catalog::{Money, ProductKey};
use setwise_core::snapshot::{
    self, Bundle, Edge, FORMAT_VERSION, Manifest, Parcel, RecordContents, SectionKind,
    ShardContents, ShardEntry, WEIGHT_CODES, WriteError,
};
use xxhash_rust::xxh64::xxh64;

use crate::baskets::Baskets;
use crate::fit::{Codebook, Complements, Edges, Extras, Upgrade};
use crate::ingest::{Currency, Product};

use deflate::Effort;
use next::next_lists;
use order::locality_order;

/// What a snapshot says besides its model.
#[derive(Clone, Copy, Debug)]
pub struct Build {
    /// The currency of all prices.
    pub currency: Currency,
    /// The moment that the catalog speaks of, seconds since 1970 UTC.
    pub as_of: Option<i64>,
    /// Seconds after which prices and stock are not claimed any more.
    pub stale_after: u32,
    /// Bytes a product that the model may take, besides what the smallest shop needs.
    pub model_bytes: u64,
}

/// Bytes a product that a model takes unless asked otherwise.
pub const MODEL_BYTES: u32 = 14;
/// Products that a slate shows: so many neighbours are kept whatever the budget.
const SHOWN: usize = 6;
/// Bytes that tables take in any shop.
const FREE_BYTES: u64 = 256;
/// Cuts until the model is within its budget; two are usual.
const CUTS: usize = 4;

/// What was written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Packed {
    /// The folder.
    pub path: PathBuf,
    /// Name of the build.
    pub build: String,
    /// Shard files.
    pub shards: u32,
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
            edges,
            products_with_edges,
            products_with_need,
            products_with_upgrades,
            bundles,
            products_bought_again,
            products_with_next,
            next_edges,
            bytes,
            model_bytes,
            display_bytes,
        } = self;
        writeln!(
            f,
            "snapshot {build} in {}: {shards} shard(s), {bytes} bytes (model {model_bytes}, display {display_bytes}); {edges} edges of {products_with_edges} products; need known of {products_with_need}, upgrades of {products_with_upgrades}, interval of {products_bought_again}; {bundles} bundles; {next_edges} next products of {products_with_next}",
            path.display()
        )
    }
}

/// Why a snapshot could not be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PackError {
    /// The folder or a file in it cannot be written.
    #[error("cannot write {path}: {source}")]
    Write {
        /// Which.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
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

/// Packs and writes a snapshot folder. Shards come first and the manifest last, so that a folder is never half new;
/// shards of earlier builds are left for pages that still hold the earlier manifest.
///
/// # Errors
/// [`PackError`] when the folder cannot be written or the products break a rule of the format.
pub fn pack(
    products: &[Product],
    baskets: &Baskets,
    complements: &Complements,
    extras: &Extras,
    build: &Build,
    folder: &Path,
) -> Result<Packed, PackError> {
    check_keys(products)?;
    let (bytes, edges) = spell(products, baskets, complements, extras, build)?;
    let parcel = Parcel::open(&bytes).map_err(|e| PackError::Unreadable(e.to_string()))?;
    let hash = parcel.hash().to_string();
    let sizes = Sizes::of(&bytes)?;

    let mut manifest = Manifest {
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
        min_items: 3,
        max_items: 6,
        floor: complements.floor,
        shards: vec![ShardEntry {
            hash: hash.clone(),
            bytes: bytes.len() as u32,
        }],
    };
    let unnamed = json(&manifest)?;
    manifest.build = format!("{:016x}", xxh64(&unnamed, 0));
    manifest
        .check()
        .map_err(|e| PackError::Unreadable(e.to_string()))?;
    let manifest_bytes = json(&manifest)?;

    let wrong = |path: &Path, source| PackError::Write {
        path: path.to_owned(),
        source,
    };
    std::fs::create_dir_all(folder).map_err(|source| wrong(folder, source))?;
    for (name, bytes) in [
        (format!("{hash}.bin"), &bytes),
        ("manifest.json".to_owned(), &manifest_bytes),
    ] {
        let path = folder.join(name);
        replace(&path, bytes).map_err(|source| wrong(&path, source))?;
    }
    Ok(Packed {
        path: folder.to_owned(),
        build: manifest.build,
        shards: 1,
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
            .filter(|&p| extras.next.of(p).len() > 0)
            .count() as u64,
        next_edges: extras.next.len() as u64,
        bytes: (bytes.len() + manifest_bytes.len()) as u64,
        model_bytes: sizes.model,
        display_bytes: sizes.display,
    })
}

/// Spells a shard with all products. Neighbours are what most of its bytes are: if the model is larger than the budget,
/// the least likely ones are left out until it is not, but of each product the first [`SHOWN`] are kept.
fn spell(
    products: &[Product],
    baskets: &Baskets,
    complements: &Complements,
    extras: &Extras,
    build: &Build,
) -> Result<(Vec<u8>, Edges), PackError> {
    let budget = build
        .model_bytes
        .saturating_mul(products.len() as u64)
        .saturating_add(FREE_BYTES);
    let mut kept = complements.clone();
    for _ in 0..CUTS {
        let measured = contents(products, baskets, &kept, extras);
        let sizes = Sizes::of(&snapshot::write(&measured, |raw| {
            Effort::None.deflate(raw)
        })?)?;
        let edges = kept.edges.len() as u64;
        // What visits tell comes on top: a shop with visits must not have poorer carts for it.
        let over = (sizes.model - sizes.next).saturating_sub(budget);
        if over == 0 || edges == 0 {
            break;
        }
        // A little more than the mean edge takes, for rare gaps are the long ones.
        let cut = over * edges / sizes.edges.max(1) + edges / 500;
        kept.edges = kept.edges.within(edges.saturating_sub(cut) as usize, SHOWN);
    }
    let bytes = snapshot::write(&contents(products, baskets, &kept, extras), |raw| {
        Effort::for_build(raw.len() as u64).deflate(raw)
    })?;
    Ok((bytes, kept.edges))
}

/// Bytes of a shard's sections.
#[derive(Default)]
struct Sizes {
    model: u64,
    edges: u64,
    next: u64,
    display: u64,
}

impl Sizes {
    fn of(bytes: &[u8]) -> Result<Self, PackError> {
        let parcel = Parcel::open(bytes).map_err(|e| PackError::Unreadable(e.to_string()))?;
        let mut sizes = Self::default();
        for section in parcel.sections() {
            let stored = section.stored as u64;
            if section.kind.is_model() {
                sizes.model += stored;
            } else {
                sizes.display += stored;
            }
            if matches!(section.kind, SectionKind::Edges | SectionKind::Ranks) {
                sizes.edges += stored;
            }
            if section.kind == SectionKind::Next {
                sizes.next = stored;
            }
        }
        Ok(sizes)
    }
}

/// What the snapshot says of the products.
fn contents(
    products: &[Product],
    baskets: &Baskets,
    complements: &Complements,
    extras: &Extras,
) -> ShardContents {
    let edges = &complements.edges;
    let codebook = Codebook::of(complements);
    let (prior_weights, priors) = priors(baskets, products.len());
    let numbering = Numbering::of(&[edges, &extras.next], products.len());
    let (next_weights, next) = next_lists(&extras.next, &numbering);
    let records = numbering
        .products()
        .filter_map(|product| {
            Some(RecordContents {
                prior: *priors.get(product)?,
                need: extras.needs.get(product).copied().unwrap_or(0),
                repurchase: extras.repurchase.get(product).copied().flatten(),
                ..record(products.get(product)?)
            })
        })
        .collect();
    let edge_lists = numbering
        .products()
        .map(|product| {
            let product = product as u32;
            let mut list: Vec<Edge> = (0..)
                .zip(edges.of(product))
                .map(|(rank, (to, _))| Edge {
                    to: numbering.record_of(to),
                    code: codebook.code(complements.weights.get(product, to)),
                    rank,
                })
                .collect();
            list.sort_unstable_by_key(|edge| edge.to);
            list
        })
        .collect();
    let upgrade_lists = numbering
        .products()
        .map(|product| {
            let upgrades = extras.upgrades.get(product).map_or(&[][..], Vec::as_slice);
            let edge = |upgrade: &Upgrade| Edge {
                to: numbering.record_of(upgrade.to),
                code: upgrade.code,
                rank: 0,
            };
            let mut list: Vec<Edge> = upgrades.iter().map(edge).collect();
            list.sort_unstable_by_key(|edge| edge.to);
            list
        })
        .collect();
    let mut bundles: Vec<Bundle> = extras
        .bundles
        .iter()
        .filter_map(|set| {
            let mut members: Vec<u32> = set
                .members
                .iter()
                .map(|&m| numbering.record_of(m))
                .collect();
            members.sort_unstable();
            Bundle::new(&members, set.strength)
        })
        .collect();
    bundles.sort_by(|a, b| a.members().cmp(b.members()));
    ShardContents {
        shard: (0, 1),
        edge_weights: codebook.weights,
        scale_weights: codebook.scales,
        curve: codebook.curve,
        blend: complements.blend,
        prior_weights,
        records,
        edges: edge_lists,
        scales: numbering
            .products()
            .map(|product| codebook.levels.get(product).copied().unwrap_or(0))
            .collect(),
        upgrades: upgrade_lists,
        bundles,
        next_weights,
        next,
    }
}

/// Which record of the shard each product becomes.
struct Numbering {
    order: Vec<u32>,
    record_of: Vec<u32>,
}

impl Numbering {
    /// Products that are neighbours in any of the graphs stand close.
    fn of(graphs: &[&Edges], products: usize) -> Self {
        let neighbours = |product| {
            let all = graphs.iter().flat_map(|edges| edges.of(product));
            let mut list: Vec<u32> = all.map(|(to, _)| to).collect();
            list.sort_unstable();
            list.dedup();
            list
        };
        let lists: Vec<Vec<u32>> = (0..products as u32).map(neighbours).collect();
        let order = locality_order(&lists, products);
        let mut record_of = vec![0; products];
        for (record, &product) in order.iter().enumerate() {
            if let Some(slot) = record_of.get_mut(product as usize) {
                *slot = record as u32;
            }
        }
        Self { order, record_of }
    }

    /// Products in the order of their records.
    fn products(&self) -> impl Iterator<Item = usize> {
        self.order.iter().map(|&product| product as usize)
    }

    fn record_of(&self, product: u32) -> u32 {
        self.record_of.get(product as usize).copied().unwrap_or(0)
    }
}

fn json(manifest: &Manifest) -> Result<Vec<u8>, PackError> {
    let mut bytes =
        serde_json::to_vec_pretty(manifest).map_err(|e| PackError::Unreadable(e.to_string()))?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// Writes beside the file and renames, so that a reader sees the old bytes or the new ones.
fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::Builder::new()
        .prefix(".setwise-")
        .tempfile_in(folder)?;
    file.write_all(bytes)?;
    #[cfg(unix)]
    {
        // A temporary file is private to its owner; a web server has to read this one.
        use std::os::unix::fs::PermissionsExt;
        file.as_file()
            .set_permissions(std::fs::Permissions::from_mode(0o644))?;
    }
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

fn check_keys(products: &[Product]) -> Result<(), PackError> {
    let mut keys: Vec<(ProductKey, &str)> = products
        .iter()
        .map(|p| (ProductKey::of(&p.id), p.id.as_str()))
        .collect();
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

/// What a catalog says of a product; what training says is still to be filled in.
fn record(product: &Product) -> RecordContents {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let attributes = product.attributes.as_deref().unwrap_or_default();
    RecordContents {
        id: product.id.clone(),
        title: product.title.clone(),
        url: text(&product.url),
        image: text(&product.image),
        category: text(&product.category),
        brand: text(&product.brand),
        group: text(&product.group),
        attributes: attributes
            .split('|')
            .map(str::trim)
            .filter(|a| !a.is_empty())
            .map(str::to_owned)
            .collect(),
        price: product.price.and_then(|p| u64::try_from(p).ok()).map(Money),
        in_stock: product.in_stock,
        ..RecordContents::default()
    }
}

/// Days after which an order counts half for popularity: what is bought now, not what was bought last season.
const POPULARITY_HALF_LIFE: f64 = 7.0;

/// A level of popularity for each product, by half powers of two: 15 for the most popular, 0 for those never bought.
/// Levels weigh nothing beside a seed, because likelihoods know popularity; they order what a shopper buys again.
fn priors(baskets: &Baskets, products: usize) -> ([[f64; 2]; WEIGHT_CODES], Vec<u8>) {
    let last = baskets.iter().map(|basket| basket.time).max().unwrap_or(0);
    // Whole numbers, so that the order of baskets cannot matter.
    let mut bought = vec![0_u64; products];
    for basket in baskets.iter() {
        let days = (last - basket.time) as f64 / 86_400.0;
        let weight = (-days / POPULARITY_HALF_LIFE).exp2() * f64::from(1_u32 << 31);
        for &item in basket.items {
            if let Some(sum) = bought.get_mut(item as usize) {
                *sum += 1 + weight as u64;
            }
        }
    }
    let most = bought.iter().copied().max().unwrap_or(0) as f64;
    let level = |sum: u64| match sum {
        0 => 0,
        sum => (15.0 - 2.0 * (most / sum as f64).log2()).clamp(1.0, 15.0) as u8,
    };
    (
        [[0.0; 2]; WEIGHT_CODES],
        bought.into_iter().map(level).collect(),
    )
}
