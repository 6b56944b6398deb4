//! Next basket with history: a customer's orders before the window are known; the first test order of that customer is
//! to be predicted, whole. Customers without earlier orders are not asked.

use std::collections::BTreeMap;

use hashbrown::HashSet;

use super::Case;
use crate::evaluate::recommender::{Ask, Past};
use crate::evaluate::split::Fold;

pub(super) fn cases(fold: &Fold<'_>) -> Vec<Case> {
    let mut asked: HashSet<u64> = HashSet::new();
    let first: Vec<_> = fold
        .test
        .iter()
        .filter(|order| order.customer != 0 && asked.insert(order.customer))
        .collect();
    let mut histories: BTreeMap<(u64, u32), Vec<i64>> = BTreeMap::new();
    for basket in fold.train.iter().filter(|b| asked.contains(&b.customer)) {
        for &item in basket.items {
            histories
                .entry((basket.customer, item))
                .or_default()
                .push(basket.time);
        }
    }
    first
        .into_iter()
        .filter_map(|order| {
            let of_customer = (order.customer, 0)..=(order.customer, u32::MAX);
            let history: Vec<Past> = histories
                .range(of_customer)
                .map(|(&(_, product), times)| Past {
                    product,
                    times: times.clone(),
                })
                .collect();
            (!history.is_empty()).then(|| Case {
                ask: Ask::Repeat {
                    history,
                    now: order.time,
                },
                truth: order.items.clone(),
                values: order.values.clone(),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::baskets::Baskets;
    use crate::evaluate::split::TestOrder;
    use crate::ingest::{Interner, OrderHead, Sale};

    #[test]
    fn only_the_first_order_of_a_known_customer_is_asked() {
        let mut ids = Interner::new();
        let (mut sales, mut heads) = (Vec::new(), Vec::new());
        for (order, (time, customer, items)) in (0u32..).zip([
            (10, 7, vec![1, 2]),
            (20, 7, vec![2]),
            (30, 8, vec![3]),
            (40, 0, vec![1]),
        ]) {
            ids.intern(&order.to_be_bytes());
            heads.push(OrderHead { time, customer });
            sales.extend(items.into_iter().map(|product| Sale {
                order,
                product,
                quantity: 1,
                value: 0,
            }));
        }
        let order = |time, customer, items: &[u32]| TestOrder {
            key: time as u64,
            time,
            customer,
            items: items.to_vec(),
            values: vec![0; items.len()],
        };
        let fold = Fold {
            products: &[],
            train: Baskets::from_sales(&sales, &heads, &ids, 4),
            test: vec![
                order(50, 7, &[1, 3]),
                order(60, 7, &[2, 3]),
                order(70, 9, &[1, 2]),
                order(80, 0, &[1, 2]),
            ],
            cold: Vec::new(),
            since: 50,
        };
        let past = |product, times: &[i64]| Past {
            product,
            times: times.to_vec(),
        };
        let history = vec![past(1, &[10]), past(2, &[10, 20])];
        let expected = Case {
            ask: Ask::Repeat { history, now: 50 },
            truth: vec![1, 3],
            values: vec![0, 0],
        };
        assert_eq!(cases(&fold), [expected]);
    }
}
