//! What shoppers buy again, and what they buy first: the odds that the next order holds a product.
//!
//! Of a product that the shopper has bought the odds are `level · times · orders ago · days ago · orders`: a level of the
//! product (how many buy it now, and how much more often than others of its kind it is bought again) and a factor each for how
//! often and how long ago the shopper bought it and how often the shopper buys at all. Of a product that the shopper has not
//! bought they are the share of orders that hold it, times the part of these that a first purchase is. Factors are counted in
//! the shop's own orders ([`examples`]), by logistic regression ([`model`]). So no rule says whether own products come before popular
//! ones: where nobody buys a thing twice they do not.
//!
//! What "now" means differs from shop to shop: which share of orders is the best forecast, that of all time or of the last
//! weeks, the shop's last month says ([`choose`]).

mod choose;
mod examples;
mod model;
mod popularity;

use setwise_core::snapshot::{HABIT_LEVELS, MAX_POPULAR, Repurchase};

use crate::baskets::Baskets;
use choose::Way;
use examples::Examples;

/// A factor for each class of numbers, as `snapshot::habit_class` has them.
pub(crate) type Factors = [f64; HABIT_LEVELS];

/// What a shop's orders say of habits.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Habits {
    /// By product: the odds that it is bought again where all factors are 1; 0 for what was never bought.
    pub(crate) levels: Vec<f64>,
    /// How many orders hold each product, which says how much its level matters.
    pub(crate) sold: Vec<f64>,
    /// Products that are most likely bought first, the likeliest first, and how likely.
    pub(crate) popular: Vec<(u32, f64)>,
    /// By how often, by how many orders ago, by days ago or by eighths of the interval, and by how many orders the shopper has.
    pub(crate) times: Factors,
    pub(crate) orders_ago: Factors,
    pub(crate) days_ago: Factors,
    pub(crate) due: Factors,
    pub(crate) orders: Factors,
    /// By how many orders the shopper has: what popularity is multiplied with.
    pub(crate) first: Factors,
    /// What was chosen, for who trains to see.
    pub choice: String,
}

/// Fits habits to the orders of known customers. `repurchase` are intervals by product.
#[must_use]
pub fn fit_habits(baskets: &Baskets, repurchase: &[Option<Repurchase>]) -> Habits {
    let (way, note) = choose::way(baskets, repurchase);
    let mut habits = fit(baskets, repurchase, way);
    habits.choice = note;
    habits
}

/// The same in one way.
fn fit(baskets: &Baskets, repurchase: &[Option<Repurchase>], way: Way) -> Habits {
    let examples = Examples::of(baskets, repurchase, way.recency);
    if way.habits {
        model::fit(&examples)
    } else {
        model::popularity(&examples)
    }
}

/// Levels that stand for those of all products, ascending: parts of equal sales, each as its mean, so that what is bought
/// most is told apart best.
#[must_use]
pub(crate) fn level_table(habits: &Habits) -> [f64; HABIT_LEVELS] {
    let mut known: Vec<(f64, f64)> = habits
        .levels
        .iter()
        .copied()
        .zip(habits.sold.iter().copied())
        .filter(|(level, sold)| *level > 0.0 && *sold > 0.0)
        .map(|(level, sold)| (level.ln(), sold))
        .collect();
    known.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    let part = known.iter().map(|(_, sold)| sold).sum::<f64>() / HABIT_LEVELS as f64;
    let last = known.last().map_or(0.0, |(level, _)| *level);
    let mut table = [last; HABIT_LEVELS];
    let (mut sum, mut at) = (0.0, 0);
    for &(level, sold) in &known {
        sum += sold;
        while sum >= (at as f64 + 0.5) * part
            && let Some(slot) = table.get_mut(at)
        {
            *slot = level;
            at += 1;
        }
    }
    for _ in 0..ROUNDS {
        let mut means = [(0.0, 0.0); HABIT_LEVELS];
        for &(level, sold) in &known {
            if let Some(mean) = means.get_mut(usize::from(nearest_level(&table, level))) {
                *mean = (mean.0 + level * sold, mean.1 + sold);
            }
        }
        for (slot, (sum, sold)) in table.iter_mut().zip(means) {
            if sold > 0.0 {
                *slot = sum / sold;
            }
        }
    }
    table.map(f64::exp)
}

/// Rounds in which values of the table become the means of what they stand for.
const ROUNDS: usize = 8;

