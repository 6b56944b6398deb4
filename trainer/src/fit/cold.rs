//! Neighbours for products that orders say too little of.
//!
//! In this order, until a product has enough: what its nearest well-known relatives are bought with; the bestsellers of the
//! categories that its category is bought with; products of other needs that its own words and attributes name (a case
//! *for Alta 5*, a card of the same slot); what stands first in its department. Each source weighs less than the one
//! before, and all weigh less than anything that orders say of the product itself.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::Edges;
use super::facts::{Facts, NONE, at, number};
use super::likeness::{Likeness, LikenessScratch};
use super::shop::{Shop, together};

/// How cold products are filled.
#[derive(Clone, Copy, Debug)]
pub struct ColdOptions {
    /// Edges that a product keeps, real and borrowed.
    pub edges: usize,
    /// A product with fewer edges of its own borrows up to so many.
    pub wanted: usize,
    /// Categories must share so many orders: the privacy floor.
    pub min_orders: u32,
}

impl Default for ColdOptions {
    fn default() -> Self {
        Self {
            edges: 12,
            wanted: 6,
            min_orders: 3,
        }
    }
}

/// Relatives that lend their edges.
const RELATIVES: usize = 6;
/// Two products less alike than this are no relatives.
const ALIKE: f64 = 0.2;
/// Weight of the strongest borrowed edge against the weakest real ones.
const SHRUNK: f64 = 0.6;
/// Weight of a borrowed edge in a shop without a single real one.
const ALONE: f64 = 0.05;
/// Sources, the most trusted first, share the room below the real edges.
const SOURCES: [f64; 4] = [1.0, 0.6, 0.4, 0.25];

/// Adds edges to products that have too few. Real edges stay as they are.
#[must_use]
pub fn fill_cold(edges: &Edges, shop: &Shop<'_>, needs: &[u32], options: &ColdOptions) -> Edges {
    let products = shop.facts.len();
    let mut weights: Vec<f64> = (0..products as u32)
        .flat_map(|p| edges.of(p).map(|(_, w)| w))
        .collect();
    weights.sort_unstable_by(f64::total_cmp);
    let low = weights
        .get(weights.len() / 20)
        .map_or(ALONE, |weight| SHRUNK * weight);
    let filler = Filler {
        shop,
        needs,
        edges,
        options,
        relatives: Likeness::of(features(shop.facts, true)),
        names: Likeness::of(features(shop.facts, false)),
        categories: Categories::of(shop, options.min_orders),
    };
    let mut triples: Vec<(u32, u32, f64)> = (0..products as u32)
        .into_par_iter()
        .map_init(LikenessScratch::default, |scratch, product| {
            let real: Vec<(u32, f64)> = edges.of(product).collect();
            if real.len() >= options.wanted.min(options.edges) {
                return Vec::new();
            }
            let cap = real
                .iter()
                .map(|(_, weight)| SHRUNK * weight)
                .fold(low, f64::min);
            filler.borrow(product, &real, cap, scratch)
        })
        .flatten_iter()
        .collect();
    triples.extend(
        (0..products as u32).flat_map(|p| edges.of(p).map(move |(to, weight)| (p, to, weight))),
    );
    Edges::strongest(triples, products, options.edges)
}

/// Title words and attributes as one numbering; with the category, which relatives share and complements do not.
fn features(facts: &Facts, with_category: bool) -> Vec<Vec<u32>> {
    let words = facts.telling.len() as u32;
    let values = facts.measures.len() as u32;
    (0..facts.len() as u32)
        .map(|product| {
            let mut list = at(&facts.words, product).to_vec();
            list.extend(
                at(&facts.attributes, product)
                    .iter()
                    .map(|(_, value)| words + value),
            );
            let category = number(&facts.category, product);
            if with_category && category != NONE {
                list.push(words + values + category);
            }
            list.sort_unstable();
            list.dedup();
            list
        })
        .collect()
}

