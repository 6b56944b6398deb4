//! What a kind of file looks like: a plain table of headers, one a platform and purpose.

use serde::Serialize;

use crate::ingest::{CATALOG, OFFERS, ORDERS, SESSIONS, Schema};

/// What a file is read for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Role {
    /// Products.
    Catalog,
    /// Lines of orders.
    Orders,
    /// Events of visits.
    Sessions,
    /// Offers with their dates.
    Offers,
}

impl Role {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Catalog, Self::Orders, Self::Sessions, Self::Offers];

    /// Its table, whose name stands before the dot in `--map`.
    pub fn schema(self) -> &'static Schema {
        match self {
            Self::Catalog => &CATALOG,
            Self::Orders => &ORDERS,
            Self::Sessions => &SESSIONS,
            Self::Offers => &OFFERS,
        }
    }

    /// Its name, which is that of its table and of its option.
    pub fn name(self) -> &'static str {
        self.schema().table
    }
}

/// A kind of file.
#[derive(Debug)]
pub(crate) struct Layout {
    /// What `--as` calls it.
    pub id: &'static str,
    /// What people call it.
    pub name: &'static str,
    /// What it is read for.
    pub role: Role,
    /// What it must have: of each group one header.
    pub(super) marks: &'static [&'static [&'static str]],
    /// Where each of our columns comes from.
    pub(super) columns: &'static [Column],
    /// Headers that it is known to have and that say nothing of use here.
    pub(super) unused: &'static [&'static str],
}

/// Where one of our columns comes from.
#[derive(Debug)]
pub(super) struct Column {
    /// Its name in the schema.
    pub(super) name: &'static str,
    /// From which headers, and how.
    pub(super) from: From,
}

/// How a column is made of headers; each header is tried in the order given.
#[derive(Clone, Copy, Debug)]
pub(super) enum From {
    /// The first of these headers that the file has.
    One(&'static [&'static str]),
    /// In each row the first of these that says something.
    Any(&'static [&'static str]),
    /// Levels of a category, put together.
    Levels(&'static [&'static str]),
    /// The name of an attribute and its value: pairs of headers.
    Pairs(&'static [(&'static str, &'static str)]),
    /// The header is the name of the attribute.
    Named(&'static [&'static str]),
    /// `key=value,…` as one list.
    Listed(&'static str),
    /// The cell of a header with something before and behind it.
    Around(&'static str, &'static str, &'static str),
}

/// The first of these headers that the file has.
pub(super) const fn one(name: &'static str, headers: &'static [&'static str]) -> Column {
    Column {
        name,
        from: From::One(headers),
    }
}

/// In each row the first of these that says something.
pub(super) const fn any(name: &'static str, headers: &'static [&'static str]) -> Column {
    Column {
        name,
        from: From::Any(headers),
    }
}

/// A column of another making.
pub(super) const fn of(name: &'static str, from: From) -> Column {
    Column { name, from }
}

impl Column {
    /// The headers that it may come from.
    pub(super) fn headers(&self) -> Vec<&'static str> {
        match self.from {
            From::One(headers)
            | From::Any(headers)
            | From::Levels(headers)
            | From::Named(headers) => headers.to_vec(),
            From::Pairs(pairs) => pairs.iter().flat_map(|(a, b)| [*a, *b]).collect(),
            From::Listed(header) | From::Around(_, header, _) => vec![header],
        }
    }
}

/// A header as it is compared: in small letters, words parted by one blank, without marks around it.
pub(super) fn plain(header: &str) -> String {
    let lower = header.to_lowercase();
    let unprefixed = lower.strip_prefix("g:").unwrap_or(&lower);
    let words = unprefixed
        .split(|c: char| c.is_whitespace() || matches!(c, '_' | '-' | '\u{a0}'))
        .filter(|word| !word.is_empty());
    let joined = words.collect::<Vec<_>>().join(" ");
    joined.trim_matches(['*', ':', '"', '\'', ' ']).to_owned()
}

/// The headers of a file, ready to be asked for.
pub(super) struct Headers {
    plain: Vec<String>,
}

impl Headers {
    /// Those of a file.
    pub(super) fn of(headers: &[String]) -> Self {
        Self {
            plain: headers.iter().map(|header| plain(header)).collect(),
        }
    }

    /// Where a header stands: as it is, or apart from what it says in brackets at its end (`Price (EUR)`).
    pub(super) fn find(&self, wanted: &str) -> Option<usize> {
        let wanted = plain(wanted);
        let same = |header: &String| *header == wanted;
        let bare = |header: &String| {
            let cut = header.split_once('(').map(|(before, _)| before.trim());
            cut.is_some_and(|before| before == wanted)
        };
        let found = self.plain.iter().position(same);
        found.or_else(|| {
            let mut found = self.plain.iter().enumerate().filter(|(_, h)| bare(h));
            let (at, _) = found.next()?;
            // Two of a name are told apart by their brackets, which nobody here knows.
            found.next().is_none().then_some(at)
        })
    }

    /// Whether one of these headers is there.
    pub(super) fn has_one(&self, wanted: &[&str]) -> bool {
        wanted.iter().any(|wanted| self.find(wanted).is_some())
    }

    /// In the plain form, in the order of the file.
    pub(super) fn plain(&self) -> &[String] {
        &self.plain
    }
}

impl Layout {
    /// Whether a file with these headers is one.
    pub(super) fn is_of(&self, headers: &Headers) -> bool {
        !self.marks.is_empty() && self.marks.iter().all(|mark| headers.has_one(mark))
    }

    /// How many headers of a file it knows.
    pub(super) fn known(&self, headers: &Headers) -> usize {
        let used = self.columns.iter().flat_map(Column::headers);
        let all = used.chain(self.unused.iter().copied());
        let mut places: Vec<usize> = all.filter_map(|header| headers.find(header)).collect();
        places.sort_unstable();
        places.dedup();
        places.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_found_whatever_their_dress() {
        let headers = Headers::of(
            &[
                "g:ID",
                "Order_Number",
                "Name *",
                "Price (EUR)",
                " Sale  price ",
            ]
            .map(str::to_owned),
        );
        for (wanted, at) in [
            ("id", Some(0)),
            ("order number", Some(1)),
            ("Name", Some(2)),
            ("price", Some(3)),
            ("sale_price", Some(4)),
            ("prices", None),
        ] {
            assert_eq!(headers.find(wanted), at, "{wanted}");
        }
        let two = Headers::of(&["Price (net)".to_owned(), "Price (gross)".to_owned()]);
        assert_eq!(two.find("price"), None, "which of the two is not known");
        assert_eq!(two.find("Price (gross)"), Some(1));
    }
}
