//! Counting baskets in memory, in two sweeps a slice of rows: every basket's pairs are packed into keys of (row, other
//! product) and dealt to parts of some rows each, then each part is sorted by digits and equal keys are counted.
//!
//! A part holds its rows' keys of all threads, so nothing depends on how the baskets were shared out. The keys of a slice
//! take at most [`SLICE_KEYS`] × 4 (8 with weights) bytes, unless one part alone has more; the two sweeps of a slice read
//! the baskets in order, and sorting stays in the cache. Against counting row by row over the inverted baskets (Gustavson,
//! 1978) this reads no memory at random.

use rayon::prelude::*;

use super::radix::{self, Key, bits_below};
use super::{BLOCK_ROWS, Block, PairCounts};
use crate::baskets::Baskets;

/// Keys of a slice.
const SLICE_KEYS: u64 = 1 << 26;
/// Parts of a slice: as many as can be written to side by side without a thread losing them from its cache.
const SLICE_PARTS: usize = 1 << 10;

/// What is counted.
#[derive(Clone, Copy, Debug)]
pub struct CountOptions<'a> {
    /// Baskets with more distinct products are left out: wholesale and end-of-day collective orders say little about
    /// what goes together, and cost the square of their size.
    pub max_basket: usize,
    /// Pairs in fewer baskets are not kept. 1 keeps all; more saves memory in large catalogs, at the price of a model
    /// that takes rare pairs for pairs never seen.
    pub min_orders: u32,
    /// A weight for each basket in units of 1/[`super::WEIGHT_ONE`]; missing ones count nothing. `None` counts only.
    pub weights: Option<&'a [u64]>,
}

impl Default for CountOptions<'_> {
    fn default() -> Self {
        Self {
            max_basket: 500,
            min_orders: 1,
            weights: None,
        }
    }
}

/// Counts the pairs of all baskets, on all threads of the current pool; the result is the same for any number of them.
pub fn count_pairs(baskets: &Baskets, options: &CountOptions<'_>) -> PairCounts {
    let counter = Counter::new(baskets, options);
    let blocks = match options.weights {
        None => counter.blocks::<u32>(),
        Some(_) => counter.blocks::<u64>(),
    };
    PairCounts {
        orders_of: counter.orders_of,
        weight_of: counter.weight_of,
        blocks,
    }
}

/// A key of (row in its part, other product), and with weights the basket.
trait PairKey: Key + Send + Sync {
    /// Lowest bit of the pair.
    const PAIR_AT: u32;
    fn new(pair: u32, basket: u32) -> Self;
    fn pair(self) -> u32;
    fn basket(self) -> Option<u32>;
}

impl PairKey for u32 {
    const PAIR_AT: u32 = 0;
    fn new(pair: u32, _: u32) -> Self {
        pair
    }
    fn pair(self) -> u32 {
        self
    }
    fn basket(self) -> Option<u32> {
        None
    }
}

impl PairKey for u64 {
    const PAIR_AT: u32 = 32;
    fn new(pair: u32, basket: u32) -> Self {
        Self::from(pair) << 32 | Self::from(basket)
    }
    fn pair(self) -> u32 {
        (self >> 32) as u32
    }
    fn basket(self) -> Option<u32> {
        Some(self as u32)
    }
}

/// What one thread has seen of its share of the baskets.
struct Share {
    orders_of: Vec<u32>,
    weight_of: Vec<u64>,
    /// By part: keys that it will get.
    keys: Vec<u64>,
}

struct Counter<'a> {
    baskets: &'a Baskets,
    options: &'a CountOptions<'a>,
    orders_of: Vec<u32>,
    weight_of: Vec<u64>,
    /// Bits of a product.
    product_bits: u32,
    /// Bits of a row in its part: at most those of a block, and fewer where a key would not hold them.
    row_bits: u32,
    /// Baskets of each share.
    shares: Vec<std::ops::Range<usize>>,
    /// By share and part: keys.
    keys: Vec<Vec<u64>>,
}

impl<'a> Counter<'a> {
    fn new(baskets: &'a Baskets, options: &'a CountOptions<'a>) -> Self {
        let product_bits = bits_below(baskets.products());
        let mut counter = Self {
            baskets,
            options,
            orders_of: vec![0; baskets.products()],
            weight_of: vec![0; options.weights.map_or(0, |_| baskets.products())],
            product_bits,
            row_bits: BLOCK_ROWS.ilog2().min(32 - product_bits.min(32)),
            shares: shares(baskets, rayon::current_num_threads()),
            keys: Vec::new(),
        };
        let seen: Vec<Share> = counter
            .shares
            .par_iter()
            .map(|share| counter.look(share.clone()))
            .collect();
        for share in seen {
            for (sum, add) in counter.orders_of.iter_mut().zip(share.orders_of) {
                *sum += add;
            }
            for (sum, add) in counter.weight_of.iter_mut().zip(share.weight_of) {
                *sum += add;
            }
            counter.keys.push(share.keys);
        }
        counter
    }

