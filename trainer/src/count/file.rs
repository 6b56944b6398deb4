//! Counting a file of order lines that need not fit into memory: read → lines by order → pairs by part → counts.
//!
//! Only the order and the product of a line are read. Lines go to buckets by order, each bucket's orders give their pairs
//! to parts, each part is sorted and counted. Buckets and parts hold whatever comes in any order, and what is made of them
//! is sorted, so the result is the same for any number of threads and any memory.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use hashbrown::HashMap;

use super::CountError;
use super::buckets::{Buckets, Memory};
use super::lines::{Grouping, LineWriter, OrderKey};
use super::parts::{self, PairPart, Plan};
use super::runs::{ProductIds, RunEncoder, RunFile, failed};
use crate::ingest::{
    Binding, ColumnCursor, IngestError, Interner, Kind, Mapping, ORDERS, ParquetFile, Table, Values,
};

/// Lines that a bucket of orders should have: its runs and their sorting fit the second-level cache.
const BUCKET_LINES: u64 = 1 << 15;
/// Most buckets of orders.
const MOST_BUCKETS: u64 = 1 << 9;
/// Rows that a thread reads at a time.
const BATCH: usize = 1 << 14;
/// Bytes of a CSV line, about, to choose a number of buckets by.
const LINE_BYTES: u64 = 32;
/// Product ids below this are looked up in a table of as many words at most.
const LOW: usize = 1 << 22;
/// In the place of a product's number.
const NOT_MET: u32 = u32::MAX;
/// What order and product ids may be.
const ID: &str = "text or a whole number";

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

/// Products as they are met.
enum Products {
    Numbers(HashMap<i64, u32>),
    Texts(Interner),
}

impl Products {
    /// The ids in order, and each number's place among them.
    fn into_sorted(self) -> (ProductIds, Vec<u32>) {
        fn places<K: Ord>(mut ids: Vec<(K, u32)>) -> (Vec<K>, Vec<u32>) {
            ids.sort_unstable();
            let mut places = vec![0; ids.len()];
            for (place, (_, number)) in (0..).zip(&ids) {
                places[*number as usize] = place;
            }
            (ids.into_iter().map(|(id, _)| id).collect(), places)
        }
        match self {
            Self::Numbers(map) => {
                let (ids, places) = places(map.into_iter().collect());
                (ProductIds::Numbers(ids), places)
            }
            Self::Texts(texts) => {
                let all = (0..texts.len() as u32).map(|n| (texts.key(n).to_vec(), n));
                let (ids, places) = places(all.collect());
                (ProductIds::Texts(ids), places)
            }
        }
    }
}

