//! What the attributes of a shop mean: which ones only tell variants apart, which ones rise with the price, and which ones
//! must not change because they say what a product fits.
//!
//! Learned from families: products of one category and brand whose titles differ in nothing but attributes, measures and
//! words of tiers.

use std::collections::{BTreeMap, BTreeSet};

use super::facts::{Facts, NONE, at, number};

/// Names at least so alike make a family.
pub(crate) const FAMILY: f64 = 0.9;
/// Prices within this ratio are the same price: red paint may cost a little more than black and is no better.
const SAME_PRICE: f64 = 1.06;

/// What families say of one attribute of one category.
#[derive(Clone, Debug, Default)]
struct KeyCounts {
    equal: u32,
    differs: u32,
    differs_at_one_price: u32,
    /// Pairs of one variant group at one price that differ.
    differs_in_group: u32,
    /// Pairs whose number rises, or falls, with the price.
    numbers: [u32; 2],
    /// Value of the cheaper and of the dearer product: how often.
    steps: BTreeMap<(u32, u32), u32>,
}

/// The attributes of a shop, by category.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ladder {
    keys: BTreeMap<(u32, u32), KeyCounts>,
    /// Categories with variant groups: there only what differs in a group is a variant.
    grouped: BTreeSet<u32>,
}

/// From one product to a dearer one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Step {
    /// What is better.
    pub(crate) gains: u32,
    /// What is worse, or does not fit any more, or may be because nothing says what it is.
    pub(crate) losses: u32,
    /// Those of them that something says are losses.
    pub(crate) known_losses: u32,
    /// Colours, sizes and the like that differ.
    pub(crate) variants: u32,
}

impl Ladder {
    /// Learns from pairs of a family, each pair once, in any order.
    pub(crate) fn learn(facts: &Facts, families: &[(u32, u32)]) -> Self {
        let mut ladder = Self::default();
        for &(a, b) in families {
            let (Some(price_a), Some(price_b)) = (facts.price(a), facts.price(b)) else {
                continue;
            };
            let (low, high) = if price_a <= price_b { (a, b) } else { (b, a) };
            let same_price = facts.price_ratio(a, b) <= SAME_PRICE;
            let category = number(&facts.category, a);
            let in_group = same_price && facts.same_group(a, b);
            if in_group {
                ladder.grouped.insert(category);
            }
            for &(key, from) in at(&facts.attributes, low) {
                let Some(to) = facts.value(high, key) else {
                    continue;
                };
                let counts = ladder.keys.entry((category, key)).or_default();
                if from == to {
                    counts.equal += 1;
                    continue;
                }
                counts.differs += 1;
                if same_price {
                    counts.differs_at_one_price += 1;
                    counts.differs_in_group += u32::from(in_group);
                    continue;
                }
                *counts.steps.entry((from, to)).or_default() += 1;
                if let Some((from, to)) = comparable(facts, from, to) {
                    let [up, down] = &mut counts.numbers;
                    *(if to > from { up } else { down }) += 1;
                }
            }
        }
        ladder
    }

    /// What changes from a product to a dearer one.
    pub(crate) fn step(&self, facts: &Facts, low: u32, high: u32) -> Step {
        let mut step = Step::default();
        let category = number(&facts.category, low);
        for &(key, from) in at(&facts.attributes, low) {
            let Some(to) = facts.value(high, key).filter(|to| *to != from) else {
                continue;
            };
            let nothing = KeyCounts::default();
            let counts = self.keys.get(&(category, key)).unwrap_or(&nothing);
            let is_variant = if self.grouped.contains(&category) {
                counts.differs_in_group > 0
            } else {
                counts.differs > 0
                    && f64::from(counts.differs_at_one_price) >= 0.1 * f64::from(counts.differs)
            };
            if facts.naming.contains(&(category, key)) && !is_variant_in_group(counts) {
                // It fits something else.
                step.losses += 1;
                step.known_losses += 1;
            } else if is_variant {
                step.variants += 1;
            } else if let Some(better) = counts.better(facts, from, to) {
                if better {
                    step.gains += 1;
                } else {
                    step.losses += 1;
                    step.known_losses += 1;
                }
            } else if counts.differs == 0 {
                // No family differs in it: it says what the product is or fits.
                step.losses += 1;
            }
        }
        // A measure in both titles counts once, though an attribute may repeat it.
        let titles = facts
            .tiers
            .get(low as usize)
            .zip(facts.tiers.get(high as usize));
        let (up, down) = titles.map_or((0, 0), |(low, high)| low.steps_to(high));
        step.gains += up;
        // A size that is a variant is no tier.
        if down > 0 && step.gains == 0 {
            step.losses += down;
            step.known_losses += down;
        }
        step
    }
}

