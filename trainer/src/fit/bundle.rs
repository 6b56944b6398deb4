//! Sets of two to four products that are bought as sets.
//!
//! A pair must be in more orders than chance explains. A larger set must be in more orders than *its pairs* explain: what
//! is expected of it is the distribution of greatest entropy among those with the same sales and the same pairs (by
//! iterative proportional fitting). Both are Poisson tests of the joint support, with the false discovery rate of all sets
//! of a size held at 1 % (Benjamini and Hochberg, 1995). A set without which its pairs are hardly ever bought (a nearly
//! closed set) is taken for what its weakest pair is: then it is the set that explains the pairs.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::facts::number;
use super::shop::{Chance, Shop, together};

/// Partners of a product that are tried in sets.
const PARTNERS: usize = 12;
/// False discoveries among the sets that are kept.
const FALSE_DISCOVERIES: f64 = 0.01;
/// A smaller set that is mostly bought as part of a larger one says nothing of its own.
const MOSTLY_LARGER: f64 = 0.4;
/// A set with this share of the orders of each of its pairs explains them, not they it.
const NEARLY_CLOSED: f64 = 0.7;
/// Weakest set worth its bytes.
const WEAKEST: u8 = 6;
/// Sets that one product may be in; a popular accessory would be in hundreds.
const MOST_SETS: u32 = 3;

/// A set that is bought as a set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProductSet {
    /// Two to four products, ascending.
    pub members: Vec<u32>,
    /// From 0 to 15: the square root of joint orders, less their standard deviation, over the geometric mean of the
    /// members' orders.
    pub strength: u8,
    /// Orders that hold all members.
    pub orders: u32,
}

struct Tested {
    set: ProductSet,
    /// Natural logarithm of the chance to see so many orders or more.
    log_p: f64,
}

/// The sets of a shop, the strongest first; none in fewer than `min_orders` orders.
#[must_use]
pub fn fit_bundles(shop: &Shop<'_>, needs: &[u32], min_orders: u32) -> Vec<ProductSet> {
    let products = shop.facts.len();
    let mut orders_with: Vec<Vec<u32>> = vec![Vec::new(); products];
    let mut counted = 0.0;
    for (order, basket) in (0..)
        .zip(shop.baskets.iter())
        .filter(|(_, basket)| basket.items.len() <= shop.max_basket)
    {
        counted += 1.0;
        for &item in basket.items {
            if let Some(list) = orders_with.get_mut(item as usize) {
                list.push(order);
            }
        }
    }
    let mut finder = Finder {
        shop,
        needs,
        min_orders: min_orders.max(2),
        chance: Chance::of(shop),
        counted,
        orders_with,
        partners: Vec::new(),
    };
    finder.partners = (0..products as u32)
        .into_par_iter()
        .map(|product| finder.partners_of(product))
        .collect();
    let pairs: BTreeSet<Vec<u32>> = (0..)
        .zip(&finder.partners)
        .flat_map(|(a, list)| list.iter().map(move |&b| vec![a.min(b), a.max(b)]))
        .collect();
    let triples: BTreeSet<Vec<u32>> = (0..)
        .zip(&finder.partners)
        .flat_map(|(a, list)| {
            let pairs = list
                .iter()
                .enumerate()
                .flat_map(|(n, &b)| list.iter().skip(n + 1).map(move |&c| (b, c)));
            pairs.map(move |(b, c)| sorted(&[a, b, c]))
        })
        .collect();
    let found_pairs = finder.significant(pairs);
    let found_triples = finder.significant(triples);
    let known: BTreeSet<&[u32]> = found_triples
        .iter()
        .map(|set| set.members.as_slice())
        .collect();
    let fours: BTreeSet<Vec<u32>> = found_triples
        .iter()
        .flat_map(|set| {
            let partners = set
                .members
                .iter()
                .filter_map(|&member| finder.partners.get(member as usize))
                .flatten();
            partners
                .filter(|next| !set.members.contains(next))
                .map(|&next| {
                    let mut members = set.members.clone();
                    members.push(next);
                    sorted(&members)
                })
        })
        // At least one more of its triples is a set.
        .filter(|four| {
            let parts = (0..four.len()).filter(|&out| {
                let part: Vec<u32> = four
                    .iter()
                    .enumerate()
                    .filter(|(n, _)| *n != out)
                    .map(|(_, m)| *m)
                    .collect();
                known.contains(part.as_slice())
            });
            parts.count() >= 2
        })
        .collect();
    let found_fours = finder.significant(fours);
    choose(vec![found_fours, found_triples, found_pairs], products)
}

