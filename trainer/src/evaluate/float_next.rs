//! "Viewed next" as it was fitted, with unrounded weights. What sixteen codes lose is the difference to it.

use super::recommender::{Ask, Recommender, best};
use super::report::OURS_FLOAT;
use crate::fit::{NextOptions, NextProducts, fit_next};
use crate::sessions::Sessions;

/// As `core::shelf::for_you` has it, which a test holds: products that count.
const MEMORY: usize = 8;

/// The model before it is packed.
pub struct FloatNext {
    next: NextProducts,
    sums: Vec<f64>,
    touched: Vec<u32>,
    scored: Vec<(f64, u32)>,
}

impl FloatNext {
    /// Fits as a training does.
    #[must_use]
    pub fn fit(sessions: &Sessions, products: usize, min_visits: u32) -> Self {
        let options = NextOptions {
            min_visits,
            ..NextOptions::default()
        };
        Self {
            next: fit_next(sessions, products, &options),
            sums: vec![0.0; products],
            touched: Vec::new(),
            scored: Vec::new(),
        }
    }

    fn add(&mut self, product: u32, weight: f64) {
        if let Some(sum) = self.sums.get_mut(product as usize) {
            if *sum == 0.0 {
                self.touched.push(product);
            }
            *sum += weight;
        }
    }
}

impl Recommender for FloatNext {
    fn method(&self) -> &str {
        OURS_FLOAT
    }

    fn recommend(&mut self, ask: &Ask, limit: usize, out: &mut Vec<u32>) {
        out.clear();
        let Ask::Next(seen) = ask else { return };
        // The latest first, each once.
        let mut session: Vec<u32> = Vec::with_capacity(seen.len());
        for &product in seen.iter().rev() {
            if (product as usize) < self.sums.len() && !session.contains(&product) {
                session.push(product);
            }
        }
        let ages = self.next.setting.ages();
        for (age, &product) in session.iter().enumerate() {
            let known = ages.get(age).or(ages.last());
            let [part, revisit] = known.copied().unwrap_or_default();
            if age > 0 {
                self.add(product, revisit);
            }
            if age < MEMORY {
                let steps: Vec<(u32, f64)> = self.next.edges.of(product).collect();
                for (to, weight) in steps {
                    self.add(to, weight * part);
                }
            }
        }
        self.scored.clear();
        for product in self.touched.drain(..) {
            let sum = self
                .sums
                .get_mut(product as usize)
                .map_or(0.0, std::mem::take);
            if session.first() != Some(&product) {
                self.scored.push((sum, product));
            }
        }
        best(&mut self.scored, limit, out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::baskets::Baskets;
    use crate::evaluate::model::SetwiseModel;
    use crate::ingest::{Interner, Product, SessionEvent};
    use crate::pipeline::{self, TrainOptions};
    use crate::sessions::Touch;

    #[test]
    fn where_packing_loses_nothing_the_packed_ranking_is_the_same() {
        // Few products with few different weights: sixteen codes say them all.
        let paths: [&[u32]; 6] = [&[0, 1, 2], &[0, 1], &[1, 2], &[3, 0], &[3, 0, 1], &[4, 2]];
        let visit = |products: &&[u32]| -> Vec<Touch> {
            let touch = |(at, &product): (usize, &u32)| Touch {
                product,
                time: 1_700_000_000 + at as i64,
                event: SessionEvent::View,
            };
            products.iter().enumerate().map(touch).collect()
        };
        let sessions = Sessions::from_visits(paths.iter().map(visit).collect());
        let products: Vec<Product> = (0..5)
            .map(|n| Product::bare(format!("p{n}").as_bytes()))
            .collect();
        let none = Baskets::from_sales(&[], &[], &Interner::new(), products.len());
        let folder = pipeline::train(&products, &none, Some(&sessions), &TrainOptions::default())
            .expect("trained");
        let mut packed = SetwiseModel::open(&folder, &products).expect("opens");
        let mut float = FloatNext::fit(&sessions, products.len(), 1);
        let (mut a, mut b) = (Vec::new(), Vec::new());
        for seen in [
            &[0][..],
            &[3, 0],
            &[0, 1, 0],
            &[4, 1],
            &[2, 3, 1, 0],
            &[u32::MAX, 3],
        ] {
            let ask = Ask::Next(seen.to_vec());
            packed.recommend(&ask, 20, &mut a);
            float.recommend(&ask, 20, &mut b);
            assert!(!a.is_empty());
            assert_eq!(a, b, "after {seen:?}");
        }
    }
}
