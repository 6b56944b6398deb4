//! When products are bought again.

use super::range::{Coder, NUMBER, RangeReader};
use crate::snapshot::error::SnapshotError;
use crate::snapshot::layout::MAX_REPURCHASE_DAYS;
use alloc::vec::Vec;

/// Regularities that are told apart.
const REGULARITIES: usize = 4;

/// How soon shoppers buy a product again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Repurchase {
    /// Median days from one purchase to the next, 1 to [`MAX_REPURCHASE_DAYS`](crate::snapshot::MAX_REPURCHASE_DAYS).
    pub days: u16,
    /// How alike these intervals are, from 0 (anything goes) to 3 (like clockwork).
    pub regularity: u8,
}

/// Whether there is one, by whether there was one before.
const SOME: usize = 0;
const DAYS: usize = SOME + 2;
const REGULARITY: usize = DAYS + NUMBER;

fn entry(coder: &mut impl Coder, before: bool, entry: Option<Repurchase>) -> Option<(u32, u32)> {
    if !coder.bit(SOME + usize::from(before), entry.is_some()) {
        return None;
    }
    let Repurchase { days, regularity } = entry.unwrap_or(NOTHING);
    Some((
        coder.number(DAYS, days.into()),
        coder.symbol(REGULARITY, REGULARITIES, regularity.into()),
    ))
}

/// What a reader tells the coder.
const NOTHING: Repurchase = Repurchase {
    days: 1,
    regularity: 0,
};

/// Reads an entry for every own product; nothing if the section is left out.
pub(crate) fn read(
    section: &[u8],
    base: usize,
    owned: u32,
) -> Result<Vec<Option<Repurchase>>, SnapshotError> {
    if section.is_empty() {
        return Ok(Vec::new());
    }
    let mut reader = RangeReader::new(section, base);
    let mut all: Vec<Option<Repurchase>> = Vec::with_capacity(owned as usize);
    for _ in 0..owned {
        let before = all.last().is_some_and(Option::is_some);
        let mut read = None;
        if let Some((days, regularity)) = entry(&mut reader, before, None) {
            if days > MAX_REPURCHASE_DAYS.into() {
                return Err(SnapshotError::invalid(
                    "a repurchase interval has at most 1023 days",
                    reader.offset(),
                ));
            }
            read = Some(Repurchase {
                days: days as u16,
                regularity: regularity as u8,
            });
        }
        all.push(read);
    }
    reader.finish("repurchase intervals end with the section")?;
    Ok(all)
}

/// Whether an entry can be spelled.
#[cfg(feature = "write")]
pub(crate) fn fits(entry: Repurchase) -> bool {
    (1..=MAX_REPURCHASE_DAYS).contains(&entry.days) && usize::from(entry.regularity) < REGULARITIES
}

/// Spells entries that fit; nothing if there is none.
#[cfg(feature = "write")]
pub(crate) fn write(entries: impl Iterator<Item = Option<Repurchase>> + Clone) -> Vec<u8> {
    if entries.clone().all(|entry| entry.is_none()) {
        return Vec::new();
    }
    let mut writer = super::range::RangeWriter::default();
    let mut before = false;
    for each in entries {
        entry(&mut writer, before, each);
        before = each.is_some();
    }
    writer.finish()
}
