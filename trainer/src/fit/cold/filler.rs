//! The sources of borrowed neighbours, one after the other until a product has enough.

use std::collections::BTreeMap;

use super::ColdOptions;
use super::categories::Categories;
use crate::fit::Edges;
use crate::fit::facts::{NONE, at, number};
use crate::fit::likeness::{Likeness, LikenessScratch};
use crate::fit::shop::{Shop, together};

/// Relatives that lend their edges.
const RELATIVES: usize = 6;
/// Two products less alike than this are no relatives.
const ALIKE: f64 = 0.2;
/// Sources, the most trusted first, share the room below the real edges.
const SOURCES: [f64; 4] = [1.0, 0.6, 0.4, 0.25];

/// Where a product's neighbours come from when its own orders do not say.
pub(super) struct Filler<'a> {
    pub(super) shop: &'a Shop<'a>,
    pub(super) needs: &'a [u32],
    pub(super) edges: &'a Edges,
    pub(super) options: &'a ColdOptions,
    pub(super) relatives: Likeness,
    pub(super) names: Likeness,
    pub(super) categories: Categories,
}

impl Filler<'_> {
    fn completes(&self, product: u32, other: u32) -> bool {
        let facts = self.shop.facts;
        let need = number(self.needs, product);
        let category = number(&facts.category, product);
        product != other
            && facts.is_shown(other)
            && !facts.same_family(product, other)
            && (need == 0 || need != number(self.needs, other))
            && (need != 0
                || category == NONE
                || category != number(&facts.category, other)
                || self.bought_with_own(category))
    }

    /// Whether a category's products complete each other: only if orders say so.
    fn bought_with_own(&self, category: u32) -> bool {
        self.categories.within.binary_search(&category).is_ok()
    }

    /// Neighbours for a product with too few `real` ones, below a weight of `cap`.
    pub(super) fn borrow(
        &self,
        product: u32,
        real: &[(u32, f64)],
        cap: f64,
        scratch: &mut LikenessScratch,
    ) -> Vec<(u32, u32, f64)> {
        let room = self
            .options
            .wanted
            .min(self.options.edges)
            .saturating_sub(real.len());
        let mut found: Vec<(u32, u32, f64)> = Vec::new();
        for (source, share) in SOURCES.iter().enumerate() {
            if found.len() >= room {
                break;
            }
            let mut offers = match source {
                0 => self.lent_by_relatives(product, scratch),
                1 => self.sold_with_category(product),
                2 => self.names.nearest(product, 24, scratch, |other| {
                    self.completes(product, other) && self.one_department(product, other)
                }),
                _ => self.first_of_department(product),
            };
            offers.retain(|(to, _)| {
                // A pair that a few orders hold stays unnamed, wherever the hint comes from.
                let orders = together(self.shop.counts, product, *to);
                self.completes(product, *to)
                    && (orders == 0 || orders >= self.options.min_orders)
                    && !real.iter().any(|(known, _)| known == to)
                    && !found.iter().any(|(_, known, _)| known == to)
            });
            offers.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            let top = offers
                .first()
                .map_or(1.0, |offer| offer.1)
                .max(f64::MIN_POSITIVE);
            // One of each need: alternatives would crowd out the rest, and the shelf shows one of them only.
            let mut needs: Vec<u32> = found
                .iter()
                .map(|(_, to, _)| number(self.needs, *to))
                .collect();
            for (to, score) in offers {
                let need = number(self.needs, to);
                if found.len() >= room || (need != 0 && needs.contains(&need)) {
                    continue;
                }
                needs.push(need);
                // From the source's share down to just above the next one's.
                let next = SOURCES.get(source + 1).copied().unwrap_or(0.15);
                let weight = cap * (next + (share - next) * (0.1 + 0.9 * score / top));
                found.push((product, to, weight));
            }
        }
        found
    }

    /// Edges of the nearest products that have some, by likeness, those that fit better first.
    fn lent_by_relatives(&self, product: u32, scratch: &mut LikenessScratch) -> Vec<(u32, f64)> {
        let facts = self.shop.facts;
        let category = number(&facts.category, product);
        let lends = |other: u32| {
            self.edges.of(other).len() >= self.options.wanted.min(self.options.edges)
                && (category == NONE || category == number(&facts.category, other))
        };
        let relatives = self.relatives.nearest(product, RELATIVES, scratch, lends);
        let mut offers: BTreeMap<u32, f64> = BTreeMap::new();
        for (relative, alike) in relatives.into_iter().filter(|(_, alike)| *alike >= ALIKE) {
            for (to, weight) in self.edges.of(relative) {
                *offers.entry(to).or_default() += alike * weight;
            }
        }
        offers
            .into_iter()
            .map(|(to, score)| (to, score * self.fit(product, to)))
            .collect()
    }

    /// More if attributes that two products share are equal (the same slot), less if they differ.
    fn fit(&self, product: u32, other: u32) -> f64 {
        let facts = self.shop.facts;
        let both = at(&facts.attributes, product)
            .iter()
            .filter_map(|(key, value)| Some((*value, facts.value(other, *key)?)));
        both.map(|(own, theirs)| if own == theirs { 1.5 } else { 0.6 })
            .product::<f64>()
            .clamp(0.2, 3.0)
    }

    fn sold_with_category(&self, product: u32) -> Vec<(u32, f64)> {
        let category = number(&self.shop.facts.category, product);
        let partners = self
            .categories
            .partners
            .get(&category)
            .map_or(&[][..], Vec::as_slice);
        let best = |(partner, share): &(u32, f64)| {
            let members = self
                .categories
                .members
                .get(partner)
                .map_or(&[][..], Vec::as_slice);
            let fitting = members
                .iter()
                .filter(|(other, _)| self.completes(product, *other));
            let scored =
                fitting.map(|(other, sales)| (*other, share * sales * self.fit(product, *other)));
            scored.collect::<Vec<_>>()
        };
        partners.iter().flat_map(best).collect()
    }

    fn one_department(&self, a: u32, b: u32) -> bool {
        let department = number(&self.shop.facts.department, a);
        department == NONE || department == number(&self.shop.facts.department, b)
    }

    fn first_of_department(&self, product: u32) -> Vec<(u32, f64)> {
        let department = number(&self.shop.facts.department, product);
        if department == NONE {
            return Vec::new();
        }
        let first = self
            .categories
            .first
            .get(&department)
            .map_or(&[][..], Vec::as_slice);
        let score = |(place, to): (usize, &u32)| (*to, 1.0 / (place + 1) as f64);
        first.iter().enumerate().map(score).collect()
    }
}
