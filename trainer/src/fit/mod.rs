//! From counts to what a product's record carries: a few weighted edges to other products.

mod cholesky;
mod ridge;

pub use ridge::{RidgeOptions, fit_ridge};

/// Weighted, directed edges in compressed rows: what a product speaks for, the strongest first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Edges {
    offsets: Vec<u32>,
    to: Vec<u32>,
    weight: Vec<f64>,
}

impl Edges {
    /// Builds the rows from triples (source, target, weight); keeps the `limit` strongest of each source. Ties go to
    /// the smaller target, so that the result does not depend on the order of the triples.
    pub fn strongest(mut triples: Vec<(u32, u32, f64)>, products: usize, limit: usize) -> Self {
        triples
            .sort_unstable_by(|a, b| a.0.cmp(&b.0).then(b.2.total_cmp(&a.2)).then(a.1.cmp(&b.1)));
        let mut edges = Self {
            offsets: Vec::with_capacity(products + 1),
            ..Self::default()
        };
        edges.offsets.push(0);
        let mut rows = triples.chunk_by(|a, b| a.0 == b.0).peekable();
        for product in 0..products as u32 {
            if let Some(row) = rows.next_if(|row| row.first().is_some_and(|t| t.0 == product)) {
                for &(_, to, weight) in row.iter().take(limit) {
                    edges.to.push(to);
                    edges.weight.push(weight);
                }
            }
            edges.offsets.push(edges.to.len() as u32);
        }
        edges
    }

    /// Number of products, with edges or without.
    pub fn products(&self) -> usize {
        self.offsets.len().saturating_sub(1)
    }

    /// Number of edges.
    pub fn len(&self) -> usize {
        self.to.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.to.is_empty()
    }

    /// The edges of a product, the strongest first: (target, weight above zero).
    pub fn of(&self, product: u32) -> impl ExactSizeIterator<Item = (u32, f64)> + '_ {
        let at = |n: usize| self.offsets.get(n).copied().unwrap_or(0) as usize;
        let range = at(product as usize)..at(product as usize + 1);
        let to = self.to.get(range.clone()).unwrap_or(&[]);
        let weight = self.weight.get(range).unwrap_or(&[]);
        to.iter().copied().zip(weight.iter().copied())
    }
}
