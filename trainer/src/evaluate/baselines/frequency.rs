//! GP-TopFreq: what this customer has bought most often, then what everybody buys (Li et al., *A Next Basket
//! Recommendation Reality Check*, 2023).

use super::popularity::{orders_of, ranked};
use crate::baskets::Baskets;
use crate::evaluate::recommender::{Ask, Recommender};

/// Own frequency, of equals the more popular; then popularity.
pub struct TopFrequency {
    ranked: Vec<u32>,
    /// Place in `ranked`, by product.
    place: Vec<u32>,
}

impl TopFrequency {
    /// Counts orders.
    pub fn new(train: &Baskets) -> Self {
        let ranked = ranked(&orders_of(train));
        let mut place = vec![u32::MAX; train.products()];
        for (at, &product) in (0u32..).zip(&ranked) {
            if let Some(slot) = place.get_mut(product as usize) {
                *slot = at;
            }
        }
        Self { ranked, place }
    }
}

impl Recommender for TopFrequency {
    fn method(&self) -> &str {
        "gp-topfreq"
    }

    fn recommend(&mut self, ask: &Ask, limit: usize, out: &mut Vec<u32>) {
        out.clear();
        let Ask::Repeat { history, .. } = ask else {
            return;
        };
        let place = |p: u32| self.place.get(p as usize).copied().unwrap_or(u32::MAX);
        let mut own: Vec<(usize, u32, u32)> = history
            .iter()
            .map(|past| {
                (
                    usize::MAX - past.times.len(),
                    place(past.product),
                    past.product,
                )
            })
            .collect();
        own.sort_unstable();
        out.extend(own.iter().take(limit).map(|o| o.2));
        for &product in &self.ranked {
            if out.len() >= limit {
                break;
            }
            if !out.contains(&product) {
                out.push(product);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::recommender::Past;

    #[test]
    fn own_first_then_all() {
        let train = Baskets::from_sets(
            &[vec![0, 1], vec![0], vec![2], vec![2], vec![2], vec![3]],
            4,
        );
        let past = |product, times: usize| Past {
            product,
            times: vec![0; times],
        };
        let ask = Ask::Repeat {
            history: vec![past(0, 1), past(1, 1), past(3, 2)],
            now: 9,
        };
        let mut out = Vec::new();
        TopFrequency::new(&train).recommend(&ask, 10, &mut out);
        assert_eq!(
            out,
            [3, 0, 1, 2],
            "0 before 1: in more orders of all customers"
        );
    }
}
