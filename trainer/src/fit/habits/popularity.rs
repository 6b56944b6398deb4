//! Which share of orders holds a product, at a moment.

use crate::count::decay;

/// Which orders say what is bought now.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Recency {
    /// All alike.
    Always,
    /// An order counts half after so many days.
    HalfLife(f64),
}

/// So many orders' worth of "as always" stand in a recent share, so that a week without orders is no trend.
const AS_ALWAYS: f64 = 10.0;
/// Trends beyond these factors are taken for these.
const STEEPEST: f64 = 20.0;

/// Sums of orders, of which the recent ones fade.
#[derive(Clone, Debug)]
pub(crate) struct Shares {
    recency: Recency,
    orders: Fading,
    all_orders: f64,
    all: Vec<f64>,
    recent: Vec<Fading>,
}

/// A sum as it was when it was last added to.
#[derive(Clone, Copy, Debug, Default)]
struct Fading {
    sum: f64,
    at: i64,
}

impl Fading {
    fn now(self, now: i64, half_life: f64) -> f64 {
        self.sum * decay(now.saturating_sub(self.at), half_life)
    }

    fn add(&mut self, now: i64, half_life: f64) {
        *self = Self {
            sum: self.now(now, half_life) + 1.0,
            at: now,
        };
    }
}

impl Shares {
    pub(crate) fn new(products: usize, recency: Recency) -> Self {
        Self {
            recency,
            orders: Fading::default(),
            all_orders: 0.0,
            all: vec![0.0; products],
            recent: vec![Fading::default(); products],
        }
    }

    /// Takes in an order; orders come in the order of time.
    pub(crate) fn add(&mut self, items: &[u32], now: i64) {
        self.all_orders += 1.0;
        for &item in items {
            if let Some(sum) = self.all.get_mut(item as usize) {
                *sum += 1.0;
            }
        }
        if let Recency::HalfLife(half_life) = self.recency {
            self.orders.add(now, half_life);
            for &item in items {
                if let Some(sum) = self.recent.get_mut(item as usize) {
                    sum.add(now, half_life);
                }
            }
        }
    }

    /// How many orders held a product so far.
    pub(crate) fn sold(&self, product: u32) -> f64 {
        self.all.get(product as usize).copied().unwrap_or(0.0)
    }

    /// The share of orders that hold a product now; above 0.
    pub(crate) fn share(&self, product: u32, now: i64) -> f64 {
        let always =
            (self.sold(product) + 0.5 / self.all.len().max(1) as f64) / (self.all_orders + 1.0);
        let Recency::HalfLife(half_life) = self.recency else {
            return always;
        };
        let recent = self
            .recent
            .get(product as usize)
            .map_or(0.0, |sum| sum.now(now, half_life));
        let recent = (recent + AS_ALWAYS * always) / (self.orders.now(now, half_life) + AS_ALWAYS);
        always * (recent / always).clamp(1.0 / STEEPEST, STEEPEST)
    }

    /// The products of the largest shares, falling; of equal ones the first.
    pub(crate) fn top(&self, count: usize, now: i64) -> Vec<(u32, f64)> {
        let mut all: Vec<(u32, f64)> = (0..self.all.len() as u32)
            .filter(|&product| self.sold(product) > 0.0)
            .map(|product| (product, self.share(product, now)))
            .collect();
        let order = |a: &(u32, f64), b: &(u32, f64)| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0));
        if all.len() > count && count > 0 {
            all.select_nth_unstable_by(count - 1, order);
        }
        all.truncate(count);
        all.sort_unstable_by(order);
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 86_400;

    #[test]
    fn recent_orders_count_more_where_that_is_asked_for() {
        let both = [Recency::Always, Recency::HalfLife(10.0)].map(|recency| {
            let mut shares = Shares::new(2, recency);
            for day in 0..100 {
                // One product until day 60, then the other.
                shares.add(&[u32::from(day >= 60)], day * DAY);
            }
            shares.top(2, 100 * DAY)
        });
        let order = |top: &[(u32, f64)]| top.iter().map(|known| known.0).collect::<Vec<_>>();
        assert_eq!((order(&both[0]), order(&both[1])), (vec![0, 1], vec![1, 0]));
        assert!((both[0][0].1 - 60.25 / 101.0).abs() < 1e-12);
        // Four half-lives later a sixteenth of the old sum is left of all, less what "as always" adds.
        assert!(both[1][1].1 < 0.5 * both[0][0].1);
    }

    #[test]
    fn what_was_never_sold_has_a_share_but_no_place() {
        let mut shares = Shares::new(3, Recency::Always);
        shares.add(&[2], 0);
        assert!(shares.share(0, 9) > 0.0);
        assert_eq!(shares.top(9, 9).len(), 1);
        assert!(shares.top(0, 9).is_empty());
    }
}
