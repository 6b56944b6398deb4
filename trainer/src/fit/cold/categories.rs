//! What the products of a category are bought with: evidence that is there when none of their own is.
//!
//! A category with few orders is taken to be like the level above it, and that one like the shop.

use std::collections::BTreeMap;

use hashbrown::HashMap;
use rayon::prelude::*;

use crate::baskets::Baskets;
use crate::fit::facts::{Facts, NONE, number};

/// Orders of more products are collections, and say nothing of what goes together.
const LARGEST: usize = 60;
/// Orders' worth of the level above that a category starts from.
const PRIOR_ORDERS: f64 = 20.0;
/// Categories that one is listed to be bought with.
const PARTNERS: usize = 10;
/// A category completes itself if so large a part of its orders holds two of its products.
const WITHIN: f64 = 0.1;

/// A category or a level above it.
type Node = u32;

/// The levels of all categories.
#[derive(Default)]
struct Levels {
    /// By category: its nodes, the first level first, itself last.
    of: Vec<Vec<Node>>,
    nodes: usize,
}

impl Levels {
    fn of(facts: &Facts) -> Self {
        let mut numbers: HashMap<&str, Node> = HashMap::new();
        let mut levels = Self::default();
        for name in &facts.category_names {
            let ends = name.match_indices(" > ").map(|(at, _)| at);
            let paths = ends.chain([name.len()]).filter_map(|end| name.get(..end));
            let mut nodes = Vec::new();
            for path in paths.filter(|path| !path.is_empty()) {
                let next = numbers.len() as Node;
                nodes.push(*numbers.entry(path).or_insert(next));
            }
            levels.of.push(nodes);
        }
        levels.nodes = numbers.len();
        levels
    }

    fn of_category(&self, category: u32) -> &[Node] {
        self.of.get(category as usize).map_or(&[], Vec::as_slice)
    }
}

/// Orders by the categories that they hold. Counts are whole numbers, so that parts of the orders can be counted apart.
pub(super) struct Categories {
    levels: Levels,
    orders: f64,
    /// By node: its orders.
    with_node: Vec<u32>,
    /// By category: its orders.
    with: Vec<u32>,
    /// By node: categories that are in enough orders with another product of the node, ascending.
    both: Vec<Vec<(u32, u32)>>,
    /// By category: what its products are bought with, the likeliest first.
    partners: BTreeMap<u32, Vec<(u32, f64)>>,
    /// By category: the number of the last word of its name, from 1; 0 if it has none.
    nouns: Vec<u32>,
}

/// The last word of the name of each category as a number, from 1.
fn nouns(facts: &Facts) -> Vec<u32> {
    let mut numbers: HashMap<String, u32> = HashMap::new();
    facts
        .category_names
        .iter()
        .map(|path| match path.split_whitespace().next_back() {
            Some(noun) if noun != ">" => {
                let next = numbers.len() as u32 + 1;
                *numbers.entry(noun.to_lowercase()).or_insert(next)
            }
            _ => 0,
        })
        .collect()
}

impl Categories {
    /// Counts the orders; a pair in fewer than `min_orders` of them counts as none.
    pub(super) fn of(facts: &Facts, baskets: &Baskets, min_orders: u32) -> Self {
        let levels = Levels::of(facts);
        let held = Held::of(facts, &levels, baskets);
        let mut both: Vec<Vec<(u32, u32)>> = vec![Vec::new(); levels.nodes];
        for (&(node, category), &orders) in &held.both {
            if let Some(row) = both.get_mut(node as usize)
                && orders >= min_orders
            {
                row.push((category, orders));
            }
        }
        both.par_iter_mut().for_each(|row| row.sort_unstable());
        let mut found = Self {
            orders: f64::from(held.orders),
            with_node: held.with_node,
            with: held.with,
            both,
            partners: BTreeMap::new(),
            levels,
            nouns: nouns(facts),
        };
        found.partners = (1..facts.category_names.len() as u32)
            .into_par_iter()
            .map(|category| (category, found.likeliest(category)))
            .collect::<Vec<_>>()
            .into_iter()
            .collect();
        found
    }

