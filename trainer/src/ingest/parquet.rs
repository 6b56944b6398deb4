//! Parquet files, column by column: what the columns mean whatever type a writer chose for them.
//!
//! Flat columns of any integer, floating-point, decimal, text, date and time type are read; nested ones are not columns of
//! ours and are left alone.

use std::fs::File;
use std::path::{Path, PathBuf};

use parquet::basic::{ConvertedType, LogicalType, TimeUnit, Type};
use parquet::column::reader::ColumnReader;
use parquet::data_type::{ByteArray, FixedLenByteArray, Int96};
use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::schema::types::ColumnDescriptor;

use super::error::IngestError;

/// What the values of a column mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text, or bytes taken for text.
    Text,
    /// Whole numbers that fit 64 bits.
    Number,
    /// Whole numbers from 0 to 2⁶⁴−1, kept in the same bits.
    Unsigned,
    /// Whole numbers of units of a power of ten: 1234 with scale 2 is 12.34.
    Decimal {
        /// Digits behind the point.
        scale: u32,
    },
    /// Floating-point numbers.
    Float,
    /// True or false.
    Bool,
    /// Days since 1970-01-01.
    Date,
    /// Instants since 1970 UTC.
    Time {
        /// How many of their units make a second.
        per_second: i64,
    },
    /// What no column of ours can be.
    Other,
}

/// One column of a file.
#[derive(Clone, Debug)]
pub struct ParquetColumn {
    /// Its name, which is its header.
    pub name: String,
    /// What its values mean.
    pub kind: Kind,
    /// Its type as the file has it, for errors.
    pub described: String,
    leaf: usize,
    optional: bool,
}

/// An open file. Each thread opens its own: they would disturb each other's place in one.
pub struct ParquetFile {
    file: String,
    path: PathBuf,
    size: u64,
    reader: SerializedFileReader<File>,
    columns: Vec<ParquetColumn>,
    headers: Vec<String>,
}

impl ParquetFile {
    /// Whether a file begins as Parquet files do.
    pub fn is_parquet(path: &Path) -> bool {
        let mut magic = [0; 4];
        File::open(path)
            .and_then(|mut file| std::io::Read::read_exact(&mut file, &mut magic))
            .is_ok_and(|()| &magic == b"PAR1")
    }

    /// Opens a file and reads what it says of its columns.
    ///
    /// # Errors
    /// [`IngestError`] when it cannot be opened or is no whole Parquet file.
    pub fn open(path: &Path) -> Result<Self, IngestError> {
        let file = path.display().to_string();
        let handle = File::open(path).map_err(|source| IngestError::Open {
            file: file.clone(),
            source,
        })?;
        let size = handle.metadata().map_or(0, |meta| meta.len());
        let reader = SerializedFileReader::new(handle).map_err(|e| damaged(&file, &e))?;
        check_places(&reader, size).map_err(|e| damaged(&file, &e))?;
        let schema = reader.metadata().file_metadata().schema_descr();
        let columns: Vec<ParquetColumn> = (0..schema.num_columns())
            .map(|leaf| (leaf, schema.column(leaf)))
            .filter(|(_, column)| column.path().parts().len() == 1 && column.max_rep_level() == 0)
            .map(|(leaf, column)| ParquetColumn {
                name: column.name().to_owned(),
                kind: kind(&column),
                described: describe(&column),
                leaf,
                optional: column.max_def_level() > 0,
            })
            .collect();
        let headers = columns.iter().map(|column| column.name.clone()).collect();
        Ok(Self {
            file,
            path: path.to_owned(),
            size,
            reader,
            columns,
            headers,
        })
    }

    /// The same file for another thread.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn again(&self) -> Result<Self, IngestError> {
        Self::open(&self.path)
    }

    /// The file as it was named.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// Bytes on disk.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The flat columns.
    pub fn columns(&self) -> &[ParquetColumn] {
        &self.columns
    }

    /// Their names.
    pub fn headers(&self) -> &[String] {
        &self.headers
    }

    /// Rows in all.
    pub fn rows(&self) -> u64 {
        let rows = self.reader.metadata().file_metadata().num_rows();
        u64::try_from(rows).unwrap_or(0)
    }

    /// Row groups: what can be read apart.
    pub fn groups(&self) -> usize {
        self.reader.num_row_groups()
    }

    /// Rows of a row group.
    pub fn rows_of(&self, group: usize) -> u64 {
        let rows = self.reader.metadata().row_groups().get(group);
        rows.map_or(0, |g| u64::try_from(g.num_rows()).unwrap_or(0))
    }

    /// Begins to read a column of a row group.
    ///
    /// # Errors
    /// [`IngestError`] when the file is damaged.
    pub fn cursor(&self, group: usize, column: usize) -> Result<ColumnCursor, IngestError> {
        let damaged = |error| damaged(&self.file, &error);
        let Some(column) = self.columns.get(column) else {
            return Err(damaged(ParquetError::General("no such column".to_owned())));
        };
        let group = self.reader.get_row_group(group).map_err(damaged)?;
        Ok(ColumnCursor {
            reader: group.get_column_reader(column.leaf).map_err(damaged)?,
            column: column.clone(),
            file: self.file.clone(),
            levels: Vec::new(),
            floats: Vec::new(),
            narrow: Vec::new(),
            singles: Vec::new(),
            ancient: Vec::new(),
            fixed: Vec::new(),
            bools: Vec::new(),
        })
    }
}

