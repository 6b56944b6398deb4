//! How alike two orders of the same things are.

/// Spearman's rank correlation of pairs, equals at their mean rank; 0 where one side is all equal.
pub(crate) fn spearman(pairs: &[(f64, f64)]) -> f64 {
    let ranks = |side: fn(&(f64, f64)) -> f64| {
        let mut order: Vec<(f64, usize)> = pairs.iter().map(side).zip(0..).collect();
        order.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
        let mut ranks = vec![0.0; pairs.len()];
        let mut before = 0;
        for equal in order.chunk_by(|a, b| a.0 == b.0) {
            let rank = before as f64 + (equal.len() as f64 - 1.0) / 2.0;
            for (_, at) in equal {
                ranks[*at] = rank;
            }
            before += equal.len();
        }
        ranks
    };
    let mean = (pairs.len() as f64 - 1.0) / 2.0;
    let (mut both, mut a, mut b) = (0.0, 0.0, 0.0);
    for (x, y) in ranks(|pair| pair.0).into_iter().zip(ranks(|pair| pair.1)) {
        let (x, y) = (x - mean, y - mean);
        both += x * y;
        a += x * x;
        b += y * y;
    }
    if a > 0.0 && b > 0.0 {
        both / (a * b).sqrt()
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rank_correlation_by_hand() {
        let of = |ys: &[f64]| {
            spearman(
                &[1.0, 2.0, 3.0, 9.0]
                    .into_iter()
                    .zip(ys.iter().copied())
                    .collect::<Vec<_>>(),
            )
        };
        assert!((of(&[1.0, 4.0, 5.0, 6.0]) - 1.0).abs() < 1e-12);
        assert!((of(&[6.0, 5.0, 4.0, 1.0]) + 1.0).abs() < 1e-12);
        // Ranks 0, 1.5, 1.5, 3 against 0, 1, 2, 3: 4.5 / sqrt(5 * 4.5).
        assert!((of(&[1.0, 2.0, 2.0, 3.0]) - 4.5 / 22.5_f64.sqrt()).abs() < 1e-12);
        assert_eq!(of(&[2.0; 4]), 0.0);
    }
}
