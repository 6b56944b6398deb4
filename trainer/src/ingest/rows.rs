//! What all tables share: what reading is told, rows with what is needed to report them, keys as numbers.

use std::borrow::Cow;

use super::address::AddressPattern;
use super::bad_rows::{BadRowLimit, BadRows};
use super::columns::{Binding, Mapping, is_personal};
use super::error::IngestError;
use super::intern::Interner;
use super::marks::{identifier, readable};
use super::money::Currency;
use super::table::Row;
use super::time::DateOrder;

/// Rows between two reports of progress.
pub(super) const TICK: u64 = 8_192;

/// What reading needs to be told.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Which header is which column.
    pub mapping: Mapping,
    /// The currency to keep; `None` takes the first one that the files name.
    pub currency: Option<Currency>,
    /// The currency that other files name: that of orders unless most of them say otherwise, and of prices that name none.
    pub known_currency: Option<Currency>,
    /// Which number of a date such as 1/2/2025 is the month; `None` lets the column tell.
    pub date_order: Option<DateOrder>,
    /// When to give up.
    pub max_bad_rows: BadRowLimit,
    /// The moment whose prices count, seconds since 1970 UTC; `None` takes that of the latest order.
    pub as_of: Option<i64>,
    /// Addresses of products that have none.
    pub addresses: Option<AddressPattern>,
}

/// The number of a key, as UTF-8 whatever the file's encoding and without the marks of spreadsheets.
pub(super) fn number(
    interner: &mut Interner,
    key: &[u8],
    windows_1252: &mut u64,
    file: &str,
    what: &'static str,
) -> Result<u32, IngestError> {
    numbered(interner, identifier(key), windows_1252, file, what)
}

/// The number of a text for people, as UTF-8 and without entities.
pub(super) fn text_number(
    interner: &mut Interner,
    cell: &[u8],
    windows_1252: &mut u64,
    file: &str,
    what: &'static str,
) -> Result<u32, IngestError> {
    numbered(interner, readable(cell), windows_1252, file, what)
}

fn numbered(
    interner: &mut Interner,
    (text, old): (Cow<'_, str>, bool),
    windows_1252: &mut u64,
    file: &str,
    what: &'static str,
) -> Result<u32, IngestError> {
    *windows_1252 += u64::from(old);
    let too_large = || IngestError::TooLarge {
        file: file.to_owned(),
        what,
        limit: u64::from(u32::MAX) - 1,
    };
    interner.intern(text.as_bytes()).ok_or_else(too_large)
}

/// Headers that hold personal data and are not bound: named in the summary, so that it is seen that they stay out.
pub(super) fn personal(headers: &[String], columns: &Binding) -> Vec<String> {
    headers
        .iter()
        .enumerate()
        .filter(|(at, h)| is_personal(h) && !columns.found().any(|(_, bound)| bound == *at))
        .map(|(_, h)| h.clone())
        .collect()
}

/// A row together with what is needed to report it as bad.
pub(super) struct Cells<'a> {
    pub(super) row: Row<'a>,
    pub(super) headers: &'a [String],
    pub(super) columns: &'a Binding,
    pub(super) read: u64,
    pub(super) bad: &'a mut BadRows,
}

impl Cells<'_> {
    /// Whether the row has the cells that the header row names. Empty ones at its end may have been left out, as spreadsheets do,
    /// or written twice.
    pub(super) fn whole(&mut self) -> Result<bool, IngestError> {
        let (found, width) = (self.row.len(), self.columns.width);
        let is_whole = if found <= width {
            found >= self.columns.least.min(width)
        } else {
            (width..found).all(|beyond| self.row.cell(Some(beyond)).is_empty())
        };
        if is_whole {
            return Ok(true);
        }
        if found == 0 {
            let (expected, found) = ("an object of JSON", b"something else");
            self.add("bad_json", "-", expected, found)?;
            return Ok(false);
        }
        let found = format!("{found} columns where the header has {width}");
        let expected = "as many columns as the header row";
        self.add("wrong_column_count", "-", expected, found.as_bytes())?;
        Ok(false)
    }

    pub(super) fn reject(
        &mut self,
        reason: &'static str,
        column: Option<usize>,
        expected: &'static str,
    ) -> Result<(), IngestError> {
        let labels = self
            .row
            .origin
            .map_or(self.headers, |o| o.labels.as_slice());
        let header = column.and_then(|c| labels.get(c));
        let header = header.map_or_else(|| "-".to_owned(), Clone::clone);
        let found = self.row.cell(column);
        self.add(reason, &header, expected, found)
    }

    /// Counts the row as bad, in the file that it is from.
    fn add(
        &mut self,
        reason: &'static str,
        column: &str,
        expected: &'static str,
        found: &[u8],
    ) -> Result<(), IngestError> {
        let place = (self.row.line, column);
        match self.row.origin {
            Some(origin) => {
                let file = origin.file.as_str();
                self.bad
                    .add_in(file, reason, place, expected, found, self.read)
            }
            None => self.bad.add(reason, place, expected, found, self.read),
        }
    }
}