struct Filler<'a> {
    shop: &'a Shop<'a>,
    needs: &'a [u32],
    edges: &'a Edges,
    options: &'a ColdOptions,
    relatives: Likeness,
    names: Likeness,
    categories: Categories,
}

impl Filler<'_> {
    fn completes(&self, product: u32, other: u32) -> bool {
        let facts = self.shop.facts;
        let need = number(self.needs, product);
        let category = number(&facts.category, product);
        product != other
            && facts.in_stock.get(other as usize).copied().unwrap_or(false)
            && !facts.same_group(product, other)
            && (need == 0 || need != number(self.needs, other))
            && (need != 0
                || category == NONE
                || category != number(&facts.category, other)
                || self.bought_with_own(category))
    }

    /// Whether a category's products complete each other: only if orders say so.
    fn bought_with_own(&self, category: u32) -> bool {
        self.categories.within.contains(&category)
    }

    fn borrow(
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

/// Best-selling products listed of each category, and of each department by catalog order.
const LISTED: usize = 24;

/// What categories are bought with.
struct Categories {
    /// By category: others in more orders together than chance explains, with the share of orders; best first.
    partners: BTreeMap<u32, Vec<(u32, f64)>>,
    /// By category: the best sellers, with their share of the best one's sales.
    members: BTreeMap<u32, Vec<(u32, f64)>>,
    /// Categories of which orders hold two and more products.
    within: Vec<u32>,
    /// By department: the first product of each of its categories, as the catalog lists them, best sellers first.
    first: BTreeMap<u32, Vec<u32>>,
}

impl Categories {
    fn of(shop: &Shop<'_>, min_orders: u32) -> Self {
        let facts = shop.facts;
        let (mut with, mut pairs) = (
            BTreeMap::<u32, u32>::new(),
            BTreeMap::<(u32, u32), u32>::new(),
        );
        let (mut several, mut orders) = (BTreeMap::<u32, u32>::new(), 0.0);
        for basket in shop
            .baskets
            .iter()
            .filter(|basket| basket.items.len() <= shop.max_basket)
        {
            orders += 1.0;
            let mut held: Vec<u32> = basket
                .items
                .iter()
                .map(|&item| number(&facts.category, item))
                .filter(|&c| c != NONE)
                .collect();
            held.sort_unstable();
            for same in held.chunk_by(|a, b| a == b) {
                if let (true, Some(&category)) = (same.len() > 1, same.first()) {
                    *several.entry(category).or_default() += 1;
                }
            }
            held.dedup();
            for &a in &held {
                *with.entry(a).or_default() += 1;
                for &b in held.iter().filter(|&&b| b != a) {
                    *pairs.entry((a, b)).or_default() += 1;
                }
            }
        }
        let mut partners: BTreeMap<u32, Vec<(u32, f64)>> = BTreeMap::new();
        let sold = |category: u32| with.get(&category).copied().map_or(0.0, f64::from);
        for (&(a, b), &both) in &pairs {
            let lift = f64::from(both) * orders / (sold(a) * sold(b)).max(1.0);
            if both >= min_orders && lift > 1.2 {
                partners
                    .entry(a)
                    .or_default()
                    .push((b, f64::from(both) / sold(a).max(1.0)));
            }
        }
        for list in partners.values_mut() {
            list.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            list.truncate(8);
        }
        let within = with
            .iter()
            .filter(|(category, orders)| {
                several
                    .get(*category)
                    .is_some_and(|&n| n >= min_orders && n * 10 >= **orders)
            })
            .map(|(category, _)| *category)
            .collect();
        let mut listed: Vec<u32> = (0..facts.len() as u32).collect();
        listed.sort_by_key(|&p| {
            (
                std::cmp::Reverse(shop.counts.orders_of(p)),
                facts.places.get(p as usize).copied().unwrap_or(u32::MAX),
                p,
            )
        });
        let mut members: BTreeMap<u32, Vec<(u32, f64)>> = BTreeMap::new();
        let mut first: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for product in listed {
            let (category, department) = (
                number(&facts.category, product),
                number(&facts.department, product),
            );
            let list = members.entry(category).or_default();
            if category != NONE && list.is_empty() {
                first.entry(department).or_default().push(product);
            }
            if list.len() < LISTED {
                list.push((product, f64::from(shop.counts.orders_of(product)) + 1.0));
            }
        }
        for list in members.values_mut() {
            let best = list.first().map_or(1.0, |best| best.1);
            list.iter_mut().for_each(|entry| entry.1 /= best);
        }
        for list in first.values_mut() {
            list.truncate(LISTED);
        }
        Self {
            partners,
            members,
            within,
            first,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::facts::tests::product;
    use super::*;
    use crate::baskets::Baskets;
    use crate::count::{CountOptions, count_pairs};
    use crate::fit::fit_needs;

    const LINES: [&str; 8] = [
        "a;Alta Camera, slot SD;9000;Photo > Cameras;;slot=SD",
        "b;Vista Camera, slot SD;9500;Photo > Cameras;;slot=SD",
        "c;Solis Camera, slot microSD;9900;Photo > Cameras;;slot=microSD",
        "d;Swift SD Card;1000;Photo > Cards;;slot=SD",
        "e;Endure microSD Card;1200;Photo > Cards;;slot=microSD",
        "f;Sling Bag;3000;Photo > Bags;;",
        "g;Case for Solis;900;Photo > Cases;;",
        "h;Oat Drink;200;Food > Drinks;;",
    ];

    fn filled(sets: &[Vec<u32>]) -> (Edges, Edges) {
        let products = LINES.map(product);
        let facts = Facts::of(&products);
        let baskets = Baskets::from_sets(sets, products.len());
        let counts = count_pairs(&baskets, &CountOptions::default());
        let shop = Shop {
            facts: &facts,
            baskets: &baskets,
            counts: &counts,
            sessions: None,
            max_basket: 500,
        };
        // Of those who buy the one, the share who buy the other.
        let mut shares = Vec::new();
        for product in 0..products.len() as u32 {
            let row = counts.row(product);
            let sold = f64::from(counts.orders_of(product));
            shares.extend(
                row.to
                    .iter()
                    .zip(row.orders)
                    .map(|(&to, &both)| (product, to, f64::from(both) / sold)),
            );
        }
        let real = Edges::strongest(shares, products.len(), 12);
        let options = ColdOptions {
            wanted: 3,
            ..ColdOptions::default()
        };
        (fill_cold(&real, &shop, &fit_needs(&shop), &options), real)
    }

    fn targets(edges: &Edges, product: u32) -> Vec<u32> {
        edges.of(product).map(|(to, _)| to).collect()
    }

    #[test]
    fn a_new_camera_gets_what_cameras_get_and_never_another_camera() {
        let sets: Vec<Vec<u32>> = (0..60)
            .map(|n| [vec![0, 3, 5], vec![1, 3], vec![0, 5], vec![0, 4], vec![7]][n % 5].clone())
            .collect();
        let (edges, real) = filled(&sets);
        assert!(targets(&real, 2).is_empty());
        let found = targets(&edges, 2);
        assert_eq!(found.len(), 3);
        assert!(found.iter().all(|to| ![0, 1, 7].contains(to)), "{found:?}");
        for product in 0..8 {
            let own: Vec<_> = real.of(product).collect();
            assert_eq!(
                edges.of(product).take(own.len()).collect::<Vec<_>>(),
                own,
                "real evidence comes first"
            );
        }
    }

    #[test]
    fn without_orders_names_and_departments_speak() {
        let (edges, _) = filled(&[]);
        let found = targets(&edges, 2);
        assert_eq!(
            found[..2].iter().filter(|to| [4, 6].contains(*to)).count(),
            2,
            "its slot and its name: {found:?}"
        );
        assert!(targets(&edges, 7).is_empty(), "food has no second category");
        assert!(edges.of(2).all(|(_, weight)| weight > 0.001));
    }
}
