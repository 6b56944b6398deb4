//! Rows of one or several files as the rows of one table with our columns: each cell is looked up, put together, or the same in all
//! rows; a row of an order with several lines becomes a row a line.

use super::error::IngestError;
use super::items::{self, Item};
pub(crate) use super::items::{Items, named_keys, phrases};
use super::table::{Row, Table};

/// What a cell is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Cell {
    /// The cell of a column.
    Column(usize),
    /// The first of these cells that is neither blank nor 0.
    First(Vec<usize>),
    /// `key=value,…` as `key=value|…`.
    Listed(usize),
    /// A cell with a text before and behind it.
    Around(&'static str, usize, &'static str),
    /// `key=value|…` of pairs of columns; the key is the cell of a column or a name.
    Pairs(Vec<(Key, usize)>),
    /// Levels of a category in columns of their own, put together with ` > `.
    Levels(Vec<usize>),
    /// The same text in all rows.
    Text(String),
}

/// What an attribute is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Key {
    /// As a cell of the row says.
    Column(usize),
    /// Always so.
    Name(String),
}

impl Cell {
    /// The columns that it is made of.
    pub(crate) fn columns(&self) -> Vec<usize> {
        match self {
            Self::Column(at) | Self::Listed(at) | Self::Around(_, at, _) => vec![*at],
            Self::First(columns) | Self::Levels(columns) => columns.clone(),
            Self::Pairs(pairs) => pairs
                .iter()
                .flat_map(|(key, value)| match key {
                    Key::Column(key) => vec![*key, *value],
                    Key::Name(_) => vec![*value],
                })
                .collect(),
            Self::Text(_) => Vec::new(),
        }
    }

    fn write(&self, row: &Row<'_>, bytes: &mut Vec<u8>) {
        let cell = |at: &usize| row.cell(Some(*at));
        match self {
            Self::Column(at) => bytes.extend_from_slice(cell(at)),
            Self::First(columns) => {
                // Platforms write 0 for what has no number.
                let says = |cell: &&[u8]| !cell.is_empty() && *cell != b"0";
                let found = columns.iter().map(cell).find(says);
                bytes.extend_from_slice(found.unwrap_or_default());
            }
            Self::Listed(at) => {
                let mut parts = cell(at).split(|byte| *byte == b',').peekable();
                while let Some(part) = parts.next() {
                    bytes.extend_from_slice(part);
                    match parts.peek() {
                        Some(next) if next.contains(&b'=') => bytes.push(b'|'),
                        // A comma in a value.
                        Some(_) => bytes.push(b','),
                        None => {}
                    }
                }
            }
            Self::Around(before, at, behind) => {
                let cell = cell(at);
                // What is an address already needs nothing around it.
                if cell.starts_with(b"http://") || cell.starts_with(b"https://") {
                    bytes.extend_from_slice(cell);
                } else if !cell.is_empty() {
                    bytes.extend_from_slice(before.as_bytes());
                    bytes.extend_from_slice(cell);
                    bytes.extend_from_slice(behind.as_bytes());
                }
            }
            Self::Pairs(pairs) => {
                let mut first = true;
                for (key, value) in pairs {
                    let key = match key {
                        Key::Column(at) => cell(at),
                        Key::Name(name) => name.as_bytes(),
                    };
                    let value = cell(value);
                    if key.is_empty() || value.is_empty() {
                        continue;
                    }
                    if !first {
                        bytes.push(b'|');
                    }
                    first = false;
                    bytes.extend_from_slice(key);
                    bytes.push(b'=');
                    bytes.extend_from_slice(value);
                }
            }
            Self::Levels(columns) => {
                let levels = columns.iter().map(cell).filter(|cell| !cell.is_empty());
                for (nth, level) in levels.enumerate() {
                    if nth > 0 {
                        bytes.extend_from_slice(b" > ");
                    }
                    bytes.extend_from_slice(level);
                }
            }
            Self::Text(text) => bytes.extend_from_slice(text.as_bytes()),
        }
    }
}

/// A file, and what its rows are made of: one cell for each column of the whole.
pub(crate) struct Part {
    pub(crate) table: Table,
    /// `None` where the file says nothing of a column.
    pub(crate) cells: Vec<Option<Cell>>,
    pub(crate) items: Items,
    /// What its columns are called in messages.
    pub(crate) labels: Vec<String>,
    /// Cells that a row of it has.
    pub(crate) width: usize,
    /// Cells that a row of it needs.
    pub(crate) least: usize,
}

