//! Columns of text: each text with a byte behind it that no text holds, so that a repeated one is repeated with its end.

use super::bytes::ByteReader;
use super::numbers::Numbers;
use crate::snapshot::error::SnapshotError;
use crate::snapshot::layout::MAX_TEMPLATE;
use alloc::string::String;
use alloc::vec::Vec;

/// Behind each text: UTF-8 has no such byte.
const END: u8 = 0xff;

/// Strings of one column, one behind the other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct TextColumn {
    text: String,
    ends: Numbers,
}

/// Texts that are made of their record's id, as most addresses of product pages and pictures are.
pub(crate) struct Template<'a> {
    pub(crate) before: &'a str,
    pub(crate) behind: &'a str,
    pub(crate) ids: &'a TextColumn,
    /// Which records have the flag are made so.
    pub(crate) flags: &'a [u8],
    pub(crate) flag: u8,
}

impl<'a> Template<'a> {
    /// The parts of a text, if it is made so.
    fn parts(&self, index: usize) -> Option<[&str; 3]> {
        self.flags
            .get(index)
            .filter(|&flags| flags & self.flag != 0)
            .map(|_| [self.before, self.ids.get(index), self.behind])
    }

    /// Reads what stands before and behind ids.
    pub(crate) fn read<'b: 'a>(
        reader: &mut ByteReader<'b>,
        ids: &'a TextColumn,
        flags: &'a [u8],
        flag: u8,
    ) -> Result<Self, SnapshotError> {
        let at = reader.offset();
        let (before, behind) = (read(reader)?, read(reader)?);
        if before.len() + behind.len() > MAX_TEMPLATE {
            return Err(SnapshotError::invalid(
                "a template has at most 1024 bytes",
                at,
            ));
        }
        Ok(Self {
            before,
            behind,
            ids,
            flags,
            flag,
        })
    }
}

/// One text.
fn read<'a>(reader: &mut ByteReader<'a>) -> Result<&'a str, SnapshotError> {
    let at = reader.offset();
    core::str::from_utf8(reader.until(END)?)
        .map_err(|fault| SnapshotError::invalid("text is UTF-8", at + fault.valid_up_to()))
}

impl TextColumn {
    /// Reads `count` strings, less those that a template makes.
    pub(crate) fn read(
        reader: &mut ByteReader<'_>,
        count: usize,
        template: Option<&Template<'_>>,
    ) -> Result<Self, SnapshotError> {
        // A text takes at least a byte, here or among the flags, so the file's own size bounds what is reserved.
        let mut ends = Vec::with_capacity(count.min(reader.whole()));
        let mut text = String::new();
        for index in 0..count {
            match template.and_then(|template| template.parts(index)) {
                Some(parts) => parts.iter().for_each(|part| text.push_str(part)),
                None => text.push_str(read(reader)?),
            }
            ends.push(u32::try_from(text.len()).map_err(|_| {
                SnapshotError::invalid("a text column has less than 2^32 bytes", reader.offset())
            })?);
        }
        text.shrink_to_fit();
        Ok(Self {
            text,
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
pub(crate) fn write<'a>(out: &mut Vec<u8>, texts: impl Iterator<Item = &'a str>) {
    for text in texts {
        out.extend_from_slice(text.as_bytes());
        out.push(END);
    }
}

/// What stands before and behind ids in most of some texts, given as `(id, text)`; of equally frequent templates the first
/// by its bytes, and nothing if no text holds its id.
#[cfg(feature = "write")]
pub(crate) fn template<'a>(
    texts: impl Iterator<Item = (&'a str, &'a str)>,
) -> Option<(&'a str, &'a str)> {
    let mut found = alloc::collections::BTreeMap::<(&str, &str), usize>::new();
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
