//! "Viewed next" in sixteen codes.

use setwise_core::snapshot::Edge;

use super::numbering::Numbering;
use crate::fit::{Codes, Edges};

/// The lists of a shard's own products, in the order of their records; none at all where nothing is known.
pub(super) fn next_lists(edges: &Edges, codes: &Codes, numbering: &Numbering) -> Vec<Vec<Edge>> {
    if edges.is_empty() {
        return Vec::new();
    }
    let list = |product: usize| {
        let edge = |(to, weight)| Edge {
            to: numbering.record_of(to),
            code: codes.code(product as u32, weight),
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
    fn lists_are_of_records_ascending() {
        let next = Edges::strongest(vec![(0, 2, 0.5), (0, 1, 0.25), (2, 0, 0.5)], 3, 12);
        let numbering = Numbering::of(&[&Edges::default(), &next], &[0, 1, 2], [].into_iter());
        let codes = Codes::of(&next, Default::default());
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
