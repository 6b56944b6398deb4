//! What categories are bought with, and what stands first in them.

use std::collections::BTreeMap;

use hashbrown::HashMap;
use rayon::prelude::*;

use crate::fit::facts::{NONE, number};
use crate::fit::shop::Shop;

/// Best-selling products listed of each category, and of each department by catalog order.
const LISTED: usize = 24;
/// Categories that one is named to be bought with.
const PARTNERS: usize = 8;
/// Orders together over those that chance gives.
const LIFT: f64 = 1.2;

/// What categories are bought with.
pub(super) struct Categories {
    /// By category: others in more orders together than chance explains, with the share of orders; best first.
    pub(super) partners: BTreeMap<u32, Vec<(u32, f64)>>,
    /// By category: the best sellers, with their share of the best one's sales.
    pub(super) members: BTreeMap<u32, Vec<(u32, f64)>>,
    /// Categories of which orders hold two and more products, ascending.
    pub(super) within: Vec<u32>,
    /// By department: the first product of each of its categories, as the catalog lists them, best sellers first.
    pub(super) first: BTreeMap<u32, Vec<u32>>,
}

impl Categories {
    pub(super) fn of(shop: &Shop<'_>, min_orders: u32) -> Self {
        let held = Held::of(shop);
        let mut partners: BTreeMap<u32, Vec<(u32, f64)>> = BTreeMap::new();
        for ((a, b), both) in held.pairs() {
            let (both_orders, sold) = (f64::from(both), held.sold(a));
            let lift = both_orders * held.orders as f64 / (sold * held.sold(b)).max(1.0);
            if both >= min_orders && lift > LIFT {
                let share = |sold: f64| both_orders / sold.max(1.0);
                partners.entry(a).or_default().push((b, share(sold)));
                let back = share(held.sold(b));
                partners.entry(b).or_default().push((a, back));
            }
        }
        for list in partners.values_mut() {
            list.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            list.truncate(PARTNERS);
        }
        let (members, first) = listed(shop);
        Self {
            partners,
            members,
            within: held.within(min_orders),
            first,
        }
    }
}

/// Orders by the categories that they hold: whole numbers, so that parts of the orders can be counted apart.
#[derive(Default)]
struct Held {
    orders: u64,
    /// Orders with a category, and with two and more products of it.
    with: HashMap<u32, (u32, u32)>,
    /// Orders with two categories, the smaller number first.
    both: HashMap<(u32, u32), u32>,
}

impl Held {
    fn of(shop: &Shop<'_>) -> Self {
        let orders = shop.baskets.len();
        let part = orders.div_ceil(rayon::current_num_threads()).max(1);
        (0..orders.div_ceil(part))
            .into_par_iter()
            .map(|n| {
                let mut held = Self::default();
                let mut categories = Vec::new();
                for order in n * part..((n + 1) * part).min(orders) {
                    let items = shop.baskets.items(order);
                    if items.len() > shop.max_basket {
                        continue;
                    }
                    categories.clear();
                    categories.extend(
                        items
                            .iter()
                            .map(|&item| number(&shop.facts.category, item))
                            .filter(|&category| category != NONE),
                    );
                    held.add(&mut categories);
                }
                held
            })
            .reduce(Self::default, Self::plus)
    }

    /// Adds an order by the categories of its products.
    fn add(&mut self, categories: &mut Vec<u32>) {
        self.orders += 1;
        categories.sort_unstable();
        for same in categories.chunk_by(|a, b| a == b) {
            if let Some(&category) = same.first() {
                let (with, several) = self.with.entry(category).or_default();
                *with += 1;
                *several += u32::from(same.len() > 1);
            }
        }
        categories.dedup();
        for (at, &a) in categories.iter().enumerate() {
            for &b in categories.iter().skip(at + 1) {
                *self.both.entry((a, b)).or_default() += 1;
            }
        }
    }

    fn plus(mut self, other: Self) -> Self {
        if self.both.len() < other.both.len() {
            return other.plus(self);
        }
        self.orders += other.orders;
        for (category, (with, several)) in other.with {
            let own = self.with.entry(category).or_default();
            *own = (own.0 + with, own.1 + several);
        }
        for (pair, orders) in other.both {
            *self.both.entry(pair).or_default() += orders;
        }
        self
    }

    fn sold(&self, category: u32) -> f64 {
        self.with
            .get(&category)
            .map_or(0.0, |(with, _)| f64::from(*with))
    }

    /// Pairs and their orders, ascending: the order of a hash map must not reach an output.
    fn pairs(&self) -> Vec<((u32, u32), u32)> {
        let mut pairs: Vec<_> = self.both.iter().map(|(&pair, &n)| (pair, n)).collect();
        pairs.par_sort_unstable();
        pairs
    }

    fn within(&self, min_orders: u32) -> Vec<u32> {
        let mut within: Vec<u32> = self
            .with
            .iter()
            .filter(|(_, (with, several))| *several >= min_orders && several * 10 >= *with)
            .map(|(&category, _)| category)
            .collect();
        within.sort_unstable();
        within
    }
}

type Lists<T> = BTreeMap<u32, Vec<T>>;

/// Members of each category and the first ones of each department.
fn listed(shop: &Shop<'_>) -> (Lists<(u32, f64)>, Lists<u32>) {
    let facts = shop.facts;
    let mut listed: Vec<u32> = (0..facts.len() as u32).collect();
    listed.par_sort_by_key(|&p| {
        (
            std::cmp::Reverse(shop.counts.orders_of(p)),
            facts.places.get(p as usize).copied().unwrap_or(u32::MAX),
            p,
        )
    });
    let mut members: Lists<(u32, f64)> = BTreeMap::new();
    let mut first: Lists<u32> = BTreeMap::new();
    for product in listed {
        let (category, department) = (
            number(&facts.category, product),
            number(&facts.department, product),
        );
        let list = members.entry(category).or_default();
        if category != NONE && list.is_empty() {
            first.entry(department).or_default().push(product);
        }
        if list.len() < LISTED {
            list.push((product, f64::from(shop.counts.orders_of(product)) + 1.0));
        }
    }
    for list in members.values_mut() {
        let best = list.first().map_or(1.0, |best| best.1);
        list.iter_mut().for_each(|entry| entry.1 /= best);
    }
    for list in first.values_mut() {
        list.truncate(LISTED);
    }
    (members, first)
}
