//! Parquet files of plain columns, whose row groups are encoded on many threads and written in order.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;
use parquet::basic::{Compression, LogicalType, Repetition, TimeUnit, Type as Physical};
use parquet::column::writer::{ColumnCloseResult, ColumnWriter, get_column_writer};
use parquet::data_type::ByteArray;
use parquet::errors::ParquetError;
use parquet::file::properties::{WriterProperties, WriterPropertiesPtr};
use parquet::file::writer::{SerializedFileWriter, SerializedPageWriter, TrackedWrite};
use parquet::schema::types::{SchemaDescriptor, Type, TypePtr};

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnType {
    /// 32-bit whole numbers.
    Int32,
    /// 64-bit whole numbers.
    Int64,
    /// Milliseconds since 1970 UTC.
    Instant,
    /// Hundredths.
    Cents,
    /// Text.
    Text,
}

/// Values of a column.
#[derive(Clone, Debug)]
pub enum ColumnValues {
    /// For [`ColumnType::Int32`].
    Int32(Vec<i32>),
    /// For all 64-bit types.
    Int64(Vec<i64>),
    /// For [`ColumnType::Text`].
    Text(Vec<ByteArray>),
}

/// What a file looks like: encodes row groups for it.
#[derive(Clone)]
pub struct Layout {
    root: TypePtr,
    schema: Arc<SchemaDescriptor>,
    properties: WriterPropertiesPtr,
}

/// A row group ready to be written.
pub struct RowGroup(Vec<(Bytes, ColumnCloseResult)>);

fn other(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(source) => match source.downcast::<io::Error>() {
            Ok(source) => *source,
            Err(source) => io::Error::other(source),
        },
        error => io::Error::other(error),
    }
}

impl Layout {
    /// A file with these columns, none of which has nulls.
    ///
    /// # Errors
    /// When two columns have one name.
    pub fn new(columns: &[(&str, ColumnType)]) -> io::Result<Self> {
        let fields: Result<Vec<TypePtr>, ParquetError> = columns
            .iter()
            .map(|(name, kind)| {
                let (physical, logical) = match kind {
                    ColumnType::Int32 => (Physical::INT32, None),
                    ColumnType::Int64 => (Physical::INT64, None),
                    ColumnType::Instant => (
                        Physical::INT64,
                        Some(LogicalType::timestamp(true, TimeUnit::MILLIS)),
                    ),
                    ColumnType::Cents => (Physical::INT64, Some(LogicalType::decimal(2, 18))),
                    ColumnType::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
                };
                Type::primitive_type_builder(name, physical)
                    .with_repetition(Repetition::REQUIRED)
                    .with_logical_type(logical)
                    .with_precision(if *kind == ColumnType::Cents { 18 } else { -1 })
                    .with_scale(if *kind == ColumnType::Cents { 2 } else { -1 })
                    .build()
                    .map(Arc::new)
            })
            .collect();
        let root = Type::group_type_builder("schema")
            .with_fields(fields.map_err(other)?)
            .build()
            .map_err(other)?;
        let root = Arc::new(root);
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_created_by("setwise".to_owned())
            .build();
        Ok(Self {
            schema: Arc::new(SchemaDescriptor::new(Arc::clone(&root))),
            root,
            properties: Arc::new(properties),
        })
    }

    /// Encodes a row group; the columns are those of the layout and equally long.
    ///
    /// # Errors
    /// When the values are not of the column's type.
    pub fn encode(&self, columns: &[ColumnValues]) -> io::Result<RowGroup> {
        let encoded = self.schema.columns().iter().zip(columns);
        let encoded = encoded.map(|(descriptor, values)| {
            let mut out = TrackedWrite::new(Vec::new());
            let pages = Box::new(SerializedPageWriter::new(&mut out));
            let properties = Arc::clone(&self.properties);
            let mut writer = get_column_writer(Arc::clone(descriptor), properties, pages);
            match (&mut writer, values) {
                (ColumnWriter::Int32ColumnWriter(writer), ColumnValues::Int32(values)) => {
                    writer.write_batch(values, None, None)
                }
                (ColumnWriter::Int64ColumnWriter(writer), ColumnValues::Int64(values)) => {
                    writer.write_batch(values, None, None)
                }
                (ColumnWriter::ByteArrayColumnWriter(writer), ColumnValues::Text(values)) => {
                    writer.write_batch(values, None, None)
                }
                _ => Err(ParquetError::General("another type of values".to_owned())),
            }?;
            let closed = writer.close()?;
            Ok((Bytes::from(out.into_inner()?), closed))
        });
        let encoded: Result<_, ParquetError> = encoded.collect();
        encoded.map(RowGroup).map_err(other)
    }
}

/// A file that is being written; it stands under its name only once it is finished.
pub struct ParquetWriter {
    path: PathBuf,
    temporary: tempfile::TempPath,
    writer: SerializedFileWriter<File>,
}

impl ParquetWriter {
    /// Begins a file beside where it will stand.
    ///
    /// # Errors
    /// When the folder cannot be written to.
    pub fn create(path: &Path, layout: &Layout) -> io::Result<Self> {
        let folder = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty());
        let mut builder = tempfile::Builder::new();
        // As any new file: less what the user's mask takes away.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let (file, temporary) = builder
            .tempfile_in(folder.unwrap_or(Path::new(".")))?
            .into_parts();
        let (root, properties) = (Arc::clone(&layout.root), Arc::clone(&layout.properties));
        Ok(Self {
            path: path.to_owned(),
            temporary,
            writer: SerializedFileWriter::new(file, root, properties).map_err(other)?,
        })
    }

    /// Adds a row group.
    ///
    /// # Errors
    /// When the disk says so.
    pub fn append(&mut self, group: RowGroup) -> io::Result<()> {
        let mut out = self.writer.next_row_group().map_err(other)?;
        for (bytes, closed) in group.0 {
            out.append_column(&bytes, closed).map_err(other)?;
        }
        out.close().map(|_| ()).map_err(other)
    }

    /// Writes the end of the file and gives it its name.
    ///
    /// # Errors
    /// When the disk says so; the unfinished file is removed.
    pub fn finish(self) -> io::Result<()> {
        self.writer.close().map_err(other)?;
        self.temporary.persist(&self.path).map_err(|e| e.error)
    }
}
