//! Products whose own orders say too little speak together with products like them.
//!
//! No pair of products below the privacy floor may be named, which leaves a product of few orders without neighbours. A cohort is
//! a few products that are bought together or called alike, or else a category; what is bought with any of them, in enough orders,
//! is evidence for all of them, and names no pair (empirical Bayes, as a category's share stands in for a product's).

use hashbrown::HashMap;
use rayon::prelude::*;

use super::Facts;
use super::facts::{NONE, number};
use super::likeness::{Likeness, LikenessScratch};
use super::table::PairTable;
use crate::baskets::Baskets;
use crate::count::{PairCounts, WEIGHT_ONE};

/// A product of fewer neighbours in enough orders is in a cohort: so many fill its list.
const NEIGHBOURS: usize = 12;
/// Products of a cohort that is made of pairs.
const LARGEST: usize = 6;
/// Titles less alike than this make no pair.
const ALIKE: f64 = 0.3;
/// Products called like one that are looked at.
const NEAREST: usize = 12;
/// What a pair that is only bought together, or only called alike, has of the other.
const EITHER: f64 = 0.05;
/// In place of a product: all orders of a cohort.
const ALL: u32 = u32::MAX;
/// Larger orders say little of cohorts, and cost most to count.
const LARGEST_ORDER: usize = 100;

/// Cohorts, and what they are bought with.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Cohorts {
    /// By product its cohort + 1, or 0 for none.
    of: Vec<u32>,
    members: Vec<Vec<u32>>,
    totals: Vec<Company>,
    /// By cohort what it is bought with in enough orders, ascending.
    rows: Vec<Vec<(u32, Company)>>,
}

/// Orders, and the same with each order counting one over its products.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Company {
    pub(crate) orders: f64,
    pub(crate) weight: f64,
}

impl Cohorts {
    /// The cohorts of the products that need one, by pairs in at least `min_orders` orders, titles and categories.
    pub(crate) fn of(
        baskets: &Baskets,
        counts: &PairCounts,
        facts: &Facts,
        min_orders: u32,
        weight: impl Fn(usize) -> u64 + Sync,
    ) -> Self {
        let (of, members) = grouped(counts, facts, min_orders);
        let mut cohorts = Self {
            totals: vec![Company::default(); members.len()],
            rows: vec![Vec::new(); members.len()],
            of,
            members,
        };
        if !cohorts.members.is_empty() {
            cohorts.count(baskets, min_orders, weight);
        }
        cohorts
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.members.len()
    }

    /// The cohort of a product, if it needs one.
    pub(crate) fn get(&self, product: u32) -> Option<u32> {
        number(&self.of, product).checked_sub(1)
    }

    /// The products of a cohort, ascending.
    pub(crate) fn members(&self, cohort: u32) -> &[u32] {
        self.members.get(cohort as usize).map_or(&[], Vec::as_slice)
    }

    /// Orders with any of its products.
    pub(crate) fn total(&self, cohort: u32) -> Company {
        self.totals
            .get(cohort as usize)
            .copied()
            .unwrap_or_default()
    }

    /// What it is bought with in enough orders, ascending: of its own products those beside another one of them.
    pub(crate) fn row(&self, cohort: u32) -> &[(u32, Company)] {
        self.rows.get(cohort as usize).map_or(&[], Vec::as_slice)
    }

    /// Orders of a cohort with a product; none below the floor.
    pub(crate) fn with(&self, cohort: u32, product: u32) -> Company {
        let row = self.row(cohort);
        let found = row.binary_search_by_key(&product, |entry| entry.0).ok();
        found
            .and_then(|at| row.get(at))
            .map_or_else(Company::default, |entry| entry.1)
    }