fn sorted(members: &[u32]) -> Vec<u32> {
    let mut members = members.to_vec();
    members.sort_unstable();
    members
}

struct Finder<'a> {
    shop: &'a Shop<'a>,
    needs: &'a [u32],
    min_orders: u32,
    chance: Chance,
    /// Orders counted.
    counted: f64,
    /// Orders of each product, ascending.
    orders_with: Vec<Vec<u32>>,
    partners: Vec<Vec<u32>>,
}

impl Finder<'_> {
    fn sold(&self, product: u32) -> f64 {
        f64::from(self.shop.counts.orders_of(product))
    }

    /// Alternatives and variants make no set.
    fn go_together(&self, a: u32, b: u32) -> bool {
        let need = number(self.needs, a);
        (need == 0 || need != number(self.needs, b)) && !self.shop.facts.same_group(a, b)
    }

    /// What a product is bought with beyond chance, by cosine.
    fn partners_of(&self, product: u32) -> Vec<u32> {
        let row = self.shop.counts.row(product);
        let own = self.sold(product);
        let mut found: Vec<(f64, u32)> = row
            .to
            .iter()
            .zip(row.orders)
            .filter(|(other, orders)| {
                **orders >= self.min_orders
                    && f64::from(**orders) > self.chance.expected(own, self.sold(**other))
                    && self.go_together(product, **other)
            })
            .map(|(&other, &orders)| (f64::from(orders) / (own * self.sold(other)).sqrt(), other))
            .collect();
        found.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        found.truncate(PARTNERS);
        found.into_iter().map(|(_, other)| other).collect()
    }

    fn significant(&self, sets: BTreeSet<Vec<u32>>) -> Vec<ProductSet> {
        let sets: Vec<Vec<u32>> = sets.into_iter().collect();
        let tests = sets.len();
        let mut tested: Vec<Tested> = sets
            .into_par_iter()
            .filter_map(|members| self.test(members))
            .collect();
        tested.sort_by(|a, b| {
            a.log_p
                .total_cmp(&b.log_p)
                .then_with(|| a.set.members.cmp(&b.set.members))
        });
        let limit =
            |rank: usize| (FALSE_DISCOVERIES * (rank + 1) as f64 / tests.max(1) as f64).ln();
        let kept = (0..tested.len())
            .rev()
            .find(|&rank| tested.get(rank).is_some_and(|t| t.log_p <= limit(rank)));
        tested.truncate(kept.map_or(0, |last| last + 1));
        tested.into_iter().map(|tested| tested.set).collect()
    }

    fn test(&self, members: Vec<u32>) -> Option<Tested> {
        for (at, &a) in members.iter().enumerate() {
            for &b in members.iter().skip(at + 1) {
                if !self.go_together(a, b) || together(self.shop.counts, a, b) < self.min_orders {
                    return None;
                }
            }
        }
        let orders = self.joint(&members);
        if orders < self.min_orders {
            return None;
        }
        let expected = match *members.as_slice() {
            [a, b] => self.chance.expected(self.sold(a), self.sold(b)),
            _ => self.expected_of_pairs(&members),
        };
        let mean = members
            .iter()
            .map(|&m| self.sold(m).max(1.0).ln())
            .sum::<f64>()
            / members.len() as f64;
        let surely = f64::from(orders) - f64::from(orders).sqrt();
        let strength = (15.0 * (surely / mean.exp()).sqrt())
            .round()
            .clamp(0.0, 15.0) as u8;
        let mut log_p = log_poisson_tail(orders, expected);
        if let Some(weakest) = self.weakest_pair(&members, orders) {
            log_p = log_p.min(weakest);
        }
        (log_p < 0.0).then_some(Tested {
            set: ProductSet {
                members,
                strength,
                orders,
            },
            log_p,
        })
    }

    /// For a nearly closed set the chance of its least significant pair.
    fn weakest_pair(&self, members: &[u32], orders: u32) -> Option<f64> {
        let mut weakest = f64::NEG_INFINITY;
        for (at, &a) in members.iter().enumerate() {
            for &b in members.iter().skip(at + 1) {
                let pair = together(self.shop.counts, a, b);
                if f64::from(orders) < NEARLY_CLOSED * f64::from(pair) {
                    return None;
                }
                weakest = weakest.max(log_poisson_tail(
                    pair,
                    self.chance.expected(self.sold(a), self.sold(b)),
                ));
            }
        }
        Some(weakest)
    }

    /// Orders that hold all of them.
    fn joint(&self, members: &[u32]) -> u32 {
        let list = |member: &u32| {
            self.orders_with
                .get(*member as usize)
                .map_or(&[][..], Vec::as_slice)
        };
        let mut lists: Vec<&[u32]> = members.iter().map(list).collect();
        lists.sort_by_key(|list| list.len());
        let Some((shortest, rest)) = lists.split_first() else {
            return 0;
        };
        shortest
            .iter()
            .filter(|order| rest.iter().all(|list| list.binary_search(order).is_ok()))
            .count() as u32
    }

    /// Orders with all members, if nothing but their sales and their pairs were true.
    fn expected_of_pairs(&self, members: &[u32]) -> f64 {
        let all = self.counted.max(1.0);
        let pair = |a: u32, b: u32| f64::from(together(self.shop.counts, a, b));
        let mut margins = Vec::new();
        for (at, &a) in members.iter().enumerate() {
            for (next, &b) in members.iter().enumerate().skip(at + 1) {
                let both = pair(a, b);
                let (only_a, only_b) = (self.sold(a) - both, self.sold(b) - both);
                margins.push((
                    at,
                    next,
                    [
                        (all - both - only_a - only_b).max(0.0),
                        only_a,
                        only_b,
                        both,
                    ],
                ));
            }
        }
        joint_from_pairs(members.len(), all, &margins)
    }
}