    fn parts(&self) -> usize {
        self.baskets.products().div_ceil(1 << self.row_bits)
    }

    fn weight(&self, basket: u32) -> u64 {
        let weights = self.options.weights.unwrap_or(&[]);
        weights.get(basket as usize).copied().unwrap_or(0)
    }

    /// The baskets of a share that are counted, with their numbers.
    fn counted(&self, share: std::ops::Range<usize>) -> impl Iterator<Item = (u32, &'a [u32])> {
        let (baskets, most) = (self.baskets, self.options.max_basket);
        share
            .map(|basket| (basket as u32, baskets.items(basket)))
            .filter(move |(_, items)| items.len() <= most)
    }

    fn look(&self, share: std::ops::Range<usize>) -> Share {
        let mut seen = Share {
            orders_of: vec![0; self.orders_of.len()],
            weight_of: vec![0; self.weight_of.len()],
            keys: vec![0; self.parts()],
        };
        for (basket, items) in self.counted(share) {
            for &item in items {
                seen.orders_of[item as usize] += 1;
                seen.keys[item as usize >> self.row_bits] += items.len() as u64 - 1;
            }
            if !seen.weight_of.is_empty() {
                let weight = self.weight(basket);
                for &item in items {
                    seen.weight_of[item as usize] += weight;
                }
            }
        }
        seen
    }

    fn blocks<K: PairKey>(&self) -> Vec<Block> {
        let mut blocks: Vec<Block> = Vec::new();
        let parts_of_block = BLOCK_ROWS >> self.row_bits;
        for slice in self.slices() {
            for (part, rows) in slice.clone().zip(self.count::<K>(slice)) {
                match blocks.last_mut().filter(|_| part % parts_of_block != 0) {
                    Some(block) => block.append(rows),
                    None => blocks.push(rows),
                }
            }
        }
        blocks
    }

    /// Ranges of parts that are counted together.
    fn slices(&self) -> Vec<std::ops::Range<usize>> {
        let mut slices = Vec::new();
        let (mut from, mut held) = (0, 0);
        for part in 0..self.parts() {
            let keys: u64 = self.keys.iter().map(|share| share[part]).sum();
            if part > from && (held + keys > SLICE_KEYS || part - from == SLICE_PARTS) {
                slices.push(from..part);
                (from, held) = (part, 0);
            }
            held += keys;
        }
        slices.push(from..self.parts());
        slices
    }

    /// The rows of each part of a slice.
    fn count<K: PairKey>(&self, slice: std::ops::Range<usize>) -> Vec<Block> {
        let dealt: Vec<Vec<Vec<K>>> = self
            .shares
            .par_iter()
            .zip(&self.keys)
            .map(|(share, keys)| self.deal(share.clone(), slice.clone(), keys))
            .collect();
        // From keys by share and part to keys by part and share.
        let mut parts: Vec<Vec<Vec<K>>> = slice.clone().map(|_| Vec::new()).collect();
        for share in dealt {
            for (part, keys) in parts.iter_mut().zip(share) {
                part.push(keys);
            }
        }
        parts
            .into_par_iter()
            .zip(slice)
            .map_init(
                || (Vec::new(), Vec::new()),
                |(keys, spare): &mut (Vec<K>, Vec<K>), (mut shares, part)| {
                    keys.clear();
                    match shares.as_mut_slice() {
                        [only] => std::mem::swap(keys, only),
                        _ => shares
                            .iter()
                            .for_each(|share| keys.extend_from_slice(share)),
                    }
                    drop(shares);
                    let bits = self.product_bits + self.row_bits;
                    radix::sort(keys, spare, K::PAIR_AT, K::PAIR_AT + bits);
                    self.rows(part, keys)
                },
            )
            .collect()
    }

    /// Deals the pairs of a share of the baskets to the parts of a slice.
    fn deal<K: PairKey>(
        &self,
        share: std::ops::Range<usize>,
        slice: std::ops::Range<usize>,
        keys: &[u64],
    ) -> Vec<Vec<K>> {
        let mut parts: Vec<Vec<K>> = keys[slice.clone()]
            .iter()
            .map(|&keys| Vec::with_capacity(keys as usize))
            .collect();
        let row_mask = (1u32 << self.row_bits) - 1;
        for (basket, items) in self.counted(share) {
            for (at, &item) in items.iter().enumerate() {
                let Some(part) = (item as usize >> self.row_bits)
                    .checked_sub(slice.start)
                    .and_then(|part| parts.get_mut(part))
                else {
                    continue;
                };
                let row = (item & row_mask)
                    .checked_shl(self.product_bits)
                    .unwrap_or(0);
                let key = |&other: &u32| K::new(row | other, basket);
                part.extend(items[..at].iter().map(key));
                part.extend(items[at + 1..].iter().map(key));
            }
        }
        parts
    }

