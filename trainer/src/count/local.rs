//! Counting on one machine: row by row over the inverted baskets (Gustavson, 1978), blocks of rows in parallel.
//!
//! A row needs one dense counter per thread and nothing else, so memory beside the result is
//! threads × products × 4 (12 with weights) bytes; a block's result does not depend on any other block.

use rayon::prelude::*;

use super::{BLOCK_ROWS, Block, PairCounts};
use crate::baskets::Baskets;

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
    let products = baskets.products();
    let inverse = Inverse::of(baskets, options.max_basket);
    let orders_of: Vec<u32> = (0..products)
        .map(|p| inverse.baskets_of(p).len() as u32)
        .collect();
    let weight = |basket: u32| {
        options
            .weights
            .and_then(|w| w.get(basket as usize))
            .copied()
            .unwrap_or(0)
    };
    let weight_of = match options.weights {
        Some(_) => (0..products)
            .map(|p| inverse.baskets_of(p).iter().map(|&b| weight(b)).sum())
            .collect(),
        None => Vec::new(),
    };
    let blocks = (0..products.div_ceil(BLOCK_ROWS))
        .into_par_iter()
        .map_init(
            || Counter::new(products, options.weights.is_some()),
            |counter, block| {
                let rows = block * BLOCK_ROWS..((block + 1) * BLOCK_ROWS).min(products);
                let mut found = Block {
                    offsets: vec![0],
                    ..Block::default()
                };
                for product in rows {
                    for &basket in inverse.baskets_of(product) {
                        counter.add(baskets.items(basket as usize), weight(basket));
                    }
                    counter.take(product as u32, options.min_orders, &mut found);
                }
                found
            },
        )
        .collect();
    PairCounts {
        orders_of,
        weight_of,
        blocks,
    }
}

/// For every product the baskets that hold it.
struct Inverse {
    offsets: Vec<usize>,
    baskets: Vec<u32>,
}

impl Inverse {
    fn of(baskets: &Baskets, max_basket: usize) -> Self {
        let counted = || {
            (0u32..)
                .zip(0..baskets.len())
                .filter(|(_, b)| baskets.items(*b).len() <= max_basket)
        };
        let mut offsets = vec![0usize; baskets.products() + 1];
        for (_, basket) in counted() {
            for &item in baskets.items(basket) {
                offsets[item as usize + 1] += 1;
            }
        }
        for n in 1..offsets.len() {
            offsets[n] += offsets[n - 1];
        }
        let mut next = offsets.clone();
        let mut list = vec![0u32; offsets.last().copied().unwrap_or(0)];
        for (number, basket) in counted() {
            for &item in baskets.items(basket) {
                let at = &mut next[item as usize];
                list[*at] = number;
                *at += 1;
            }
        }
        Self {
            offsets,
            baskets: list,
        }
    }

    fn baskets_of(&self, product: usize) -> &[u32] {
        &self.baskets[self.offsets[product]..self.offsets[product + 1]]
    }
}

/// A dense row that remembers what it has touched.
struct Counter {
    orders: Vec<u32>,
    weights: Vec<u64>,
    touched: Vec<u32>,
}

impl Counter {
    fn new(products: usize, weighted: bool) -> Self {
        Self {
            orders: vec![0; products],
            weights: vec![0; if weighted { products } else { 0 }],
            touched: Vec::new(),
        }
    }

    fn add(&mut self, items: &[u32], weight: u64) {
        for &item in items {
            let count = &mut self.orders[item as usize];
            if *count == 0 {
                self.touched.push(item);
            }
            *count += 1;
        }
        if !self.weights.is_empty() {
            for &item in items {
                self.weights[item as usize] += weight;
            }
        }
    }

    /// Moves the row of `product` to the block, and is empty again.
    fn take(&mut self, product: u32, min_orders: u32, block: &mut Block) {
        self.touched.sort_unstable();
        for &item in &self.touched {
            let orders = std::mem::take(&mut self.orders[item as usize]);
            let weight = self.weights.get_mut(item as usize).map(std::mem::take);
            if item != product && orders >= min_orders {
                block.to.push(item);
                block.orders.push(orders);
                block.weights.extend(weight);
            }
        }
        self.touched.clear();
        block.offsets.push(block.to.len() as u32);
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
