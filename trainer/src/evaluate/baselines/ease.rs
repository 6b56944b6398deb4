//! EASE: the dense closed form (H. Steck, *Embarrassingly Shallow Autoencoders for Sparse Data*, WWW 2019, equation 8).

use ndarray::Array2;

use crate::count::PairCounts;
use crate::evaluate::recommender::{Ask, Recommender, best};
use crate::inverse::inverse;

/// Beyond so many products a dense inverse takes minutes and gigabytes.
pub const EASE_LIMIT: usize = 6_000;
/// Ridges tried on validation, in orders.
pub const LAMBDAS: [f64; 14] = [
    1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1_000.0, 2_000.0, 5_000.0, 10_000.0,
    20_000.0,
];

/// Weights `B_ij = −P_ij / P_jj` with `P = (XᵀX + λI)⁻¹`, without the diagonal; a cart's scores are the sum of its rows.
pub struct Ease {
    inverse: Array2<f64>,
    lambda: f64,
    scored: Vec<(f64, u32)>,
}

impl Ease {
    /// Inverts the Gram matrix of the counts. `None` if it is not positive definite, which full counts always are.
    ///
    /// Time grows with the cube of the products: 3,800 take some seconds on one core.
    pub fn fit(counts: &PairCounts, lambda: f64) -> Option<Self> {
        let products = counts.products();
        let mut gram = Array2::<f64>::zeros((products, products));
        for product in 0..products {
            let row = counts.row(product as u32);
            gram[(product, product)] = f64::from(counts.orders_of(product as u32)) + lambda;
            for (&to, &orders) in row.to.iter().zip(row.orders.iter()) {
                gram[(to as usize, product)] = f64::from(orders);
            }
        }
        let inverse = inverse(gram)?;
        Some(Self {
            inverse,
            lambda,
            scored: Vec::new(),
        })
    }

    fn rows(&mut self, seeds: &[u32], limit: usize, out: &mut Vec<u32>) {
        let products = self.inverse.nrows();
        self.scored.clear();
        self.scored.extend((0..products as u32).map(|p| (0.0, p)));
        for &seed in seeds.iter().filter(|&&s| (s as usize) < products) {
            let row = self.inverse.row(seed as usize);
            for (scored, weight) in self.scored.iter_mut().zip(row) {
                scored.0 -= weight;
            }
        }
        for (at, scored) in self.scored.iter_mut().enumerate() {
            scored.0 /= self.inverse[(at, at)];
        }
        self.scored
            .retain(|(score, product)| *score > 0.0 && !seeds.contains(product));
        best(&mut self.scored, limit, out);
    }
}

impl Recommender for Ease {
    fn method(&self) -> &str {
        "ease"
    }

    fn tuned(&self) -> Vec<(&'static str, f64)> {
        vec![("lambda", self.lambda)]
    }

    fn recommend(&mut self, ask: &Ask, limit: usize, out: &mut Vec<u32>) {
        match ask {
            Ask::Product(seed) => self.rows(&[*seed], limit, out),
            Ask::Cart(lines) => self.rows(lines, limit, out),
            Ask::Next(seen) => self.rows(seen, limit, out),
            Ask::Repeat { .. } => out.clear(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::baskets::Baskets;
    use crate::count::{CountOptions, count_pairs};

    #[test]
    fn two_by_two_in_closed_form() {
        // Gram [[4, 3], [3, 3]] and λ = 1: P is proportional to [[4, −3], [−3, 5]].
        let train = Baskets::from_sets(&[vec![0, 1], vec![0, 1], vec![0, 1], vec![0]], 2);
        let counts = count_pairs(&train, &CountOptions::default());
        let ease = Ease::fit(&counts, 1.0).expect("definite");
        let weight = |i: usize, j: usize| -ease.inverse[(i, j)] / ease.inverse[(j, j)];
        assert!((weight(0, 1) - 0.6).abs() < 1e-12, "3 / (4 + λ)");
        assert!((weight(1, 0) - 0.75).abs() < 1e-12, "3 / (3 + λ)");
    }

    #[test]
    fn the_inverse_is_one_and_scores_are_sums_of_rows() {
        let sets: Vec<Vec<u32>> = (0..200u32)
            .map(|n| vec![n % 7, (n * n) % 11, (n / 3) % 12])
            .collect();
        let counts = count_pairs(&Baskets::from_sets(&sets, 12), &CountOptions::default());
        let mut ease = Ease::fit(&counts, 3.0).expect("definite");
        for i in 0..12 {
            for j in 0..12 {
                let gram = |a: usize, b: usize| {
                    let row = counts.row(a as u32);
                    if a == b {
                        f64::from(counts.orders_of(a as u32)) + 3.0
                    } else {
                        row.find(b as u32)
                            .map_or(0.0, |at| f64::from(row.orders[at]))
                    }
                };
                let product: f64 = (0..12).map(|k| gram(i, k) * ease.inverse[(k, j)]).sum();
                assert!((product - f64::from(u8::from(i == j))).abs() < 1e-10);
            }
        }
        let score = |j: usize| {
            [2usize, 5]
                .iter()
                .map(|&i| -ease.inverse[(i, j)] / ease.inverse[(j, j)])
                .sum::<f64>()
        };
        let mut expected: Vec<(f64, u32)> = (0..12u32)
            .filter(|j| ![2, 5].contains(j))
            .map(|j| (score(j as usize), j))
            .filter(|s| s.0 > 0.0)
            .collect();
        expected.sort_by(|a, b| b.0.total_cmp(&a.0));
        let mut out = Vec::new();
        ease.recommend(&Ask::Cart(vec![2, 5]), 4, &mut out);
        assert_eq!(
            out,
            expected.iter().take(4).map(|s| s.1).collect::<Vec<_>>()
        );
    }
}