    /// Counts equal keys.
    fn rows<K: PairKey>(&self, part: usize, keys: &[K]) -> Block {
        let first = part << self.row_bits;
        let rows = (1 << self.row_bits).min(self.baskets.products() - first);
        let mut block = Block {
            offsets: vec![0],
            ..Block::default()
        };
        let other_mask = ((1u64 << self.product_bits) - 1) as u32;
        for same in keys.chunk_by(|a, b| a.pair() == b.pair()) {
            let Some(pair) = same.first().map(|key| key.pair()) else {
                continue;
            };
            if (same.len() as u64) < u64::from(self.options.min_orders) {
                continue;
            }
            let row = pair.checked_shr(self.product_bits).unwrap_or(0) as usize;
            block.close_rows(row);
            block.to.push(pair & other_mask);
            block.orders.push(same.len() as u32);
            if K::PAIR_AT > 0 {
                let weights = same.iter().filter_map(|key| key.basket());
                block
                    .weights
                    .push(weights.map(|basket| self.weight(basket)).sum());
            }
        }
        block.close_rows(rows);
        block
    }
}

/// Ranges of baskets with about as many items each.
fn shares(baskets: &Baskets, count: usize) -> Vec<std::ops::Range<usize>> {
    let each = baskets.lines().div_ceil(count.max(1)).max(1);
    let mut shares = Vec::new();
    let (mut from, mut held) = (0, 0);
    for basket in 0..baskets.len() {
        held += baskets.items(basket).len();
        if held >= each {
            shares.push(from..basket + 1);
            (from, held) = (basket + 1, 0);
        }
    }
    if from < baskets.len() {
        shares.push(from..baskets.len());
    }
    shares
}

impl Block {
    /// Ends rows until there are `rows` of them.
    fn close_rows(&mut self, rows: usize) {
        let end = self.to.len() as u32;
        while self.offsets.len() <= rows {
            self.offsets.push(end);
        }
    }

    /// Adds the rows of another part behind its own.
    fn append(&mut self, rows: Block) {
        let before = self.to.len() as u32;
        self.offsets
            .extend(rows.offsets.iter().skip(1).map(|end| before + end));
        self.to.extend(rows.to);
        self.orders.extend(rows.orders);
        self.weights.extend(rows.weights);
    }
}

#[cfg(test)]
mod tests {
    use super::super::WEIGHT_ONE;
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn pool(threads: usize) -> rayon::ThreadPool {
        rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .expect("pool")
    }

    fn sets() -> impl Strategy<Value = Vec<Vec<u32>>> {
        proptest::collection::vec(proptest::collection::vec(0u32..600, 0..12), 0..60)
    }

    proptest! {
        #[test]
        fn counts_are_those_of_brute_force(sets in sets(), min in 1u32..3) {
            let baskets = Baskets::from_sets(&sets, 600);
            let weights: Vec<u64> = (0..baskets.len() as u64).map(|n| (n % 7) * WEIGHT_ONE / 5).collect();
            let mut expected: BTreeMap<(u32, u32), (u32, u64)> = BTreeMap::new();
            let mut single = vec![0u32; 600];
            for (basket, weight) in baskets.iter().zip(&weights).filter(|(b, _)| b.items.len() <= 10) {
                for &a in basket.items {
                    single[a as usize] += 1;
                    for &b in basket.items.iter().filter(|&&b| b != a) {
                        let pair = expected.entry((a, b)).or_default();
                        *pair = (pair.0 + 1, pair.1 + weight);
                    }
                }
            }
            expected.retain(|_, pair| pair.0 >= min);
            let options = CountOptions { max_basket: 10, min_orders: min, weights: Some(&weights) };
            let counts = count_pairs(&baskets, &options);
            let mut found = BTreeMap::new();
            for product in 0..600 {
                prop_assert_eq!(counts.orders_of(product), single[product as usize]);
                let row = counts.row(product);
                for ((&to, &orders), &weight) in row.to.iter().zip(row.orders).zip(row.weights) {
                    found.insert((product, to), (orders, weight));
                }
            }
            prop_assert_eq!(counts.pairs() * 2, expected.len() as u64);
            prop_assert_eq!(found, expected);
        }

        #[test]
        fn the_number_of_threads_does_not_show(sets in sets()) {
            let baskets = Baskets::from_sets(&sets, 600);
            let one = pool(1).install(|| count_pairs(&baskets, &CountOptions::default()));
            let four = pool(4).install(|| count_pairs(&baskets, &CountOptions::default()));
            prop_assert_eq!(one, four);
        }
    }
}
