//! Which products of a category are of one kind, by what the catalog says: a dearer watch is more of a watch, and a dearer
//! thing of the category `Equipment` is just another thing.

use std::collections::{BTreeMap, BTreeSet};

use crate::fit::facts::{Facts, NONE, at, number};

/// Share of a category's titles that must hold one noun for it to say what all of them are.
const AGREED: f64 = 0.5;
/// Share, and number, of titles that must end in what the category is called.
const NAMED: f64 = 0.2;
const NAMED_TITLES: usize = 2;
/// A first level that holds a larger share of the catalog is a department of many kinds.
const TOO_WIDE: f64 = 0.34;

/// How surely two products of a category are of one kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Same {
    /// Only their category is the same, and it has one kind.
    Category,
    /// Their titles end in the same noun.
    Noun,
}

/// The kinds of a shop's categories.
pub(super) struct Kinds {
    /// Categories that are called what their products are.
    of_one: Vec<bool>,
    /// By product: which of the nouns of its category it is, from 1: those that the category's name lists, or the one that most
    /// of its titles have.
    named: Vec<u32>,
    /// Categories whose name lists several nouns that titles have.
    of_several: Vec<bool>,
    /// Products whose title ends in what another category is called: a camera bag among cameras.
    foreign: Vec<bool>,
}

impl Kinds {
    pub(super) fn of(facts: &Facts) -> Self {
        let mut members: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for product in 0..facts.len() as u32 {
            let category = number(&facts.category, product);
            if category != NONE {
                members.entry(category).or_default().push(product);
            }
        }
        let categories = facts.category_names.len();
        let mut kinds = Self {
            of_one: vec![false; categories],
            named: vec![0; facts.len()],
            of_several: vec![false; categories],
            foreign: foreign(facts),
        };
        for (category, members) in members {
            let mut nouns = nouns_of(facts.category_names.get(category as usize));
            let mut titles = kinds.name(facts, &members, &nouns);
            let all = members.len() as f64;
            let called = |count: &usize| *count >= NAMED_TITLES && *count as f64 >= NAMED * all;
            let one = titles.iter().any(called);
            if !one {
                nouns = agreed(facts, &members).into_iter().collect();
                titles = kinds.name(facts, &members, &nouns);
            }
            let several = titles.iter().filter(|count| **count > 0).count() > 1;
            let flags = [&mut kinds.of_one, &mut kinds.of_several];
            for (flags, value) in flags.into_iter().zip([one, several]) {
                if let Some(flag) = flags.get_mut(category as usize) {
                    *flag = value;
                }
            }
        }
        kinds
    }

    /// Notes which of the nouns each product is; by noun, how many are it.
    fn name(&mut self, facts: &Facts, members: &[u32], nouns: &[String]) -> Vec<usize> {
        // Where most titles that have the noun end in it, it says what a thing is only at the end: an `Alta Camera Case` is none.
        let at_end: Vec<bool> = nouns
            .iter()
            .map(|noun| {
                let with = members
                    .iter()
                    .filter(|member| has_word(facts, **member, noun));
                let (ends, all) = with.fold((0, 0), |(ends, all), member| {
                    (
                        ends + usize::from(same_noun(head(facts, *member), noun)),
                        all + 1,
                    )
                });
                ends * 3 >= all * 2
            })
            .collect();
        let mut titles = vec![0; nouns.len()];
        for &member in members {
            let is = |(noun, at_end): (&String, &bool)| match at_end {
                true => one_word(head(facts, member), noun),
                false => has_word(facts, member, noun),
            };
            let stranger = self.foreign.get(member as usize) == Some(&true);
            let found = nouns.iter().zip(&at_end).position(is).filter(|_| !stranger);
            if let Some(named) = self.named.get_mut(member as usize) {
                *named = found.map_or(0, |at| at as u32 + 1);
            }
            if let Some(titles) = found.and_then(|at| titles.get_mut(at)) {
                *titles += 1;
            }
        }
        titles
    }

