//! Choices, texts and lists of small messages, as bytes.

use crate::snapshot::SnapshotError;
use crate::snapshot::codec::bytes::{ByteReader, put_varint};
use alloc::string::String;
use alloc::vec::Vec;

/// The number of a value in a list of all that there are.
pub(crate) fn number<T: PartialEq>(list: &[T], value: &T) -> u8 {
    // None of the lists is that long.
    list.iter().position(|other| other == value).unwrap_or(0) as u8
}

/// The value whose number is read.
pub(crate) fn choose<T: Copy>(reader: &mut ByteReader<'_>, list: &[T]) -> Result<T, SnapshotError> {
    let at = reader.offset();
    let number = reader.u8()?;
    list.get(usize::from(number))
        .copied()
        .ok_or_else(|| SnapshotError::invalid("a choice is one of those that there are", at))
}

/// Spells a text by its length and UTF-8; what is longer than `most` bytes is cut.
pub(crate) fn put_text(out: &mut Vec<u8>, text: &str, most: usize) {
    let mut end = most.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let text = text.get(..end).unwrap_or_default();
    put_varint(out, text.len() as u64);
    out.extend_from_slice(text.as_bytes());
}

/// A text of at most so many bytes.
pub(crate) fn text(reader: &mut ByteReader<'_>, most: usize) -> Result<String, SnapshotError> {
    let length = reader.varint_below(most as u64 + 1, "a text is not that long")?;
    let at = reader.offset();
    core::str::from_utf8(reader.take(length)?)
        .map(String::from)
        .map_err(|_| SnapshotError::invalid("text is UTF-8", at))
}

/// A list of at most `most` entries whose first parts ascend, so that each stands once and can be searched.
pub(crate) fn ascending<K: Ord + Copy, V>(
    reader: &mut ByteReader<'_>,
    most: usize,
    mut entry: impl FnMut(&mut ByteReader<'_>) -> Result<(K, V), SnapshotError>,
) -> Result<Vec<(K, V)>, SnapshotError> {
    let count = reader.varint_below(most as u64 + 1, "a list is not that long")?;
    let mut list: Vec<(K, V)> = Vec::with_capacity(count.min(reader.remaining()));
    for _ in 0..count {
        let at = reader.offset();
        let next = entry(reader)?;
        if list.last().is_some_and(|last| last.0 >= next.0) {
            return Err(SnapshotError::invalid("a list ascends", at));
        }
        list.push(next);
    }
    Ok(list)
}
