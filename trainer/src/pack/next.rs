//! "Viewed next" in sixteen codes.

use setwise_core::snapshot::{Edge, WEIGHT_CODES};

use super::numbering::Numbering;
use crate::fit::Edges;

/// What codes are worth: the middles of sixteen parts of all weights, ascending, in which the square roots of the weights
/// add up to the same. Weights are of very different sizes; the strong ones are few, and decide the first places.
pub(super) struct Codes(pub(super) [f64; WEIGHT_CODES]);

impl Codes {
    pub(super) fn of(edges: &Edges) -> Self {
        let mut weights: Vec<f64> = (0..edges.products() as u32)
            .flat_map(|product| edges.of(product).map(|(_, weight)| weight))
            .collect();
        weights.sort_unstable_by(f64::total_cmp);
        let part = weights.iter().map(|w| w.sqrt()).sum::<f64>() / WEIGHT_CODES as f64;
        let mut values = [weights.last().copied().unwrap_or(0.0); WEIGHT_CODES];
        let (mut sum, mut code) = (0.0, 0);
        for weight in weights {
            sum += weight.sqrt();
            while sum >= (code as f64 + 0.5) * part
                && let Some(value) = values.get_mut(code)
            {
                *value = weight;
                code += 1;
            }
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
    fn sixteen_like_weights_are_kept_and_strong_ones_have_more_of_the_codes() {
        let of = |weights: &[f64]| {
            let triples = (0..).zip(weights).map(|(n, &weight)| (n, n + 1, weight));
            Codes::of(&Edges::strongest(triples.collect(), weights.len() + 1, 12))
        };
        let like: Vec<f64> = (0..16).map(|n| 1.0 + 0.001 * f64::from(n)).collect();
        assert_eq!(of(&like).0.as_slice(), like);
        // Square roots: a hundred of 1 and ten of 10 have half of the codes each.
        let mut mixed = vec![1.0; 100];
        mixed.extend([100.0; 10]);
        let codes = of(&mixed);
        assert_eq!((codes.0[7], codes.0[8]), (1.0, 100.0));
    }

    #[test]
    fn a_weight_goes_to_the_nearest_by_ratio() {
        let codes = Codes(std::array::from_fn(|n| 0.01 * f64::from(1 << n)));
        for n in 0..16 {
            assert_eq!(codes.nearest(0.01 * f64::from(1 << n)), n);
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
