//! Inverses of symmetric positive definite matrices, as large as memory holds.
//!
//! A matrix is cut into four, and inverted through its first quarter and what that leaves of the last one (their Schur complement), so
//! that nearly all of the work is products of large blocks. `ndarray` hands those to a kernel that uses what the processor has.

use ndarray::linalg::general_mat_mul;
use ndarray::{Array2, ArrayViewMut2, Axis};

/// Rows below which cutting costs more than it saves.
const SMALL: usize = 48;

/// The inverse of `matrix`, of which both triangles are read. `None` if it is not positive definite.
///
/// One thread, so that no sum depends on how many there are; time grows with the cube of the rows.
pub(crate) fn inverse(mut matrix: Array2<f64>) -> Option<Array2<f64>> {
    debug_assert!(matrix.is_square());
    invert(matrix.view_mut())?;
    // Rounding differs between the triangles.
    for row in 0..matrix.nrows() {
        for column in 0..row {
            matrix[(column, row)] = matrix[(row, column)];
        }
    }
    Some(matrix)
}

fn invert(matrix: ArrayViewMut2<'_, f64>) -> Option<()> {
    let rows = matrix.nrows();
    if rows <= SMALL {
        return invert_small(matrix);
    }
    // | a  c |
    // | b  d |, where c is b from right to left
    let (upper, lower) = matrix.split_at(Axis(0), rows / 2);
    let (mut a, mut c) = upper.split_at(Axis(1), rows / 2);
    let (mut b, mut d) = lower.split_at(Axis(1), rows / 2);
    invert(a.view_mut())?;
    let through = b.dot(&a);
    general_mat_mul(-1.0, &through, &b.t(), 1.0, &mut d);
    invert(d.view_mut())?;
    general_mat_mul(-1.0, &d, &through, 0.0, &mut b);
    general_mat_mul(-1.0, &through.t(), &b, 1.0, &mut a);
    c.assign(&b.t());
    Some(())
}

/// Gauss and Jordan's way, in place. No pivot has to be looked for: all are above 0 in exactly the matrices that are positive definite.
fn invert_small(mut matrix: ArrayViewMut2<'_, f64>) -> Option<()> {
    let rows = matrix.nrows();
    let mut pivots = vec![0.0; rows];
    for at in 0..rows {
        let pivot = matrix[(at, at)];
        if pivot.is_nan() || pivot <= 0.0 {
            return None;
        }
        matrix[(at, at)] = 1.0;
        for (kept, value) in pivots.iter_mut().zip(matrix.row_mut(at)) {
            *value /= pivot;
            *kept = *value;
        }
        for row in (0..rows).filter(|&row| row != at) {
            let factor = std::mem::take(&mut matrix[(row, at)]);
            for (value, kept) in matrix.row_mut(row).into_iter().zip(&pivots) {
                *value -= factor * kept;
            }
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use ndarray::Array2;
    use rand::{Rng, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    use super::{SMALL, inverse};

    /// Counts of what was bought together in drawn orders, with a ridge: what is inverted in earnest.
    fn gram(products: usize) -> Array2<f64> {
        let mut random = ChaCha8Rng::seed_from_u64(products as u64);
        let orders = Array2::from_shape_fn((3 * products, products), |_| {
            f64::from(u8::from(random.next_u32() % 10 == 0))
        });
        orders.t().dot(&orders) + Array2::<f64>::eye(products) * 2.0
    }

    #[test]
    fn a_matrix_times_its_inverse_is_one_at_every_size() {
        for products in [1, 2, SMALL, SMALL + 1, 3 * SMALL + 5, 8 * SMALL] {
            let matrix = gram(products);
            let inverse = inverse(matrix.clone()).expect("positive definite");
            assert_eq!(inverse, inverse.t(), "{products}: symmetric to the bit");
            let one = matrix.dot(&inverse) - Array2::<f64>::eye(products);
            let worst = one.iter().fold(0.0f64, |worst, x| worst.max(x.abs()));
            assert!(worst < 1e-10, "{products}: {worst}");
        }
    }

    #[test]
    fn what_is_not_positive_definite_has_none() {
        assert_eq!(inverse(Array2::zeros((1, 1))), None);
        assert_eq!(inverse(Array2::from_elem((1, 1), f64::NAN)), None);
        // Its pivots are 1 and -3.
        assert_eq!(
            inverse(Array2::from_shape_vec((2, 2), vec![1.0, 2.0, 2.0, 1.0]).unwrap()),
            None
        );
        // In the last quarter of a large one too.
        let mut large = gram(2 * SMALL);
        let last = large.nrows() - 1;
        large[(last, last)] = -1.0;
        assert_eq!(inverse(large), None);
    }
}
