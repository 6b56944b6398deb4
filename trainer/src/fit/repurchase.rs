//! When a product is bought again by the one who bought it.

use std::collections::BTreeMap;

use rayon::prelude::*;
use setwise_core::snapshot::{MAX_REPURCHASE_DAYS, Repurchase};

use super::customers::ByCustomer;
use crate::baskets::Baskets;

const DAY: i64 = 86_400;
/// Intervals that a median needs.
const ENOUGH: usize = 8;
/// Repeats over those that chance gives, and in standard deviations above them.
const ABOVE_CHANCE: f64 = 1.3;
const DEVIATIONS: f64 = 3.0;
/// Interquartile range over median, up to which an interval has regularity 3, 2, 1. Purchases at random have 1.6, or about
/// 1.1 in a year of orders.
const SPREADS: [f64; 3] = [0.3, 0.55, 0.8];

/// The repurchase interval of each product that is bought again more than popularity explains, with some regularity.
#[must_use]
pub fn fit_repurchase(baskets: &Baskets, min_orders: u32) -> Vec<Option<Repurchase>> {
    let products = baskets.products();
    let customers = ByCustomer::of(baskets);
    let repeats: Vec<(u32, i64)> = customers
        .par_iter()
        .flat_map_iter(|orders| repeats(baskets, orders))
        .collect();
    let mut intervals: Vec<Vec<i64>> = vec![Vec::new(); products];
    for (item, days) in repeats {
        if let Some(list) = intervals.get_mut(item as usize) {
            list.push(days);
        }
    }
    let mut sold = vec![0.0_f64; products];
    for basket in baskets.iter().filter(|basket| basket.customer != 0) {
        for &item in basket.items {
            if let Some(sold) = sold.get_mut(item as usize) {
                *sold += 1.0;
            }
        }
    }
    let chance = Chance::of(baskets, &customers);
    intervals
        .into_par_iter()
        .zip(sold)
        .map(|(mut days, sold)| {
            let repeats = days.len() as f64;
            let by_chance = chance.repeats(sold);
            let more = repeats >= ABOVE_CHANCE * by_chance
                && repeats - by_chance >= DEVIATIONS * by_chance.max(1.0).sqrt();
            if days.len() < ENOUGH.max(min_orders as usize) || !more {
                return None;
            }
            days.sort_unstable();
            let at = |quarter: usize| {
                days.get((days.len() - 1) * quarter / 4)
                    .copied()
                    .unwrap_or(0)
            };
            let median = at(2).max(1);
            let spread = (at(3) - at(1)) as f64 / median as f64;
            let regularity = SPREADS.iter().filter(|limit| spread <= **limit).count() as u8;
            (regularity > 0).then_some(Repurchase {
                days: u16::try_from(median)
                    .unwrap_or(MAX_REPURCHASE_DAYS)
                    .min(MAX_REPURCHASE_DAYS),
                regularity,
            })
        })
        .collect()
}

/// The products that a customer bought again, each with the days since the time before.
fn repeats(baskets: &Baskets, orders: &[(u64, u32)]) -> Vec<(u32, i64)> {
    let bought = orders
        .iter()
        .filter_map(|(_, order)| baskets.get(*order as usize));
    let mut bought: Vec<(u32, i64)> = bought
        .flat_map(|basket| basket.items.iter().map(move |&item| (item, basket.time)))
        .collect();
    bought.sort_unstable();
    let pairs = bought.iter().zip(bought.iter().skip(1));
    pairs
        .filter(|(before, after)| before.0 == after.0)
        .map(|(before, after)| (after.0, (after.1 - before.1 + DAY / 2) / DAY))
        .filter(|(_, days)| *days > 0)
        .collect()
}

/// Purchases dealt out to customers at random, each customer with a share as large as what they buy in all.
struct Chance {
    /// Shares of customers and how many have such a share, so that a million customers cost a few hundred terms.
    shares: Vec<(f64, f64)>,
}

impl Chance {
    fn of(baskets: &Baskets, customers: &ByCustomer) -> Self {
        let slots = |orders: &[(u64, u32)]| -> u64 {
            let items = |order: &(u64, u32)| baskets.items(order.1 as usize).len() as u64;
            orders.iter().map(items).sum()
        };
        let bought: Vec<u64> = customers.par_iter().map(slots).collect();
        let all = bought.iter().sum::<u64>() as f64;
        let mut sizes: BTreeMap<u64, f64> = BTreeMap::new();
        for size in bought {
            *sizes.entry(size).or_default() += 1.0;
        }
        Self {
            shares: sizes
                .into_iter()
                .map(|(size, customers)| (size as f64 / all.max(1.0), customers))
                .collect(),
        }
    }

    /// Of `sold` purchases those by a customer who already has one.
    fn repeats(&self, sold: f64) -> f64 {
        let buyers: f64 = self
            .shares
            .iter()
            .map(|(share, customers)| customers * (1.0 - (1.0 - share).powf(sold)))
            .sum();
        (sold - buyers).max(0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::{Interner, OrderHead, Sale};

    /// Orders as (customer, day, product).
    fn baskets(orders: &[(u64, i64, u32)], products: usize) -> Baskets {
        let mut ids = Interner::new();
        let (mut sales, mut heads) = (Vec::new(), Vec::new());
        for (order, &(customer, day, product)) in (0u32..).zip(orders) {
            ids.intern(&order.to_be_bytes());
            sales.push(Sale {
                order,
                product,
                quantity: 1,
                value: 1,
            });
            heads.push(OrderHead {
                time: day * DAY,
                customer,
            });
        }
        Baskets::from_sales(&sales, &heads, &ids, products)
    }

    #[test]
    fn coffee_has_an_interval_and_a_bestseller_has_none() {
        let mut orders = Vec::new();
        for customer in 1..=40u64 {
            // Coffee every 30 days by a quarter of the customers; everyone buys one lamp and another vase.
            if customer % 4 == 0 {
                orders.extend((0..5).map(|n| (customer, 30 * n + (n * customer as i64) % 3, 0)));
            }
            orders.push((customer, customer as i64, 1));
            orders.push((customer, 60 + customer as i64, 2));
        }
        let found = fit_repurchase(&baskets(&orders, 3), 3);
        assert_eq!(found[0].map(|entry| entry.regularity), Some(3));
        assert!(
            found[0].is_some_and(|entry| (29..=31).contains(&entry.days)),
            "{found:?}"
        );
        assert_eq!(found[1..], [None, None]);
    }
}
