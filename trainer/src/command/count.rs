//! `setwise count`: co-purchases of a file of any size, in bounded memory.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::time::Instant;

use serde::Serialize;

use super::Format;
use super::size::bytes;
use crate::count::{CountError, Counted, FileOptions, count_file};
use crate::ingest::{IngestError, Mapping};
use crate::progress::peak_memory_bytes;

/// Count how often products are bought together, without training: any size of file in bounded memory.
///
/// Reads the columns order_id and product_id; the lines of an order may stand anywhere. Every row counts as a sale: leave
/// returns out of the file. The counts are the merchant's own: they are no part of a snapshot, and are not to be uploaded.
#[derive(Debug, Clone, clap::Args)]
pub struct CountArgs {
    /// Lines of orders: Parquet, or CSV, plain or gz.
    #[arg(long, value_name = "FILE")]
    pub orders: PathBuf,
    /// Which header is a column, for example orders.order_id=InvoiceNo; may stand many times.
    #[arg(long = "map", value_name = "TABLE.COLUMN=HEADER")]
    pub maps: Vec<String>,
    /// Parquet file for the counts: product_a, product_b, orders, every pair once by ascending ids. Without it they are
    /// only summed up.
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Memory to keep within, about: a number with K, M or G. What does not fit goes to temporary files; the result does
    /// not depend on it.
    #[arg(long, value_name = "SIZE", default_value = "4G", value_parser = bytes)]
    pub memory: u64,
    /// Folder for temporary files; the system's unless given. They need up to 8 bytes a line and 4 a pair.
    #[arg(long, value_name = "DIR")]
    pub temp: Option<PathBuf>,
    /// Orders of more distinct products give no pairs.
    #[arg(long, value_name = "N", default_value_t = 500)]
    pub max_basket: usize,
    /// Pairs in fewer orders are left out.
    #[arg(long, value_name = "K", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    pub min_orders: u32,
    /// Threads; all cores unless given. The result does not depend on it.
    #[arg(long, value_name = "N")]
    pub threads: Option<usize>,
    /// How the summary is printed.
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

/// What `count` says of itself.
#[derive(Clone, Debug, Serialize)]
pub struct CountSummary {
    /// What was counted.
    #[serde(flatten)]
    pub counted: Counted,
    /// Seconds from opening the file to the last count.
    pub seconds: f64,
    /// Most memory held, where the system tells it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub peak_memory_bytes: Option<u64>,
}

/// What stops a counting.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CountCommandError {
    /// An option is wrong.
    #[error(transparent)]
    Map(#[from] IngestError),
    /// The file cannot be counted.
    #[error(transparent)]
    Count(#[from] CountError),
    /// The threads cannot be started.
    #[error("--threads: {0}")]
    Threads(#[from] rayon::ThreadPoolBuildError),
}

/// Counts.
///
/// # Errors
/// [`CountCommandError`]; nothing is left behind then.
pub fn run(args: &CountArgs) -> Result<CountSummary, CountCommandError> {
    let start = Instant::now();
    let options = FileOptions {
        mapping: Mapping::parse(&args.maps)?,
        memory: args.memory,
        temporary: args.temp.clone().unwrap_or_else(std::env::temp_dir),
        max_basket: args.max_basket,
        min_orders: args.min_orders,
    };
    let mut pool = rayon::ThreadPoolBuilder::new();
    if let Some(threads) = args.threads {
        pool = pool.num_threads(threads);
    }
    let pool = pool.build()?;
    let counted = pool.install(|| count_file(&args.orders, args.out.as_deref(), &options))?;
    Ok(CountSummary {
        counted,
        seconds: start.elapsed().as_secs_f64(),
        peak_memory_bytes: peak_memory_bytes(),
    })
}

/// The summary in words, one line a fact.
pub fn describe(summary: &CountSummary) -> String {
    let CountSummary {
        counted,
        seconds,
        peak_memory_bytes,
    } = summary;
    let mut text = format!(
        "{} pairs of {} products, from {} orders of {} lines ({} rows, {} of them without an order or a product)\n",
        counted.pairs,
        counted.products,
        counted.orders,
        counted.lines,
        counted.rows,
        counted.blank_rows
    );
    if counted.orders_too_large > 0 {
        let _ = writeln!(
            text,
            "{} orders over --max-basket gave no pairs",
            counted.orders_too_large
        );
    }
    let _ = write!(text, "{seconds:.2} s");
    if let Some(peak) = peak_memory_bytes {
        let _ = write!(text, ", {} MB of memory", peak >> 20);
    }
    let _ = writeln!(
        text,
        ", {} MB in temporary files",
        counted.spilled_bytes >> 20
    );
    text
}
