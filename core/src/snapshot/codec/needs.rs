//! Which need each record serves. Products of one need are often bought with the same others, and so stand together.

use super::numbers::Numbers;
use super::range::{Coder, RangeReader};
use crate::snapshot::error::SnapshotError;
use crate::snapshot::layout::MAX_NEED_BITS;
#[cfg(feature = "write")]
use alloc::vec::Vec;

/// Whether it is another need than that of the record before, by whether that one's was.
const OTHER: usize = 0;
const NEED: usize = OTHER + 2;

/// The need of the record before, and whether it was another than the one before that.
#[derive(Default)]
struct Before {
    need: u32,
    other: bool,
}

impl Before {
    /// The next one.
    fn need(&mut self, coder: &mut impl Coder, need: u32) -> u32 {
        self.other = coder.bit(OTHER + usize::from(self.other), need != self.need);
        if self.other {
            self.need = coder.number(NEED, need + 1) - 1;
        }
        self.need
    }
}

/// Reads a number for every record, 0 for none; nothing if the section is left out.
pub(crate) fn read(section: &[u8], base: usize, records: u32) -> Result<Numbers, SnapshotError> {
    if section.is_empty() {
        return Ok(Numbers::default());
    }
    let mut reader = RangeReader::new(section, base);
    let mut before = Before::default();
    let mut needs = alloc::vec::Vec::with_capacity(records as usize);
    for _ in 0..records {
        let need = before.need(&mut reader, 0);
        if need >> MAX_NEED_BITS != 0 {
            return Err(SnapshotError::invalid(
                "a need is below 2^24",
                reader.offset(),
            ));
        }
        needs.push(need);
    }
    reader.finish("needs end with the section")?;
    Ok(Numbers::of(&needs))
}

/// Spells needs of at most 24 bits; nothing if there is none.
#[cfg(feature = "write")]
pub(crate) fn write(needs: impl Iterator<Item = u32> + Clone) -> Vec<u8> {
    if needs.clone().all(|need| need == 0) {
        return Vec::new();
    }
    let mut writer = super::range::RangeWriter::default();
    let mut before = Before::default();
    for need in needs {
        before.need(&mut writer, need);
    }
    writer.finish()
}
