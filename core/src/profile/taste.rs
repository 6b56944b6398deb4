//! What a shopper likes, as weights that a ranking can add: of properties of products, and of single products.

use super::Profile;
use super::event::Happened;
use crate::catalog::ProductKey;
use crate::directives::TASTE_ONE;
use alloc::vec::Vec;

/// Most properties and products that have a weight.
pub const MAX_WEIGHTS: usize = 64;

/// What a property is worth that all interest is in.
const TRAIT: f64 = 0.5;
/// What a product is worth that is bought over and over.
const OWN: f64 = 1.0;
/// Interest fades to half after so many days.
const HALF_LIFE: i64 = 60;
/// Habits fade more slowly.
const HABIT_HALF_LIFE: i64 = 180;

/// Weights in units of [`TASTE_ONE`], each list ascending by what it is about, as [`Directives`](crate::directives::Directives) take
/// them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Taste {
    /// How far a property lifts a candidate, in parts of its score.
    pub traits: Vec<(u32, i16)>,
    /// How far a product is lifted, in parts of the best candidate's score.
    pub products: Vec<(ProductKey, i16)>,
}

impl Taste {
    /// Whether it changes nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.traits.is_empty() && self.products.is_empty()
    }
}

impl Profile {
    /// What the shopper likes at `now`. Empty for a new visitor, and until something was looked at.
    #[must_use]
    pub fn taste(&self, now: i64) -> Taste {
        Taste {
            traits: strongest(self.trait_shares(now), |share| {
                (share * TRAIT * f64::from(TASTE_ONE)) as i16
            }),
            products: strongest(self.product_weights(now), |weight| {
                (weight * OWN * f64::from(TASTE_ONE)) as i16
            }),
        }
    }

    /// Of all interest, how much is in products with each property.
    fn trait_shares(&self, now: i64) -> Vec<(u32, f64)> {
        let mut shares: Vec<(u32, f64)> = Vec::new();
        let mut all = 0.0;
        let mut add = |hash: u32, weight: f64| match shares.iter_mut().find(|s| s.0 == hash) {
            Some(known) => known.1 += weight,
            None => shares.push((hash, weight)),
        };
        for event in self.events() {
            let counts = match event.what {
                Happened::View(_) | Happened::Browse(_) => 1.0,
                Happened::Add(_) => 3.0,
                Happened::Purchase(_) => 4.0,
                Happened::Remove(_) => -3.0,
                _ => continue,
            };
            let weight = counts * fade(now - event.at, HALF_LIFE);
            if let Happened::Browse(hash) = event.what {
                add(hash, weight);
                all += weight;
            }
            if let Some(facts) = event.product().and_then(|key| self.facts(key)) {
                for &hash in &facts.traits {
                    add(hash, weight);
                }
                all += weight.max(0.0);
            }
        }
        for share in &mut shares {
            // A few events are no taste yet: two views weigh half of what many would.
            share.1 = (share.1 / (all + 2.0)).clamp(-1.0, 1.0);
        }
        shares
    }

    /// What was bought before is bought again, and what was looked at is looked at again.
    fn product_weights(&self, now: i64) -> Vec<(ProductKey, f64)> {
        let mut weights: Vec<(ProductKey, f64)> = Vec::new();
        let mut last: Option<(ProductKey, i64)> = None;
        for event in self.events() {
            let counts = match event.what {
                Happened::View(_) => 0.1 * fade(now - event.at, HALF_LIFE),
                Happened::Add(_) => 0.2 * fade(now - event.at, HALF_LIFE),
                Happened::Purchase(_) => fade(now - event.at, HABIT_HALF_LIFE),
                _ => continue,
            };
            let Some(key) = event.product() else { continue };
            // Two lines of one order are one purchase.
            if last.replace((key, event.at)) == Some((key, event.at)) {
                continue;
            }
            match weights.iter_mut().find(|known| known.0 == key) {
                Some(known) => known.1 += counts,
                None => weights.push((key, counts)),
            }
        }
        for weight in &mut weights {
            weight.1 = weight.1 / (weight.1 + 1.0);
        }
        weights
    }
}

/// The strongest, in whole numbers, ascending by what they are about.
fn strongest<K: Copy + Ord>(weights: Vec<(K, f64)>, whole: impl Fn(f64) -> i16) -> Vec<(K, i16)> {
    let mut whole: Vec<(K, i16)> = weights
        .into_iter()
        .map(|(key, weight)| (key, whole(weight)))
        .filter(|(_, weight)| *weight != 0)
        .collect();
    whole.sort_unstable_by_key(|(key, weight)| (core::cmp::Reverse(weight.unsigned_abs()), *key));
    whole.truncate(MAX_WEIGHTS);
    whole.sort_unstable();
    whole
}

/// What is left of a weight of 1 after `age` seconds if half is left after `half_life` days. Straight between its halvings: no
/// libm. An event of the future is of now.
pub(super) fn fade(age: i64, half_life: i64) -> f64 {
    let period = half_life * 86_400;
    let age = age.max(0);
    let (halvings, rest) = (age / period, age % period);
    let whole = (0..halvings.min(40)).fold(1.0, |left, _| left * 0.5);
    whole * (1.0 - 0.5 * rest as f64 / period as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_fade_by_halves() {
        let day = 86_400;
        assert_eq!(fade(0, 60), 1.0);
        assert_eq!(fade(-5, 60), 1.0);
        assert_eq!(fade(60 * day, 60), 0.5);
        assert_eq!(fade(90 * day, 60), 0.375);
        assert_eq!(fade(120 * day, 60), 0.25);
        assert!(fade(i64::MAX, 60) < 1e-9);
    }
}