/// Checks that all columns lie within the file: the reader takes that for granted.
fn check_places(reader: &SerializedFileReader<File>, size: u64) -> Result<(), ParquetError> {
    let outside = || ParquetError::General("a column lies outside of the file".to_owned());
    for group in reader.metadata().row_groups() {
        for column in group.columns() {
            let begin = column
                .dictionary_page_offset()
                .unwrap_or_else(|| column.data_page_offset());
            let end = u64::try_from(begin)
                .ok()
                .zip(u64::try_from(column.compressed_size()).ok())
                .and_then(|(begin, length)| begin.checked_add(length));
            let values = column.num_values() == group.num_rows()
                || column.column_descr().max_rep_level() > 0;
            if end.is_none_or(|end| end > size) || group.num_rows() < 0 || !values {
                return Err(outside());
            }
        }
    }
    Ok(())
}

fn damaged(file: &str, error: &ParquetError) -> IngestError {
    IngestError::Parquet {
        file: file.to_owned(),
        reason: error.to_string(),
    }
}

fn kind(column: &ColumnDescriptor) -> Kind {
    let decimal = || {
        u32::try_from(column.type_scale())
            .ok()
            .filter(|&scale| scale <= 18)
            .map_or(Kind::Other, |scale| Kind::Decimal { scale })
    };
    let time = |per_second| Kind::Time { per_second };
    match (
        column.physical_type(),
        column.logical_type_ref(),
        column.converted_type(),
    ) {
        (_, Some(LogicalType::Decimal(_)), _) | (_, None, ConvertedType::DECIMAL) => decimal(),
        (Type::INT64, Some(LogicalType::Timestamp(stamp)), _) => time(match stamp.unit {
            TimeUnit::MILLIS => 1_000,
            TimeUnit::MICROS => 1_000_000,
            TimeUnit::NANOS => 1_000_000_000,
        }),
        (Type::INT64, None, ConvertedType::TIMESTAMP_MILLIS) => time(1_000),
        (Type::INT64, None, ConvertedType::TIMESTAMP_MICROS) => time(1_000_000),
        (Type::INT96, ..) => time(1_000_000),
        (Type::INT32, Some(LogicalType::Date), _) | (Type::INT32, None, ConvertedType::DATE) => {
            Kind::Date
        }
        (Type::INT32 | Type::INT64, Some(LogicalType::Integer(int)), _) if !int.is_signed => {
            Kind::Unsigned
        }
        (
            Type::INT32 | Type::INT64,
            None,
            ConvertedType::UINT_8
            | ConvertedType::UINT_16
            | ConvertedType::UINT_32
            | ConvertedType::UINT_64,
        ) => Kind::Unsigned,
        (Type::INT32 | Type::INT64, None | Some(LogicalType::Integer(_)), converted)
            if !matches!(
                converted,
                ConvertedType::TIME_MILLIS | ConvertedType::TIME_MICROS
            ) =>
        {
            Kind::Number
        }
        (Type::FLOAT | Type::DOUBLE, ..) => Kind::Float,
        (Type::BOOLEAN, ..) => Kind::Bool,
        (
            Type::BYTE_ARRAY,
            None | Some(LogicalType::String | LogicalType::Enum | LogicalType::Json),
            _,
        ) => Kind::Text,
        _ => Kind::Other,
    }
}

fn describe(column: &ColumnDescriptor) -> String {
    let physical = column.physical_type();
    match (column.logical_type_ref(), column.converted_type()) {
        (Some(logical), _) => format!("{physical} ({logical:?})"),
        (None, ConvertedType::NONE) => physical.to_string(),
        (None, converted) => format!("{physical} ({converted})"),
    }
}

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
