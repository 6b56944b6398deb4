//! When products are bought again.

use super::coder::{self, Coder};
use crate::snapshot::error::SnapshotError;
use crate::snapshot::layout::MAX_REPURCHASE_DAYS;
use alloc::vec::Vec;

/// Digits of a regularity.
const REGULARITY_DIGITS: u32 = 2;

/// How soon shoppers buy a product again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Repurchase {
    /// Median days from one purchase to the next, 1 to [`MAX_REPURCHASE_DAYS`](crate::snapshot::MAX_REPURCHASE_DAYS).
    pub days: u16,
    /// How alike these intervals are, from 0 (anything goes) to 3 (like clockwork).
    pub regularity: u8,
}

/// The code of the distance from one such product to the next, and that of days.
const GAP: usize = 0;
const DAYS: usize = GAP + 1;
const CODES: usize = DAYS + 1;

/// Reads an entry for every own product; nothing if the section is left out.
pub(crate) fn read(
    section: &[u8],
    base: usize,
    owned: u32,
) -> Result<Vec<Option<Repurchase>>, SnapshotError> {
    if section.is_empty() {
        return Ok(Vec::new());
    }
    coder::read(section, base, CODES, |reader| {
        let mut all = alloc::vec![None; owned as usize];
        let mut next = 0_usize;
        loop {
            next = next.saturating_add(reader.number(GAP, 1) as usize);
            // One behind the last product ends them.
            let Some(slot) = all.get_mut(next - 1) else {
                return Ok(all);
            };
            let days = reader.number(DAYS, 1);
            let regularity = reader.digits(REGULARITY_DIGITS, 0) as u8;
            if days > MAX_REPURCHASE_DAYS.into() {
                return Err(reader
                    .bits
                    .invalid("a repurchase interval has at most 1023 days"));
            }
            *slot = Some(Repurchase {
                days: days as u16,
                regularity,
            });
        }
    })
}

/// Whether an entry can be spelled.
#[cfg(feature = "write")]
pub(crate) fn fits(entry: Repurchase) -> bool {
    (1..=MAX_REPURCHASE_DAYS).contains(&entry.days) && entry.regularity >> REGULARITY_DIGITS == 0
}

/// Spells entries that fit; nothing if there is none.
#[cfg(feature = "write")]
pub(crate) fn write(entries: impl ExactSizeIterator<Item = Option<Repurchase>> + Clone) -> Vec<u8> {
    if entries.clone().all(|entry| entry.is_none()) {
        return Vec::new();
    }
    let count = entries.len() as u32;
    coder::write(CODES, |coder| {
        let mut next = 0;
        for (own, entry) in (0..).zip(entries.clone()) {
            let Some(Repurchase { days, regularity }) = entry else {
                continue;
            };
            coder.number(GAP, own + 1 - next);
            coder.number(DAYS, days.into());
            coder.digits(REGULARITY_DIGITS, regularity.into());
            next = own + 1;
        }
        coder.number(GAP, count + 1 - next);
    })
}