/// One thread's way to the numbers of products: what it has met before it finds without asking the others.
enum Known<'a> {
    /// Low ids stand in a table by themselves: it is smaller than a map, and stays in the cache.
    Numbers(&'a Mutex<Products>, Vec<u32>, HashMap<i64, u32>),
    Texts(&'a Mutex<Products>, Interner, Vec<u32>),
}

impl<'a> Known<'a> {
    fn new(all: &'a Mutex<Products>) -> Self {
        match &*all.lock().unwrap_or_else(PoisonError::into_inner) {
            Products::Numbers(_) => Self::Numbers(all, Vec::new(), HashMap::new()),
            Products::Texts(_) => Self::Texts(all, Interner::new(), Vec::new()),
        }
    }

    fn number(&mut self, id: i64) -> u32 {
        let Self::Numbers(all, low, known) = self else {
            return NOT_MET;
        };
        let ask = || match &mut *all.lock().unwrap_or_else(PoisonError::into_inner) {
            Products::Numbers(all) => {
                let next = all.len() as u32;
                *all.entry(id).or_insert(next)
            }
            Products::Texts(_) => NOT_MET,
        };
        match usize::try_from(id).ok().filter(|&id| id < LOW) {
            Some(at) => {
                if at >= low.len() {
                    low.resize((at + 1).next_power_of_two(), NOT_MET);
                }
                match low.get_mut(at) {
                    Some(number) if *number != NOT_MET => *number,
                    Some(number) => {
                        *number = ask();
                        *number
                    }
                    None => NOT_MET,
                }
            }
            None => *known.entry(id).or_insert_with(ask),
        }
    }

    fn text(&mut self, id: &[u8]) -> Option<u32> {
        let Self::Texts(all, known, numbers) = self else {
            return None;
        };
        let at = known.intern(id)? as usize;
        if at == numbers.len() {
            match &mut *all.lock().unwrap_or_else(PoisonError::into_inner) {
                Products::Texts(all) => numbers.push(all.intern(id)?),
                Products::Numbers(_) => return None,
            }
        }
        numbers.get(at).copied()
    }
}

/// What one thread has read.
#[derive(Default)]
struct ReadShare {
    rows: u64,
    blank: u64,
    pairs: u64,
    /// By number of the product: its lines in some of the orders.
    lines_of: Vec<u32>,
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
struct Read<'m> {
    lines: Buckets<'m>,
    products: Products,
    shares: Vec<ReadShare>,
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

fn read_parquet<'m>(
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
        Some(Kind::Text) => Products::Texts(Interner::new()),
        _ => Products::Numbers(HashMap::new()),
    });
    let lines = line_buckets(file.rows(), memory);
    let next = AtomicUsize::new(0);
    let shares = on_all_threads(|| {
        let file = file.again()?;
        let mut known = Known::new(&products);
        let mut writer = LineWriter::new(&lines);
        let mut share = ReadShare::default();
        let mut batch = [Batch::default(), Batch::default()];
        loop {
            let group = next.fetch_add(1, Ordering::Relaxed);
            if group >= file.groups() {
                break;
            }
            let mut cursors = [file.cursor(group, order)?, file.cursor(group, product)?];
            loop {
                let [orders, products] = &mut batch;
                let [order, product] = &mut cursors;
                let rows = orders.read(order)?;
                if rows == 0 {
                    break;
                }
                products.read(product)?;
                share.rows += rows as u64;
                for row in 0..rows {
                    let product = match products.id(row) {
                        Some(Id::Number(id)) => Some(known.number(id)),
                        Some(Id::Text(id)) => {
                            let number = known.text(id);
                            Some(number.ok_or_else(|| too_many(file.file()))?)
                        }
                        None => None,
                    };
                    let order = orders.id(row).map(|id| match id {
                        Id::Number(id) => OrderKey::of_number(id),
                        Id::Text(id) => OrderKey::of_text(id),
                    });
                    match (order, product) {
                        (Some(order), Some(product)) => {
                            share.line(order, product);
                            writer.put(order, product)?;
                        }
                        _ => share.blank += 1,
                    }
                }
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

fn too_many(file: &str) -> IngestError {
    IngestError::TooLarge {
        file: file.to_owned(),
        what: "products",
        limit: u64::from(u32::MAX) - 1,
    }
}

/// Rows of one column.
struct Batch {
    values: Values,
    /// By row: the place of its value, or `u32::MAX`; empty if every row has one.
    places: Vec<u32>,
}

impl Default for Batch {
    fn default() -> Self {
        Self {
            values: Values::Whole(Vec::new()),
            places: Vec::new(),
        }
    }
}

enum Id<'a> {
    Number(i64),
    Text(&'a [u8]),
}

impl Batch {
    fn read(&mut self, cursor: &mut ColumnCursor) -> Result<usize, IngestError> {
        let rows = cursor.next(BATCH, &mut self.values)?;
        self.places.clear();
        if cursor.levels().contains(&0) {
            let mut place = 0;
            self.places.extend(cursor.levels().iter().map(|&level| {
                if level == 0 {
                    return u32::MAX;
                }
                place += 1;
                place - 1
            }));
        }
        Ok(rows)
    }

    fn id(&self, row: usize) -> Option<Id<'_>> {
        let place = if self.places.is_empty() {
            row
        } else {
            self.places.get(row).copied()? as usize
        };
        match &self.values {
            Values::Whole(ids) => ids.get(place).map(|&id| Id::Number(id)),
            Values::Text(ids) => {
                let id = ids.get(place)?.data().trim_ascii();
                Some(Id::Text(id)).filter(|_| !id.is_empty())
            }
            Values::Float(_) => None,
        }
    }
}

fn read_csv<'m>(
    path: &Path,
    options: &FileOptions,
    memory: &'m Memory,
) -> Result<Read<'m>, CountError> {
    let mut table = Table::open(path)?;
    let (order, product) = bind(options, table.file(), table.headers())?;
    let products = Mutex::new(Products::Texts(Interner::new()));
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
        let product = known.text(product).ok_or_else(|| too_many(&file))?;
        let order = OrderKey::of_text(order);
        share.line(order, product);
        writer.put(order, product)?;
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

/// Orders that one thread has dealt.
#[derive(Default)]
struct DealShare {
    orders: u64,
    lines: u64,
    too_large: u64,
}

/// Groups the lines of every bucket to orders and deals their pairs.
fn deal(
    lines: &Buckets<'_>,
    pairs: &Buckets<'_>,
    plan: &Plan,
    renumbered: &[u32],
    max_basket: usize,
) -> Result<Vec<DealShare>, CountError> {
    let next = AtomicUsize::new(0);
    on_all_threads(|| {
        let mut writer = pairs.writer();
        let mut grouping = Grouping::default();
        let mut share = DealShare::default();
        loop {
            let bucket = next.fetch_add(1, Ordering::Relaxed);
            if bucket >= lines.len() {
                break;
            }
            grouping.words.clear();
            lines.take(bucket, &mut grouping.words)?;
            grouping.orders(renumbered, |items| {
                share.orders += 1;
                share.lines += items.len() as u64;
                if items.len() > max_basket {
                    share.too_large += 1;
                    return Ok(());
                }
                plan.deal(items, &mut writer)
            })?;
        }
        writer.finish()?;
        Ok(share)
    })
}

/// Counts all parts, sums them up and writes them.
fn write(
    plan: &Plan,
    pairs: &Buckets<'_>,
    min_orders: u32,
    out: Option<&Path>,
    ids: &ProductIds,
    counted: &mut Counted,
) -> Result<(), CountError> {
    let mut file = match out {
        Some(path) => {
            let encoder = RunEncoder::new(ids).map_err(|source| failed(path, source))?;
            let file = RunFile::create(path, &encoder)?;
            Some((path, encoder, file))
        }
        None => None,
    };
    let encoder = file
        .as_ref()
        .map(|(path, encoder, _)| (path.to_path_buf(), encoder.clone()));
    plan.count_all(
        pairs,
        min_orders,
        |part| {
            let sums = Sums::of(&part);
            let group = match &encoder {
                Some((path, encoder)) if sums.pairs > 0 => Some(
                    encoder
                        .encode(&part)
                        .map_err(|source| failed(path, source))?,
                ),
                _ => None,
            };
            Ok((sums, group))
        },
        |(sums, group)| {
            counted.pairs += sums.pairs;
            counted.pair_orders += sums.orders;
            counted.checksum = counted.checksum.wrapping_add(sums.checksum);
            match (&mut file, group) {
                (Some((_, _, file)), Some(group)) => file.append(group),
                _ => Ok(()),
            }
        },
    )?;
    match file {
        Some((_, _, file)) => file.finish(),
        None => Ok(()),
    }
}

/// What parts add up to.
struct Sums {
    pairs: u64,
    orders: u64,
    checksum: u64,
}

impl Sums {
    fn of(part: &PairPart) -> Self {
        let rows = part.first.iter().zip(&part.second).zip(&part.orders);
        let checksum = rows.fold(0u64, |sum, ((&first, &second), &orders)| {
            let pair = 65_537 * u64::from(first) + 257 * u64::from(second) + 1;
            sum.wrapping_add(pair.wrapping_mul(u64::from(orders)))
        });
        Self {
            pairs: part.orders.len() as u64,
            orders: part.orders.iter().map(|&orders| u64::from(orders)).sum(),
            checksum,
        }
    }
}

/// Runs the same work on every thread of the pool, and gives what each made.
fn on_all_threads<T: Send>(
    work: impl Fn() -> Result<T, CountError> + Sync,
) -> Result<Vec<T>, CountError> {
    rayon::broadcast(|_| work()).into_iter().collect()
}
