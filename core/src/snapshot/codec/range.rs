//! An adaptive binary range coder (G. N. N. Martin, *Range encoding*, 1979; in the form that LZMA made common).
//!
//! A decision takes about −log2 of the chance that its odds gave it, and the odds learn from every decision. So no table
//! of codes stands before them, which would be most of a small shard, and a context costs nothing where it is not used.

use crate::snapshot::error::SnapshotError;

/// The range never stays below this; when it would, four more bytes are taken.
const LEAST_RANGE: u64 = 1 << 32;
/// Sizes of a number that are told apart at once.
const SIZES: usize = 16;
/// Odds settle after so many decisions: from then on each moves them by 1/128.
const SETTLED: u8 = 63;
/// Contexts that a section may have.
const CONTEXTS: usize = 384;

/// Contexts that a [`Coder::number`] takes.
pub(crate) const NUMBER: usize = 3 * SIZES;

/// What a kind of decision was so far.
#[derive(Clone, Copy)]
struct Odds {
    /// The chance of "no", in units of 2⁻¹⁶. Never 0, because the steps towards it become 0 before.
    no: u16,
    /// Decisions seen, at most [`SETTLED`].
    seen: u8,
}

/// Those of all contexts of a section. It lays them out itself: a context is a position here.
pub(crate) struct AllOdds([Odds; CONTEXTS]);

impl Default for AllOdds {
    fn default() -> Self {
        let even = Odds {
            no: 1 << 15,
            seen: 0,
        };
        Self([even; CONTEXTS])
    }
}

impl Odds {
    /// Moves towards what was decided: by a half at first, by about 1/n after n decisions.
    fn learn(&mut self, yes: bool) {
        let shift = u32::from(self.seen + 1).ilog2() + 1;
        self.no = if yes {
            self.no - (self.no >> shift)
        } else {
            self.no + ((u16::MAX - self.no) >> shift)
        };
        self.seen = SETTLED.min(self.seen + 1);
    }
}

/// What a reader and a writer share, so that each thing is spelled in one place: a writer is told a value and gives it back;
/// a reader ignores what it is told and gives what it read.
pub(crate) trait Coder {
    /// A decision in a context.
    fn bit(&mut self, context: usize, yes: bool) -> bool;

    /// A number of `count` binary digits, high ones first, all equally likely.
    fn digits(&mut self, value: u32, count: u32) -> u32;

    /// A number below `end`, which is at least 1 and at most 2¹⁶, all equally likely.
    fn below(&mut self, end: u32, value: u32) -> u32;

    /// A number below `end`, a power of two: decision by decision from its highest digit. It takes `end` contexts: that of a
    /// decision is the digits before it, behind a leading 1.
    ///
    /// Once for all callers: what it does takes longer than a call, and a reader of every section would have it.
    #[inline(never)]
    fn symbol(&mut self, contexts: usize, end: usize, value: u32) -> u32 {
        let mut node = 1;
        let mut rest = end;
        while node < end {
            rest >>= 1;
            node = node * 2 + usize::from(self.bit(contexts + node, value as usize & rest != 0));
        }
        (node - end) as u32
    }

    /// A number: one decision after another, each with a context of its own, whether it goes on, until it does not or `most` is
    /// reached.
    #[inline(never)]
    fn unary(&mut self, contexts: usize, most: u32, value: u32) -> u32 {
        let mut so_far = 0;
        while so_far < most && self.bit(contexts + so_far as usize, so_far < value) {
            so_far += 1;
        }
        so_far
    }

    /// A number from 1 (a reader is told any), small ones more likely: how many binary digits stand behind the highest one,
    /// the first of these, and the others as they are. It takes [`NUMBER`] contexts: for sizes, for how much the largest size is exceeded,
    /// for the first digit by size.
    #[inline(never)]
    fn number(&mut self, contexts: usize, value: u32) -> u32 {
        const LAST: u32 = SIZES as u32 - 1;
        let told = value.checked_ilog2().unwrap_or(0);
        let mut size = self.symbol(contexts, SIZES, told.min(LAST));
        if size == LAST {
            size += self.symbol(contexts + SIZES, SIZES, told.saturating_sub(LAST));
        }
        let Some(rest) = size.checked_sub(1) else {
            return 1;
        };
        let first = contexts + 2 * SIZES + size.min(LAST) as usize;
        let number = 2 | u32::from(self.bit(first, value >> rest & 1 == 1));
        number << rest | self.digits(value, rest)
    }
}

pub(crate) struct RangeReader<'a> {
    bytes: &'a [u8],
    next_byte: usize,
    base: usize,
    range: u64,
    /// Where in the range the spelled value is.
    code: u64,
    odds: AllOdds,
}

impl<'a> RangeReader<'a> {
    pub(crate) fn new(bytes: &'a [u8], base: usize) -> Self {
        let mut reader = Self {
            bytes,
            next_byte: 0,
            base,
            range: 0,
            code: 0,
            odds: AllOdds::default(),
        };
        reader.settle();
        reader.settle();
        reader.range = u64::MAX;
        reader
    }

    /// About where in the file it is.
    pub(crate) fn offset(&self) -> usize {
        self.base + self.bytes.len().min(self.next_byte)
    }

