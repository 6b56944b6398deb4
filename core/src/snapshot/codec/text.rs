//! Columns of text: all lengths first, then all bytes, so that like stands beside like for the deflater.

use super::bytes::ByteReader;
use super::numbers::Numbers;
use crate::snapshot::error::SnapshotError;
use alloc::string::String;
use alloc::vec::Vec;

/// Strings of one column, one behind the other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct TextColumn {
    text: String,
    ends: Numbers,
}

impl TextColumn {
    /// Reads `count` strings.
    pub(crate) fn read(reader: &mut ByteReader<'_>, count: usize) -> Result<Self, SnapshotError> {
        // A length takes at least a byte, so the file's own size bounds what is reserved here.
        let mut ends = Vec::with_capacity(count.min(reader.remaining()));
        let mut end = 0_u64;
        for _ in 0..count {
            end += reader.varint_below(1 << 31, "a text has less than 2^31 bytes")? as u64;
            ends.push(u32::try_from(end).map_err(|_| {
                SnapshotError::invalid("a text column has less than 2^32 bytes", reader.offset())
            })?);
        }
        let at = reader.offset();
        let bytes = reader.take(usize::try_from(end).unwrap_or(usize::MAX))?;
        let text = core::str::from_utf8(bytes)
            .map_err(|fault| SnapshotError::invalid("text is UTF-8", at + fault.valid_up_to()))?;
        if !ends.iter().all(|&end| text.is_char_boundary(end as usize)) {
            return Err(SnapshotError::invalid("a text ends between characters", at));
        }
        Ok(Self {
            text: text.into(),
            ends: Numbers::of(ends.iter().map(|&end| u64::from(end))),
        })
    }

    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The string at `index`; empty beyond the end.
    pub(crate) fn get(&self, index: usize) -> &str {
        let end_of = |index: usize| self.ends.get(index).map(|end| end as usize);
        let start = match index.checked_sub(1) {
            None => Some(0),
            Some(before) => end_of(before),
        };
        match (start, end_of(index)) {
            (Some(start), Some(end)) => self.text.get(start..end).unwrap_or_default(),
            _ => "",
        }
    }

    pub(crate) fn heap_bytes(&self) -> usize {
        self.text.capacity() + self.ends.heap_bytes()
    }
}

/// Appends what [`TextColumn::read`] reads.
#[cfg(feature = "write")]
pub(crate) fn write<'a>(out: &mut Vec<u8>, texts: impl Iterator<Item = &'a str> + Clone) {
    for text in texts.clone() {
        super::bytes::put_varint(out, text.len() as u64);
    }
    for text in texts {
        out.extend_from_slice(text.as_bytes());
    }
}
