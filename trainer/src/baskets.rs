//! Orders as baskets of distinct products, in compressed rows.

use std::ops::Range;

use xxhash_rust::xxh64::xxh64;

use crate::csr::Csr;
use crate::ingest::{Interner, OrderHead, Sale};

/// Every order as the set of its products. Rows are in the order of (time, order id), items in a row ascend.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baskets {
    products: u32,
    items: Csr<u32>,
    /// Beside the items, one each.
    quantities: Vec<u32>,
    values: Vec<i64>,
    times: Vec<i64>,
    customers: Vec<u64>,
    keys: Vec<u64>,
}

/// One basket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Basket<'a> {
    /// Distinct products, ascending.
    pub items: &'a [u32],
    /// Pieces of each.
    pub quantities: &'a [u32],
    /// Value of each in minor units, 0 if prices are unknown.
    pub values: &'a [i64],
    /// Seconds since 1970 UTC.
    pub time: i64,
    /// Salted hash of the customer, 0 if unknown.
    pub customer: u64,
    /// Hash of the order id: xxh64, seed 0.
    pub key: u64,
}

impl Baskets {
    /// Groups sales (in the order of (order, product), product indices below `products`) by their order. Sales of one
    /// product at two prices in an order become one item.
    pub fn from_sales(
        sales: &[Sale],
        heads: &[OrderHead],
        order_ids: &Interner,
        products: usize,
    ) -> Self {
        let groups: Vec<&[Sale]> = sales.chunk_by(|a, b| a.order == b.order).collect();
        let head = |group: &[Sale]| {
            group
                .first()
                .and_then(|s| heads.get(s.order as usize))
                .copied()
        };
        let id = |group: &[Sale]| group.first().map_or(&b""[..], |s| order_ids.key(s.order));
        let mut ranked: Vec<(i64, &[Sale])> = groups
            .into_iter()
            .map(|g| (head(g).map_or(0, |h| h.time), g))
            .collect();
        ranked.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| id(a.1).cmp(id(b.1))));
        let mut baskets = Self {
            products: products as u32,
            ..Self::default()
        };
        for (time, group) in ranked {
            let same = || group.chunk_by(|a, b| a.product == b.product);
            baskets
                .items
                .push(same().filter_map(<[Sale]>::first).map(|sale| sale.product));
            for same in same() {
                baskets
                    .quantities
                    .push(same.iter().fold(0, |sum, s| sum.saturating_add(s.quantity)));
                baskets
                    .values
                    .push(same.iter().fold(0, |sum, s| sum.saturating_add(s.value)));
            }
            baskets.times.push(time);
            baskets
                .customers
                .push(head(group).map_or(0, |h| h.customer));
            baskets.keys.push(xxh64(id(group), 0));
        }
        baskets
    }

    /// Baskets of item sets alone, for tests and for sources that know no more; each is sorted and freed of repeats.
    pub fn from_sets(sets: &[Vec<u32>], products: usize) -> Self {
        let mut order_ids = Interner::new();
        let mut sales = Vec::new();
        for (order, set) in (0u32..).zip(sets) {
            order_ids.intern(&order.to_be_bytes());
            let mut set = set.clone();
            set.sort_unstable();
            set.dedup();
            sales.extend(set.into_iter().map(|product| Sale {
                order,
                product,
                quantity: 1,
                value: 0,
            }));
        }
        let heads = vec![
            OrderHead {
                time: 0,
                customer: 0
            };
            sets.len()
        ];
        Self::from_sales(&sales, &heads, &order_ids, products)
    }

    /// Number of baskets.
    pub fn len(&self) -> usize {
        self.times.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.times.is_empty()
    }

    /// Number of products that items can name, sold or not.
    pub fn products(&self) -> usize {
        self.products as usize
    }

    /// Number of items in all baskets.
    pub fn lines(&self) -> usize {
        self.items.values().len()
    }

    /// Distinct known customers.
    pub fn customers(&self) -> usize {
        let mut known: Vec<u64> = self.customers.iter().copied().filter(|&c| c != 0).collect();
        known.sort_unstable();
        known.dedup();
        known.len()
    }

    /// The items of a basket; none for a number out of range.
    pub fn items(&self, basket: usize) -> &[u32] {
        self.items.row(basket)
    }

    /// A basket by its number.
    pub fn get(&self, basket: usize) -> Option<Basket<'_>> {
        let range = self.items.range(basket);
        Some(Basket {
            items: self.items.row(basket),
            quantities: self.quantities.get(range.clone())?,
            values: self.values.get(range)?,
            time: *self.times.get(basket)?,
            customer: *self.customers.get(basket)?,
            key: *self.keys.get(basket)?,
        })
    }

    /// All baskets, the earliest first.
    pub fn iter(&self) -> impl Iterator<Item = Basket<'_>> + '_ {
        (0..self.len()).filter_map(|n| self.get(n))
    }

    /// The part of the baskets in a range of times, for training without a test window.
    pub fn between(&self, times: Range<i64>) -> Self {
        self.only(|basket| times.contains(&basket.time))
    }

    /// The baskets that are wanted.
    pub fn only(&self, wanted: impl Fn(&Basket<'_>) -> bool) -> Self {
        let mut part = Self {
            products: self.products,
            ..Self::default()
        };
        for basket in self.iter().filter(wanted) {
            part.push(&basket);
        }
        part
    }

    /// At most `most` of the baskets, spread evenly over all of them: all if there are no more, else every so many-th.
    #[must_use]
    pub fn spread(self, most: usize) -> Self {
        let all = self.len();
        if all <= most {
            return self;
        }
        let mut part = Self {
            products: self.products,
            ..Self::default()
        };
        for basket in (0..most).filter_map(|n| self.get(n * all / most)) {
            part.push(&basket);
        }
        part
    }

    /// The same baskets with products under other numbers; those that become one are one item.
    #[must_use]
    pub fn renamed(&self, number: impl Fn(u32) -> u32) -> Self {
        let mut all = Self {
            products: self.products,
            ..Self::default()
        };
        for basket in self.iter() {
            let lines = basket
                .items
                .iter()
                .zip(basket.quantities)
                .zip(basket.values);
            let mut lines: Vec<(u32, u32, i64)> = lines
                .map(|((&item, &quantity), &value)| (number(item), quantity, value))
                .collect();
            lines.sort_unstable();
            let same = || lines.chunk_by(|a, b| a.0 == b.0);
            all.items
                .push(same().filter_map(<[_]>::first).map(|line| line.0));
            for same in same() {
                let pieces = same
                    .iter()
                    .fold(0_u32, |sum, line| sum.saturating_add(line.1));
                let value = same
                    .iter()
                    .fold(0_i64, |sum, line| sum.saturating_add(line.2));
                all.quantities.push(pieces);
                all.values.push(value);
            }
            all.times.push(basket.time);
            all.customers.push(basket.customer);
            all.keys.push(basket.key);
        }
        all
    }

    fn push(&mut self, basket: &Basket<'_>) {
        self.items.push(basket.items.iter().copied());
        self.quantities.extend_from_slice(basket.quantities);
        self.values.extend_from_slice(basket.values);
        self.times.push(basket.time);
        self.customers.push(basket.customer);
        self.keys.push(basket.key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_in_time_and_a_product_stands_once() {
        let mut ids = Interner::new();
        for id in [b"z", b"a"] {
            ids.intern(id);
        }
        let sale = |order, product, quantity, value| Sale {
            order,
            product,
            quantity,
            value,
        };
        let sales = [
            sale(0, 1, 1, 5),
            sale(0, 1, 2, 8),
            sale(0, 3, 1, 1),
            sale(1, 2, 1, 1),
        ];
        let heads = [
            OrderHead {
                time: 9,
                customer: 4,
            },
            OrderHead {
                time: 9,
                customer: 0,
            },
        ];
        let baskets = Baskets::from_sales(&sales, &heads, &ids, 4);
        assert_eq!(baskets.items(0), [2], "same time: by order id");
        let second = baskets.get(1).expect("two");
        assert_eq!(
            (second.items, second.quantities, second.values),
            (&[1, 3][..], &[3, 1][..], &[13, 1][..])
        );
        assert_eq!(
            (
                baskets.customers(),
                baskets.lines(),
                baskets.between(0..9).len()
            ),
            (1, 3, 0)
        );
        assert_eq!(baskets.between(0..10), baskets);
    }

    #[test]
    fn products_that_become_one_are_one_item() {
        let baskets = Baskets::from_sets(&[vec![0, 1, 2], vec![3]], 4);
        let renamed = baskets.renamed(|product| if product == 2 { 0 } else { product });
        let first = renamed.get(0).expect("two");
        assert_eq!((first.items, first.quantities), (&[0, 1][..], &[2, 1][..]));
        assert_eq!((renamed.items(1), renamed.products()), (&[3][..], 4));
    }

    #[test]
    fn a_few_of_many_are_spread_over_all() {
        let sets: Vec<Vec<u32>> = (0..10).map(|n| vec![n]).collect();
        let all = Baskets::from_sets(&sets, 10);
        assert_eq!(all.clone().spread(10), all, "no more than asked for");
        let part = all.spread(4);
        let items: Vec<u32> = part
            .iter()
            .flat_map(|basket| basket.items)
            .copied()
            .collect();
        assert_eq!(items, [0, 2, 5, 7]);
    }
}
