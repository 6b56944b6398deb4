//! What a training made of a shop's files, as far as checks look at it.

use crate::pipeline::Material;
use crate::recognise::FileReport;
use crate::summary::Summary;

use super::growth::Growth;
use super::joins::Guess;

/// What was read.
#[derive(Clone, Debug, Default)]
pub struct Exports {
    /// What each file was taken for.
    pub files: Vec<FileReport>,
    /// Files beside them that are no exports.
    pub others: Vec<String>,
    /// The training's own account; `None` if it stopped before it was done.
    pub summary: Option<Summary>,
    /// Why it stopped.
    pub failure: Option<String>,
    /// What the orders are like; `None` if they could not be read.
    pub sales: Option<Sales>,
    /// Ids of order lines that no product of the catalog has.
    pub unlisted: Vec<String>,
    /// Where they would join, if that can be seen.
    pub guess: Option<Guess>,
    /// Ids of products of the catalog that are left out.
    pub left_out: Vec<String>,
    /// Whether there was a catalog.
    pub has_catalog: bool,
    /// Whether there were orders.
    pub has_orders: bool,
}

/// Orders and products as a training takes them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sales {
    /// Time of the first order, in seconds since 1970.
    pub first: i64,
    /// Time of the last order.
    pub last: i64,
    /// Products that were sold at least once.
    pub sold: u64,
    /// Products in all.
    pub products: u64,
    /// How products with neighbours have grown.
    pub growth: Growth,
}

impl Sales {
    /// Looks at what a model is about to be learned from.
    #[must_use]
    pub fn of(material: &Material<'_>, min_orders: u32, max_basket: usize) -> Self {
        let baskets = material.baskets;
        let times = || baskets.iter().map(|basket| basket.time);
        let mut sold = vec![false; material.products.len()];
        for &item in baskets.iter().flat_map(|basket| basket.items) {
            if let Some(flag) = sold.get_mut(item as usize) {
                *flag = true;
            }
        }
        Self {
            first: times().min().unwrap_or_default(),
            last: times().max().unwrap_or_default(),
            sold: sold.iter().filter(|&&sold| sold).count() as u64,
            products: material.products.len() as u64,
            growth: Growth::of(baskets, min_orders, max_basket),
        }
    }
}
