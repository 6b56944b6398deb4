//! What a shopper's visits say of price steps.

use super::event::{Event, Happened};
use super::taste::fade;
use super::tolerance::Tolerance;
use super::{Facts, Profile, VISIT_GAP};
use crate::catalog::Money;
use crate::directives::PRICE_STEPS;
use alloc::vec::Vec;

/// Evidence counts half after so many days.
pub(super) const HALF_LIFE: i64 = 180;
/// What a step counts that was there to be taken but was not seen, beside one that was.
const UNSEEN: f64 = 0.6;
/// A higher price is another thing, not a step up: in parts of the lower one.
const LARGEST_STEP: u64 = 4;

impl Profile {
    /// What the shopper's visits say of price steps: how dear what is looked at first in a category is, which dearer pages are
    /// opened then, which product of a line is put into the cart or bought, and which better one is left.
    #[must_use]
    pub fn tolerance(&self, now: i64) -> Tolerance {
        let mut tolerance = Tolerance::default();
        // Each category as often as it was come to: habits say the same again and again.
        let mut comings: Vec<Option<u32>> = Vec::new();
        for events in self.events().chunk_by(|a, b| !begins(a, b)) {
            let mut visit = Visit {
                weight: events
                    .last()
                    .map_or(0.0, |last| fade(now - last.at, HALF_LIFE)),
                met: Vec::new(),
            };
            for (at, event) in events.iter().enumerate() {
                let facts = event.product().and_then(|key| self.facts(key));
                let Some((facts, Money(price))) =
                    facts.and_then(|facts| Some((facts, facts.price?)))
                else {
                    continue;
                };
                let later = events.get(at..).unwrap_or_default();
                let chosen = match event.what {
                    Happened::View(_) => false,
                    // What is taken out again was looked at, and not chosen.
                    Happened::Add(key) => !later.iter().any(|l| l.what == Happened::Remove(key)),
                    Happened::Purchase(_) => true,
                    _ => continue,
                };
                let met = Met {
                    facts,
                    price,
                    chosen,
                };
                visit.meet(met, &mut comings, &mut tolerance);
            }
        }
        tolerance
    }

    /// The same as directives tell it; `None` before anything is known, so that a new visitor is offered what everybody is.
    #[must_use]
    pub fn price_chances(&self, now: i64) -> Option<[u8; PRICE_STEPS.len()]> {
        let tolerance = self.tolerance(now);
        (tolerance.evidence() > 0.0).then(|| tolerance.curve())
    }
}

/// Whether the second of two events begins a visit.
fn begins(before: &Event, event: &Event) -> bool {
    matches!(event.what, Happened::Start(_)) || event.at - before.at > VISIT_GAP
}

/// A product that was looked at or chosen.
struct Met<'a> {
    facts: &'a Facts,
    price: u64,
    chosen: bool,
}

/// A visit up to some event.
struct Visit<'a> {
    weight: f64,
    met: Vec<Met<'a>>,
}

impl<'a> Visit<'a> {
    fn meet(&mut self, new: Met<'a>, comings: &mut Vec<Option<u32>>, tolerance: &mut Tolerance) {
        let category = new.facts.category();
        let is_same = |met: &&Met<'_>| met.facts.key == new.facts.key;
        let mut before = self.met.iter().filter(is_same);
        let is_new = before.clone().next().is_none();
        // A page looked at again, or what was put into the cart and is bought now.
        if before.any(|met| met.chosen || !new.chosen) {
            return;
        }
        let mut same = self.met.iter();
        match same.find(|met| met.facts.category() == category) {
            Some(first) if is_new && !new.chosen => {
                let cheaper = level(first.facts).unwrap_or(0.5);
                tolerance.look(percent(first.price, new.price), cheaper, self.weight);
            }
            Some(_) => {}
            None => {
                comings.push(category);
                let times = comings.iter().filter(|known| **known == category).count();
                if let Some(cheaper) = level(new.facts) {
                    tolerance.level(cheaper, self.weight / times as f64);
                }
            }
        }
        if new.chosen {
            self.choose(&new, tolerance);
        }
        self.met.push(new);
    }

    /// A choice after all that was met: the steps up to the chosen product of a line were taken, the next one was left.
    fn choose(&self, chosen: &Met<'_>, tolerance: &mut Tolerance) {
        let price = chosen.price;
        let line = self.met.iter().filter(|met| {
            met.facts.is_of_the_line_of(chosen.facts)
                && met.price <= price.saturating_mul(LARGEST_STEP)
        });
        let mut prices: Vec<u64> = line.map(|met| met.price).collect();
        prices.push(price);
        prices.sort_unstable();
        prices.dedup();
        let mut left_unseen = true;
        for pair in prices.windows(2) {
            let &[low, high] = pair else { continue };
            if high <= price {
                tolerance.observe(percent(low, high), true, self.weight);
            } else if low == price {
                tolerance.observe(percent(low, high), false, self.weight);
                left_unseen = false;
            }
        }
        if let (true, Some(Money(next))) = (left_unseen, chosen.facts.next)
            && next > price
        {
            tolerance.observe(percent(price, next), false, self.weight * UNSEEN);
        }
    }
}

/// The share of its category that costs less.
fn level(facts: &Facts) -> Option<f64> {
    facts.level.map(|level| f64::from(level) / 254.0)
}

/// How much more a higher price is, 0 for one that is not.
fn percent(low: u64, high: u64) -> u64 {
    let more = high.saturating_sub(low);
    (u128::from(more) * 100 / u128::from(low.max(1))) as u64
}
