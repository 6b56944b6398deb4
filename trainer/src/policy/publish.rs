//! A policy into a snapshot that is there: marks of its products and the compiled rules, without training.
//!
//! The folder is read twice, shard by shard on all threads: once for the prices that tiers are relative to, once to mark. What
//! is displayed and what was learned stay byte for byte; shards whose marks do not change keep their names.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

use rayon::prelude::*;
use serde::Serialize;
use setwise_core::catalog::Money;
use setwise_core::policy::MarkSet;
use setwise_core::snapshot::{Manifest, ShardName, Snapshot, remark};

use super::compile::{CompileError, Compiled, compile};
use super::economics::Economics;
use super::select::{Marker, Prices, Seen};
use super::source::{Policy, Selector};
use super::words;
use crate::folder::{FolderError, SnapshotFolder};
use crate::ingest::Product;
use crate::pack::{FolderWriter, PackError, Rules, put_beside};

/// What publishing did.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Published {
    /// The folder.
    pub path: PathBuf,
    /// Name of the build.
    pub build: String,
    /// Rules.
    pub rules: usize,
    /// Bytes of the compiled policy.
    pub bytes: usize,
    /// Products with at least one mark.
    pub marked: u64,
    /// Products of the snapshot.
    pub products: u64,
    /// Products of each mark.
    pub products_of_marks: Vec<u64>,
    /// Shards.
    pub shards: u32,
    /// Shards that were written anew.
    pub rewritten_shards: u32,
    /// What the policy probably does not mean.
    pub warnings: Vec<String>,
}

impl fmt::Display for Published {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "policy of {} rule(s), {} bytes, in {}: {} of {} products have marks, {} of {} shard(s) rewritten, build {}",
            self.rules,
            self.bytes,
            self.path.display(),
            self.marked,
            self.products,
            self.rewritten_shards,
            self.shards,
            self.build
        )
    }
}

/// Why a policy was not published; the folder then holds what it held.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PublishError {
    /// The folder cannot be read.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// The folder cannot be written.
    #[error(transparent)]
    Pack(#[from] PackError),
    /// The policy is too large.
    #[error(transparent)]
    Compile(#[from] CompileError),
    /// It asks for margins, and nobody told any.
    #[error(
        "the policy asks for {what}, which a snapshot does not hold: pass --catalog FILE with a column for {columns}"
    )]
    Unknown {
        /// What it asks for.
        what: &'static str,
        /// Columns that tell it.
        columns: &'static str,
    },
}

/// Publishes a policy. `as_of` is how old the prices of the folder are said to be, in seconds since 1970; without it pages take
/// the age of the manifest, which is written anew.
///
/// # Errors
/// [`PublishError`]; the folder then holds what it held.
pub fn publish(
    folder: &SnapshotFolder,
    policy: &Policy,
    economics: &Economics,
    as_of: Option<i64>,
) -> Result<Published, PublishError> {
    let manifest = folder.manifest();
    let digits = u32::from(manifest.currency.minor_digits);
    let compiled = compile(policy, digits)?;
    let names = folder.shards()?;
    let (marker, known) = prepare(folder, policy, &compiled, economics)?;

    let writer = FolderWriter::start(folder.path(), manifest.shards)?;
    let counts: Vec<Count> = names
        .par_iter()
        .map(|&name| mark(folder, name, &marker, &writer))
        .collect::<Result<_, PublishError>>()?;
    let rulebook = put_beside(&compiled.bytes, folder.path())?;
    let written = writer.finish(Manifest {
        rulebook: Some(rulebook),
        as_of,
        ..manifest.clone()
    })?;
    let mut published = Published {
        path: folder.path().to_owned(),
        build: written.manifest.build,
        rules: policy.rules.len(),
        bytes: compiled.bytes.len(),
        products_of_marks: vec![0; compiled.selectors.len()],
        shards: manifest.shards,
        rewritten_shards: manifest.shards - written.unchanged,
        ..Published::default()
    };
    for count in counts {
        published.products += count.products;
        published.marked += count.marked;
        for (sum, more) in published.products_of_marks.iter_mut().zip(count.of_marks) {
            *sum += more;
        }
    }
    published.warnings = known.unfit(&compiled.selectors, &published.products_of_marks);
    Ok(published)
}

