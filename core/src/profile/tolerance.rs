//! What a shopper makes of prices: how much more a better product may cost, and which price levels are looked at.

use super::event::{Event, Happened};
use super::taste::fade;
use super::{Facts, Profile, VISIT_GAP};
use crate::catalog::{Money, PriceTier};
use crate::directives::PRICE_STEPS;
use alloc::vec::Vec;

/// What is believed of a shopper of whom nothing is known: in percent, how many go up to each of [`PRICE_STEPS`] and no further.
/// Rounded from the common finding that a third more is what half of all shoppers pay for the better one.
const PRIOR: [f64; 16] = [
    0.03, 0.05, 0.07, 0.09, 0.10, 0.11, 0.11, 0.10, 0.09, 0.08, 0.06, 0.05, 0.03, 0.02, 0.007,
    0.003,
];
/// Of shoppers who tolerate a step, so many take it; of the others, so many do all the same.
const TAKES: f64 = 0.5;
const STRAYS: f64 = 0.07;
/// What a step counts that was there to be taken but was not seen, beside one that was.
const UNSEEN: f64 = 0.6;
/// Evidence counts half after so many days.
const HALF_LIFE: i64 = 180;
/// A higher price is another thing, not a step up.
const LARGEST_STEP: u64 = 400;

/// How much more a shopper pays for a better product, with its uncertainty: a probability for each of [`PRICE_STEPS`].
#[derive(Clone, Debug, PartialEq)]
pub struct Tolerance {
    limits: [f64; 16],
    evidence: f64,
}

impl Default for Tolerance {
    fn default() -> Self {
        Self {
            limits: PRIOR,
            evidence: 0.0,
        }
    }
}

impl Tolerance {
    /// Takes in that a step up of so many percent was taken or left, counting `weight`, 0 to 1.
    pub fn observe(&mut self, percent: u64, taken: bool, weight: f64) {
        let mut sum = 0.0;
        for (limit, step) in self.limits.iter_mut().zip(PRICE_STEPS) {
            let takes = if percent <= u64::from(step) {
                TAKES
            } else {
                STRAYS
            };
            let likely = if taken { takes } else { 1.0 - takes };
            // Evidence that counts little says little: it is mixed with one that says nothing.
            *limit *= weight * likely + (1.0 - weight) * 0.5;
            sum += *limit;
        }
        for limit in &mut self.limits {
            *limit /= sum;
        }
        self.evidence += weight;
    }

    /// The step up that the shopper tolerates, in percent: the mean of what is believed.
    #[must_use]
    pub fn percent(&self) -> f64 {
        self.mean(|step| step)
    }

    /// Its standard deviation, in percentage points: 20 for a shopper of whom nothing is known.
    #[must_use]
    pub fn deviation(&self) -> f64 {
        let mean = self.percent();
        let variance = self.mean(|step| (step - mean) * (step - mean));
        // Newton's root: no libm. Eight steps from 50 are exact for any variance below 200².
        let mut root = 50.0;
        for _ in 0..8 {
            root = 0.5 * (root + variance / root);
        }
        root
    }

    fn mean(&self, of: impl Fn(f64) -> f64) -> f64 {
        let steps = PRICE_STEPS.iter().map(|step| f64::from(*step));
        self.limits
            .iter()
            .zip(steps)
            .map(|(limit, step)| limit * of(step))
            .sum()
    }

    /// Choices that it was learned from, older ones counting less.
    #[must_use]
    pub fn evidence(&self) -> f64 {
        self.evidence
    }

    /// How likely a step up of each of [`PRICE_STEPS`] is tolerated, in 255ths; it falls.
    #[must_use]
    pub fn curve(&self) -> [u8; 16] {
        let mut left = 1.0_f64;
        let mut curve = [0; 16];
        for (share, limit) in curve.iter_mut().zip(self.limits) {
            // Some take what they do not tolerate.
            let takes = left * TAKES + (1.0 - left) * STRAYS;
            *share = (takes / TAKES * 255.0 + 0.5) as u8;
            left -= limit;
        }
        curve
    }
}

impl Profile {
    /// What the shopper's choices say of price steps: of products of one line that were looked at in one visit, which was put
    /// into the cart, and which better one was left.
    #[must_use]
    pub fn tolerance(&self, now: i64) -> Tolerance {
        let mut tolerance = Tolerance::default();
        let mut visit = 0;
        let events = self.events();
        for (at, event) in events.iter().enumerate() {
            let before = at.checked_sub(1).and_then(|at| events.get(at));
            let began = matches!(event.what, Happened::Start(_))
                || before.is_some_and(|before| event.at - before.at > VISIT_GAP);
            if began {
                visit = at;
            }
            if let Happened::Add(Some(key)) = event.what
                && let Some(chosen) = self.facts(key)
            {
                let weight = fade(now - event.at, HALF_LIFE);
                let seen = events.get(visit..at).unwrap_or_default();
                self.choice(seen, chosen, weight, &mut tolerance);
            }
        }
        tolerance
    }

