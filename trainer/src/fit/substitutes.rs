//! Which products are alternatives for one need.
//!
//! Where a shop has categories, a category is a need if shoppers treat it as one: its products are bought together surely less
//! than chance would have it. A category of which orders say nothing surely is believed if its titles agree on what it holds.
//! One whose products *are* bought together (red and blue lunch bags, apples and pears) is split by the noun of the
//! title, and the parts must prove themselves.
//!
//! Where there are no categories, only evidence makes a need: two products with like names and like company that ought
//! to have met in orders and did not, or that are compared in visits and never bought together. Without evidence there
//! is no label.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::facts::{Facts, NONE, at, number};
use super::likeness::{Likeness, LikenessScratch};
use super::shop::{Chance, CoViews, Shop, together};

/// Fewer chance meetings than this say nothing of a part of a category.
const ENOUGH: f64 = 4.0;
/// A category is a need if it has at most this share of its chance meetings.
const APART: f64 = 0.7;
/// Standard deviations that a number of meetings is off its mean in one of twenty draws, by Poisson.
const LIKELY: f64 = 1.645;
/// Share of the titles of a category that must agree on a word where orders do not say surely.
const AGREED: f64 = 0.5;
/// A category of a larger share of the catalog is a department and no need, whatever orders say.
const TOO_WIDE: f64 = 0.34;
/// Largest need made from pairs.
const LARGEST_CLUSTER: usize = 64;

/// The number of each product's need, from 1; 0 if it is not known.
#[must_use]
pub fn fit_needs(shop: &Shop<'_>) -> Vec<u32> {
    let chance = &Chance::in_the_rest(shop);
    let views = CoViews::of(shop.sessions, shop.facts.len());
    let mut by_category: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for product in 0..shop.facts.len() as u32 {
        let category = number(&shop.facts.category, product);
        if category != NONE {
            by_category.entry(category).or_default().push(product);
        }
    }
    let categories: Vec<Vec<u32>> = by_category.into_values().collect();
    let groups: Vec<Vec<u32>> = categories
        .into_par_iter()
        .flat_map_iter(|members| {
            if is_need(shop, chance, &members) {
                return vec![members];
            }
            let mut parts = by_noun(shop.facts, &members);
            parts.retain(|part| proves_itself(shop, chance, part));
            parts
        })
        .collect();
    let mut needs = vec![0; shop.facts.len()];
    for (need, members) in (1..).zip(&groups) {
        for &member in members {
            if let Some(slot) = needs.get_mut(member as usize) {
                *slot = need;
            }
        }
    }
    let open = |product: u32| number(&needs, product) == 0;
    let pairs = alternatives(shop, chance, &views, &open);
    for (need, members) in (groups.len() as u32 + 1..).zip(clusters(shop, chance, &pairs)) {
        for member in members {
            if let Some(slot) = needs.get_mut(member as usize) {
                *slot = need;
            }
        }
    }
    needs
}

/// Orders with two of these products that are no variants of each other: as they are, and by chance.
fn meetings(shop: &Shop<'_>, chance: &Chance, members: &[u32]) -> (f64, f64) {
    let mut met = 0_u64;
    let (mut sales, mut squares) = (0.0, 0.0);
    let mut of_group: BTreeMap<u32, f64> = BTreeMap::new();
    for &a in members {
        met += met_later(shop, members, a);
        let sold = chance.sold(a);
        sales += sold;
        match number(&shop.facts.group, a) {
            NONE => squares += sold * sold,
            group => *of_group.entry(group).or_default() += sold,
        }
    }
    squares += of_group.values().map(|sold| sold * sold).sum::<f64>();
    (
        met as f64,
        chance.expected(1.0, (sales * sales - squares).max(0.0) / 2.0),
    )
}

/// Orders of a product with each of the members behind it.
fn met_later(shop: &Shop<'_>, members: &[u32], product: u32) -> u64 {
    let row = shop.counts.row(product);
    let later = |list: &'_ [u32]| list.partition_point(|&other| other <= product);
    let (from, behind) = (later(&row.to), later(members));
    let (to, orders) = (row.to.get(from..), row.orders.get(from..));
    let (to, orders) = (to.unwrap_or_default(), orders.unwrap_or_default());
    let members = members.get(behind..).unwrap_or_default();
    let of_other_group = |other: u32| !shop.facts.same_family(product, other);
    // The shorter list is looked up in the longer one.
    if members.len() < to.len() {
        members
            .iter()
            .filter(|&&other| of_other_group(other))
            .filter_map(|other| orders.get(to.binary_search(other).ok()?))
            .map(|&orders| u64::from(orders))
            .sum()
    } else {
        to.iter()
            .zip(orders)
            .filter(|(other, _)| of_other_group(**other) && members.binary_search(other).is_ok())
            .map(|(_, &orders)| u64::from(orders))
            .sum()
    }
}

