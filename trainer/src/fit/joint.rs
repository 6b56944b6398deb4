//! Orders that hold some products: found along the orders of one of them, never set by set.

use crate::baskets::Baskets;
use crate::csr::Csr;

/// A set of products, ascending, and the orders that hold all of it.
pub(crate) type Joint<const N: usize> = ([u32; N], u32);

/// For every product the orders that hold it, ascending: only orders that count.
pub(crate) struct OrdersWith<'a> {
    baskets: &'a Baskets,
    orders: Csr<u32>,
    /// Orders that count.
    pub(crate) counted: usize,
}

impl<'a> OrdersWith<'a> {
    /// Those of at most `max_basket` products.
    pub(crate) fn of(baskets: &'a Baskets, max_basket: usize) -> Self {
        let counts = |order: &u32| baskets.items(*order as usize).len() <= max_basket;
        let orders = || (0..baskets.len() as u32).filter(counts);
        let held = orders().flat_map(|order| {
            let items = baskets.items(order as usize).iter();
            items.map(move |&item| (item, order))
        });
        Self {
            baskets,
            orders: Csr::grouped(baskets.products(), held),
            counted: orders().count(),
        }
    }

    fn orders(&self, product: u32) -> &[u32] {
        self.orders.row(product as usize)
    }

    /// Every pair of partners of a product as a set of three, with the orders that hold it: 0 if there are none.
    ///
    /// Costs the product's orders times its partners, whatever the number of pairs.
    pub(crate) fn triples(&self, product: u32, partners: &[u32]) -> Vec<Joint<3>> {
        let width = partners.len();
        let mut counts = vec![0_u32; width * width];
        let mut held: Vec<usize> = Vec::with_capacity(width);
        for &order in self.orders(product) {
            let items = self.baskets.items(order as usize);
            held.clear();
            held.extend((0..width).filter(|&n| partners.get(n).is_some_and(|p| holds(items, *p))));
            for (at, &first) in held.iter().enumerate() {
                for &second in held.iter().skip(at + 1) {
                    if let Some(count) = counts.get_mut(first * width + second) {
                        *count += 1;
                    }
                }
            }
        }
        let pairs = partners.iter().enumerate().flat_map(|(first, &b)| {
            let rest = partners.iter().enumerate().skip(first + 1);
            rest.map(move |(second, &c)| (first * width + second, b, c))
        });
        pairs
            .map(|(at, b, c)| {
                let mut members = [product, b, c];
                members.sort_unstable();
                (members, counts.get(at).copied().unwrap_or(0))
            })
            .collect()
    }

    /// Orders that hold all of some products.
    pub(crate) fn joint(&self, members: &[u32]) -> u32 {
        let rarest = members.iter().min_by_key(|m| self.orders(**m).len());
        let Some(&rarest) = rarest else { return 0 };
        self.orders(rarest)
            .iter()
            .filter(|order| {
                let items = self.baskets.items(**order as usize);
                members.iter().all(|member| holds(items, *member))
            })
            .count() as u32
    }

    /// Whether two customers bought a pair together: what one alone bought, however often, is that customer's habit and no shop's.
    /// An order whose customer is unknown is one of its own.
    pub(crate) fn several_buyers(&self, a: u32, b: u32) -> bool {
        let (rarer, other) = match self.orders(a).len() <= self.orders(b).len() {
            true => (a, b),
            false => (b, a),
        };
        let baskets = self.orders(rarer).iter();
        let mut buyers = baskets
            .filter_map(|&order| self.baskets.get(order as usize))
            .filter(|basket| holds(basket.items, other))
            .map(|basket| basket.customer);
        let Some(first) = buyers.next() else {
            return false;
        };
        buyers.any(|buyer| buyer == 0 || buyer != first)
    }
}

/// Whether a basket, ascending, holds a product.
fn holds(items: &[u32], product: u32) -> bool {
    // Most baskets are so short that looking at all of them is the quickest way.
    match items.len() {
        0..=16 => items.contains(&product),
        _ => items.binary_search(&product).is_ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::{Interner, OrderHead, Sale};
    use proptest::prelude::*;

    #[test]
    fn one_customer_is_not_several_however_often_they_order() {
        let orders: [(u64, &[u32]); 6] = [
            (7, &[0, 1]),
            (7, &[0, 1, 2]),
            (8, &[0, 2]),
            (0, &[1, 3]),
            (0, &[1, 3]),
            (9, &[4, 5, 6]),
        ];
        let mut ids = Interner::new();
        let mut sales = Vec::new();
        for (order, (_, products)) in (0_u32..).zip(orders) {
            ids.intern(&order.to_be_bytes());
            let sale = |&product| Sale {
                order,
                product,
                quantity: 1,
                value: 0,
            };
            sales.extend(products.iter().map(sale));
        }
        let heads = orders.map(|(customer, _)| OrderHead { time: 0, customer });
        let baskets = Baskets::from_sales(&sales, &heads, &ids, 7);
        let several = |a, b| OrdersWith::of(&baskets, 9).several_buyers(a, b);
        assert!(!several(0, 1));
        assert!(several(0, 2) && several(2, 0));
        assert!(several(1, 3), "nobody knows that they are one");
        assert!(!several(4, 5) && !several(0, 5) && !several(0, 99));
        let small = OrdersWith::of(&baskets, 2);
        assert!(
            !small.several_buyers(0, 2),
            "one order is too large to count"
        );
    }

    proptest! {
        #[test]
        fn sets_are_counted_as_by_looking_at_every_order(
            sets in proptest::collection::vec(proptest::collection::vec(0u32..30, 0..24), 0..60),
        ) {
            let baskets = Baskets::from_sets(&sets, 30);
            let orders = OrdersWith::of(&baskets, 20);
            let counted = || baskets.iter().filter(|b| b.items.len() <= 20);
            prop_assert_eq!(orders.counted, counted().count());
            let by_hand = |members: &[u32]| {
                counted().filter(|b| members.iter().all(|m| b.items.contains(m))).count() as u32
            };
            for (members, count) in orders.triples(4, &[9, 2, 17, 5]) {
                prop_assert!(members.is_sorted());
                prop_assert_eq!(count, by_hand(&members));
            }
            prop_assert_eq!(orders.triples(4, &[9, 2, 17, 5]).len(), 6);
            prop_assert_eq!(orders.joint(&[1, 2, 3, 4]), by_hand(&[1, 2, 3, 4]));
        }
    }
}