/// The cell "all of them" of the table of greatest entropy with these pairs. A margin is two places and the orders with
/// neither, only the first, only the second, both.
fn joint_from_pairs(places: usize, all: f64, margins: &[(usize, usize, [f64; 4])]) -> f64 {
    let cells = 1_usize << places;
    let mut table = vec![all / cells as f64; cells];
    let corner = |cell: usize, a: usize, b: usize| (cell >> a & 1) | (cell >> b & 1) << 1;
    for _ in 0..60 {
        let before = table.last().copied().unwrap_or(0.0);
        for &(a, b, wanted) in margins {
            let mut sums = [0.0; 4];
            for (cell, value) in table.iter().enumerate() {
                if let Some(sum) = sums.get_mut(corner(cell, a, b)) {
                    *sum += value;
                }
            }
            for (cell, value) in table.iter_mut().enumerate() {
                let at = corner(cell, a, b);
                let (sum, wanted) = (
                    sums.get(at).copied().unwrap_or(0.0),
                    wanted.get(at).copied().unwrap_or(0.0),
                );
                *value *= if sum > 0.0 { wanted / sum } else { 0.0 };
            }
        }
        let now = table.last().copied().unwrap_or(0.0);
        if (now - before).abs() <= 1e-6 * now {
            break;
        }
    }
    table.last().copied().unwrap_or(0.0)
}

/// Logarithm of P(X ≥ seen) for a Poisson variable: 0 if no more was seen than expected.
fn log_poisson_tail(seen: u32, expected: f64) -> f64 {
    let (count, expected) = (f64::from(seen), expected.max(1e-9));
    if count <= expected {
        return 0.0;
    }
    let log_factorial: f64 = (2..=seen).map(|n| f64::from(n).ln()).sum();
    // 1 + λ/(n+1) + λ²/((n+1)(n+2)) + …
    let (mut sum, mut term, mut next) = (1.0, 1.0, count + 1.0);
    while term > 1e-12 * sum && next < count + 10_000.0 {
        term *= expected / next;
        sum += term;
        next += 1.0;
    }
    (count * expected.ln() - expected - log_factorial + sum.ln()).min(0.0)
}

