//! What most orders hold, to everybody.

use crate::baskets::Baskets;
use crate::evaluate::recommender::{Ask, Recommender};

/// The products of most orders, without those that the question names.
pub struct Popularity {
    ranked: Vec<u32>,
}

impl Popularity {
    /// Counts orders.
    pub fn new(train: &Baskets) -> Self {
        Self {
            ranked: ranked(&orders_of(train)),
        }
    }
}

/// How many orders hold each product.
pub fn orders_of(train: &Baskets) -> Vec<u32> {
    let mut orders = vec![0u32; train.products()];
    for item in train.iter().flat_map(|b| b.items) {
        if let Some(count) = orders.get_mut(*item as usize) {
            *count += 1;
        }
    }
    orders
}

/// Products that were sold, the most frequent first.
pub(super) fn ranked(orders: &[u32]) -> Vec<u32> {
    let count = |p: &u32| orders.get(*p as usize).copied().unwrap_or(0);
    let mut sold: Vec<u32> = (0..orders.len() as u32).filter(|p| count(p) > 0).collect();
    sold.sort_by_key(|p| (std::cmp::Reverse(count(p)), *p));
    sold
}

impl Recommender for Popularity {
    fn method(&self) -> &str {
        "popularity"
    }

    fn recommend(&mut self, ask: &Ask, limit: usize, out: &mut Vec<u32>) {
        let seeds: &[u32] = match ask {
            Ask::Product(seed) => std::slice::from_ref(seed),
            Ask::Cart(lines) => lines,
            Ask::Next(seen) => seen.last().map_or(&[], std::slice::from_ref),
            // What is bought often is bought again.
            Ask::Repeat { .. } => &[],
        };
        out.clear();
        out.extend(
            self.ranked
                .iter()
                .filter(|p| !seeds.contains(p))
                .take(limit),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn most_orders_first_without_the_seeds() {
        let train = Baskets::from_sets(&[vec![0, 3], vec![3], vec![1, 3], vec![1, 2]], 6);
        let mut popularity = Popularity::new(&train);
        let mut out = Vec::new();
        popularity.recommend(&Ask::Product(3), 6, &mut out);
        assert_eq!(
            out,
            [1, 0, 2],
            "of equals the first; 4 and 5 were never sold"
        );
        popularity.recommend(&Ask::Cart(vec![0, 1]), 1, &mut out);
        assert_eq!(out, [3]);
    }
}
