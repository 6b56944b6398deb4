//! Canonical prefix codes (Huffman, 1952): a table of code lengths stands before the codes.

use super::bits::BitReader;
use crate::snapshot::error::SnapshotError;

/// Longest code; a length takes 4 bits in the table.
const LONGEST: usize = 15;
const LENGTH_BITS: u32 = 4;

/// A code of up to `N` symbols, ready to decode.
pub(crate) struct PrefixCode<const N: usize> {
    /// How many codes have each length.
    count: [u16; LONGEST + 1],
    /// Symbols by length, then by number.
    symbols: [u8; N],
}

impl<const N: usize> PrefixCode<N> {
    /// Reads the table: the length of every symbol's code, 0 for a symbol that does not occur.
    ///
    /// The code must be complete, so that every bit string decodes, or have a single symbol of length 1, or none.
    pub(crate) fn read(reader: &mut BitReader<'_>) -> Result<Self, SnapshotError> {
        let at = reader.offset();
        let mut lengths = [0_usize; N];
        for length in &mut lengths {
            *length = reader.bits(LENGTH_BITS)? as usize;
        }
        let mut code = Self {
            count: [0; LONGEST + 1],
            symbols: [0; N],
        };
        let mut slots = code.symbols.iter_mut();
        let mut used = 0_usize;
        let mut share = 0_u32;
        for length in 1..=LONGEST {
            for (symbol, _) in lengths.iter().enumerate().filter(|(_, l)| **l == length) {
                if let (Some(slot), Some(count)) = (slots.next(), code.count.get_mut(length)) {
                    *slot = symbol as u8;
                    *count += 1;
                }
                used += 1;
                share += 1 << (LONGEST - length);
            }
        }
        let complete = share == 1 << LONGEST;
        let trivial = used == 0 || (used == 1 && share == 1 << (LONGEST - 1));
        if !complete && !trivial {
            return Err(SnapshotError::invalid("a prefix code is complete", at));
        }
        Ok(code)
    }

    /// The next symbol, below `N`.
    pub(crate) fn symbol(&self, reader: &mut BitReader<'_>) -> Result<u8, SnapshotError> {
        let mut bits = reader.peek();
        let (mut code, mut first, mut index) = (0_u32, 0_u32, 0_u32);
        for (length, &count) in (1..).zip(self.count.iter().skip(1)) {
            code |= bits as u32 & 1;
            bits >>= 1;
            let count = u32::from(count);
            if code < first + count {
                reader.skip(length)?;
                let at = (index + code - first) as usize;
                return self.symbols.get(at).copied().ok_or_else(|| {
                    SnapshotError::invalid("a code is in its table", reader.offset())
                });
            }
            index += count;
            first = (first + count) << 1;
            code <<= 1;
        }
        Err(SnapshotError::invalid(
            "a code is in its table",
            reader.offset(),
        ))
    }
}

#[cfg(feature = "write")]
pub(crate) use writing::PrefixWriter;

#[cfg(feature = "write")]
mod writing {
    use super::{LENGTH_BITS, LONGEST};
    use crate::snapshot::codec::bits::BitWriter;
    use alloc::collections::BinaryHeap;
    use alloc::vec::Vec;
    use core::cmp::Reverse;

    /// A code of `N` symbols, ready to encode.
    pub(crate) struct PrefixWriter<const N: usize> {
        lengths: [u32; N],
        codes: [u32; N],
    }

    impl<const N: usize> PrefixWriter<N> {
        /// The best code for symbols that occur so often, none of them longer than the format allows.
        pub(crate) fn of(mut occurrences: [u32; N]) -> Self {
            let mut lengths = huffman(&occurrences);
            while lengths.iter().any(|&length| length as usize > LONGEST) {
                for count in &mut occurrences {
                    *count = count.div_ceil(2);
                }
                lengths = huffman(&occurrences);
            }
            let mut codes = [0; N];
            let mut next = 0_u32;
            for length in 1..=LONGEST as u32 {
                next <<= 1;
                for (code, _) in codes
                    .iter_mut()
                    .zip(&lengths)
                    .filter(|(_, l)| **l == length)
                {
                    *code = next;
                    next += 1;
                }
            }
            Self { lengths, codes }
        }

        pub(crate) fn table(&self, out: &mut BitWriter) {
            for &length in &self.lengths {
                out.bits(length, LENGTH_BITS);
            }
        }

        /// Spells a symbol that occurs.
        pub(crate) fn symbol(&self, out: &mut BitWriter, symbol: usize) {
            if let (Some(&length), Some(&code)) = (self.lengths.get(symbol), self.codes.get(symbol))
            {
                for bit in (0..length).rev() {
                    out.bits(code >> bit & 1, 1);
                }
            }
        }
    }

    /// Code lengths of Huffman's construction. Ties go to the smaller symbol, so that the result is one.
    fn huffman<const N: usize>(occurrences: &[u32; N]) -> [u32; N] {
        let mut lengths = [0; N];
        let mut heap: BinaryHeap<Reverse<(u64, usize, Vec<usize>)>> = occurrences
            .iter()
            .enumerate()
            .filter(|&(_, &count)| count > 0)
            .map(|(symbol, &count)| Reverse((u64::from(count), symbol, alloc::vec![symbol])))
            .collect();
        if let (1, Some(Reverse((_, symbol, _)))) = (heap.len(), heap.peek())
            && let Some(length) = lengths.get_mut(*symbol)
        {
            *length = 1;
        }
        while let (Some(Reverse(a)), Some(Reverse(b))) = (heap.pop(), heap.pop()) {
            let mut members = a.2;
            members.extend(b.2);
            for &symbol in &members {
                if let Some(length) = lengths.get_mut(symbol) {
                    *length += 1;
                }
            }
            heap.push(Reverse((a.0 + b.0, a.1.min(b.1), members)));
            if heap.len() == 1 {
                break;
            }
        }
        lengths
    }
}
