//! Small symmetric systems, solved in place: one per product, so of a size where a call into a large library costs more
//! than the arithmetic.

/// Solves `a · x = b` for a symmetric positive definite `a` of `n` rows; only the lower triangle of `a` is read, and it
/// becomes the factor. `b` becomes `x`. False, with both spoilt, if `a` is not positive definite.
pub(crate) fn solve(a: &mut [f64], b: &mut [f64], n: usize) -> bool {
    debug_assert!(a.len() == n * n && b.len() == n);
    for row in 0..n {
        let (above, rest) = a.split_at_mut(row * n);
        let current = &mut rest[..n];
        for column in 0..row {
            let other = &above[column * n..column * n + n];
            let sum = current[column] - dot(&current[..column], &other[..column]);
            current[column] = sum / other[column];
        }
        let pivot = current[row] - dot(&current[..row], &current[..row]);
        if pivot.is_nan() || pivot <= 0.0 {
            return false;
        }
        current[row] = pivot.sqrt();
    }
    for row in 0..n {
        let factor = &a[row * n..row * n + n];
        b[row] = (b[row] - dot(&factor[..row], &b[..row])) / factor[row];
    }
    for row in (0..n).rev() {
        let sum: f64 = (row + 1..n)
            .map(|below| a[below * n + row] * b[below])
            .sum();
        b[row] = (b[row] - sum) / a[row * n + row];
    }
    true
}

/// Sums that run beside each other: one sum waits for each of its additions.
const LANES: usize = 8;

/// Sum of products in one fixed order, the same on every machine.
fn dot(x: &[f64], y: &[f64]) -> f64 {
    let mut sums = [0.0; LANES];
    let (x, y) = (x.chunks_exact(LANES), y.chunks_exact(LANES));
    let rest: f64 = x
        .remainder()
        .iter()
        .zip(y.remainder())
        .map(|(x, y)| x * y)
        .sum();
    for (x, y) in x.zip(y) {
        for ((sum, x), y) in sums.iter_mut().zip(x).zip(y) {
            *sum += x * y;
        }
    }
    sums.into_iter().sum::<f64>() + rest
}

#[cfg(test)]
mod tests {
    use super::solve;

    #[test]
    fn solves_what_is_definite_and_refuses_the_rest() {
        let mut a = [4.0, 9.0, 2.0, 5.0];
        let mut b = [2.0, -2.0];
        assert!(
            solve(&mut a, &mut b, 2),
            "the upper triangle (9) is not read"
        );
        assert!(
            (b[0] - 0.875).abs() < 1e-12 && (b[1] + 0.75).abs() < 1e-12,
            "{b:?}"
        );
        assert!(!solve(&mut [1.0, 0.0, 2.0, 1.0], &mut [1.0, 1.0], 2));
        assert!(!solve(&mut [f64::NAN], &mut [1.0], 1));
    }
}
