//! Neighbours for products that orders say too little of.
//!
//! In this order, until a product has enough: what its nearest well-known relatives are bought with; the bestsellers of the
//! categories that its category is bought with; products of other needs that its own words and attributes name (a case
//! *for Alta 5*, a card of the same slot); what stands first in its department. Each source weighs less than the one
//! before, and all weigh less than anything that orders say of the product itself.

mod categories;
mod filler;

use rayon::prelude::*;

use super::Edges;
use super::facts::{Facts, NONE, at, number};
use super::likeness::{Likeness, LikenessScratch};
use super::shop::Shop;
use categories::Categories;
use filler::Filler;

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

/// Weight of the strongest borrowed edge against the weakest real ones.
const SHRUNK: f64 = 0.6;
/// Weight of a borrowed edge in a shop without a single real one.
const ALONE: f64 = 0.05;

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::baskets::Baskets;
    use crate::count::{CountOptions, count_pairs};
    use crate::fit::facts::tests::product;
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
                    .zip(row.orders.iter())
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
