//! Pages of variable and grouped products: their visitors ask about the page, orders name what was chosen on it.
//!
//! A page learns from all orders of what is chosen on it, taken together: ten colours that were bought with a cap once each say
//! of the page what none of them says alone. What it leads to are again things that can be bought: the variation of another
//! page that sells best. A variation says what it knows itself first, and then what its page knows.

use std::collections::BTreeMap;

use super::Edges;
use super::complements::Complements;
use super::table::PairTable;
use crate::baskets::Baskets;
use crate::ingest::Product;

/// What the orders of a whole page say of one of its variations counts half of what its own say.
const OF_PAGE: f64 = 0.5;

/// Which products are chosen on which page.
#[derive(Clone, Debug, Default)]
pub struct Families {
    /// By product its page; itself for most.
    pages: Vec<u32>,
    /// By page what of it sells best; for products that are no page, and pages of which nothing was sold, themselves.
    best: Vec<u32>,
}

impl Families {
    /// Of products and what was sold of them; `None` for a shop without pages on which something is chosen.
    #[must_use]
    pub fn of(products: &[Product], baskets: &Baskets) -> Option<Self> {
        if products.iter().all(|product| product.parent.is_none()) {
            return None;
        }
        let pages: Vec<u32> = (0..)
            .zip(products)
            .map(|(own, product)| product.parent.unwrap_or(own))
            .collect();
        let mut sold = vec![0_u64; products.len()];
        for &item in baskets.iter().flat_map(|basket| basket.items) {
            if let Some(count) = sold.get_mut(item as usize) {
                *count += 1;
            }
        }
        let mut best: Vec<u32> = (0..products.len() as u32).collect();
        let mut most: BTreeMap<u32, u64> = BTreeMap::new();
        for ((own, product), sold) in (0..).zip(products).zip(sold) {
            let Some(page) = product.parent.filter(|_| sold > 0 && product.in_stock) else {
                continue;
            };
            let most = most.entry(page).or_default();
            if sold > *most {
                *most = sold;
                if let Some(slot) = best.get_mut(page as usize) {
                    *slot = own;
                }
            }
        }
        Some(Self { pages, best })
    }

    fn page(&self, product: u32) -> u32 {
        self.pages.get(product as usize).copied().unwrap_or(product)
    }

    fn best(&self, product: u32) -> u32 {
        self.best.get(product as usize).copied().unwrap_or(product)
    }

    /// The orders as if pages themselves had been bought.
    #[must_use]
    pub fn of_pages(&self, baskets: &Baskets) -> Baskets {
        baskets.renamed(|product| self.page(product))
    }

    /// Pages get what is bought with what is chosen on them, and variations what their pages know besides.
    /// `of_pages` are the complements of the orders by page.
    #[must_use]
    pub fn taught(&self, own: &Complements, of_pages: &Complements) -> Complements {
        let products = self.pages.len();
        let mut edges = Vec::with_capacity(own.edges.len());
        let mut weights = Vec::new();
        for product in 0..products as u32 {
            let page = self.page(product);
            let is_page = self.is_page(product);
            let mut likely: BTreeMap<u32, f64> = BTreeMap::new();
            let mut adds: BTreeMap<u32, f64> = BTreeMap::new();
            for (to, weight) in own.edges.of(product) {
                likely.insert(to, weight);
            }
            for (to, weight) in own.weights.row(product) {
                adds.insert(to, weight);
            }
            if page != product || is_page {
                let share = if is_page { 1.0 } else { OF_PAGE };
                for (to, weight) in of_pages.edges.of(page) {
                    likely.entry(self.best(to)).or_insert(share * weight);
                }
                for (to, weight) in of_pages.weights.row(page) {
                    adds.entry(self.best(to)).or_insert(share * weight);
                }
            }
            let strange = |to: &u32| self.page(*to) != page && *to != page;
            let own = likely.into_iter().filter(|(to, _)| strange(to));
            edges.extend(own.map(|(to, weight)| (product, to, weight)));
            let own = adds.into_iter().filter(|(to, _)| strange(to));
            weights.extend(own.map(|(to, weight)| (product, to, weight)));
        }
        Complements {
            edges: Edges::strongest(edges, products, usize::MAX),
            weights: PairTable::by_row(&weights, products),
            ..own.clone()
        }
    }

    fn is_page(&self, product: u32) -> bool {
        self.best(product) != product
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fit::test_product;

    /// A page 0 with 1 and 2, a cap 3, a page 4 with 5.
    fn products() -> Vec<Product> {
        let parents = [None, Some(0), Some(0), None, None, Some(4)];
        let product = |(n, parent): (usize, Option<u32>)| Product {
            parent,
            ..test_product(&format!("{n};Thing {n};100"))
        };
        parents.into_iter().enumerate().map(product).collect()
    }

    #[test]
    fn a_page_knows_what_its_variations_were_bought_with() {
        let baskets = Baskets::from_sets(&[vec![1, 3], vec![2, 3], vec![2, 5]], 6);
        let families = Families::of(&products(), &baskets).expect("two pages");
        let of_pages = families.of_pages(&baskets);
        assert_eq!(
            (of_pages.items(0), of_pages.items(2)),
            (&[0, 3][..], &[0, 4][..])
        );
        let own = Complements {
            edges: Edges::strongest(vec![(2, 3, 0.5), (2, 1, 0.9)], 6, 9),
            ..Complements::default()
        };
        let pages = Complements {
            edges: Edges::strongest(vec![(0, 3, 0.6), (0, 4, 0.3), (3, 0, 0.4)], 6, 9),
            weights: PairTable::by_row(&[(0, 3, 1.0)], 6),
            ..Complements::default()
        };
        let taught = families.taught(&own, &pages);
        let row = |product| taught.edges.of(product).collect::<Vec<_>>();
        assert_eq!(
            row(0),
            [(3, 0.6), (5, 0.3)],
            "the variation that sells, not its page"
        );
        assert_eq!(
            row(2),
            [(3, 0.5), (5, 0.15)],
            "its own first, and never its family"
        );
        assert_eq!(row(1), [(3, 0.3), (5, 0.15)]);
        assert_eq!(
            (taught.weights.get(0, 3), taught.weights.get(1, 3)),
            (1.0, 0.5)
        );
    }

    #[test]
    fn a_shop_without_pages_has_no_families() {
        let products = [test_product("a;A;1")];
        assert!(Families::of(&products, &Baskets::from_sets(&[], 1)).is_none());
    }
}
