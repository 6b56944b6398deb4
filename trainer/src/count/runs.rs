//! Counts as a Parquet file of `product_a`, `product_b`, `orders`: what any engine can read, and what it can write for us.

use std::io;
use std::path::{Path, PathBuf};

use parquet::data_type::ByteArray;

use super::{CountError, PairPart};
use crate::write_parquet::{ColumnType, ColumnValues, Layout, ParquetWriter, RowGroup};

/// The ids of products, in the order of their numbers.
#[derive(Clone, Debug, PartialEq)]
pub enum ProductIds {
    /// Whole numbers, ascending.
    Numbers(Vec<i64>),
    /// Texts, by their bytes.
    Texts(Vec<Vec<u8>>),
}

impl ProductIds {
    /// How many there are.
    pub fn len(&self) -> usize {
        match self {
            Self::Numbers(ids) => ids.len(),
            Self::Texts(ids) => ids.len(),
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Encodes parts of counts, on any thread.
#[derive(Clone)]
pub(super) struct RunEncoder {
    layout: Layout,
    numbers: Vec<i64>,
    texts: Vec<ByteArray>,
}

impl RunEncoder {
    pub(super) fn new(ids: &ProductIds) -> io::Result<Self> {
        let (kind, numbers, texts) = match ids {
            ProductIds::Numbers(ids) => (ColumnType::Int64, ids.clone(), Vec::new()),
            ProductIds::Texts(ids) => {
                let texts = ids.iter().map(|id| ByteArray::from(id.clone()));
                (ColumnType::Text, Vec::new(), texts.collect())
            }
        };
        let columns = [
            ("product_a", kind),
            ("product_b", kind),
            ("orders", ColumnType::Int32),
        ];
        Ok(Self {
            layout: Layout::new(&columns)?,
            numbers,
            texts,
        })
    }

    pub(super) fn encode(&self, part: &PairPart) -> io::Result<RowGroup> {
        let ids = |products: &[u32]| {
            let products = products.iter().map(|&p| p as usize);
            if self.texts.is_empty() {
                ColumnValues::Int64(
                    products
                        .filter_map(|p| self.numbers.get(p).copied())
                        .collect(),
                )
            } else {
                ColumnValues::Text(
                    products
                        .filter_map(|p| self.texts.get(p).cloned())
                        .collect(),
                )
            }
        };
        let orders = part
            .orders
            .iter()
            .map(|&n| i32::try_from(n).unwrap_or(i32::MAX));
        let columns = [
            ids(&part.first),
            ids(&part.second),
            ColumnValues::Int32(orders.collect()),
        ];
        self.layout.encode(&columns)
    }
}

/// A file of counts that is being written.
pub(super) struct RunFile {
    path: PathBuf,
    writer: ParquetWriter,
}

impl RunFile {
    pub(super) fn create(path: &Path, encoder: &RunEncoder) -> Result<Self, CountError> {
        let writer = ParquetWriter::create(path, &encoder.layout);
        Ok(Self {
            path: path.to_owned(),
            writer: writer.map_err(|source| failed(path, source))?,
        })
    }

    pub(super) fn append(&mut self, group: RowGroup) -> Result<(), CountError> {
        let Self { path, writer } = self;
        writer.append(group).map_err(|source| failed(path, source))
    }

    pub(super) fn finish(self) -> Result<(), CountError> {
        let Self { path, writer } = self;
        writer.finish().map_err(|source| failed(&path, source))
    }
}

pub(super) fn failed(path: &Path, source: io::Error) -> CountError {
    CountError::Write {
        file: path.to_owned(),
        source,
    }
}
