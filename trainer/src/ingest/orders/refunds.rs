//! Lines whose money was given back, where an order says only how much.

use hashbrown::HashMap;

use crate::ingest::money::parse_price;
use crate::ingest::orders::Line;

/// What was given back, by order.
#[derive(Default)]
pub(super) struct Refunds {
    amounts: HashMap<u32, Vec<i64>>,
}

impl Refunds {
    /// Takes in a cell: an amount, or a list of them as an interface tells each refund. Every row of an order may say the same.
    pub(super) fn add(&mut self, order: u32, cell: &[u8], digits: u32) {
        let found = amounts(cell, digits);
        if found.is_empty() {
            return;
        }
        let known = self.amounts.entry(order).or_default();
        if found.iter().sum::<i64>() > known.iter().sum() {
            *known = found;
        }
    }

    /// Marks the lines that cost what was given back. Where more lines do than refunds of that amount are there, or none, it is
    /// not known what a refund was for, and the order stays whole.
    pub(super) fn take_out(&self, lines: &[Line], out: &mut [Option<&'static str>]) {
        if self.amounts.is_empty() {
            return;
        }
        let mut found: HashMap<(u32, i64), Vec<usize>> = HashMap::new();
        for (at, line) in lines.iter().enumerate().filter(|(_, l)| l.quantity > 0) {
            let total = line.unit_price.checked_mul(i64::from(line.quantity));
            let given = self.amounts.get(&line.order);
            if let (Some(total), Some(given)) = (total, given)
                && given.contains(&total)
            {
                found.entry((line.order, total)).or_default().push(at);
            }
        }
        for ((order, amount), places) in found {
            let given = self.amounts.get(&order).into_iter().flatten();
            if places.len() > given.filter(|given| **given == amount).count() {
                continue;
            }
            for at in places {
                if let Some(slot) = out.get_mut(at).filter(|slot| slot.is_none()) {
                    *slot = Some("refunded_line");
                }
            }
        }
    }
}

/// The amounts of a cell; money that went back may be written below zero.
fn amounts(cell: &[u8], digits: u32) -> Vec<i64> {
    let text = std::str::from_utf8(cell).unwrap_or_default();
    let parts = text.split(", ").filter(|part| !part.is_empty());
    let read = parts.filter_map(|part| parse_price(part.as_bytes(), digits));
    read.map(i64::abs).filter(|amount| *amount > 0).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const GONE: Option<&str> = Some("refunded_line");

    fn taken_out(lines: &[(u32, i64, i32)], cells: &[(u32, &str)]) -> Vec<Option<&'static str>> {
        let lines: Vec<Line> = lines
            .iter()
            .map(|&(order, unit_price, quantity)| Line {
                order,
                product: 0,
                quantity,
                titled: true,
                unit_price,
            })
            .collect();
        let mut refunds = Refunds::default();
        for (order, cell) in cells {
            refunds.add(*order, cell.as_bytes(), 2);
        }
        let mut out = vec![None; lines.len()];
        refunds.take_out(&lines, &mut out);
        out
    }

    #[test]
    fn only_the_line_that_alone_costs_the_refund_is_taken_out() {
        let lines = [
            (0, 500, 2),
            (0, 700, 1),
            (1, 500, 1),
            (1, 500, 1),
            (2, 300, 1),
        ];
        let cells = [(0, "10.00"), (1, "5.00"), (2, "1.00"), (0, "")];
        assert_eq!(taken_out(&lines, &cells), [GONE, None, None, None, None]);
    }

    #[test]
    fn each_refund_of_a_list_is_one_and_rows_that_repeat_it_say_it_once() {
        let lines = [
            (0, 500, 1),
            (0, 700, 1),
            (0, 900, 1),
            (1, 500, 1),
            (1, 500, 1),
        ];
        let cells = [
            (0, "-5.00, -9.00"),
            (0, "-5.00, -9.00"),
            (1, "-5.00, -5.00"),
        ];
        assert_eq!(taken_out(&lines, &cells), [GONE, None, GONE, GONE, GONE]);
        assert_eq!(taken_out(&lines[..3], &[(0, "0.00")]), [None; 3]);
    }
}
