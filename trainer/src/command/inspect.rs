//! `setwise inspect`: what a snapshot folder holds, and what a product's record says.

mod intent;

use std::fmt::Write as _;
use std::path::PathBuf;

use rayon::prelude::*;
use serde::Serialize;
use setwise_core::catalog::ProductKey;
use setwise_core::rank::{Outcome, Reason, Scratch, rank};
use setwise_core::request::Request;
use setwise_core::snapshot::{Manifest, SectionKind, SectionSize, Snapshot};

use super::Format;
use super::bytes::{Bytes, Tally};
use crate::folder::{FolderError, SnapshotFolder};
pub use intent::{Calibrated, IntentView};

/// Shards whose bytes are looked at closely, so that a folder of thousands is told in seconds.
const SAMPLED: u32 = 64;

/// What to look at.
#[derive(Debug, Clone, clap::Args)]
pub struct InspectArgs {
    /// A folder that `setwise train` wrote.
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
    /// A product id: print its neighbours and the slate of its page.
    #[arg(long, value_name = "ID")]
    pub product: Option<String>,
    /// How it is printed.
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

/// Why a folder cannot be inspected.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum InspectError {
    /// A file is missing, damaged or of another build.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// The product is not in the snapshot.
    #[error("there is no product `{0}` in this snapshot; ids are compared byte for byte")]
    NoProduct(String),
}

/// What a folder holds.
#[derive(Debug, Clone, Serialize)]
pub struct Inspection {
    /// The manifest.
    pub manifest: Manifest,
    /// All shards together, by section.
    pub sections: Vec<SectionTotal>,
    /// Edges of all products.
    pub edges: u64,
    /// Model bytes a product: all sections but the display records.
    pub model_bytes_per_product: f64,
    /// What takes the bytes, of a sample of the shards; not where a product is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bytes: Option<Bytes>,
    /// The model of intent, if the folder has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub intent: Option<IntentView>,
    /// The product asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub product: Option<ProductView>,
}

/// Bytes of one section, summed over all shards.
#[derive(Debug, Clone, Serialize)]
pub struct SectionTotal {
    /// Its name.
    pub name: &'static str,
    /// Bytes in the files.
    pub stored: u64,
    /// Bytes after inflating.
    pub raw: u64,
}

/// What a snapshot says of one product.
#[derive(Debug, Clone, Serialize)]
pub struct ProductView {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Price in minor units.
    pub price: Option<u64>,
    /// Its neighbours, the strongest for one seed first.
    pub neighbours: Vec<Neighbour>,
    /// What its page would show, by the ranking that ships; empty if it is withheld.
    pub slate: Vec<SlateItem>,
    /// Why there is no slate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub withheld: Option<String>,
}

/// One edge.
#[derive(Debug, Clone, Serialize)]
pub struct Neighbour {
    /// Product id.
    pub id: String,
    /// Title.
    pub title: String,
    /// Weight when the product is the only seed.
    pub single: f64,
    /// Weight when it is one of two lines of a cart.
    pub several: f64,
    /// Whether it can be bought; if not it waits, and is on no shelf.
    pub in_stock: bool,
}

/// One item of a slate.
#[derive(Debug, Clone, Serialize)]
pub struct SlateItem {
    /// Product id.
    pub id: String,
    /// Title.
    pub title: String,
    /// Score.
    pub score: f64,
    /// Why it is there.
    pub reason: String,
}

/// Opens and validates a whole folder, then looks.
///
/// # Errors
/// [`InspectError`] names the file and what is wrong with it.
pub fn run(args: &InspectArgs) -> Result<Inspection, InspectError> {
    let folder = SnapshotFolder::open(&args.folder)?;
    let manifest = folder.manifest().clone();
    let intent = folder.intent()?.as_ref().map(IntentView::of);
    let asked = args.product.as_deref();
    let every = manifest.shards.div_ceil(SAMPLED).max(1);
    let looked_at: Vec<ShardView> = folder
        .shards()?
        .into_par_iter()
        .map(|name| {
            let parcel = folder.parcel(name)?;
            let shard = folder.unpack(&parcel)?;
            Ok(ShardView {
                sections: parcel.sections().collect(),
                edges: (0..shard.owned())
                    .map(|own| shard.edges(own).count() as u64)
                    .sum(),
                product: asked.and_then(|id| view(&shard, id, &manifest)),
                sampled: (asked.is_none() && name.number % every == 0).then_some(shard),
            })
        })
        .collect::<Result<_, FolderError>>()?;
    // In the order in which they stand in a file, though a shard may leave some out.
    let mut sections: Vec<SectionTotal> = SectionKind::ALL
        .map(|kind| SectionTotal {
            name: kind.name(),
            stored: 0,
            raw: 0,
        })
        .into();
    let (mut edges, mut model, mut product) = (0u64, 0u64, None);
    let mut tally = Tally::default();
    for view in looked_at {
        if let Some(shard) = &view.sampled {
            tally.add(shard, |section| {
                let found = view.sections.iter().find(|s| s.kind.name() == section);
                found.map_or(0, |section| section.stored as u64)
            });
        }
        for section in view.sections {
            let (stored, raw) = (section.stored as u64, section.raw as u64);
            model += if section.kind.is_model() { stored } else { 0 };
            if let Some(total) = sections.iter_mut().find(|s| s.name == section.kind.name()) {
                total.stored += stored;
                total.raw += raw;
            }
        }
        edges += view.edges;
        product = product.or(view.product);
    }
    sections.retain(|section| section.stored > 0);
    if let (Some(id), None) = (&args.product, &product) {
        return Err(InspectError::NoProduct(id.clone()));
    }
    let model_bytes_per_product = model as f64 / f64::from(manifest.products.max(1));
    Ok(Inspection {
        manifest,
        sections,
        edges,
        model_bytes_per_product,
        bytes: args.product.is_none().then(|| tally.bytes()),
        intent,
        product,
    })
}