/// The place of the number in a table that is nearest to a value, of equally near ones the first.
pub(crate) fn nearest_level(table: &[f64; HABIT_LEVELS], value: f64) -> u8 {
    let (mut best, mut least) = (0, f64::INFINITY);
    for (place, number) in (0..).zip(table) {
        let off = (number - value).abs();
        if off < least {
            (best, least) = (place, off);
        }
    }
    best
}

/// At most so many products are named as popular.
const POPULAR: usize = MAX_POPULAR;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::{Interner, OrderHead, Sale};

    const DAY: i64 = 86_400;

    /// Orders as (customer, day, products).
    fn baskets(orders: &[(u64, i64, Vec<u32>)], products: usize) -> Baskets {
        let mut ids = Interner::new();
        let (mut sales, mut heads) = (Vec::new(), Vec::new());
        for (order, (customer, day, items)) in (0u32..).zip(orders) {
            ids.intern(&order.to_be_bytes());
            let mut items = items.clone();
            items.sort_unstable();
            items.dedup();
            sales.extend(items.into_iter().map(|product| Sale {
                order,
                product,
                quantity: 1,
                value: 1,
            }));
            heads.push(OrderHead {
                time: day * DAY,
                customer: *customer,
            });
        }
        Baskets::from_sales(&sales, &heads, &ids, products)
    }

    /// Weekly orders of sixty customers: a product that `own` says, and now and then the bestseller.
    fn weekly(own: impl Fn(u64, u64) -> u64) -> Baskets {
        let mut orders = Vec::new();
        for week in 0..10 {
            for customer in 0..60 {
                let mut items = vec![1 + (own(customer, week) % 30) as u32];
                if (customer + week) % 5 == 0 {
                    items.push(0);
                }
                orders.push((customer + 1, 7 * week as i64, items));
            }
        }
        baskets(&orders, 31)
    }

    /// How likely product 5 is bought again by who bought it once in the last of five orders, a week ago; and the bestseller by
    /// who did not buy it yet.
    fn odds(habits: &Habits) -> (f64, f64) {
        let of =
            |factors: &Factors, number: u32| factors[setwise_core::snapshot::habit_class(number)];
        let again = habits.levels[5]
            * of(&habits.times, 1)
            * of(&habits.orders_ago, 1)
            * of(&habits.orders, 5)
            * of(&habits.days_ago, 7);
        assert_eq!(habits.popular[0].0, 0);
        (again, habits.popular[0].1 * of(&habits.first, 5))
    }

    #[test]
    fn who_keeps_to_a_product_gets_it_again_and_who_never_does_what_is_popular() {
        let none = [None; 31];
        let (again, popular) = odds(&fit_habits(&weekly(|customer, _| customer), &none));
        assert!(again > 4.0 * popular, "{again} {popular}");
        let fickle = weekly(|customer, week| customer * 7 + week * 3);
        let (again, popular) = odds(&fit_habits(&fickle, &none));
        assert!(again < popular, "{again} {popular}");
    }

    #[test]
    fn a_shop_without_customers_knows_what_is_popular() {
        let orders: Vec<_> = (0..40)
            .map(|day| (0, day, vec![u32::from(day % 4 == 0)]))
            .collect();
        let habits = fit_habits(&baskets(&orders, 3), &[None; 3]);
        let popular: Vec<u32> = habits.popular.iter().map(|known| known.0).collect();
        assert_eq!(popular, [0, 1], "the third was never sold");
        assert_eq!(habits.levels[2], 0.0);
        assert!(habits.levels[0] > habits.levels[1]);
        // Without data too, what was bought often is likelier than what was bought once.
        assert!(habits.times[3] > habits.times[0]);
        assert!(fit_habits(&Baskets::default(), &[]).popular.is_empty());
    }

    #[test]
    fn levels_are_told_apart_where_most_is_sold() {
        let much = |n: i32| n < 20;
        let habits = Habits {
            levels: (0..40)
                .map(|n| {
                    if much(n) {
                        1.0 + 0.05 * f64::from(n)
                    } else {
                        1e-4
                    }
                })
                .collect(),
            sold: (0..40).map(|n| if much(n) { 100.0 } else { 0.1 }).collect(),
            ..Habits::default()
        };
        let logs = level_table(&habits).map(f64::ln);
        let levels = habits.levels.iter().take(20);
        let mut apart: Vec<u8> = levels
            .map(|level| nearest_level(&logs, level.ln()))
            .collect();
        apart.dedup();
        assert!(apart.len() >= 15, "{apart:?}");
        assert!(logs.iter().all(|level| level.is_finite()));
    }
}