fn is_need(shop: &Shop<'_>, chance: &Chance, members: &[u32]) -> bool {
    if members.len() < 2 {
        return true;
    }
    let first = members.first().copied().unwrap_or(0);
    let share = members.len() as f64 / shop.facts.len().max(1) as f64;
    let depth = shop.facts.depth.get(first as usize).copied().unwrap_or(0);
    if depth < 2 && share > TOO_WIDE {
        return false;
    }
    let (met, expected) = meetings(shop, chance, members);
    let unsure = LIKELY * met.max(1.0).sqrt();
    apart(met, expected, APART)
        || (met - unsure <= APART * expected && agreement(shop.facts, members) >= AGREED)
}

/// Whether so many meetings are at most a share of those expected, and would be if the same orders came again.
fn apart(met: f64, expected: f64, share: f64) -> bool {
    met + LIKELY * met.max(1.0).sqrt() <= share * expected
}

fn proves_itself(shop: &Shop<'_>, chance: &Chance, members: &[u32]) -> bool {
    let (met, expected) = meetings(shop, chance, members);
    members.len() > 1 && expected >= ENOUGH && apart(met, expected, APART / 2.0)
}

/// How many products each noun is in.
fn nouns(facts: &Facts, members: &[u32]) -> BTreeMap<u32, usize> {
    let mut found: BTreeMap<u32, usize> = BTreeMap::new();
    for &member in members {
        for &word in at(&facts.stems, member) {
            if facts.is_noun.get(word as usize).copied().unwrap_or(false) {
                *found.entry(word).or_default() += 1;
            }
        }
    }
    found
}

/// Share of products whose title has the word that most of them have.
fn agreement(facts: &Facts, members: &[u32]) -> f64 {
    let most = nouns(facts, members).into_values().max().unwrap_or(0);
    most as f64 / members.len().max(1) as f64
}

/// Parts of a category that share the most common noun of their titles; what has none is left out.
fn by_noun(facts: &Facts, members: &[u32]) -> Vec<Vec<u32>> {
    let found = nouns(facts, members);
    let mut parts: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for &member in members {
        let best = at(&facts.stems, member)
            .iter()
            .filter_map(|word| {
                found
                    .get(word)
                    .map(|count| (*count, std::cmp::Reverse(*word)))
            })
            // A word of all titles splits nothing.
            .filter(|(count, _)| *count > 1 && *count < members.len())
            .max();
        if let Some((_, std::cmp::Reverse(word))) = best {
            parts.entry(word).or_default().push(member);
        }
    }
    parts.into_values().collect()
}

/// Pairs of open products that evidence calls alternatives, the surest first.
fn alternatives(
    shop: &Shop<'_>,
    chance: &Chance,
    views: &CoViews,
    open: &(dyn Fn(u32) -> bool + Sync),
) -> Vec<(u32, u32)> {
    let facts = shop.facts;
    let likeness = Likeness::of(facts.stems.clone());
    let same_class = |a: u32, b: u32| {
        number(&facts.category, a) == number(&facts.category, b) && facts.price_ratio(a, b) <= 2.0
    };
    let mut found: Vec<(f64, u32, u32)> = (0..facts.len() as u32)
        .into_par_iter()
        .map_init(LikenessScratch::default, |scratch, a| {
            if !open(a) || shop.counts.orders_of(a) == 0 {
                return Vec::new();
            }
            let near = likeness.nearest(a, 40, scratch, |b| b > a && open(b) && same_class(a, b));
            near.into_iter()
                .filter(|(_, alike)| *alike >= 0.5)
                .filter_map(|(b, _)| Some((missed(shop, chance, a, b)?, a, b)))
                .collect::<Vec<_>>()
        })
        .flatten_iter()
        .collect();
    for (a, b, visits) in views.pairs() {
        let compared = visits >= 3 && f64::from(visits) >= 5.0 * views.expected(a, b);
        let alike = || same_class(a, b) && facts.same_name(a, b) >= 0.5;
        if compared && open(a) && open(b) && together(shop.counts, a, b) == 0 && alike() {
            found.push((f64::from(visits), a, b));
        }
    }
    found.sort_unstable_by(|x, y| y.0.total_cmp(&x.0).then((x.1, x.2).cmp(&(y.1, y.2))));
    found.into_iter().map(|(_, a, b)| (a, b)).collect()
}