    /// Whether two products of one category are of one kind, and what says so.
    pub(super) fn same(&self, facts: &Facts, a: u32, b: u32) -> Option<Same> {
        let category = number(&facts.category, a);
        if category == NONE || category != number(&facts.category, b) {
            return None;
        }
        let (x, y) = (number(&self.named, a), number(&self.named, b));
        let several = self.of_several.get(category as usize) == Some(&true);
        if several && x != y {
            return None;
        }
        if same_noun(head(facts, a), head(facts, b)) || (x != 0 && x == y) {
            return Some(Same::Noun);
        }
        let foreign = |product: u32| self.foreign.get(product as usize) == Some(&true);
        (!foreign(a) && !foreign(b) && self.of_one.get(category as usize) == Some(&true))
            .then_some(Same::Category)
    }
}

/// The noun that a product's title ends in.
fn head(facts: &Facts, product: u32) -> &str {
    let word = number(&facts.heads, product);
    facts.spelling.get(word as usize).map_or("", String::as_str)
}

/// By product whether its title ends in what another category is called, and not in what its own is.
fn foreign(facts: &Facts) -> Vec<bool> {
    let nouns: Vec<Vec<String>> = facts
        .category_names
        .iter()
        .map(|path| nouns_of(Some(path)))
        .collect();
    let called: BTreeSet<&str> = nouns
        .iter()
        .flatten()
        .flat_map(|noun| with_endings_cut(noun))
        .collect();
    (0..facts.len() as u32)
        .map(|product| {
            let head = head(facts, product);
            let category = number(&facts.category, product) as usize;
            let own = nouns.get(category).map_or(&[][..], Vec::as_slice);
            with_endings_cut(head).any(|word| called.contains(word))
                && !own.iter().any(|noun| same_noun(noun, head))
        })
        .collect()
}

/// A word, and what is left of it without an ending of one or two letters.
fn with_endings_cut(word: &str) -> impl Iterator<Item = &str> {
    let cut = word.char_indices().rev().map(|(at, _)| at).take(2);
    std::iter::once(word.len())
        .chain(cut)
        .filter_map(|end| word.get(..end))
        .filter(|word| word.chars().count() > 2)
}

/// The nouns that the last level of a category lists: `Tires and Tubes` are two, the last word of each part.
fn nouns_of(path: Option<&String>) -> Vec<String> {
    let name = path.map_or("", |path| path.rsplit(" > ").next().unwrap_or(path));
    let name = name.to_lowercase();
    let mut nouns = Vec::new();
    for part in name.split([',', '&', '/', '+']) {
        let mut words: Vec<&str> = Vec::new();
        let end = |words: &mut Vec<&str>, nouns: &mut Vec<String>| {
            nouns.extend(words.last().map(|word| (*word).to_owned()));
            words.clear();
        };
        for word in part.split_whitespace() {
            if matches!(word, "and" | "und" | "et" | "y" | "e" | "en") {
                end(&mut words, &mut nouns);
            } else {
                words.push(word);
            }
        }
        end(&mut words, &mut nouns);
    }
    nouns
}

fn has_word(facts: &Facts, product: u32, noun: &str) -> bool {
    at(&facts.stems, product).iter().any(|word| {
        let text = facts.spelling.get(*word as usize);
        text.is_some_and(|text| one_word(text, noun))
    })
}

/// Whether two words are one but for an ending of number: `watch` and `watches`.
fn one_word(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    short.chars().count() > 2 && long.starts_with(short) && long.len() - short.len() <= 2
}

/// The same noun, or a compound of it: `backpack` is a `pack`.
fn same_noun(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    one_word(a, b) || (short.chars().count() > 3 && long.ends_with(short))
}

