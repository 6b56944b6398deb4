//! Values of a column, in the few types that columns of ours are read from.

use parquet::column::reader::ColumnReader;
use parquet::data_type::{ByteArray, FixedLenByteArray, Int96};

use super::column::{Kind, ParquetColumn};
use super::damaged;
use crate::ingest::error::IngestError;

/// Values of a part of a column, those that are not null.
#[derive(Clone, Debug)]
pub enum Values {
    /// Of the kinds text.
    Text(Vec<ByteArray>),
    /// Of the kinds number, unsigned, decimal, date, time; booleans as 0 and 1.
    Whole(Vec<i64>),
    /// Of the kind float.
    Float(Vec<f64>),
}

impl Values {
    /// The memory of whole numbers, to be used again.
    fn take_whole(&mut self) -> Vec<i64> {
        match self {
            Self::Whole(numbers) => std::mem::take(numbers),
            Self::Text(_) | Self::Float(_) => Vec::new(),
        }
    }
}

/// Reads one column of one row group from its beginning.
pub struct ColumnCursor {
    reader: ColumnReader,
    column: ParquetColumn,
    file: String,
    levels: Vec<i16>,
    floats: Vec<f64>,
    narrow: Vec<i32>,
    singles: Vec<f32>,
    ancient: Vec<Int96>,
    fixed: Vec<FixedLenByteArray>,
    bools: Vec<bool>,
}

impl ColumnCursor {
    pub(super) fn new(reader: ColumnReader, column: ParquetColumn, file: &str) -> Self {
        Self {
            reader,
            column,
            file: file.to_owned(),
            levels: Vec::new(),
            floats: Vec::new(),
            narrow: Vec::new(),
            singles: Vec::new(),
            ancient: Vec::new(),
            fixed: Vec::new(),
            bools: Vec::new(),
        }
    }

    /// The column.
    pub fn column(&self) -> &ParquetColumn {
        &self.column
    }

    /// Which of the rows of the last [`Self::next`] have a value: 0 for null; empty if the column has no nulls at all.
    pub fn levels(&self) -> &[i16] {
        &self.levels
    }

    /// Reads up to `rows` rows into `values` (whose former values are gone), and gives their number; 0 at the end.
    ///
    /// # Errors
    /// [`IngestError`] when the file is damaged, or a decimal does not fit 64 bits.
    pub fn next(&mut self, rows: usize, values: &mut Values) -> Result<usize, IngestError> {
        self.levels.clear();
        let Self {
            reader,
            column,
            levels,
            file,
            ..
        } = self;
        let levels = Some(levels).filter(|_| column.optional);
        /// Reads physical values, and gives the number of rows.
        macro_rules! read {
            ($reader:expr, $into:expr) => {{
                $into.clear();
                $reader
                    .read_records(rows, levels, None, $into)
                    .map_err(|e| damaged(file, &e))?
                    .0
            }};
        }
        Ok(match reader {
            ColumnReader::Int64ColumnReader(reader) => {
                let mut into = values.take_whole();
                let count = read!(reader, &mut into);
                *values = Values::Whole(into);
                count
            }
            ColumnReader::Int32ColumnReader(reader) => {
                let count = read!(reader, &mut self.narrow);
                let mut into = values.take_whole();
                into.clear();
                if column.kind == Kind::Unsigned {
                    into.extend(self.narrow.iter().map(|&n| i64::from(n as u32)));
                } else {
                    into.extend(self.narrow.iter().map(|&n| i64::from(n)));
                }
                *values = Values::Whole(into);
                count
            }
            ColumnReader::ByteArrayColumnReader(reader) => {
                let mut texts = match values {
                    Values::Text(texts) => std::mem::take(texts),
                    Values::Whole(_) | Values::Float(_) => Vec::new(),
                };
                let count = read!(reader, &mut texts);
                *values = match column.kind {
                    Kind::Decimal { .. } => {
                        Values::Whole(decimals(texts.iter().map(ByteArray::data), column, file)?)
                    }
                    _ => Values::Text(texts),
                };
                count
            }
            ColumnReader::FixedLenByteArrayColumnReader(reader) => {
                let count = read!(reader, &mut self.fixed);
                let bytes = self.fixed.iter().map(|value| value.data());
                *values = Values::Whole(match column.kind {
                    Kind::Decimal { .. } => decimals(bytes, column, file)?,
                    _ => vec![0; self.fixed.len()],
                });
                count
            }
            ColumnReader::DoubleColumnReader(reader) => {
                let count = read!(reader, &mut self.floats);
                *values = Values::Float(self.floats.clone());
                count
            }
            ColumnReader::FloatColumnReader(reader) => {
                let count = read!(reader, &mut self.singles);
                // By way of its decimal digits: 9.99 as a single is meant as 9.99.
                let exact = |n: &f32| n.to_string().parse().unwrap_or(f64::NAN);
                *values = Values::Float(self.singles.iter().map(exact).collect());
                count
            }
            ColumnReader::Int96ColumnReader(reader) => {
                let count = read!(reader, &mut self.ancient);
                *values = Values::Whole(self.ancient.iter().map(Int96::to_micros).collect());
                count
            }
            ColumnReader::BoolColumnReader(reader) => {
                let count = read!(reader, &mut self.bools);
                *values = Values::Whole(self.bools.iter().map(|&b| i64::from(b)).collect());
                count
            }
        })
    }
}

/// Big-endian two's complement to whole numbers.
fn decimals<'a>(
    values: impl Iterator<Item = &'a [u8]>,
    column: &ParquetColumn,
    file: &str,
) -> Result<Vec<i64>, IngestError> {
    values
        .map(|bytes| {
            let negative = bytes.first().is_some_and(|&first| first >= 0x80);
            let number = bytes.iter().try_fold(-i128::from(negative), |sum, &byte| {
                sum.checked_mul(256).map(|sum| sum + i128::from(byte))
            });
            number
                .and_then(|number| i64::try_from(number).ok())
                .ok_or_else(|| IngestError::Parquet {
                    file: file.to_owned(),
                    reason: format!("a value of column `{}` does not fit 64 bits", column.name),
                })
        })
        .collect()
}
