//! Parquet files, column by column: what the columns mean whatever type a writer chose for them.
//!
//! Flat columns of any integer, floating-point, decimal, text, date and time type are read; nested ones are not columns of
//! ours and are left alone.

mod column;
mod hybrid;
mod ids;
mod values;

use std::fs::File;
use std::path::{Path, PathBuf};

use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader, SerializedFileReader};

use super::error::IngestError;
use column::{describe, kind};

pub use column::{Kind, ParquetColumn};
pub use ids::{Id, IdCursor};
pub use values::{ColumnCursor, Values};

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
        let reader = group.get_column_reader(column.leaf).map_err(damaged)?;
        Ok(ColumnCursor::new(reader, column.clone(), &self.file))
    }

    /// Begins to read a column of ids of a row group, each turned into a `T`.
    ///
    /// # Errors
    /// [`IngestError`] when the file is damaged.
    pub fn ids<T: Copy>(&self, group: usize, column: usize) -> Result<IdCursor<T>, IngestError> {
        let damaged = |error| damaged(&self.file, &error);
        let read = self.columns.get(column).filter(|c| c.kind == Kind::Text);
        if let Some(read) = read {
            let group = self.reader.get_row_group(group).map_err(damaged)?;
            let pages = group.metadata().columns().get(read.leaf);
            if pages.is_some_and(|pages| pages.encodings().all(ids::is_read)) {
                let pages = group.get_column_page_reader(read.leaf).map_err(damaged)?;
                return Ok(IdCursor::of_pages(&self.file, pages, read.optional));
            }
        }
        Ok(IdCursor::of_values(self.cursor(group, column)?))
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
