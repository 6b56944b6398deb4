//! Logistic regression of shares on features: damped Newton steps (iteratively reweighted least squares).

use rayon::prelude::*;

use super::cholesky::solve;

/// Rows summed at once: sums of fixed parts in a fixed order are the same for any number of threads.
const PART: usize = 4096;
/// A feature of no more deviation does not vary.
const SAME: f64 = 1e-9;
/// Features are logarithms and shares, in which less than a fifth is little. Brought to a deviation of 1, trends of one part in a hundred
/// in a shop of twelve products would be pulled no more than real ones.
const LEAST_DEVIATION: f64 = 0.2;
/// Newton steps at most; ten are usual.
const STEPS: usize = 30;

/// What was seen: rows of features, and how often it happened of how many times.
#[derive(Clone, Debug)]
pub(crate) struct Observations<const N: usize> {
    pub(crate) rows: Vec<[f32; N]>,
    /// By row: weight of what happened, and of all; `0 ≤ hits ≤ trials`.
    pub(crate) seen: Vec<(f64, f64)>,
}

/// A fitted curve: probability `1 / (1 + e^-z)` with `z` linear in the features.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Logistic<const N: usize> {
    pub(crate) intercept: f64,
    pub(crate) slopes: [f64; N],
    /// Least and most of each feature that the curve was fitted on. Beyond it a straight line is a guess: features count as its ends.
    range: [[f32; 2]; N],
}

impl<const N: usize> Logistic<N> {
    /// A curve that holds for all features.
    pub(crate) fn new(intercept: f64, slopes: [f64; N]) -> Self {
        Self {
            intercept,
            slopes,
            range: [[f32::NEG_INFINITY, f32::INFINITY]; N],
        }
    }

    /// Probability, between 0 and 1.
    pub(crate) fn probability(&self, features: &[f32; N]) -> f64 {
        let known = self.slopes.iter().zip(features).zip(&self.range);
        let term = |((slope, feature), [least, most]): ((&f64, &f32), &[f32; 2])| {
            slope * f64::from(feature.max(*least).min(*most))
        };
        sigmoid(self.intercept + known.map(term).sum::<f64>())
    }

    /// The curve of highest likelihood, less `strength / 2` times the squared distance of its slopes from those of
    /// `prior`, both for features brought to a standard deviation of 1 or less. With no data it is the prior; slopes of features
    /// that do not vary are 0 apart from it.
    pub(crate) fn fit(seen: &Observations<N>, strength: f64, prior: &Self) -> Self {
        let scale = Scale::of(&seen.rows);
        let mut at = State::<N>::start(&scale, prior);
        let centre = at.clone();
        let mut value = at.value(seen, &scale, strength, &centre);
        for _ in 0..STEPS {
            let Some(step) = at.newton(seen, &scale, strength, &centre) else {
                break;
            };
            let mut length = 1.0;
            let better = loop {
                let next = at.moved(&step, length);
                let found = next.value(seen, &scale, strength, &centre);
                if found >= value {
                    break Some((next, found));
                }
                length /= 2.0;
                if length < 1e-4 {
                    break None;
                }
            };
            let Some((next, found)) = better else { break };
            let gained = found - value;
            (at, value) = (next, found);
            if gained < 1e-9 * value.abs() {
                break;
            }
        }
        Self {
            range: range(&seen.rows).unwrap_or(prior.range),
            ..at.unscaled(&scale)
        }
    }
}

/// Least and most of each feature; `None` of no rows.
fn range<const N: usize>(rows: &[[f32; N]]) -> Option<[[f32; 2]; N]> {
    let mut range = rows.first()?.map(|feature| [feature; 2]);
    for row in rows {
        for ([least, most], feature) in range.iter_mut().zip(row) {
            *least = least.min(*feature);
            *most = most.max(*feature);
        }
    }
    Some(range)
}

fn sigmoid(z: f64) -> f64 {
    1.0 / (1.0 + (-z).exp())
}

/// Mean and standard deviation of features.
struct Scale<const N: usize> {
    mean: [f64; N],
    deviation: [f64; N],
}

impl<const N: usize> Scale<N> {
    fn of(rows: &[[f32; N]]) -> Self {
        let count = rows.len().max(1) as f64;
        let sums = |of: &(dyn Fn(usize, f64) -> f64 + Sync)| -> [f64; N] {
            let parts: Vec<[f64; N]> = rows
                .par_chunks(PART)
                .map(|part| {
                    let mut sums = [0.0; N];
                    for row in part {
                        for (n, (sum, &x)) in sums.iter_mut().zip(row).enumerate() {
                            *sum += of(n, f64::from(x));
                        }
                    }
                    sums
                })
                .collect();
            let mut all = [0.0; N];
            for part in parts {
                all.iter_mut().zip(part).for_each(|(all, sum)| *all += sum);
            }
            all
        };
        let mean = sums(&|_, x| x).map(|sum| sum / count);
        let squares = sums(&|n, x| {
            let off = x - mean.get(n).copied().unwrap_or(0.0);
            off * off
        });
        Self {
            mean,
            deviation: squares.map(|sum| match (sum / count).sqrt() {
                deviation if deviation > SAME => deviation.max(LEAST_DEVIATION),
                same => same,
            }),
        }
    }

