//! Product page: for each test order one product, chosen by a hash of the order id, is the seed; the rest is the truth.

use super::{Case, choose};
use crate::evaluate::recommender::Ask;
use crate::evaluate::split::TestOrder;

/// Tells this choice from the one of the cart protocol.
const SALT: u64 = 1;

pub(super) fn cases(orders: &[TestOrder]) -> Vec<Case> {
    orders
        .iter()
        .map(|order| {
            let mut truth = order.items.clone();
            let mut values = order.values.clone();
            let at = choose(order.key, SALT, truth.len());
            let seed = truth.remove(at);
            values.remove(at);
            Case {
                ask: Ask::Product(seed),
                truth,
                values,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seed_and_truth_are_the_order() {
        for key in 0..50 {
            let order = TestOrder {
                key,
                time: 0,
                customer: 0,
                items: vec![2, 4, 6],
                values: vec![20, 40, 60],
            };
            let case = cases(&[order]).remove(0);
            let Ask::Product(seed) = case.ask else {
                panic!("a product")
            };
            let mut all = case.truth.clone();
            all.push(seed);
            all.sort_unstable();
            assert_eq!(all, [2, 4, 6]);
            assert_eq!(
                case.values,
                case.truth
                    .iter()
                    .map(|&t| i64::from(t) * 10)
                    .collect::<Vec<_>>()
            );
        }
    }
}
