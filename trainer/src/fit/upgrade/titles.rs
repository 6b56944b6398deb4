//! Words and numbers of titles that stand for tiers, which only this shop's prices explain: `LL`, `ML` and `HL`, `Road-650`
//! and `Road-250`.
//!
//! Learned from names that differ in one word. Where the same exchange raises the price in several categories and lowers it
//! in none, it is a step. Where it often changes nothing, it names another use or colour.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use xxhash_rust::xxh64::xxh64;

use crate::fit::facts::{Facts, at, number};

/// An exchange of words is a step if it raises the price so often, in so many categories, and never lowers or keeps it.
const STEPS: u32 = 4;
const STEP_CATEGORIES: usize = 3;
/// An exchange that keeps the price so often, and in one of five cases, is no matter of more or less.
const KEPT: u32 = 2;
const KEPT_PART: u32 = 5;
/// Numbers say more or less if so many pairs do, nine of ten in one direction.
const NUMBER_PAIRS: u32 = 6;
/// A name with more than so many words in one place has no ladder there but a list of names.
const LONGEST_LIST: usize = 16;
/// Prices within this ratio are the same price.
const SAME_PRICE: f64 = 1.03;

/// What titles of a shop say of more and less.
#[derive(Clone, Debug, Default)]
pub(super) struct TitleLadder {
    /// From a word to the one of the next tiers.
    steps: BTreeSet<(u32, u32)>,
    /// Exchanges that are no matter of price, the smaller word first.
    uses: BTreeSet<(u32, u32)>,
    /// By category: whether prices rise with the number in the name, or fall.
    rising: BTreeMap<u32, bool>,
}

/// How often an exchange raised, lowered and kept the price.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    up: u32,
    down: u32,
    same: u32,
}

impl Tally {
    fn add(&mut self, low: i64, high: i64) {
        let ratio = high as f64 / low.max(1) as f64;
        let count = if ratio > SAME_PRICE {
            &mut self.up
        } else if ratio < 1.0 / SAME_PRICE {
            &mut self.down
        } else {
            &mut self.same
        };
        *count += 1;
    }

    fn plus(self, other: Self) -> Self {
        Self {
            up: self.up + other.up,
            down: self.down + other.down,
            same: self.same + other.same,
        }
    }

    /// Whether the price rises with the number, falls, or neither.
    fn direction(self) -> Option<bool> {
        let all = self.up + self.down + self.same;
        let clear = |count: u32| all >= NUMBER_PAIRS && count * 10 >= all * 9;
        match (clear(self.up), clear(self.down)) {
            (true, _) => Some(true),
            (_, true) => Some(false),
            _ => None,
        }
    }
}

/// A word in the place that the rest of the name leaves.
struct Place {
    rest: u64,
    category: u32,
    department: u32,
    word: u32,
    number: Option<f64>,
    price: i64,
}

