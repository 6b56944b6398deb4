//! What a refresh says of itself, for people and for programs.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use serde::Serialize;
use setwise_core::snapshot::Manifest;

use super::{EXAMPLES, Look};
use crate::ingest::BadRowExample;
use crate::progress::Stage;
use crate::summary::{CatalogRows, by_stage, peak};

/// The summary of one refresh. `products = listed + absent`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Refreshed {
    /// The folder.
    pub path: PathBuf,
    /// Name of the build, as the manifest has it now.
    pub build: String,
    /// Products of the snapshot.
    pub products: u64,
    /// Those of them that the catalog lists.
    pub listed: u64,
    /// Those that it lacks: out of stock now, and so never shown.
    pub absent: u64,
    /// Those of the absent ones that were in stock before.
    pub newly_absent: u64,
    /// The first few absent ones.
    pub absent_examples: Vec<String>,
    /// Products of the catalog that the snapshot does not know, because it was trained before them or left them out.
    pub needs_training: u64,
    /// The first few of these.
    pub needs_training_examples: Vec<String>,
    /// Products of which anything is displayed differently now.
    pub changed: u64,
    /// How many of them, by field.
    pub changed_fields: BTreeMap<&'static str, u64>,
    /// Products that are in stock again.
    pub back_in_stock: u64,
    /// Products of which the catalog gives no usable price: they keep that of the snapshot.
    pub prices_kept: u64,
    /// Shards of the snapshot.
    pub shards: u32,
    /// Those that have new names.
    pub rewritten_shards: u32,
    /// Generations that the manifest names.
    pub generations: u32,
    /// Bytes of all files.
    pub bytes: u64,
    /// Bytes of the compressed display records.
    pub display_bytes: u64,
    /// Rows of the catalog file.
    pub catalog: CatalogRows,
    /// Cells that are not UTF-8 and were read as windows-1252.
    pub windows_1252_cells: u64,
    /// The first few unreadable rows of each kind.
    pub bad_row_examples: Vec<BadRowExample>,
    /// What is probably not as the merchant wants it; also on standard error.
    pub warnings: Vec<String>,
    /// What each stage took.
    #[serde(flatten, serialize_with = "by_stage")]
    pub stages: Vec<Stage>,
}

impl Refreshed {
    pub(super) fn of(manifest: &Manifest, folder: &Path, looks: &[Look]) -> Self {
        let sum = |of: fn(&Look) -> u64| looks.iter().map(of).sum::<u64>();
        let mut changed_fields = BTreeMap::new();
        for &(field, count) in looks.iter().flat_map(|look| &look.by_field) {
            *changed_fields.entry(field).or_default() += count;
        }
        let listed = sum(|look| look.listed.len() as u64);
        let absent = sum(|look| look.absent.len() as u64);
        let examples = looks.iter().flat_map(|look| &look.absent);
        Self {
            path: folder.to_owned(),
            products: listed + absent,
            listed,
            absent,
            newly_absent: sum(|look| look.newly_absent),
            absent_examples: examples.take(EXAMPLES).cloned().collect(),
            changed: sum(|look| look.changed),
            changed_fields,
            back_in_stock: sum(|look| look.back_in_stock),
            prices_kept: sum(|look| look.prices_kept),
            shards: manifest.shards,
            ..Self::default()
        }
    }
}

impl fmt::Display for Refreshed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |counts: &BTreeMap<&'static str, u64>| {
            let words = counts
                .iter()
                .map(|(what, n)| format!("{} {n}", what.replace('_', " ")));
            words.collect::<Vec<_>>().join(", ")
        };
        let named = |ids: &[String]| format!("`{}`", ids.join("`, `"));
        write!(
            f,
            "catalog: {} rows, {} products",
            self.catalog.read, self.catalog.products
        )?;
        if self.catalog.repeated > 0 {
            write!(f, ", {} rows repeat a product", self.catalog.repeated)?;
        }
        if !self.catalog.dropped.is_empty() {
            write!(f, "; not used: {}", list(&self.catalog.dropped))?;
        }
        writeln!(f)?;
        write!(
            f,
            "{} of {} products are displayed differently",
            self.changed, self.products
        )?;
        if self.changed > 0 {
            write!(f, " ({})", list(&self.changed_fields))?;
        }
        writeln!(f, "; {} are back in stock", self.back_in_stock)?;
        if self.absent > 0 {
            writeln!(
                f,
                "{} products are not in the catalog and count as out of stock, {} of them new: {}",
                self.absent,
                self.newly_absent,
                named(&self.absent_examples)
            )?;
        }
        if self.needs_training > 0 {
            writeln!(
                f,
                "{} products of the catalog are not in the snapshot, new ones need training: {}",
                self.needs_training,
                named(&self.needs_training_examples)
            )?;
        }
        if self.prices_kept > 0 {
            writeln!(
                f,
                "{} products have no price in the catalog and keep that of the snapshot",
                self.prices_kept
            )?;
        }
        if self.windows_1252_cells > 0 {
            writeln!(
                f,
                "note: {} cells are not UTF-8 and were read as windows-1252",
                self.windows_1252_cells
            )?;
        }
        for example in &self.bad_row_examples {
            writeln!(f, "bad row: {example}")?;
        }
        let seconds: f64 = self.stages.iter().map(|stage| stage.seconds).sum();
        write!(f, "{seconds:.2} s")?;
        if let Some(bytes) = peak(&self.stages) {
            write!(f, ", peak memory {:.0} MB", bytes as f64 / 1e6)?;
        }
        writeln!(f)?;
        writeln!(
            f,
            "snapshot {} in {}: {} of {} shard(s) rewritten, {} bytes (display {})",
            self.build,
            self.path.display(),
            self.rewritten_shards,
            self.shards,
            self.bytes,
            self.display_bytes
        )
    }
}
