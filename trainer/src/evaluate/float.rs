//! The complements as they were fitted: all candidates, with unrounded numbers. What packing loses is the difference to it.
//!
//! Rules of the shelves (needs, stock, floor) are not applied, and products without orders borrow nothing.

use super::float_habits::FloatHabits;
use super::recommender::{Ask, Recommender, best};
use super::report::OURS_FLOAT;
use crate::baskets::Baskets;
use crate::fit::{Blend, ComplementOptions, Facts, Voices, fit_complements, share};
use crate::ingest::Product;
use crate::pipeline::TrainOptions;

/// Complements before they are cut and packed.
pub struct FloatModel {
    voices: Voices,
    popular: Vec<u32>,
    habits: FloatHabits,
    blend: Blend,
    sums: Vec<f64>,
    touched: Vec<u32>,
    scored: Vec<(f64, u32)>,
}

impl FloatModel {
    /// Fits as a training does.
    #[must_use]
    pub fn fit(products: &[Product], baskets: &Baskets, options: &TrainOptions) -> Self {
        let fitting = ComplementOptions {
            edges: usize::from(options.edges),
            min_orders: options.min_orders,
            max_basket: options.max_basket,
            without: options.without,
        };
        let complements = fit_complements(baskets, &Facts::of(products), &fitting);
        Self {
            voices: Voices::of(complements.lists(), usize::MAX, |_| true),
            popular: complements.popular,
            habits: FloatHabits::fit(baskets, options.min_orders),
            blend: complements.blend,
            sums: vec![0.0; products.len()],
            touched: Vec::new(),
            scored: Vec::new(),
        }
    }
}

impl Recommender for FloatModel {
    fn method(&self) -> &str {
        OURS_FLOAT
    }

    fn recommend(&mut self, ask: &Ask, limit: usize, out: &mut Vec<u32>) {
        if let Ask::Repeat { history, now } = ask {
            return self.habits.recommend(history, *now, limit, out);
        }
        let (seeds, share): (&[u32], Option<f64>) = match ask {
            Ask::Product(seed) => (std::slice::from_ref(seed), None),
            Ask::Cart(lines) => (lines, Some(share(&self.blend, lines.len()))),
            Ask::Repeat { .. } | Ask::Next(_) => (&[], None),
        };
        for &seed in seeds {
            for voice in self.voices.get(seed) {
                let Some(sum) = self.sums.get_mut(voice.to as usize) else {
                    continue;
                };
                if *sum == 0.0 {
                    self.touched.push(voice.to);
                }
                *sum += match share {
                    None => voice.likelihood,
                    Some(share) => voice.weight + share * voice.likelihood,
                };
            }
        }
        self.scored.clear();
        for to in self.touched.drain(..) {
            let sum = self.sums.get_mut(to as usize).map_or(0.0, std::mem::take);
            if sum > 0.0 && !seeds.contains(&to) {
                self.scored.push((sum, to));
            }
        }
        best(&mut self.scored, limit, out);
        let fill = self.popular.iter().filter(|_| !seeds.is_empty());
        for product in fill {
            if out.len() < limit && !out.contains(product) && !seeds.contains(product) {
                out.push(*product);
            }
        }
    }
}
