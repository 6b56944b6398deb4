//! Reading: the order and the product of each line, on their way to buckets by order.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use super::products::{Known, Products};
use super::{FileOptions, on_all_threads};
use crate::count::CountError;
use crate::count::buckets::{Buckets, Memory};
use crate::count::lines::{LineWriter, OrderKey};
use crate::ingest::{Binding, Id, IngestError, Kind, ORDERS, ParquetFile, Table};

/// Lines that a bucket of orders should have: its runs and their sorting fit the second-level cache.
const BUCKET_LINES: u64 = 1 << 15;
/// Most buckets of orders.
const MOST_BUCKETS: u64 = 1 << 9;
/// Bytes of a CSV line, about, to choose a number of buckets by.
const LINE_BYTES: u64 = 32;
/// What order and product ids may be.
const ID: &str = "text or a whole number";

/// What one thread has read.
#[derive(Default)]
pub(super) struct ReadShare {
    pub(super) rows: u64,
    pub(super) blank: u64,
    pub(super) pairs: u64,
    /// By number of the product: its lines in some of the orders.
    pub(super) lines_of: Vec<u32>,
}

impl ReadShare {
    /// Counts a line of one order in eight: enough to make parts equal by.
    fn line(&mut self, order: OrderKey, product: u32) {
        if !order.is_in_sample() {
            return;
        }
        let at = product as usize;
        if at >= self.lines_of.len() {
            self.lines_of.resize(at + 1, 0);
        }
        if let Some(lines) = self.lines_of.get_mut(at) {
            *lines += 1;
        }
    }
}

/// A file that was read.
pub(super) struct Read<'m> {
    pub(super) lines: Buckets<'m>,
    pub(super) products: Products,
    pub(super) shares: Vec<ReadShare>,
}

fn bind(
    options: &FileOptions,
    file: &str,
    headers: &[String],
) -> Result<(usize, usize), IngestError> {
    let columns: Binding =
        options
            .mapping
            .bind_only(&ORDERS, &["order_id", "product_id"], file, headers)?;
    // Both are required: binding fails without them.
    Ok((
        columns.at("order_id").unwrap_or(0),
        columns.at("product_id").unwrap_or(0),
    ))
}

fn line_buckets(rows: u64, memory: &Memory) -> Buckets<'_> {
    let buckets = rows.div_ceil(BUCKET_LINES).clamp(1, MOST_BUCKETS);
    Buckets::new(buckets as usize, memory)
}

pub(super) fn read_parquet<'m>(
    path: &Path,
    options: &FileOptions,
    memory: &'m Memory,
) -> Result<Read<'m>, CountError> {
    let file = ParquetFile::open(path)?;
    let (order, product) = bind(options, file.file(), file.headers())?;
    let mut kinds = Vec::new();
    for column in [order, product].map(|at| &file.columns()[at]) {
        if !matches!(column.kind, Kind::Number | Kind::Unsigned | Kind::Text) {
            return Err(IngestError::ColumnType {
                file: file.file().to_owned(),
                column: column.name.clone(),
                expected: ID,
                found: column.described.clone(),
            }
            .into());
        }
        kinds.push(column.kind);
    }
    let products = Mutex::new(match kinds.last() {
        Some(Kind::Text) => Products::texts(),
        _ => Products::numbers(),
    });
    let lines = line_buckets(file.rows(), memory);
    let next = AtomicUsize::new(0);
    let shares = on_all_threads(|| {
        let file = file.again()?;
        let mut known = Known::new(&products);
        let mut writer = LineWriter::new(&lines);
        let mut share = ReadShare::default();
        loop {
            let group = next.fetch_add(1, Ordering::Relaxed);
            if group >= file.groups() {
                break;
            }
            let mut orders = file.ids(group, order)?;
            let mut products = file.ids(group, product)?;
            loop {
                let of_orders = orders.rows(|id| Ok(order_key(id)))?;
                let of_products = products.rows(|id| known.number(id, file.file()))?;
                let rows = of_orders.len().min(of_products.len());
                if rows == 0 {
                    if of_orders.len() != of_products.len() {
                        return Err(IngestError::Parquet {
                            file: file.file().to_owned(),
                            reason: "columns are not equally long".to_owned(),
                        }
                        .into());
                    }
                    break;
                }
                share.rows += rows as u64;
                for ids in of_orders.iter().zip(of_products) {
                    match ids {
                        (&Some(order), &Some(product)) => {
                            share.line(order, product);
                            writer.put(order, product)?;
                        }
                        _ => share.blank += 1,
                    }
                }
                orders.use_up(rows);
                products.use_up(rows);
            }
        }
        share.pairs = writer.finish()?;
        Ok(share)
    })?;
    Ok(Read {
        lines,
        products: products
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner),
        shares,
    })
}

fn order_key(id: Id<'_>) -> Option<OrderKey> {
    match id {
        Id::Number(id) => Some(OrderKey::of_number(id)),
        Id::Text(id) => Some(id.trim_ascii())
            .filter(|id| !id.is_empty())
            .map(OrderKey::of_text),
    }
}

pub(super) fn read_csv<'m>(
    path: &Path,
    options: &FileOptions,
    memory: &'m Memory,
) -> Result<Read<'m>, CountError> {
    let mut table = Table::open(path)?;
    let (order, product) = bind(options, table.file(), table.headers())?;
    let products = Mutex::new(Products::texts());
    let lines = line_buckets(table.size() / LINE_BYTES, memory);
    let mut known = Known::new(&products);
    let mut writer = LineWriter::new(&lines);
    let mut share = ReadShare::default();
    let file = table.file().to_owned();
    while let Some(row) = table.next_row()? {
        share.rows += 1;
        let (order, product) = (row.cell(Some(order)), row.cell(Some(product)));
        if order.is_empty() || product.is_empty() {
            share.blank += 1;
            continue;
        }
        if let (Some(order), Some(product)) = (
            order_key(Id::Text(order)),
            known.number(Id::Text(product), &file)?,
        ) {
            share.line(order, product);
            writer.put(order, product)?;
        }
    }
    share.pairs = writer.finish()?;
    drop(known);
    Ok(Read {
        lines,
        products: products
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner),
        shares: vec![share],
    })
}
