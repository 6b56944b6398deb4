//! Who shops: latent needs, tolerance and what follows from it, liking of brands, loyalty.
//!
//! How much quality is worth to somebody shows wherever there is a choice of quality (a shopper of vertical differentiation:
//! Mussa and Rosen 1978): in the increase that is accepted for a better product, and in the tier that is looked at first.
//! Half of what decides the latter is this trait, half is what the shopper makes of the kind of product.

use super::dice::Dice;
use super::truth;
use super::vocabulary::DEPARTMENTS;

/// How many shoppers buy from each department, in parts of the sum.
const AUDIENCE: [f64; DEPARTMENTS.len()] = [22.0, 26.0, 22.0, 28.0, 26.0];

/// Where the tiers begin on the scale of a bell of deviation 1: about 48, 34 and 18 in a hundred look at them first.
const TIERS_FROM: [f64; 2] = [-0.05, 0.92];
const MEAN_TOLERANCE: f64 = 0.34;
const SPREAD_OF_TOLERANCE: f64 = 0.18;

pub(super) struct Shopper {
    pub(super) number: usize,
    /// Which departments; the first is the favourite.
    pub(super) departments: Vec<usize>,
    /// Largest accepted price increase for a better product, as a share.
    pub(super) tolerance: f64,
    /// Tier looked at first, by kind.
    budgets: Vec<u8>,
    /// Weight of each maker among others.
    likings: Vec<f64>,
    /// Percent.
    pub(super) loyalty: u32,
    /// Picks among sizes and colours.
    pub(super) taste: usize,
    /// Mean days between two visits with a new need.
    pub(super) gap: f64,
    /// Percent of orders that look no further than the first product.
    pub(super) hurry: u32,
}

impl Shopper {
    /// One who may want any of so many kinds, of so many makers.
    pub(super) fn draw(number: usize, kinds: usize, makers: usize, dice: &mut Dice) -> Self {
        let mut departments = Vec::new();
        for _ in 0..1 + dice.below(3) {
            let open = (0..DEPARTMENTS.len()).map(|department| {
                if departments.contains(&department) {
                    0.0
                } else {
                    AUDIENCE[department]
                }
            });
            departments.extend(dice.weighted(open.collect::<Vec<_>>().into_iter()));
        }
        let worth = dice.bell(0.0, 1.0);
        let budgets = (0..kinds)
            .map(|_| tier_of((worth + dice.bell(0.0, 1.0)) * std::f64::consts::FRAC_1_SQRT_2))
            .collect();
        // A few of each ten brands get most of what one shopper buys, as in the panels of households.
        let likings = (0..makers).map(|_| {
            let rank = dice.unit();
            1.0 / (0.04 + rank * rank)
        });
        Self {
            number,
            departments,
            likings: likings.collect(),
            tolerance: (MEAN_TOLERANCE + SPREAD_OF_TOLERANCE * worth).clamp(0.03, 0.95),
            budgets,
            loyalty: dice.between(15, 85) as u32,
            taste: dice.below(12),
            gap: dice.bell(58.0, 24.0).clamp(10.0, 140.0),
            hurry: dice.between(8, 36) as u32,
        }
    }

    /// Tier of a kind that is looked at first.
    pub(super) fn budget(&self, kind: usize) -> usize {
        self.budgets.get(kind).copied().unwrap_or(0).into()
    }

    /// Weight of a maker's products among others, 1 to 25.
    pub(super) fn likes(&self, maker: usize) -> f64 {
        self.likings.get(maker).copied().unwrap_or(1.0)
    }

    pub(super) fn customer_id(&self) -> String {
        format!("C{:06}", self.number + 1)
    }

    /// Whether the step from one price to a higher one is within tolerance.
    pub(super) fn tolerates(&self, from: i64, to: i64) -> bool {
        to as f64 <= from as f64 * (1.0 + self.tolerance)
    }

    pub(super) fn tell(&self) -> truth::Shopper {
        truth::Shopper {
            customer_id: self.customer_id(),
            // Four digits are what a reader needs; they also keep the file small.
            tolerance: (self.tolerance * 10_000.0).round() / 10_000.0,
            budget: tier_of((self.tolerance - MEAN_TOLERANCE) / SPREAD_OF_TOLERANCE),
            loyalty: f64::from(self.loyalty) / 100.0,
            departments: self
                .departments
                .iter()
                .map(|department| DEPARTMENTS[*department].to_owned())
                .collect(),
        }
    }
}

fn tier_of(worth: f64) -> u8 {
    TIERS_FROM.iter().filter(|from| worth >= **from).count() as u8
}
