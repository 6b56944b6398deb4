//! Texts and numbers in what is itself text: the whole section is UTF-8, is checked once and stays where it is.
//!
//! A text has a zero behind it that no text holds, so that a repeated one is repeated with its end. A number is spelled in
//! the half of ASCII that text uses as well.

use super::numbers::Numbers;
use crate::snapshot::error::{Fault, SnapshotError};
use alloc::vec::Vec;

/// A digit of a number behind which others come. Digits have base 64, low ones first.
const MORE: u8 = 64;

/// A reading position in a section.
#[derive(Clone)]
pub(crate) struct TextReader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> TextReader<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self {
            bytes: text.as_bytes(),
            at: 0,
        }
    }

    pub(crate) fn offset(&self) -> usize {
        self.at
    }

    /// Length of the whole section.
    pub(crate) fn whole(&self) -> usize {
        self.bytes.len()
    }

    fn truncated(&self, expected: usize) -> SnapshotError {
        let got = self.bytes.len().saturating_sub(self.at);
        SnapshotError::new(Fault::Truncated { expected, got }, self.at)
    }

    /// The next so many bytes.
    pub(crate) fn take(&mut self, count: usize) -> Result<&'a [u8], SnapshotError> {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let taken = rest.get(..count).ok_or_else(|| self.truncated(count))?;
        self.at += count;
        Ok(taken)
    }

    /// A number below `end`, without a needless last digit.
    pub(crate) fn number_below(
        &mut self,
        end: u64,
        rule: &'static str,
    ) -> Result<u64, SnapshotError> {
        // Most have one digit.
        if let Some(&digit) = self.bytes.get(self.at)
            && digit < MORE
            && u64::from(digit) < end
        {
            self.at += 1;
            return Ok(digit.into());
        }
        let start = self.at;
        let mut value = 0_u64;
        for shift in (0..60).step_by(6) {
            let Some(&byte) = self.bytes.get(self.at) else {
                return Err(self.truncated(1));
            };
            self.at += 1;
            value |= u64::from(byte % MORE) << shift;
            if byte < MORE {
                if (byte == 0 && shift > 0) || value >= end {
                    break;
                }
                return Ok(value);
            }
            if byte >= 2 * MORE {
                break;
            }
        }
        Err(SnapshotError::invalid(rule, start))
    }

    /// So many numbers below `end`.
    pub(crate) fn numbers_below(
        &mut self,
        count: usize,
        end: u64,
        rule: &'static str,
    ) -> Result<Numbers, SnapshotError> {
        // Most columns have only numbers of one digit, which stand there as they will in memory.
        let digits = self.bytes.get(self.at..).and_then(|rest| rest.get(..count));
        if let Some(digits) = digits
            && digits
                .iter()
                .all(|&digit| u64::from(digit) < end.min(MORE.into()))
        {
            self.at += count;
            return Ok(Numbers::of_bytes(digits.to_vec()));
        }
        // A number takes at least a byte, so the file's own size bounds what is reserved.
        let mut numbers = Numbers::with_capacity(count.min(self.whole()), end);
        for _ in 0..count {
            numbers.push(self.number_below(end, rule)?);
        }
        Ok(numbers)
    }

    /// Goes behind so many texts, and appends where each ends.
    fn pass_texts(&mut self, count: usize, ends: &mut Vec<u32>) -> Result<(), SnapshotError> {
        let start = self.at;
        let (words, rest) = self.bytes.get(start..).unwrap_or_default().as_chunks();
        let mut last = [1; 8];
        for (slot, byte) in last.iter_mut().zip(rest) {
            *slot = *byte;
        }
        if count == 0 {
            return Ok(());
        }
        // A text takes a byte, so the file's own size bounds what is reserved.
        ends.reserve(count.min(self.whole()));
        let (mut left, mut at) = (count, start);
        for number in 0..=words.len() {
            let word = words.get(number).unwrap_or(&last);
            let mut zeros = zeros(u64::from_le_bytes(*word));
            while zeros != 0 {
                self.at = at + (zeros.trailing_zeros() / 8) as usize + 1;
                // Sections have at most 2^30 bytes.
                ends.push(self.at as u32);
                zeros &= zeros - 1;
                left -= 1;
                if left == 0 {
                    return Ok(());
                }
            }
            at += 8;
        }
        Err(self.truncated(self.bytes.len().saturating_sub(self.at) + 1))
    }

    /// Everything must have been read.
    pub(crate) fn finish(&self, rule: &'static str) -> Result<(), SnapshotError> {
        if self.at == self.bytes.len() {
            return Ok(());
        }
        Err(SnapshotError::invalid(rule, self.at))
    }
}

