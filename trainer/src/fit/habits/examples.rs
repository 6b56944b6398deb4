//! Orders as examples: of every product that the shopper had, whether the next order held it again.

use hashbrown::HashMap;
use setwise_core::snapshot::{HABIT_LEVELS, Repurchase, habit_class};
use xxhash_rust::xxh64::xxh64;

use super::POPULAR;
use super::popularity::{Recency, Shares};
use crate::baskets::Baskets;

/// Most examples that are looked at; of larger shops a part of the customers.
const MOST: u64 = 250_000;
/// Classes of a factor.
pub(super) const CLASSES: usize = HABIT_LEVELS;
/// From this regularity on a product has an interval, as for the ranking.
const REGULAR: u8 = 2;
/// Popular products change: their list is made anew after so many seconds.
const RELIST: i64 = 30 * 86_400;
const DAY: i64 = 86_400;

/// What a shopper's earlier orders say of one product, in classes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Past {
    pub(super) times: u8,
    pub(super) orders_ago: u8,
    pub(super) orders: u8,
    /// Of days, or from [`CLASSES`] on of eighths of the interval.
    pub(super) age: u8,
}

/// One product of one shopper before an order.
#[derive(Clone, Copy, Debug)]
pub(super) struct Example {
    pub(super) product: u32,
    pub(super) past: Past,
    /// Logarithm of the share of orders that held it then.
    pub(super) share: f32,
    pub(super) again: bool,
}

/// What the orders of a shop show.
pub(super) struct Examples {
    pub(super) all: Vec<Example>,
    /// By class of the shopper's orders: first purchases of popular products, and as many as their shares expect.
    pub(super) first: [(f64, f64); CLASSES],
    /// Shares after the last order.
    pub(super) shares: Shares,
    pub(super) products: usize,
    /// When the last order was.
    pub(super) now: i64,
}

/// The class of a number, as in the format.
pub(super) fn class(number: u32) -> u8 {
    habit_class(number) as u8
}

/// The earlier orders of one shopper.
#[derive(Clone, Debug, Default)]
pub(super) struct Shopper {
    /// Moments of orders, ascending, each once.
    orders: Vec<i64>,
    /// By product: in how many orders, and when last.
    bought: Vec<(u32, u32, i64)>,
}

impl Shopper {
    pub(super) fn add(&mut self, items: &[u32], time: i64) {
        if self.orders.last() != Some(&time) {
            self.orders.push(time);
        }
        for &item in items {
            match self.bought.binary_search_by_key(&item, |known| known.0) {
                Ok(at) => {
                    if let Some(known) = self.bought.get_mut(at).filter(|known| known.2 != time) {
                        *known = (item, known.1 + 1, time);
                    }
                }
                Err(at) => self.bought.insert(at, (item, 1, time)),
            }
        }
    }

    /// Whether there was an order before this moment, and none since.
    pub(super) fn is_known(&self, now: i64) -> bool {
        self.orders.last().is_some_and(|&last| last < now)
    }

    pub(super) fn orders(&self) -> u32 {
        self.orders.len() as u32
    }

    pub(super) fn has(&self, product: u32) -> bool {
        self.bought
            .binary_search_by_key(&product, |known| known.0)
            .is_ok()
    }

    /// What is known at a moment of each product bought before.
    pub(super) fn past<'a>(
        &'a self,
        repurchase: &'a [Option<Repurchase>],
        now: i64,
    ) -> impl Iterator<Item = (u32, Past)> + 'a {
        self.bought.iter().map(move |&(product, times, last)| {
            let before = self.orders.partition_point(|&at| at < last);
            let days = u32::try_from((now - last) / DAY).unwrap_or(u32::MAX);
            let interval = repurchase
                .get(product as usize)
                .copied()
                .flatten()
                .filter(|known| known.regularity >= REGULAR);
            let age = interval.map_or_else(
                || class(days),
                |known| {
                    CLASSES as u8 + class(days.saturating_mul(8) / u32::from(known.days.max(1)))
                },
            );
            let past = Past {
                times: class(times),
                orders_ago: class((self.orders.len() - before) as u32),
                orders: class(self.orders()),
                age,
            };
            (product, past)
        })
    }
}

