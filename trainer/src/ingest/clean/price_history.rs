//! What a product was sold for.

use crate::csr::Csr;
use crate::ingest::money::NO_PRICE;
use crate::ingest::orders::Line;

/// Without a catalog, a product's price is the median of its lines in so many seconds before its last sale.
const PRICE_WINDOW: i64 = 30 * 86_400;

/// The prices of each product's lines.
pub(super) struct Prices {
    /// (time, price) of all priced lines, by product, in the order of time.
    points: Csr<(i64, i64)>,
}

impl Prices {
    /// Of lines whose time `time` tells; products are below `products`.
    pub(super) fn of(lines: &[Line], products: usize, time: impl Fn(&Line) -> i64) -> Self {
        let all = lines
            .iter()
            .map(|line| (line.product, (time(line), line.unit_price)));
        let mut points = Csr::grouped(products, all);
        points.rows_mut(<[_]>::sort_unstable);
        Self { points }
    }

    fn points(&self, product: u32) -> &[(i64, i64)] {
        self.points.row(product as usize)
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
