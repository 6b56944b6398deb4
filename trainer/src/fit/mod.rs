//! From counts to what a product's record carries: a few weighted edges to other products.

mod audience;
mod bundle;
mod by_hand;
mod cart;
mod cholesky;
mod choose;
mod codebook;
mod cohort;
mod cold;
mod complements;
mod customers;
mod extras;
mod facts;
mod families;
mod features;
mod habits;
pub mod intent;
mod joint;
mod ladder;
mod likeness;
mod logistic;
mod measure;
mod next_item;
mod repurchase;
mod ridge;
mod shop;
mod substitutes;
mod table;
mod title;
mod trend;
mod trial;
mod upgrade;
mod voices;

pub use bundle::{ProductSet, fit_bundles};
pub use by_hand::ByHand;
pub use choose::{choose, refill};
pub use cold::{ColdOptions, fill_cold};
pub use complements::{Choice, ComplementOptions, Complements, Learned, fit_complements};
pub use extras::{Beside, Extras, fit_extras};
pub use facts::Facts;
pub use families::Families;
pub use features::{Evidence, Without};
pub use habits::{Habits, fit_habits};
pub(crate) use next_item::Codes;
pub use next_item::{NextOptions, NextProducts, fit_next};
pub use repurchase::fit_repurchase;
pub use shop::Shop;
pub use substitutes::fit_needs;
pub use table::PairTable;
pub use upgrade::{Upgrade, fit_upgrades};

pub(crate) use cart::{Blend, share};
pub(crate) use codebook::Codebook;
pub(crate) use habits::{level_table, nearest_level};
pub(crate) use voices::Voices;

#[cfg(test)]
pub(crate) use facts::tests::product as test_product;

use crate::csr::Csr;

/// Weighted, directed edges in compressed rows: what a product speaks for, the strongest first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Edges {
    /// (target, weight)
    rows: Csr<(u32, f64)>,
}

impl Edges {
    /// Builds the rows from triples (source, target, weight); keeps the `limit` strongest of each source. Ties go to
    /// the smaller target, so that the result does not depend on the order of the triples.
    pub fn strongest(mut triples: Vec<(u32, u32, f64)>, products: usize, limit: usize) -> Self {
        triples
            .sort_unstable_by(|a, b| a.0.cmp(&b.0).then(b.2.total_cmp(&a.2)).then(a.1.cmp(&b.1)));
        let mut edges = Csr::default();
        let mut rows = triples.chunk_by(|a, b| a.0 == b.0).peekable();
        for product in 0..products as u32 {
            let row = rows.next_if(|row| row.first().is_some_and(|t| t.0 == product));
            let row = row.unwrap_or_default().iter().take(limit);
            edges.push(row.map(|&(_, to, weight)| (to, weight)));
        }
        Self { rows: edges }
    }

    /// At most `limit` edges of each.
    #[must_use]
    pub fn cut(&self, limit: usize) -> Self {
        let rows = 0..self.products() as u32;
        let row = |p| self.of(p).map(move |(to, weight)| (p, to, weight));
        Self::strongest(rows.flat_map(row).collect(), self.products(), limit)
    }

    /// At most `total` edges: the first `least` of each product, and of the others those of the highest weight. Ties go to
    /// the smaller product.
    #[must_use]
    pub fn within(&self, total: usize, least: usize) -> Self {
        let products = self.products() as u32;
        let mut kept: Vec<usize> = (0..products).map(|p| self.of(p).len().min(least)).collect();
        let mut others: Vec<(f64, u32)> = (0..products)
            .flat_map(|p| self.of(p).skip(least).map(move |(_, weight)| (weight, p)))
            .collect();
        others.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        // Rows fall, so what is kept of a row is its head.
        let room = total.saturating_sub(kept.iter().sum());
        for (_, product) in others.into_iter().take(room) {
            if let Some(kept) = kept.get_mut(product as usize) {
                *kept += 1;
            }
        }
        let triples = (0..products).zip(kept).flat_map(|(p, kept)| {
            self.of(p)
                .take(kept)
                .map(move |(to, weight)| (p, to, weight))
        });
        Self::strongest(triples.collect(), products as usize, usize::MAX)
    }

    /// Number of products, with edges or without.
    pub fn products(&self) -> usize {
        self.rows.len()
    }

    /// Number of edges.
    pub fn len(&self) -> usize {
        self.rows.values().len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.rows.values().is_empty()
    }

    /// The edges of a product, the strongest first: (target, weight above zero).
    pub fn of(&self, product: u32) -> impl ExactSizeIterator<Item = (u32, f64)> + '_ {
        self.rows.row(product as usize).iter().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::Edges;

    #[test]
    fn a_cut_keeps_heads_and_the_strongest_of_the_rest() {
        let triples = vec![
            (0, 1, 0.9),
            (0, 2, 0.8),
            (0, 3, 0.7),
            (1, 2, 0.3),
            (1, 3, 0.2),
            (1, 4, 0.1),
        ];
        let edges = Edges::strongest(triples, 5, 12);
        let cut = edges.within(4, 1);
        assert_eq!(cut.of(0).map(|e| e.0).collect::<Vec<_>>(), [1, 2, 3]);
        assert_eq!(cut.of(1).map(|e| e.0).collect::<Vec<_>>(), [2]);
        assert_eq!(
            (edges.within(9, 0), edges.within(0, 2).len(), cut.products()),
            (edges, 4, 5)
        );
    }
}
