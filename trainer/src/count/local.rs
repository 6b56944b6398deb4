//! Counting baskets in memory, in two sweeps a slice of rows: every basket's pairs are packed into keys of (row, other
//! product) and dealt to parts of some rows each, then each part is sorted by digits and equal keys are counted.
//!
//! A part holds its rows' keys of all threads, so nothing depends on how the baskets were shared out. A slice has at most
//! [`KEYS_PER_LINE`] keys of 4 bytes (8 with weights) for every line of the baskets, within [`SLICE_KEYS`], unless one part
//! alone has more; the two sweeps of a slice read the baskets in order, and sorting stays in the cache. Against counting row by row over the inverted baskets (Gustavson,
//! 1978) this reads no memory at random.

use std::sync::Arc;

use rayon::prelude::*;

use super::radix::{self, Key, bits_below};
use super::room::Room;
use super::rows::Rows;
use super::{BLOCK_ROWS, Block, PairCounts};
use crate::baskets::Baskets;

/// Least and most keys of a slice: fewer cost sweeps and save nothing, more save no time.
const SLICE_KEYS: std::ops::RangeInclusive<u64> = 1 << 22..=1 << 25;
/// Keys of a slice for every line of the baskets: the baskets themselves take about as much memory.
const KEYS_PER_LINE: u64 = 4;
/// Keys that a part should have at most: with the spare array they fit the second-level cache.
const PART_KEYS: u64 = 1 << 17;
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
    let room = Arc::new(Room::unlimited());
    let (most, least) = (options.max_basket, [options.min_orders]);
    let [counts] = match options.weights {
        None => Counter::new(baskets, most, least, None).count::<u32>(&room),
        Some(weights) => {
            let weights: &[[u64; 1]] = bytemuck::cast_slice(weights);
            count_weighted(baskets, most, least, weights, &room)
        }
    };
    counts
}

/// Counts the pairs of all baskets once and adds up `N` weights of each, in the counts of that place: pairs in at least so
/// many baskets as `min_orders` says there. A basket without weights counts nothing. Rows that the room has no memory for
/// are put aside in it.
pub(crate) fn count_weighted<const N: usize>(
    baskets: &Baskets,
    max_basket: usize,
    min_orders: [u32; N],
    weights: &[[u64; N]],
    room: &Arc<Room>,
) -> [PairCounts; N] {
    Counter::new(baskets, max_basket, min_orders, Some(weights)).count::<u64>(room)
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
struct Share<const N: usize> {
    orders_of: Vec<u32>,
    weight_of: Vec<[u64; N]>,
    /// By part: keys that it will get.
    keys: Vec<u64>,
}

struct Counter<'a, const N: usize> {
    baskets: &'a Baskets,
    max_basket: usize,
    min_orders: [u32; N],
    weights: Option<&'a [[u64; N]]>,
    orders_of: Vec<u32>,
    /// Empty without weights.
    weight_of: Vec<[u64; N]>,
    /// Bits of a product.
    product_bits: u32,
    /// Bits of a row in its part: at most those of a block, fewer where a part would have too many keys, or a key would
    /// not hold them.
    row_bits: u32,
    /// Baskets of each share.
    shares: Vec<std::ops::Range<usize>>,
    /// By share and part: keys.
    keys: Vec<Vec<u64>>,
}