/// What is taken from one shard.
struct ShardView {
    sections: Vec<SectionSize>,
    edges: u64,
    product: Option<ProductView>,
    /// The shard itself if its bytes are looked at closely.
    sampled: Option<Snapshot>,
}

fn view(shard: &Snapshot, id: &str, manifest: &Manifest) -> Option<ProductView> {
    let key = ProductKey::of(id);
    let record = shard.find_owned(key)?;
    let shown = shard.display().get(record);
    let named = |record: u32| {
        let display = shard.display().get(record);
        (display.id.to_owned(), display.title.to_owned())
    };
    let mut neighbours: Vec<Neighbour> = shard
        .edges(record)
        .map(|edge| {
            let (id, title) = named(edge.to);
            let in_stock = shard.display().in_stock(edge.to);
            let weight = |lines| shard.edge_weight(record, edge, lines).to_f64();
            Neighbour {
                id,
                title,
                single: weight(None),
                several: weight(Some(2)),
                in_stock,
            }
        })
        .collect();
    neighbours.sort_by(|a, b| b.single.total_cmp(&a.single).then_with(|| a.id.cmp(&b.id)));
    let mut scratch = Scratch::default();
    let seeds = [key];
    let (slate, withheld) = match rank(
        &[shard],
        &Request::for_seeds(&seeds),
        &manifest.policy(),
        &mut scratch,
    ) {
        Outcome::Slate(items) => {
            let slate = items.iter().map(|item| {
                let (id, title) = named(item.record);
                SlateItem {
                    id,
                    title,
                    score: item.score.to_f64(),
                    reason: reason(item.reason),
                }
            });
            (slate.collect(), None)
        }
        Outcome::Withheld(why) => (Vec::new(), Some(format!("{why:?}"))),
    };
    Some(ProductView {
        id: id.to_owned(),
        title: shown.title.to_owned(),
        price: shown.price.map(|p| p.0),
        neighbours,
        slate,
        withheld,
    })
}

fn reason(reason: Reason) -> String {
    match reason {
        Reason::GoesWith { .. } => "goes with it".to_owned(),
        Reason::GoesWithSimilar { .. } => "goes with products like it".to_owned(),
        Reason::Popular => "popular in the shop".to_owned(),
        Reason::UpgradeOf { .. } => "an upgrade of it".to_owned(),
        Reason::InSetWith { .. } => "in a set with it".to_owned(),
        other => format!("{other:?}"),
    }
}

/// The inspection in words.
pub fn describe(found: &Inspection) -> String {
    let Inspection {
        manifest,
        sections,
        edges,
        model_bytes_per_product,
        bytes,
        intent,
        product,
    } = found;
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = writeln!(
        text,
        "build {} by {}: {} products, {} edges, {} shard(s), prices in {}",
        manifest.build,
        manifest.generator,
        manifest.products,
        edges,
        manifest.shards,
        manifest.currency.code
    );
    for SectionTotal { name, stored, raw } in sections {
        let _ = match stored == raw {
            true => writeln!(text, "  {stored:>10} bytes  {name}"),
            false => writeln!(text, "  {stored:>10} bytes  {name} ({raw} inflated)"),
        };
    }
    let _ = writeln!(text, "model: {model_bytes_per_product:.1} bytes a product");
    if let Some(bytes) = bytes {
        let _ = write!(text, "{bytes}");
    }
    let _ = match intent {
        Some(intent) => write!(text, "{intent}"),
        None => writeln!(
            text,
            "intent: no model of this shop, the documented prior stands in"
        ),
    };
    let Some(product) = product else { return text };
    let _ = writeln!(text, "\n{}  {}", product.id, product.title);
    let _ = writeln!(text, "neighbours (weight alone, weight among several):");
    for n in &product.neighbours {
        let waits = if n.in_stock {
            ""
        } else {
            "  (sold out: on no shelf)"
        };
        let _ = writeln!(
            text,
            "  {:.4}  {:.4}  {:<12} {}{waits}",
            n.single, n.several, n.id, n.title
        );
    }
    match &product.withheld {
        Some(why) => {
            let _ = writeln!(text, "slate withheld: {why}");
        }
        None => {
            let _ = writeln!(text, "slate of its page:");
            for item in &product.slate {
                let _ = writeln!(
                    text,
                    "  {:.4}  {:<12} {}  ({})",
                    item.score, item.id, item.title, item.reason
                );
            }
        }
    }
    text
}