    /// The same as directives tell it; `None` before the first choice, so that a new visitor is offered what everybody is.
    #[must_use]
    pub fn price_chances(&self, now: i64) -> Option<[u8; PRICE_STEPS.len()]> {
        let tolerance = self.tolerance(now);
        (tolerance.evidence() > 0.0).then(|| tolerance.curve())
    }

    /// A choice after all that was seen: the steps up to the chosen product were taken, the next one was left.
    fn choice(&self, seen: &[Event], chosen: &Facts, weight: f64, tolerance: &mut Tolerance) {
        let Some(Money(price)) = chosen.price else {
            return;
        };
        let mut prices: Vec<u64> = self
            .told(seen)
            .filter(|(event, facts)| {
                matches!(event.what, Happened::View(_)) && facts.is_of_the_line_of(chosen)
            })
            .filter_map(|(_, facts)| facts.price)
            .map(|Money(price)| price)
            .filter(|other| *other <= price.saturating_mul(LARGEST_STEP) / 100)
            .collect();
        prices.push(price);
        prices.sort_unstable();
        prices.dedup();
        let percent =
            |low: u64, high: u64| (u128::from(high - low) * 100 / u128::from(low.max(1))) as u64;
        let mut left_unseen = true;
        for pair in prices.windows(2) {
            let &[low, high] = pair else { continue };
            if high <= price {
                tolerance.observe(percent(low, high), true, weight);
            } else if low == price {
                tolerance.observe(percent(low, high), false, weight);
                left_unseen = false;
            }
        }
        if let (true, Some(Money(next))) = (left_unseen, chosen.next)
            && next > price
        {
            tolerance.observe(percent(price, next), false, weight * UNSEEN);
        }
    }

    /// The price level that the shopper keeps to, from 0 (the cheapest of each category) to 254, and how widely it spreads, as a
    /// standard deviation; `None` before three products with a level were seen.
    #[must_use]
    pub fn price_level(&self, now: i64) -> Option<(u8, u8)> {
        let (mut sum, mut squares, mut weights, mut count) = (0.0, 0.0, 0.0, 0);
        for (event, facts) in self.told(self.events()) {
            let counts = match event.what {
                Happened::View(_) => 1.0,
                Happened::Add(_) => 3.0,
                Happened::Purchase(_) => 5.0,
                // What was taken out again was too dear or not wanted.
                _ => continue,
            };
            let Some(level) = facts.level.map(f64::from) else {
                continue;
            };
            let weight = counts * fade(now - event.at, HALF_LIFE);
            sum += weight * level;
            squares += weight * level * level;
            weights += weight;
            count += 1;
        }
        if count < 3 || weights <= 0.0 {
            return None;
        }
        let mean: f64 = sum / weights;
        let variance = (squares / weights - mean * mean).max(0.0);
        let mut root = 64.0;
        for _ in 0..8 {
            root = 0.5 * (root + variance / root);
        }
        Some((mean as u8, root.min(255.0) as u8))
    }

    /// The tier of that level; unknown while it could as well be another.
    #[must_use]
    pub fn price_tier(&self, now: i64) -> PriceTier {
        match self.price_level(now) {
            Some((0..85, 0..85)) => PriceTier::Budget,
            Some((85..170, 0..85)) => PriceTier::Middle,
            Some((170.., 0..85)) => PriceTier::Premium,
            _ => PriceTier::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_prior_is_a_share_of_all_shoppers() {
        assert!((PRIOR.iter().sum::<f64>() - 1.0).abs() < 1e-9);
        let unknown = Tolerance::default();
        assert!(
            (35.0..45.0).contains(&unknown.percent()),
            "{}",
            unknown.percent()
        );
        assert!(
            (15.0..25.0).contains(&unknown.deviation()),
            "{}",
            unknown.deviation()
        );
    }

    #[test]
    fn steps_taken_raise_it_and_steps_left_lower_it() {
        let mut generous = Tolerance::default();
        let mut thrifty = Tolerance::default();
        for _ in 0..4 {
            generous.observe(60, true, 1.0);
            thrifty.observe(15, false, 1.0);
        }
        assert!(generous.percent() > 60.0 && thrifty.percent() < 30.0);
        assert!(generous.curve()[10] > 3 * thrifty.curve()[10]);
        assert!(generous.curve().is_sorted_by(|a, b| a >= b));
        let mut nothing = Tolerance::default();
        nothing.observe(60, true, 0.0);
        assert_eq!(nothing.curve(), Tolerance::default().curve());
    }
}
