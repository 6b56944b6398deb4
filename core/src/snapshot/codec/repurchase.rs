//! When products are bought again.

use super::bits::BitReader;
use crate::snapshot::error::SnapshotError;
use crate::snapshot::layout::REPURCHASE_DAY_BITS;
use alloc::vec::Vec;

/// Bits of a regularity.
const REGULARITY_BITS: u32 = 2;

/// How soon shoppers buy a product again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Repurchase {
    /// Median days from one purchase to the next, 1 to [`MAX_REPURCHASE_DAYS`](crate::snapshot::MAX_REPURCHASE_DAYS).
    pub days: u16,
    /// How alike these intervals are, from 0 (anything goes) to 3 (like clockwork).
    pub regularity: u8,
}

/// Reads an entry for every own product; nothing if the section is left out.
pub(crate) fn read(
    section: &[u8],
    base: usize,
    owned: u32,
) -> Result<Vec<Option<Repurchase>>, SnapshotError> {
    if section.is_empty() {
        return Ok(Vec::new());
    }
    let mut reader = BitReader::new(section, base);
    let mut all = Vec::with_capacity(owned as usize);
    for _ in 0..owned {
        let mut entry = None;
        if reader.bits(1)? == 1 {
            let days = reader.bits(REPURCHASE_DAY_BITS)? as u16;
            let regularity = reader.bits(REGULARITY_BITS)? as u8;
            if days == 0 {
                return Err(SnapshotError::invalid(
                    "a repurchase interval has at least a day",
                    reader.offset(),
                ));
            }
            entry = Some(Repurchase { days, regularity });
        }
        all.push(entry);
    }
    reader.finish("repurchase intervals end with the section")?;
    Ok(all)
}

/// Whether an entry can be spelled.
#[cfg(feature = "write")]
pub(crate) fn fits(entry: Repurchase) -> bool {
    (1..=crate::snapshot::layout::MAX_REPURCHASE_DAYS).contains(&entry.days)
        && entry.regularity < 1 << REGULARITY_BITS
}

/// Spells entries that fit; nothing if there is none.
#[cfg(feature = "write")]
pub(crate) fn write(entries: impl Iterator<Item = Option<Repurchase>> + Clone) -> Vec<u8> {
    if entries.clone().all(|entry| entry.is_none()) {
        return Vec::new();
    }
    let mut writer = super::bits::BitWriter::default();
    for entry in entries {
        writer.bits(u32::from(entry.is_some()), 1);
        if let Some(Repurchase { days, regularity }) = entry {
            writer.bits(u32::from(days), REPURCHASE_DAY_BITS);
            writer.bits(u32::from(regularity), REGULARITY_BITS);
        }
    }
    writer.finish()
}
