//! How fast products sell now, and sold in these weeks of last year, against how they sell in all.

use crate::baskets::Baskets;
use crate::count::decay;

/// Seconds of a day.
pub(crate) const DAY: f64 = 86_400.0;
/// Days of a year of whole weeks, and the days of last year's window: a week before this day to five weeks after it.
const YEAR: i64 = 364;
const SEASON: std::ops::Range<i64> = -7..35;
/// Days of orders without which there is no season: two years, but for the month that shows what happened.
const TWO_YEARS: i64 = 2 * YEAR - 30;
/// Sales as in all the year that a season starts from.
const PRIOR_SALES: f64 = 1.0;
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
    /// The same with 90 days.
    pub(crate) recent: Vec<f64>,
    /// Logarithm of the share in the weeks of last year that begin now over the one of all; 0 with under two years of orders.
    pub(crate) season: Vec<f64>,
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
            recent: trend(90.0),
            season: season(baskets, now, &all),
            all,
        }
    }
}

/// Weeks told apart before now; all that is older is one more.
const WEEKS: usize = 8;

/// When products were sold, by week: what two that sell at the same time would meet by chance.
#[derive(Clone, Debug, Default)]
pub(crate) struct Weeks {
    /// By product: orders of each week, this one first.
    sold: Vec<[u32; WEEKS + 1]>,
    /// Orders of each week: what two products' sales are divided by for their meetings by chance. Fewer where sizes differ much,
    /// because large orders hold more of everything.
    orders: [f64; WEEKS + 1],
}

impl Weeks {
    /// Sales of the orders up to a moment that have at most `max_basket` products.
    pub(crate) fn of(baskets: &Baskets, now: i64, max_basket: usize) -> Self {
        let mut sold = vec![[0_u32; WEEKS + 1]; baskets.products()];
        let mut sums = [(0.0, 0.0, 0.0); WEEKS + 1];
        for basket in baskets
            .iter()
            .filter(|basket| basket.items.len() <= max_basket)
        {
            let weeks = now.saturating_sub(basket.time) / (7 * DAY as i64);
            let week = usize::try_from(weeks).unwrap_or(0).min(WEEKS);
            let size = basket.items.len() as f64;
            // Orders of one product meet nothing.
            if size < 2.0 {
                continue;
            }
            if let Some((orders, slots, pairs)) = sums.get_mut(week) {
                *orders += 1.0;
                *slots += size;
                *pairs += size * (size - 1.0);
            }
            for &item in basket.items {
                if let Some(count) = sold.get_mut(item as usize).and_then(|of| of.get_mut(week)) {
                    *count += 1;
                }
            }
        }
        let orders = sums.map(
            |(orders, slots, pairs): (f64, f64, f64)| match pairs > 0.0 {
                true => orders.min(slots * slots / pairs),
                false => f64::INFINITY,
            },
        );
        Self { sold, orders }
    }

    /// Orders that would hold two products if those of each week were filled at random, with their sizes and the products'
    /// sales as they are.
    pub(crate) fn expected(&self, a: u32, b: u32) -> f64 {
        let of = |product: u32| self.sold.get(product as usize).copied().unwrap_or_default();
        let sold = of(a)
            .into_iter()
            .zip(of(b))
            .map(|(a, b)| f64::from(a) * f64::from(b));
        sold.zip(self.orders)
            .map(|(both, orders)| both / orders)
            .sum()
    }

    /// What part of the orders that hold two products chance does not explain, from 0 to 1: all of it where they meet twice as
    /// often as expected, for sure but for one standard error.
    pub(crate) fn beyond_chance(&self, a: u32, b: u32, met: f64) -> f64 {
        let sure = met - met.sqrt();
        let expected = self.expected(a, b);
        if sure <= expected {
            return 0.0;
        }
        (2.0 * (1.0 - expected / sure)).min(1.0)
    }
}

