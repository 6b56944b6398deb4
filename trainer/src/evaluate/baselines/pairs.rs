//! Scores of pairs from co-purchase counts, summed over the seeds.

use std::sync::Arc;

use crate::count::{PairCounts, log_likelihood};
use crate::evaluate::recommender::{Ask, Recommender, best};

/// What a pair of products is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// Share of the seed's orders that hold the other: `c_ij / c_i`.
    Conditional,
    /// `c_ij / sqrt(c_i c_j)`.
    Cosine,
    /// Log-likelihood ratio of the two by two table (Dunning, 1993); 0 where they meet less often than by chance.
    LogLikelihood,
}

impl Evidence {
    /// The worth of a pair in `both` of `orders` orders, of which `seed` and `other` hold each.
    pub fn score(self, both: f64, seed: f64, other: f64, orders: f64) -> f64 {
        match self {
            Self::Conditional => both / seed,
            Self::Cosine => both / (seed * other).sqrt(),
            Self::LogLikelihood => log_likelihood(both, seed, other, orders),
        }
    }
}

/// Ranks by the sum of the evidence that every seed gives.
pub struct PairScores {
    counts: Arc<PairCounts>,
    evidence: Evidence,
    orders: f64,
    sums: Vec<f64>,
    scored: Vec<(f64, u32)>,
}

impl PairScores {
    /// Scores with the counts of `orders` orders.
    pub fn new(counts: Arc<PairCounts>, orders: usize, evidence: Evidence) -> Self {
        let sums = vec![0.0; counts.products()];
        Self {
            counts,
            evidence,
            orders: orders as f64,
            sums,
            scored: Vec::new(),
        }
    }
}

impl Recommender for PairScores {
    fn method(&self) -> &str {
        match self.evidence {
            Evidence::Conditional => "p(j|i)",
            Evidence::Cosine => "cosine",
            Evidence::LogLikelihood => "llr",
        }
    }

    fn recommend(&mut self, ask: &Ask, limit: usize, out: &mut Vec<u32>) {
        let seeds: &[u32] = match ask {
            Ask::Product(seed) => std::slice::from_ref(seed),
            Ask::Cart(lines) => lines,
            Ask::Next(seen) => seen.last().map_or(&[], std::slice::from_ref),
            Ask::Repeat { .. } => &[],
        };
        self.scored.clear();
        for &seed in seeds {
            let row = self.counts.row(seed);
            let of_seed = f64::from(self.counts.orders_of(seed));
            for (&to, &both) in row.to.iter().zip(row.orders.iter()) {
                let of_other = f64::from(self.counts.orders_of(to));
                let score = self
                    .evidence
                    .score(f64::from(both), of_seed, of_other, self.orders);
                if let Some(sum) = self.sums.get_mut(to as usize) {
                    if *sum == 0.0 && score > 0.0 {
                        self.scored.push((0.0, to));
                    }
                    *sum += score;
                }
            }
        }
        for (score, product) in &mut self.scored {
            if let Some(sum) = self.sums.get_mut(*product as usize) {
                *score = std::mem::take(sum);
            }
        }
        self.scored.retain(|(_, product)| !seeds.contains(product));
        best(&mut self.scored, limit, out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::baskets::Baskets;
    use crate::count::{CountOptions, count_pairs};

    #[test]
    fn worth_by_hand() {
        assert_eq!(Evidence::Conditional.score(3.0, 4.0, 9.0, 100.0), 0.75);
        assert_eq!(Evidence::Cosine.score(3.0, 4.0, 9.0, 100.0), 0.5);
        assert_eq!(
            Evidence::LogLikelihood.score(1.0, 10.0, 10.0, 100.0),
            0.0,
            "as by chance"
        );
        assert_eq!(
            Evidence::LogLikelihood.score(1.0, 20.0, 10.0, 100.0),
            0.0,
            "less than by chance"
        );
        // Always together, in half of the orders: 2 N ln 2.
        let whole = Evidence::LogLikelihood.score(50.0, 50.0, 50.0, 100.0);
        assert!((whole - 200.0 * 2f64.ln()).abs() < 1e-9, "{whole}");
    }

    #[test]
    fn seeds_add_up_and_memory_is_clean() {
        let train = Baskets::from_sets(
            &[vec![0, 1], vec![0, 1], vec![0, 2], vec![3, 2], vec![3, 2]],
            4,
        );
        let counts = Arc::new(count_pairs(&train, &CountOptions::default()));
        let mut method = PairScores::new(counts, train.len(), Evidence::Conditional);
        let mut out = Vec::new();
        for _ in 0..2 {
            // From 0: 1 with 2/3, 2 with 1/3. From 3: 2 with 1.
            method.recommend(&Ask::Cart(vec![0, 3]), 6, &mut out);
            assert_eq!(out, [2, 1]);
            method.recommend(&Ask::Product(0), 6, &mut out);
            assert_eq!(out, [1, 2]);
        }
    }
}