    /// Mean of a table's rows over the products of each cohort, by their orders, for what the cohort is bought with.
    pub(crate) fn mean(&self, table: &PairTable, counts: &PairCounts) -> PairTable {
        let rows: Vec<Vec<(u32, u32, f64)>> = (0..self.len() as u32)
            .into_par_iter()
            .map(|cohort| {
                let members = self.members(cohort);
                let sold = |product: u32| f64::from(counts.orders_of(product)) + 1.0;
                let all: f64 = members.iter().map(|&member| sold(member)).sum();
                let mean = |to: u32| {
                    let sum = members.iter().map(|&m| sold(m) * table.get(m, to));
                    sum.sum::<f64>() / all.max(1.0)
                };
                let row = self.row(cohort).iter();
                row.map(|&(to, _)| (cohort, to, mean(to))).collect()
            })
            .collect();
        PairTable::by_row(&rows.concat(), self.len())
    }

    /// Counts orders by the cohorts and products that they hold; whole numbers, so that parts can be counted apart.
    fn count(&mut self, baskets: &Baskets, min_orders: u32, weight: impl Fn(usize) -> u64 + Sync) {
        type Sums = HashMap<(u32, u32), (u32, u64)>;
        let orders = baskets.len();
        let part = orders.div_ceil(rayon::current_num_threads()).max(1);
        let add = |sums: &mut Sums, key: (u32, u32), weight: u64| {
            let sum = sums.entry(key).or_default();
            *sum = (sum.0 + 1, sum.1 + weight);
        };
        let sums = (0..orders.div_ceil(part))
            .into_par_iter()
            .map(|n| {
                let mut sums = Sums::default();
                let mut held: Vec<(u32, u32)> = Vec::new();
                for order in n * part..((n + 1) * part).min(orders) {
                    let items = baskets.items(order);
                    if items.len() > LARGEST_ORDER {
                        continue;
                    }
                    let weight = weight(items.len());
                    held.clear();
                    held.extend(
                        items
                            .iter()
                            .filter_map(|&item| Some((self.get(item)?, item))),
                    );
                    held.sort_unstable();
                    for same in held.chunk_by(|a, b| a.0 == b.0) {
                        let Some(&(cohort, only)) = same.first() else {
                            continue;
                        };
                        add(&mut sums, (cohort, ALL), weight);
                        for &item in items {
                            // A product is no company for itself.
                            if same.len() > 1 || item != only {
                                add(&mut sums, (cohort, item), weight);
                            }
                        }
                    }
                }
                sums
            })
            .reduce(Sums::default, |mut a, mut b| {
                if a.len() < b.len() {
                    std::mem::swap(&mut a, &mut b);
                }
                for (key, (orders, weight)) in b {
                    let sum = a.entry(key).or_default();
                    *sum = (sum.0 + orders, sum.1 + weight);
                }
                a
            });
        let mut sums: Vec<_> = sums.into_iter().collect();
        sums.par_sort_unstable();
        for ((cohort, item), (orders, weight)) in sums {
            let company = Company {
                orders: f64::from(orders),
                weight: weight as f64 / WEIGHT_ONE as f64,
            };
            if item == ALL {
                if let Some(total) = self.totals.get_mut(cohort as usize) {
                    *total = company;
                }
            } else if orders >= min_orders
                && let Some(row) = self.rows.get_mut(cohort as usize)
            {
                row.push((item, company));
            }
        }
    }
}

