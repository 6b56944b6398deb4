//! What a shopper makes of prices: how much more a better product may cost. A belief that each look and each choice makes surer.

use crate::directives::PRICE_STEPS;

/// What is believed of a shopper of whom nothing is known: in percent, how many go up to each of [`PRICE_STEPS`] and no further.
/// Rounded from the common finding that a third more is what half of all shoppers pay for the better one.
const PRIOR: [f64; 16] = [
    0.03, 0.05, 0.07, 0.09, 0.10, 0.11, 0.11, 0.10, 0.09, 0.08, 0.06, 0.05, 0.03, 0.02, 0.007,
    0.003,
];
/// Of shoppers who tolerate a step, so many take it; of the others, so many do all the same.
const TAKES: f64 = 0.5;
const STRAYS: f64 = 0.07;
/// Lists show prices: of pages that cost more than is tolerated, so many are opened for each one that does not.
const CURIOUS: f64 = 0.2;
/// Prices above a product spread evenly over its category, up to so many percent more.
const DEAREST: f64 = 150.0;
/// How closely the level of a price and the tolerance of who looks at it go together, 0 (not at all) to 1: who keeps to the
/// dear products of each category mostly accepts more for a better one, though not always.
const LEVEL: f64 = 0.8;
/// What a look counts as evidence, beside a choice.
const LOOK: f64 = 0.5;

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
        self.weigh(weight, 0.5, |limit, _| {
            let takes = if percent as f64 <= limit {
                TAKES
            } else {
                STRAYS
            };
            if taken { takes } else { 1.0 - takes }
        });
        self.evidence += weight;
    }

    /// Takes in that a page was opened whose price is so many percent above what was looked at first, 0 for one that is not; of
    /// the category the share `cheaper`, 0 to 1, costs less than that.
    pub fn look(&mut self, percent: u64, cheaper: f64, weight: f64) {
        let percent = percent as f64;
        self.weigh(weight, 1.0, |limit, _| {
            let within = (limit / DEAREST).min(1.0);
            // Of all pages that might have been opened, how many would be.
            let open = cheaper + (1.0 - cheaper) * (within + (1.0 - within) * CURIOUS);
            let this = if percent <= limit { 1.0 } else { CURIOUS };
            this / open.max(CURIOUS)
        });
        self.evidence += weight * LOOK;
    }

    /// Takes in that something was looked at first of which the share `cheaper`, 0 to 1, of its category costs less.
    pub fn level(&mut self, cheaper: f64, weight: f64) {
        // The copula of Farlie, Gumbel and Morgenstern: both sides keep their own distribution.
        self.weigh(weight, 1.0, |_, below| {
            1.0 + LEVEL * (2.0 * cheaper - 1.0) * (2.0 * below - 1.0)
        });
        self.evidence += weight * LOOK;
    }

    /// Bayes' rule: `likely` says how likely what was seen is, by the limit and by the share of all shoppers with a lower one.
    /// Evidence that counts little says little: it is mixed with one that says `nothing`.
    fn weigh(&mut self, weight: f64, nothing: f64, likely: impl Fn(f64, f64) -> f64) {
        let (mut sum, mut lower) = (0.0, 0.0);
        let steps = PRICE_STEPS.iter().zip(PRIOR);
        for (limit, (step, share)) in self.limits.iter_mut().zip(steps) {
            let likely = likely(f64::from(*step), lower + share / 2.0);
            *limit *= weight * likely + (1.0 - weight) * nothing;
            lower += share;
            sum += *limit;
        }
        for limit in &mut self.limits {
            *limit /= sum;
        }
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

    /// What it was learned from: choices, and looks for half of one, older ones counting less.
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
