//! Prefix codes: how few binary digits spell a symbol, by how often it occurs.
//!
//! A table of 256 slots tells the symbol by the next eight digits, so that reading one takes a look and a step, whatever
//! the digits are: there are none that spell nothing. So lists that are read long after a shard was opened cannot fail.

use super::bits::Bits;
use crate::snapshot::error::SnapshotError;
use alloc::vec::Vec;

/// Symbols that a code may have.
pub(crate) const SYMBOLS: usize = 32;
/// Digits of the longest word.
const LONGEST: u32 = 8;
const SLOTS: usize = 1 << LONGEST;
/// Digits that spell how many symbols have a share, and each share.
const COUNT_DIGITS: u32 = 6;
const SHARE_DIGITS: u32 = 4;

/// A prefix code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Code {
    /// By the next eight digits.
    symbol: [u8; SLOTS],
    /// Digits of a symbol's word.
    digits: [u8; SYMBOLS],
}

fn slots(share: u8) -> usize {
    1 << share >> 1
}

impl Code {
    /// `None` if the shares do not make up all slots. One without any is a code that is never used.
    fn of(shares: &[u8]) -> Option<Self> {
        let mut code = Self {
            symbol: [0; SLOTS],
            digits: [0; SYMBOLS],
        };
        // The largest shares first, which puts each at a multiple of itself.
        let mut filled = 0;
        for digits in 0..=LONGEST as u8 {
            let share = LONGEST as u8 + 1 - digits;
            for (symbol, _) in (0..).zip(shares).filter(|(_, own)| **own == share) {
                let end = filled + slots(share);
                code.symbol.get_mut(filled..end)?.fill(symbol);
                *code.digits.get_mut(usize::from(symbol))? = digits;
                filled = end;
            }
        }
        let most = shares.iter().copied().max().unwrap_or(0);
        let whole = filled == SLOTS || most == 0;
        (whole && u32::from(most) <= LONGEST + 1).then_some(code)
    }

    /// The symbol with which digits begin, and how many it takes. Unused codes have only the symbol 0, which takes none.
    pub(crate) fn look(&self, window: u64) -> (u32, u32) {
        let slot = (window >> (u64::BITS - LONGEST)) as usize;
        let symbol = self.symbol.get(slot).copied().unwrap_or_default();
        let digits = self.digits.get(usize::from(symbol)).copied();
        (symbol.into(), digits.unwrap_or_default().into())
    }
}

/// The codes at the beginning of a section.
pub(crate) fn read(bits: &mut Bits<'_>, count: usize) -> Result<Vec<Code>, SnapshotError> {
    let mut codes = Vec::with_capacity(count);
    for _ in 0..count {
        let symbols = bits.take(COUNT_DIGITS) as usize;
        let mut shares = [0; SYMBOLS];
        for share in shares.iter_mut().take(symbols) {
            *share = bits.take(SHARE_DIGITS) as u8;
        }
        let code = shares.get(..symbols).and_then(Code::of);
        codes.push(code.ok_or_else(|| bits.invalid("shares make up a code"))?);
    }
    Ok(codes)
}

#[cfg(feature = "write")]
pub(crate) use writing::{Counts, WriteCode};

#[cfg(feature = "write")]
mod writing {
    use super::super::bits::BitWriter;
    use super::{COUNT_DIGITS, Code, LONGEST, SHARE_DIGITS, SYMBOLS};
    use alloc::vec::Vec;

    /// What each symbol has of the slots: 0 for none, else a power of two, 1 for 2⁰ to 9 for all of them.
    type Shares = [u8; SYMBOLS];

    /// How often each symbol occurs.
    pub(crate) type Counts = [u64; SYMBOLS];

    /// A code, for a writer.
    pub(crate) struct WriteCode {
        shares: Shares,
        /// The first slot of each symbol, and how many digits its word has.
        words: [(u64, u32); SYMBOLS],
    }

    impl WriteCode {
        /// The code that spells so many symbols shortest.
        pub(crate) fn of(counts: &Counts) -> Self {
            let shares = share(counts);
            let mut words = [(0, 0); SYMBOLS];
            if let Some(code) = Code::of(&shares) {
                for (symbol, word) in (0_u8..).zip(&mut words) {
                    let first = code.symbol.iter().position(|&of| of == symbol);
                    let digits = code.digits.get(usize::from(symbol)).copied();
                    *word = (first.unwrap_or(0) as u64, digits.unwrap_or(0).into());
                }
            }
            Self { shares, words }
        }

