//! All that the fits beside the complements look at, and what chance alone would make of it.

use std::collections::BTreeMap;

use crate::baskets::Baskets;
use crate::count::PairCounts;
use crate::ingest::SessionEvent;
use crate::sessions::{Sessions, products_with};

use super::facts::{Facts, number};

/// A visit with more distinct products is a crawler's or says nothing of alternatives.
const MAX_VISIT: usize = 60;

/// A shop's evidence.
#[derive(Clone, Copy, Debug)]
pub struct Shop<'a> {
    /// What the catalog says.
    pub facts: &'a Facts,
    /// All orders.
    pub baskets: &'a Baskets,
    /// Co-purchases in orders of at most `max_basket` products.
    pub counts: &'a PairCounts,
    /// Visits, if there are any.
    pub sessions: Option<&'a Sessions>,
    /// Orders of more distinct products are no evidence of what goes together.
    pub max_basket: usize,
}

/// How often two products would share an order if orders were filled at random, with their sizes and the products'
/// sales as they are. Orders of one product say nothing of what is bought together, and count for neither.
#[derive(Clone, Debug, Default)]
pub(crate) struct Chance {
    per_sales: f64,
    /// By product its orders with another product.
    sold: Vec<u32>,
}

impl Chance {
    /// Of all slots of orders of two products and more the share of pairs that are in one order: `Σ s(s−1) / (Σ s)²`.
    pub(crate) fn of(shop: &Shop<'_>) -> Self {
        let mut sold = vec![0; shop.facts.len()];
        let (mut slots, mut pairs) = (0.0, 0.0);
        for basket in shop
            .baskets
            .iter()
            .filter(|basket| (2..=shop.max_basket).contains(&basket.items.len()))
        {
            let size = basket.items.len() as f64;
            slots += size;
            pairs += size * (size - 1.0);
            for &item in basket.items {
                if let Some(count) = sold.get_mut(item as usize) {
                    *count += 1;
                }
            }
        }
        Self {
            per_sales: if slots > 0.0 {
                pairs / (slots * slots)
            } else {
                0.0
            },
            sold,
        }
    }

    /// Orders of a product with another one.
    pub(crate) fn sold(&self, product: u32) -> f64 {
        f64::from(number(&self.sold, product))
    }

    /// Expected orders with one of `a` sales and one of `b` sales of other products.
    pub(crate) fn expected(&self, a: f64, b: f64) -> f64 {
        self.per_sales * a * b
    }
}

/// Visits that saw both of two products, and how often each was seen.
#[derive(Clone, Debug, Default)]
pub(crate) struct CoViews {
    pairs: BTreeMap<(u32, u32), u32>,
    per_views: f64,
    views: Vec<u32>,
}

impl CoViews {
    pub(crate) fn of(sessions: Option<&Sessions>, products: usize) -> Self {
        let mut found = Self {
            views: vec![0; products],
            ..Self::default()
        };
        let (mut slots, mut pairs) = (0.0, 0.0);
        for visit in sessions.iter().flat_map(|sessions| sessions.iter()) {
            let seen = products_with(visit, |event| event == SessionEvent::View);
            if seen.len() > MAX_VISIT {
                continue;
            }
            let size = seen.len() as f64;
            slots += size;
            pairs += size * (size - 1.0);
            for (at, &a) in seen.iter().enumerate() {
                if let Some(count) = found.views.get_mut(a as usize) {
                    *count += 1;
                }
                for &b in seen.iter().skip(at + 1) {
                    *found.pairs.entry((a, b)).or_default() += 1;
                }
            }
        }
        found.per_views = if slots > 0.0 {
            pairs / (slots * slots)
        } else {
            0.0
        };
        found
    }

    /// All pairs with their visits, ascending.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (u32, u32, u32)> + '_ {
        self.pairs.iter().map(|(&(a, b), &visits)| (a, b, visits))
    }

    /// Visits that would have seen both by chance.
    pub(crate) fn expected(&self, a: u32, b: u32) -> f64 {
        let views = |product: u32| {
            self.views
                .get(product as usize)
                .copied()
                .map_or(0.0, f64::from)
        };
        self.per_views * views(a) * views(b)
    }
}

/// Orders that hold both products.
pub(crate) fn together(counts: &PairCounts, a: u32, b: u32) -> u32 {
    let row = counts.row(a);
    row.find(b)
        .and_then(|at| row.orders.get(at))
        .copied()
        .unwrap_or(0)
}