/// The noun that at least half of a category's titles have, of equals the one that more of them end in.
fn agreed(facts: &Facts, members: &[u32]) -> Option<String> {
    let first = members.first().copied().unwrap_or(0);
    let depth = facts.depth.get(first as usize).copied().unwrap_or(0);
    if depth < 2 && members.len() as f64 > TOO_WIDE * facts.len() as f64 {
        return None;
    }
    let mut titles: BTreeMap<u32, (usize, usize)> = BTreeMap::new();
    for &member in members {
        for &word in at(&facts.stems, member) {
            if facts.is_noun.get(word as usize) == Some(&true) {
                let (with, ends) = titles.entry(word).or_default();
                *with += 1;
                *ends += usize::from(number(&facts.heads, member) == word);
            }
        }
    }
    let most = titles
        .into_iter()
        .max_by_key(|(word, counts)| (*counts, std::cmp::Reverse(*word)));
    most.filter(|(_, (with, _))| *with as f64 >= AGREED * members.len() as f64)
        .and_then(|(word, _)| facts.spelling.get(word as usize).cloned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fit::test_product;

    fn kinds(lines: &[&str]) -> (Facts, Kinds) {
        let products: Vec<_> = lines.iter().map(|line| test_product(line)).collect();
        let facts = Facts::of(&products);
        let kinds = Kinds::of(&facts);
        (facts, kinds)
    }

    #[test]
    fn a_category_that_is_called_what_titles_are_is_of_one_kind() {
        let (facts, kinds) = kinds(&[
            "a;Harbour Weekender Bag;40;Gear > Bags",
            "b;Tidal Duffle;50;Gear > Bags",
            "c;Ridge Backpack;60;Gear > Bags",
            "d;Cove Shoulder Bag;70;Gear > Bags",
            "e;Summit Pack;80;Gear > Bags",
            "f;Jade Skipping Rope;10;Gear > Equipment",
            "g;Onyx Push Grips;12;Gear > Equipment",
            "h;Topaz Rope;14;Gear > Equipment",
        ]);
        assert_eq!(kinds.same(&facts, 0, 1), Some(Same::Category));
        assert_eq!(kinds.same(&facts, 0, 3), Some(Same::Noun));
        assert_eq!(
            kinds.same(&facts, 2, 4),
            Some(Same::Noun),
            "a pack, carried on the back"
        );
        assert_eq!(kinds.same(&facts, 5, 6), None, "a rope is no grip");
        assert_eq!(kinds.same(&facts, 5, 7), Some(Same::Noun));
        assert_eq!(kinds.same(&facts, 0, 5), None);
    }

    #[test]
    fn a_category_that_lists_two_kinds_has_two() {
        let (facts, kinds) = kinds(&[
            "a;Fern Tire;20;Parts > Tires and Tubes",
            "b;Moss Tire;25;Parts > Tires and Tubes",
            "c;Fern Tube;4;Parts > Tires and Tubes",
            "d;Moss Tube;5;Parts > Tires and Tubes",
            "e;Patch Box;6;Parts > Tires and Tubes",
        ]);
        assert_eq!(kinds.same(&facts, 0, 1), Some(Same::Noun));
        assert_eq!(kinds.same(&facts, 0, 2), None);
        assert_eq!(kinds.same(&facts, 3, 4), None);
    }

    #[test]
    fn a_camera_and_its_lens_share_a_department_and_no_kind() {
        let (facts, kinds) = kinds(&[
            "a;Alta Camera;500;Photo",
            "b;Vista Camera;700;Photo",
            "c;Bright Lens;600;Photo",
            "d;Near Lens;400;Photo",
            "e;Felt Strap;20;Photo",
        ]);
        assert_eq!(kinds.same(&facts, 0, 1), Some(Same::Noun));
        assert_eq!(kinds.same(&facts, 0, 2), None);
    }

    #[test]
    fn an_accessory_in_the_category_of_what_it_is_for_is_none_of_them() {
        let (facts, kinds) = kinds(&[
            "a;Alta Camera;90;Photo > Cameras",
            "b;Vista Camera;95;Photo > Cameras",
            "c;Alta Camera Bag;60;Photo > Cameras",
            "d;Sling Bag;40;Photo > Bags",
        ]);
        assert_eq!(kinds.same(&facts, 0, 1), Some(Same::Noun));
        assert_eq!(
            (kinds.same(&facts, 2, 0), kinds.same(&facts, 2, 1)),
            (None, None)
        );
    }
}