fn is_variant_in_group(counts: &KeyCounts) -> bool {
    counts.differs_in_group > 0
}

impl KeyCounts {
    /// Whether a change of value is for the better; `None` if nothing says so.
    fn better(&self, facts: &Facts, from: u32, to: u32) -> Option<bool> {
        let seen = |a, b| self.steps.get(&(a, b)).copied().unwrap_or(0);
        let (there, back) = (seen(from, to), seen(to, from));
        if let Some((low, high)) = comparable(facts, from, to) {
            let [up, down] = self.numbers;
            if up >= 3 * down && up > 0 {
                return Some(high > low);
            }
            if down >= 3 * up && down > 0 {
                return Some(high < low);
            }
            let capacity = facts
                .measures
                .get(from as usize)
                .copied()
                .flatten()
                .is_some_and(|m| m.unit.is_capacity());
            if up + down == 0 && capacity {
                return Some(high > low);
            }
        }
        if there >= 3 * back && there > 0 {
            Some(true)
        } else if back >= 3 * there && back > 0 {
            Some(false)
        } else {
            None
        }
    }
}

/// Two values as numbers of one unit.
fn comparable(facts: &Facts, from: u32, to: u32) -> Option<(f64, f64)> {
    let measure = |value: u32| facts.measures.get(value as usize).copied().flatten();
    let (from, to) = (measure(from)?, measure(to)?);
    (from.unit == to.unit).then_some((from.amount, to.amount))
}

/// Whether two products are of one category and, where both say it, of one brand.
pub(crate) fn same_shelf(facts: &Facts, a: u32, b: u32) -> bool {
    let brands = (number(&facts.brand, a), number(&facts.brand, b));
    number(&facts.category, a) == number(&facts.category, b)
        && (brands.0 == brands.1 || brands.0 == NONE || brands.1 == NONE)
}

#[cfg(test)]
mod tests {
    use super::super::facts::tests::product;
    use super::*;

    #[test]
    fn attributes_are_told_apart_by_price() {
        let facts = Facts::of(&[
            product(
                "a;Card;100;C;B;storage=64 GB|aperture=f/2.8|colour=red|coating=single|slot=SD",
            ),
            product(
                "b;Card;100;C;B;storage=64 GB|aperture=f/2.8|colour=blue|coating=single|slot=SD",
            ),
            product(
                "c;Card;150;C;B;storage=128 GB|aperture=f/1.8|colour=red|coating=multi|slot=SD",
            ),
            product(
                "d;Card;160;C;B;storage=1 TB|aperture=f/1.4|colour=blue|coating=multi|slot=microSD",
            ),
        ]);
        let ladder = Ladder::learn(&facts, &[(0, 1), (0, 2), (2, 1)]);
        assert_eq!(
            ladder.step(&facts, 0, 2),
            Step {
                gains: 3,
                losses: 0,
                known_losses: 0,
                variants: 0
            }
        );
        assert_eq!(
            ladder.step(&facts, 0, 1),
            Step {
                gains: 0,
                losses: 0,
                known_losses: 0,
                variants: 1
            }
        );
        assert_eq!(ladder.step(&facts, 2, 1).losses, 3);
        // The smaller f-number is the better one, and a slot that no family changes must not change.
        assert_eq!(
            ladder.step(&facts, 0, 3),
            Step {
                gains: 3,
                losses: 1,
                known_losses: 0,
                variants: 1
            }
        );
    }
}
