//! What readers and writers of sections share, so that each thing is spelled in one place: a writer is told a value and gives
//! it back; a reader ignores what it is told and gives what it read.

use super::bits::Bits;
use super::code::{self, Code, SYMBOLS};
use crate::snapshot::error::SnapshotError;
use alloc::vec::Vec;

/// The class of a number that is spelled whole.
const WHOLE: u32 = SYMBOLS as u32 - 1;
/// Digits of such a number.
const WHOLE_DIGITS: u8 = 32;

pub(crate) trait Coder {
    /// A symbol below [`SYMBOLS`], by one of the section's codes.
    fn symbol(&mut self, code: usize, value: u32) -> u32;

    /// A number of `count` binary digits, at most 56, all equally likely.
    fn digits(&mut self, count: u32, value: u64) -> u64;

    /// A symbol, and as many digits as `behind` says of it. Of `digits` only so many count.
    fn both(&mut self, code: usize, symbol: u32, digits: u64, behind: &Behind) -> (u32, u64) {
        let symbol = self.symbol(code, symbol);
        let count = behind.of(symbol);
        (symbol, self.digits(count, digits & ((1 << count) - 1)))
    }

    /// A number from 1, small ones more likely. Its class, a symbol, says how many digits it has and what the second one is;
    /// the others follow as they are.
    ///
    /// Once for all callers, of which there are many.
    #[inline(never)]
    fn number(&mut self, code: usize, value: u32) -> u32 {
        let (class, digits) = self.both(code, class(value), value.into(), &BEHIND_CLASS);
        let digits = digits as u32;
        match class {
            0 => 1,
            WHOLE => digits.max(1),
            _ => ((2 | ((class - 1) % 2)) << BEHIND_CLASS.of(class)) | digits,
        }
    }
}

/// How many digits follow each symbol.
pub(crate) struct Behind([u8; SYMBOLS]);

/// The largest size that is told of a number: all its digits follow, not only those behind the highest one.
pub(crate) const LAST_SIZE: u32 = SYMBOLS as u32 / 2 - 1;

impl Behind {
    const NONE: Self = Self::each(SYMBOLS as u32, 1, 0);

    /// After every symbol from `first` on, `alike` of which have equally many, one more than the ones before; `whole` where
    /// that would be [`LAST_SIZE`].
    pub(crate) const fn each(first: u32, alike: u32, whole: u8) -> Self {
        let mut counts = [0; SYMBOLS];
        let mut rest: &mut [u8] = &mut counts;
        let mut symbol = 0_u32;
        while let [count, others @ ..] = rest {
            let size = symbol.saturating_sub(first) / alike;
            *count = if size == LAST_SIZE { whole } else { size as u8 };
            symbol += 1;
            rest = others;
        }
        Self(counts)
    }

    fn of(&self, symbol: u32) -> u32 {
        self.0
            .get(symbol as usize)
            .copied()
            .unwrap_or_default()
            .into()
    }
}

/// Digits of a number that its class does not tell.
static BEHIND_CLASS: Behind = Behind::each(1, 2, WHOLE_DIGITS);

/// 0 for 1, 1 for 2, 2 for 3, 3 for 4 and 5, 4 for 6 and 7, 5 for 8 to 11 and so on.
fn class(value: u32) -> u32 {
    let size = value.checked_ilog2().unwrap_or(0);
    let Some(behind) = size.checked_sub(1) else {
        return 0;
    };
    (2 * size - 1 + (value >> behind & 1)).min(WHOLE)
}

/// Reads by the codes of a section.
pub(crate) struct Reader<'a> {
    pub(crate) codes: &'a [Code],
    pub(crate) bits: Bits<'a>,
}

impl Coder for Reader<'_> {
    fn symbol(&mut self, code: usize, _: u32) -> u32 {
        self.both(code, 0, 0, &Behind::NONE).0
    }

    fn digits(&mut self, count: u32, _: u64) -> u64 {
        self.bits.take(count)
    }

    // With one look at the digits; once for all callers.
    #[inline(never)]
    fn both(&mut self, code: usize, _: u32, _: u64, behind: &Behind) -> (u32, u64) {
        let window = self.bits.window();
        let code = self.codes.get(code);
        let (symbol, taken) = code.map_or((0, 0), |code| code.look(window));
        let count = behind.of(symbol);
        self.bits.pass(taken + count);
        (symbol, window << taken >> 1 >> (63 - count))
    }
}

/// Reads a whole section that begins with so many codes.
pub(crate) fn read<T>(
    section: &[u8],
    base: usize,
    codes: usize,
    content: impl FnOnce(&mut Reader<'_>) -> Result<T, SnapshotError>,
) -> Result<T, SnapshotError> {
    let mut bits = Bits::new(section, base);
    let codes: Vec<Code> = code::read(&mut bits, codes)?;
    let mut reader = Reader {
        codes: &codes,
        bits,
    };
    let content = content(&mut reader)?;
    reader.bits.finish()?;
    Ok(content)
}

#[cfg(feature = "write")]
pub(crate) use writing::{Writer, codes_for, write};

#[cfg(feature = "write")]
mod writing {
    use super::super::bits::BitWriter;
    use super::super::code::{Counts, WriteCode};
    use super::Coder;
    use alloc::vec::Vec;

    /// Counts symbols.
    struct Tally(Vec<Counts>);

    impl Coder for Tally {
        fn symbol(&mut self, code: usize, value: u32) -> u32 {
            let counts = self.0.get_mut(code);
            if let Some(count) = counts.and_then(|counts| counts.get_mut(value as usize)) {
                *count += 1;
            }
            value
        }

        fn digits(&mut self, _: u32, value: u64) -> u64 {
            value
        }
    }

    /// Writes by the codes of a section.
    pub(crate) struct Writer<'a> {
        pub(crate) codes: &'a [WriteCode],
        pub(crate) bits: BitWriter,
    }

    impl Coder for Writer<'_> {
        fn symbol(&mut self, code: usize, value: u32) -> u32 {
            if let Some(code) = self.codes.get(code) {
                code.put(&mut self.bits, value);
            }
            value
        }

        fn digits(&mut self, count: u32, value: u64) -> u64 {
            self.bits.put(count, value);
            value
        }
    }

    /// The best codes for what is spelled.
    pub(crate) fn codes_for(codes: usize, content: impl Fn(&mut dyn Coder)) -> Vec<WriteCode> {
        let mut tally = Tally(alloc::vec![Counts::default(); codes]);
        content(&mut tally);
        tally.0.iter().map(WriteCode::of).collect()
    }

    /// A section that begins with so many codes.
    pub(crate) fn write(codes: usize, content: impl Fn(&mut dyn Coder)) -> Vec<u8> {
        let codes = codes_for(codes, &content);
        let mut writer = Writer {
            codes: &codes,
            bits: BitWriter::default(),
        };
        for code in &codes {
            code.spell(&mut writer.bits);
        }
        content(&mut writer);
        writer.bits.finish()
    }
}
