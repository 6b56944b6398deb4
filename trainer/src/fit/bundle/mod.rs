//! Sets of two to four products that are bought as sets.
//!
//! A pair must be in more orders than chance explains. A larger set must be in more orders than *its pairs* explain: what
//! is expected of it is the distribution of greatest entropy among those with the same sales and the same pairs (by
//! iterative proportional fitting). Both are Poisson tests of the joint support, with the false discovery rate of all sets
//! of a size held at 1 % (Benjamini and Hochberg, 1995). A set without which its pairs are hardly ever bought (a nearly
//! closed set) is taken for what its weakest pair is: then it is the set that explains the pairs.

mod choose;
mod significance;

use rayon::prelude::*;

use super::facts::number;
use super::joint::{Joint, OrdersWith};
use super::shop::{Chance, Shop, together};
use choose::choose;
use significance::{LogFactorials, joint_from_pairs};

/// Partners of a product that are tried in sets.
const PARTNERS: usize = 12;
/// A set says that shoppers buy it as one: two orders say too little of that, whatever a pair needs.
const LEAST_ORDERS: u32 = 3;
/// False discoveries among the sets that are kept.
const FALSE_DISCOVERIES: f64 = 0.01;
/// A set with this share of the orders of each of its pairs explains them, not they it.
const NEARLY_CLOSED: f64 = 0.7;

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
    let products = shop.facts.len() as u32;
    let orders = OrdersWith::of(shop.baskets, shop.max_basket);
    let most_sold = (0..products).map(|p| shop.counts.orders_of(p)).max();
    let mut finder = Finder {
        shop,
        needs,
        min_orders: min_orders.max(LEAST_ORDERS),
        chance: Chance::of(shop),
        counted: orders.counted as f64,
        factorials: LogFactorials::up_to(most_sold.unwrap_or(0)),
        partners: Vec::new(),
    };
    finder.partners = (0..products)
        .into_par_iter()
        .map(|product| finder.partners_of(product))
        .collect();
    let partners = || (0..products).into_par_iter().zip(&finder.partners);
    let pairs = distinct(
        partners()
            .flat_map_iter(|(a, list)| {
                list.iter().map(move |&b| {
                    let both = together(shop.counts, a, b);
                    ([a.min(b), a.max(b)], both)
                })
            })
            .collect(),
    );
    let triples = distinct(
        partners()
            .flat_map_iter(|(a, list)| orders.triples(a, list))
            .collect(),
    );
    let found_pairs = finder.significant(pairs);
    let found_triples = finder.significant(triples);
    let fours = finder.fours(&found_triples, &orders);
    let found_fours = finder.significant(fours);
    choose(
        vec![found_fours, found_triples, found_pairs],
        products as usize,
    )
}

/// Each set once, ascending.
fn distinct<const N: usize>(mut sets: Vec<Joint<N>>) -> Vec<Joint<N>> {
    sets.par_sort_unstable();
    sets.dedup();
    sets
}

struct Finder<'a> {
    shop: &'a Shop<'a>,
    needs: &'a [u32],
    min_orders: u32,
    chance: Chance,
    /// Orders counted.
    counted: f64,
    factorials: LogFactorials,
    partners: Vec<Vec<u32>>,
}