/// By product its cohort, and the members of each, both ascending.
fn grouped(counts: &PairCounts, facts: &Facts, min_orders: u32) -> (Vec<u32>, Vec<Vec<u32>>) {
    let products = facts.len() as u32;
    let known = |product: u32| {
        let row = counts.row(product);
        row.orders
            .iter()
            .filter(|&&orders| orders >= min_orders)
            .count()
    };
    let thin: Vec<bool> = (0..products)
        .into_par_iter()
        .map(|p| known(p) < NEIGHBOURS)
        .collect();
    let is_thin = |product: u32| thin.get(product as usize) == Some(&true);
    let mut leader: Vec<u32> = (0..products).collect();
    let mut size = vec![1_usize; products as usize];
    for (_, a, b) in pairs(counts, facts, min_orders, &is_thin) {
        let (a, b) = (root(&mut leader, a), root(&mut leader, b));
        let of = |root: u32| size.get(root as usize).copied().unwrap_or(0);
        let both = of(a) + of(b);
        if a == b || both > LARGEST {
            continue;
        }
        if let (Some(slot), Some(size)) = (leader.get_mut(b as usize), size.get_mut(a as usize)) {
            (*slot, *size) = (a, both);
        }
    }
    let mut groups: HashMap<(bool, u32), Vec<u32>> = HashMap::new();
    for product in 0..products {
        let root = root(&mut leader, product);
        if size.get(root as usize).is_some_and(|&size| size > 1) {
            groups.entry((false, root)).or_default().push(product);
        } else if is_thin(product) && number(&facts.category, product) != NONE {
            let category = number(&facts.category, product);
            groups.entry((true, category)).or_default().push(product);
        }
    }
    let mut members: Vec<Vec<u32>> = groups
        .into_values()
        .filter(|group| group.len() > 1 && group.iter().any(|&product| is_thin(product)))
        .collect();
    members.sort_unstable();
    let mut of = vec![0; products as usize];
    for (cohort, members) in (1..).zip(&members) {
        // The others lend their orders and need none.
        for &member in members.iter().filter(|&&member| is_thin(member)) {
            if let Some(slot) = of.get_mut(member as usize) {
                *slot = cohort;
            }
        }
    }
    (of, members)
}

/// Pairs of which at least one product is thin, the strongest first.
fn pairs(
    counts: &PairCounts,
    facts: &Facts,
    min_orders: u32,
    thin: &(dyn Fn(u32) -> bool + Sync),
) -> Vec<(f64, u32, u32)> {
    let names = Likeness::of(facts.words.clone());
    let mut found: Vec<(f64, u32, u32)> = (0..facts.len() as u32)
        .into_par_iter()
        .filter(|&product| thin(product))
        .map_init(LikenessScratch::default, |scratch, product| {
            let row = counts.row(product);
            let sold = f64::from(counts.orders_of(product));
            let mut near: Vec<(u32, f64, f64)> = row
                .to
                .iter()
                .zip(row.orders.iter())
                .filter(|(_, orders)| **orders >= min_orders)
                .map(|(&to, &both)| {
                    let other = f64::from(counts.orders_of(to));
                    (to, f64::from(both) / (sold * other).max(1.0).sqrt(), 0.0)
                })
                .collect();
            for (to, alike) in names.nearest(product, NEAREST, scratch, |_| true) {
                match near.binary_search_by_key(&to, |entry| entry.0) {
                    Ok(at) => {
                        if let Some(entry) = near.get_mut(at) {
                            entry.2 = alike;
                        }
                    }
                    Err(at) if alike >= ALIKE => near.insert(at, (to, 0.0, alike)),
                    Err(_) => {}
                }
            }
            near.into_iter()
                .map(|(to, bought, alike)| {
                    let strength = (bought + EITHER) * (alike + EITHER);
                    (strength, product.min(to), product.max(to))
                })
                .collect::<Vec<_>>()
        })
        .flatten_iter()
        .collect();
    found.par_sort_unstable_by(|x, y| y.0.total_cmp(&x.0).then((x.1, x.2).cmp(&(y.1, y.2))));
    found.dedup_by_key(|pair| (pair.1, pair.2));
    found
}

/// The product that stands for another one's group.
fn root(leader: &mut [u32], mut product: u32) -> u32 {
    while let Some(&next) = leader.get(product as usize)
        && next != product
    {
        let beyond = leader.get(next as usize).copied().unwrap_or(next);
        if let Some(slot) = leader.get_mut(product as usize) {
            *slot = beyond;
        }
        product = beyond;
    }
    product
}
