//! A level of popularity for every record.

use super::range::{Coder, Odds, RangeReader};
use crate::snapshot::error::SnapshotError;
use crate::snapshot::layout::WEIGHT_CODES;
use alloc::vec::Vec;

/// Reads a level below 16 for every record.
pub(crate) fn read(section: &[u8], base: usize, records: u32) -> Result<Vec<u8>, SnapshotError> {
    let mut reader = RangeReader::new(section, base);
    let mut odds = [Odds::default(); WEIGHT_CODES];
    let levels = (0..records)
        .map(|_| reader.symbol(&mut odds, 0) as u8)
        .collect();
    reader.finish("priors end with the section")?;
    Ok(levels)
}

/// Spells levels below 16.
#[cfg(feature = "write")]
pub(crate) fn write(levels: impl Iterator<Item = u8>) -> Vec<u8> {
    let mut writer = super::range::RangeWriter::default();
    let mut odds = [Odds::default(); WEIGHT_CODES];
    for level in levels {
        writer.symbol(&mut odds, level.into());
    }
    writer.finish()
}
