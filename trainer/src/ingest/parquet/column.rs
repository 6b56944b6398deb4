//! What a column means, whatever type a writer chose for it.

use parquet::basic::{ConvertedType, LogicalType, TimeUnit, Type};
use parquet::schema::types::ColumnDescriptor;

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
    pub(super) leaf: usize,
    pub(super) optional: bool,
}

pub(super) fn kind(column: &ColumnDescriptor) -> Kind {
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

pub(super) fn describe(column: &ColumnDescriptor) -> String {
    let physical = column.physical_type();
    match (column.logical_type_ref(), column.converted_type()) {
        (Some(logical), _) => format!("{physical} ({logical:?})"),
        (None, ConvertedType::NONE) => physical.to_string(),
        (None, converted) => format!("{physical} ({converted})"),
    }
}
