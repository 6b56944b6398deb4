//! Small numbers as Parquet packs them: runs of one number, or of groups of eight numbers, a few bits each.

use bytes::Bytes;

/// Bits that a number has at most.
const WIDEST: u32 = 32;

/// Reads such numbers one by one.
pub(super) struct Hybrid {
    bytes: Bytes,
    /// Where the next run begins.
    next: usize,
    width: u32,
    run: Run,
}

enum Run {
    Repeated { value: u32, left: usize },
    Packed { bit: usize, left: usize },
}

impl Hybrid {
    /// Numbers of `width` bits; `None` if none are that wide.
    pub(super) fn new(bytes: Bytes, width: u32) -> Option<Self> {
        (width <= WIDEST).then_some(Self {
            bytes,
            next: 0,
            width,
            run: Run::Repeated { value: 0, left: 0 },
        })
    }

    /// Numbers of one bit, first things first: how writers once kept which rows are null.
    pub(super) fn of_bits(bytes: &[u8]) -> Self {
        Self {
            // There the highest bit of a byte comes first, here the lowest.
            bytes: bytes.iter().map(|byte| byte.reverse_bits()).collect(),
            next: bytes.len(),
            width: 1,
            run: Run::Packed {
                bit: 0,
                left: bytes.len() * 8,
            },
        }
    }

    /// The next number; `None` once the bytes are at an end.
    pub(super) fn number(&mut self) -> Option<u32> {
        loop {
            match &mut self.run {
                Run::Repeated { value, left } if *left > 0 => {
                    *left -= 1;
                    return Some(*value);
                }
                Run::Packed { bit, left } if *left > 0 => {
                    let number = bits(&self.bytes, *bit, self.width)?;
                    *left -= 1;
                    *bit += self.width as usize;
                    return Some(number);
                }
                _ => self.run = self.begin()?,
            }
        }
    }

    fn begin(&mut self) -> Option<Run> {
        let head = self.varint()?;
        let count = (head >> 1) as usize;
        Some(if head & 1 == 1 {
            let bit = self.next * 8;
            self.next = self.next.checked_add(count * self.width as usize)?;
            Run::Packed {
                bit,
                left: count * 8,
            }
        } else {
            let mut value = [0; 4];
            let wide = self.width.div_ceil(8) as usize;
            let bytes = self.bytes.get(self.next..self.next.checked_add(wide)?)?;
            value.get_mut(..wide)?.copy_from_slice(bytes);
            self.next += wide;
            Run::Repeated {
                value: u32::from_le_bytes(value),
                left: count,
            }
        })
    }

    fn varint(&mut self) -> Option<u32> {
        let mut number = 0u64;
        for shift in (0..WIDEST).step_by(7) {
            let byte = *self.bytes.get(self.next)?;
            self.next += 1;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return u32::try_from(number).ok();
            }
        }
        None
    }
}

/// The bits from `bit` on.
fn bits(bytes: &[u8], bit: usize, width: u32) -> Option<u32> {
    let from = bit / 8;
    let word = match bytes.get(from..).and_then(<[u8]>::first_chunk) {
        Some(word) => *word,
        None if bit + width as usize <= bytes.len() * 8 => {
            let mut word = [0; 8];
            let rest = bytes.get(from..)?;
            word.get_mut(..rest.len())?.copy_from_slice(rest);
            word
        }
        None => return None,
    };
    let mask = (1u64 << width) - 1;
    Some((u64::from_le_bytes(word) >> (bit % 8) & mask) as u32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn all(bytes: &[u8], width: u32) -> Vec<u32> {
        let mut numbers = Hybrid::new(Bytes::copy_from_slice(bytes), width).expect("width");
        std::iter::from_fn(|| numbers.number()).take(100).collect()
    }

    #[test]
    fn runs_of_both_kinds_are_read() {
        // The example of the format's page on encodings: 0 to 7, three bits each.
        let packed = [0b0000_0011, 0b1000_1000, 0b1100_0110, 0b1111_1010];
        assert_eq!(all(&packed, 3), (0..8).collect::<Vec<_>>());
        assert_eq!(all(&[3 << 1, 5], 3), [5; 3]);
        let both = [&[3 << 1, 5][..], &packed].concat();
        assert_eq!(all(&both, 3), [5, 5, 5, 0, 1, 2, 3, 4, 5, 6, 7]);
        assert_eq!(all(&[2 << 1, 1, 2, 3, 4], 32), [0x0403_0201; 2]);
        assert_eq!(all(&[4 << 1], 0), [0; 4]);
        assert!(Hybrid::new(Bytes::new(), 33).is_none());
    }

    #[test]
    fn old_bits_come_highest_first() {
        let mut bits = Hybrid::of_bits(&[0b1010_0000, 0b1000_0000]);
        let read: Vec<u32> = std::iter::from_fn(|| bits.number()).collect();
        assert_eq!(read, [1, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0]);
    }

    proptest! {
        #[test]
        fn any_bytes_come_to_an_end(bytes in proptest::collection::vec(any::<u8>(), 0..40), width in 0u32..33) {
            prop_assert!(all(&bytes, width).iter().all(|&n| u64::from(n) < 1 << width.max(8).next_multiple_of(8)));
        }
    }
}
