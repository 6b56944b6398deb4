//! Pairs of products dealt to parts of neighbouring rows, and counted part by part.
//!
//! A pair stands once, in the row of its lesser product. A part's keys hold the row in the part and the other product in
//! 32 bits, and parts have about equally many keys.

use rayon::prelude::*;

use super::CountError;
use super::buckets::{BucketWriter, Buckets, Memory};
use super::radix::{self, bits_below};

/// Keys that a part should have: with the spare array they fit the second-level cache.
const PART_KEYS: u64 = 1 << 17;
/// Most parts: a writer's place in each of them should stay in the cache.
const MOST_PARTS: u64 = 1 << 10;

/// The pairs of a part by ascending first and second product.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PairPart {
    /// The lesser product of each pair.
    pub first: Vec<u32>,
    /// The greater product of each pair.
    pub second: Vec<u32>,
    /// Orders that hold both, at least 1.
    pub orders: Vec<u32>,
}

/// Which rows make up which part.
pub(super) struct Plan {
    product_bits: u32,
    /// By product: its part.
    part_of: Vec<u32>,
    /// By part: its first row. One more than there are parts.
    first: Vec<u32>,
}

impl Plan {
    /// Parts for about `pairs` pairs of products that stand in so many lines each.
    pub(super) fn new(lines_of: &[u32], pairs: u64) -> Self {
        let product_bits = bits_below(lines_of.len());
        let most_rows = 1u64 << (32 - product_bits.min(32));
        let parts = pairs.div_ceil(PART_KEYS).clamp(1, MOST_PARTS);
        // If products met by chance, a row would hold its lines times the lines of the products behind it.
        let mut behind: f64 = lines_of.iter().map(|&lines| f64::from(lines)).sum();
        let loads: Vec<f64> = lines_of
            .iter()
            .map(|&lines| {
                behind -= f64::from(lines);
                f64::from(lines) * behind
            })
            .collect();
        let each = loads.iter().sum::<f64>() / parts as f64;
        let mut plan = Self {
            product_bits,
            part_of: Vec::with_capacity(lines_of.len()),
            first: vec![0],
        };
        let (mut held, mut rows) = (0.0, 0);
        for (row, load) in (0u32..).zip(loads) {
            if rows > 0 && (held + load / 2.0 > each || rows == most_rows) {
                plan.first.push(row);
                (held, rows) = (0.0, 0);
            }
            (held, rows) = (held + load, rows + 1);
            plan.part_of.push(plan.first.len() as u32 - 1);
        }
        plan.first.push(lines_of.len() as u32);
        plan
    }

    pub(super) fn parts(&self) -> usize {
        self.first.len() - 1
    }

    /// Deals the pairs of an order, whose products ascend.
    pub(super) fn deal(
        &self,
        items: &[u32],
        writer: &mut BucketWriter<'_, '_>,
    ) -> Result<(), CountError> {
        let mut rest = items;
        while let Some((&item, behind)) = rest.split_first() {
            rest = behind;
            if rest.is_empty() {
                break;
            }
            let part = self.part_of.get(item as usize).copied().unwrap_or(0) as usize;
            let row = item - self.first.get(part).copied().unwrap_or(0);
            let row = row.checked_shl(self.product_bits).unwrap_or(0);
            writer.put(part, rest.iter().map(|&other| row | other))?;
        }
        Ok(())
    }

    fn count(&self, part: usize, keys: &[u32], min_orders: u32) -> PairPart {
        let mut pairs = PairPart::default();
        let first = self.first.get(part).copied().unwrap_or(0);
        let other_mask = ((1u64 << self.product_bits) - 1) as u32;
        for same in keys.chunk_by(|a, b| a == b) {
            let (Some(&key), orders) = (same.first(), same.len() as u32) else {
                continue;
            };
            if orders >= min_orders {
                let row = key.checked_shr(self.product_bits).unwrap_or(0);
                pairs.first.push(first + row);
                pairs.second.push(key & other_mask);
                pairs.orders.push(orders);
            }
        }
        pairs
    }

    /// Counts part by part: `encode` runs on all threads, `consume` gets what it made in the order of the parts.
    pub(super) fn count_all<T: Send>(
        &self,
        keys: &Buckets<'_>,
        min_orders: u32,
        encode: impl Fn(PairPart) -> Result<T, CountError> + Sync,
        mut consume: impl FnMut(T) -> Result<(), CountError>,
    ) -> Result<(), CountError> {
        let together = rayon::current_num_threads() * 8;
        for from in (0..self.parts()).step_by(together) {
            let made: Vec<Result<T, CountError>> = (from..self.parts().min(from + together))
                .into_par_iter()
                .map_init(
                    || (Vec::new(), Vec::new()),
                    |(words, spare), part| {
                        words.clear();
                        keys.take(part, words)?;
                        let rows = self.first.get(part + 1).copied().unwrap_or(0)
                            - self.first.get(part).copied().unwrap_or(0);
                        let bits = self.product_bits + bits_below(rows as usize);
                        radix::sort(words, spare, 0, bits.min(32));
                        encode(self.count(part, words, min_orders))
                    },
                )
                .collect();
            for part in made {
                consume(part?)?;
            }
        }
        Ok(())
    }
}

/// Buckets for the keys of a plan's parts.
pub(super) fn buckets<'m>(plan: &Plan, memory: &'m Memory) -> Buckets<'m> {
    Buckets::new(plan.parts(), memory)
}
