//! Paths of two steps, as edges: who looks at `k` after `j` may look at `i`, which others look at after `k`.
//!
//! `w₂(j→i) = w(j→i) + two_steps · Σₖ w(j→k) · w(k→i)` over the [`NEAR`] strongest edges of `j` and of each `k`. Ranking could
//! walk them, but only where it has the list of `k`, which is in another file.

use rayon::prelude::*;

use crate::fit::Edges;

/// Edges of a product that paths go along: those beyond change no hit.
const NEAR: usize = 12;

/// The `limit` strongest edges of each product, after paths of two steps have been added to the steps (from, to, weight),
/// which ascend. No pair is joined whose steps are not among those given.
pub(super) fn with_two_steps(
    steps: &[(u32, u32, f64)],
    products: usize,
    limit: usize,
    two_steps: f64,
) -> Edges {
    let near = Edges::strongest(steps.to_vec(), products, NEAR);
    let rows: Vec<&[(u32, u32, f64)]> = steps.chunk_by(|a, b| a.0 == b.0).collect();
    let longer = |row: &&[(u32, u32, f64)]| {
        let from = row.first().map_or(0, |step| step.0);
        let mut all: Vec<(u32, f64)> = row.iter().map(|step| (step.1, step.2)).collect();
        for (by, first) in near.of(from) {
            let paths = near.of(by).filter(|&(to, _)| to != from);
            if two_steps > 0.0 {
                all.extend(paths.map(|(to, second)| (to, two_steps * first * second)));
            }
        }
        // Stable: sums are in the order of the steps, whatever the thread.
        all.sort_by_key(|&(to, _)| to);
        all.dedup_by(|later, kept| {
            let same = later.0 == kept.0;
            if same {
                kept.1 += later.1;
            }
            same
        });
        all.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        all.truncate(limit);
        all.into_iter()
            .map(|(to, weight)| (from, to, weight))
            .collect::<Vec<_>>()
    };
    let rows: Vec<Vec<(u32, u32, f64)>> = rows.par_iter().map(longer).collect();
    Edges::strongest(rows.concat(), products, limit)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWO_STEPS: f64 = 0.1;

    #[test]
    fn by_hand_paths_add_to_steps_and_never_lead_back() {
        let steps = [
            (0, 1, 0.5),
            (0, 2, 0.25),
            (1, 0, 0.5),
            (1, 2, 0.5),
            (1, 3, 0.25),
        ];
        let edges = with_two_steps(&steps, 4, 20, TWO_STEPS);
        let of = |product| edges.of(product).collect::<Vec<_>>();
        let to = |to, direct: f64, path: f64| (to, direct + TWO_STEPS * path);
        assert_eq!(
            of(0),
            [
                to(1, 0.5, 0.0),
                to(2, 0.25, 0.5 * 0.5),
                to(3, 0.0, 0.5 * 0.25)
            ]
        );
        // 1 → 0 → 2 adds to 1 → 2; 1 → 0 → 1 leads back; 2 has no steps at all.
        assert_eq!(
            of(1),
            [to(2, 0.5, 0.5 * 0.25), to(0, 0.5, 0.0), to(3, 0.25, 0.0)]
        );
        assert!(of(2).is_empty());
        let one: Vec<u32> = with_two_steps(&steps, 4, 1, TWO_STEPS)
            .of(0)
            .map(|e| e.0)
            .collect();
        assert_eq!(one, [1]);
    }
}
