//! How fast products sell now, against how they sell in all.

use crate::baskets::Baskets;

/// Seconds of a day.
pub(crate) const DAY: f64 = 86_400.0;
/// Trends beyond e^±3, a twentieth and twenty times, are taken for these.
const STEEPEST: f64 = 3.0;

/// Shares of orders that hold each product.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Rates {
    /// Of all orders; above 0.
    pub(crate) all: Vec<f64>,
    /// Logarithm of the share of orders with a half-life of 7 days over the one of all.
    pub(crate) week: Vec<f64>,
    /// The same with 30 days.
    pub(crate) month: Vec<f64>,
}

/// The weight of an order so many seconds old.
pub(crate) fn decay(seconds: i64, half_life_days: f64) -> f64 {
    (-(seconds.max(0) as f64) / DAY / half_life_days).exp2()
}

impl Rates {
    /// The rates at a moment after all baskets.
    pub(crate) fn of(baskets: &Baskets, now: i64) -> Self {
        let products = baskets.products();
        let share = |weight: &dyn Fn(i64) -> f64, prior: &dyn Fn(usize) -> f64, strength: f64| {
            let mut sums = vec![0.0; products];
            let mut total = 0.0;
            for basket in baskets.iter() {
                let weight = weight(basket.time);
                total += weight;
                for &item in basket.items {
                    if let Some(sum) = sums.get_mut(item as usize) {
                        *sum += weight;
                    }
                }
            }
            let of = |(product, sum): (usize, f64)| {
                (sum + strength * prior(product)) / (total + strength)
            };
            sums.into_iter().enumerate().map(of).collect::<Vec<f64>>()
        };
        let all = share(&|_| 1.0, &|_| 0.5, 1.0);
        let trend = |half_life: f64| {
            // One order's worth of "as always", so that a week without orders is no trend.
            let prior = |product: usize| all.get(product).copied().unwrap_or(0.0);
            let recent = share(
                &|time| decay(now.saturating_sub(time), half_life),
                &prior,
                1.0,
            );
            recent
                .iter()
                .zip(&all)
                .map(|(recent, all)| (recent / all).ln().clamp(-STEEPEST, STEEPEST))
                .collect()
        };
        Self {
            week: trend(7.0),
            month: trend(30.0),
            all,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_orders_no_trend() {
        let rates = Rates::of(&Baskets::from_sets(&[], 2), 0);
        assert_eq!(rates.week, [0.0, 0.0]);
        assert!(rates.all.iter().all(|rate| *rate > 0.0));
    }

    #[test]
    fn what_sold_long_ago_falls() {
        let sets = vec![vec![0], vec![0, 1]];
        let rates = Rates::of(&Baskets::from_sets(&sets, 3), 0);
        assert_eq!(rates.all, [2.5 / 3.0, 0.5, 0.5 / 3.0]);
        // All is sold at the second 0: no trend then, nor long after, when only the prior is left.
        for now in [0, 1 << 40] {
            let rates = Rates::of(&Baskets::from_sets(&sets, 3), now);
            assert!(rates.month[2].abs() < 3.0 && rates.week.iter().all(|t| t.is_finite()));
        }
        assert!((decay(7 * 86_400, 7.0) - 0.5).abs() < 1e-12);
    }
}
