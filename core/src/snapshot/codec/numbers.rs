//! Columns of numbers in memory: as many bytes each as the largest needs, which for most columns is one or two.

use alloc::vec::Vec;

/// Numbers that take the same bytes each, little-endian.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Numbers {
    bytes: Vec<u8>,
    /// Bytes of a number, 1 to 8; 0 if there are none.
    width: usize,
}

impl Numbers {
    /// Room for `count` numbers of at most `largest`.
    pub(crate) fn with_capacity(count: usize, largest: u64) -> Self {
        let width = (u64::BITS - largest.leading_zeros()).div_ceil(8).max(1) as usize;
        Self {
            bytes: Vec::with_capacity(count.saturating_mul(width)),
            width,
        }
    }

    /// All of some numbers.
    pub(crate) fn of(numbers: impl ExactSizeIterator<Item = u64> + Clone) -> Self {
        let mut all = Self::with_capacity(numbers.len(), numbers.clone().max().unwrap_or(0));
        numbers.for_each(|number| all.push(number));
        all
    }

    /// Appends a number that is at most the largest.
    pub(crate) fn push(&mut self, number: u64) {
        let digits = number.to_le_bytes();
        self.bytes
            .extend_from_slice(digits.get(..self.width).unwrap_or_default());
    }

    pub(crate) fn len(&self) -> usize {
        self.bytes.len().checked_div(self.width).unwrap_or(0)
    }

    /// The number at `index`; none beyond the last.
    pub(crate) fn get(&self, index: usize) -> Option<u64> {
        let start = index.checked_mul(self.width)?;
        let mut digits = [0; size_of::<u64>()];
        match (self.width, self.bytes.get(start..)?) {
            (0, _) => return None,
            (1, [a, ..]) => return Some(u64::from(*a)),
            (2, [a, b, ..]) => return Some(u64::from(u16::from_le_bytes([*a, *b]))),
            (width, rest) => digits.get_mut(..width)?.copy_from_slice(rest.get(..width)?),
        }
        Some(u64::from_le_bytes(digits))
    }

    /// The number at `index`, where numbers stand that were 32 bits long; none beyond the last.
    pub(crate) fn get_u32(&self, index: usize) -> Option<u32> {
        self.get(index).map(|number| number as u32)
    }

    pub(crate) fn heap_bytes(&self) -> usize {
        self.bytes.capacity()
    }
}