impl TitleLadder {
    pub(super) fn learn(facts: &Facts) -> Self {
        let mut places: Vec<Place> = (0..facts.len() as u32)
            .into_par_iter()
            .flat_map_iter(|product| places(facts, product))
            .collect();
        places.par_sort_unstable_by_key(|place| {
            (place.rest, place.category, place.word, place.price)
        });
        let mut exchanges: BTreeMap<(u32, u32), BTreeMap<u32, Tally>> = BTreeMap::new();
        let mut numbers: BTreeMap<(u32, u32), Tally> = BTreeMap::new();
        for same in places.chunk_by(|a, b| (a.rest, a.category) == (b.rest, b.category)) {
            // Of variants the cheapest.
            let words: Vec<&Place> = same
                .chunk_by(|a, b| a.word == b.word)
                .filter_map(|variants| variants.first())
                .collect();
            if words.len() > LONGEST_LIST {
                continue;
            }
            for (n, a) in words.iter().enumerate() {
                for b in words.iter().skip(n + 1) {
                    match (a.number, b.number) {
                        (Some(x), Some(y)) => {
                            let (low, high) = if x < y { (a, b) } else { (b, a) };
                            let tally = numbers.entry((a.department, a.category)).or_default();
                            tally.add(low.price, high.price);
                        }
                        (None, None) => {
                            let found = exchanges.entry((a.word, b.word)).or_default();
                            found.entry(a.category).or_default().add(a.price, b.price);
                        }
                        _ => {}
                    }
                }
            }
        }
        let mut ladder = Self::default();
        for ((a, b), by_category) in exchanges {
            let all = by_category
                .values()
                .copied()
                .fold(Tally::default(), Tally::plus);
            let step = |count: u32, other: u32| {
                count >= STEPS && other + all.same == 0 && by_category.len() >= STEP_CATEGORIES
            };
            if step(all.up, all.down) {
                ladder.steps.insert((a, b));
            } else if step(all.down, all.up) {
                ladder.steps.insert((b, a));
            } else if all.same >= KEPT && all.same * KEPT_PART >= all.up + all.down + all.same {
                ladder.uses.insert((a, b));
            }
        }
        let mut of_department: BTreeMap<u32, Tally> = BTreeMap::new();
        for ((department, _), tally) in &numbers {
            let all = of_department.entry(*department).or_default();
            *all = all.plus(*tally);
        }
        for ((department, category), tally) in numbers {
            let wide = of_department.get(&department).copied().unwrap_or_default();
            if let Some(rising) = tally.direction().or_else(|| wide.direction()) {
                ladder.rising.insert(category, rising);
            }
        }
        ladder
    }

    /// The words of a name without those that say its tier; all of them if they say nothing else.
    pub(super) fn name(&self, facts: &Facts, product: u32) -> Vec<u32> {
        let model = self.model(facts, product).map(|(word, _)| word);
        let name = at(&facts.stems, product);
        let rest: Vec<u32> = name
            .iter()
            .copied()
            .filter(|word| Some(*word) != model && !self.is_tier(*word))
            .collect();
        if rest.is_empty() { name.to_vec() } else { rest }
    }

    fn is_tier(&self, word: u32) -> bool {
        self.steps
            .iter()
            .any(|(low, high)| *low == word || *high == word)
    }

    /// The number in the name, if numbers say more or less in this category.
    fn model(&self, facts: &Facts, product: u32) -> Option<(u32, f64)> {
        let known = self.rising.contains_key(&number(&facts.category, product));
        facts
            .models
            .get(product as usize)
            .copied()
            .flatten()
            .filter(|_| known)
    }

    /// Steps between the titles of two products of a category: up and down.
    pub(super) fn steps(&self, facts: &Facts, low: u32, high: u32) -> (u32, u32) {
        let (mut up, mut down) = (0, 0);
        for (a, b) in exchanged(facts, low, high) {
            up += u32::from(self.steps.contains(&(a, b)));
            down += u32::from(self.steps.contains(&(b, a)));
        }
        let rising = self.rising.get(&number(&facts.category, low));
        let models = self.model(facts, low).zip(self.model(facts, high));
        if let (Some(rising), Some(((_, from), (_, to)))) = (rising, models)
            && from != to
        {
            *(if (to > from) == *rising {
                &mut up
            } else {
                &mut down
            }) += 1;
        }
        (up, down)
    }

    /// Whether the titles of two products differ in words for two uses or colours.
    pub(super) fn other_use(&self, facts: &Facts, a: u32, b: u32) -> bool {
        exchanged(facts, a, b).any(|(a, b)| self.uses.contains(&(a.min(b), a.max(b))))
    }
}

/// The words of one name that the other has not, with each of those that only the other has.
fn exchanged(facts: &Facts, a: u32, b: u32) -> impl Iterator<Item = (u32, u32)> {
    let (a, b) = (at(&facts.stems, a), at(&facts.stems, b));
    let only_b: Vec<u32> = b.iter().copied().filter(|word| !a.contains(word)).collect();
    let only_a = a.iter().copied().filter(|word| !b.contains(word));
    only_a.flat_map(move |word| only_b.clone().into_iter().map(move |other| (word, other)))
}

