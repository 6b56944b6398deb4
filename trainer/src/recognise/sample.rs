//! The headers of a file and its first rows: what it is recognised by.

/// Rows that are looked at.
pub(super) const ROWS: usize = 400;

/// What a file begins with.
pub(super) struct Sample {
    pub(super) headers: Vec<String>,
    pub(super) rows: Vec<Vec<String>>,
}

impl Sample {
    /// The cells of a column.
    pub(super) fn cells(&self, column: usize) -> impl Iterator<Item = &str> {
        self.rows
            .iter()
            .map(move |row| row.get(column).map_or("", |cell| cell.trim()))
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
