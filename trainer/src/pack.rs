//! From fitted edges to the snapshot folder: codes for weights, levels for popularity, shards, manifest.

mod order;

use std::fmt;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::DeflateEncoder;
use serde::Serialize;
use setwise_core::catalog::{Money, ProductKey};
use setwise_core::snapshot::{
    self, Edge, FORMAT_VERSION, Manifest, Parcel, RecordContents, ShardContents, ShardEntry,
    WEIGHT_CODES, WriteError,
};
use xxhash_rust::xxh64::xxh64;

use crate::baskets::Baskets;
use crate::fit::Edges;
use crate::ingest::{Currency, Product};

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
}

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
            bytes,
            model_bytes,
            display_bytes,
        } = self;
        writeln!(
            f,
            "snapshot {build} in {}: {shards} shard(s), {bytes} bytes (model {model_bytes}, display {display_bytes}); {edges} edges of {products_with_edges} products",
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
    edges: &Edges,
    build: &Build,
    folder: &Path,
) -> Result<Packed, PackError> {
    check_keys(products)?;
    let (edge_weights, codes) = Codes::of(edges);
    let (prior_weights, priors) = priors(baskets, products.len());
    let numbering = Numbering::of(edges);
    let records = numbering
        .products()
        .filter_map(|product| Some((products.get(product)?, *priors.get(product)?)))
        .map(|(product, prior)| record(product, prior))
        .collect();
    let edge_lists = numbering
        .products()
        .map(|product| {
            let mut list: Vec<Edge> = edges
                .of(product as u32)
                .map(|(to, weight)| Edge {
                    to: numbering.record_of(to),
                    code: codes.nearest(weight),
                })
                .collect();
            list.sort_unstable_by_key(|edge| edge.to);
            list
        })
        .collect();
    let contents = ShardContents {
        shard: (0, 1),
        edge_weights,
        prior_weights,
        records,
        edges: edge_lists,
        ..ShardContents::default()
    };
    let bytes = snapshot::write(&contents, deflate)?;
    let parcel = Parcel::open(&bytes).map_err(|e| PackError::Unreadable(e.to_string()))?;
    let hash = parcel.hash().to_string();
    let (mut model_bytes, mut display_bytes) = (0u64, 0u64);
    for section in parcel.sections() {
        *(if section.kind.is_model() {
            &mut model_bytes
        } else {
            &mut display_bytes
        }) += section.stored as u64;
    }

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
        floor: 0.001,
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
        bytes: (bytes.len() + manifest_bytes.len()) as u64,
        model_bytes,
        display_bytes,
    })
}

/// Which record of the shard each product becomes.
struct Numbering {
    order: Vec<u32>,
    record_of: Vec<u32>,
}

impl Numbering {
    fn of(edges: &Edges) -> Self {
        let products = edges.products();
        let lists: Vec<Vec<u32>> = (0..products as u32)
            .map(|product| edges.of(product).map(|(to, _)| to).collect())
            .collect();
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

/// Raw deflate; the level is part of what makes equal input byte-equal.
fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::with_capacity(bytes.len() / 2), Compression::best());
    // Writing to memory cannot fail; were it to, `pack` would refuse the shard when it reads it back.
    let _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
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

fn record(product: &Product, prior: u8) -> RecordContents {
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
        prior,
        ..RecordContents::default()
    }
}

/// The weights that codes stand for, ascending.
struct Codes {
    values: Vec<f64>,
}

impl Codes {
    /// Sixteen values that fit the weights of all edges best (Lloyd, 1982, from quantiles), and the table to write.
    fn of(edges: &Edges) -> (snapshot::WeightTable, Self) {
        let mut weights: Vec<f64> = (0..edges.products() as u32)
            .flat_map(|p| edges.of(p).map(|(_, w)| w).collect::<Vec<_>>())
            .collect();
        weights.sort_unstable_by(f64::total_cmp);
        let mut values: Vec<f64> = (0..WEIGHT_CODES)
            .filter_map(|code| {
                weights
                    .get((2 * code + 1) * weights.len() / (2 * WEIGHT_CODES))
                    .copied()
            })
            .collect();
        for _ in 0..50 {
            let mut from = 0;
            let mut moved = values.clone();
            for (code, value) in moved.iter_mut().enumerate() {
                let to = match (values.get(code), values.get(code + 1)) {
                    (Some(here), Some(next)) => {
                        weights.partition_point(|w| *w < (here + next) / 2.0)
                    }
                    _ => weights.len(),
                };
                let part = weights.get(from..to.max(from)).unwrap_or(&[]);
                if !part.is_empty() {
                    *value = part.iter().sum::<f64>() / part.len() as f64;
                }
                from = to.max(from);
            }
            if moved == values {
                break;
            }
            values = moved;
        }
        let mut table = snapshot::WeightTable::default();
        for (row, &value) in table.iter_mut().zip(&values) {
            *row = [value, value];
        }
        (table, Self { values })
    }

    fn nearest(&self, weight: f64) -> u8 {
        let distance = |code: &usize| {
            self.values
                .get(*code)
                .map_or(f64::INFINITY, |v| (v - weight).abs())
        };
        let best = (0..self.values.len()).min_by(|a, b| distance(a).total_cmp(&distance(b)));
        best.and_then(|code| u8::try_from(code).ok()).unwrap_or(0)
    }
}

/// A level of popularity for each product: by the power of two of the share of orders that hold it. Levels weigh
/// nothing yet: the ridge knows bestsellers from their pairs.
fn priors(baskets: &Baskets, products: usize) -> (snapshot::WeightTable, Vec<u8>) {
    let mut orders = vec![0u64; products];
    for basket in baskets.iter() {
        for &item in basket.items {
            if let Some(count) = orders.get_mut(item as usize) {
                *count += 1;
            }
        }
    }
    let most = orders.iter().copied().max().unwrap_or(0);
    let level = |count: u64| {
        let halvings = most
            .checked_div(count)
            .map_or(15, |times| times.ilog2().min(14));
        15 - halvings as u8
    };
    (
        snapshot::WeightTable::default(),
        orders.into_iter().map(level).collect(),
    )
}