fn places(facts: &Facts, product: u32) -> Vec<Place> {
    let name = at(&facts.stems, product);
    let Some(price) = facts.price(product).filter(|_| name.len() > 1) else {
        return Vec::new();
    };
    let model = facts.models.get(product as usize).copied().flatten();
    name.iter()
        .map(|&word| {
            let rest: Vec<u8> = name
                .iter()
                .filter(|other| **other != word)
                .flat_map(|other| other.to_le_bytes())
                .collect();
            Place {
                rest: xxh64(&rest, u64::from(number(&facts.brand, product))),
                category: number(&facts.category, product),
                department: number(&facts.department, product),
                word,
                number: model
                    .filter(|(of, _)| *of == word)
                    .map(|(_, number)| number),
                price,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fit::test_product;

    fn facts(lines: &[String]) -> Facts {
        let products: Vec<_> = lines.iter().map(|line| test_product(line)).collect();
        Facts::of(&products)
    }

    #[test]
    fn an_exchange_that_always_costs_more_is_a_step_and_one_that_never_does_is_a_use() {
        let mut lines = Vec::new();
        for (kind, price) in [("Pump", 100), ("Saddle", 300), ("Grip", 50), ("Rack", 800)] {
            for (tier, more) in [("QX", 10), ("QY", 16), ("QZ", 30)] {
                for place in ["Trail", "City"] {
                    lines.push(format!(
                        "{};{tier} {place} {kind};{};Parts > {kind}s",
                        lines.len(),
                        price * more
                    ));
                }
            }
        }
        let facts = facts(&lines);
        let ladder = TitleLadder::learn(&facts);
        // In the order above: QX Trail, QX City, QY Trail, QY City, ...
        assert_eq!(ladder.steps(&facts, 0, 2), (1, 0));
        assert_eq!(ladder.steps(&facts, 2, 0), (0, 1));
        assert!(ladder.other_use(&facts, 0, 3) && !ladder.other_use(&facts, 0, 2));
        assert_eq!(ladder.name(&facts, 0), ladder.name(&facts, 4));
        assert_ne!(ladder.name(&facts, 0), ladder.name(&facts, 1));
    }

    #[test]
    fn numbers_of_names_fall_or_rise_with_the_price_or_say_nothing() {
        let line = |n: usize, title: &str, price: i64, kind: &str| {
            format!("{n};{title};{price};Wheels > {kind}")
        };
        let falling = [(750, 500), (550, 900), (350, 1500), (150, 3000)];
        let mut lines: Vec<String> = falling
            .iter()
            .enumerate()
            .map(|(n, (model, price))| line(n, &format!("Gravel-{model}"), *price, "Gravel"))
            .collect();
        let mixed = [(2, 300), (5, 200), (7, 400), (9, 100)];
        lines.extend(
            mixed
                .iter()
                .enumerate()
                .map(|(n, (model, price))| line(n + 4, &format!("Alley {model}"), *price, "Alley")),
        );
        let facts = facts(&lines);
        let ladder = TitleLadder::learn(&facts);
        assert_eq!(
            ladder.steps(&facts, 0, 1),
            (1, 0),
            "a smaller number is more"
        );
        assert_eq!(ladder.steps(&facts, 3, 1), (0, 1));
        assert_eq!(ladder.steps(&facts, 4, 6), (0, 0));
        assert_eq!(ladder.name(&facts, 0), ladder.name(&facts, 3));
        assert_ne!(ladder.name(&facts, 4), ladder.name(&facts, 6));
    }

    #[test]
    fn one_category_is_not_enough_for_a_word() {
        let mut lines = Vec::new();
        for kind in ["Wheel", "Rim", "Hub", "Spoke", "Axle"] {
            for (place, price) in [("Front", 100), ("Rear", 140)] {
                lines.push(format!("{};{place} {kind};{price};Wheels", lines.len()));
            }
        }
        let facts = facts(&lines);
        assert_eq!(TitleLadder::learn(&facts).steps(&facts, 0, 1), (0, 0));
    }
}
