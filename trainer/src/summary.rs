//! What a training says of itself, for people and for programs.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

use serde::{Serialize, Serializer};

use crate::fit::Choice;
use crate::ingest::BadRowExample;
use crate::intent::IntentSummary;
use crate::pack::Packed;
use crate::progress::Stage;
use crate::recognise::FileReport;

/// The summary of one training.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Summary {
    /// What each file was taken for.
    pub files: Vec<FileReport>,
    /// Orders with at least one sale left.
    pub orders: u64,
    /// Distinct products in orders, summed over all orders.
    pub lines: u64,
    /// Products in the snapshot.
    pub products: u64,
    /// Distinct known customers; they are counted, and leave no other trace.
    pub customers: u64,
    /// Rows of the orders file.
    pub rows: Rows,
    /// Distinct pairs of products bought together.
    pub pairs: u64,
    /// What was tried on the last month of orders, and chosen.
    pub choices: Vec<Choice>,
    /// What each stage took, in the order of the stages.
    #[serde(flatten, serialize_with = "by_stage")]
    pub stages: Vec<Stage>,
    /// What was written.
    pub snapshot: Packed,
    /// The model of intent, if there were sessions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub intent: Option<IntentSummary>,
    /// Rows of the catalog file, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub catalog: Option<CatalogRows>,
    /// Rows of the sessions file, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sessions: Option<SessionRows>,
    /// Products that are not in the snapshot, by reason.
    pub dropped_products: BTreeMap<&'static str, u64>,
    /// The file beside the snapshot that names them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub left_out_file: Option<PathBuf>,
    /// Product ids that are another one's spelling.
    pub merged_spellings: u64,
    /// Ids of orders that are products of the catalog under another name, by how they were found.
    pub joined_ids: BTreeMap<&'static str, u64>,
    /// Orders that count for popularity alone.
    pub orders_of_one_product: u64,
    /// Orders over `--max-basket`, which count for popularity alone.
    pub orders_too_large_for_pairs: u64,
    /// Cells that are not UTF-8 and were read as windows-1252.
    pub windows_1252_cells: u64,
    /// Headers of columns with personal data: never read.
    pub personal_columns_left_out: Vec<String>,
    /// The first few unreadable rows of each kind.
    pub bad_row_examples: Vec<BadRowExample>,
    /// What the merchant should know.
    pub notes: Vec<String>,
    /// What is probably not as the merchant wants it; also on standard error.
    pub warnings: Vec<String>,
}

/// What became of a file's rows: `read = kept + sum of dropped`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Rows {
    /// Rows without the header.
    pub read: u64,
    /// Rows that are sales, after repeated ones were merged.
    pub kept: u64,
    /// Rows that are not, by reason.
    pub dropped: BTreeMap<&'static str, u64>,
}

/// What became of the catalog's rows: `read = products + repeated + sum of dropped`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CatalogRows {
    /// Rows without the header.
    pub read: u64,
    /// Distinct products.
    pub products: u64,
    /// Rows merged into an earlier one of the same product.
    pub repeated: u64,
    /// Rows not used, by reason.
    pub dropped: BTreeMap<&'static str, u64>,
}

/// What became of the rows of sessions: `read = kept + sum of dropped`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SessionRows {
    /// Rows without the header.
    pub read: u64,
    /// Events on known products.
    pub kept: u64,
    /// Sessions that hold them.
    pub sessions: u64,
    /// Rows not used, by reason.
    pub dropped: BTreeMap<&'static str, u64>,
}

/// Stages of reading: what is done before anything is learned.
const READING: [&str; 5] = ["recognise", "catalog", "orders", "sessions", "clean"];

/// As `seconds` and `peak_memory_bytes`, each by stage; the memory of the whole run is that of `all`.
pub(crate) fn by_stage<S: Serializer>(stages: &[Stage], serializer: S) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct ByStage {
        seconds: InOrder<f64>,
        peak_memory_bytes: InOrder<u64>,
    }
    let seconds = |stage: &Stage| (stage.name, (stage.seconds * 1e4).round() / 1e4);
    let memory = |stage: &Stage| Some((stage.name, stage.peak_memory_bytes?));
    let all = peak(stages).map(|bytes| ("all", bytes));
    ByStage {
        seconds: InOrder(stages.iter().map(seconds).collect()),
        peak_memory_bytes: InOrder(stages.iter().filter_map(memory).chain(all).collect()),
    }
    .serialize(serializer)
}

