//! The first of several pictures in one cell.

use std::borrow::Cow;

/// What separates addresses, besides line breaks.
const SEPARATORS: [char; 3] = [',', ';', '|'];
const SCHEMES: [&str; 3] = ["http://", "https://", "//"];

/// The first address of a list. An address holds no blanks, but may hold commas.
pub(super) fn first_picture(text: Cow<'_, str>) -> Cow<'_, str> {
    let end = text.char_indices().find(|&(at, sign)| {
        if sign == '\n' || sign == '\r' {
            return true;
        }
        let behind = text.get(at + sign.len_utf8()..).unwrap_or_default();
        SEPARATORS.contains(&sign)
            && (behind.starts_with([' ', '\t'])
                || SCHEMES
                    .iter()
                    .any(|scheme| behind.trim_start().starts_with(scheme)))
    });
    match end {
        None => text,
        Some((end, _)) => Cow::Owned(text.get(..end).unwrap_or_default().trim().to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::first_picture;

    #[test]
    fn a_gallery_is_cut_and_a_single_address_is_not() {
        for (cell, first) in [
            ("https://x/a.jpg, https://x/b.jpg", "https://x/a.jpg"),
            ("https://x/a.jpg,https://x/b.jpg", "https://x/a.jpg"),
            ("//x/a.jpg|//x/b.jpg", "//x/a.jpg"),
            ("a.jpg, b.jpg", "a.jpg"),
            ("https://x/a.jpg\nhttps://x/b.jpg", "https://x/a.jpg"),
            ("https://x/w_200,h_300/a.jpg", "https://x/w_200,h_300/a.jpg"),
            ("/m/a.jpg", "/m/a.jpg"),
        ] {
            assert_eq!(first_picture(cell.into()), first, "{cell}");
        }
    }
}
