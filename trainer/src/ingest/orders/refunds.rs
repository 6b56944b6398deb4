//! Lines whose money was given back, where an order says only how much.

use hashbrown::HashMap;

use crate::ingest::orders::Line;

/// Marks the line of each order that alone costs what was given back. Where several do, or none, it is not known what the
/// refund was for, and the order stays whole.
pub(super) fn take_out(
    lines: &[Line],
    refunds: &HashMap<u32, i64>,
    out: &mut [Option<&'static str>],
) {
    if refunds.is_empty() {
        return;
    }
    // By order the one line of that total; `None` for more than one.
    let mut found: HashMap<u32, Option<usize>> = HashMap::new();
    for (at, line) in lines.iter().enumerate() {
        let Some(refund) = refunds.get(&line.order) else {
            continue;
        };
        let total = line.unit_price.checked_mul(i64::from(line.quantity));
        if total == Some(*refund) && line.quantity > 0 {
            let one = found.entry(line.order).or_insert(Some(at));
            *one = one.filter(|known| *known == at);
        }
    }
    for at in found.into_values().flatten() {
        if let Some(slot) = out.get_mut(at).filter(|slot| slot.is_none()) {
            *slot = Some("refunded_line");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_line_that_alone_costs_the_refund_is_taken_out() {
        let line = |order, unit_price, quantity| Line {
            order,
            product: 0,
            quantity,
            titled: true,
            unit_price,
        };
        let lines = [
            line(0, 500, 2),
            line(0, 700, 1),
            line(1, 500, 1),
            line(1, 500, 1),
            line(2, 300, 1),
        ];
        let refunds = HashMap::from([(0, 1_000), (1, 500), (2, 100)]);
        let mut out = [None; 5];
        take_out(&lines, &refunds, &mut out);
        assert_eq!(out, [Some("refunded_line"), None, None, None, None]);
    }
}
