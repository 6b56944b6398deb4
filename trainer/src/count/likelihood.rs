//! How surprising it is that two products share so many orders.

/// Log-likelihood ratio of the two by two table of orders with and without each of two products (Dunning, 1993), in
/// nats times two; 0 where they meet no more often than by chance.
///
/// `both` orders hold both, `seed` and `other` hold each, of `orders` in all.
pub fn log_likelihood(both: f64, seed: f64, other: f64, orders: f64) -> f64 {
    if both * orders <= seed * other {
        return 0.0;
    }
    let cells = [
        (both, seed * other),
        (seed - both, seed * (orders - other)),
        (other - both, (orders - seed) * other),
        (
            orders - seed - other + both,
            (orders - seed) * (orders - other),
        ),
    ];
    let term = |(seen, margins): (f64, f64)| {
        if seen > 0.0 {
            seen * (seen * orders / margins).ln()
        } else {
            0.0
        }
    };
    2.0 * cells.into_iter().map(term).sum::<f64>()
}

#[cfg(test)]
mod tests {
    use super::log_likelihood;

    #[test]
    fn known_values() {
        // Always together, in half of four orders: 2 · 4 ln 2.
        let certain = log_likelihood(2.0, 2.0, 2.0, 4.0);
        assert!((certain - 8.0 * 2.0_f64.ln()).abs() < 1e-12, "{certain}");
        assert_eq!(log_likelihood(1.0, 2.0, 2.0, 4.0), 0.0, "as chance has it");
        assert_eq!(log_likelihood(0.0, 2.0, 2.0, 4.0), 0.0);
    }
}
