//! Which record of a shard each product becomes.

use hashbrown::HashMap;

use super::order::locality_order;
use crate::fit::Edges;

/// The records of one shard: own products in an order in which neighbours stand close, then products at home elsewhere
/// in the order in which the own ones mention them, which makes most of the steps to them steps of one.
pub(super) struct Numbering {
    order: Vec<u32>,
    owned: usize,
    record_of: HashMap<u32, u32>,
}

impl Numbering {
    /// `owned` are the shard's own products, `graphs` what they point to; `others` are products that need a record
    /// besides, such as members of sets.
    pub(super) fn of(graphs: &[&Edges], owned: &[u32], others: impl Iterator<Item = u32>) -> Self {
        let neighbours = |product: u32| graphs.iter().flat_map(move |edges| edges.of(product));
        let mut local: HashMap<u32, u32> = owned.iter().copied().zip(0..).collect();
        let mut lists: Vec<Vec<u32>> = Vec::with_capacity(owned.len());
        for &product in owned {
            let mut list: Vec<u32> = neighbours(product)
                .map(|(to, _)| {
                    let next = local.len() as u32;
                    *local.entry(to).or_insert(next)
                })
                .collect();
            list.sort_unstable();
            list.dedup();
            lists.push(list);
        }
        let mut order: Vec<u32> = locality_order(&lists, local.len())
            .into_iter()
            .filter_map(|at| owned.get(at as usize).copied())
            .collect();
        let mut record_of: HashMap<u32, u32> = order.iter().copied().zip(0..).collect();
        let mut mention = |order: &mut Vec<u32>, product: u32| {
            record_of.entry(product).or_insert_with(|| {
                order.push(product);
                order.len() as u32 - 1
            });
        };
        for at in 0..owned.len() {
            let Some(&product) = order.get(at) else { break };
            for (to, _) in neighbours(product) {
                mention(&mut order, to);
            }
        }
        for product in others {
            mention(&mut order, product);
        }
        Self {
            order,
            owned: owned.len(),
            record_of,
        }
    }

    /// All products in the order of their records.
    pub(super) fn products(&self) -> impl Iterator<Item = usize> {
        self.order.iter().map(|&product| product as usize)
    }

    /// The shard's own products in the order of their records.
    pub(super) fn owned(&self) -> impl Iterator<Item = usize> {
        self.products().take(self.owned)
    }

    pub(super) fn record_of(&self, product: u32) -> u32 {
        self.record_of.get(&product).copied().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_products_come_first_and_others_once_each() {
        let triples = vec![
            (0, 7, 0.9),
            (0, 2, 0.8),
            (2, 7, 0.7),
            (2, 9, 0.6),
            (4, 8, 0.5),
        ];
        let edges = Edges::strongest(triples, 10, 12);
        let numbering = Numbering::of(&[&edges], &[0, 2, 4], [9, 3, 0].into_iter());
        let mut own: Vec<usize> = numbering.owned().collect();
        own.sort_unstable();
        assert_eq!(own, [0, 2, 4]);
        let mut all: Vec<usize> = numbering.products().collect();
        assert_eq!(all.pop(), Some(3), "what nobody points to comes last");
        all.sort_unstable();
        assert_eq!(all, [0, 2, 4, 7, 8, 9]);
        for (record, product) in (0..).zip(numbering.products()) {
            assert_eq!(numbering.record_of(product as u32), record);
        }
    }
}