/// What marks the products of a folder, and what is known of them all.
pub(crate) fn prepare<'a>(
    folder: &SnapshotFolder,
    policy: &Policy,
    compiled: &'a Compiled,
    economics: &'a Economics,
) -> Result<(Marker<'a>, Known), PublishError> {
    told(&compiled.selectors, economics)?;
    let seen: Vec<Known> = folder
        .shards()?
        .par_iter()
        .map(|&name| Known::of(folder, name))
        .collect::<Result<_, FolderError>>()?;
    let mut known = Known::default();
    for part in seen {
        known.prices.extend(part.prices);
        known.categories.extend(part.categories);
        known.brands.extend(part.brands);
    }
    let prices = std::mem::take(&mut known.prices);
    let digits = u32::from(folder.manifest().currency.minor_digits);
    let marker = Marker::new(policy, &compiled.selectors, prices, economics, digits);
    Ok((marker, known))
}

/// The rules of a policy for the products of a shop, to be packed with them, and what the policy probably does not mean.
///
/// # Errors
/// [`PublishError`] if it is too large, or asks for what nobody told.
pub fn rules_of(
    policy: &Policy,
    products: &[Product],
    economics: &Economics,
    minor_digits: u32,
) -> Result<(Rules, Vec<String>), PublishError> {
    let compiled = compile(policy, minor_digits)?;
    told(&compiled.selectors, economics)?;
    let mut known = Known::default();
    products
        .iter()
        .map(seen_in_catalog)
        .for_each(|product| known.see(&product));
    let prices = std::mem::take(&mut known.prices);
    let marker = Marker::new(policy, &compiled.selectors, prices, economics, minor_digits);
    let marks: Vec<MarkSet> = products
        .par_iter()
        .map(|product| marker.marks(&seen_in_catalog(product)))
        .collect();
    let mut counts = vec![0; compiled.selectors.len()];
    for mark in marks
        .iter()
        .flat_map(|marks| marks.iter().collect::<Vec<u8>>())
    {
        if let Some(count) = counts.get_mut(usize::from(mark)) {
            *count += 1;
        }
    }
    let warnings = known.unfit(&compiled.selectors, &counts);
    let rulebook = compiled.bytes.clone();
    Ok((Rules { rulebook, marks }, warnings))
}

/// Marks of all records of a shard.
pub(crate) fn marks_of(shard: &Snapshot, marker: &Marker<'_>) -> Vec<MarkSet> {
    (0..shard.records())
        .map(|record| marker.marks(&seen(shard, record)))
        .collect()
}

/// Refuses selectors that nothing can be told of.
fn told(selectors: &[Selector], economics: &Economics) -> Result<(), PublishError> {
    let asks = |of: fn(&Selector) -> bool| selectors.iter().any(|s| s.asks(of));
    if asks(|s| !s.margins.is_empty()) && !economics.has_margins() {
        return Err(PublishError::Unknown {
            what: "margins",
            columns: "margin or cost",
        });
    }
    // Out of stock is what a snapshot knows.
    let counts = |s: &Selector| {
        s.stocks
            .iter()
            .any(|class| *class != super::StockClass::Out)
    };
    if asks(counts) && !economics.has_pieces() {
        return Err(PublishError::Unknown {
            what: "pieces in stock",
            columns: "stock, or numbers in in_stock",
        });
    }
    Ok(())
}

/// What is known of a shop's products before they are marked.
#[derive(Default)]
pub(crate) struct Known {
    prices: Prices,
    categories: BTreeMap<String, ()>,
    brands: BTreeMap<String, ()>,
}