    fn apply(&self, row: &[f32; N]) -> [f64; N] {
        let mut scaled = [0.0; N];
        for (((scaled, &x), mean), deviation) in scaled
            .iter_mut()
            .zip(row)
            .zip(&self.mean)
            .zip(&self.deviation)
        {
            if *deviation > SAME {
                *scaled = (f64::from(x) - mean) / deviation;
            }
        }
        scaled
    }
}

/// Coefficients for scaled features; the intercept first, in a vector because its length is N + 1.
#[derive(Clone)]
struct State<const N: usize>(Vec<f64>);

impl<const N: usize> State<N> {
    fn start(scale: &Scale<N>, prior: &Logistic<N>) -> Self {
        let shift: f64 = prior
            .slopes
            .iter()
            .zip(&scale.mean)
            .map(|(slope, mean)| slope * mean)
            .sum();
        let scaled = prior
            .slopes
            .iter()
            .zip(&scale.deviation)
            .map(|(slope, deviation)| slope * deviation);
        Self(
            std::iter::once(prior.intercept + shift)
                .chain(scaled)
                .collect(),
        )
    }

    fn unscaled(&self, scale: &Scale<N>) -> Logistic<N> {
        let mut slopes = [0.0; N];
        let mut intercept = self.0.first().copied().unwrap_or(0.0);
        let scaled = self.0.iter().skip(1);
        for (((slope, scaled), deviation), mean) in slopes
            .iter_mut()
            .zip(scaled)
            .zip(&scale.deviation)
            .zip(&scale.mean)
        {
            if *deviation > SAME {
                *slope = scaled / deviation;
                intercept -= *slope * mean;
            }
        }
        Logistic::new(intercept, slopes)
    }

    fn z(&self, scaled: &[f64; N]) -> f64 {
        let slopes = self.0.iter().skip(1);
        self.0.first().copied().unwrap_or(0.0) + slopes.zip(scaled).map(|(b, x)| b * x).sum::<f64>()
    }

    fn moved(&self, step: &[f64], length: f64) -> Self {
        Self(
            self.0
                .iter()
                .zip(step)
                .map(|(b, step)| b + length * step)
                .collect(),
        )
    }

    fn penalties(strength: f64) -> impl Iterator<Item = f64> {
        // The intercept is free but for what keeps the system definite.
        std::iter::once(1e-6).chain(std::iter::repeat_n(strength, N))
    }

    /// The penalised log-likelihood.
    fn value(&self, seen: &Observations<N>, scale: &Scale<N>, strength: f64, centre: &Self) -> f64 {
        let parts: Vec<f64> = seen
            .rows
            .par_chunks(PART)
            .zip(seen.seen.par_chunks(PART))
            .map(|(rows, seen)| {
                let one = |(row, &(hits, trials)): (&[f32; N], &(f64, f64))| {
                    let z = self.z(&scale.apply(row));
                    hits * z - trials * (z.max(0.0) + (-z.abs()).exp().ln_1p())
                };
                rows.iter().zip(seen).map(one).sum()
            })
            .collect();
        let off: f64 = Self::penalties(strength)
            .zip(self.0.iter().zip(&centre.0))
            .map(|(penalty, (b, centre))| penalty * (b - centre).powi(2))
            .sum();
        parts.into_iter().sum::<f64>() - off / 2.0
    }

