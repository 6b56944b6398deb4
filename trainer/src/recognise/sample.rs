//! The headers of a file and its first rows: what it is recognised by.

use super::layout::plain;
use super::{GENERIC, LAYOUTS};
use crate::ingest::header::is_value;

/// Headers that are looked up in all layouts.
const MOST_NAMES: usize = 64;
/// Rows that are looked at.
pub(super) const ROWS: usize = 400;

/// What a file begins with.
pub(super) struct Sample {
    pub(super) headers: Vec<String>,
    pub(super) rows: Vec<Vec<String>>,
    /// Whether its rows are objects.
    pub(super) is_json: bool,
}

impl Sample {
    /// The cells of a column.
    pub(super) fn cells(&self, column: usize) -> impl Iterator<Item = &str> {
        self.rows
            .iter()
            .map(move |row| row.get(column).map_or("", |cell| cell.trim()))
    }

    /// Whether the headers are names and no values: one of them is a known word, or stands above values of another kind.
    pub(super) fn has_names(&self) -> bool {
        let known = |header: &String| {
            let header = plain(header);
            let all = LAYOUTS.iter().chain(&GENERIC);
            let mut words = all.flat_map(|layout| layout.columns.iter().flat_map(|c| c.headers()));
            words.any(|word| plain(word) == header)
        };
        let differs = |column: usize| {
            let header = self.headers.get(column);
            let is_name = header.is_some_and(|h| !h.is_empty() && !is_value(h.as_bytes()));
            is_name && self.mostly(column, 90, |cell| is_value(cell.as_bytes()))
        };
        self.headers.iter().take(MOST_NAMES).any(known) || (0..self.headers.len()).any(differs)
    }

    /// Whether no row says anything in a column.
    pub(super) fn is_blank(&self, column: usize) -> bool {
        !self.rows.is_empty() && self.cells(column).all(str::is_empty)
    }

    /// Of the cells that say something, whether so many of a hundred are so.
    pub(super) fn mostly(&self, column: usize, percent: usize, is: impl Fn(&str) -> bool) -> bool {
        let filled = self.cells(column).filter(|cell| !cell.is_empty());
        let (mut all, mut good) = (0, 0);
        for cell in filled {
            all += 1;
            good += usize::from(is(cell));
        }
        all > 0 && good * 100 >= all * percent
    }
}
