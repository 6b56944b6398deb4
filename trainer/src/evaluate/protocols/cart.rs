//! Cart: one line of each test order, chosen by a hash of the order id, is hidden; all others are seeds.

use super::{Case, choose};
use crate::evaluate::recommender::Ask;
use crate::evaluate::split::TestOrder;

/// Tells this choice from the one of the product page.
const SALT: u64 = 2;

pub(super) fn cases(orders: &[TestOrder]) -> Vec<Case> {
    orders
        .iter()
        .map(|order| {
            let mut lines = order.items.clone();
            let at = choose(order.key, SALT, lines.len());
            let hidden = lines.remove(at);
            let value = order.values.get(at).copied().unwrap_or(0);
            Case {
                ask: Ask::Cart(lines),
                truth: vec![hidden],
                values: vec![value],
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_is_hidden() {
        for key in 0..50 {
            let order = TestOrder {
                key,
                time: 0,
                customer: 0,
                items: vec![2, 4, 6],
                values: vec![20, 40, 60],
            };
            let case = cases(&[order]).remove(0);
            let Ask::Cart(lines) = case.ask else {
                panic!("a cart")
            };
            assert_eq!((lines.len(), case.truth.len()), (2, 1));
            assert!(!lines.contains(&case.truth[0]));
            assert_eq!(case.values[0], i64::from(case.truth[0]) * 10);
        }
    }
}
