//! What people's tools put into texts: entities of HTML, and the marks by which a spreadsheet keeps an id a text.

use std::borrow::Cow;

use html_escape::decode_html_entities;

use super::text::decode;

/// Texts that were escaped more often than this stay as they are.
const ESCAPED_AT_MOST: usize = 3;

/// The text of a cell for people: without entities, also where they were escaped twice (`&amp;#038;`). And whether it had
/// to be read as windows-1252.
pub(super) fn readable(cell: &[u8]) -> (Cow<'_, str>, bool) {
    let (text, old) = decode(cell);
    (unescape(text), old)
}

fn unescape(text: Cow<'_, str>) -> Cow<'_, str> {
    if memchr::memchr(b'&', text.as_bytes()).is_none() {
        return text;
    }
    let mut plain = text;
    for _ in 0..ESCAPED_AT_MOST {
        match decode_html_entities(&plain) {
            Cow::Owned(next) if next != *plain => plain = Cow::Owned(next),
            _ => break,
        }
    }
    // Only what an entity stood for can be blank at an end: cells are trimmed.
    match plain.trim() {
        trimmed if trimmed.len() == plain.len() => plain,
        trimmed => Cow::Owned(trimmed.to_owned()),
    }
}

/// An id as the shop knows it: without entities, without `="…"`, and without the apostrophe before digits by which
/// spreadsheets and Shopify keep a number a text. And whether it had to be read as windows-1252.
pub(super) fn identifier(cell: &[u8]) -> (Cow<'_, str>, bool) {
    readable(bare(cell))
}

/// The cell without the marks of a text.
fn bare(cell: &[u8]) -> &[u8] {
    let inner = match cell {
        [b'=', b'"', inner @ .., b'"'] => inner.trim_ascii(),
        [b'\'', digits @ ..] if is_digits(digits) => digits,
        _ => cell,
    };
    if inner.is_empty() { cell } else { inner }
}

fn is_digits(text: &[u8]) -> bool {
    !text.is_empty() && text.iter().all(u8::is_ascii_digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entities_are_letters_however_often_they_were_escaped() {
        for (cell, text) in [
            ("Salt &amp; pepper", "Salt & pepper"),
            ("Salt &#038; pepper", "Salt & pepper"),
            ("Salt &amp;amp; pepper", "Salt & pepper"),
            ("&quot;Best&quot; &lt;b&gt;", "\"Best\" <b>"),
            ("R&D kit", "R&D kit"),
            ("Tom & Ann; friends", "Tom & Ann; friends"),
            ("Mug&nbsp;", "Mug"),
        ] {
            assert_eq!(readable(cell.as_bytes()).0, text, "{cell}");
        }
    }

    #[test]
    fn marks_of_a_text_are_no_part_of_an_id() {
        for (cell, id) in [
            ("'850003", "850003"),
            ("=\"00123\"", "00123"),
            ("'N Sync", "'N Sync"),
            ("'", "'"),
            ("=\"\"", "=\"\""),
            ("A&amp;B", "A&B"),
            ("00123", "00123"),
        ] {
            assert_eq!(identifier(cell.as_bytes()).0, id, "{cell}");
        }
    }
}
