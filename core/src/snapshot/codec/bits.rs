//! Bits, low bits first.

use crate::snapshot::error::{Fault, SnapshotError};

pub(crate) struct BitReader<'a> {
    bytes: &'a [u8],
    /// Bits fetched from `bytes` and not yet read, low bits first.
    buffer: u64,
    buffered: u32,
    next_byte: usize,
    base: usize,
}

impl<'a> BitReader<'a> {
    pub(crate) fn new(bytes: &'a [u8], base: usize) -> Self {
        Self {
            bytes,
            buffer: 0,
            buffered: 0,
            next_byte: 0,
            base,
        }
    }

    pub(crate) fn offset(&self) -> usize {
        self.base + self.next_byte
    }

    fn refill(&mut self) {
        // Half full is enough for any one read.
        if self.buffered >= 32 {
            return;
        }
        while self.buffered <= 56 {
            let Some(&byte) = self.bytes.get(self.next_byte) else {
                return;
            };
            self.buffer |= u64::from(byte) << self.buffered;
            self.buffered += 8;
            self.next_byte += 1;
        }
    }

    /// The next `count` bits, at most 32.
    pub(crate) fn bits(&mut self, count: u32) -> Result<u32, SnapshotError> {
        let value = self.peek() & ((1_u64 << count) - 1);
        self.skip(count)?;
        Ok(value as u32)
    }

    /// The next bits, the first one lowest; those behind the end are 0. Enough for the longest prefix code.
    pub(crate) fn peek(&mut self) -> u64 {
        self.refill();
        self.buffer
    }

    /// Leaves out bits that were looked at.
    pub(crate) fn skip(&mut self, count: u32) -> Result<(), SnapshotError> {
        if self.buffered < count {
            return Err(self.truncated());
        }
        self.buffer >>= count;
        self.buffered -= count;
        Ok(())
    }

    /// Nothing but zero bits, fewer than eight, may be left.
    pub(crate) fn finish(&mut self, rule: &'static str) -> Result<(), SnapshotError> {
        self.refill();
        if self.buffered >= 8 || self.buffer != 0 || self.next_byte < self.bytes.len() {
            return Err(SnapshotError::invalid(rule, self.offset()));
        }
        Ok(())
    }

    fn truncated(&self) -> SnapshotError {
        SnapshotError::new(
            Fault::Truncated {
                expected: 1,
                got: 0,
            },
            self.offset(),
        )
    }
}

#[cfg(feature = "write")]
#[derive(Default)]
pub(crate) struct BitWriter {
    bytes: alloc::vec::Vec<u8>,
    buffer: u64,
    buffered: u32,
}

#[cfg(feature = "write")]
impl BitWriter {
    pub(crate) fn bits(&mut self, value: u32, count: u32) {
        debug_assert!(count <= 32 && u64::from(value) < 1_u64 << count);
        self.buffer |= u64::from(value) << self.buffered;
        self.buffered += count;
        while self.buffered >= 8 {
            self.bytes.push(self.buffer as u8);
            self.buffer >>= 8;
            self.buffered -= 8;
        }
    }

    pub(crate) fn finish(mut self) -> alloc::vec::Vec<u8> {
        if self.buffered > 0 {
            self.bytes.push(self.buffer as u8);
        }
        self.bytes
    }
}
