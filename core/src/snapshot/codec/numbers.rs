//! Columns of numbers in memory: as many bytes each as the largest needs, which for most columns is one or two.

use alloc::vec::Vec;

/// Numbers of one size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Numbers {
    U8(Vec<u8>),
    U16(Vec<u16>),
    U32(Vec<u32>),
    U64(Vec<u64>),
}

impl Default for Numbers {
    fn default() -> Self {
        Self::U8(Vec::new())
    }
}

impl Numbers {
    /// Room for `count` numbers of at most `largest`.
    pub(crate) fn with_capacity(count: usize, largest: u64) -> Self {
        match largest {
            0..=0xff => Self::U8(Vec::with_capacity(count)),
            0x100..=0xffff => Self::U16(Vec::with_capacity(count)),
            0x1_0000..=0xffff_ffff => Self::U32(Vec::with_capacity(count)),
            _ => Self::U64(Vec::with_capacity(count)),
        }
    }

    /// All of some numbers.
    pub(crate) fn of(numbers: &[u32]) -> Self {
        match numbers.iter().copied().max().unwrap_or(0) {
            0..=0xff => Self::U8(numbers.iter().map(|&number| number as u8).collect()),
            0x100..=0xffff => Self::U16(numbers.iter().map(|&number| number as u16).collect()),
            _ => Self::U32(numbers.to_vec()),
        }
    }

    /// Appends a number that is at most the largest.
    pub(crate) fn push(&mut self, number: u64) {
        match self {
            Self::U8(all) => all.push(number as u8),
            Self::U16(all) => all.push(number as u16),
            Self::U32(all) => all.push(number as u32),
            Self::U64(all) => all.push(number),
        }
    }

    pub(crate) fn len(&self) -> usize {
        match self {
            Self::U8(all) => all.len(),
            Self::U16(all) => all.len(),
            Self::U32(all) => all.len(),
            Self::U64(all) => all.len(),
        }
    }

    /// The number at `index`; none beyond the last.
    pub(crate) fn get(&self, index: usize) -> Option<u64> {
        match self {
            Self::U8(all) => all.get(index).copied().map(u64::from),
            Self::U16(all) => all.get(index).copied().map(u64::from),
            Self::U32(all) => all.get(index).copied().map(u64::from),
            Self::U64(all) => all.get(index).copied(),
        }
    }

    /// The number at `index`, where numbers stand that were 32 bits long; none beyond the last.
    pub(crate) fn get_u32(&self, index: usize) -> Option<u32> {
        self.get(index).map(|number| number as u32)
    }

    pub(crate) fn heap_bytes(&self) -> usize {
        match self {
            Self::U8(all) => all.capacity(),
            Self::U16(all) => all.capacity() * size_of::<u16>(),
            Self::U32(all) => all.capacity() * size_of::<u32>(),
            Self::U64(all) => all.capacity() * size_of::<u64>(),
        }
    }
}
