//! Returns take their purchases back.

use crate::ingest::orders::{Line, OrderHead};

/// Takes back the purchases that later returns of the same customer cancel: the latest earlier line of the same product
/// and quantity falls away, else the latest earlier one with more pieces loses the returned ones. Gives the lines gone.
pub(super) fn take_back(lines: &mut Vec<Line>, returns: &[Line], heads: &[OrderHead]) -> usize {
    let head = |line: &Line| {
        heads
            .get(line.order as usize)
            .copied()
            .unwrap_or(OrderHead {
                time: 0,
                customer: 0,
            })
    };
    let mut wanted: Vec<(u64, u32)> = returns
        .iter()
        .map(|r| (head(r).customer, r.product))
        .filter(|k| k.0 != 0)
        .collect();
    wanted.sort_unstable();
    wanted.dedup();
    // Purchases by key, each list in the order of time.
    let mut bought: Vec<Vec<usize>> = vec![Vec::new(); wanted.len()];
    for (at, line) in lines.iter().enumerate() {
        if let Ok(n) = wanted.binary_search(&(head(line).customer, line.product))
            && let Some(list) = bought.get_mut(n)
        {
            list.push(at);
        }
    }
    for list in &mut bought {
        list.sort_by_key(|&at| (lines.get(at).map_or(0, |l| head(l).time), at));
    }
    let mut in_time: Vec<&Line> = returns.iter().collect();
    in_time.sort_by_key(|r| head(r).time);
    for cancelled in in_time {
        let at = head(cancelled);
        let Ok(n) = wanted.binary_search(&(at.customer, cancelled.product)) else {
            continue;
        };
        let pieces = cancelled.quantity.saturating_neg();
        let earlier = |want: fn(i32, i32) -> bool| {
            bought.get(n).and_then(|list| {
                list.iter().rev().copied().find(|&l| {
                    lines.get(l).is_some_and(|l| {
                        head(l).time <= at.time && l.quantity > 0 && want(l.quantity, pieces)
                    })
                })
            })
        };
        let found = earlier(|has, back| has == back).or_else(|| earlier(|has, back| has > back));
        if let Some(line) = found.and_then(|l| lines.get_mut(l)) {
            line.quantity -= pieces;
        }
    }
    let before = lines.len();
    lines.retain(|l| l.quantity > 0);
    before - lines.len()
}
