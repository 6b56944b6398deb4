//! How the ranking gets better with orders: the same questions after learning from a part of them.

use xxhash_rust::xxh64::xxh64;

use crate::count::{CountOptions, count_pairs};
use crate::evaluate::baselines::{Evidence, PairScores, Popularity};
use crate::evaluate::model::SetwiseModel;
use crate::evaluate::protocols::{Answers, Protocol};
use crate::evaluate::recommender::Recommender;
use crate::evaluate::split::Fold;
use crate::pipeline::{self, PipelineError, TrainOptions};

/// Parts of the orders that are learned from; each is part of the next.
const PARTS: [f64; 5] = [0.02, 0.05, 0.15, 0.4, 1.0];
const SALT: u64 = 0x511c_e004;

/// One training.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// Orders that it learned from.
    pub orders: usize,
    /// The figure of ours.
    pub ours: f64,
    /// That of the best of popularity, P(j|i), cosine and LLR.
    pub simple: f64,
}

/// Curves by what was asked.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LearningCurve {
    /// Title, and the points by ascending orders.
    pub curves: Vec<(&'static str, Vec<Point>)>,
}

impl LearningCurve {
    /// Trains on parts of a fold's orders and asks about all of its test orders.
    ///
    /// # Errors
    /// [`PipelineError`] when no snapshot can be made.
    pub fn measure(fold: &Fold<'_>, training: &TrainOptions) -> Result<Self, PipelineError> {
        let asked = [
            (Protocol::Pdp, "Product pages (nDCG@6)"),
            (Protocol::Cart, "Carts (nDCG@6)"),
        ];
        let cases = asked.map(|(protocol, _)| protocol.cases(fold));
        let mut curves = asked.map(|(_, title)| (title, Vec::new()));
        let products = fold.products.len();
        for part in PARTS {
            let most = (part * u64::MAX as f64) as u64;
            let train = fold
                .train
                .only(|basket| xxh64(&basket.key.to_le_bytes(), SALT) <= most);
            let folder = pipeline::train(fold.products, &train, None, training)?;
            let mut ours = SetwiseModel::open(&folder, fold.products)?;
            let counts = std::sync::Arc::new(count_pairs(&train, &CountOptions::default()));
            let mut simple: Vec<Box<dyn Recommender>> = vec![Box::new(Popularity::new(&train))];
            for evidence in [
                Evidence::Conditional,
                Evidence::Cosine,
                Evidence::LogLikelihood,
            ] {
                simple.push(Box::new(PairScores::new(
                    counts.clone(),
                    train.len(),
                    evidence,
                )));
            }
            for (at, (protocol, _)) in asked.iter().enumerate() {
                let (Some(cases), Some((_, points))) = (cases.get(at), curves.get_mut(at)) else {
                    continue;
                };
                let figure = |method: &mut dyn Recommender| {
                    Answers::of(*protocol, cases, products, method).figure(protocol.aim())
                };
                points.push(Point {
                    orders: train.len(),
                    ours: figure(&mut ours),
                    simple: simple
                        .iter_mut()
                        .map(|m| figure(m.as_mut()))
                        .fold(0.0, f64::max),
                });
            }
        }
        Ok(Self {
            curves: curves.into_iter().collect(),
        })
    }
}
