//! The questions of each protocol, and the measures that its answers get.

mod cart;
mod cold;
mod next_item;
mod pdp;
mod repeat;

use clap::ValueEnum;
use xxhash_rust::xxh64::xxh64;

use super::recommender::{Ask, Recommender};
use super::report::Row;
use super::split::Fold;
use crate::metrics::{Interval, hit, intervals, ndcg, recall, reciprocal_rank, value_found};

pub use next_item::cases as next_item_cases;

/// How recommendations are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, ValueEnum)]
pub enum Protocol {
    /// Product page: one product of an order is the seed, the rest is the truth.
    Pdp,
    /// Cart: one line of an order is hidden, the others are seeds.
    Cart,
    /// Product page of a product that training never sold; only a catalog can know of it.
    Cold,
    /// Next basket of a customer whose earlier orders are known.
    Repeat,
    /// Each prefix of a session predicts the next product.
    NextItem,
}

/// A question with its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// The question.
    pub ask: Ask,
    /// What is right; ascending, not empty.
    pub truth: Vec<u32>,
    /// Value of each true product in minor units, 0 if unknown.
    pub values: Vec<i64>,
}

impl Protocol {
    /// Its name in reports and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pdp => "pdp",
            Self::Cart => "cart",
            Self::Cold => "cold",
            Self::Repeat => "repeat",
            Self::NextItem => "next-item",
        }
    }

    /// How many products are shown.
    pub fn shown(self) -> usize {
        match self {
            Self::Pdp | Self::Cart | Self::Cold => 6,
            Self::Repeat => 10,
            Self::NextItem => 20,
        }
    }

    /// The measure that tuning looks at.
    pub fn aim(self) -> &'static str {
        match self {
            Self::Pdp | Self::Cart | Self::Cold => "ndcg@6",
            Self::Repeat => "recall@10",
            Self::NextItem => "mrr@20",
        }
    }

    /// Measures, in the order of the columns.
    pub fn metrics(self) -> &'static [&'static str] {
        match self {
            Self::Pdp => &[
                "hr@6", "ndcg@6", "recall@6", "coverage", "value", "withheld",
            ],
            Self::Cart => &["hr@6", "ndcg@6", "mrr", "coverage", "withheld"],
            Self::Cold => &["hr@6", "ndcg@6", "recall@6", "withheld"],
            Self::Repeat => &["recall@10", "ndcg@10", "withheld"],
            Self::NextItem => &["hr@20", "mrr@20", "withheld"],
        }
    }

    /// Whether a figure is the better the higher, so that methods are compared by it.
    pub fn is_compared(metric: &str) -> bool {
        metric != "withheld"
    }

    /// The questions that the orders of a fold give; those of sessions come from [`next_item_cases`].
    pub fn cases(self, fold: &Fold<'_>) -> Vec<Case> {
        match self {
            Self::Pdp => pdp::cases(&fold.test),
            Self::Cart => cart::cases(&fold.test),
            Self::Cold => cold::cases(&fold.cold),
            Self::Repeat => repeat::cases(fold),
            Self::NextItem => Vec::new(),
        }
    }
}

/// A stable choice of one of `count` lines of an order: by a hash of the order id that differs from use to use.
pub(super) fn choose(order: u64, salt: u64, count: usize) -> usize {
    let hash = xxh64(&order.to_le_bytes(), salt);
    usize::try_from(hash % count.max(1) as u64).unwrap_or(0)
}

/// All answers of a method to the cases of a protocol.
#[derive(Clone, Debug, PartialEq)]
pub struct Answers {
    protocol: Protocol,
    /// By case, then by metric: what it adds to the figure's numerator and denominator.
    parts: Vec<Vec<(f64, f64)>>,
    /// By case: what was shown.
    shown: Vec<Vec<u32>>,
    products: usize,
}

impl Answers {
    /// Asks a method about every case. Coverage is of `products` products.
    pub fn of(
        protocol: Protocol,
        cases: &[Case],
        products: usize,
        method: &mut dyn Recommender,
    ) -> Self {
        let limit = protocol.shown();
        let (mut parts, mut all_shown) = (
            Vec::with_capacity(cases.len()),
            Vec::with_capacity(cases.len()),
        );
        for case in cases {
            let mut shown = Vec::with_capacity(limit);
            method.recommend(&case.ask, limit, &mut shown);
            parts.push(
                protocol
                    .metrics()
                    .iter()
                    .map(|metric| part(metric, &shown, case, limit))
                    .collect(),
            );
            all_shown.push(shown);
        }
        Self {
            protocol,
            parts,
            shown: all_shown,
            products,
        }
    }

    /// One figure, without its interval; 0 for a measure that the protocol does not have.
    pub fn figure(&self, metric: &str) -> f64 {
        let Some(at) = self.protocol.metrics().iter().position(|m| *m == metric) else {
            return 0.0;
        };
        let all: Vec<u32> = (0..self.parts.len() as u32).collect();
        self.figures(&mut Seen::default(), &all)
            .get(at)
            .copied()
            .unwrap_or(0.0)
    }

