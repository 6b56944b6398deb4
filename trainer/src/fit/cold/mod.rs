//! Neighbours for products that orders say too little of.
//!
//! What is bought with a product that nobody has bought yet is told by others: by its nearest relatives, by its category and the
//! levels above it, by popularity and by what words and attributes have in common. How much each of them says is learned on the
//! shop's own last month ([`learn`]), from products that were sold in it as if nothing had been known of them; the result is a
//! probability like that of a real edge. Where orders know nothing even of the category, and in a shop without orders, the
//! catalog speaks alone ([`structure`]): other categories of the department, the same slot, words that name the product.
//!
//! No row is four of one kind, and what orders say of the product itself stays in front.

mod categories;
mod evidence;
mod learn;
mod row;
mod structure;

use rayon::prelude::*;

use super::Edges;
use super::facts::{NONE, number};
use super::likeness::LikenessScratch;
use super::shop::{Shop, together};
use super::title::Titles;
use categories::Categories;
use evidence::{Alike, Candidate, Evidence, Pairs, Scratch};
use learn::Curve;
use row::Row;
use structure::Structure;

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
            wanted: 8,
            min_orders: 3,
        }
    }
}

/// Weight of the strongest borrowed edge against the weakest real one of the product.
const SHRUNK: f64 = 0.6;
/// Weight of the first borrowed edge in a shop without orders.
const ALONE: f64 = 0.05;
/// What the first edge by the catalog alone is worth against the share of orders that bestsellers have: more than filler, which
/// is a tenth of it, and less than what orders know. And what each further one is worth against the one before it.
const OF_BESTSELLERS: f64 = 0.25;
const NEXT: f64 = 0.9;
/// A shop with fewer orders knows less of what is bought together than its catalog does.
const FEWEST_ORDERS: usize = 50;
/// Orders' worth of what others tell that a product's own orders have to outweigh.
const PRIOR_ORDERS: f64 = 10.0;

/// Adds edges to products that have too few. Real edges stay as they are.
#[must_use]
pub fn fill_cold(edges: &Edges, shop: &Shop<'_>, needs: &[u32], options: &ColdOptions) -> Edges {
    let products = shop.facts.len();
    let wanted = options.wanted.min(options.edges);
    let is_cold = |product: &u32| edges.of(*product).len() < wanted;
    let cold: Vec<u32> = (0..products as u32).filter(is_cold).collect();
    if cold.is_empty() {
        return edges.clone();
    }
    let (titles, alike) = (Titles::of(shop.facts), Alike::of(shop.facts));
    let pairs = Pairs {
        all: shop.counts,
        later: None,
    };
    let now = shop.baskets.iter().map(|basket| basket.time).last();
    let now = now.map_or(0, |last| last.saturating_add(1));
    let known = (now, options.min_orders);
    let evidence = Evidence::of(shop.facts, &titles, &alike, pairs, shop.baskets, known);
    let rules = Rules {
        shop,
        needs,
        categories: &evidence.categories,
    };
    let lender = Lender {
        rules: &rules,
        curve: learn::curve(shop, &titles, &alike, &rules, options.min_orders),
        structure: Structure::of(shop),
        evidence: &evidence,
        alike: &alike,
        min_orders: options.min_orders,
    };
    let mut triples: Vec<(u32, u32, f64)> = cold
        .into_par_iter()
        .map_init(<(Scratch, LikenessScratch)>::default, |scratch, product| {
            let real: Vec<(u32, f64)> = edges.of(product).collect();
            let borrowed = lender.borrow(product, &real, wanted - real.len(), scratch);
            let edge = move |(to, weight)| (product, to, weight);
            borrowed.into_iter().map(edge).collect::<Vec<_>>()
        })
        .flatten_iter()
        .collect();
    triples.extend(
        (0..products as u32).flat_map(|p| edges.of(p).map(move |(to, weight)| (p, to, weight))),
    );
    Edges::strongest(triples, products, options.edges)
}

/// What may complete what.
struct Rules<'a> {
    shop: &'a Shop<'a>,
    needs: &'a [u32],
    categories: &'a Categories,
}

