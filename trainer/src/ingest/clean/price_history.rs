//! What a product was sold for.

use crate::ingest::money::NO_PRICE;
use crate::ingest::orders::Line;

/// Without a catalog, a product's price is the median of its lines in so many seconds before its last sale.
const PRICE_WINDOW: i64 = 30 * 86_400;

/// The prices of each product's lines.
pub(super) struct Prices {
    /// (time, price) of all priced lines, by product, in the order of time.
    offsets: Vec<usize>,
    points: Vec<(i64, i64)>,
}

impl Prices {
    /// Of lines whose time `time` tells; products are below `products`.
    pub(super) fn of(lines: &[Line], products: usize, time: impl Fn(&Line) -> i64) -> Self {
        let mut offsets = vec![0usize; products + 1];
        let slot = |l: &Line| l.product as usize + 1;
        for line in lines {
            if let Some(n) = offsets.get_mut(slot(line)) {
                *n += 1;
            }
        }
        for n in 1..offsets.len() {
            offsets[n] += offsets[n - 1];
        }
        let mut next = offsets.clone();
        let mut points = vec![(0, 0); lines.len()];
        for line in lines {
            if let Some(at) = next.get_mut(line.product as usize) {
                if let Some(point) = points.get_mut(*at) {
                    *point = (time(line), line.unit_price);
                }
                *at += 1;
            }
        }
        for p in 0..products {
            if let Some(part) = points.get_mut(offsets[p]..offsets[p + 1]) {
                part.sort_unstable();
            }
        }
        Self { offsets, points }
    }

    fn points(&self, product: u32) -> &[(i64, i64)] {
        let at = product as usize;
        let (from, to) = (
            self.offsets.get(at).copied().unwrap_or(0),
            self.offsets.get(at + 1).copied().unwrap_or(0),
        );
        self.points.get(from..to).unwrap_or(&[])
    }

    /// Lines of a product.
    pub(super) fn lines(&self, product: u32) -> usize {
        self.points(product).len()
    }

    /// First and ninth decile and the number of lines.
    pub(super) fn deciles(&self, product: u32) -> Option<(i64, i64, u64)> {
        let mut prices: Vec<i64> = self
            .points(product)
            .iter()
            .map(|p| p.1)
            .filter(|&p| p != NO_PRICE)
            .collect();
        prices.sort_unstable();
        let at = |tenth: usize| {
            prices
                .get((prices.len().checked_sub(1)?) * tenth / 10)
                .copied()
        };
        Some((at(1)?, at(9)?, prices.len() as u64))
    }

    /// The (lower) median price of the lines in [`PRICE_WINDOW`] before the last one.
    pub(super) fn latest_median(&self, product: u32) -> Option<i64> {
        let points = self.points(product);
        let last = points.last()?.0;
        let mut prices: Vec<i64> = points
            .iter()
            .filter(|p| p.0 >= last - PRICE_WINDOW && p.1 != NO_PRICE)
            .map(|p| p.1)
            .collect();
        prices.sort_unstable();
        prices.get(prices.len().checked_sub(1)? / 2).copied()
    }
}
