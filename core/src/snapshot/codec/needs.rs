//! Which need each record serves: numbers of as many bits as the largest takes.

use super::bits::BitReader;
use super::bytes::ByteReader;
use super::numbers::Numbers;
use crate::snapshot::error::SnapshotError;
use crate::snapshot::layout::MAX_NEED_BITS;
#[cfg(feature = "write")]
use alloc::vec::Vec;

/// Reads a number for every record, 0 for none; nothing if the section is left out.
pub(crate) fn read(section: &[u8], base: usize, records: u32) -> Result<Numbers, SnapshotError> {
    if section.is_empty() {
        return Ok(Numbers::default());
    }
    let mut head = ByteReader::new(section, base);
    let width = u32::from(head.u8()?);
    if width == 0 || width > MAX_NEED_BITS {
        return Err(SnapshotError::invalid("a need has 1 to 24 bits", base));
    }
    let mut reader = BitReader::new(head.take(head.remaining())?, base + 1);
    let mut needs = Numbers::with_capacity(records as usize, (1 << width) - 1);
    for _ in 0..records {
        needs.push(u64::from(reader.bits(width)?));
    }
    reader.finish("needs end with the section")?;
    Ok(needs)
}

/// Spells needs of at most 24 bits; nothing if there is none.
#[cfg(feature = "write")]
pub(crate) fn write(needs: impl Iterator<Item = u32> + Clone) -> Vec<u8> {
    let largest = needs.clone().max().unwrap_or(0);
    if largest == 0 {
        return Vec::new();
    }
    let width = largest.ilog2() + 1;
    let mut writer = super::bits::BitWriter::default();
    for need in needs {
        writer.bits(need, width);
    }
    let mut out = alloc::vec![width as u8];
    out.extend(writer.finish());
    out
}