    /// Orders with a category.
    pub(super) fn sold(&self, category: u32) -> f64 {
        self.with
            .get(category as usize)
            .copied()
            .map_or(0.0, f64::from)
    }

    /// Whether orders hold products of the category or of the levels above it.
    pub(super) fn is_sold(&self, category: u32) -> bool {
        let nodes = self.levels.of_category(category).iter();
        let sold = |node: &Node| {
            self.with_node
                .get(*node as usize)
                .is_some_and(|with| *with > 0)
        };
        nodes.clone().any(sold)
    }

    /// Of the orders with a product of one category, the share that hold another product of the other.
    pub(super) fn share(&self, category: u32, other: u32) -> f64 {
        let mut share = self.sold(other) / self.orders.max(1.0);
        for &node in self.levels.of_category(category) {
            let with = self
                .with_node
                .get(node as usize)
                .copied()
                .map_or(0.0, f64::from);
            share = (self.together(node, other) + PRIOR_ORDERS * share) / (with + PRIOR_ORDERS);
        }
        share
    }

    fn together(&self, node: Node, category: u32) -> f64 {
        let row = self.both.get(node as usize).map_or(&[][..], Vec::as_slice);
        let found = row.binary_search_by_key(&category, |entry| entry.0).ok();
        let entry = found.and_then(|at| row.get(at));
        entry.map_or(0.0, |(_, orders)| f64::from(*orders))
    }

    /// The categories that a category is likeliest bought with.
    pub(super) fn partners(&self, category: u32) -> &[(u32, f64)] {
        self.partners.get(&category).map_or(&[], Vec::as_slice)
    }

    fn likeliest(&self, category: u32) -> Vec<(u32, f64)> {
        let mut others: Vec<u32> = self
            .levels
            .of_category(category)
            .iter()
            .filter_map(|node| self.both.get(*node as usize))
            .flatten()
            .map(|(other, _)| *other)
            .collect();
        others.sort_unstable();
        others.dedup();
        let mut list: Vec<(u32, f64)> = others
            .into_iter()
            .map(|other| (other, self.share(category, other)))
            .collect();
        list.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        list.truncate(PARTNERS);
        list
    }

    /// Whether a category's products complete each other: only if orders say so.
    pub(super) fn completes_itself(&self, category: u32) -> bool {
        let leaf = self.levels.of_category(category).last();
        let several = leaf.map_or(0.0, |&leaf| self.together(leaf, category));
        several > 0.0 && several >= WITHIN * self.sold(category)
    }

    /// Whether two categories are called the same, as road bikes and touring bikes are.
    pub(super) fn called_alike(&self, a: u32, b: u32) -> bool {
        let noun = |category: u32| self.nouns.get(category as usize).copied().unwrap_or(0);
        noun(a) != 0 && noun(a) == noun(b)
    }

    /// Levels that two categories share, from the first one on.
    pub(super) fn shared_levels(&self, a: u32, b: u32) -> usize {
        let (a, b) = (self.levels.of_category(a), self.levels.of_category(b));
        a.iter().zip(b).take_while(|(x, y)| x == y).count()
    }

    /// The second level of a category, or the first if it has no other.
    pub(super) fn branch(&self, category: u32) -> Option<Node> {
        let nodes = self.levels.of_category(category);
        nodes.get(1).or(nodes.first()).copied()
    }
}

struct Held {
    orders: u32,
    with_node: Vec<u32>,
    with: Vec<u32>,
    both: HashMap<(Node, u32), u32>,
}