        pub(crate) fn put(&self, bits: &mut BitWriter, symbol: u32) {
            if let Some(&(first, digits)) = self.words.get(symbol as usize) {
                bits.put(digits, first >> (LONGEST - digits));
            }
        }

        /// Writes the code itself.
        pub(crate) fn spell(&self, bits: &mut BitWriter) {
            let last = self.shares.iter().rposition(|&share| share != 0);
            let symbols = last.map_or(0, |last| last + 1);
            bits.put(COUNT_DIGITS, symbols as u64);
            for &share in self.shares.iter().take(symbols) {
                bits.put(SHARE_DIGITS, share.into());
            }
        }
    }

    /// The shares with which what was counted takes fewest digits, at most [`LONGEST`] each: by packages (L. L. Larmore and
    /// D. S. Hirschberg, *A fast algorithm for optimal length-limited Huffman codes*, 1990).
    fn share(counts: &Counts) -> Shares {
        type Package = (u64, Shares);
        let mut single: Vec<Package> = Vec::new();
        for (symbol, &count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
            let mut once = [0; SYMBOLS];
            once.iter_mut()
                .skip(symbol)
                .take(1)
                .for_each(|digits| *digits = 1);
            single.push((count, once));
        }
        single.sort_by_key(|package| package.0);
        let mut packages: Vec<Package> = Vec::new();
        for _ in 0..LONGEST {
            let pairs = packages.chunks_exact(2).map(|pair| {
                let both = |sum: Package, one: &Package| {
                    let mut digits = sum.1.iter().zip(&one.1).map(|(a, b)| a + b);
                    (
                        sum.0 + one.0,
                        core::array::from_fn(|_| digits.next().unwrap_or(0)),
                    )
                };
                pair.iter().fold((0, [0; SYMBOLS]), both)
            });
            packages = single.iter().copied().chain(pairs).collect();
            packages.sort_by_key(|package| package.0);
        }
        let mut shares = counts.map(|count| if count > 0 { LONGEST as u8 + 1 } else { 0 });
        for (_, digits) in packages.iter().take(2 * single.len().saturating_sub(1)) {
            for (share, digits) in shares.iter_mut().zip(digits) {
                *share -= digits;
            }
        }
        shares
    }

    #[cfg(test)]
    mod tests {
        use super::super::{SLOTS, slots};
        use super::*;

        #[test]
        fn every_digit_sequence_spells_a_symbol() {
            for symbols in 1..=SYMBOLS {
                for steep in 0..7 {
                    let mut counts = [0; SYMBOLS];
                    for (at, count) in counts.iter_mut().take(symbols).enumerate() {
                        *count = 1 + (1_000_000 >> (at as u32 * steep).min(40));
                    }
                    let shares = share(&counts);
                    let total: usize = shares.iter().map(|&share| slots(share)).sum();
                    assert_eq!(total, SLOTS, "{symbols} symbols, {shares:?}");
                    assert!(Code::of(&shares).is_some());
                }
            }
        }

        #[test]
        fn words_are_about_as_short_as_their_entropy() {
            let mut counts = [0; SYMBOLS];
            let weights = [900, 400, 390, 200, 60, 59, 20, 4, 1];
            counts[..weights.len()].copy_from_slice(&weights);
            let total: u64 = weights.iter().sum();
            let code = WriteCode::of(&counts);
            let spelled: u64 = (weights.iter().zip(&code.words))
                .map(|(count, word)| count * u64::from(word.1))
                .sum();
            let entropy: f64 = (weights.iter())
                .map(|&count| count as f64 * (total as f64 / count as f64).log2())
                .sum();
            let ratio = spelled as f64 / entropy;
            assert!((1.0..1.03).contains(&ratio), "{ratio}");
        }

        #[test]
        fn what_occurs_alone_takes_no_digit() {
            let mut counts = [0; SYMBOLS];
            counts[5] = 7;
            assert_eq!(WriteCode::of(&counts).words[5].1, 0);
        }
    }
}
