//! All that the fits beside the complements look at, and what chance alone would make of it.

use std::collections::BTreeMap;

use crate::baskets::{Basket, Baskets};
use crate::count::PairCounts;
use crate::ingest::SessionEvent;
use crate::sessions::{Sessions, products_with};

use super::facts::{Facts, NONE, number};

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
        Self::between(shop, |_| true)
    }

    /// The same in what is left of orders without the families that most of them hold: what is bought beside these has only the
    /// rest of an order to meet in.
    pub(crate) fn in_the_rest(shop: &Shop<'_>) -> Self {
        let group = |product: u32| number(&shop.facts.group, product);
        let groups = shop.facts.group.iter().filter(|&&group| group != NONE);
        let products = shop.facts.len();
        // A product without a family is one of its own.
        let family = |product: u32| match group(product) {
            NONE => product as usize,
            group => products + group as usize,
        };
        let mut held = vec![0_u32; products + groups.max().map_or(0, |&last| last as usize + 1)];
        let (mut all, mut families) = (0, Vec::new());
        for basket in Self::orders(shop) {
            all += 1;
            families.clear();
            families.extend(basket.items.iter().map(|&item| family(item)));
            families.sort_unstable();
            families.dedup();
            for &family in &families {
                if let Some(held) = held.get_mut(family) {
                    *held += 1;
                }
            }
        }
        let held = |product: u32| held.get(family(product)).copied().unwrap_or(0);
        Self::between(shop, |product| held(product) * 2 <= all)
    }

    /// Orders that say what is bought together.
    fn orders<'a>(shop: &'a Shop<'_>) -> impl Iterator<Item = Basket<'a>> {
        let several = 2..=shop.max_basket;
        let orders = shop.baskets.iter();
        orders.filter(move |basket| several.contains(&basket.items.len()))
    }

    /// Chance among the products that count.
    fn between(shop: &Shop<'_>, counts: impl Fn(u32) -> bool) -> Self {
        let mut sold = vec![0; shop.facts.len()];
        let (mut slots, mut pairs) = (0.0, 0.0);
        for basket in Self::orders(shop) {
            let counted = || basket.items.iter().filter(|&&item| counts(item));
            let size = counted().count();
            if size < 2 {
                continue;
            }
            slots += size as f64;
            pairs += size as f64 * (size as f64 - 1.0);
            for &item in counted() {
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
