//! The counts that evidence is made of: all orders alike, small orders before large ones, and late ones before early ones, in one
//! walk over the orders.

use std::sync::Arc;

use super::{PairCounts, Room, WEIGHT_ONE, count_weighted};
use crate::baskets::Baskets;

/// Seconds of a day.
const DAY: f64 = 86_400.0;

/// What is counted of the orders before a moment.
#[derive(Clone, Copy, Debug)]
pub(crate) struct WindowOptions {
    /// Orders of more distinct products are not counted.
    pub(crate) max_basket: usize,
    /// The privacy floor of the second and third way: pairs of fewer orders are not kept.
    pub(crate) min_orders: u32,
    /// Days after which an order counts half: in the first way, and in the third.
    pub(crate) half_lives: [f64; 2],
}

/// Pairs of the orders before a moment, counted in three ways.
#[derive(Clone, Debug)]
pub(crate) struct Windows {
    /// All pairs, decayed by the first half-life.
    pub(crate) all: PairCounts,
    /// Pairs of the privacy floor, every order weighing one over its products, 1 on average.
    pub(crate) by_size: PairCounts,
    /// Pairs of the privacy floor, decayed by the second half-life.
    pub(crate) recent: PairCounts,
    /// Orders counted.
    pub(crate) orders: usize,
    /// The sum of their weights by the second half-life.
    pub(crate) recent_orders: f64,
    /// Mean products of an order, as orders weigh.
    pub(crate) mean_size: f64,
}

impl Windows {
    /// Counts orders, the latest of which is before `now`.
    pub(crate) fn of(
        baskets: &Baskets,
        now: i64,
        options: WindowOptions,
        room: &Arc<Room>,
    ) -> Self {
        let counted = |size: usize| (1..=options.max_basket).contains(&size);
        let sizes = || baskets.iter().map(|basket| basket.items.len());
        let orders = sizes().filter(|&size| counted(size)).count();
        let inverse = sizes().filter(|&size| counted(size));
        let inverse: f64 = inverse.map(|size| 1.0 / size as f64).sum();
        let mean_size = orders as f64 / inverse;
        let [first, second] = options.half_lives;
        let aged = |time: i64, days: f64| decay(now.saturating_sub(time), days);
        let weights: Vec<[u64; 3]> = baskets
            .iter()
            .map(|basket| {
                let by_size = mean_size / basket.items.len().max(1) as f64;
                [aged(basket.time, first), by_size, aged(basket.time, second)].map(whole)
            })
            .collect();
        let recent = baskets.iter().filter(|basket| counted(basket.items.len()));
        let recent_orders = recent.map(|basket| aged(basket.time, second)).sum();
        let least = [1, options.min_orders, options.min_orders];
        let [all, by_size, recent] =
            count_weighted(baskets, options.max_basket, least, &weights, room);
        Self {
            all,
            by_size,
            recent,
            orders,
            recent_orders,
            mean_size,
        }
    }
}

/// What an order of so many products weighs in [`Windows::by_size`], in parts of [`WEIGHT_ONE`].
pub(crate) fn weight_by_size(mean_size: f64, size: usize) -> u64 {
    whole(mean_size / size.max(1) as f64)
}

/// Orders before a moment, counted at once with each of some half-lives in days.
pub(crate) fn count_aged<const N: usize>(
    baskets: &Baskets,
    now: i64,
    half_lives: [f64; N],
    max_basket: usize,
    room: &Arc<Room>,
) -> [PairCounts; N] {
    let weights: Vec<[u64; N]> = baskets
        .iter()
        .map(|basket| half_lives.map(|days| whole(decay(now.saturating_sub(basket.time), days))))
        .collect();
    count_weighted(baskets, max_basket, [1; N], &weights, room)
}

/// The weight of an order so many seconds old.
pub(crate) fn decay(seconds: i64, half_life_days: f64) -> f64 {
    (-(seconds.max(0) as f64) / DAY / half_life_days).exp2()
}

fn whole(weight: f64) -> u64 {
    (weight * WEIGHT_ONE as f64).round() as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::count::{CountOptions, count_pairs};

    #[test]
    fn small_orders_weigh_more_and_all_together_as_much() {
        let baskets = Baskets::from_sets(&[vec![0, 1], vec![0, 1, 2, 3]], 4);
        let options = WindowOptions {
            max_basket: 500,
            min_orders: 1,
            half_lives: [f64::INFINITY; 2],
        };
        let found = Windows::of(&baskets, 0, options, &Arc::new(Room::unlimited()));
        assert_eq!((found.orders, found.recent_orders), (2, 2.0));
        let weight = |size| weight_by_size(found.mean_size, size);
        assert!(weight(2).abs_diff(2 * weight(4)) <= 1);
        assert!((weight(2) + weight(4)).abs_diff(2 * WEIGHT_ONE) <= 1);
        let row = found.by_size.row(2);
        assert_eq!(row.to.as_ref(), [0, 1, 3]);
        let plain = count_pairs(
            &baskets,
            &CountOptions {
                min_orders: 1,
                ..CountOptions::default()
            },
        );
        assert_eq!(found.all.row(0).orders, plain.row(0).orders);
    }

    #[test]
    fn an_order_counts_half_after_its_half_life() {
        assert!((decay(7 * 86_400, 7.0) - 0.5).abs() < 1e-12);
        assert_eq!(decay(7 * 86_400, f64::INFINITY), 1.0);
    }
}
