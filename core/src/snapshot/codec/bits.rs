//! Binary digits in bytes, the highest first.

use crate::snapshot::error::SnapshotError;

/// Most digits that are read at once: a window has 64 and may begin in the middle of a byte.
pub(crate) const MOST_DIGITS: u32 = 56;

/// A reading position in a section. Behind the last byte there are zeros without end.
#[derive(Clone, Debug)]
pub(crate) struct Bits<'a> {
    bytes: &'a [u8],
    /// Digits passed.
    at: usize,
    base: usize,
}

impl<'a> Bits<'a> {
    /// `base` is the offset of the bytes in the file, for messages.
    pub(crate) fn new(bytes: &'a [u8], base: usize) -> Self {
        Self { bytes, at: 0, base }
    }

    /// The same bytes from another digit on.
    pub(crate) fn starting(bytes: &'a [u8], at: usize) -> Self {
        Self { bytes, at, base: 0 }
    }

    /// Digits passed.
    pub(crate) fn at(&self) -> usize {
        self.at
    }

    /// The next digits, at least 57 of them, the first one highest.
    #[inline]
    pub(crate) fn window(&self) -> u64 {
        let rest = self.bytes.get(self.at / 8..).unwrap_or_default();
        let next = match rest.first_chunk() {
            Some(next) => *next,
            None => last(rest),
        };
        u64::from_be_bytes(next) << (self.at % 8)
    }

    pub(crate) fn pass(&mut self, count: u32) {
        self.at += count as usize;
    }

    /// Passes digits that may be more than there are.
    pub(crate) fn skip(&mut self, count: u64) {
        let count = usize::try_from(count).unwrap_or(usize::MAX);
        self.at = self.at.saturating_add(count);
    }

    /// A number of so many digits, at most [`MOST_DIGITS`].
    pub(crate) fn take(&mut self, count: u32) -> u64 {
        // In two steps, for no digits are no shift by 64.
        let value = self.window() >> 1 >> (63 - count.min(MOST_DIGITS));
        self.pass(count);
        value
    }

    /// Every byte must have been needed, and what is left of the last one be zeros.
    pub(crate) fn finish(&self) -> Result<(), SnapshotError> {
        if self.at.div_ceil(8) == self.bytes.len() && self.window() == 0 {
            return Ok(());
        }
        Err(self.invalid("what is spelled ends with its section"))
    }

    /// What breaks a rule here.
    #[cold]
    pub(crate) fn invalid(&self, rule: &'static str) -> SnapshotError {
        SnapshotError::invalid(rule, self.base + self.bytes.len().min(self.at / 8))
    }
}

/// Less than eight bytes, and zeros.
#[cold]
fn last(rest: &[u8]) -> [u8; 8] {
    let mut next = [0; 8];
    for (slot, byte) in next.iter_mut().zip(rest) {
        *slot = *byte;
    }
    next
}

#[cfg(feature = "write")]
pub(crate) use writing::BitWriter;

#[cfg(feature = "write")]
mod writing {
    use alloc::vec::Vec;

    #[derive(Default)]
    pub(crate) struct BitWriter {
        bytes: Vec<u8>,
        /// Digits written.
        len: usize,
    }

    impl BitWriter {
        /// Digits written.
        pub(crate) fn len(&self) -> usize {
            self.len
        }

        /// Appends the low `count` digits of a number.
        pub(crate) fn put(&mut self, count: u32, value: u64) {
            for digit in (0..count).rev() {
                if self.len.is_multiple_of(8) {
                    self.bytes.push(0);
                }
                if let Some(last) = self.bytes.last_mut() {
                    *last |= (value >> digit & 1) as u8 * (0x80 >> (self.len % 8));
                }
                self.len += 1;
            }
        }

        /// Appends all digits of another one.
        pub(crate) fn append(&mut self, other: Self) {
            let mut left = other.len;
            for byte in other.bytes {
                let count = left.min(8);
                self.put(count as u32, u64::from(byte >> (8 - count)));
                left -= count;
            }
        }

        /// All of them, with zeros to the end of the last byte.
        pub(crate) fn finish(self) -> Vec<u8> {
            self.bytes
        }
    }
}