/// The high bit of every byte that is zero.
fn zeros(word: u64) -> u64 {
    const LOW: u64 = u64::MAX / 0xff * 0x7f;
    !(((word & LOW) + LOW) | word | LOW)
}

/// Where the texts of a column stand in their section.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct TextColumn {
    /// Where each begins, and where the one behind the last would. One that is left out begins where the next one does.
    starts: Numbers,
}

impl TextColumn {
    /// Passes `count` texts.
    pub(crate) fn read(reader: &mut TextReader<'_>, count: usize) -> Result<Self, SnapshotError> {
        let mut starts = alloc::vec![reader.offset() as u32];
        reader.pass_texts(count, &mut starts)?;
        Ok(Self {
            starts: Numbers::of(&starts),
        })
    }

    /// Passes a text for each of these flags, without those that hold `flag`.
    pub(crate) fn read_without(
        reader: &mut TextReader<'_>,
        flags: &[u8],
        flag: u8,
    ) -> Result<Self, SnapshotError> {
        let first = reader.offset() as u32;
        let mut starts = alloc::vec![first];
        for flags in flags {
            let count = usize::from(flags & flag == 0);
            reader.pass_texts(count, &mut starts)?;
            if count == 0 {
                starts.push(reader.offset() as u32);
            }
        }
        if reader.offset() as u32 == first {
            // None is here.
            starts.clear();
        }
        Ok(Self {
            starts: Numbers::of(&starts),
        })
    }

    /// How many there are; 0 also if all were left out.
    pub(crate) fn len(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// The text at `index`; empty beyond the end, and for one that is left out.
    pub(crate) fn get<'t>(&self, section: &'t str, index: usize) -> &'t str {
        let (Some(start), Some(end)) = (self.starts.get(index), self.starts.get(index + 1)) else {
            return "";
        };
        let text = start as usize..(end as usize).wrapping_sub(1);
        section.get(text).unwrap_or_default()
    }

    pub(crate) fn heap_bytes(&self) -> usize {
        self.starts.heap_bytes()
    }
}

#[cfg(feature = "write")]
pub(crate) use writing::{put_number, put_texts, template};

#[cfg(feature = "write")]
mod writing {
    use super::MORE;
    use crate::snapshot::layout::MAX_TEMPLATE;
    use alloc::collections::BTreeMap;
    use alloc::vec::Vec;

    /// Appends what [`TextReader::number_below`](super::TextReader::number_below) reads, of at most 60 bits.
    pub(crate) fn put_number(out: &mut Vec<u8>, mut value: u64) {
        debug_assert!(value < 1 << 60);
        while value >= u64::from(MORE) {
            out.push((value as u8 % MORE) | MORE);
            value /= u64::from(MORE);
        }
        out.push(value as u8);
    }

    /// Appends texts. A zero in a text, which nobody could see, is left out.
    pub(crate) fn put_texts<'a>(out: &mut Vec<u8>, texts: impl Iterator<Item = &'a str>) {
        for text in texts {
            out.extend(text.bytes().filter(|&byte| byte != 0));
            out.push(0);
        }
    }

    /// What stands before and behind ids in most of some texts, given as `(id, text)`; of equally frequent templates the first
    /// by its bytes, and nothing if no text holds its id.
    pub(crate) fn template<'a>(
        texts: impl Iterator<Item = (&'a str, &'a str)>,
    ) -> Option<(&'a str, &'a str)> {
        let mut found = BTreeMap::<(&str, &str), usize>::new();
        for parts in texts.filter_map(|(id, text)| text.rsplit_once(id)) {
            if parts.0.len() + parts.1.len() <= MAX_TEMPLATE {
                *found.entry(parts).or_default() += 1;
            }
        }
        let most = found.values().copied().max()?;
        found
            .into_iter()
            .find(|&(_, count)| count == most)
            .map(|(parts, _)| parts)
    }
}
