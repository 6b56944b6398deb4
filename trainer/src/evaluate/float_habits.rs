//! What is bought again, as it was fitted: a level of its own for every product, with unrounded numbers. What 32 levels lose is the difference to it.

use hashbrown::HashSet;
use setwise_core::snapshot::{Repurchase, habit_class};

use super::recommender::{Past, best};
use crate::baskets::Baskets;
use crate::fit::{Habits, fit_habits, fit_repurchase};

/// As `core::shelf::habits` has it, which a test holds: from this regularity on an interval says when a product is bought again.
const REGULAR: u8 = 2;
const DAY: i64 = 86_400;

/// The habits before they are packed.
pub struct FloatHabits {
    habits: Habits,
    repurchase: Vec<Option<Repurchase>>,
}

impl FloatHabits {
    /// Fits as a training does.
    #[must_use]
    pub fn fit(baskets: &Baskets, min_orders: u32) -> Self {
        let repurchase = fit_repurchase(baskets, min_orders);
        Self {
            habits: fit_habits(baskets, &repurchase),
            repurchase,
        }
    }

    /// The likeliest products of the next order.
    pub fn recommend(&self, history: &[Past], now: i64, limit: usize, out: &mut Vec<u32>) {
        let Habits {
            levels,
            popular,
            times,
            orders_ago,
            days_ago,
            due,
            orders,
            first,
            ..
        } = &self.habits;
        let factor = |table: &[f64], number: usize| {
            let class = habit_class(u32::try_from(number).unwrap_or(u32::MAX));
            table.get(class).copied().unwrap_or(0.0)
        };
        let known = |past: &Past| past.times.iter().copied().filter(|&at| at <= now).collect();
        let bought: Vec<(u32, Vec<i64>)> = history
            .iter()
            .map(|past| (past.product, known(past)))
            .collect();
        let mut moments: Vec<i64> = bought
            .iter()
            .flat_map(|(_, times)| times)
            .copied()
            .collect();
        moments.sort_unstable();
        moments.dedup();
        let mut scored: Vec<(f64, u32)> = Vec::with_capacity(bought.len() + popular.len());
        for (product, own) in &bought {
            let Some(&last) = own.iter().max() else {
                continue;
            };
            let days = usize::try_from((now - last) / DAY).unwrap_or(usize::MAX);
            let regular = self
                .repurchase
                .get(*product as usize)
                .and_then(Option::as_ref);
            let age = match regular.filter(|known| known.regularity >= REGULAR) {
                Some(known) => factor(due, days.saturating_mul(8) / usize::from(known.days.max(1))),
                None => factor(days_ago, days),
            };
            let since = moments.len() - moments.partition_point(|&at| at < last);
            let odds = levels.get(*product as usize).copied().unwrap_or(0.0)
                * factor(times, own.len())
                * factor(orders_ago, since)
                * factor(orders, moments.len())
                * age;
            scored.push((odds, *product));
        }
        let own: HashSet<u32> = bought.iter().map(|(product, _)| *product).collect();
        let share = factor(first, moments.len());
        let others = popular.iter().filter(|(product, _)| !own.contains(product));
        scored.extend(others.map(|&(product, chance)| (chance * share, product)));
        best(&mut scored, limit, out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::model::SetwiseModel;
    use crate::evaluate::recommender::{Ask, Recommender};
    use crate::ingest::{Interner, OrderHead, Product, Sale};
    use crate::pipeline::{self, TrainOptions};

    #[test]
    fn where_packing_loses_nothing_the_packed_ranking_is_the_same() {
        // Eight products: 32 levels say them all. Shoppers buy two of them again and again, and now and then another.
        let mut ids = Interner::new();
        let (mut sales, mut heads) = (Vec::new(), Vec::new());
        for order in 0..240u32 {
            ids.intern(&order.to_be_bytes());
            let shopper = order % 24;
            heads.push(OrderHead {
                time: 1_700_000_000 + i64::from(order) * DAY / 2,
                customer: u64::from(shopper) + 1,
            });
            let mut items = vec![shopper % 3, 3 + shopper % 2, (order * order + shopper) % 8];
            items.sort_unstable();
            items.dedup();
            sales.extend(items.into_iter().map(|product| Sale {
                order,
                product,
                quantity: 1,
                value: 0,
            }));
        }
        let products: Vec<Product> = (0..8)
            .map(|n| Product::bare(format!("p{n}").as_bytes()))
            .collect();
        let baskets = Baskets::from_sales(&sales, &heads, &ids, products.len());
        let options = TrainOptions::default();
        let folder = pipeline::train(&products, &baskets, None, &options).expect("trained");
        let mut packed = SetwiseModel::open(&folder, &products).expect("opens");
        let float = FloatHabits::fit(&baskets, options.min_orders);
        let now = 1_700_000_000 + 125 * DAY;
        let past = |product, days: &[i64]| Past {
            product,
            times: days.iter().map(|day| 1_700_000_000 + day * DAY).collect(),
        };
        let mut same = 0;
        for history in [
            vec![past(0, &[100, 112]), past(3, &[112])],
            vec![past(1, &[90, 101, 120]), past(4, &[101]), past(7, &[90])],
            vec![past(2, &[3])],
        ] {
            let (mut a, mut b) = (Vec::new(), Vec::new());
            packed.recommend(
                &Ask::Repeat {
                    history: history.clone(),
                    now,
                },
                8,
                &mut a,
            );
            float.recommend(&history, now, 8, &mut b);
            assert!(!a.is_empty());
            assert_eq!(a.first(), b.first(), "{a:?} {b:?}");
            same += usize::from(a == b);
        }
        assert!(same >= 2, "but for near ties");
    }
}
