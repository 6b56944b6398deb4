//! Which orders are the best forecast of the next ones: the shop's last month says.

use hashbrown::HashMap;
use rayon::prelude::*;
use setwise_core::snapshot::Repurchase;

use super::examples::{CLASSES, Past, Shopper, class};
use super::popularity::Recency;
use super::{Factors, Habits, fit};
use crate::baskets::Baskets;

/// A way to forecast the next order.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Way {
    pub(super) recency: Recency,
    /// Whether it matters what the shopper bought before.
    pub(super) habits: bool,
}

const fn learned(recency: Recency) -> Way {
    Way {
        recency,
        habits: true,
    }
}

/// What is tried; the first stays unless another is surely better.
const TRIED: [Way; 6] = [
    learned(Recency::Always),
    learned(Recency::HalfLife(60.0)),
    learned(Recency::HalfLife(30.0)),
    learned(Recency::HalfLife(14.0)),
    learned(Recency::HalfLife(7.0)),
    Way {
        recency: Recency::Always,
        habits: false,
    },
];
/// Days that are held out, or a third of a shorter history.
const HELD_OUT: i64 = 30 * 86_400;
/// Orders that are asked about at most.
const MOST: usize = 3_000;
/// Fewer say nothing.
const LEAST: usize = 20;
/// Products that are shown.
const SHOWN: usize = 10;

/// One order, and what was known of its shopper.
struct Question {
    shopper: Shopper,
    now: i64,
    items: Vec<u32>,
}

/// The best way, and what its choice rests on.
pub(super) fn way(baskets: &Baskets, repurchase: &[Option<Repurchase>]) -> (Way, String) {
    let [standard, ..] = TRIED;
    let times: Vec<i64> = baskets.iter().map(|basket| basket.time).collect();
    let (Some(&begin), Some(&end)) = (times.first(), times.last()) else {
        return (standard, String::new());
    };
    let since = end - HELD_OUT.min((end - begin) / 3);
    let train = baskets.between(i64::MIN..since);
    let asked = questions(&train, &baskets.between(since..i64::MAX));
    if asked.len() < LEAST {
        return (
            standard,
            format!("{} orders to choose by are too few", asked.len()),
        );
    }
    let found: Vec<Vec<f64>> = TRIED
        .par_iter()
        .map(|&way| {
            let habits = fit(&train, repurchase, way);
            asked
                .iter()
                .map(|question| recall(&habits, repurchase, question))
                .collect()
        })
        .collect();
    let mut best = 0;
    let first = found.first().map_or(&[][..], Vec::as_slice);
    let mut gain = 0.0;
    for (at, other) in found.iter().enumerate().skip(1) {
        let (mean, error) = paired(other, first);
        if mean > error && mean > gain {
            (best, gain) = (at, mean);
        }
    }
    let mean = |all: &[f64]| all.iter().sum::<f64>() / all.len().max(1) as f64;
    let text = |(way, all): (&Way, &Vec<f64>)| format!("{way} {:.4}", mean(all));
    let tried: Vec<String> = TRIED.iter().zip(&found).map(text).collect();
    let chosen = TRIED.get(best).copied().unwrap_or(standard);
    let note = format!(
        "{chosen}; recall@{SHOWN} of {} orders held out: {}",
        asked.len(),
        tried.join(", ")
    );
    (chosen, note)
}

/// Mean and standard error of differences of pairs.
fn paired(a: &[f64], b: &[f64]) -> (f64, f64) {
    let count = a.len().max(1) as f64;
    let apart = || a.iter().zip(b).map(|(a, b)| a - b);
    let mean = apart().sum::<f64>() / count;
    let squares: f64 = apart().map(|off| (off - mean).powi(2)).sum();
    (mean, squares.sqrt() / count)
}

/// Orders of the window by shoppers with earlier ones, of at least two products that were sold before it.
fn questions(train: &Baskets, window: &Baskets) -> Vec<Question> {
    let mut shoppers: HashMap<u64, Shopper> = HashMap::new();
    let mut sold = vec![false; train.products()];
    for basket in train.iter() {
        for &item in basket.items {
            if let Some(sold) = sold.get_mut(item as usize) {
                *sold = true;
            }
        }
        if basket.customer != 0 {
            shoppers
                .entry(basket.customer)
                .or_default()
                .add(basket.items, basket.time);
        }
    }
    let mut asked = Vec::new();
    for basket in window.iter().filter(|basket| basket.customer != 0) {
        let shopper = shoppers.entry(basket.customer).or_default();
        let known = |item: &u32| sold.get(*item as usize) == Some(&true);
        let items: Vec<u32> = basket.items.iter().copied().filter(known).collect();
        if shopper.is_known(basket.time) && items.len() >= 2 {
            asked.push(Question {
                shopper: shopper.clone(),
                now: basket.time,
                items,
            });
        }
        shopper.add(basket.items, basket.time);
    }
    let every = asked.len().div_ceil(MOST).max(1);
    asked.into_iter().step_by(every).collect()
}

/// The share of an order that is among the products shown.
fn recall(habits: &Habits, repurchase: &[Option<Repurchase>], question: &Question) -> f64 {
    let Question {
        shopper,
        now,
        items,
    } = question;
    let mut scored: Vec<(f64, u32)> = shopper
        .past(repurchase, *now)
        .map(|(product, past)| (habits.again(product, past), product))
        .collect();
    let first = factor(&habits.first, class(shopper.orders()));
    let popular = habits.popular.iter().filter(|known| !shopper.has(known.0));
    scored.extend(popular.map(|&(product, share)| (share * first, product)));
    scored.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let shown = scored.iter().take(SHOWN);
    let found = shown
        .filter(|known| items.binary_search(&known.1).is_ok())
        .count();
    found as f64 / items.len().max(1) as f64
}

fn factor(factors: &Factors, class: u8) -> f64 {
    factors.get(usize::from(class)).copied().unwrap_or(0.0)
}

impl Habits {
    /// The odds that a product is bought again, as the ranking computes them but in full precision.
    fn again(&self, product: u32, past: Past) -> f64 {
        let level = self.levels.get(product as usize).copied().unwrap_or(0.0);
        let age = match past.age.checked_sub(CLASSES as u8) {
            Some(due) => factor(&self.due, due),
            None => factor(&self.days_ago, past.age),
        };
        level
            * factor(&self.times, past.times)
            * factor(&self.orders_ago, past.orders_ago)
            * factor(&self.orders, past.orders)
            * age
    }
}

impl std::fmt::Display for Way {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.habits, self.recency) {
            (false, _) => write!(f, "popularity alone"),
            (true, Recency::Always) => write!(f, "all orders alike"),
            (true, Recency::HalfLife(days)) => write!(f, "half-life of {days} days"),
        }
    }
}
