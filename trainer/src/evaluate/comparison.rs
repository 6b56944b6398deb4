//! The methods of one protocol side by side, compared query by query.

use super::html::Detail;
use super::protocols::{Answers, Case, Protocol};
use super::recommender::Recommender;
use super::report::{OURS, OURS_FLOAT, Ratio, Role, Row};
use crate::metrics::ratio_intervals;

/// Answers of several methods to the same cases.
pub struct Comparison<'a> {
    protocol: Protocol,
    cases: &'a [Case],
    products: usize,
    seed: u64,
    rows: Vec<(Row, Answers)>,
}

impl<'a> Comparison<'a> {
    /// Begins a comparison; coverage is of `products` products, and all intervals are of resamples drawn with `seed`.
    pub fn new(protocol: Protocol, cases: &'a [Case], products: usize, seed: u64) -> Self {
        Self {
            protocol,
            cases,
            products,
            seed,
            rows: Vec::new(),
        }
    }

    /// Asks a method about every case.
    pub fn add(&mut self, role: Role, method: &mut dyn Recommender) -> &mut Row {
        let answers = Answers::of(self.protocol, self.cases, self.products, method);
        let row = Row {
            role,
            ..answers.row(method, self.seed)
        };
        &mut self.rows.push_mut((row, answers)).0
    }

    /// What the last method has answered.
    pub fn last(&self) -> Option<&Answers> {
        self.rows.last().map(|(_, answers)| answers)
    }

    /// The rows in the order in which they were added; those of ours say how they stand to the best other method of each figure, and the
    /// shipped one to itself before it was packed.
    pub fn rows(self) -> Vec<Row> {
        self.finish().0
    }

    /// The rows, and every question with what ours and the best rival answered, if there is one.
    pub fn finish(mut self) -> (Vec<Row>, Option<Detail>) {
        let mut rows: Vec<Row> = self.rows.iter().map(|(row, _)| row.clone()).collect();
        for (row, (_, answers)) in rows.iter_mut().zip(&self.rows) {
            if row.role != Role::Ours {
                continue;
            }
            row.ratios = self.ratios(answers, |metric| self.best(metric));
            if row.method == OURS {
                let float = self
                    .rows
                    .iter()
                    .position(|(row, _)| row.method == OURS_FLOAT);
                row.packing = self.ratios(answers, |_| float);
            }
        }
        let best = self.best(self.protocol.aim());
        let ours = self.rows.iter().position(|(row, _)| row.method == OURS);
        let detail = best.zip(ours).map(|(best, ours)| {
            let mut answers: Vec<Option<Answers>> = self
                .rows
                .drain(..)
                .map(|(_, answers)| Some(answers))
                .collect();
            let mut taken = |at: usize| answers.get_mut(at).and_then(Option::take);
            Some(Detail {
                protocol: self.protocol,
                cases: self.cases.to_vec(),
                ours: taken(ours)?,
                rival: taken(best)?,
                seed: self.seed,
            })
        });
        (rows, detail.flatten())
    }

    /// The rival with the highest figure, of equals the first.
    fn best(&self, metric: &str) -> Option<usize> {
        let rivals = self.rows.iter().enumerate();
        rivals
            .filter(|(_, (row, _))| row.role == Role::Rival)
            .filter_map(|(at, (row, _))| Some((row.value(metric)?, at)))
            .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)))
            .map(|(_, at)| at)
    }

    /// Each figure that is the better the higher, against that of another method on the same queries.
    fn ratios(
        &self,
        ours: &Answers,
        other: impl Fn(&str) -> Option<usize>,
    ) -> Vec<(&'static str, Ratio)> {
        let metrics: Vec<(&'static str, usize)> = self
            .protocol
            .metrics()
            .iter()
            .filter(|metric| Protocol::is_compared(metric))
            .filter_map(|metric| Some((*metric, other(metric)?)))
            .collect();
        let at = |metric: &str| self.protocol.metrics().iter().position(|m| *m == metric);
        let mut others: Vec<usize> = metrics.iter().map(|(_, other)| *other).collect();
        others.sort_unstable();
        others.dedup();
        let found = ratio_intervals(self.cases.len(), self.seed, |seen, drawn| {
            let mine = ours.figures(seen, drawn);
            let theirs: Vec<Vec<f64>> = others
                .iter()
                .filter_map(|&other| Some(self.rows.get(other)?.1.figures(seen, drawn)))
                .collect();
            let figure = |figures: &[f64], metric| {
                at(metric)
                    .and_then(|at| figures.get(at))
                    .copied()
                    .unwrap_or(0.0)
            };
            metrics
                .iter()
                .map(|(metric, other)| {
                    let theirs = others
                        .iter()
                        .position(|o| o == other)
                        .and_then(|n| theirs.get(n));
                    (
                        figure(&mine, metric),
                        theirs.map_or(0.0, |theirs| figure(theirs, metric)),
                    )
                })
                .collect()
        });
        metrics
            .iter()
            .zip(found)
            .filter_map(|((metric, other), found)| {
                let (row, _) = self.rows.get(*other)?;
                let to = row.method.clone();
                Some((
                    *metric,
                    Ratio {
                        to,
                        interval: found?,
                    },
                ))
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::recommender::Ask;

    /// Shows the truth of product pages below a number, and a wrong product elsewhere.
    struct Knows(&'static str, u32);

    impl Recommender for Knows {
        fn method(&self) -> &str {
            self.0
        }

        fn recommend(&mut self, ask: &Ask, _: usize, out: &mut Vec<u32>) {
            let Ask::Product(seed) = *ask else { return };
            *out = vec![if seed < self.1 { seed + 1_000 } else { 0 }];
        }
    }

    #[test]
    fn ours_is_held_against_the_best_rival_and_against_itself_unpacked() {
        let cases: Vec<Case> = (0..100)
            .map(|seed| Case {
                ask: Ask::Product(seed),
                truth: vec![seed + 1_000],
                values: vec![10],
            })
            .collect();
        let mut comparison = Comparison::new(Protocol::Pdp, &cases, 2_000, 1);
        for (role, name, knows) in [
            (Role::Ours, OURS, 60),
            (Role::Ours, OURS_FLOAT, 80),
            (Role::Rival, "weak", 10),
            (Role::Rival, "strong", 50),
            (Role::Bound, "strong under our rules", 99),
        ] {
            comparison.add(role, &mut Knows(name, knows));
        }
        let rows = comparison.rows();
        let of = |ratios: &[(&'static str, Ratio)]| {
            let (_, ratio) = ratios
                .iter()
                .find(|(name, _)| *name == "hr@6")
                .expect("hits")
                .clone();
            ratio
        };
        let to_best = of(&rows[0].ratios);
        assert_eq!(
            (
                to_best.to.as_str(),
                (to_best.interval.value * 1e9).round() / 1e9
            ),
            ("strong", 1.2)
        );
        assert!(
            to_best.interval.low > 1.0 && to_best.interval.high < 1.5,
            "{to_best:?}"
        );
        let close = |ratios, value: f64| (of(ratios).interval.value - value).abs() < 1e-9;
        assert!(close(&rows[0].packing, 0.75) && close(&rows[1].ratios, 1.6));
        assert!(rows[1].packing.is_empty() && rows[3].ratios.is_empty());
        assert!(rows[0].ratios.iter().all(|(name, _)| *name != "withheld"));
    }
}
