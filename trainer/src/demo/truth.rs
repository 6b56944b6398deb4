//! The answers: what the generator planted, so that an evaluation can tell how much of it a model recovers.
//!
//! `truth.json` is one [`Truth`]. All product ids stand in `catalog.csv`; maps and lists are in a fixed order.
//! What the shop cannot sell (out of stock) is never an answer, though it may ask a question.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Everything planted in one generated shop.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Truth {
    /// Always true: no figure measured on this shop says anything about real shoppers.
    pub synthetic: bool,
    /// The same in words.
    pub note: String,
    /// The seed that the shop was made from.
    pub seed: u64,
    /// ISO 4217 code of all prices.
    pub currency: String,
    /// First instant after the last order, RFC 3339 in UTC.
    pub until: String,
    /// What each product asks for, strongest need first; only products that ask for something.
    pub complements: BTreeMap<String, Vec<Need>>,
    /// Products that fill a need, by [`Need::set`]; kept apart from the needs because hundreds of seeds share one set.
    pub sets: BTreeMap<String, Vec<String>>,
    /// Higher tiers of the same family, nearest first: the first is the right first upgrade. Only products that have one.
    pub upgrades: BTreeMap<String, Vec<String>>,
    /// Groups of products that serve one need: alternatives, tiers and variants of each other. Groups do not overlap.
    pub substitutes: Vec<Vec<String>>,
    /// Sets of 2 to 4 that shoppers take together more often than their pairs explain.
    pub bundles: Vec<Vec<String>>,
    /// When a product is used up; only products that are.
    pub repurchase: BTreeMap<String, Cycle>,
    /// The shoppers, by customer id.
    pub shoppers: Vec<Shopper>,
}

/// One thing that a product asks for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Need {
    /// Name of the need, e.g. `memory-card`.
    pub need: String,
    /// Key into [`Truth::sets`]: the products that fill it and are compatible.
    pub set: String,
    /// Probability, 0 to 1, that an order which looks beyond its first product fills the need.
    pub strength: f64,
}

/// How long a product lasts.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Cycle {
    /// Mean days between purchases by one shopper.
    pub days: f64,
    /// Standard deviation of the same, in days.
    pub sd: f64,
}

/// What is true of a shopper and stands in no order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Shopper {
    /// As in `orders.csv`.
    pub customer_id: String,
    /// Largest price increase accepted for a better product, as a share of the lower price (0.3 = 30 % more).
    pub tolerance: f64,
    /// Tier that such a shopper mostly looks at first, where nothing is special about the kind of product: 0 is the lowest.
    pub budget: u8,
    /// Probability, 0 to 1, of staying with a product family bought before.
    pub loyalty: f64,
    /// Departments that the shopper buys from.
    pub departments: Vec<String>,
}

/// Percent of the steps up in price within a shopper's tolerance that are taken, and of those beyond it.
pub(super) const STEPS_TAKEN: [u32; 2] = [55, 6];

impl Shopper {
    /// How likely the shopper takes the better product at the price `to` over the one at `from`, 0 to 1.
    #[must_use]
    pub fn chance_of_step(&self, from: i64, to: i64) -> f64 {
        let within = to as f64 <= from as f64 * (1.0 + self.tolerance);
        let [tolerated, stray] = STEPS_TAKEN;
        f64::from(if within { tolerated } else { stray }) / 100.0
    }
}

impl Truth {
    /// Products that fill the need; empty for a need of another shop.
    pub fn acceptable(&self, need: &Need) -> &[String] {
        self.sets.get(&need.set).map_or(&[], Vec::as_slice)
    }
}
