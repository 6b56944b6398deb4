//! Orders of a wrong year: one of them would be "now", and all others long ago.

/// Days without any order before the strays.
const GAP: i64 = 180 * 86_400;
/// Fewer orders than this have no rule.
const ENOUGH: usize = 100;
/// One of so many orders may be a stray, or one in all.
const ONE_OF: usize = 1_000;

/// The moment from which orders are strays: the last few, half a year after all others. `times` are those of all orders,
/// in any order.
pub(super) fn strays_since(mut times: Vec<i64>) -> Option<i64> {
    if times.len() < ENOUGH {
        return None;
    }
    let few = (times.len() / ONE_OF).max(1);
    let first = times.len() - few - 1;
    times.select_nth_unstable(first);
    let last = times.get_mut(first..)?;
    last.sort_unstable();
    let gaps = last.iter().zip(last.iter().skip(1));
    gaps.into_iter()
        .find(|(before, after)| *after - *before > GAP)
        .map(|(_, after)| *after)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_few_behind_a_long_gap_are_strays() {
        let day = 86_400;
        let year: Vec<i64> = (0..2_000).map(|n| n * day / 5).collect();
        let last = year[1_999];
        let with = |more: &[i64]| strays_since(year.iter().chain(more).copied().collect());
        assert_eq!(with(&[]), None);
        assert_eq!(with(&[last + 181 * day]), Some(last + 181 * day));
        assert_eq!(
            with(&[last + 900 * day, last + 400 * day]),
            Some(last + 400 * day)
        );
        assert_eq!(with(&[last + 179 * day]), None, "a slow half-year");
        let many: Vec<i64> = (0..9).map(|n| last + (200 + n) * day).collect();
        assert_eq!(with(&many), None, "a shop that opened again");
        assert_eq!(strays_since(vec![0, 999 * day]), None);
    }
}
