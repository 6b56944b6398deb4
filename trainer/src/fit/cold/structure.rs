//! What completes a product by the catalog alone: things of other categories that share its branch, its slot, its words, that
//! are for the same people and cost no more than it does.

use std::collections::BTreeMap;

use super::Rules;
use super::evidence::{Alike, fit};
use crate::fit::audience;
use crate::fit::facts::{Facts, NONE, number};
use crate::fit::likeness::LikenessScratch;
use crate::fit::shop::Shop;

/// Products looked at of each category: the best sellers, then as the catalog lists them.
const LISTED: usize = 24;
/// Categories looked at: those that share most levels.
const CATEGORIES: usize = 24;
/// Products of like words and attributes that are looked at.
const BY_NAME: usize = 24;
/// What another category of the same department is worth against one of another department, and one of the same branch.
const DEPARTMENT: f64 = 3.0;
const BRANCH: f64 = 2.0;
/// What a product of a category that is called as the product's own is worth: a touring bike does not complete a road bike.
const CALLED_ALIKE: f64 = 0.1;

/// The categories of a catalog, as it lists them.
pub(super) struct Structure<'a> {
    facts: &'a Facts,
    audiences: Vec<u8>,
    members: BTreeMap<u32, Vec<u32>>,
    /// By department: its categories.
    of_department: BTreeMap<u32, Vec<u32>>,
    /// All categories, those with the best sellers first.
    all: Vec<u32>,
}

impl<'a> Structure<'a> {
    pub(super) fn of(shop: &Shop<'a>) -> Self {
        let facts = shop.facts;
        let mut listed: Vec<u32> = (0..facts.len() as u32)
            .filter(|&product| facts.is_shown(product))
            .collect();
        listed.sort_by_key(|&product| {
            let place = facts.places.get(product as usize).copied();
            let sold = shop.counts.orders_of(product);
            (std::cmp::Reverse(sold), place.unwrap_or(u32::MAX), product)
        });
        let mut members: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        let mut of_department: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        let mut all = Vec::new();
        for product in listed {
            let category = number(&facts.category, product);
            if category == NONE {
                continue;
            }
            let list = members.entry(category).or_default();
            if list.is_empty() {
                let department = number(&facts.department, product);
                of_department.entry(department).or_default().push(category);
                all.push(category);
            }
            if list.len() < LISTED {
                list.push(product);
            }
        }
        Self {
            audiences: audience::audiences(facts),
            facts,
            members,
            of_department,
            all,
        }
    }

    /// Products that may complete one by the catalog alone, with a score above zero.
    pub(super) fn candidates(
        &self,
        product: u32,
        alike: &Alike,
        rules: &Rules<'_>,
        scratch: &mut LikenessScratch,
    ) -> Vec<(u32, f64)> {
        let (facts, categories) = (self.facts, rules.categories);
        let own = number(&facts.category, product);
        let accept = |to: u32| {
            rules.complete(product, to) && !audience::differ(&self.audiences, product, to)
        };
        let named = alike.names.nearest(product, BY_NAME, scratch, accept);
        let mut found: BTreeMap<u32, f64> = named.into_iter().collect();
        if own != NONE {
            let department = number(&facts.department, product);
            let near = self.of_department.get(&department).into_iter().flatten();
            let mut seen: Vec<u32> = Vec::new();
            for &category in near.chain(&self.all) {
                if seen.len() < CATEGORIES && !seen.contains(&category) {
                    seen.push(category);
                }
            }
            for to in seen.iter().filter_map(|c| self.members.get(c)).flatten() {
                if accept(*to) {
                    found.entry(*to).or_insert(0.0);
                }
            }
        }
        let score = |to: u32, alike: f64| {
            let other = number(&facts.category, to);
            let near = match categories.shared_levels(own, other) {
                0 if own == NONE => alike,
                0 => 1.0,
                _ if categories.branch(own) == categories.branch(other) => BRANCH,
                _ => DEPARTMENT,
            };
            let price = facts.price(product).zip(facts.price(to));
            // What completes a thing seldom costs more than it does.
            let dear = price.map_or(1.0, |(own, other)| (own as f64 / other as f64).min(1.0));
            let other_kind = if categories.called_alike(own, other) {
                CALLED_ALIKE
            } else {
                1.0
            };
            near * other_kind * (1.0 + 4.0 * alike) * fit(facts, product, to) * dear.sqrt()
        };
        found
            .into_iter()
            .map(|(to, alike)| (to, score(to, alike)))
            .filter(|(_, score)| *score > 0.0)
            .collect()
    }
}