impl Finder<'_> {
    fn sold(&self, product: u32) -> f64 {
        f64::from(self.shop.counts.orders_of(product))
    }

    /// Orders that would hold both by chance: of those with another product, as chance counts.
    fn expected(&self, a: u32, b: u32) -> f64 {
        self.chance
            .expected(self.chance.sold(a), self.chance.sold(b))
    }

    /// Alternatives and variants make no set.
    fn go_together(&self, a: u32, b: u32) -> bool {
        let need = number(self.needs, a);
        (need == 0 || need != number(self.needs, b)) && !self.shop.facts.same_family(a, b)
    }

    /// What a product is bought with beyond chance, by cosine.
    fn partners_of(&self, product: u32) -> Vec<u32> {
        let row = self.shop.counts.row(product);
        let own = self.sold(product);
        let mut found: Vec<(f64, u32)> = row
            .to
            .iter()
            .zip(row.orders.iter())
            .filter(|(other, orders)| {
                **orders >= self.min_orders
                    && f64::from(**orders) > self.expected(product, **other)
                    && self.go_together(product, **other)
            })
            .map(|(&other, &orders)| (f64::from(orders) / (own * self.sold(other)).sqrt(), other))
            .collect();
        found.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        found.truncate(PARTNERS);
        found.into_iter().map(|(_, other)| other).collect()
    }

    /// Sets of four that may be sets: one of three and a partner of its members, at least one more of whose triples is a
    /// set.
    fn fours(&self, triples: &[ProductSet], orders: &OrdersWith<'_>) -> Vec<Joint<4>> {
        let mut known: Vec<&[u32]> = triples.iter().map(|set| set.members.as_slice()).collect();
        known.sort_unstable();
        let enough = |four: &[u32; 4]| {
            let parts = (0..four.len()).filter(|&out| {
                let mut part = four.iter().enumerate().filter(|(n, _)| *n != out);
                let mut next = || part.next().map_or(0, |(_, member)| *member);
                let part = [next(), next(), next()];
                known.binary_search(&part.as_slice()).is_ok()
            });
            parts.count() >= 2
        };
        let larger = |set: &ProductSet| -> Vec<[u32; 4]> {
            let &[a, b, c] = set.members.as_slice() else {
                return Vec::new();
            };
            let lists = [a, b, c].map(|member| self.partners.get(member as usize));
            let partners = lists.into_iter().flatten().flatten();
            partners
                .filter(|next| ![a, b, c].contains(next))
                .map(|&next| {
                    let mut members = [a, b, c, next];
                    members.sort_unstable();
                    members
                })
                .filter(enough)
                .collect()
        };
        let mut found: Vec<[u32; 4]> = triples.par_iter().flat_map_iter(larger).collect();
        found.par_sort_unstable();
        found.dedup();
        found
            .into_par_iter()
            .map(|members| (members, orders.joint(&members)))
            .collect()
    }

    fn significant<const N: usize>(&self, sets: Vec<Joint<N>>) -> Vec<ProductSet> {
        let tests = sets.len();
        let mut tested: Vec<Tested> = sets
            .into_par_iter()
            .filter_map(|(members, orders)| self.test(&members, orders))
            .collect();
        tested.par_sort_by(|a, b| {
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

    fn test(&self, members: &[u32], orders: u32) -> Option<Tested> {
        if orders < self.min_orders {
            return None;
        }
        for (at, &a) in members.iter().enumerate() {
            for &b in members.iter().skip(at + 1) {
                if !self.go_together(a, b) || together(self.shop.counts, a, b) < self.min_orders {
                    return None;
                }
            }
        }
        let expected = match *members {
            [a, b] => self.expected(a, b),
            _ => self.expected_of_pairs(members),
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
        let mut log_p = self.factorials.log_poisson_tail(orders, expected);
        if let Some(weakest) = self.weakest_pair(members, orders) {
            log_p = log_p.min(weakest);
        }
        (log_p < 0.0).then_some(Tested {
            set: ProductSet {
                members: members.to_vec(),
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
                let expected = self.expected(a, b);
                weakest = weakest.max(self.factorials.log_poisson_tail(pair, expected));
            }
        }
        Some(weakest)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::baskets::Baskets;
    use crate::count::{CountOptions, count_pairs};
    use crate::fit::facts::{Facts, tests::product};

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
    fn what_is_mostly_bought_alone_can_be_in_a_set() {
        // Sold alone ten times as often as together with 1: that says nothing of what it is bought with.
        let mut sets = vec![vec![0]; 300];
        for n in 0..30u32 {
            sets.extend([vec![0, 1], vec![2 + n % 6, 2 + (n + 1) % 6]]);
        }
        assert!(bundles(&sets, 8, &[0; 8]).contains(&vec![0, 1]));
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
}
