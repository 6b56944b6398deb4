//! What the device's own knowledge of a shopper adds to the same ranking without it.

mod taste;
mod tolerance;
mod visits;

pub use taste::measure as taste;
pub use tolerance::measure as tolerance;
pub use visits::Visits;

use super::report::Row;
use crate::metrics::intervals;

/// A row of mean figures; each question adds to each figure's numerator and denominator.
fn means(
    protocol: &'static str,
    method: &str,
    names: &[&'static str],
    parts: &[Vec<(f64, f64)>],
    seed: u64,
) -> Row {
    let found = intervals(parts.len(), seed, |_: &mut (), drawn: &[u32]| {
        let mut sums = vec![(0.0, 0.0); names.len()];
        for part in drawn.iter().filter_map(|&n| parts.get(n as usize)) {
            for (sum, add) in sums.iter_mut().zip(part) {
                *sum = (sum.0 + add.0, sum.1 + add.1);
            }
        }
        sums.into_iter()
            .map(|(sum, of)| if of > 0.0 { sum / of } else { 0.0 })
            .collect()
    });
    Row {
        protocol,
        method: method.to_owned(),
        queries: parts.len(),
        metrics: names.iter().copied().zip(found).collect(),
        ..Row::default()
    }
}

/// Name of the same ranking for somebody of whom nothing is known.
const ANYBODY: &str = "unpersonalised";