/// How surely two products of like company avoid each other: the chance meetings that did not happen.
fn missed(shop: &Shop<'_>, chance: &Chance, a: u32, b: u32) -> Option<f64> {
    let expected = chance.expected(chance.sold(a), chance.sold(b));
    let met = f64::from(together(shop.counts, a, b));
    // At 8 expected, 1 or none met has a probability below 1 in 300 (Poisson); more is asked of larger numbers.
    let apart = expected >= 8.0 && met <= 0.15 * expected;
    (apart && like_company(shop, chance, a, b) >= 0.3).then_some(expected - met)
}

/// Cosine of what two products are bought with beyond chance, by the logarithm of the lift; 0 to 1.
fn like_company(shop: &Shop<'_>, chance: &Chance, a: u32, b: u32) -> f64 {
    let company = |product: u32| -> Vec<(u32, f64)> {
        let row = shop.counts.row(product);
        let sold = chance.sold(product);
        let lift = |(&other, &orders): (&u32, &u32)| {
            let expected = chance.expected(sold, chance.sold(other));
            let lift = (f64::from(orders) / expected.max(f64::MIN_POSITIVE)).ln();
            (orders >= 2 && lift > 0.0).then_some((other, lift))
        };
        row.to
            .iter()
            .zip(row.orders.iter())
            .filter_map(lift)
            .collect()
    };
    let (a, b) = (company(a), company(b));
    let norm = |list: &[(u32, f64)]| list.iter().map(|(_, lift)| lift * lift).sum::<f64>().sqrt();
    let shared: f64 = a
        .iter()
        .filter_map(|(other, lift)| {
            let at = b.binary_search_by_key(other, |entry| entry.0).ok()?;
            Some(lift * b.get(at)?.1)
        })
        .sum();
    let norms = norm(&a) * norm(&b);
    if norms > 0.0 { shared / norms } else { 0.0 }
}

/// Joins pairs, the surest first, unless that would put two products into one need that are bought together, or fewer
/// than half of the pairs between the two sides are pairs of alternatives.
fn clusters(shop: &Shop<'_>, chance: &Chance, pairs: &[(u32, u32)]) -> Vec<Vec<u32>> {
    let known: std::collections::BTreeSet<(u32, u32)> = pairs.iter().copied().collect();
    let mut home: BTreeMap<u32, usize> = BTreeMap::new();
    let mut clusters: Vec<Vec<u32>> = Vec::new();
    for &(a, b) in pairs {
        let mut side = |product: u32| {
            *home.entry(product).or_insert_with(|| {
                clusters.push(vec![product]);
                clusters.len() - 1
            })
        };
        let (x, y) = (side(a), side(b));
        let (Some(left), Some(right)) = (clusters.get(x), clusters.get(y)) else {
            continue;
        };
        if x == y || left.len() + right.len() > LARGEST_CLUSTER {
            continue;
        }
        let between = || {
            left.iter()
                .flat_map(|&l| right.iter().map(move |&r| (l.min(r), l.max(r))))
        };
        let met = |(l, r): (u32, u32)| {
            let orders = f64::from(together(shop.counts, l, r));
            orders >= 2.0 && orders > 0.5 * chance.expected(chance.sold(l), chance.sold(r))
        };
        let sure = between().filter(|pair| known.contains(pair)).count();
        if between().any(met) || sure * 2 < left.len() * right.len() {
            continue;
        }
        let moved = clusters.get_mut(y).map(std::mem::take).unwrap_or_default();
        for &product in &moved {
            home.insert(product, x);
        }
        if let Some(cluster) = clusters.get_mut(x) {
            cluster.extend(moved);
            cluster.sort_unstable();
        }
    }
    clusters.retain(|cluster| cluster.len() > 1);
    clusters
}

#[cfg(test)]
mod tests {
    use super::super::facts::tests::product;
    use super::*;
    use crate::baskets::Baskets;
    use crate::count::{CountOptions, count_pairs};

    fn needs(lines: &[String], sets: &[Vec<u32>]) -> Vec<u32> {
        let products: Vec<_> = lines.iter().map(|line| product(line)).collect();
        let facts = Facts::of(&products);
        let baskets = Baskets::from_sets(sets, products.len());
        let counts = count_pairs(&baskets, &CountOptions::default());
        fit_needs(&Shop {
            facts: &facts,
            baskets: &baskets,
            counts: &counts,
            sessions: None,
            max_basket: 500,
        })
    }

