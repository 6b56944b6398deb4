//! Measures of probabilities against what happened.

/// Bins of the calibration error.
pub(crate) const BINS: usize = 10;

/// Figures of some predictions; 0 where there are none.
#[derive(Clone, Copy, Debug, Default, PartialEq, serde::Serialize)]
pub struct Figures {
    /// Area under the ROC curve: how likely a hit has a higher probability than a miss, ties counting half. One half unless both are there.
    pub auc: f64,
    /// Mean precision at the places of the hits, the highest probability first; ties are one place.
    pub average_precision: f64,
    /// Mean negative logarithm of the probability of what happened.
    pub log_loss: f64,
    /// Expected calibration error (Guo et al. 2017) in 10 bins of equal width: mean distance of the mean probability from the share of hits,
    /// weighted by the predictions of a bin.
    pub ece: f64,
    /// The same in 10 bins of equally many predictions, which looks closer where most of them are.
    pub ece_equal_count: f64,
}

/// Measures predictions, each a probability and whether it came true, sorted by probability.
#[must_use]
pub(crate) fn figures(sorted: &[(f64, bool)]) -> Figures {
    let all = sorted.len() as f64;
    let hits = sorted.iter().filter(|(_, hit)| *hit).count() as f64;
    if sorted.is_empty() {
        return Figures::default();
    }
    let (mut below, mut wins, mut above, mut precision) = (0.0, 0.0, hits, 0.0);
    for ties in sorted.chunk_by(|a, b| a.0 == b.0) {
        let (count, hit) = (
            ties.len() as f64,
            ties.iter().filter(|t| t.1).count() as f64,
        );
        wins += hit * (below + (count - hit) / 2.0);
        // The hits from here up, of all from here up.
        let from_here = all - below - (hits - above);
        if hit > 0.0 {
            precision += hit * above / from_here;
        }
        below += count - hit;
        above -= hit;
    }
    let misses = all - hits;
    let loss = |&(p, hit): &(f64, bool)| -(if hit { p } else { 1.0 - p }).max(1e-9).ln();
    let apart = |(p, hit): &(f64, bool)| p - f64::from(u8::from(*hit));
    let off = |bin: &[(f64, bool)]| bin.iter().map(apart).sum::<f64>().abs();
    let width = |p: f64| ((p * BINS as f64) as usize).min(BINS - 1);
    // Ties stay together, in the bin of their middle.
    let mut equal = [0.0; BINS];
    let mut from = 0;
    for ties in sorted.chunk_by(|a, b| a.0 == b.0) {
        let bin = (from + ties.len() / 2) * BINS / sorted.len();
        if let Some(bin) = equal.get_mut(bin) {
            *bin += ties.iter().map(apart).sum::<f64>();
        }
        from += ties.len();
    }
    Figures {
        auc: if hits * misses > 0.0 {
            wins / (hits * misses)
        } else {
            0.5
        },
        average_precision: precision / hits.max(1.0),
        log_loss: sorted.iter().map(loss).sum::<f64>() / all,
        ece: sorted
            .chunk_by(|a, b| width(a.0) == width(b.0))
            .map(off)
            .sum::<f64>()
            / all,
        ece_equal_count: equal.iter().map(|off| off.abs()).sum::<f64>() / all,
    }
}

/// Predictions in the order that [`figures`] wants.
#[must_use]
pub(crate) fn sorted(mut predictions: Vec<(f64, bool)>) -> Vec<(f64, bool)> {
    predictions.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    predictions
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_those_worked_out_by_hand() {
        // From the top: hit, miss, hit, miss.
        let found = figures(&sorted(vec![
            (0.9, true),
            (0.1, false),
            (0.6, false),
            (0.5, true),
        ]));
        assert!((found.auc - 0.75).abs() < 1e-12);
        assert!((found.average_precision - (1.0 + 2.0 / 3.0) / 2.0).abs() < 1e-12);
        let loss = -(0.9_f64.ln() + 0.9_f64.ln() + 0.4_f64.ln() + 0.5_f64.ln()) / 4.0;
        assert!((found.log_loss - loss).abs() < 1e-12);
        assert!((found.ece - (0.1 + 0.1 + 0.6 + 0.5) / 4.0).abs() < 1e-12);
    }

    #[test]
    fn ties_say_nothing_and_one_sided_outcomes_are_no_rank() {
        let tied = figures(&[(0.25, false), (0.25, false), (0.25, false), (0.25, true)]);
        assert_eq!((tied.auc, tied.average_precision), (0.5, 0.25));
        assert_eq!((tied.ece, figures(&[(0.3, false)]).auc), (0.0, 0.5));
        assert_eq!(figures(&[]), Figures::default());
    }

    #[test]
    fn the_calibration_error_is_how_far_off_the_shares_are() {
        // 1,000 of 20 %, of which 25 % hit.
        let off = figures(&sorted((0..1_000).map(|n| (0.2, n % 4 == 0)).collect()));
        assert!((off.ece - 0.05).abs() < 1e-9 && (off.ece_equal_count - 0.05).abs() < 1e-9);
    }
}