impl Examples {
    pub(super) fn of(
        baskets: &Baskets,
        repurchase: &[Option<Repurchase>],
        recency: Recency,
    ) -> Self {
        let part = part_of(baskets);
        let mut shares = Shares::new(baskets.products(), recency);
        let mut shoppers: HashMap<u64, Shopper> = HashMap::new();
        let mut all = Vec::new();
        let mut first = [(0.0, 0.0); CLASSES];
        let mut now = 0;
        let (mut top, mut listed) = (Vec::new(), i64::MIN);
        for basket in baskets.iter() {
            now = basket.time;
            if basket.customer != 0 && part.has(basket.customer) {
                if listed.saturating_add(RELIST) <= now {
                    (top, listed) = (shares.top(POPULAR, now), now);
                }
                let shopper = shoppers.entry(basket.customer).or_default();
                if shopper.is_known(now) {
                    for (product, past) in shopper.past(repurchase, now) {
                        all.push(Example {
                            product,
                            past,
                            share: shares.share(product, now).ln() as f32,
                            again: basket.items.binary_search(&product).is_ok(),
                        });
                    }
                    if let Some(first) = first.get_mut(usize::from(class(shopper.orders()))) {
                        for &(product, _) in top.iter().filter(|known| !shopper.has(known.0)) {
                            let share = shares.share(product, now);
                            let bought = basket.items.binary_search(&product).is_ok();
                            *first = (first.0 + f64::from(u8::from(bought)), first.1 + share);
                        }
                    }
                }
                shopper.add(basket.items, now);
            }
            shares.add(basket.items, now);
        }
        Self {
            all,
            first,
            shares,
            products: baskets.products(),
            now: now + 1,
        }
    }
}

/// Every so many-th customer, by a hash.
struct Part(u64);

impl Part {
    fn has(&self, customer: u64) -> bool {
        xxh64(&customer.to_le_bytes(), 0).is_multiple_of(self.0)
    }
}

/// As many customers as give about [`MOST`] examples.
fn part_of(baskets: &Baskets) -> Part {
    // Orders and lines of each customer: at most every line is asked about in every later order.
    let mut known: HashMap<u64, (u64, u64)> = HashMap::new();
    let mut examples = 0;
    for basket in baskets.iter().filter(|basket| basket.customer != 0) {
        let lines = basket.items.len() as u64;
        let known = known.entry(basket.customer).or_default();
        examples += known.1;
        *known = (known.0 + 1, known.1 + lines);
    }
    Part((examples / MOST).max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_are_those_of_the_format() {
        let classes = [0, 1, 2, 7, 8, 9, 10, 511, 512, u32::MAX].map(class);
        assert_eq!(classes, [0, 0, 1, 6, 7, 7, 8, 30, 31, 31]);
    }

    #[test]
    fn a_shoppers_past_is_counted_in_orders_and_days() {
        let mut shopper = Shopper::default();
        shopper.add(&[3, 7], 0);
        shopper.add(&[7], 2 * DAY);
        // A second receipt of the same moment is the same order.
        shopper.add(&[7, 9], 2 * DAY);
        let interval = Repurchase {
            days: 8,
            regularity: 3,
        };
        let repurchase: Vec<_> = (0..10).map(|n| (n == 9).then_some(interval)).collect();
        let past: Vec<_> = shopper.past(&repurchase, 6 * DAY).collect();
        let of = |times, orders_ago, age| Past {
            times: class(times),
            orders_ago: class(orders_ago),
            orders: class(2),
            age,
        };
        assert_eq!(
            past,
            [
                (3, of(1, 2, class(6))),
                (7, of(2, 1, class(4))),
                // Four days of eight are four eighths.
                (9, of(1, 1, CLASSES as u8 + class(4))),
            ]
        );
        assert!(shopper.is_known(6 * DAY) && !shopper.is_known(2 * DAY));
    }
}
