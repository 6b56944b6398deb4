//! A level below 16 for each of some records: popularity, or the scale of a product's complements.

use super::coder::{self, Coder};
use crate::snapshot::error::SnapshotError;
use crate::snapshot::layout::WEIGHT_CODES;
use alloc::vec::Vec;

/// The codes of levels, by a quarter of the level before.
const CODES: usize = WEIGHT_CODES / 4;

/// The code of the level behind another.
fn code_after(before: u8) -> usize {
    usize::from(before) / 4
}

/// Reads so many levels.
pub(crate) fn read(section: &[u8], base: usize, count: u32) -> Result<Vec<u8>, SnapshotError> {
    coder::read(section, base, CODES, |reader| {
        let mut before = 0;
        let level = |_| {
            before = reader.symbol(code_after(before), 0) as u8 % WEIGHT_CODES as u8;
            before
        };
        Ok((0..count).map(level).collect())
    })
}

/// Spells levels below 16.
#[cfg(feature = "write")]
pub(crate) fn write(levels: impl Iterator<Item = u8> + Clone) -> Vec<u8> {
    coder::write(CODES, |coder| {
        let mut before = 0;
        for level in levels.clone() {
            coder.symbol(code_after(before), level.into());
            before = level;
        }
    })
}
