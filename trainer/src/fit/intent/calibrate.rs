//! From scores to probabilities: isotonic regression with few knots.

use setwise_core::intent::{Knot, Probability};

/// Knots of the table at most: 128 bytes.
const KNOTS: usize = 32;

/// Fits a calibration to scores whose outcome is known, which the scores must not have been fitted to.
///
/// Pool adjacent violators (Ayer et al. 1955), then neighbouring blocks are joined, those that differ least first, until few enough are
/// left; a knot stands at the mean score of each. A block's share counts one more session of the overall share, so that no
/// score means never or always.
#[must_use]
pub fn calibrate(outcomes: &[(i32, bool)]) -> Vec<Knot> {
    let mut sorted = outcomes.to_vec();
    sorted.sort_unstable();
    let hits = sorted.iter().filter(|(_, hit)| *hit).count() as f64;
    let overall = (hits + 0.5) / (sorted.len() as f64 + 1.0);
    let mut blocks: Vec<Block> = Vec::new();
    for ties in sorted.chunk_by(|a, b| a.0 == b.0) {
        let mut block = ties.iter().fold(Block::default(), |block, &(score, hit)| {
            block.joined(Block {
                count: 1.0,
                scores: f64::from(score),
                hits: f64::from(u8::from(hit)),
            })
        });
        while let Some(&last) = blocks.last()
            && last.rate(overall) >= block.rate(overall)
        {
            blocks.pop();
            block = last.joined(block);
        }
        blocks.push(block);
    }
    while blocks.len() > KNOTS {
        // What joining two blocks loses, as in analysis of variance.
        let loss = |pair: &[Block]| match pair {
            [a, b] => {
                let apart = a.rate(overall) - b.rate(overall);
                let p = a.joined(*b).rate(overall);
                apart * apart * a.count * b.count / (a.count + b.count) / (p * (1.0 - p))
            }
            _ => f64::INFINITY,
        };
        let least = blocks
            .windows(2)
            .map(loss)
            .enumerate()
            .min_by(|a, b| a.1.total_cmp(&b.1));
        let Some((at, _)) = least else { break };
        let second = blocks.remove(at + 1);
        if let Some(first) = blocks.get_mut(at) {
            *first = first.joined(second);
        }
    }
    let mut knots: Vec<Knot> = Vec::with_capacity(blocks.len());
    for block in &blocks {
        let score = (block.scores / block.count)
            .round()
            .clamp(f64::from(i16::MIN), f64::from(i16::MAX)) as i16;
        let probability = Probability::from_f64(block.rate(overall));
        if knots
            .last()
            .is_none_or(|last| last.score < score && last.probability <= probability)
        {
            knots.push(Knot { score, probability });
        }
    }
    if knots.is_empty() {
        knots.push(Knot {
            score: 0,
            probability: Probability::from_f64(overall),
        });
    }
    knots
}

#[derive(Clone, Copy, Debug, Default)]
struct Block {
    count: f64,
    scores: f64,
    hits: f64,
}

impl Block {
    fn rate(self, overall: f64) -> f64 {
        (self.hits + overall) / (self.count + 1.0)
    }

    fn joined(self, other: Self) -> Self {
        Self {
            count: self.count + other.count,
            scores: self.scores + other.scores,
            hits: self.hits + other.hits,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_come_back_where_scores_rise_with_them() {
        // Score s hits s times in ten.
        let outcomes: Vec<(i32, bool)> = (0..10)
            .flat_map(|s| (0..1_000).map(move |n| (s * 100, n % 10 < s)))
            .collect();
        let knots = calibrate(&outcomes);
        assert_eq!(knots.len(), 10);
        for (knot, share) in knots.iter().zip(0..) {
            assert_eq!(knot.score, share * 100);
            assert!((knot.probability.to_f64() - f64::from(share) / 10.0).abs() < 1e-3);
        }
    }

    #[test]
    fn scores_that_fall_are_pooled_and_one_outcome_is_not_certain() {
        let knots = calibrate(&[(0, true), (1, false), (2, true), (3, false)]);
        assert_eq!(knots.len(), 1, "{knots:?}");
        assert!((knots[0].probability.to_f64() - 0.5).abs() < 1e-3);
        let sure = calibrate(&[(0, true); 9])[0].probability.to_f64();
        assert!(sure > 0.9 && sure < 1.0, "{sure}");
        assert!((calibrate(&[])[0].probability.to_f64() - 0.5).abs() < 1e-3);
    }

    #[test]
    fn many_blocks_become_few() {
        let outcomes: Vec<(i32, bool)> = (0..100)
            .flat_map(|s| (0..100).map(move |n| (s, n < s)))
            .collect();
        let knots = calibrate(&outcomes);
        assert_eq!(knots.len(), KNOTS);
        let steep = knots
            .windows(2)
            .all(|pair| pair[0].score < pair[1].score && pair[0].probability < pair[1].probability);
        assert!(steep, "{knots:?}");
    }
}