    fn settle(&mut self) {
        if self.range < LEAST_RANGE {
            self.range <<= 32;
            self.code = self.code << 32 | u64::from(self.next());
        }
    }

    /// Four more bytes. Behind the last one there are zeros: a writer leaves them out.
    #[cold]
    fn next(&mut self) -> u32 {
        let mut next = [0; 4];
        let rest = self.bytes.get(self.next_byte..).unwrap_or_default();
        for (slot, byte) in next.iter_mut().zip(rest) {
            *slot = *byte;
        }
        self.next_byte += 4;
        u32::from_be_bytes(next)
    }

    /// Every byte must have been needed.
    pub(crate) fn finish(&self, rule: &'static str) -> Result<(), SnapshotError> {
        if self.next_byte < self.bytes.len() || self.bytes.last() == Some(&0) {
            return Err(SnapshotError::invalid(rule, self.offset()));
        }
        Ok(())
    }
}

impl Coder for RangeReader<'_> {
    fn bit(&mut self, context: usize, _: bool) -> bool {
        let Some(odds) = self.odds.0.get_mut(context) else {
            return false;
        };
        let bound = (self.range >> 16) * u64::from(odds.no);
        let yes = self.code >= bound;
        if yes {
            self.code -= bound;
            self.range -= bound;
        } else {
            self.range = bound;
        }
        odds.learn(yes);
        self.settle();
        yes
    }

    fn below(&mut self, end: u32, _: u32) -> u32 {
        // The only one there is takes nothing, and divisions take long.
        if end < 2 {
            return 0;
        }
        let part = self.range / u64::from(end);
        // Behind the last part there may be a rest, in which no writer's value is.
        let value = (self.code / part).min(u64::from(end - 1));
        self.code -= value * part;
        self.range = part;
        self.settle();
        value as u32
    }

    fn digits(&mut self, _: u32, count: u32) -> u32 {
        let mut value = 0;
        for _ in 0..count {
            self.range >>= 1;
            let yes = self.code >= self.range;
            // Half of all are: a branch would be mispredicted as often.
            self.code -= self.range & u64::from(yes).wrapping_neg();
            value = value << 1 | u32::from(yes);
        }
        self.settle();
        value
    }
}

#[cfg(feature = "write")]
pub(crate) use writing::RangeWriter;

#[cfg(feature = "write")]
mod writing {
    use super::{AllOdds, Coder, LEAST_RANGE};
    use alloc::vec::Vec;

    pub(crate) struct RangeWriter {
        bytes: Vec<u8>,
        /// Where the range begins, behind the bytes so far.
        low: u64,
        range: u64,
        odds: AllOdds,
    }

    impl Default for RangeWriter {
        fn default() -> Self {
            Self {
                bytes: Vec::new(),
                low: 0,
                range: u64::MAX,
                odds: AllOdds::default(),
            }
        }
    }

    impl RangeWriter {
        fn raise(&mut self, by: u64) {
            let (low, carry) = self.low.overflowing_add(by);
            self.low = low;
            if carry {
                // The value stays below 1, so that the carry ends at one of the bytes.
                for byte in self.bytes.iter_mut().rev() {
                    *byte = byte.wrapping_add(1);
                    if *byte != 0 {
                        break;
                    }
                }
            }
        }

        fn settle(&mut self) {
            if self.range < LEAST_RANGE {
                self.range <<= 32;
                self.bytes.extend(((self.low >> 32) as u32).to_be_bytes());
                self.low <<= 32;
            }
        }

        /// The shortest bytes that spell all decisions.
        pub(crate) fn finish(mut self) -> Vec<u8> {
            // Of all values in the range the one that ends with most zeros, which may be the next carry.
            let end = u128::from(self.low) + u128::from(self.range);
            let rounded = |zeros: u32| (u128::from(self.low) + (1 << zeros) - 1) >> zeros << zeros;
            let shortest = (0..=64).rev().map(rounded).find(|&value| value < end);
            let up = shortest.map_or(0, |value| value - u128::from(self.low));
            self.raise(up as u64);
            self.bytes.extend(self.low.to_be_bytes());
            while self.bytes.last() == Some(&0) {
                self.bytes.pop();
            }
            self.bytes
        }
    }

    impl Coder for RangeWriter {
        fn bit(&mut self, context: usize, yes: bool) -> bool {
            let Some(odds) = self.odds.0.get_mut(context) else {
                return false;
            };
            let bound = (self.range >> 16) * u64::from(odds.no);
            odds.learn(yes);
            if yes {
                self.raise(bound);
                self.range -= bound;
            } else {
                self.range = bound;
            }
            self.settle();
            yes
        }

        fn below(&mut self, end: u32, value: u32) -> u32 {
            self.range /= u64::from(end);
            self.raise(u64::from(value) * self.range);
            self.settle();
            value
        }

        fn digits(&mut self, value: u32, count: u32) -> u32 {
            for digit in (0..count).rev() {
                self.range >>= 1;
                if value >> digit & 1 == 1 {
                    self.raise(self.range);
                }
            }
            self.settle();
            value
        }
    }
}
