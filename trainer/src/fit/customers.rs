//! The orders of each known customer, in the order of time.

use rayon::prelude::*;

use crate::baskets::Baskets;

/// Orders grouped by customer: 16 bytes an order, and no map of customers.
pub(crate) struct ByCustomer(Vec<(u64, u32)>);

impl ByCustomer {
    /// Groups the orders whose customer is known.
    pub(crate) fn of(baskets: &Baskets) -> Self {
        let mut orders: Vec<(u64, u32)> = (0..)
            .zip(baskets.iter())
            .filter(|(_, basket)| basket.customer != 0)
            .map(|(order, basket)| (basket.customer, order))
            .collect();
        orders.par_sort_unstable();
        Self(orders)
    }

    /// By customer the numbers of their orders, the earliest first, in parallel.
    pub(crate) fn par_iter(&self) -> impl ParallelIterator<Item = &[(u64, u32)]> {
        self.0.par_chunk_by(|a, b| a.0 == b.0)
    }
}