/// How last year's sales in the weeks from now on compare with those of all time.
fn season(baskets: &Baskets, now: i64, all: &[f64]) -> Vec<f64> {
    let day = DAY as i64;
    let first = baskets.iter().next().map_or(now, |basket| basket.time);
    if now.saturating_sub(first) < TWO_YEARS * day {
        return vec![0.0; all.len()];
    }
    let at = |days: i64| now.saturating_add((days - YEAR) * day);
    let window = at(SEASON.start)..at(SEASON.end);
    let (mut sold, mut orders) = (vec![0.0; all.len()], 0.0);
    for basket in baskets
        .iter()
        .filter(|basket| window.contains(&basket.time))
    {
        orders += 1.0;
        for &item in basket.items {
            if let Some(sold) = sold.get_mut(item as usize) {
                *sold += 1.0;
            }
        }
    }
    // Against what is expected and not as a share: that a rare product was not sold in six weeks says nothing.
    let ratio = |(sold, share): (f64, &f64)| (sold + PRIOR_SALES) / (orders * share + PRIOR_SALES);
    let against_all = sold.into_iter().zip(all).map(ratio);
    against_all
        .map(|ratio| ratio.ln().clamp(-STEEPEST, STEEPEST))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::{Interner, OrderHead, Sale};

    #[test]
    fn no_orders_no_trend() {
        let rates = Rates::of(&Baskets::from_sets(&[], 2), 0);
        assert_eq!(rates.week, [0.0, 0.0]);
        assert!(rates.all.iter().all(|rate| *rate > 0.0));
    }

    /// A product a day for so many days, two in December: 1 then, else 0.
    fn years(days: i64) -> (Baskets, i64) {
        let mut ids = Interner::new();
        let (mut sales, mut heads) = (Vec::new(), Vec::new());
        for day in 0..days {
            ids.intern(&day.to_be_bytes());
            heads.push(OrderHead {
                time: day * DAY as i64,
                customer: 0,
            });
            sales.push(Sale {
                order: day as u32,
                product: u32::from(day % YEAR >= 334),
                quantity: 1,
                value: 1,
            });
        }
        (
            Baskets::from_sales(&sales, &heads, &ids, 2),
            days * DAY as i64,
        )
    }

    #[test]
    fn last_year_tells_what_comes_and_one_year_nothing() {
        let (before_december, now) = years(2 * YEAR - 30);
        let rates = Rates::of(&before_december, now);
        assert!(
            rates.season[1] > 1.0 && rates.season[0] < -0.5,
            "{:?}",
            rates.season
        );
        let (spring, now) = years(2 * YEAR + 60);
        let rates = Rates::of(&spring, now);
        assert!(
            rates.season[1] < -0.5 && rates.season[0] > 0.0,
            "{:?}",
            rates.season
        );
        let (short, now) = years(2 * YEAR - 31);
        assert_eq!(Rates::of(&short, now).season, [0.0, 0.0], "exactly neutral");
    }

    #[test]
    fn what_sells_in_one_week_meets_by_chance() {
        // Products 0 and 1 are together in all orders of the last week; 2 and 3 share one order of ten, over both.
        let (mut ids, mut sales, mut heads) = (Interner::new(), Vec::new(), Vec::new());
        for n in 0..200_u32 {
            ids.intern(&n.to_be_bytes());
            let last = n >= 100;
            let time = if last { 10 * DAY as i64 } else { 0 };
            heads.push(OrderHead { time, customer: 0 });
            let mut items = if last { vec![0, 1] } else { vec![4, 5] };
            if n % 10 == 0 {
                items.extend([2, 3]);
            }
            items.sort_unstable();
            sales.extend(items.into_iter().map(|product| Sale {
                order: n,
                product,
                quantity: 1,
                value: 1,
            }));
        }
        let baskets = Baskets::from_sales(&sales, &heads, &ids, 6);
        let weeks = Weeks::of(&baskets, 11 * DAY as i64, 500);
        let by_chance = weeks.beyond_chance(0, 1, 100.0);
        assert_eq!(by_chance, 0.0, "all orders of that week hold both");
        assert_eq!(weeks.beyond_chance(2, 3, 20.0), 1.0);
        assert_eq!(weeks.expected(0, 4), 0.0, "never sold in one week");
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
    }
}
