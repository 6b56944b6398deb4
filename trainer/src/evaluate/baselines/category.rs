//! What a catalog alone lets one say of a product that was never sold: what sells in its category, and what sells with it.

use std::collections::BTreeMap;

use super::popularity::orders_of;
use crate::baskets::Baskets;
use crate::evaluate::recommender::{Ask, Recommender, best};
use crate::ingest::Product;

/// Bestsellers by the category of the product in view.
pub struct ByCategory {
    name: &'static str,
    /// Of each product the number of its category.
    category: Vec<Option<usize>>,
    /// By category: what to show, with its orders.
    scored: Vec<Vec<(f64, u32)>>,
}

impl ByCategory {
    /// The products of the same category in most orders.
    pub fn bestsellers(products: &[Product], train: &Baskets) -> Self {
        let (category, categories) = categories(products);
        let mut scored = vec![Vec::new(); categories];
        for ((product, orders), category) in (0u32..).zip(orders_of(train)).zip(&category) {
            let list = category.and_then(|category| scored.get_mut(category));
            if let (Some(list), true) = (list, orders > 0) {
                list.push((f64::from(orders), product));
            }
        }
        Self {
            name: "category",
            category,
            scored,
        }
    }

    /// The products in most orders that hold something else of the category.
    pub fn bought_with(products: &[Product], train: &Baskets) -> Self {
        let (category, categories) = categories(products);
        let of = |product: &u32| category.get(*product as usize).copied().flatten();
        let mut counts: Vec<BTreeMap<u32, u32>> = vec![BTreeMap::new(); categories];
        for basket in train.iter() {
            let mut here: Vec<usize> = basket.items.iter().filter_map(of).collect();
            here.sort_unstable();
            for same in here.chunk_by(|a, b| a == b) {
                let Some(category) = same.first().copied() else {
                    continue;
                };
                let alone = same.len() == 1;
                let others = basket
                    .items
                    .iter()
                    .filter(|p| !alone || of(p) != Some(category));
                for &other in others {
                    if let Some(counts) = counts.get_mut(category) {
                        *counts.entry(other).or_default() += 1;
                    }
                }
            }
        }
        let scored = counts.into_iter().map(|counts| {
            counts
                .into_iter()
                .map(|(product, orders)| (f64::from(orders), product))
                .collect()
        });
        Self {
            name: "with category",
            scored: scored.collect(),
            category,
        }
    }
}

/// The number of each product's category, and how many there are.
fn categories(products: &[Product]) -> (Vec<Option<usize>>, usize) {
    let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
    let category = products
        .iter()
        .map(|product| {
            let next = numbers.len();
            let name = product.category.as_deref()?;
            Some(*numbers.entry(name).or_insert(next))
        })
        .collect();
    (category, numbers.len())
}

impl Recommender for ByCategory {
    fn method(&self) -> &str {
        self.name
    }

    fn recommend(&mut self, ask: &Ask, limit: usize, out: &mut Vec<u32>) {
        out.clear();
        let Ask::Product(seed) = ask else { return };
        let category = self.category.get(*seed as usize).copied().flatten();
        if let Some(scored) = category.and_then(|category| self.scored.get(category)) {
            let mut scored: Vec<(f64, u32)> = scored
                .iter()
                .filter(|(_, product)| product != seed)
                .copied()
                .collect();
            best(&mut scored, limit, out);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sellers_of_a_category_and_what_they_sell_with() {
        let products: Vec<Product> = ["tea", "tea", "tea", "cup", "cup", ""]
            .iter()
            .enumerate()
            .map(|(n, category)| Product {
                category: (!category.is_empty()).then(|| (*category).to_owned()),
                ..Product::bare(n.to_string().as_bytes())
            })
            .collect();
        // 2 was never sold; 1 outsells 0; with tea sells cup 4 twice and cup 3 once.
        let train = Baskets::from_sets(
            &[vec![0, 1], vec![1, 4], vec![1, 4], vec![0, 3], vec![3]],
            6,
        );
        let mut out = Vec::new();
        ByCategory::bestsellers(&products, &train).recommend(&Ask::Product(2), 6, &mut out);
        assert_eq!(out, [1, 0]);
        let mut with = ByCategory::bought_with(&products, &train);
        with.recommend(&Ask::Product(2), 6, &mut out);
        assert_eq!(
            out,
            [4, 0, 1, 3],
            "two orders, then one each: 0 and 1 in the order of both"
        );
        with.recommend(&Ask::Product(5), 6, &mut out);
        assert!(out.is_empty(), "no category, nothing to say");
    }
}