/// A map whose entries keep their order.
struct InOrder<T>(Vec<(&'static str, T)>);

impl<T: Serialize> Serialize for InOrder<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

/// The most memory of any stage.
pub(crate) fn peak(stages: &[Stage]) -> Option<u64> {
    stages
        .iter()
        .filter_map(|stage| stage.peak_memory_bytes)
        .max()
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |counts: &BTreeMap<&'static str, u64>| {
            counts
                .iter()
                .map(|(reason, n)| format!("{} {n}", reason.replace('_', " ")))
                .collect::<Vec<_>>()
                .join(", ")
        };
        let all: f64 = self.stages.iter().map(|stage| stage.seconds).sum();
        for file in &self.files {
            write!(f, "{file}")?;
        }
        writeln!(
            f,
            "{} orders, {} lines, {} products, {} customers",
            self.orders, self.lines, self.products, self.customers
        )?;
        let Rows {
            read,
            kept,
            dropped,
        } = &self.rows;
        writeln!(f, "{read} rows read, {kept} kept")?;
        for (reason, rows) in dropped {
            writeln!(f, "  {rows:>9}  {}", reason.replace('_', " "))?;
        }
        if let Some(catalog) = &self.catalog {
            write!(
                f,
                "catalog: {} rows, {} products",
                catalog.read, catalog.products
            )?;
            if catalog.repeated > 0 {
                write!(f, ", {} rows repeat a product", catalog.repeated)?;
            }
            let dropped = list(&catalog.dropped);
            writeln!(
                f,
                "{}{dropped}",
                if dropped.is_empty() {
                    ""
                } else {
                    "; not used: "
                }
            )?;
        }
        if let Some(sessions) = &self.sessions {
            write!(
                f,
                "sessions: {} rows, {} events of {} sessions",
                sessions.read, sessions.kept, sessions.sessions
            )?;
            let dropped = list(&sessions.dropped);
            let because = if dropped.is_empty() {
                ""
            } else {
                "; not used: "
            };
            writeln!(f, "{because}{dropped}")?;
        }
        if !self.dropped_products.is_empty() {
            writeln!(f, "products left out: {}", list(&self.dropped_products))?;
        }
        if let Some(file) = &self.left_out_file {
            writeln!(f, "  by name in {}", file.display())?;
        }
        if !self.joined_ids.is_empty() {
            writeln!(
                f,
                "ids of orders found in the catalog by another name: {}",
                list(&self.joined_ids)
            )?;
        }
        if self.merged_spellings > 0 {
            writeln!(
                f,
                "{} product ids are spellings of another one",
                self.merged_spellings
            )?;
        }
        writeln!(
            f,
            "{} pairs; {} orders of one product and {} too large count for popularity alone",
            self.pairs, self.orders_of_one_product, self.orders_too_large_for_pairs
        )?;
        for choice in &self.choices {
            writeln!(f, "{choice}")?;
        }
        if self.windows_1252_cells > 0 {
            writeln!(
                f,
                "note: {} cells are not UTF-8 and were read as windows-1252",
                self.windows_1252_cells
            )?;
        }
        if !self.personal_columns_left_out.is_empty() {
            writeln!(
                f,
                "personal columns left out: {}",
                self.personal_columns_left_out.join(", ")
            )?;
        }
        if let Some(intent) = &self.intent {
            write!(f, "{intent}")?;
        }
        for example in &self.bad_row_examples {
            writeln!(f, "bad row: {example}")?;
        }
        for note in &self.notes {
            writeln!(f, "note: {note}")?;
        }
        write!(f, "{all:.2} s")?;
        if all > 0.0 {
            write!(f, ", {:.0} rows/s", *read as f64 / all)?;
        }
        if let Some(bytes) = peak(&self.stages) {
            write!(f, ", peak memory {:.0} MB", bytes as f64 / 1e6)?;
        }
        writeln!(f)?;
        let read = self.stages.iter().filter(|s| READING.contains(&s.name));
        let read: f64 = read.map(|stage| stage.seconds).sum();
        writeln!(
            f,
            "  {:<10}{read:>8.2} s of it, until all files are read and cleaned",
            "reading"
        )?;
        for stage in &self.stages {
            write!(f, "  {:<10}{:>8.2} s", stage.name, stage.seconds)?;
            if let Some(bytes) = stage.peak_memory_bytes {
                write!(f, "{:>8.0} MB", bytes as f64 / 1e6)?;
            }
            writeln!(f)?;
        }
        write!(f, "{}", self.snapshot)
    }
}