impl Held {
    fn of(facts: &Facts, levels: &Levels, baskets: &Baskets) -> Self {
        let orders = baskets.len();
        let part = orders.div_ceil(rayon::current_num_threads()).max(1);
        let nothing = || Self {
            orders: 0,
            with_node: vec![0; levels.nodes],
            with: vec![0; facts.category_names.len()],
            both: HashMap::new(),
        };
        (0..orders.div_ceil(part))
            .into_par_iter()
            .map(|n| {
                let mut held = nothing();
                let (mut categories, mut nodes) = (Vec::new(), Vec::new());
                for order in n * part..((n + 1) * part).min(orders) {
                    let items = baskets.items(order);
                    if items.len() > LARGEST {
                        continue;
                    }
                    held.orders += 1;
                    categories.clear();
                    nodes.clear();
                    for &item in items {
                        let category = number(&facts.category, item);
                        if category != NONE {
                            categories.push(category);
                            nodes.extend_from_slice(levels.of_category(category));
                        }
                    }
                    held.add(levels, &mut categories, &mut nodes);
                }
                held
            })
            .reduce(nothing, Self::plus)
    }

    /// Adds an order by the categories and nodes of its products.
    fn add(&mut self, levels: &Levels, categories: &mut Vec<u32>, nodes: &mut [Node]) {
        categories.sort_unstable();
        nodes.sort_unstable();
        categories.dedup();
        for &category in categories.iter() {
            if let Some(with) = self.with.get_mut(category as usize) {
                *with += 1;
            }
        }
        for same in nodes.chunk_by(|a, b| a == b) {
            let Some(&node) = same.first() else { continue };
            if let Some(with) = self.with_node.get_mut(node as usize) {
                *with += 1;
            }
            for &category in categories.iter() {
                // Two different products: one of the category and another one of the node.
                if same.len() > 1 || !levels.of_category(category).contains(&node) {
                    *self.both.entry((node, category)).or_default() += 1;
                }
            }
        }
    }

    fn plus(mut self, other: Self) -> Self {
        if self.both.len() < other.both.len() {
            return other.plus(self);
        }
        self.orders += other.orders;
        let sums = [
            (&mut self.with_node, other.with_node),
            (&mut self.with, other.with),
        ];
        for (own, theirs) in sums {
            own.iter_mut()
                .zip(theirs)
                .for_each(|(own, theirs)| *own += theirs);
        }
        for (pair, orders) in other.both {
            *self.both.entry(pair).or_default() += orders;
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fit::test_product;

    #[test]
    fn a_category_is_like_the_level_above_it_until_orders_say_more() {
        let facts = Facts::of(&[
            test_product("a;Alta;1;Photo > Cameras"),
            test_product("b;Swift;1;Photo > Cards"),
            test_product("c;Felt Cloth;1;Home > Cloths"),
            test_product("d;New Thing;1;Photo > Drones"),
        ]);
        let sets: Vec<Vec<u32>> = (0..200)
            .map(|n| [vec![0, 1], vec![0], vec![2], vec![0, 2]][n % 4].clone())
            .collect();
        let found = Categories::of(&facts, &Baskets::from_sets(&sets, 4), 3);
        let [cameras, cards, cloths, drones] = [0, 1, 2, 3].map(|p| facts.category[p]);
        let share = |a, b| found.share(a, b);
        assert!((share(cameras, cards) - 1.0 / 3.0).abs() < 0.05);
        assert!(share(cards, cameras) > 0.8);
        assert!(
            share(cards, cloths) < 0.15,
            "cards are bought with cameras only"
        );
        assert!(
            (share(drones, cloths) - 1.0 / 3.0).abs() < 0.05,
            "as all of Photo"
        );
        assert_eq!(found.partners(drones).len(), 3);
        assert!(!found.completes_itself(cameras));
        assert_eq!(
            (
                found.shared_levels(cameras, cards),
                found.shared_levels(cards, cloths)
            ),
            (1, 0)
        );
    }

    #[test]
    fn pairs_below_the_privacy_floor_count_as_none() {
        let facts = Facts::of(&[
            test_product("a;Alta;1;A > X"),
            test_product("b;Swift;1;B > Y"),
        ]);
        let sets = vec![vec![0, 1], vec![0, 1]];
        let baskets = Baskets::from_sets(&sets, 2);
        let shared = |least| Categories::of(&facts, &baskets, least).partners(1).len();
        assert_eq!((shared(2), shared(3)), (1, 0));
    }
}
