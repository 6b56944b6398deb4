//! The seam between protocols and methods: a question, and whoever answers it.

/// What is known of a product that the customer has bought before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Past {
    /// The product.
    pub product: u32,
    /// When it was bought: seconds since 1970 UTC, ascending, one an order.
    pub times: Vec<i64>,
}

/// One question. Products are indices into the list that the method was trained with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    /// A product's own page.
    Product(u32),
    /// A cart; ascending, at least one line.
    Cart(Vec<u32>),
    /// What the customer's next order will hold.
    Repeat {
        /// Earlier purchases, by ascending product.
        history: Vec<Past>,
        /// Now, in seconds since 1970 UTC.
        now: i64,
    },
    /// What the shopper looks at next; the products seen so far, the latest last, at least one.
    Next(Vec<u32>),
}

/// A method that answers questions.
pub trait Recommender {
    /// Its name in tables.
    fn method(&self) -> &str;

    /// Numbers that were chosen for it on validation data, by name.
    fn tuned(&self) -> Vec<(&'static str, f64)> {
        Vec::new()
    }

    /// Fills `out` with at most `limit` distinct products, the best first; leaves it empty to show nothing.
    fn recommend(&mut self, ask: &Ask, limit: usize, out: &mut Vec<u32>);
}

/// Fills `out` with the `limit` best of `scored`: by score, of equals the one with the smaller index, which is the one
/// whose product id comes first.
pub(crate) fn best(scored: &mut Vec<(f64, u32)>, limit: usize, out: &mut Vec<u32>) {
    let order = |a: &(f64, u32), b: &(f64, u32)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
    if scored.len() > limit && limit > 0 {
        scored.select_nth_unstable_by(limit - 1, order);
    }
    scored.truncate(limit);
    scored.sort_unstable_by(order);
    out.clear();
    out.extend(scored.iter().map(|s| s.1));
}

#[cfg(test)]
mod tests {
    use super::best;

    #[test]
    fn ties_go_to_the_smaller_index() {
        let mut out = vec![9];
        best(
            &mut vec![(1.0, 4), (2.0, 7), (1.0, 2), (0.5, 0)],
            3,
            &mut out,
        );
        assert_eq!(out, [7, 2, 4]);
        best(&mut vec![(1.0, 4)], 3, &mut out);
        assert_eq!(out, [4]);
        best(&mut vec![(1.0, 4)], 0, &mut out);
        assert!(out.is_empty());
    }
}