impl Known {
    fn of(folder: &SnapshotFolder, name: ShardName) -> Result<Self, FolderError> {
        let shard = folder.unpack(&folder.parcel(name)?)?;
        let mut known = Self::default();
        (0..shard.owned()).for_each(|record| known.see(&seen(&shard, record)));
        Ok(known)
    }

    /// Takes in a product.
    fn see(&mut self, product: &Seen<'_>) {
        self.prices.add(product);
        let levels = product.category.split(" > ");
        self.categories
            .extend(levels.map(|level| (level.to_owned(), ())));
        self.brands.insert(product.brand.to_owned(), ());
    }

    /// What selectors name that the shop does not have.
    fn unfit(&self, selectors: &[Selector], counts: &[u64]) -> Vec<String> {
        let empty = selectors
            .iter()
            .zip(counts)
            .filter(|(_, count)| **count == 0);
        empty
            .map(|(selector, _)| {
                let nearest = |word: Option<&String>, known: &BTreeMap<String, ()>| {
                    let meant = words::nearest(word?.as_str(), known.keys().map(String::as_str))?;
                    Some(format!("; did you mean `{meant}`?"))
                };
                let advice = nearest(selector.categories.first(), &self.categories)
                    .or_else(|| nearest(selector.brands.first(), &self.brands));
                format!(
                    "no product of the snapshot fits {}{}",
                    described(selector),
                    advice.unwrap_or_default()
                )
            })
            .collect()
    }
}

fn described(selector: &Selector) -> String {
    let named = [
        ("category", &selector.categories),
        ("brand", &selector.brands),
        ("ids", &selector.ids),
    ];
    let parts: Vec<String> = named
        .iter()
        .filter(|(_, list)| !list.is_empty())
        .map(|(what, list)| format!("{what} `{}`", list.join("`, `")))
        .collect();
    if parts.is_empty() {
        "what a rule selects".to_owned()
    } else {
        parts.join(" and ")
    }
}

fn seen(shard: &Snapshot, record: u32) -> Seen<'_> {
    let shown = shard.display().get(record);
    Seen {
        id: shown.id,
        category: shown.category,
        brand: shown.brand,
        price: shown.price,
        in_stock: shown.in_stock,
    }
}

fn seen_in_catalog(product: &Product) -> Seen<'_> {
    Seen {
        id: &product.id,
        category: product.category.as_deref().unwrap_or_default(),
        brand: product.brand.as_deref().unwrap_or_default(),
        price: product.price.and_then(|p| u64::try_from(p).ok()).map(Money),
        in_stock: product.in_stock,
    }
}

/// What was marked in one shard, of its own products.
struct Count {
    products: u64,
    marked: u64,
    of_marks: Vec<u64>,
}

fn mark(
    folder: &SnapshotFolder,
    name: ShardName,
    marker: &Marker<'_>,
    writer: &FolderWriter,
) -> Result<Count, PublishError> {
    let parcel = folder.parcel(name)?;
    let shard = folder.unpack(&parcel)?;
    let marks = marks_of(&shard, marker);
    let own = marks.iter().take(shard.owned() as usize);
    let mut count = Count {
        products: u64::from(shard.owned()),
        marked: own.clone().filter(|marks| !marks.is_empty()).count() as u64,
        of_marks: vec![0; 256],
    };
    for mark in own.flat_map(|marks| marks.iter().collect::<Vec<u8>>()) {
        if let Some(sum) = count.of_marks.get_mut(usize::from(mark)) {
            *sum += 1;
        }
    }
    let same = (0..)
        .zip(&marks)
        .all(|(record, marks)| shard.marks(record) == marks);
    let mut bytes = if same {
        parcel.into_bytes()
    } else {
        remark(&parcel, &marks).map_err(PackError::from)?
    };
    writer.put(name.number, &mut bytes)?;
    Ok(count)
}
