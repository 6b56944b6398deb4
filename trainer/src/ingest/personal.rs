//! Personal data as its cells show it: whatever a column is called, addresses of mail, numbers to call, streets and numbers of cards
//! and accounts are dropped while reading.

use super::time::read_time;

/// What a cell, or most cells of a column, hold of somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Personal {
    /// Addresses of mail.
    Email,
    /// Numbers to call.
    Phone,
    /// Streets with numbers of houses.
    Street,
    /// Addresses of computers.
    Computer,
}

impl Personal {
    /// In plain words.
    pub fn plural(self) -> &'static str {
        match self {
            Self::Email => "e-mail addresses",
            Self::Phone => "phone numbers",
            Self::Street => "postal addresses",
            Self::Computer => "IP addresses",
        }
    }
}

/// Of a hundred cells that say something so many must hold such data.
const MOSTLY: usize = 40;
/// Addresses of mail stand nowhere else: few are enough.
const SOME: usize = 10;
/// Longest cell that is looked at.
const LONG: usize = 200;

/// What the cells of a column hold of somebody, judged by some of them.
pub(crate) fn of_cells<'a>(cells: impl Iterator<Item = &'a str>) -> Option<Personal> {
    let mut counts = [0_usize; 4];
    let mut all = 0;
    for cell in cells.filter(|cell| !cell.trim().is_empty()) {
        all += 1;
        if let Some(found) = of_cell(cell)
            && let Some(count) = counts.get_mut(found as usize)
        {
            *count += 1;
        }
    }
    let kinds = [
        (Personal::Email, SOME),
        (Personal::Phone, MOSTLY),
        (Personal::Street, MOSTLY),
        (Personal::Computer, MOSTLY),
    ];
    let mut shares = kinds.into_iter().zip(counts);
    let found = shares.find(|((_, share), count)| *count > 0 && count * 100 >= all * share);
    found.map(|((kind, _), _)| kind)
}

/// What a cell holds of somebody.
pub(crate) fn of_cell(cell: &str) -> Option<Personal> {
    let text = cell.trim();
    if text.len() > LONG {
        return has_mail(text).then_some(Personal::Email);
    }
    if has_mail(text) {
        Some(Personal::Email)
    } else if is_phone(text) {
        Some(Personal::Phone)
    } else if text.parse::<std::net::Ipv4Addr>().is_ok() {
        Some(Personal::Computer)
    } else if is_street(text) {
        Some(Personal::Street)
    } else {
        None
    }
}

fn has_mail(text: &str) -> bool {
    text.match_indices('@').any(|(at, _)| {
        let (before, behind) = (text.get(..at), text.get(at + 1..));
        let named = before.and_then(|b| b.chars().next_back());
        let host = behind.unwrap_or_default();
        let host = host.split(|c: char| !c.is_alphanumeric() && c != '.' && c != '-');
        let host = host.into_iter().next().unwrap_or_default();
        let ending = host.rsplit_once('.').map_or("", |(_, ending)| ending);
        named.is_some_and(char::is_alphanumeric)
            && ending.chars().count() >= 2
            && ending.chars().all(char::is_alphabetic)
    })
}

/// A number that is written as numbers to call are: with the country before it, an area in brackets, or in the groups that North
/// America has. Ids and bar codes are not.
fn is_phone(text: &str) -> bool {
    let text = text.trim_start_matches(['\'', '=', '"']);
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let allowed = |c: char| c.is_ascii_digit() || "+()-./ x".contains(c);
    if !(8..=16).contains(&digits) || !text.chars().all(allowed) {
        return false;
    }
    if read_time(text.as_bytes()).is_some() {
        return false;
    }
    let groups: Vec<usize> = text
        .split(|c: char| !c.is_ascii_digit())
        .filter(|group| !group.is_empty())
        .map(str::len)
        .collect();
    text.starts_with('+')
        || (text.starts_with("00") && groups.len() > 1)
        || text.starts_with('(')
        || (groups == [3, 3, 4] && !text.contains('/'))
        || (text.starts_with('0') && groups.len() > 1 && text.contains(' '))
}

/// Words that streets end or begin with.
const STREETS: [&str; 34] = [
    "street",
    "st",
    "road",
    "rd",
    "avenue",
    "ave",
    "lane",
    "ln",
    "drive",
    "dr",
    "boulevard",
    "blvd",
    "court",
    "ct",
    "close",
    "crescent",
    "terrace",
    "strasse",
    "straße",
    "str",
    "weg",
    "allee",
    "gasse",
    "rue",
    "calle",
    "carrer",
    "rua",
    "straat",
    "ulica",
    "ul",
    "ulitsa",
    "ул",
    "улица",
    "gatan",
];

fn is_street(text: &str) -> bool {
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let of_house = |word: &&str| {
        let digits = word.chars().take_while(char::is_ascii_digit).count();
        (1..=5).contains(&digits) && word.len() <= digits + 1
    };
    let is_street = |word: &&str| {
        let ending = [
            "strasse", "straße", "str", "straat", "gatan", "gata", "weg", "allee", "gasse",
        ];
        STREETS.contains(word)
            || (word.chars().count() > 5 && ending.iter().any(|ending| word.ends_with(ending)))
    };
    (2..=12).contains(&words.len()) && words.iter().any(of_house) && words.iter().any(is_street)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_of_somebody_are_known_by_what_they_hold() {
        for (cell, found) in [
            ("anna.kanari@mail.example", Personal::Email),
            ("Anna <anna@x.example>", Personal::Email),
            ("+49 170 1234567", Personal::Phone),
            ("'+4917012345678", Personal::Phone),
            ("(030) 123-4567", Personal::Phone),
            ("555-123-4567", Personal::Phone),
            ("12 Canary Street", Personal::Street),
            ("Hauptstr. 5a", Personal::Street),
            ("Lange Musterstraße 12", Personal::Street),
            ("rue de la Paix 3", Personal::Street),
            ("192.168.1.20", Personal::Computer),
        ] {
            assert_eq!(of_cell(cell), Some(found), "{cell}");
        }
    }

    #[test]
    fn products_times_and_ids_are_nobodys() {
        for cell in [
            "Desk lamp",
            "@home vase",
            "850003173771",
            "978-3-16-148410-0",
            "2025-10-07 09:50:26 +0200",
            "07/10/2025",
            "LAMP-01-02-2025",
            "1.234,50",
            "Size 5",
            "https://shop.example/a?b=1",
            "3 x AAA",
            "2019-10-01 00:00:00 UTC",
            "20251007",
            "1602069510766593",
        ] {
            assert_eq!(of_cell(cell), None, "{cell}");
        }
    }

    #[test]
    fn a_column_is_what_most_of_its_cells_are() {
        let column = |cells: &[&str]| of_cells(cells.iter().copied());
        assert_eq!(
            column(&["a@b.example", "", "c@d.example"]),
            Some(Personal::Email)
        );
        assert_eq!(
            column(&["guest", "guest", "guest", "a@b.example"]),
            Some(Personal::Email)
        );
        let title = ["Desk lamp", "Street lamp 5 road", "Vase", "Cup", "Jug"];
        assert_eq!(column(&title), None);
        assert_eq!(column(&[]), None);
    }
}