    /// The row of the table, with intervals.
    pub fn row(&self, method: &dyn Recommender, seed: u64) -> Row {
        let found: Vec<Interval> =
            intervals(self.parts.len(), seed, |seen: &mut Seen, drawn: &[u32]| {
                self.figures(seen, drawn)
            });
        Row {
            protocol: self.protocol.name(),
            method: method.method().to_owned(),
            queries: self.parts.len(),
            metrics: self.protocol.metrics().iter().copied().zip(found).collect(),
            tuned: method.tuned(),
            ..Row::default()
        }
    }

    /// What each case adds to a figure that is a mean of cases.
    pub fn worth(&self, metric: &str) -> Vec<f64> {
        let at = self.protocol.metrics().iter().position(|m| *m == metric);
        let part =
            |part: &Vec<(f64, f64)>| at.and_then(|at| part.get(at)).map_or(0.0, |part| part.0);
        self.parts.iter().map(part).collect()
    }

    /// What was shown, by case.
    pub fn shown(&self) -> &[Vec<u32>] {
        &self.shown
    }

    /// All figures on drawn cases.
    pub(super) fn figures(&self, seen: &mut Seen, drawn: &[u32]) -> Vec<f64> {
        let metrics = self.protocol.metrics();
        let mut sums = vec![(0.0, 0.0); metrics.len()];
        for part in drawn.iter().filter_map(|&n| self.parts.get(n as usize)) {
            for (sum, add) in sums.iter_mut().zip(part) {
                sum.0 += add.0;
                sum.1 += add.1;
            }
        }
        if let Some(sum) = metrics
            .iter()
            .position(|m| *m == "coverage")
            .and_then(|at| sums.get_mut(at))
        {
            let shown = drawn
                .iter()
                .filter_map(|&n| self.shown.get(n as usize))
                .flatten();
            *sum = (
                seen.distinct(shown, self.products) as f64,
                self.products as f64,
            );
        }
        sums.into_iter()
            .map(|(sum, of)| if of > 0.0 { sum / of } else { 0.0 })
            .collect()
    }
}

/// Counts distinct products, with memory that is used again.
#[derive(Default)]
pub(super) struct Seen {
    round: u32,
    last: Vec<u32>,
}

impl Seen {
    fn distinct<'a>(&mut self, shown: impl Iterator<Item = &'a u32>, products: usize) -> usize {
        self.last.resize(products, 0);
        self.round += 1;
        let mut count = 0;
        for &product in shown {
            if let Some(last) = self.last.get_mut(product as usize)
                && *last != self.round
            {
                *last = self.round;
                count += 1;
            }
        }
        count
    }
}

fn part(metric: &str, shown: &[u32], case: &Case, k: usize) -> (f64, f64) {
    let truth = &case.truth;
    let name = metric.split('@').next().unwrap_or(metric);
    let value = match name {
        "hr" => hit(shown, truth, k),
        "ndcg" => ndcg(shown, truth, k),
        "recall" => recall(shown, truth, k),
        "mrr" => reciprocal_rank(shown, truth, k),
        "withheld" => f64::from(u8::from(shown.is_empty())),
        "value" => {
            let found = value_found(shown, truth, &case.values, k);
            return (found as f64, case.values.iter().sum::<i64>() as f64);
        }
        _ => 0.0,
    };
    (value, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Fixed(Vec<Vec<u32>>);

    impl Recommender for Fixed {
        fn method(&self) -> &str {
            "fixed"
        }

        fn recommend(&mut self, _: &Ask, _: usize, out: &mut Vec<u32>) {
            *out = self.0.remove(0);
        }
    }

    #[test]
    fn figures_by_hand() {
        let case = |truth: &[u32], values: &[i64]| Case {
            ask: Ask::Product(0),
            truth: truth.to_vec(),
            values: values.to_vec(),
        };
        let cases = [
            case(&[1, 2], &[100, 300]),
            case(&[5], &[600]),
            case(&[7], &[0]),
        ];
        let mut method = Fixed(vec![vec![2, 3], vec![], vec![2, 7]]);
        let answers = Answers::of(Protocol::Pdp, &cases, 10, &mut method);
        assert!((answers.figure("hr@6") - 2.0 / 3.0).abs() < 1e-12);
        assert!((answers.figure("recall@6") - (0.5 + 0.0 + 1.0) / 3.0).abs() < 1e-12);
        assert!(
            (answers.figure("coverage") - 0.3).abs() < 1e-12,
            "2, 3 and 7 of ten"
        );
        assert!(
            (answers.figure("value") - 0.3).abs() < 1e-12,
            "300 of 1,000"
        );
        assert!((answers.figure("withheld") - 1.0 / 3.0).abs() < 1e-12);
        let row = answers.row(&method, 1);
        assert_eq!(
            (row.protocol, row.queries, row.metrics.len()),
            ("pdp", 3, 6)
        );
        for (_, found) in &row.metrics {
            assert!(found.low <= found.high);
        }
    }

    #[test]
    fn choices_are_stable_and_even() {
        assert_eq!(choose(1, 1, 5), choose(1, 1, 5));
        let mut counts = [0; 4];
        for order in 0..4_000 {
            counts[choose(order, 1, 4)] += 1;
        }
        assert!(
            counts.iter().all(|c| (900..1_100).contains(c)),
            "{counts:?}"
        );
    }
}
