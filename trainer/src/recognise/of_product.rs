//! Whether a column speaks of the product of its row, or of somebody who bought it: a `Name` beside order, mail and SKU is no title, and
//! a title is public.

use std::collections::{BTreeMap, BTreeSet};

use super::sample::Sample;

/// Orders of several products that are enough to tell.
const ORDERS: usize = 5;
/// Rows of products that stand in so many rows, in which the column is asked for what it says of them.
const ROWS: usize = 20;
const OF_ONE: usize = 5;

/// What a row is about: columns that name its product, and the one that names its order or visit. Without that one a column may be
/// the same in all of an order, as a maker or a category may.
pub(super) struct Keys<'a> {
    pub(super) product: &'a [usize],
    pub(super) whole: Option<usize>,
}

/// Whether what a column says changes with the product. It does not if it is the same in all rows of orders of several products,
/// or another in most rows of one product: then it is of the order, or of whoever made it.
pub(super) fn speaks_of_product(column: usize, keys: &Keys<'_>, sample: &Sample) -> bool {
    let cell = |row: &Vec<String>, at: usize| row.get(at).map_or("", |cell| cell.trim()).to_owned();
    let mut orders: BTreeMap<String, (BTreeSet<String>, BTreeSet<String>)> = BTreeMap::new();
    let mut products: BTreeMap<String, (usize, BTreeSet<String>)> = BTreeMap::new();
    for row in &sample.rows {
        let says = cell(row, column);
        let product: Vec<String> = keys.product.iter().map(|at| cell(row, *at)).collect();
        let product = product.join("\u{1f}");
        if says.is_empty() || product.trim_matches('\u{1f}').is_empty() {
            continue;
        }
        if let Some(whole) = keys.whole {
            let order = orders.entry(cell(row, whole)).or_default();
            order.0.insert(product.clone());
            order.1.insert(says.clone());
        }
        let of_one = products.entry(product).or_default();
        of_one.0 += 1;
        of_one.1.insert(says);
    }
    let several: Vec<_> = orders.values().filter(|(of, _)| of.len() > 1).collect();
    let same = several.iter().filter(|(_, says)| says.len() == 1).count();
    if several.len() >= ORDERS && same * 10 >= several.len() * 8 {
        return false;
    }
    let often = products.values().filter(|(rows, _)| *rows >= OF_ONE);
    let (rows, says) = often.fold((0, 0), |(rows, says), of| (rows + of.0, says + of.1.len()));
    rows < ROWS || says * 10 < rows * 6
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows of order, product and what the column says.
    fn speaks(rows: impl Iterator<Item = (usize, usize, String)>) -> bool {
        let rows = rows.map(|(order, product, says)| {
            [order.to_string(), format!("P{product}"), says].to_vec()
        });
        let sample = Sample {
            headers: ["order", "product", "says"].map(str::to_owned).into(),
            rows: rows.collect(),
            is_json: false,
        };
        let keys = Keys {
            product: &[1],
            whole: Some(0),
        };
        speaks_of_product(2, &keys, &sample)
    }

    #[test]
    fn a_title_goes_with_its_product_and_a_buyer_with_the_order() {
        let lines = |n: usize| (n / 2, n % 5);
        let of = |says: fn(usize, usize) -> String| {
            speaks(
                (0..60)
                    .map(lines)
                    .map(|(order, product)| (order, product, says(order, product))),
            )
        };
        assert!(of(|_, product| format!("Lamp {product}")));
        assert!(!of(|order, _| format!("Anna {order}")), "a buyer");
        assert!(!of(|_, _| "Web shop".to_owned()), "where it was bought");
        let single =
            |says: fn(usize, usize) -> String| speaks((0..60).map(|n| (n, n % 5, says(n, n % 5))));
        assert!(single(|_, product| format!("Lamp {product}")));
        assert!(!single(|order, _| format!("Anna {order}")), "once each");
        let variants = |order: usize, product: usize| format!("Lamp {product} - {}", order % 3);
        assert!(single(variants), "a page in three colours");
        assert!(
            speaks((0..4).map(|n| (n, n, "Anna".to_owned()))),
            "few tell nothing"
        );
    }
}
