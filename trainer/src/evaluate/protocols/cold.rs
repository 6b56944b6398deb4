//! Cold products: on the page of one that training never sold, what else of the order would have been wanted.

use super::{Case, choose};
use crate::evaluate::recommender::Ask;
use crate::evaluate::split::ColdOrder;

/// Tells this choice from those of the other protocols.
const SALT: u64 = 3;

pub(super) fn cases(orders: &[ColdOrder]) -> Vec<Case> {
    let case = |order: &ColdOrder| {
        let at = choose(order.key, SALT, order.unsold.len());
        Some(Case {
            ask: Ask::Product(*order.unsold.get(at)?),
            truth: order.items.clone(),
            values: order.values.clone(),
        })
    };
    orders.iter().filter_map(case).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_of_the_unsold_is_in_view_and_what_was_sold_is_the_truth() {
        let mut asked: Vec<u32> = (0..40)
            .map(|key| {
                let order = ColdOrder {
                    key,
                    unsold: vec![7, 9],
                    items: vec![1, 2],
                    values: vec![5, 6],
                };
                let case = cases(&[order]).remove(0);
                assert_eq!((case.truth, case.values), (vec![1, 2], vec![5, 6]));
                let Ask::Product(seed) = case.ask else {
                    panic!("a product")
                };
                seed
            })
            .collect();
        asked.sort_unstable();
        asked.dedup();
        assert_eq!(asked, [7, 9]);
    }
}
