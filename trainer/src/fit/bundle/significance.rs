//! How unlikely a set is by chance, and which of many unlikely sets are to be believed.

/// Logarithms of factorials, added up once: a bestseller's pairs are in thousands of orders.
pub(super) struct LogFactorials(Vec<f64>);

impl LogFactorials {
    /// Those of 0 to `most`.
    pub(super) fn up_to(most: u32) -> Self {
        let mut sum = 0.0;
        let further = (2..=most).map(|n| {
            sum += f64::from(n).ln();
            sum
        });
        Self([0.0, 0.0].into_iter().chain(further).collect())
    }

    fn of(&self, number: u32) -> f64 {
        self.0.get(number as usize).copied().unwrap_or(f64::MAX)
    }

    /// Logarithm of P(X ≥ seen) for a Poisson variable: 0 if no more was seen than expected.
    pub(super) fn log_poisson_tail(&self, seen: u32, expected: f64) -> f64 {
        let (count, expected) = (f64::from(seen), expected.max(1e-9));
        if count <= expected {
            return 0.0;
        }
        // 1 + λ/(n+1) + λ²/((n+1)(n+2)) + …
        let (mut sum, mut term, mut next) = (1.0, 1.0, count + 1.0);
        while term > 1e-12 * sum && next < count + 10_000.0 {
            term *= expected / next;
            sum += term;
            next += 1.0;
        }
        (count * expected.ln() - expected - self.of(seen) + sum.ln()).min(0.0)
    }
}

/// The cell "all of them" of the table of greatest entropy with these pairs. A margin is two places and the orders with
/// neither, only the first, only the second, both.
pub(super) fn joint_from_pairs(
    places: usize,
    all: f64,
    margins: &[(usize, usize, [f64; 4])],
) -> f64 {
    let cells = 1_usize << places;
    let mut table = vec![all / cells as f64; cells];
    let corner = |cell: usize, a: usize, b: usize| (cell >> a & 1) | (cell >> b & 1) << 1;
    for _ in 0..60 {
        let before = table.last().copied().unwrap_or(0.0);
        for &(a, b, wanted) in margins {
            let mut sums = [0.0; 4];
            for (cell, value) in table.iter().enumerate() {
                if let Some(sum) = sums.get_mut(corner(cell, a, b)) {
                    *sum += value;
                }
            }
            for (cell, value) in table.iter_mut().enumerate() {
                let at = corner(cell, a, b);
                let (sum, wanted) = (
                    sums.get(at).copied().unwrap_or(0.0),
                    wanted.get(at).copied().unwrap_or(0.0),
                );
                *value *= if sum > 0.0 { wanted / sum } else { 0.0 };
            }
        }
        let now = table.last().copied().unwrap_or(0.0);
        if (now - before).abs() <= 1e-6 * now {
            break;
        }
    }
    table.last().copied().unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_pairs_alone_has_a_known_corner() {
        // Independent halves: pairs of 25 of 100, so 12.5 hold all three.
        let pair = [25.0; 4];
        let joint = joint_from_pairs(3, 100.0, &[(0, 1, pair), (0, 2, pair), (1, 2, pair)]);
        assert!((joint - 12.5).abs() < 1e-6, "{joint}");
    }

    #[test]
    fn the_tail_of_a_poisson_variable() {
        // P(X ≥ 3) = 1 − e⁻¹ (1 + 1 + 1/2).
        let exact = 1.0 - (-1.0_f64).exp() * 2.5;
        let found = LogFactorials::up_to(3).log_poisson_tail(3, 1.0);
        assert!((found - exact.ln()).abs() < 1e-9);
    }
}
