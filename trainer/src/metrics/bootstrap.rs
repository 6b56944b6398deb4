//! How far a figure would move with other queries of the same kind.
//!
//! 95 % percentile bootstrap (Efron, 1979): queries are drawn with replacement as often as there are queries, and the
//! figure computed anew, 1,000 times. A figure that is not a mean (coverage) is biased in resamples, which hold only
//! 63 % of the distinct queries; its interval is moved by the bias that the resamples show, which for means is nothing.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;
use serde::Serialize;

/// Resamples.
pub(crate) const RESAMPLES: usize = 1_000;

/// A figure and where it lies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Interval {
    /// The figure, on the queries as they are.
    pub value: f64,
    /// 2.5 % of resamples lie below.
    pub low: f64,
    /// 2.5 % of resamples lie above.
    pub high: f64,
}

/// Figures of `queries` queries with their intervals. `figures` computes all of them from the numbers of the drawn
/// queries, for which it may keep working memory of type `S`.
///
/// Equal seeds draw equal queries, whatever is computed: two methods are compared on the same resamples. Each resample
/// has a random stream of its own, so that the result does not depend on the number of threads.
pub(crate) fn intervals<S: Default>(
    queries: usize,
    seed: u64,
    figures: impl Fn(&mut S, &[u32]) -> Vec<f64> + Sync,
) -> Vec<Interval> {
    let all: Vec<u32> = (0..queries as u32).collect();
    let values = figures(&mut S::default(), &all);
    if queries == 0 {
        return values
            .into_iter()
            .map(|value| Interval {
                value,
                low: value,
                high: value,
            })
            .collect();
    }
    let resampled = resampled(queries, seed, &figures);
    values
        .iter()
        .enumerate()
        .map(|(at, &value)| {
            let column = column(&resampled, at);
            let bias = column.iter().sum::<f64>() / column.len().max(1) as f64 - value;
            let tail = column.len() / 40;
            // A share stays a share: taking the bias off must not lead out of its range.
            let is_share = value <= 1.0 && column.last().is_some_and(|&most| most <= 1.0);
            let most = if is_share { 1.0 } else { f64::INFINITY };
            let at = |n: usize| column.get(n).map_or(value, |c| (c - bias).clamp(0.0, most));
            Interval {
                value,
                low: at(tail),
                high: at(column.len().saturating_sub(tail + 1)),
            }
        })
        .collect()
}

/// Where ratios of figures lie, `figures` being each the numerator and the denominator of one, both on the same queries: what two methods
/// have in common, such as easy queries, falls out of it. `None` where the denominator is nothing.
///
/// The plain percentile interval: whatever bias resamples have, both sides of a ratio share it.
pub(crate) fn ratio_intervals<S: Default>(
    queries: usize,
    seed: u64,
    figures: impl Fn(&mut S, &[u32]) -> Vec<(f64, f64)> + Sync,
) -> Vec<Option<Interval>> {
    let ratio = |(over, under): (f64, f64)| match (over > 0.0, under > 0.0) {
        (_, true) => over / under,
        (true, false) => f64::INFINITY,
        (false, false) => 1.0,
    };
    let all: Vec<u32> = (0..queries as u32).collect();
    let values = figures(&mut S::default(), &all);
    let ratios = |scratch: &mut S, drawn: &[u32]| -> Vec<f64> {
        figures(scratch, drawn).into_iter().map(ratio).collect()
    };
    let resampled = resampled(queries, seed, &ratios);
    values
        .into_iter()
        .enumerate()
        .map(|(at, parts)| {
            let column = column(&resampled, at);
            let tail = column.len() / 40;
            let of = |n: usize| column.get(n).copied();
            (parts.1 > 0.0).then(|| Interval {
                value: ratio(parts),
                low: of(tail).unwrap_or(ratio(parts)),
                high: of(column.len().saturating_sub(tail + 1)).unwrap_or(ratio(parts)),
            })
        })
        .collect()
}

/// Figures of every resample.
fn resampled<S: Default>(
    queries: usize,
    seed: u64,
    figures: &(impl Fn(&mut S, &[u32]) -> Vec<f64> + Sync),
) -> Vec<Vec<f64>> {
    (0..RESAMPLES as u64)
        .into_par_iter()
        .map_init(
            || (S::default(), Vec::with_capacity(queries)),
            |(scratch, drawn), number| {
                let mut random = ChaCha8Rng::seed_from_u64(seed);
                random.set_stream(number);
                drawn.clear();
                // Scaling 32 bits is biased by at most queries / 2³².
                drawn.extend(
                    (0..queries)
                        .map(|_| ((u64::from(random.next_u32()) * queries as u64) >> 32) as u32),
                );
                figures(scratch, drawn)
            },
        )
        .collect()
}

