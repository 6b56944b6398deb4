//! What the cells of a column must look like to be one of ours, whatever its header says: `Time` may be a time of day beside
//! `Date created`, and `Product` is no price.

use super::sample::Sample;
use crate::ingest::{is_time, parse_price, parse_quantity};

/// Of a hundred cells that say something, so many must be readable; the others are bad rows.
const MOSTLY: usize = 50;
/// Letters of a currency beside an amount.
const CURRENCY: usize = 4;

/// Whether a column of a file can be a column of ours. Blank ones cannot, and texts can be all that is text.
pub(super) fn can_be(name: &str, at: usize, sample: &Sample) -> bool {
    let is = |good: &dyn Fn(&[u8]) -> bool| sample.mostly(at, MOSTLY, |cell| good(cell.as_bytes()));
    match name {
        "time" => is(&is_time),
        "quantity" => is(&|cell| parse_quantity(cell).is_some()),
        "price" | "unit_price" | "line_total" => is(&is_amount),
        _ => !sample.is_blank(at),
    }
}

/// Whether a cell is an amount of money: a number, with a currency beside it at most, and no date with the name of its month.
fn is_amount(cell: &[u8]) -> bool {
    let text = String::from_utf8_lossy(cell);
    let letters = text.chars().filter(|sign| sign.is_alphabetic()).count();
    // A minor unit of two digits reads what others write too.
    letters <= CURRENCY && (letters == 0 || !is_time(cell)) && parse_price(cell, 2).is_some()
}

/// Whether [`can_be`] looks at more than whether something is there.
pub(super) fn is_looked_at(name: &str) -> bool {
    matches!(
        name,
        "time" | "quantity" | "price" | "unit_price" | "line_total"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_is_what_its_cells_say() {
        let rows = [
            ["Jan 5, 2026", "10:00 AM", "Lamp", "2", "1 234,50 zł", ""],
            ["Jan 6, 2026", "11:00 AM", "Bulb", "1", "9,00 zł", ""],
        ];
        let sample = Sample {
            headers: ["Date", "Time", "Product", "Qty", "Cena", "Blank"]
                .map(str::to_owned)
                .into(),
            rows: rows.map(|row| row.map(str::to_owned).into()).into(),
            is_json: false,
        };
        let columns =
            |name: &str| -> Vec<usize> { (0..6).filter(|at| can_be(name, *at, &sample)).collect() };
        assert_eq!(columns("time"), [0]);
        assert_eq!(columns("quantity"), [3]);
        assert_eq!(columns("unit_price"), [3, 4]);
        assert_eq!(columns("title"), [0, 1, 2, 3, 4]);
    }
}