impl<'a, const N: usize> Counter<'a, N> {
    fn new(
        baskets: &'a Baskets,
        max_basket: usize,
        min_orders: [u32; N],
        weights: Option<&'a [[u64; N]]>,
    ) -> Self {
        let product_bits = bits_below(baskets.products());
        let sizes = (0..baskets.len()).map(|basket| baskets.items(basket).len());
        let counted = sizes.filter(|&size| size <= max_basket);
        let keys: u64 = counted
            .map(|size| (size * size.saturating_sub(1)) as u64)
            .sum();
        let rows = (PART_KEYS * baskets.products() as u64 / keys.max(1)).max(1);
        let mut counter = Self {
            baskets,
            max_basket,
            min_orders,
            weights,
            orders_of: vec![0; baskets.products()],
            weight_of: vec![[0; N]; weights.map_or(0, |_| baskets.products())],
            product_bits,
            row_bits: BLOCK_ROWS
                .ilog2()
                .min(rows.ilog2())
                .min(32 - product_bits.min(32)),
            shares: shares(baskets, rayon::current_num_threads()),
            keys: Vec::new(),
        };
        let seen: Vec<Share<N>> = counter
            .shares
            .par_iter()
            .map(|share| counter.look(share.clone()))
            .collect();
        for share in seen {
            for (sum, add) in counter.orders_of.iter_mut().zip(share.orders_of) {
                *sum += add;
            }
            for (sum, add) in counter.weight_of.iter_mut().zip(share.weight_of) {
                *sum = plus(*sum, add);
            }
            counter.keys.push(share.keys);
        }
        counter
    }

    fn parts(&self) -> usize {
        self.baskets.products().div_ceil(1 << self.row_bits)
    }

    fn weight(&self, basket: u32) -> [u64; N] {
        let weights = self.weights.unwrap_or(&[]);
        weights.get(basket as usize).copied().unwrap_or([0; N])
    }

    /// The baskets of a share that are counted, with their numbers.
    fn counted(&self, share: std::ops::Range<usize>) -> impl Iterator<Item = (u32, &'a [u32])> {
        let (baskets, most) = (self.baskets, self.max_basket);
        share
            .map(|basket| (basket as u32, baskets.items(basket)))
            .filter(move |(_, items)| items.len() <= most)
    }

    fn look(&self, share: std::ops::Range<usize>) -> Share<N> {
        let mut seen = Share {
            orders_of: vec![0; self.orders_of.len()],
            weight_of: vec![[0; N]; self.weight_of.len()],
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
                    let sum = &mut seen.weight_of[item as usize];
                    *sum = plus(*sum, weight);
                }
            }
        }
        seen
    }

    fn count<K: PairKey>(self, room: &Arc<Room>) -> [PairCounts; N] {
        let mut rows: [Rows; N] = std::array::from_fn(|_| Rows::default());
        let mut open: [Option<Block>; N] = std::array::from_fn(|_| None);
        let parts_of_block = BLOCK_ROWS >> self.row_bits;
        for slice in self.slices(room.for_keys() / size_of::<K>() as u64) {
            for (part, blocks) in slice.clone().zip(self.rows_of::<K>(slice)) {
                for ((rows, open), block) in rows.iter_mut().zip(&mut open).zip(blocks) {
                    match open.as_mut().filter(|_| part % parts_of_block != 0) {
                        Some(open) => open.append(block),
                        None => {
                            let whole = open.replace(block);
                            whole.into_iter().for_each(|whole| rows.push(whole, room));
                        }
                    }
                }
            }
        }
        for (rows, last) in rows.iter_mut().zip(open) {
            last.into_iter().for_each(|last| rows.push(last, room));
        }
        let mut at = 0..N;
        rows.map(|rows| {
            let at = at.next().unwrap_or(0);
            PairCounts {
                orders_of: self.orders_of.clone(),
                weight_of: self.weight_of.iter().map(|weights| weights[at]).collect(),
                rows,
            }
        })
    }

    /// Ranges of parts that are counted together, of at most so many keys if they have several parts.
    fn slices(&self, most: u64) -> Vec<std::ops::Range<usize>> {
        let most = (self.baskets.lines() as u64 * KEYS_PER_LINE)
            .clamp(*SLICE_KEYS.start(), *SLICE_KEYS.end())
            .min(most);
        let mut slices = Vec::new();
        let (mut from, mut held) = (0, 0);
        for part in 0..self.parts() {
            let keys: u64 = self.keys.iter().map(|share| share[part]).sum();
            if part > from && (held + keys > most || part - from == SLICE_PARTS) {
                slices.push(from..part);
                (from, held) = (part, 0);
            }
            held += keys;
        }
        slices.push(from..self.parts());
        slices
    }

    /// The rows of each part of a slice.
    fn rows_of<K: PairKey>(&self, slice: std::ops::Range<usize>) -> Vec<[Block; N]> {
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
    fn rows<K: PairKey>(&self, part: usize, keys: &[K]) -> [Block; N] {
        let first = part << self.row_bits;
        let rows = (1 << self.row_bits).min(self.baskets.products() - first);
        let mut blocks: [Block; N] = std::array::from_fn(|_| Block {
            offsets: vec![0],
            ..Block::default()
        });
        let other_mask = ((1u64 << self.product_bits) - 1) as u32;
        for same in keys.chunk_by(|a, b| a.pair() == b.pair()) {
            let Some(pair) = same.first().map(|key| key.pair()) else {
                continue;
            };
            let row = pair.checked_shr(self.product_bits).unwrap_or(0) as usize;
            let orders = same.len() as u32;
            let baskets = same.iter().filter_map(|key| key.basket());
            let weights = baskets.map(|basket| self.weight(basket));
            let weights = weights.fold([0; N], plus);
            for ((block, least), weight) in blocks.iter_mut().zip(self.min_orders).zip(weights) {
                if orders < least {
                    continue;
                }
                block.close_rows(row);
                block.to.push(pair & other_mask);
                block.orders.push(orders);
                if K::PAIR_AT > 0 {
                    block.weights.push(weight);
                }
            }
        }
        for block in &mut blocks {
            block.close_rows(rows);
            block.shrink();
        }
        blocks
    }
}

