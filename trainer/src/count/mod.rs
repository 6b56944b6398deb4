//! How often products are bought together: the one thing that needs all orders at once.
//!
//! [`PairCounts`] is the seam: whoever counts (this machine, or a merchant's own engine), fitting reads only this.

mod buckets;
mod error;
mod file;
mod likelihood;
mod lines;
mod local;
mod parts;
mod radix;
mod room;
mod rows;
mod runs;
mod windows;

pub use error::CountError;
pub use file::{Counted, FileOptions, count_file};
pub use likelihood::log_likelihood;
pub(crate) use local::count_weighted;
pub use local::{CountOptions, count_pairs};
pub use parts::PairPart;
pub use room::Room;
pub use runs::ProductIds;
pub(crate) use windows::{WindowOptions, Windows, count_aged, decay, weight_by_size};

use std::borrow::Cow;

use rows::Rows;

/// One over the weight of a basket that counts fully: weights are integers, so that sums do not depend on their order.
pub const WEIGHT_ONE: u64 = 1 << 24;

/// Symmetric co-purchase counts: for every product the products that share a basket with it.
///
/// Rows lie in blocks of [`BLOCK_ROWS`] products, each a compressed block of its own, so that a block can be counted,
/// written out or read back alone.
#[derive(Clone, Debug, Default)]
pub struct PairCounts {
    pub(crate) orders_of: Vec<u32>,
    pub(crate) weight_of: Vec<u64>,
    rows: Rows,
}

/// Products a block holds the rows of.
pub const BLOCK_ROWS: usize = 256;

/// The rows of [`BLOCK_ROWS`] products.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Block {
    pub(crate) offsets: Vec<u32>,
    pub(crate) to: Vec<u32>,
    pub(crate) orders: Vec<u32>,
    /// Empty if the counts carry no weights.
    pub(crate) weights: Vec<u64>,
}

/// The products bought together with one product, by ascending index, without itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PairRow<'a> {
    /// The other products.
    pub to: Cow<'a, [u32]>,
    /// Baskets that hold both, at least 1.
    pub orders: Cow<'a, [u32]>,
    /// Sum of those baskets' weights in units of 1/[`WEIGHT_ONE`]; empty if the counts carry no weights.
    pub weights: Cow<'a, [u64]>,
}

impl PairRow<'_> {
    /// Where a product stands in the row.
    pub fn find(&self, product: u32) -> Option<usize> {
        self.to.binary_search(&product).ok()
    }

    /// The weight at a place: the sum of weights if there are weights, else the number of baskets.
    pub fn weight(&self, at: usize) -> f64 {
        match self.weights.get(at) {
            Some(&weight) => weight as f64 / WEIGHT_ONE as f64,
            None => self.orders.get(at).copied().map_or(0.0, f64::from),
        }
    }
}

impl PairCounts {
    /// Number of products.
    pub fn products(&self) -> usize {
        self.orders_of.len()
    }

    /// Baskets counted that hold the product.
    pub fn orders_of(&self, product: u32) -> u32 {
        self.orders_of.get(product as usize).copied().unwrap_or(0)
    }

    /// Weight of the baskets that hold the product: their number if the counts carry no weights.
    pub fn weight_of(&self, product: u32) -> f64 {
        match self.weight_of.get(product as usize) {
            Some(&weight) => weight as f64 / WEIGHT_ONE as f64,
            None => f64::from(self.orders_of(product)),
        }
    }

    /// The row of a product; empty for an index out of range.
    pub fn row(&self, product: u32) -> PairRow<'_> {
        self.rows.row(product as usize)
    }

    /// The same counts without weights: half of the memory.
    pub(crate) fn without_weights(mut self) -> Self {
        self.weight_of = Vec::new();
        self.rows.forget_weights();
        self
    }

    /// Distinct pairs.
    pub fn pairs(&self) -> u64 {
        self.rows.len() / 2
    }
}

impl PartialEq for PairCounts {
    /// Equal counts, wherever their rows are.
    fn eq(&self, other: &Self) -> bool {
        let mut products = 0..self.products() as u32;
        self.orders_of == other.orders_of
            && self.weight_of == other.weight_of
            && products.all(|product| self.row(product) == other.row(product))
    }
}