/// The file that a row is from.
pub(super) struct Origin {
    pub(super) file: String,
    pub(super) labels: Vec<String>,
}

/// Rows of all parts, one part behind the other.
pub(crate) struct PartRows {
    labels: Vec<String>,
    parts: Vec<Part>,
    origins: Vec<Origin>,
    /// The part that rows come from.
    at: usize,
    size: u64,
    /// Rows made and not given out: their cells one behind the other, where each ends, and where each row does.
    bytes: Vec<u8>,
    ends: Vec<usize>,
    rows: Vec<(usize, usize)>,
    next: usize,
    line: u64,
}

impl PartRows {
    /// `names` are the columns of the whole.
    pub(crate) fn new(names: &[&'static str], parts: Vec<Part>) -> Self {
        let labels = match parts.as_slice() {
            [only] => only.labels.clone(),
            _ => names.iter().map(|name| (*name).to_owned()).collect(),
        };
        let origins = parts.iter().map(|part| Origin {
            file: part.table.file().to_owned(),
            labels: part.labels.clone(),
        });
        Self {
            labels,
            origins: origins.collect(),
            size: parts.iter().map(|part| part.table.size()).sum(),
            parts,
            at: 0,
            bytes: Vec::new(),
            ends: Vec::new(),
            rows: Vec::new(),
            next: 0,
            line: 0,
        }
    }

    pub(super) fn labels(&self) -> &[String] {
        &self.labels
    }

    pub(super) fn size(&self) -> u64 {
        self.size
    }

    pub(super) fn position(&self) -> u64 {
        let parts = self.parts.iter().take(self.at + 1);
        parts.map(|part| part.table.position()).sum()
    }

    /// The next row, or `None` at the end of the last part.
    ///
    /// # Errors
    /// As [`Table::next_row`].
    pub(super) fn next(&mut self) -> Result<Option<Row<'_>>, IngestError> {
        while self.next == self.rows.len() {
            if !self.fill()? {
                return Ok(None);
            }
        }
        let begin = match self.next.checked_sub(1) {
            Some(before) => self.rows.get(before).copied().unwrap_or_default(),
            None => (0, 0),
        };
        let end = self.rows.get(self.next).copied().unwrap_or(begin);
        self.next += 1;
        let mut row = Row::new(
            self.bytes.get(begin.0..end.0).unwrap_or_default(),
            self.ends.get(begin.1..end.1).unwrap_or_default(),
            self.line,
        );
        row.origin = self.origins.get(self.at);
        Ok(Some(row))
    }

    /// Makes the rows of the next row of a file; false after the last.
    fn fill(&mut self) -> Result<bool, IngestError> {
        self.bytes.clear();
        self.ends.clear();
        self.rows.clear();
        self.next = 0;
        let Some(part) = self.parts.get_mut(self.at) else {
            return Ok(false);
        };
        let Some(row) = part.table.next_row()? else {
            if self.at + 1 < self.parts.len() {
                self.at += 1;
                return self.fill();
            }
            return Ok(false);
        };
        self.line = row.line;
        let beyond = (part.width..row.len()).any(|at| !row.cell(Some(at)).is_empty());
        if row.len() < part.least.min(part.width) || beyond {
            // A row that is not whole stays one: with fewer cells than any whole row has, or with more.
            let found = match row.len() {
                0 => 0,
                _ if beyond => part.cells.len() + 1,
                _ => 1,
            };
            self.bytes.extend(std::iter::repeat_n(b'?', found));
            self.ends.extend(1..=found);
            self.rows.push((self.bytes.len(), self.ends.len()));
            return Ok(true);
        }
        let items = match &part.items {
            Items::Row => vec![Item::default()],
            items => items::of(items, &row),
        };
        for item in &items {
            let begin = self.bytes.len();
            for (column, cell) in part.cells.iter().enumerate() {
                match item.cell(column) {
                    Some(text) => self.bytes.extend_from_slice(text.as_bytes()),
                    None => {
                        if let Some(cell) = cell {
                            cell.write(&row, &mut self.bytes);
                        }
                    }
                }
                self.ends.push(self.bytes.len() - begin);
            }
            self.rows.push((self.bytes.len(), self.ends.len()));
        }
        Ok(true)
    }
}