    fn repeat(times: usize, sets: &[&[u32]]) -> Vec<Vec<u32>> {
        (0..times)
            .flat_map(|_| sets.iter().map(|set| set.to_vec()))
            .collect()
    }

    /// Cards 0 and 1, bags 2 and 3, cameras 4 and 5; bags are bought together.
    fn shop(category: bool) -> Vec<String> {
        let line = |id: u32, title: &str, kind: &str| {
            format!(
                "{id};{title};1000;{}",
                if category {
                    format!("Photo > {kind}")
                } else {
                    String::new()
                }
            )
        };
        vec![
            line(0, "Swift Memory Card", "Cards"),
            line(1, "Endure Memory Card", "Cards"),
            line(2, "Red Lunch Bag", "Bags"),
            line(3, "Blue Lunch Bag", "Bags"),
            line(4, "Alta Camera", "Cameras"),
            line(5, "Vista Camera", "Cameras"),
        ]
    }

    #[test]
    fn what_is_bought_beside_one_thing_had_no_room_to_meet() {
        let titles = ["Hoodie", "Cap", "Belt", "Socks", "Towel"];
        let lines: Vec<String> = (0..)
            .zip(titles)
            .map(|(id, title)| {
                format!(
                    "{id};{title};1000;Wear > {}",
                    ["Extras", "Tops"][usize::from(id == 0)]
                )
            })
            .collect();
        let beside = repeat(40, &[&[0, 1], &[0, 2], &[0, 3], &[0, 4]]);
        assert_eq!(needs(&lines, &beside)[1..], [0; 4]);
        // With room for two they never met.
        let with_room = repeat(40, &[&[0, 5, 1], &[0, 5, 2], &[0, 6, 3], &[0, 6, 4]]);
        let mut lines = lines;
        lines.extend([5, 6].map(|id| format!("{id};Poster {id};1000;Home > Posters")));
        let found = needs(&lines, &with_room);
        assert!(
            found[1] != 0 && found[1..5].iter().all(|need| *need == found[1]),
            "{found:?}"
        );
    }

    #[test]
    fn a_category_is_a_need_unless_it_is_bought_together() {
        let sets = repeat(30, &[&[0, 4], &[1, 4], &[0, 5], &[1, 5], &[2, 3], &[2, 3]]);
        let found = needs(&shop(true), &sets);
        assert!(found[0] != 0 && found[0] == found[1], "{found:?}");
        assert!(
            found[4] != 0 && found[4] == found[5] && found[4] != found[0],
            "{found:?}"
        );
        assert_eq!(
            (found[2], found[3]),
            (0, 0),
            "lunch bags of two colours complete each other"
        );
    }

    #[test]
    fn orders_of_one_product_prove_no_need() {
        // Both cards in every fourth order of two products, as chance has it; most orders are of one card alone.
        let alone: Vec<&[u32]> = vec![&[0], &[1]];
        let mut sets = repeat(400, &alone);
        sets.extend(repeat(20, &[&[0, 1], &[0, 4], &[1, 5], &[4, 5]]));
        let found = needs(&shop(true), &sets);
        assert_eq!((found[0], found[1]), (0, 0), "{found:?}");
    }

    #[test]
    fn few_meetings_less_than_chance_are_no_proof() {
        assert!(apart(0.0, 4.0, APART) && apart(10.0, 30.0, APART));
        assert!(!apart(2.0, 5.0, APART) && !apart(20.0, 30.0, APART));
    }

    #[test]
    fn without_orders_titles_must_agree() {
        let mut lines = shop(true);
        lines.extend(["6;Strap;1;Photo > Odds", "7;Cloth;1;Photo > Odds"].map(str::to_owned));
        let found = needs(&lines, &[]);
        assert!(found[0] != 0 && found[0] == found[1]);
        assert_eq!(
            (found[6], found[7]),
            (0, 0),
            "nothing says that a strap is a cloth"
        );
    }

    #[test]
    fn without_categories_only_evidence_counts() {
        let sets = repeat(40, &[&[0, 4], &[1, 4], &[0, 5], &[1, 5], &[2, 3], &[2, 3]]);
        let found = needs(&shop(false), &sets);
        assert_eq!((found[2], found[3]), (0, 0));
        assert!(
            found[0] != 0 && found[0] == found[1],
            "same company, never met: {found:?}"
        );
        assert_eq!(
            needs(&shop(false), &[]),
            [0; 6],
            "no orders, no categories, no label"
        );
    }
}
