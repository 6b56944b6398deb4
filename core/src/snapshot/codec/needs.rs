//! Which need each record serves. Products of one need are often bought with the same others, and so stand together.

use super::coder::{self, Coder};
use super::numbers::Numbers;
use crate::snapshot::error::SnapshotError;
use crate::snapshot::layout::MAX_NEED_BITS;
use alloc::vec::Vec;

/// The code of needs, and that of how many records in a row serve one.
const NEED: usize = 0;
const RUN: usize = NEED + 1;
const CODES: usize = RUN + 1;

/// Reads a number for every record, 0 for none; nothing if the section is left out.
pub(crate) fn read(section: &[u8], base: usize, records: u32) -> Result<Numbers, SnapshotError> {
    if section.is_empty() {
        return Ok(Numbers::default());
    }
    let records = records as usize;
    coder::read(section, base, CODES, |reader| {
        let mut needs = Vec::with_capacity(records);
        while needs.len() < records {
            let need = reader.number(NEED, 1) - 1;
            let end = needs.len().saturating_add(reader.number(RUN, 1) as usize);
            if need >> MAX_NEED_BITS != 0 || end > records {
                return Err(reader.bits.invalid("a need is below 2^24, and a record's"));
            }
            needs.resize(end, need);
        }
        Ok(Numbers::of(&needs))
    })
}

/// Spells needs of at most 24 bits; nothing if there is none.
#[cfg(feature = "write")]
pub(crate) fn write(needs: &[u32]) -> Vec<u8> {
    if needs.iter().all(|&need| need == 0) {
        return Vec::new();
    }
    coder::write(CODES, |coder| {
        for run in needs.chunk_by(|a, b| a == b) {
            coder.number(NEED, run.first().map_or(1, |need| need + 1));
            coder.number(RUN, run.len() as u32);
        }
    })
}
