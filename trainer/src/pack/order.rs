//! A numbering of products in which neighbours stand close, so that edges are short.
//!
//! Recursive graph bisection (Dhulipala et al., *Compressing Graphs and Indexes with Recursive Graph Bisection*, KDD
//! 2016): split the products in two halves, swap products between the halves as long as that lowers the estimated
//! cost of all gaps, and do the same with each half. A product's list and the product itself count as one set, because
//! the first neighbour is spelled by its distance from the product.

/// Halves of fewer products than this stay as they are: a swap in them saves less than a bit.
const SMALLEST: usize = 8;
/// Rounds of swaps for each split; most splits settle earlier.
const ROUNDS: usize = 20;

/// The order in which to write products, given the neighbours of each: `order[position]` is a product.
///
/// `lists` may be shorter than `records`: the last products have no neighbours of their own. Time grows with
/// edges × log(products).
pub(super) fn locality_order(lists: &[Vec<u32>], records: usize) -> Vec<u32> {
    let mut order: Vec<u32> = (0..records as u32).collect();
    let mut bisection = Bisection::new(lists, records);
    let mut open = Vec::from_iter(std::iter::once(0..records));
    while let Some(range) = open.pop() {
        if range.len() < SMALLEST {
            continue;
        }
        let middle = range.start + range.len() / 2;
        if let Some(half) = order.get_mut(range.clone()) {
            bisection.split(half);
        }
        open.push(range.start..middle);
        open.push(middle..range.end);
    }
    order
}

struct Bisection {
    /// The sets that each product is in.
    sets_of: Vec<Vec<u32>>,
    /// For every set, how many of its members are in the left and in the right half of the present split.
    members: Vec<[u32; 2]>,
    /// Binary logarithms of 1, 2, … at `[0]`, `[1]`, …
    log2: Vec<f64>,
}

impl Bisection {
    fn new(lists: &[Vec<u32>], records: usize) -> Self {
        let mut sets_of: Vec<Vec<u32>> = (0..records as u32).map(|own| vec![own]).collect();
        for (set, list) in lists.iter().enumerate() {
            for &member in list {
                if let Some(sets) = sets_of.get_mut(member as usize) {
                    sets.push(set as u32);
                }
            }
        }
        Self {
            sets_of,
            members: vec![[0; 2]; records],
            log2: (1..=records + 2).map(|n| (n as f64).log2()).collect(),
        }
    }

    fn split(&mut self, products: &mut [u32]) {
        let (left, right) = products.split_at_mut(products.len() / 2);
        for (side, half) in [&*left, &*right].into_iter().enumerate() {
            self.count(half, side, 1);
        }
        for _ in 0..ROUNDS {
            let mut leaving = self.gains(left, 0, [left.len(), right.len()]);
            let mut coming = self.gains(right, 1, [left.len(), right.len()]);
            let by_gain = |a: &(f64, usize), b: &(f64, usize)| {
                b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1))
            };
            leaving.sort_by(by_gain);
            coming.sort_by(by_gain);
            let mut swapped = false;
            for (&(out, at), &(back, from)) in leaving.iter().zip(&coming) {
                if out + back <= 0.0 {
                    break;
                }
                let (Some(a), Some(b)) = (left.get_mut(at), right.get_mut(from)) else {
                    break;
                };
                std::mem::swap(a, b);
                let (now_left, now_right) = ([*a], [*b]);
                self.count(&now_left, 1, u32::MAX);
                self.count(&now_left, 0, 1);
                self.count(&now_right, 0, u32::MAX);
                self.count(&now_right, 1, 1);
                swapped = true;
            }
            if !swapped {
                break;
            }
        }
        for (side, half) in [&*left, &*right].into_iter().enumerate() {
            self.count(half, side, u32::MAX);
        }
        left.sort_unstable();
        right.sort_unstable();
    }

    /// Adds `by` (1, or `u32::MAX` for -1) to the members of `side` of every set of these products.
    fn count(&mut self, products: &[u32], side: usize, by: u32) {
        for sets in products
            .iter()
            .filter_map(|&product| self.sets_of.get(product as usize))
        {
            for &set in sets {
                if let Some(count) = self
                    .members
                    .get_mut(set as usize)
                    .and_then(|sides| sides.get_mut(side))
                {
                    *count = count.wrapping_add(by);
                }
            }
        }
    }

    /// Bits saved by moving each of these products out of `side`, with its place in the slice.
    fn gains(&self, products: &[u32], side: usize, sizes: [usize; 2]) -> Vec<(f64, usize)> {
        let cost = |members: u32, size: usize| {
            let log = |n: usize| self.log2.get(n.saturating_sub(1)).copied().unwrap_or(0.0);
            f64::from(members) * (log(size) - log(members as usize + 1))
        };
        let [here_size, there_size] = [sizes[side], sizes[1 - side]];
        products
            .iter()
            .enumerate()
            .map(|(at, &product)| {
                let sets = self
                    .sets_of
                    .get(product as usize)
                    .map_or(&[][..], |sets| sets);
                let gain = sets
                    .iter()
                    .filter_map(|&set| self.members.get(set as usize))
                    .map(|sides| {
                        let (here, there) = (sides[side], sides[1 - side]);
                        cost(here, here_size) + cost(there, there_size)
                            - cost(here.saturating_sub(1), here_size)
                            - cost(there + 1, there_size)
                    })
                    .sum();
                (gain, at)
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rings of five, their members spread over the whole numbering.
    fn rings(count: u32) -> Vec<Vec<u32>> {
        let place = |ring: u32, member: u32| member * count + ring;
        let mut lists = vec![Vec::new(); (count * 5) as usize];
        for ring in 0..count {
            for member in 0..5 {
                lists[place(ring, member) as usize] = (0..5)
                    .filter(|&m| m != member)
                    .map(|m| place(ring, m))
                    .collect();
            }
        }
        lists
    }

    fn spread(lists: &[Vec<u32>], order: &[u32]) -> u64 {
        let mut position = vec![0; order.len()];
        for (at, &product) in order.iter().enumerate() {
            position[product as usize] = at as i64;
        }
        let distance = |a: usize, b: u32| (position[a] - position[b as usize]).unsigned_abs();
        lists
            .iter()
            .enumerate()
            .flat_map(|(own, list)| list.iter().map(move |&to| distance(own, to)))
            .sum()
    }

    #[test]
    fn what_belongs_together_comes_together() {
        let lists = rings(40);
        let order = locality_order(&lists, lists.len());
        let before = spread(&lists, &(0..lists.len() as u32).collect::<Vec<_>>());
        let after = spread(&lists, &order);
        assert!(after * 10 < before, "{after} of {before}");
    }

    #[test]
    fn every_product_has_one_place() {
        for records in [0, 1, 7, 8, 9, 203] {
            let lists = rings(40);
            let lists: Vec<Vec<u32>> = lists[..records.min(lists.len())]
                .iter()
                .map(|list| {
                    list.iter()
                        .copied()
                        .filter(|&to| (to as usize) < records)
                        .collect()
                })
                .collect();
            let mut order = locality_order(&lists, records);
            order.sort_unstable();
            assert!(order.into_iter().eq(0..records as u32));
        }
    }
}
