//! Where a header stands among those of a file.

use super::Column;

/// Where a header stands.
pub(super) fn places(headers: &[String], wanted: &str) -> Vec<usize> {
    let named = headers.iter().enumerate().filter(|(_, h)| same(h, wanted));
    named.map(|(at, _)| at).collect()
}

/// Where a column stands under a header that some platform has for it: the first header of its list that is there once.
pub(super) fn known_place(headers: &[String], column: &Column) -> Option<usize> {
    column.also.iter().find_map(|wanted| {
        let named = headers.iter().enumerate();
        let mut found =
            named.filter(|(_, header)| same(header, wanted) || in_brackets(header) == *wanted);
        let (at, _) = found.next()?;
        found.next().is_none().then_some(at)
    })
}

/// What a header says in brackets at its end.
pub(super) fn in_brackets(header: &str) -> &str {
    let inner = header.trim().strip_suffix(')');
    inner
        .and_then(|text| text.rsplit_once('('))
        .map_or("", |(_, key)| key)
}

/// `Price#2` is the second header `Price`.
pub(super) fn numbered(wanted: &str) -> Option<(&str, usize)> {
    let (header, nth) = wanted.rsplit_once('#')?;
    Some((header, nth.parse().ok()?))
}

pub(super) fn same(header: &str, wanted: &str) -> bool {
    header.trim().to_lowercase() == wanted.trim().to_lowercase()
}

pub(super) fn quoted(header: &str) -> String {
    if header.contains(' ') {
        format!("\"{header}\"")
    } else {
        header.to_owned()
    }
}
