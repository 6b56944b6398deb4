//! Which price levels a shopper keeps to: cheap, middling or dear within each category.

use super::Profile;
use super::choices::HALF_LIFE;
use super::event::Happened;
use super::taste::fade;
use crate::catalog::PriceTier;

impl Profile {
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
