//! The rows of a Parquet file as cells of text, so that they go the way of every other table.
//!
//! Only the columns that are used are read. Numbers, prices and times are written as the shortest text that the parsers of
//! cells take, into one record that is used again and again.

use std::io::Write as _;
use std::path::Path;

use jiff::Timestamp;

use super::columns::Binding;
use super::error::IngestError;
use super::parquet::{ColumnCursor, Kind, ParquetFile, Values};
use super::table::Row;

/// Rows read of each column at a time.
const BATCH: usize = 1 << 13;

/// A column that is used: what was read of it, and how much of that was given out.
struct Lane {
    column: usize,
    cursor: ColumnCursor,
    values: Values,
    /// Place of the next value among those that are not null.
    next: usize,
}

/// Rows, one at a time.
pub(super) struct ParquetRows {
    file: ParquetFile,
    /// Columns that are used.
    used: Vec<usize>,
    /// The next row group.
    group: usize,
    lanes: Vec<Lane>,
    /// Rows in the lanes, and those given out of them.
    held: (usize, usize),
    /// Rows given out.
    rows: u64,
    /// The row given out: its cells, one behind the other, and where each ends.
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

impl ParquetRows {
    pub(super) fn open(path: &Path) -> Result<Self, IngestError> {
        let file = ParquetFile::open(path)?;
        if file.columns().is_empty() {
            return Err(IngestError::Empty {
                file: file.file().to_owned(),
            });
        }
        Ok(Self {
            used: (0..file.columns().len()).collect(),
            file,
            group: 0,
            lanes: Vec::new(),
            held: (0, 0),
            rows: 0,
            bytes: Vec::new(),
            ends: Vec::new(),
        })
    }

    pub(super) fn headers(&self) -> &[String] {
        self.file.headers()
    }

    pub(super) fn size(&self) -> u64 {
        self.file.size()
    }

    /// Bytes of the file that the rows given out are, about.
    pub(super) fn position(&self) -> u64 {
        let share = u128::from(self.file.size()) * u128::from(self.rows);
        (share / u128::from(self.file.rows().max(1))) as u64
    }

    /// Reads only the bound columns from now on, and checks that their types can be what they mean.
    pub(super) fn only(&mut self, columns: &Binding) -> Result<(), IngestError> {
        self.used.clear();
        for (name, at) in columns.found() {
            let Some(column) = self.file.columns().get(at) else {
                continue;
            };
            if let Some(expected) = refused(name, column.kind) {
                return Err(IngestError::ColumnType {
                    file: self.file.file().to_owned(),
                    column: column.name.clone(),
                    expected,
                    found: column.described.clone(),
                });
            }
            self.used.push(at);
        }
        self.used.sort_unstable();
        self.used.dedup();
        Ok(())
    }

    /// The next row, or `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<Row<'_>>, IngestError> {
        self.bytes.clear();
        self.ends.clear();
        while self.held.1 == self.held.0 {
            if !self.fill()? {
                return Ok(None);
            }
        }
        let row = self.held.1;
        self.held.1 += 1;
        self.rows += 1;
        let mut lanes = self.lanes.iter_mut().peekable();
        for column in 0..self.file.columns().len() {
            if let Some(lane) = lanes.next_if(|lane| lane.column == column) {
                lane.write(row, &mut self.bytes);
            }
            self.ends.push(self.bytes.len());
        }
        Ok(Some(Row::new(&self.bytes, &self.ends, self.rows)))
    }

    /// Reads on in the row group, or begins the next one; false after the last.
    fn fill(&mut self) -> Result<bool, IngestError> {
        let mut rows: Option<usize> = None;
        for lane in &mut self.lanes {
            lane.next = 0;
            let found = lane.cursor.next(BATCH, &mut lane.values)?;
            if rows.is_some_and(|rows| rows != found) {
                return Err(IngestError::Parquet {
                    file: self.file.file().to_owned(),
                    reason: "its columns have different numbers of rows".to_owned(),
                });
            }
            rows = Some(found);
        }
        self.held = (rows.unwrap_or(0), 0);
        if self.held.0 > 0 {
            return Ok(true);
        }
        if self.group == self.file.groups() {
            return Ok(false);
        }
        let group = self.group;
        self.group += 1;
        self.lanes = self
            .used
            .iter()
            .map(|&column| {
                Ok(Lane {
                    column,
                    cursor: self.file.cursor(group, column)?,
                    values: Values::Whole(Vec::new()),
                    next: 0,
                })
            })
            .collect::<Result<_, IngestError>>()?;
        Ok(true)
    }
}

