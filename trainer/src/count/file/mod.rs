//! Counting a file of order lines that need not fit into memory: read → lines by order → pairs by part → counts.
//!
//! Only the order and the product of a line are read. Lines go to buckets by order, each bucket's orders give their pairs
//! to parts, each part is sorted and counted. Buckets and parts hold whatever comes in any order, and what is made of them
//! is sorted, so the result is the same for any number of threads and any memory.

mod deal;
mod products;
mod read;
mod write;

use std::path::{Path, PathBuf};

use super::CountError;
use super::buckets::Memory;
use super::parts::{self, Plan};
use crate::ingest::{Mapping, ParquetFile};
use deal::deal;
use read::{Read, read_csv, read_parquet};
use write::write;

/// How a file is counted.
#[derive(Clone, Debug)]
pub struct FileOptions {
    /// Which header is which column.
    pub mapping: Mapping,
    /// Memory in bytes, about: three fifths of it hold lines and pairs, what is more goes to temporary files.
    pub memory: u64,
    /// Folder for temporary files.
    pub temporary: PathBuf,
    /// Orders of more distinct products are left out.
    pub max_basket: usize,
    /// Pairs in fewer orders are left out.
    pub min_orders: u32,
}

/// What was counted.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Counted {
    /// Rows of the file.
    pub rows: u64,
    /// Rows without an order or a product.
    pub blank_rows: u64,
    /// Distinct products.
    pub products: u64,
    /// Distinct orders.
    pub orders: u64,
    /// Distinct products in orders, summed over all orders.
    pub lines: u64,
    /// Orders over the largest basket, which gave no pairs.
    pub orders_too_large: u64,
    /// Distinct pairs of products.
    pub pairs: u64,
    /// Orders of all pairs, summed.
    pub pair_orders: u64,
    /// Sum over all pairs of (65537 × place of the lesser product + 257 × place of the greater one + 1) × orders, modulo
    /// 2⁶⁴: equal counts have equal sums. Places are those among all ids in order, from 0.
    pub checksum: u64,
    /// Bytes that went to temporary files.
    pub spilled_bytes: u64,
}

/// Counts a Parquet or CSV file of order lines, on all threads of the current pool; writes the counts to `out` if there is one.
///
/// # Errors
/// [`CountError`]; there is no file `out` then that was not there before, and no temporary file.
pub fn count_file(
    path: &Path,
    out: Option<&Path>,
    options: &FileOptions,
) -> Result<Counted, CountError> {
    let memory = Memory::new(options.memory / 5 * 3, &options.temporary);
    let mut counted = Counted::default();
    let read = if ParquetFile::is_parquet(path) {
        read_parquet(path, options, &memory)?
    } else {
        read_csv(path, options, &memory)?
    };
    let Read {
        lines,
        products,
        shares,
    } = read;
    let (ids, renumbered) = products.into_sorted();
    let mut lines_of = vec![0u32; ids.len()];
    let mut runs_pairs = 0;
    for share in &shares {
        counted.rows += share.rows;
        counted.blank_rows += share.blank;
        runs_pairs += share.pairs;
        for (number, lines) in renumbered.iter().zip(&share.lines_of) {
            if let Some(sum) = lines_of.get_mut(*number as usize) {
                *sum += lines;
            }
        }
    }
    drop(shares);
    counted.products = ids.len() as u64;
    let plan = Plan::new(&lines_of, runs_pairs.max(counted.rows));
    let pairs = parts::buckets(&plan, &memory);
    for share in deal(&lines, &pairs, &plan, &renumbered, options.max_basket)? {
        counted.orders += share.orders;
        counted.lines += share.lines;
        counted.orders_too_large += share.too_large;
    }
    drop(lines);
    write(&plan, &pairs, options.min_orders, out, &ids, &mut counted)?;
    counted.spilled_bytes = memory.spilled();
    Ok(counted)
}

/// Runs the same work on every thread of the pool, and gives what each made.
fn on_all_threads<T: Send>(
    work: impl Fn() -> Result<T, CountError> + Sync,
) -> Result<Vec<T>, CountError> {
    rayon::broadcast(|_| work()).into_iter().collect()
}
