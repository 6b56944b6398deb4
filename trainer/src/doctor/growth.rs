//! How many orders a shop needs until most of its products have neighbours, from how the number of those products has grown so far.

use std::collections::HashMap;

use serde::Serialize;

use crate::baskets::Baskets;

/// Pairs looked at, at most: beyond that there are so many orders that nobody asks.
const MOST_PAIRS: usize = 20_000_000;
/// No guess goes further than so many times the orders there are.
const FURTHEST: f64 = 20.0;
/// A slower growth than this power of the orders is none.
const SLOWEST: f64 = 0.05;

/// Products with neighbours after so many orders.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Point {
    /// Orders, the earliest first.
    pub orders: usize,
    /// Products that stand in a pair which enough of these orders hold.
    pub products: usize,
}

/// The growth so far: after a quarter, a half and all of the orders.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Growth {
    /// The three points; none where there are too many pairs to look at.
    pub points: Vec<Point>,
}

impl Growth {
    /// Counts pairs of orders with at most `max_basket` products, and which are in at least `min_orders` of them.
    #[must_use]
    pub fn of(baskets: &Baskets, min_orders: u32, max_basket: usize) -> Self {
        let used = || {
            baskets
                .iter()
                .filter(|basket| basket.items.len() <= max_basket)
        };
        let pairs: usize = used()
            .map(|basket| basket.items.len() * basket.items.len().saturating_sub(1) / 2)
            .sum();
        if pairs > MOST_PAIRS {
            return Self::default();
        }
        let all = baskets.len();
        let stops = [all / 4, all / 2, all];
        let mut seen: HashMap<(u32, u32), u32> = HashMap::new();
        let mut has_neighbour: Vec<bool> = Vec::new();
        let mut points = Vec::new();
        for (read, basket) in (1..).zip(baskets.iter()) {
            if basket.items.len() <= max_basket {
                for (at, &a) in basket.items.iter().enumerate() {
                    for &b in basket.items.iter().skip(at + 1) {
                        let orders = seen.entry((a, b)).or_default();
                        *orders += 1;
                        if *orders == min_orders {
                            mark(&mut has_neighbour, a);
                            mark(&mut has_neighbour, b);
                        }
                    }
                }
            }
            for _ in stops.iter().filter(|&&stop| stop == read) {
                let products = has_neighbour.iter().filter(|&&has| has).count();
                points.push(Point {
                    orders: read,
                    products,
                });
            }
        }
        Self { points }
    }

    /// Products with neighbours today.
    #[must_use]
    pub fn products(&self) -> Option<usize> {
        self.points.last().map(|point| point.products)
    }

    /// About how many orders it takes until `target` products have neighbours, if it grows on as it did; `None` if that is too far
    /// away to be guessed.
    #[must_use]
    pub fn orders_for(&self, target: usize) -> Option<u64> {
        let [.., before, now] = self.points.as_slice() else {
            return None;
        };
        if before.products == 0 || before.orders == 0 || now.orders <= before.orders {
            return None;
        }
        let ratio = |a: usize, b: usize| a as f64 / b as f64;
        let power =
            ratio(now.products, before.products).ln() / ratio(now.orders, before.orders).ln();
        if power < SLOWEST {
            return None;
        }
        let times = ratio(target, now.products).powf(1.0 / power);
        (times <= FURTHEST).then(|| round(now.orders as f64 * times))
    }
}

fn mark(flags: &mut Vec<bool>, product: u32) {
    let at = product as usize;
    if flags.len() <= at {
        flags.resize(at + 1, false);
    }
    if let Some(flag) = flags.get_mut(at) {
        *flag = true;
    }
}

/// To two digits: it is a guess.
fn round(orders: f64) -> u64 {
    let step = 10_f64.powf((orders.max(1.0).log10().floor() - 1.0).max(0.0));
    ((orders / step).ceil() * step) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_with_neighbours_are_those_of_pairs_in_enough_orders() {
        // Products 0 and 1 from the first orders on, 2 and 3 in the second half.
        let sets: Vec<Vec<u32>> = (0..12)
            .map(|n| if n < 6 { vec![0, 1] } else { vec![2, 3] })
            .collect();
        let growth = Growth::of(&Baskets::from_sets(&sets, 5), 3, 500);
        let counts: Vec<(usize, usize)> = growth
            .points
            .iter()
            .map(|p| (p.orders, p.products))
            .collect();
        assert_eq!(counts, [(3, 2), (6, 2), (12, 4)]);
        assert_eq!(growth.products(), Some(4));
        let none = Growth::of(&Baskets::from_sets(&sets, 5), 3, 1);
        assert_eq!(none.products(), Some(0), "large orders are no evidence");
    }

    #[test]
    fn a_growth_goes_on_as_it_did_but_not_for_ever() {
        let grown = |first, second| Growth {
            points: vec![
                Point {
                    orders: 500,
                    products: first,
                },
                Point {
                    orders: 1000,
                    products: second,
                },
            ],
        };
        // As many products more as orders: half of them need half of the orders again.
        assert_eq!(grown(50, 100).orders_for(150), Some(1_500));
        // With the square root of the orders.
        assert_eq!(grown(100, 141).orders_for(282), Some(4_100));
        assert_eq!(grown(99, 100).orders_for(150), None, "it stands still");
        assert_eq!(grown(50, 100).orders_for(100_000), None, "too far away");
        assert_eq!(grown(0, 100).orders_for(150), None);
    }
}
