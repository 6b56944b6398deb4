//! Pairs by part to counts, and their sums.

use std::path::Path;

use super::Counted;
use crate::count::CountError;
use crate::count::buckets::Buckets;
use crate::count::parts::{PairPart, Plan};
use crate::count::runs::{ProductIds, RunEncoder, RunFile, failed};

/// Counts all parts, sums them up and writes them.
pub(super) fn write(
    plan: &Plan,
    pairs: &Buckets<'_>,
    min_orders: u32,
    out: Option<&Path>,
    ids: &ProductIds,
    counted: &mut Counted,
) -> Result<(), CountError> {
    let mut file = match out {
        Some(path) => {
            let encoder = RunEncoder::new(ids).map_err(|source| failed(path, source))?;
            let file = RunFile::create(path, &encoder)?;
            Some((path, encoder, file))
        }
        None => None,
    };
    let encoder = file
        .as_ref()
        .map(|(path, encoder, _)| (path.to_path_buf(), encoder.clone()));
    plan.count_all(
        pairs,
        min_orders,
        |part| {
            let sums = Sums::of(&part);
            let group = match &encoder {
                Some((path, encoder)) if sums.pairs > 0 => Some(
                    encoder
                        .encode(&part)
                        .map_err(|source| failed(path, source))?,
                ),
                _ => None,
            };
            Ok((sums, group))
        },
        |(sums, group)| {
            counted.pairs += sums.pairs;
            counted.pair_orders += sums.orders;
            counted.checksum = counted.checksum.wrapping_add(sums.checksum);
            match (&mut file, group) {
                (Some((_, _, file)), Some(group)) => file.append(group),
                _ => Ok(()),
            }
        },
    )?;
    match file {
        Some((_, _, file)) => file.finish(),
        None => Ok(()),
    }
}

/// What parts add up to.
struct Sums {
    pairs: u64,
    orders: u64,
    checksum: u64,
}

impl Sums {
    fn of(part: &PairPart) -> Self {
        let rows = part.first.iter().zip(&part.second).zip(&part.orders);
        let checksum = rows.fold(0u64, |sum, ((&first, &second), &orders)| {
            let pair = 65_537 * u64::from(first) + 257 * u64::from(second) + 1;
            sum.wrapping_add(pair.wrapping_mul(u64::from(orders)))
        });
        Self {
            pairs: part.orders.len() as u64,
            orders: part.orders.iter().map(|&orders| u64::from(orders)).sum(),
            checksum,
        }
    }
}
