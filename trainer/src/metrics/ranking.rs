//! Measures of one answered question: shown products against the true ones.
//!
//! `shown` is the best first and without repeats; `truth` is ascending and not empty.

/// 1 if any of the first `k` is true.
pub(crate) fn hit(shown: &[u32], truth: &[u32], k: usize) -> f64 {
    let found = shown.iter().take(k).any(|s| truth.binary_search(s).is_ok());
    f64::from(u8::from(found))
}

/// Share of the truth among the first `k`.
pub(crate) fn recall(shown: &[u32], truth: &[u32], k: usize) -> f64 {
    let found = shown
        .iter()
        .take(k)
        .filter(|s| truth.binary_search(s).is_ok())
        .count();
    if truth.is_empty() {
        0.0
    } else {
        found as f64 / truth.len() as f64
    }
}

/// Discounted gain of the first `k` with gain 1 a true product, against the best possible: `min(k, truth)` of them first.
pub(crate) fn ndcg(shown: &[u32], truth: &[u32], k: usize) -> f64 {
    let discount = |place: usize| 1.0 / ((place + 2) as f64).log2();
    let gain: f64 = (0..k)
        .zip(shown)
        .filter(|(_, s)| truth.binary_search(s).is_ok())
        .map(|(place, _)| discount(place))
        .sum();
    let ideal: f64 = (0..k.min(truth.len())).map(discount).sum();
    if ideal > 0.0 { gain / ideal } else { 0.0 }
}

/// One over the place of the first true product among the first `k`, counted from 1; 0 if there is none.
pub(crate) fn reciprocal_rank(shown: &[u32], truth: &[u32], k: usize) -> f64 {
    let place = shown
        .iter()
        .take(k)
        .position(|s| truth.binary_search(s).is_ok());
    place.map_or(0.0, |place| 1.0 / (place + 1) as f64)
}

/// Value of the true products among the first `k`; `values` goes with `truth`.
pub(crate) fn value_found(shown: &[u32], truth: &[u32], values: &[i64], k: usize) -> i64 {
    let value = |s: &u32| {
        truth
            .binary_search(s)
            .ok()
            .and_then(|at| values.get(at))
            .copied()
    };
    shown.iter().take(k).filter_map(value).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_hand() {
        let (shown, truth) = ([9, 3, 8, 5, 1, 2, 7], [3, 5, 7]);
        assert_eq!((hit(&shown, &truth, 1), hit(&shown, &truth, 2)), (0.0, 1.0));
        assert!(
            (recall(&shown, &truth, 6) - 2.0 / 3.0).abs() < 1e-12,
            "7 is the seventh"
        );
        // Gains at places 2 and 4; the ideal has 3 at places 1 to 3.
        let gain = 1.0 / 3f64.log2() + 1.0 / 5f64.log2();
        let ideal = 1.0 + 1.0 / 3f64.log2() + 0.5;
        assert!((ndcg(&shown, &truth, 6) - gain / ideal).abs() < 1e-12);
        assert_eq!(reciprocal_rank(&shown, &truth, 6), 0.5);
        assert_eq!(reciprocal_rank(&shown, &[7], 6), 0.0);
        assert_eq!(value_found(&shown, &truth, &[10, 20, 40], 6), 30);
    }

    #[test]
    fn the_ideal_is_one_and_nothing_is_zero() {
        let truth: Vec<u32> = (0..10).collect();
        assert_eq!(
            ndcg(&[4, 2, 0, 9, 8, 7], &truth, 6),
            1.0,
            "the ideal is cut at 6 too"
        );
        assert_eq!(
            (
                ndcg(&[], &truth, 6),
                recall(&[], &truth, 6),
                hit(&[], &truth, 6)
            ),
            (0.0, 0.0, 0.0)
        );
        assert_eq!(ndcg(&[4], &[4], 6), 1.0);
    }
}
