//! "Viewed next" in sixteen codes.

use setwise_core::snapshot::{Edge, WEIGHT_CODES};

use super::numbering::Numbering;
use crate::fit::Edges;

/// What codes are worth: the middles of sixteen equal parts of all weights, ascending. Weights are of very different
/// sizes, and what is added up beside a session needs all of them about equally well.
pub(super) struct Codes(pub(super) [f64; WEIGHT_CODES]);

impl Codes {
    pub(super) fn of(edges: &Edges) -> Self {
        let mut weights: Vec<f64> = (0..edges.products() as u32)
            .flat_map(|product| edges.of(product).map(|(_, weight)| weight))
            .collect();
        weights.sort_unstable_by(f64::total_cmp);
        let mut values = [0.0; WEIGHT_CODES];
        for (code, value) in values.iter_mut().enumerate() {
            let middle = (2 * code + 1) * weights.len() / (2 * WEIGHT_CODES);
            *value = weights.get(middle).copied().unwrap_or(0.0);
        }
        Self(values)
    }

    /// The code whose worth differs least from a weight by their ratio; of equally near ones the smallest.
    fn nearest(&self, weight: f64) -> u8 {
        let ratio = |value: f64| (value / weight).max(weight / value);
        let (mut best, mut least) = (0, f64::INFINITY);
        for (code, &value) in (0..).zip(&self.0) {
            if ratio(value) < least {
                (best, least) = (code, ratio(value));
            }
        }
        best
    }
}

/// The lists of a shard's own products, in the order of their records; none at all where nothing is known.
pub(super) fn next_lists(edges: &Edges, codes: &Codes, numbering: &Numbering) -> Vec<Vec<Edge>> {
    if edges.is_empty() {
        return Vec::new();
    }
    let list = |product: usize| {
        let edge = |(to, weight)| Edge {
            to: numbering.record_of(to),
            code: codes.nearest(weight),
            rank: 0,
        };
        let mut list: Vec<Edge> = edges.of(product as u32).map(edge).collect();
        list.sort_unstable_by_key(|edge| edge.to);
        list
    };
    numbering.owned().map(list).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sixteen_weights_are_kept_and_others_go_to_the_nearest_by_ratio() {
        let weight = |n: u32| 0.01 * f64::from(1 << n);
        let triples = (0..16).map(|n| (n, n + 1, weight(n))).collect();
        let codes = Codes::of(&Edges::strongest(triples, 17, 12));
        for n in 0..16 {
            assert_eq!(u32::from(codes.nearest(weight(n))), n);
            assert_eq!(codes.0[n as usize], weight(n));
        }
        // 1.4 is nearer to 1 than to 2 by ratio, 1.45 is not.
        assert_eq!((codes.nearest(0.014), codes.nearest(0.0145)), (0, 1));
        assert_eq!((codes.nearest(1e-9), codes.nearest(1e9)), (0, 15));
    }

    #[test]
    fn lists_are_of_records_ascending() {
        let next = Edges::strongest(vec![(0, 2, 0.5), (0, 1, 0.25), (2, 0, 0.5)], 3, 12);
        let numbering = Numbering::of(&[&Edges::default(), &next], &[0, 1, 2], [].into_iter());
        let codes = Codes::of(&next);
        let lists = next_lists(&next, &codes, &numbering);
        assert_eq!(lists.len(), 3);
        let of = |product: u32| &lists[numbering.record_of(product) as usize];
        let mut expected = vec![numbering.record_of(1), numbering.record_of(2)];
        expected.sort_unstable();
        assert_eq!(of(0).iter().map(|e| e.to).collect::<Vec<_>>(), expected);
        assert_eq!((of(1).len(), of(2).len()), (0, 1));
        assert!(next_lists(&Edges::default(), &codes, &numbering).is_empty());
    }
}
