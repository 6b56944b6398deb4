//! The split by time: what methods may learn from, and the orders that they are asked about.

use std::ops::RangeInclusive;

use crate::baskets::Baskets;
use crate::ingest::Product;

/// Distinct known products that a test order has.
pub const TEST_ORDER_SIZE: RangeInclusive<usize> = 2..=60;
/// Days held out unless asked otherwise, and always the days before them that tuning looks at.
pub const DEFAULT_TEST_DAYS: u32 = 30;

/// First second of the last `days` days, the last of which ends with the latest order at `last`.
pub fn first_second(last: i64, days: u32) -> i64 {
    last.saturating_sub(i64::from(days) * 86_400)
        .saturating_add(1)
}

/// One order of the test window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestOrder {
    /// Hash of the order id: xxh64, seed 0.
    pub key: u64,
    /// Seconds since 1970 UTC.
    pub time: i64,
    /// Hash of the customer, 0 if unknown.
    pub customer: u64,
    /// Products, ascending.
    pub items: Vec<u32>,
    /// Value of each in minor units, 0 if unknown.
    pub values: Vec<i64>,
}

/// One order of the test window with products that training knows but never sold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColdOrder {
    /// Hash of the order id: xxh64, seed 0.
    pub key: u64,
    /// Those products, ascending.
    pub unsold: Vec<u32>,
    /// The others, ascending, at least one.
    pub items: Vec<u32>,
    /// Value of each of them in minor units, 0 if unknown.
    pub values: Vec<i64>,
}

/// What is learned from, and what is asked.
#[derive(Clone, Debug)]
pub struct Fold<'a> {
    /// The products that indices number.
    pub products: &'a [Product],
    /// Orders before the window.
    pub train: Baskets,
    /// Orders in it that can be asked about, by time and order id.
    pub test: Vec<TestOrder>,
    /// Orders in it with products that only the catalog knows, by time and order id.
    pub cold: Vec<ColdOrder>,
    /// First second of the window.
    pub since: i64,
}

impl<'a> Fold<'a> {
    /// Makes a fold of training orders and the orders of a later window, whose products `index_of` numbers as those of
    /// `train`; products that no training order holds are not asked for.
    pub fn new(
        products: &'a [Product],
        train: Baskets,
        window: &Baskets,
        index_of: impl Fn(u32) -> Option<u32>,
        since: i64,
    ) -> Self {
        let mut sold = vec![false; products.len()];
        for basket in train.iter() {
            for &item in basket.items {
                if let Some(flag) = sold.get_mut(item as usize) {
                    *flag = true;
                }
            }
        }
        let (mut test, mut cold) = (Vec::new(), Vec::new());
        for order in window.iter() {
            let lines = order.items.iter().zip(order.values);
            let mut lines: Vec<(u32, i64)> = lines
                .filter_map(|(&item, &value)| Some((index_of(item)?, value)))
                .collect();
            lines.sort_unstable();
            let is_sold = |line: &(u32, i64)| sold.get(line.0 as usize) == Some(&true);
            let (lines, unsold): (Vec<_>, Vec<_>) = lines.into_iter().partition(is_sold);
            let items = || lines.iter().map(|line| line.0).collect();
            let values = || lines.iter().map(|line| line.1).collect();
            if !unsold.is_empty() && (1..=*TEST_ORDER_SIZE.end()).contains(&lines.len()) {
                cold.push(ColdOrder {
                    key: order.key,
                    unsold: unsold.iter().map(|line| line.0).collect(),
                    items: items(),
                    values: values(),
                });
            }
            if TEST_ORDER_SIZE.contains(&lines.len()) {
                test.push(TestOrder {
                    key: order.key,
                    time: order.time,
                    customer: order.customer,
                    items: items(),
                    values: values(),
                });
            }
        }
        Self {
            products,
            train,
            test,
            cold,
            since,
        }
    }

    /// The fold to tune on: the last `days` days of this one's training orders, and what is before them.
    pub fn validation(&self, days: u32) -> Self {
        let since = first_second(self.since - 1, days);
        let train = self.train.between(i64::MIN..since);
        let window = self.train.between(since..i64::MAX);
        Self::new(self.products, train, &window, Some, since)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::{Interner, OrderHead, Sale};

    const DAY: i64 = 86_400;

    fn product(id: &str) -> Product {
        Product {
            id: id.to_owned(),
            title: id.to_owned(),
            price: None,
            url: None,
            image: None,
            category: None,
            brand: None,
            attributes: None,
            group: None,
            in_stock: true,
            place: 0,
            parent: None,
            needs_options: false,
        }
    }

    /// Orders of (time, products).
    fn baskets(orders: &[(i64, &[u32])]) -> Baskets {
        let mut ids = Interner::new();
        let (mut sales, mut heads) = (Vec::new(), Vec::new());
        for (order, (time, items)) in (0u32..).zip(orders) {
            ids.intern(&order.to_be_bytes());
            heads.push(OrderHead {
                time: *time,
                customer: 0,
            });
            sales.extend(items.iter().map(|&product| Sale {
                order,
                product,
                quantity: 1,
                value: 10 + i64::from(product),
            }));
        }
        Baskets::from_sales(&sales, &heads, &ids, 6)
    }

    #[test]
    fn the_window_has_exactly_its_days() {
        let last = 100 * DAY;
        assert_eq!(first_second(last, 30), 70 * DAY + 1);
        assert_eq!(last - first_second(last, 30) + 1, 30 * DAY);
    }

    #[test]
    fn boundaries_sizes_and_unknown_products() {
        let products: Vec<Product> = ["a", "b", "c", "d", "e", "f"].map(product).to_vec();
        let last = 100 * DAY;
        let since = first_second(last, 30);
        let all = baskets(&[
            (since - 30 * DAY - 1, &[0, 1]),
            (since - 30 * DAY, &[1, 2]),
            (since - 1, &[0, 1, 2]),
            (since, &[0, 2]),
            (last, &[0, 1, 5]),
            (last, &[0, 5]),
        ]);
        let train = all.between(i64::MIN..since);
        let fold = Fold::new(&products, train, &all.between(since..i64::MAX), Some, since);
        assert_eq!(
            fold.train.len(),
            3,
            "the second before the window is learned from"
        );
        let items: Vec<&[u32]> = fold.test.iter().map(|t| &t.items[..]).collect();
        assert_eq!(
            items,
            [&[0, 2][..], &[0, 1]],
            "5 was never sold; an order of one known product is not asked"
        );
        assert_eq!(fold.test[0].values, [10, 12]);
        let cold: Vec<(&[u32], &[u32])> = fold
            .cold
            .iter()
            .map(|order| (&order.unsold[..], &order.items[..]))
            .collect();
        assert_eq!(cold, [(&[5][..], &[0, 1][..]), (&[5], &[0])]);
        let validation = fold.validation(30);
        assert_eq!(
            (validation.since, validation.train.len()),
            (since - 30 * DAY, 1)
        );
        let items: Vec<&[u32]> = validation.test.iter().map(|t| &t.items[..]).collect();
        assert_eq!(items, [&[0, 1][..]], "2 was not sold before");
    }

    #[test]
    fn products_are_renumbered() {
        let products: Vec<Product> = ["a", "b"].map(product).to_vec();
        let fold = Fold::new(
            &products,
            baskets(&[(1, &[0, 1])]),
            &baskets(&[(5, &[3, 4, 5])]),
            |p| 5u32.checked_sub(p),
            5,
        );
        assert_eq!(fold.test[0].items, [0, 1], "2 of 3 are known");
        assert_eq!(fold.test[0].values, [15, 14]);
    }
}
