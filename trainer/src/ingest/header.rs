//! What a header looks like, so that values are not taken for one, and never said as one.

use super::columns::is_known;

/// Longest header that is said in a message.
const LONG: usize = 40;
/// Most headers that are said in a message.
const MOST_SAID: usize = 12;

/// Whether the cells of a row look like the names of columns: most say something short that is no value.
pub(super) fn looks_like_headers<'a>(cells: impl Iterator<Item = &'a [u8]>) -> bool {
    let (mut names, mut values) = (0, 0);
    for cell in cells {
        match cell {
            [] => {}
            cell if is_value(cell) => values += 1,
            _ => names += 1,
        }
    }
    names > 0 && names >= 4 * values
}

/// Whether a cell is a number, a time, an address of mail or of a page, or a long text: all of which no column is called.
pub(crate) fn is_value(cell: &[u8]) -> bool {
    let text = cell.trim_ascii();
    let digits = text.iter().filter(|byte| byte.is_ascii_digit()).count();
    let letters = text
        .iter()
        .filter(|byte| byte.is_ascii_alphabetic() || !byte.is_ascii())
        .count();
    let starts = |start: &[u8]| text.starts_with(start);
    text.contains(&b'@')
        || starts(b"http://")
        || starts(b"https://")
        || starts(b"{")
        || (starts(b"[") && text.ends_with(b"]") && text.contains(&b'"'))
        || text.len() > 120
        || (digits > 0 && digits >= letters)
}

/// Whether a header can be said in a message without saying anything of anybody.
pub(crate) fn can_be_said(header: &str) -> bool {
    let long_number = header
        .split(|c: char| !c.is_ascii_digit())
        .any(|digits| digits.len() > 4);
    !header.is_empty()
        && header.chars().count() <= LONG
        && !is_value(header.as_bytes())
        && !long_number
        && !header.contains(['{', '}', '"', '\n', '\r', '\0'])
}

/// A few headers for a message, quoted; how many there are where there are more. Where none of them is a word that tables are known
/// to have, they may be anything, and only their number is said.
pub(super) fn said_if_known(headers: &[String]) -> String {
    let is_name = |header: &String| can_be_said(header) && is_known(header);
    if headers.iter().any(is_name) {
        return said(headers);
    }
    format!("{} columns of which no name is known", headers.len())
}

/// A few headers for a message, quoted; how many there are where there are more.
pub(crate) fn said(headers: &[String]) -> String {
    let good: Vec<&String> = headers.iter().filter(|h| can_be_said(h)).collect();
    let mut said: Vec<String> = good
        .iter()
        .take(MOST_SAID)
        .map(|header| format!("`{header}`"))
        .collect();
    let more = headers.iter().filter(|h| !h.is_empty()).count() - said.len();
    if more > 0 {
        said.push(format!("{more} more"));
    }
    said.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn looks(line: &str) -> bool {
        looks_like_headers(line.split(',').map(|cell| cell.trim().as_bytes()))
    }

    #[test]
    fn names_are_told_from_values() {
        for line in [
            "order_id,time,product_id",
            "ID,Тип,Артикул,Имя",
            "Attribute 1 name,Attribute 1 value(s)",
            ",id,title",
            "Product ID #1,SKU #1",
            "商品番号,価格",
            "customer_email,phone",
        ] {
            assert!(looks(line), "{line}");
        }
        for line in [
            "1001,2025-01-02,LAMP-1,2",
            "#1001,anna@example.org,12.50",
            ",,",
            "{\"id\":1",
        ] {
            assert!(!looks(line), "{line}");
        }
    }

    #[test]
    fn what_could_be_somebodys_is_not_said() {
        let headers = [
            "order_id",
            "anna@example.org",
            "{\"billing\":{\"first_name\":\"Anna\"",
            "+49 170 1234567",
            "",
            "a text that is far too long to be the name of a column of anything",
        ]
        .map(str::to_owned);
        assert_eq!(said(&headers), "`order_id`, 4 more");
        let many: Vec<String> = (0..5_000).map(|n| format!("column {n}")).collect();
        assert!(said(&many).len() < 300, "{}", said(&many));
    }
}
