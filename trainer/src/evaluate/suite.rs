//! All protocols and methods on one shop.

use std::sync::Arc;

use rayon::prelude::*;

use super::baselines::{
    ByCategory, Does, EASE_LIMIT, Ease, Evidence, LAMBDAS, OnePerNeed, PairScores, Popularity,
    TopFrequency,
};
use super::comparison::Comparison;
use super::float::FloatModel;
use super::model::SetwiseModel;
use super::protocols::{Answers, Case, Protocol};
use super::recommender::Recommender;
use super::report::{Report, Role};
use super::split::{DEFAULT_TEST_DAYS, Fold};
use crate::count::{CountOptions, PairCounts, count_pairs};

/// What is measured.
#[derive(Clone, Debug)]
pub struct SuiteOptions {
    /// Protocols on orders, in the order of the report.
    pub protocols: Vec<Protocol>,
    /// Whether simple methods stand beside ours.
    pub baselines: bool,
    /// Seed of the resamples.
    pub seed: u64,
    /// A pair in fewer orders is no evidence of its own, as the training was told.
    pub min_orders: u32,
}

/// One shop's fold, and the methods that were trained on it.
pub struct Suite<'a> {
    fold: &'a Fold<'a>,
    options: &'a SuiteOptions,
    counts: Arc<PairCounts>,
}

impl<'a> Suite<'a> {
    /// Prepares the counts that several methods share.
    pub fn new(fold: &'a Fold<'a>, options: &'a SuiteOptions) -> Self {
        let counts = Arc::new(count_pairs(&fold.train, &CountOptions::default()));
        Self {
            fold,
            options,
            counts,
        }
    }

    /// Measures ours, the same unpacked if it is given, and if asked for, the baselines; rows and notes go to `report`.
    pub fn run(
        &self,
        ours: &mut SetwiseModel,
        mut float: Option<&mut FloatModel>,
        report: &mut Report,
    ) {
        let asked: Vec<(Protocol, Vec<Case>)> = self
            .options
            .protocols
            .iter()
            .map(|&p| (p, p.cases(self.fold)))
            .filter(|(p, _)| *p != Protocol::NextItem)
            .collect();
        let (asked, none): (Vec<_>, Vec<_>) =
            asked.into_iter().partition(|(_, cases)| !cases.is_empty());
        for (protocol, _) in none {
            let why = match protocol {
                Protocol::Repeat => {
                    "nobody with an order before the days held out has ordered in them"
                }
                // Most shops have none, or no catalog.
                Protocol::Cold => continue,
                _ => "no order of the days held out has 2 to 60 products that were sold before",
            };
            report.no_queries(protocol, why);
        }
        let mut ease = self.ease(&asked, report);
        let does = ours.does();
        for (protocol, cases) in &asked {
            let products = self.fold.products.len();
            let mut comparison = Comparison::new(*protocol, cases, products, self.options.seed);
            ours.take_slates();
            comparison.add(Role::Ours, ours);
            let mut slates = ours.take_slates();
            if let Some(answers) = comparison.last() {
                slates.split_by_evidence(cases, answers, &self.counts, self.options.min_orders);
            }
            if let Some(float) = &mut float
                && *protocol != Protocol::Cold
            {
                comparison.add(Role::Ours, *float);
            }
            let mut methods = self.baselines(*protocol);
            if let Some(at) = ease.iter().position(|(p, _)| p == protocol) {
                methods.push(Box::new(ease.swap_remove(at).1));
            }
            for method in &mut methods {
                comparison.add(Role::Rival, method.as_mut());
            }
            if matches!(protocol, Protocol::Pdp | Protocol::Cart) && does.iter().any(Does::is_known)
            {
                for method in &mut methods {
                    let mut bound = OnePerNeed::of(method.as_mut(), &does);
                    comparison.add(Role::Bound, &mut bound);
                }
            }
            let (mut rows, detail) = comparison.finish();
            report.details.extend(detail);
            if let Some(row) = rows.first_mut().filter(|_| *protocol != Protocol::Repeat) {
                slates.most = protocol.shown();
                row.slates = Some(slates);
            }
            report.rows.extend(rows);
        }
    }

    fn baselines(&self, protocol: Protocol) -> Vec<Box<dyn Recommender>> {
        if !self.options.baselines {
            return Vec::new();
        }
        let counts = &self.counts;
        let train = &self.fold.train;
        let mut methods: Vec<Box<dyn Recommender>> = vec![Box::new(Popularity::new(train))];
        match protocol {
            Protocol::Pdp | Protocol::Cart => {
                for evidence in [
                    Evidence::Conditional,
                    Evidence::Cosine,
                    Evidence::LogLikelihood,
                ] {
                    methods.push(Box::new(PairScores::new(
                        Arc::clone(counts),
                        train.len(),
                        evidence,
                    )));
                }
            }
            Protocol::Cold => {
                let products = self.fold.products;
                methods.push(Box::new(ByCategory::bestsellers(products, train)));
                methods.push(Box::new(ByCategory::bought_with(products, train)));
            }
            Protocol::Repeat => methods.push(Box::new(TopFrequency::new(train))),
            Protocol::NextItem => {}
        }
        methods
    }

    /// EASE for each protocol that it answers, with the ridge that was best on the days before the window.
    fn ease(&self, asked: &[(Protocol, Vec<Case>)], report: &mut Report) -> Vec<(Protocol, Ease)> {
        if !self.options.baselines {
            return Vec::new();
        }
        let counts = &self.counts;
        let protocols: Vec<Protocol> = asked
            .iter()
            .map(|(p, _)| *p)
            .filter(|p| matches!(p, Protocol::Pdp | Protocol::Cart))
            .collect();
        if protocols.is_empty() {
            return Vec::new();
        }
        let products = self.fold.products.len();
        if products > EASE_LIMIT {
            report.notes.push(format!(
                "no EASE: {products} products are too many for a dense inverse (limit {EASE_LIMIT})"
            ));
            return Vec::new();
        }
        let validation = self.fold.validation(DEFAULT_TEST_DAYS);
        let before = count_pairs(&validation.train, &CountOptions::default());
        let cases: Vec<Vec<Case>> = protocols.iter().map(|p| p.cases(&validation)).collect();
        // By ridge, then by protocol.
        let found: Vec<Vec<f64>> = LAMBDAS
            .par_iter()
            .map(|&lambda| {
                let Some(mut ease) = Ease::fit(&before, lambda) else {
                    return vec![0.0; protocols.len()];
                };
                let aim = |(protocol, cases): (&Protocol, &Vec<Case>)| {
                    Answers::of(*protocol, cases, products, &mut ease).figure(protocol.aim())
                };
                protocols.iter().zip(&cases).map(aim).collect()
            })
            .collect();
        let best = |at: usize| {
            let figure = |n: &usize| {
                found
                    .get(*n)
                    .and_then(|f| f.get(at))
                    .copied()
                    .unwrap_or(0.0)
            };
            (0..LAMBDAS.len())
                .max_by(|a, b| figure(a).total_cmp(&figure(b)).then(b.cmp(a)))
                .and_then(|n| LAMBDAS.get(n))
        };
        protocols
            .par_iter()
            .enumerate()
            .filter_map(|(at, &protocol)| Some((protocol, Ease::fit(counts, *best(at)?)?)))
            .collect()
    }
}
