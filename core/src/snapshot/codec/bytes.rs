//! Little-endian numbers and varints from a slice, with a place for every fault.

use crate::snapshot::error::{Fault, SnapshotError};

/// A reading position in a slice. `base` is the offset of the slice in the file, for messages.
#[derive(Clone, Debug)]
pub(crate) struct ByteReader<'a> {
    bytes: &'a [u8],
    at: usize,
    base: usize,
}

impl<'a> ByteReader<'a> {
    pub(crate) fn new(bytes: &'a [u8], base: usize) -> Self {
        Self { bytes, at: 0, base }
    }

    /// Offset in the file of the next byte.
    pub(crate) fn offset(&self) -> usize {
        self.base + self.at
    }

    pub(crate) fn remaining(&self) -> usize {
        self.bytes.len() - self.at
    }

    pub(crate) fn take(&mut self, count: usize) -> Result<&'a [u8], SnapshotError> {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let taken = rest.get(..count).ok_or_else(|| {
            SnapshotError::new(
                Fault::Truncated {
                    expected: count,
                    got: rest.len(),
                },
                self.offset(),
            )
        })?;
        self.at += count;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], SnapshotError> {
        let mut array = [0; N];
        array.copy_from_slice(self.take(N)?);
        Ok(array)
    }

    pub(crate) fn u8(&mut self) -> Result<u8, SnapshotError> {
        self.array::<1>().map(|[byte]| byte)
    }

    pub(crate) fn u16(&mut self) -> Result<u16, SnapshotError> {
        self.array().map(u16::from_le_bytes)
    }

    pub(crate) fn i16(&mut self) -> Result<i16, SnapshotError> {
        self.array().map(i16::from_le_bytes)
    }

    pub(crate) fn u32(&mut self) -> Result<u32, SnapshotError> {
        self.array().map(u32::from_le_bytes)
    }

    pub(crate) fn u64(&mut self) -> Result<u64, SnapshotError> {
        self.array().map(u64::from_le_bytes)
    }

    /// A number in base 128, low digits first, with no needless last digit.
    pub(crate) fn varint(&mut self) -> Result<u64, SnapshotError> {
        // Most have one digit.
        if let Some(&digit) = self.bytes.get(self.at)
            && digit < 0x80
        {
            self.at += 1;
            return Ok(u64::from(digit));
        }
        let start = self.offset();
        let mut value = 0_u64;
        for shift in (0..63).step_by(7) {
            let byte = self.u8()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                if byte == 0 && shift > 0 {
                    return Err(SnapshotError::invalid(
                        "a varint has no needless digits",
                        start,
                    ));
                }
                return Ok(value);
            }
        }
        Err(SnapshotError::invalid(
            "a varint has at most 63 bits",
            start,
        ))
    }

    /// A varint that must be below `end`.
    pub(crate) fn varint_below(
        &mut self,
        end: u64,
        rule: &'static str,
    ) -> Result<usize, SnapshotError> {
        let start = self.offset();
        let value = self.varint()?;
        match usize::try_from(value) {
            Ok(small) if value < end => Ok(small),
            _ => Err(SnapshotError::invalid(rule, start)),
        }
    }

    /// Everything must have been read.
    pub(crate) fn finish(&self, rule: &'static str) -> Result<(), SnapshotError> {
        if self.remaining() == 0 {
            Ok(())
        } else {
            Err(SnapshotError::invalid(rule, self.offset()))
        }
    }
}

/// Appends what [`ByteReader::varint`] reads. Values have at most 63 bits.
pub(crate) fn put_varint(out: &mut alloc::vec::Vec<u8>, mut value: u64) {
    debug_assert!(value < 1 << 63);
    while value >= 0x80 {
        out.push((value as u8 & 0x7f) | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}