impl Rules<'_> {
    /// Whether a product that is in stock is no alternative and no variant of another one.
    fn complete(&self, product: u32, other: u32) -> bool {
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
                || self.categories.completes_itself(category))
    }
}

/// Where a product's neighbours come from when its own orders do not say.
struct Lender<'a> {
    rules: &'a Rules<'a>,
    curve: Curve,
    structure: Structure<'a>,
    evidence: &'a Evidence<'a>,
    alike: &'a Alike,
    min_orders: u32,
}

impl Lender<'_> {
    /// At most `room` neighbours for a product with too few `real` ones, with weights below theirs.
    fn borrow(
        &self,
        product: u32,
        real: &[(u32, f64)],
        room: usize,
        (scratch, likeness): &mut (Scratch, LikenessScratch),
    ) -> Vec<(u32, f64)> {
        let shop = self.rules.shop;
        let likely = self.by_orders(product, scratch);
        let by_catalog = match OF_BESTSELLERS * self.evidence.bestsellers_share() {
            share if share > 0.0 => share,
            _ => ALONE,
        };
        // What orders know of the shop as a whole only is what it sells most: the catalog knows better what it goes with.
        let orders_first = shop.baskets.len() >= FEWEST_ORDERS && self.evidence.knows(product);
        let mut likely = Some(likely);
        let mut row = Row::new(shop.facts, self.rules.needs);
        real.iter().for_each(|(to, _)| row.push(*to));
        let mut taken: Vec<(u32, f64)> = Vec::new();
        for by_orders in [orders_first, !orders_first] {
            if taken.len() == room {
                break;
            }
            let mut offers = if by_orders {
                likely.take().unwrap_or_default()
            } else {
                let (rules, alike) = (self.rules, self.alike);
                self.structure.candidates(product, alike, rules, likeness)
            };
            offers.retain(|(to, _)| {
                self.may_be_named(product, *to)
                    && !real.iter().chain(&taken).any(|(known, _)| known == to)
            });
            let is_probability = by_orders && orders_first;
            let last = taken.last().map_or(f64::INFINITY, |(_, weight)| *weight);
            let mut next = by_catalog.min(NEXT * last);
            let found = row.take(offers, room - taken.len(), |to| {
                let category = number(&shop.facts.category, to);
                self.rules.categories.completes_itself(category)
            });
            for (to, score) in found {
                taken.push((to, if is_probability { score } else { next }));
                next *= NEXT;
            }
        }
        // Below what orders say of the product itself.
        let weakest = real
            .iter()
            .map(|(_, weight)| *weight)
            .fold(f64::INFINITY, f64::min);
        let strongest = taken.first().map_or(0.0, |(_, weight)| *weight);
        if strongest > SHRUNK * weakest {
            let part = SHRUNK * weakest / strongest;
            taken.iter_mut().for_each(|(_, weight)| *weight *= part);
        }
        taken
    }

    /// Products with the probability that an order with this one holds them, by what is known of others.
    fn by_orders(&self, product: u32, scratch: &mut Scratch) -> Vec<(u32, f64)> {
        let complete = |to: u32| self.rules.complete(product, to);
        self.evidence.candidates(product, scratch, complete);
        // The more of its own orders do without them, the less likely they are.
        let own = PRIOR_ORDERS / (PRIOR_ORDERS + self.evidence.sold(product));
        let likely = |found: &Candidate| (found.to, own * self.curve.probability(&found.features));
        scratch.found.iter().map(likely).collect()
    }

    /// A pair that a few orders hold stays unnamed, wherever the hint comes from.
    fn may_be_named(&self, product: u32, to: u32) -> bool {
        let orders = together(self.rules.shop.counts, product, to);
        orders == 0 || orders >= self.min_orders
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::baskets::Baskets;
    use crate::count::{CountOptions, count_pairs};
    use crate::fit::facts::Facts;
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
        assert!(
            !targets(&edges, 2).contains(&0) && !targets(&edges, 0).contains(&1),
            "a camera does not complete a camera"
        );
        assert_eq!(
            targets(&edges, 7).len(),
            3,
            "food has no second category, but the shop has"
        );
        assert!(edges.of(2).all(|(_, weight)| weight > 0.001));
    }

    /// A shop from lines and orders: its facts, needs and edges, real and filled.
    fn fill(lines: &[&str], sets: &[Vec<u32>]) -> Edges {
        let products: Vec<_> = lines.iter().map(|line| product(line)).collect();
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
        let real = Edges::strongest(Vec::new(), products.len(), 12);
        fill_cold(&real, &shop, &fit_needs(&shop), &ColdOptions::default())
    }

    #[test]
    fn a_category_lends_what_it_is_bought_with_beyond_its_department() {
        let lines = [
            "a;Alta Camera;9000;Photo > Cameras",
            "b;Vista Camera;9500;Photo > Cameras",
            "c;Solis Camera;9900;Photo > Cameras",
            "d;Bright Lens;5000;Photo > Lenses",
            "e;Summit Rucksack;4000;Travel > Rucksacks",
            "f;Oat Drink;200;Food > Drinks",
            "g;Rye Bread;300;Food > Bread",
        ];
        let sets: Vec<Vec<u32>> = (0..120)
            .map(|n| [vec![0, 4], vec![1, 4], vec![5, 6], vec![3]][n % 4].clone())
            .collect();
        let edges = fill(&lines, &sets);
        assert_eq!(
            targets(&edges, 2).first(),
            Some(&4),
            "cameras are bought with rucksacks"
        );
        let (of_new, rest): (Vec<_>, Vec<_>) = edges.of(2).partition(|(to, _)| *to == 4);
        assert!(
            of_new[0].1 > 3.0 * rest[0].1,
            "and with little else: {rest:?}"
        );
    }

    /// Clothes, gear and no orders.
    const CATALOG: [&str; 16] = [
        "a;Fjord Wind Jacket;4200;Men > Tops > Jackets",
        "b;Tundra Rain Jacket;4900;Men > Tops > Jackets",
        "c;Boreal Shell Jacket;6900;Men > Tops > Jackets",
        "d;Harbour Tee;1900;Men > Tops > Tees",
        "e;Delta Tee;2100;Men > Tops > Tees",
        "f;Ridge Tee;2200;Men > Tops > Tees",
        "g;Fjord Pants;3900;Men > Bottoms > Pants",
        "h;Loam Pants;4100;Men > Bottoms > Pants",
        "i;Slate Shorts;2500;Men > Bottoms > Shorts",
        "j;Willow Jacket;5200;Women > Tops > Jackets",
        "k;Aster Pants;4600;Women > Bottoms > Pants",
        "l;Meridian Watch;4500;Gear > Watches",
        "m;Cadence Watch;5400;Gear > Watches",
        "n;Cove Bag;3400;Gear > Bags",
        "o;Tidal Bag;3900;Gear > Bags",
        "p;Jade Rope;1200;Gear > Equipment",
    ];

    #[test]
    fn a_shop_without_orders_shows_an_outfit() {
        let edges = fill(&CATALOG, &[]);
        let jacket = targets(&edges, 0);
        assert_eq!(
            jacket.first(),
            Some(&6),
            "the pants of its line: {jacket:?}"
        );
        assert!(jacket.len() >= 6 && jacket.iter().all(|to| ![1, 2, 9, 10].contains(to)));
        let watch = targets(&edges, 11);
        assert!(
            watch[..2].iter().all(|to| [13, 14, 15].contains(to)),
            "{watch:?}"
        );
        assert!(!watch.contains(&12), "a watch does not complete a watch");
        for (seed, line) in (0..).zip(CATALOG) {
            let row = targets(&edges, seed);
            let category = |to: &u32| CATALOG[*to as usize].split(';').nth(3);
            for to in &row {
                let alike = row
                    .iter()
                    .take(6)
                    .filter(|other| category(other) == category(to));
                assert!(alike.count() < 4, "{line}: {row:?}");
            }
        }
    }

    #[test]
    fn threads_leave_no_trace() {
        let sets: Vec<Vec<u32>> = (0..400u32)
            .map(|n| vec![n % 16, (n * 7 + n / 16) % 16, (n * 3) % 11])
            .collect();
        let fill_with = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
            pool.expect("pool").install(|| fill(&CATALOG, &sets))
        };
        assert_eq!(fill_with(1), fill_with(3));
    }
}