    /// The step to the top of the parabola that touches here.
    fn newton(
        &self,
        seen: &Observations<N>,
        scale: &Scale<N>,
        strength: f64,
        centre: &Self,
    ) -> Option<Vec<f64>> {
        let width = N + 1;
        let parts: Vec<(Vec<f64>, Vec<f64>)> = seen
            .rows
            .par_chunks(PART)
            .zip(seen.seen.par_chunks(PART))
            .map(|(rows, seen)| {
                let (mut slope, mut curve) = (vec![0.0; width], vec![0.0; width * width]);
                let mut x = vec![1.0; width];
                for (row, &(hits, trials)) in rows.iter().zip(seen) {
                    let scaled = scale.apply(row);
                    x.iter_mut().skip(1).zip(scaled).for_each(|(x, s)| *x = s);
                    let p = sigmoid(self.z(&scaled));
                    let (off, weight) = (hits - trials * p, trials * p * (1.0 - p));
                    for (((slope, line), &a), n) in slope
                        .iter_mut()
                        .zip(curve.chunks_exact_mut(width))
                        .zip(&x)
                        .zip(1..)
                    {
                        *slope += off * a;
                        let by = weight * a;
                        for (cell, &b) in line.iter_mut().zip(&x).take(n) {
                            *cell += by * b;
                        }
                    }
                }
                (slope, curve)
            })
            .collect();
        let (mut slope, mut curve) = (vec![0.0; width], vec![0.0; width * width]);
        for (part_slope, part_curve) in &parts {
            slope.iter_mut().zip(part_slope).for_each(|(a, b)| *a += b);
            curve.iter_mut().zip(part_curve).for_each(|(a, b)| *a += b);
        }
        for (n, ((slope, line), penalty)) in slope
            .iter_mut()
            .zip(curve.chunks_exact_mut(width))
            .zip(Self::penalties(strength))
            .enumerate()
        {
            let off = self.0.get(n)? - centre.0.get(n)?;
            *slope -= penalty * off;
            *line.get_mut(n)? += penalty;
        }
        solve(&mut curve, &mut slope, width).then_some(slope)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rand::{Rng, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    fn flat() -> Logistic<2> {
        Logistic::new(0.0, [0.0; 2])
    }

    /// Shares exactly as a curve has them.
    fn of_curve(curve: &Logistic<2>, rows: usize) -> Observations<2> {
        let mut random = ChaCha8Rng::seed_from_u64(1);
        let mut draw = || (random.next_u32() % 1000) as f32 / 250.0 - 2.0;
        let rows: Vec<[f32; 2]> = (0..rows).map(|_| [draw() * 3.0 + 5.0, draw()]).collect();
        let seen = rows
            .iter()
            .map(|row| (10.0 * curve.probability(row), 10.0))
            .collect();
        Observations { rows, seen }
    }

    #[test]
    fn finds_the_curve_that_made_the_data() {
        let truth = Logistic::new(-4.0, [0.3, -1.2]);
        let found = Logistic::fit(&of_curve(&truth, 9_000), 1e-9, &flat());
        assert!(
            (found.intercept - truth.intercept).abs() < 1e-4,
            "{found:?}"
        );
        for (found, truth) in found.slopes.iter().zip(truth.slopes) {
            assert!((found - truth).abs() < 1e-4, "{found} is not {truth}");
        }
    }

    #[test]
    fn beyond_what_was_seen_a_curve_is_level() {
        let found = Logistic::fit(
            &of_curve(&Logistic::new(0.0, [0.3, -1.2]), 900),
            1.0,
            &flat(),
        );
        let [least, most] = found.range[1];
        assert!(-2.0 <= least && most <= 2.0);
        assert_eq!(
            found.probability(&[5.0, most]),
            found.probability(&[5.0, 40.0])
        );
        assert_eq!(
            found.probability(&[5.0, least]),
            found.probability(&[5.0, -40.0])
        );
    }

    #[test]
    fn without_data_it_is_the_prior() {
        let prior = Logistic::new(-1.0, [1.0, 0.5]);
        let mut few = of_curve(&flat(), 100);
        few.seen.fill((0.0, 0.0));
        let found = Logistic::fit(&few, 3.0, &prior);
        for (found, prior) in found.slopes.iter().zip(prior.slopes) {
            assert!((found - prior).abs() < 1e-9);
        }
        assert!((found.intercept - prior.intercept).abs() < 1e-6);
    }

    #[test]
    fn threads_leave_no_trace() {
        let seen = of_curve(&flat(), 20_000);
        let fit = |threads| {
            let pool = rayon::ThreadPoolBuilder::new()
                .num_threads(threads)
                .build()
                .expect("pool");
            pool.install(|| Logistic::fit(&seen, 3.0, &flat()))
        };
        assert_eq!(fit(1), fit(4));
    }

    proptest! {
        #[test]
        fn never_not_a_number(
            rows in proptest::collection::vec(([-1e6f32..1e6, -3.0f32..3.0], 0.0..1.0f64, 0.0..9.0f64), 0..40),
        ) {
            let seen = Observations {
                rows: rows.iter().map(|r| r.0).collect(),
                seen: rows.iter().map(|r| (r.1 * r.2, r.2)).collect(),
            };
            let found = Logistic::fit(&seen, 3.0, &flat());
            prop_assert!(found.intercept.is_finite() && found.slopes.iter().all(|s| s.is_finite()));
            for row in &seen.rows {
                prop_assert!((0.0..=1.0).contains(&found.probability(row)));
            }
        }
    }
}