impl Lane {
    /// Writes the cell of the next row; nothing for null.
    fn write(&mut self, row: usize, cell: &mut Vec<u8>) {
        if self.cursor.levels().get(row) == Some(&0) {
            return;
        }
        let at = self.next;
        self.next += 1;
        match &self.values {
            Values::Text(texts) => {
                cell.extend_from_slice(texts.get(at).map_or(b"", |text| text.data()));
            }
            Values::Float(numbers) => {
                if let Some(number) = numbers.get(at) {
                    let _ = write!(cell, "{number}");
                }
            }
            Values::Whole(numbers) => {
                if let Some(&number) = numbers.get(at) {
                    whole(number, self.cursor.column().kind, cell);
                }
            }
        }
    }
}

fn whole(number: i64, kind: Kind, cell: &mut Vec<u8>) {
    // Writing to memory cannot fail.
    let _ = match kind {
        Kind::Unsigned => write!(cell, "{}", number as u64),
        Kind::Bool => write!(cell, "{}", number != 0),
        Kind::Decimal { scale: 0 } => write!(cell, "{number}"),
        Kind::Decimal { scale } => {
            let one = 10u64.pow(scale);
            let (sign, size) = (if number < 0 { "-" } else { "" }, number.unsigned_abs());
            let digits = scale as usize;
            write!(cell, "{sign}{}.{:0digits$}", size / one, size % one)
        }
        Kind::Date => return instant(number.saturating_mul(86_400), cell),
        Kind::Time { per_second } => return instant(number.div_euclid(per_second), cell),
        _ => write!(cell, "{number}"),
    };
}

/// Seconds since 1970, as digits where these are taken for seconds, else as a calendar has them.
fn instant(seconds: i64, cell: &mut Vec<u8>) {
    if (100_000_000..100_000_000_000).contains(&seconds) {
        let _ = write!(cell, "{seconds}");
    } else if let Ok(at) = Timestamp::from_second(seconds) {
        let _ = write!(cell, "{at}");
    }
}

/// What was expected of a column, if it cannot be of this kind.
fn refused(column: &str, kind: Kind) -> Option<&'static str> {
    use Kind::{Bool, Date, Decimal, Float, Number, Text, Time, Unsigned};
    let (fits, expected) = match column {
        "time" => (
            matches!(kind, Text | Number | Unsigned | Float | Date | Time { .. }),
            "a timestamp, a date, text or Unix seconds",
        ),
        "price" | "unit_price" | "quantity" | "value" => (
            matches!(kind, Text | Number | Unsigned | Float | Decimal { .. }),
            "a number, a decimal or text",
        ),
        "in_stock" => (
            matches!(kind, Text | Number | Unsigned | Bool),
            "true or false, a number or text",
        ),
        "order_id" | "product_id" | "session_id" | "customer_id" | "item_group_id" => (
            matches!(
                kind,
                Text | Number | Unsigned | Float | Decimal { scale: 0 }
            ),
            "text or a whole number",
        ),
        _ => (matches!(kind, Text | Number | Unsigned | Float), "text"),
    };
    (!fits).then_some(expected)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_the_parsers_of_cells_take_them() {
        let written = |number, kind| {
            let mut cell = Vec::new();
            whole(number, kind, &mut cell);
            String::from_utf8(cell).expect("ASCII")
        };
        let cents = Kind::Decimal { scale: 2 };
        assert_eq!(
            [1_234, -5, 0].map(|n| written(n, cents)),
            ["12.34", "-0.05", "0.00"]
        );
        assert_eq!(written(-1, Kind::Unsigned), u64::MAX.to_string());
        for seconds in [-1i64, 0, 1_759_823_426, 99_999_999_999] {
            let kind = Kind::Time { per_second: 1_000 };
            let text = written(seconds * 1_000 + 999, kind);
            assert_eq!(
                super::super::parse_time(text.as_bytes()),
                Some(seconds),
                "{text}"
            );
        }
        assert_eq!(written(20_368, Kind::Date), "1759795200");
    }
}
