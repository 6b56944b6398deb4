//! Who shops: latent needs, budget, tolerance and loyalty.

use super::dice::Dice;
use super::truth;
use super::vocabulary::DEPARTMENTS;

/// How many shoppers buy from each department, in parts of the sum.
const AUDIENCE: [f64; DEPARTMENTS.len()] = [22.0, 26.0, 22.0, 28.0, 26.0];

pub(super) struct Shopper {
    pub(super) number: usize,
    /// Which departments; the first is the favourite.
    pub(super) departments: Vec<usize>,
    /// Largest accepted price increase for a better product, as a share.
    pub(super) tolerance: f64,
    /// Tier looked at first.
    pub(super) budget: usize,
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
    pub(super) fn draw(number: usize, dice: &mut Dice) -> Self {
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
        Self {
            number,
            departments,
            tolerance: dice.bell(0.34, 0.18).clamp(0.03, 0.95),
            budget: dice.weighted([48.0, 34.0, 18.0].into_iter()).unwrap_or(0),
            loyalty: dice.between(15, 85) as u32,
            taste: dice.below(12),
            gap: dice.bell(58.0, 24.0).clamp(10.0, 140.0),
            hurry: dice.between(8, 36) as u32,
        }
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
            budget: self.budget as u8,
            loyalty: f64::from(self.loyalty) / 100.0,
            departments: self
                .departments
                .iter()
                .map(|department| DEPARTMENTS[*department].to_owned())
                .collect(),
        }
    }
}
