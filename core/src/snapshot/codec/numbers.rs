//! Columns of numbers in memory: as many bytes each as the largest needs, which for most columns is one or two.

use alloc::vec::Vec;

/// Numbers of one size.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Numbers {
    /// Bytes of a number, as a power of two: 1, 2, 4 or 8.
    size: u32,
    /// Each from its lowest byte on.
    bytes: Vec<u8>,
}

impl Numbers {
    /// No numbers.
    pub(crate) const NONE: Self = Self::of_bytes(Vec::new());

    /// Numbers of one byte each.
    pub(crate) const fn of_bytes(bytes: Vec<u8>) -> Self {
        Self { size: 0, bytes }
    }

    /// Room for `count` numbers of at most `largest`.
    pub(crate) fn with_capacity(count: usize, largest: u64) -> Self {
        let size = match largest {
            0..=0xff => 0,
            0x100..=0xffff => 1,
            0x1_0000..=0xffff_ffff => 2,
            _ => 3,
        };
        Self {
            size,
            // Whole words are written, the last one too.
            bytes: Vec::with_capacity((count << size) + size_of::<u64>()),
        }
    }

    /// All of some numbers.
    pub(crate) fn of(numbers: &[u32]) -> Self {
        let largest = numbers.iter().copied().max().unwrap_or(0);
        let mut all = Self::with_capacity(numbers.len(), largest.into());
        for &number in numbers {
            all.push(number.into());
        }
        all
    }

    /// Appends a number that is at most the largest.
    pub(crate) fn push(&mut self, number: u64) {
        let end = self.bytes.len() + (1 << self.size);
        // One kind of copy for all sizes: what a smaller number has above is cut off again.
        self.bytes.extend_from_slice(&number.to_le_bytes());
        self.bytes.truncate(end);
    }

    pub(crate) fn len(&self) -> usize {
        self.bytes.len() >> self.size
    }

    /// The number at `index`; none beyond the last.
    pub(crate) fn get(&self, index: usize) -> Option<u64> {
        if index >= self.len() {
            return None;
        }
        let bytes = self.bytes.get(index << self.size..)?;
        Some(match self.size {
            0 => (*bytes.first()?).into(),
            1 => u16::from_le_bytes(*bytes.first_chunk()?).into(),
            2 => u32::from_le_bytes(*bytes.first_chunk()?).into(),
            _ => u64::from_le_bytes(*bytes.first_chunk()?),
        })
    }

    /// The number at `index`, where numbers stand that were 32 bits long; none beyond the last.
    pub(crate) fn get_u32(&self, index: usize) -> Option<u32> {
        self.get(index).map(|number| number as u32)
    }

    pub(crate) fn heap_bytes(&self) -> usize {
        self.bytes.capacity()
    }
}

#[cfg(test)]
mod tests {
    use super::Numbers;
    use alloc::vec::Vec;

    #[test]
    fn numbers_of_every_size_come_back() {
        for (size, largest) in [(1, 0xff), (2, 0xffff), (4, 0xffff_ffff), (8, u64::MAX)] {
            let numbers = [0, 1, largest / 3, largest - 1, largest];
            let mut all = Numbers::with_capacity(numbers.len(), largest);
            for number in numbers {
                all.push(number);
            }
            let read: Vec<u64> = (0..all.len()).filter_map(|at| all.get(at)).collect();
            assert_eq!(read, numbers);
            assert_eq!(all.bytes.len(), numbers.len() * size);
            for beyond in [numbers.len(), usize::MAX / 2 + 1, usize::MAX] {
                assert_eq!(all.get(beyond), None);
            }
        }
    }

    #[test]
    fn numbers_take_the_bytes_of_the_largest() {
        for (largest, size) in [(0xff, 1), (0x100, 2), (0xffff, 2), (0x1_0000, 4)] {
            let all = Numbers::of(&[3, largest, 2]);
            assert_eq!(all.bytes.len(), 3 * size);
            let read = [0, 1, 2].map(|at| all.get_u32(at).unwrap());
            assert_eq!(read, [3, largest, 2]);
        }
        assert_eq!(Numbers::of(&[]), Numbers::NONE);
    }
}
