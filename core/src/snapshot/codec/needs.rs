//! Which need each record serves. Products of one need are often bought with the same others, and so stand together.

use super::numbers::Numbers;
use super::range::{Coder, Number, Odds, RangeReader};
use crate::snapshot::error::SnapshotError;
use crate::snapshot::layout::MAX_NEED_BITS;
#[cfg(feature = "write")]
use alloc::vec::Vec;

/// What needs have been so far.
#[derive(Default)]
struct Model {
    /// Whether it is another need than that of the record before, by whether that one's was.
    other: [Odds; 2],
    turned: bool,
    before: u32,
    number: Number,
}

impl Model {
    fn need(&mut self, coder: &mut impl Coder, need: u32) -> u32 {
        if let Some(odds) = self.other.get_mut(usize::from(self.turned)) {
            self.turned = coder.bit(odds, need != self.before);
        }
        if self.turned {
            self.before = self.number.code(coder, need + 1) - 1;
        }
        self.before
    }
}

/// Reads a number for every record, 0 for none; nothing if the section is left out.
pub(crate) fn read(section: &[u8], base: usize, records: u32) -> Result<Numbers, SnapshotError> {
    if section.is_empty() {
        return Ok(Numbers::default());
    }
    let mut reader = RangeReader::new(section, base);
    let mut model = Model::default();
    let mut needs = alloc::vec::Vec::with_capacity(records as usize);
    for _ in 0..records {
        let need = model.need(&mut reader, 0);
        if need >> MAX_NEED_BITS != 0 {
            return Err(SnapshotError::invalid(
                "a need is below 2^24",
                reader.offset(),
            ));
        }
        needs.push(need);
    }
    reader.finish("needs end with the section")?;
    Ok(Numbers::of(needs.into_iter().map(u64::from)))
}

/// Spells needs of at most 24 bits; nothing if there is none.
#[cfg(feature = "write")]
pub(crate) fn write(needs: impl Iterator<Item = u32> + Clone) -> Vec<u8> {
    if needs.clone().all(|need| need == 0) {
        return Vec::new();
    }
    let mut writer = super::range::RangeWriter::default();
    let mut model = Model::default();
    for need in needs {
        model.need(&mut writer, need);
    }
    writer.finish()
}