fn plus<const N: usize>(a: [u64; N], b: [u64; N]) -> [u64; N] {
    std::array::from_fn(|at| a[at] + b[at])
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

    /// Gives back the room that a growing list has taken in advance: up to half of it.
    fn shrink(&mut self) {
        self.offsets.shrink_to_fit();
        self.to.shrink_to_fit();
        self.orders.shrink_to_fit();
        self.weights.shrink_to_fit();
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
                for ((&to, &orders), &weight) in row.to.iter().zip(row.orders.iter()).zip(row.weights.iter()) {
                    found.insert((product, to), (orders, weight));
                }
            }
            prop_assert_eq!(counts.pairs() * 2, expected.len() as u64);
            prop_assert_eq!(found, expected);
        }

        #[test]
        fn weights_counted_together_are_those_counted_alone(sets in sets()) {
            let baskets = Baskets::from_sets(&sets, 600);
            let weights: Vec<[u64; 2]> = (0..baskets.len() as u64).map(|n| [n % 7, 9 + n % 3]).collect();
            let together = count_weighted(&baskets, 10, [1, 2], &weights, &Arc::new(Room::unlimited()));
            for (at, (together, min_orders)) in together.iter().zip([1, 2]).enumerate() {
                let own: Vec<u64> = weights.iter().map(|weights| weights[at]).collect();
                let options = CountOptions { max_basket: 10, min_orders, weights: Some(&own) };
                prop_assert_eq!(together, &count_pairs(&baskets, &options));
            }
        }

        #[test]
        fn rows_put_aside_are_the_same(sets in sets(), memory in 0u64..20_000) {
            let baskets = Baskets::from_sets(&sets, 600);
            let weights: Vec<[u64; 2]> = (0..baskets.len() as u64).map(|n| [n % 7, 9 + n % 3]).collect();
            let count = |room| count_weighted(&baskets, 10, [1, 2], &weights, &Arc::new(room));
            let room = Room::of(memory, &std::env::temp_dir());
            let (here, there) = (count(Room::unlimited()), count(room));
            prop_assert_eq!(&here, &there);
            prop_assert_eq!(here.map(PairCounts::without_weights), there.map(PairCounts::without_weights));
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
