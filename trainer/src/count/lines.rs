//! Lines of orders in any order, from many threads: kept as short runs in buckets by order, and grouped bucket by bucket.
//!
//! An order is known by a key of 64 bits. A whole number is its own key, mixed by a function that can be inverted, so that
//! no two are taken for one; a text is known by its hash, of which other bits choose the bucket: among a hundred million
//! orders two share both with a probability below one in ten thousand.

use xxhash_rust::xxh3::xxh3_128;

use super::CountError;
use super::buckets::{BucketWriter, Buckets};
use super::radix;

/// Lines of one run; longer orders are several.
const LONGEST_RUN: usize = 1 << 12;
/// Words of a run before its products: the key, and their number.
const HEAD: usize = 3;
/// Odd, near 2⁶⁴ over the golden ratio: multiplying by it can be inverted and spreads numbers that differ little.
const MIX: u64 = 0x9e37_79b9_7f4a_7c15;

/// What an order is known by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct OrderKey {
    key: u64,
    /// Chooses the bucket.
    spread: u32,
}

impl OrderKey {
    pub(super) fn of_number(id: i64) -> Self {
        let key = (id as u64).wrapping_mul(MIX);
        // The upper half decides the order within a bucket: the bucket needs other bits.
        let spread = (key ^ key >> 32).wrapping_mul(MIX) >> 32;
        Self {
            key,
            spread: spread as u32,
        }
    }

    pub(super) fn of_text(id: &[u8]) -> Self {
        let hash = xxh3_128(id);
        Self {
            key: hash as u64,
            spread: (hash >> 96) as u32,
        }
    }
}

impl OrderKey {
    /// Whether this is one order in eight, always the same ones.
    pub(super) fn is_in_sample(self) -> bool {
        self.spread.is_multiple_of(8)
    }
}

/// Lines that one thread reads, on their way into the buckets.
pub(super) struct LineWriter<'b, 'm> {
    to: BucketWriter<'b, 'm>,
    buckets: usize,
    order: Option<OrderKey>,
    run: Vec<u32>,
    /// Pairs within runs: about those within orders, if orders stand together in the file.
    pub(super) pairs: u64,
}

impl<'b, 'm> LineWriter<'b, 'm> {
    pub(super) fn new(buckets: &'b Buckets<'m>) -> Self {
        Self {
            to: buckets.writer(),
            buckets: buckets.len(),
            order: None,
            run: vec![0; HEAD],
            pairs: 0,
        }
    }

    /// One line.
    pub(super) fn put(&mut self, order: OrderKey, product: u32) -> Result<(), CountError> {
        if self.order != Some(order) || self.run.len() >= LONGEST_RUN + HEAD {
            self.close()?;
            self.order = Some(order);
        }
        self.run.push(product);
        Ok(())
    }

    fn close(&mut self) -> Result<(), CountError> {
        let Some(OrderKey { key, spread }) = self.order else {
            return Ok(());
        };
        let count = self.run.len() - HEAD;
        self.pairs += (count * count.saturating_sub(1) / 2) as u64;
        self.run[..HEAD].copy_from_slice(&[key as u32, (key >> 32) as u32, count as u32]);
        let bucket = (u64::from(spread) * self.buckets as u64) >> 32;
        self.to.put(bucket as usize, self.run.iter().copied())?;
        self.run.truncate(HEAD);
        Ok(())
    }

    /// Hands over what is left, and tells the pairs within runs.
    pub(super) fn finish(mut self) -> Result<u64, CountError> {
        self.close()?;
        self.to.finish()?;
        Ok(self.pairs)
    }
}

/// Working memory for grouping a bucket.
#[derive(Default)]
pub(super) struct Grouping {
    pub(super) words: Vec<u32>,
    /// Upper half of each run's key, and where the run begins.
    runs: Vec<u64>,
    spare: Vec<u64>,
    /// Runs that share the upper half of their key: whole key and beginning.
    alike: Vec<(u64, u32)>,
    items: Vec<u32>,
}

impl Grouping {
    /// Gives each order of the bucket's words as its products, distinct and ascending by their numbers in `renumbered`.
    pub(super) fn orders(
        &mut self,
        renumbered: &[u32],
        mut order: impl FnMut(&[u32]) -> Result<(), CountError>,
    ) -> Result<(), CountError> {
        self.runs.clear();
        let mut at = 0;
        while let Some(&[_, upper, count]) = self.words.get(at..at + HEAD) {
            self.runs.push(u64::from(upper) << 32 | at as u64);
            at += HEAD + count as usize;
        }
        radix::sort(&mut self.runs, &mut self.spare, 32, 64);
        for same in self.runs.chunk_by(|a, b| a >> 32 == b >> 32) {
            self.alike.clear();
            self.alike.extend(same.iter().map(|&run| {
                let at = run as u32;
                let lower = self.words.get(at as usize).copied().unwrap_or(0);
                (run >> 32 << 32 | u64::from(lower), at)
            }));
            self.alike.sort_unstable();
            for runs in self.alike.chunk_by(|a, b| a.0 == b.0) {
                self.items.clear();
                for &(_, at) in runs {
                    let at = at as usize;
                    let count = self.words.get(at + HEAD - 1).copied().unwrap_or(0) as usize;
                    let run = self.words.get(at + HEAD..at + HEAD + count).unwrap_or(&[]);
                    self.items
                        .extend(run.iter().filter_map(|&p| renumbered.get(p as usize)));
                }
                self.items.sort_unstable();
                self.items.dedup();
                order(&self.items)?;
            }
        }
        Ok(())
    }
}
