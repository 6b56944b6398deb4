//! A level of popularity for every record.

use super::range::{Coder, RangeReader};
use crate::snapshot::error::SnapshotError;
use crate::snapshot::layout::WEIGHT_CODES;
use alloc::vec::Vec;

/// The contexts of levels.
const LEVEL: usize = 0;

/// Reads a level below 16 for every record.
pub(crate) fn read(section: &[u8], base: usize, records: u32) -> Result<Vec<u8>, SnapshotError> {
    let mut reader = RangeReader::new(section, base);
    let levels = (0..records)
        .map(|_| reader.symbol(LEVEL, WEIGHT_CODES, 0) as u8)
        .collect();
    reader.finish("priors end with the section")?;
    Ok(levels)
}

/// Spells levels below 16.
#[cfg(feature = "write")]
pub(crate) fn write(levels: impl Iterator<Item = u8>) -> Vec<u8> {
    let mut writer = super::range::RangeWriter::default();
    for level in levels {
        writer.symbol(LEVEL, WEIGHT_CODES, level.into());
    }
    writer.finish()
}