/// Keeps the strongest set of each product and a few more where all members have room; larger sets stand in for the
/// smaller ones that they mostly explain.
fn choose(sizes: Vec<Vec<ProductSet>>, products: usize) -> Vec<ProductSet> {
    let mut explained: BTreeMap<Vec<u32>, u32> = BTreeMap::new();
    let mut closed: Vec<ProductSet> = Vec::new();
    for mut sets in sizes {
        sets.retain(|set| {
            let larger = explained.get(&set.members).copied().unwrap_or(0);
            set.strength >= WEAKEST && f64::from(larger) < MOSTLY_LARGER * f64::from(set.orders)
        });
        for set in &sets {
            // All parts of two or more members.
            for mask in 1_usize..(1 << set.members.len()) - 1 {
                let part: Vec<u32> = set
                    .members
                    .iter()
                    .enumerate()
                    .filter(|(n, _)| mask >> n & 1 == 1)
                    .map(|(_, m)| *m)
                    .collect();
                if part.len() > 1 {
                    let most = explained.entry(part).or_default();
                    *most = (*most).max(set.orders);
                }
            }
        }
        closed.extend(sets);
    }
    closed.sort_by(|a, b| {
        b.strength
            .cmp(&a.strength)
            .then(b.orders.cmp(&a.orders))
            .then_with(|| a.members.cmp(&b.members))
    });
    let mut taken = vec![0_u32; products];
    closed.retain(|set| {
        let of = |member: &u32| taken.get(*member as usize).copied().unwrap_or(MOST_SETS);
        let keep =
            set.members.iter().any(|m| of(m) == 0) && set.members.iter().all(|m| of(m) < MOST_SETS);
        if keep {
            for &member in &set.members {
                if let Some(count) = taken.get_mut(member as usize) {
                    *count += 1;
                }
            }
        }
        keep
    });
    closed
}

#[cfg(test)]
mod tests {
    use super::super::facts::{Facts, tests::product};
    use super::*;
    use crate::baskets::Baskets;
    use crate::count::{CountOptions, count_pairs};

    fn bundles(sets: &[Vec<u32>], products: usize, needs: &[u32]) -> Vec<Vec<u32>> {
        let all: Vec<_> = (0..products)
            .map(|n| product(&format!("{n};Thing {n};100")))
            .collect();
        let facts = Facts::of(&all);
        let baskets = Baskets::from_sets(sets, products);
        let counts = count_pairs(&baskets, &CountOptions::default());
        let shop = Shop {
            facts: &facts,
            baskets: &baskets,
            counts: &counts,
            sessions: None,
            max_basket: 500,
        };
        fit_bundles(&shop, needs, 3)
            .into_iter()
            .map(|set| set.members)
            .collect()
    }

    #[test]
    fn three_that_come_together_are_a_set_and_three_pairs_are_not() {
        // 0, 1, 2 always as three; 3, 4, 5 as often in each pair, never as three; the rest alone.
        let mut sets = Vec::new();
        for n in 0..40u32 {
            sets.push(vec![0, 1, 2]);
            sets.extend([vec![3, 4], vec![4, 5], vec![3, 5]]);
            sets.extend((0..20).map(|m| vec![6 + (n + m) % 6]));
        }
        let found = bundles(&sets, 12, &[0; 12]);
        assert_eq!(
            found,
            [vec![0, 1, 2], vec![3, 4], vec![3, 5]],
            "of three equal pairs two name all products"
        );
        let needs: Vec<u32> = (0..12).map(|n| u32::from(n < 2)).collect();
        assert!(
            !bundles(&sets, 12, &needs).contains(&vec![0, 1, 2]),
            "alternatives make no set"
        );
        assert!(
            bundles(&sets[..2], 12, &[0; 12]).is_empty(),
            "two orders are below the privacy floor"
        );
    }

    #[test]
    fn the_table_of_pairs_alone_has_a_known_corner() {
        // Independent halves: pairs of 25 of 100, so 12.5 hold all three.
        let pair = [25.0; 4];
        let joint = joint_from_pairs(3, 100.0, &[(0, 1, pair), (0, 2, pair), (1, 2, pair)]);
        assert!((joint - 12.5).abs() < 1e-6, "{joint}");
        // P(X ≥ 3) = 1 − e⁻¹ (1 + 1 + 1/2).
        let exact = 1.0 - (-1.0_f64).exp() * 2.5;
        assert!((log_poisson_tail(3, 1.0) - exact.ln()).abs() < 1e-9);
    }
}