/// One figure of every resample, ascending.
fn column(resampled: &[Vec<f64>], at: usize) -> Vec<f64> {
    let mut column: Vec<f64> = resampled
        .iter()
        .filter_map(|r| r.get(at))
        .copied()
        .collect();
    column.sort_unstable_by(f64::total_cmp);
    column
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mean(values: &[f64]) -> impl Fn(&mut (), &[u32]) -> Vec<f64> + Sync + '_ {
        |_, drawn| {
            vec![drawn.iter().map(|&n| values[n as usize]).sum::<f64>() / drawn.len().max(1) as f64]
        }
    }

    #[test]
    fn the_interval_of_a_mean_is_that_of_the_normal_curve() {
        // 400 coins, half of them heads: standard error .5 / 20, 1.96 of it to each side.
        let coins: Vec<f64> = (0..400).map(|n| f64::from(n % 2)).collect();
        let found = intervals(400, 7, mean(&coins))[0];
        assert_eq!(found.value, 0.5);
        assert!(
            (found.low - 0.451).abs() < 0.006 && (found.high - 0.549).abs() < 0.006,
            "{found:?}"
        );
    }

    #[test]
    fn equal_seeds_give_equal_intervals_with_any_number_of_threads() {
        let values: Vec<f64> = (0..100).map(|n| f64::from(n * n % 17)).collect();
        let with = |threads, seed| {
            let pool = rayon::ThreadPoolBuilder::new()
                .num_threads(threads)
                .build()
                .expect("pool");
            pool.install(|| intervals(100, seed, mean(&values)))
        };
        assert_eq!(with(1, 3), with(4, 3));
        assert_ne!(with(1, 3), with(1, 4));
    }

    #[test]
    fn without_queries_or_without_spread_there_is_no_width() {
        assert_eq!(
            intervals(0, 1, mean(&[]))[0],
            Interval {
                value: 0.0,
                low: 0.0,
                high: 0.0
            }
        );
        let found = intervals(50, 1, mean(&[1.0; 50]))[0];
        assert_eq!((found.low, found.value, found.high), (1.0, 1.0, 1.0));
    }

    #[test]
    fn what_resamples_always_miss_is_put_back() {
        // Distinct queries: a resample of 200 holds 126 or so, yet the interval lies about 200.
        let found = intervals(200, 1, |_: &mut (), drawn: &[u32]| {
            let mut distinct = drawn.to_vec();
            distinct.sort_unstable();
            distinct.dedup();
            vec![distinct.len() as f64]
        })[0];
        assert!(
            found.low < 200.0 && found.high > 200.0 && found.high - found.low < 30.0,
            "{found:?}"
        );
    }

    #[test]
    fn what_two_methods_share_falls_out_of_their_ratio() {
        // Queries of very different worth, of which the one method finds always 1.1 times what the other finds.
        let found: Vec<f64> = (0..200).map(|n| f64::from(n % 10)).collect();
        let sum = |drawn: &[u32]| drawn.iter().map(|&n| found[n as usize]).sum::<f64>();
        let ratio = ratio_intervals(200, 1, |_: &mut (), drawn| {
            vec![(1.1 * sum(drawn), sum(drawn)), (sum(drawn), 0.0)]
        });
        let paired = ratio[0].expect("a denominator");
        assert!((paired.low - 1.1).abs() < 1e-12 && (paired.high - 1.1).abs() < 1e-12);
        assert_eq!(ratio[1], None, "nothing to compare with");
    }

    #[test]
    fn the_interval_of_a_ratio_is_that_of_the_normal_curve() {
        // Two coins tossed apart, 400 times, .6 and .5 heads: the standard error of the ratio's logarithm is
        // sqrt(.4 / (.6 × 400) + .5 / (.5 × 400)) = .0645, and 1.96 of it .127.
        let (a, b) = (|n: u32| n % 5 < 3, |n: u32| (n / 5).is_multiple_of(2));
        let share = |drawn: &[u32], heads: &dyn Fn(u32) -> bool| {
            drawn.iter().filter(|&&n| heads(n)).count() as f64 / 400.0
        };
        let ratio = ratio_intervals(400, 5, |_: &mut (), drawn| {
            vec![(share(drawn, &a), share(drawn, &b))]
        })[0]
            .expect("heads");
        assert!((ratio.value - 1.2).abs() < 1e-12);
        assert!(
            (ratio.low - 1.057).abs() < 0.03 && (ratio.high - 1.362).abs() < 0.03,
            "{ratio:?}"
        );
    }
}
