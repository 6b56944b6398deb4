//! Ids of a column, each turned into what a caller knows it by: a text once for every place in a dictionary, not for every
//! row that repeats it.
//!
//! Most writers keep the texts of a row group in a dictionary, and rows as places in it. The pages of such a column are read
//! here as they lie, so that no row becomes a text of its own; whatever else a writer chose goes through [`ColumnCursor`].

use std::ops::Range;

use bytes::Bytes;
use parquet::basic::Encoding;
use parquet::column::page::{Page, PageReader};
use parquet::errors::ParquetError;

use super::damaged;
use super::hybrid::Hybrid;
use super::values::{ColumnCursor, Values};
use crate::ingest::error::IngestError;

/// Whether pages of texts in this encoding are read here as they lie.
#[expect(deprecated, reason = "old files have it")]
pub(super) fn is_read(encoding: Encoding) -> bool {
    matches!(
        encoding,
        Encoding::PLAIN
            | Encoding::PLAIN_DICTIONARY
            | Encoding::RLE_DICTIONARY
            // Of levels.
            | Encoding::RLE
            | Encoding::BIT_PACKED
    )
}

/// Rows that are read at a time, at most.
const BATCH: usize = 1 << 12;

/// An id as a column holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Id<'a> {
    /// Of the kinds number and unsigned.
    Number(i64),
    /// Of the kind text.
    Text(&'a [u8]),
}

/// Reads the ids of one column of one row group from its beginning, turned.
pub struct IdCursor<T> {
    source: Source<T>,
    /// What the last batch became, and how many of its rows were used.
    rows: Vec<Option<T>>,
    used: usize,
}

enum Source<T> {
    Pages(TextPages<T>),
    Values(Box<ColumnCursor>, Values),
}

impl<T: Copy> IdCursor<T> {
    pub(super) fn of_pages(file: &str, pages: Box<dyn PageReader>, optional: bool) -> Self {
        Self::new(Source::Pages(TextPages {
            file: file.to_owned(),
            pages,
            optional,
            dictionary: Vec::new(),
            page: None,
        }))
    }

    pub(super) fn of_values(column: ColumnCursor) -> Self {
        Self::new(Source::Values(Box::new(column), Values::Whole(Vec::new())))
    }

    fn new(source: Source<T>) -> Self {
        Self {
            source,
            rows: Vec::new(),
            used: 0,
        }
    }

    /// The next rows, by whatever `turn` made of their ids: `None` for a null, and where it gave none. No rows at the end.
    ///
    /// `turn` is asked at least once for each distinct id, in no order to rely on.
    ///
    /// # Errors
    /// [`IngestError`] when the file is damaged, and what `turn` refuses.
    pub fn rows(
        &mut self,
        mut turn: impl FnMut(Id<'_>) -> Result<Option<T>, IngestError>,
    ) -> Result<&[Option<T>], IngestError> {
        if self.used >= self.rows.len() {
            self.rows.clear();
            self.used = 0;
            match &mut self.source {
                Source::Pages(pages) => {
                    pages.read(&mut self.rows, |text| turn(Id::Text(text)))?;
                }
                Source::Values(column, values) => {
                    read_values(column, values, &mut self.rows, turn)?;
                }
            }
        }
        Ok(self.rows.get(self.used..).unwrap_or_default())
    }

    /// Takes so many of the rows that [`Self::rows`] gave as used.
    pub fn use_up(&mut self, rows: usize) {
        self.used += rows;
    }
}

fn read_values<T: Copy>(
    column: &mut ColumnCursor,
    values: &mut Values,
    rows: &mut Vec<Option<T>>,
    mut turn: impl FnMut(Id<'_>) -> Result<Option<T>, IngestError>,
) -> Result<(), IngestError> {
    let count = column.next(BATCH, values)?;
    let mut levels = column.levels().iter();
    let mut is_null = || levels.next() == Some(&0);
    let mut put = |id: Option<Id<'_>>| -> Result<(), IngestError> {
        rows.push(match id {
            Some(id) => turn(id)?,
            None => None,
        });
        Ok(())
    };
    match values {
        Values::Whole(ids) => {
            let mut ids = ids.iter();
            for _ in 0..count {
                let id = if is_null() { None } else { ids.next() };
                put(id.map(|&id| Id::Number(id)))?;
            }
        }
        Values::Text(ids) => {
            let mut ids = ids.iter();
            for _ in 0..count {
                let id = if is_null() { None } else { ids.next() };
                put(id.map(|id| Id::Text(id.data())))?;
            }
        }
        Values::Float(_) => (0..count).try_for_each(|_| put(None))?,
    }
    Ok(())
}

/// Pages of texts in dictionaries, or one behind the other.
struct TextPages<T> {
    file: String,
    pages: Box<dyn PageReader>,
    /// Whether rows may be null.
    optional: bool,
    /// The dictionary, turned.
    dictionary: Vec<Option<T>>,
    page: Option<DataPage<T>>,
}

struct DataPage<T> {
    rows: usize,
    /// 1 for a row that has a text, if not all have one.
    levels: Option<Hybrid>,
    texts: Texts<T>,
}

enum Texts<T> {
    Places(Hybrid),
    /// With what became of the last text: lines of one order stand together.
    Plain(PlainTexts, Option<T>),
}

impl<T: Copy> TextPages<T> {
    /// Reads rows of one page.
    fn read(
        &mut self,
        rows: &mut Vec<Option<T>>,
        mut turn: impl FnMut(&[u8]) -> Result<Option<T>, IngestError>,
    ) -> Result<(), IngestError> {
        while self.page.as_ref().is_none_or(|page| page.rows == 0) {
            if !self.open_page(&mut turn)? {
                return Ok(());
            }
        }
        let Some(page) = &mut self.page else {
            return Ok(());
        };
        let count = page.rows.min(BATCH);
        page.rows -= count;
        for _ in 0..count {
            let level = match &mut page.levels {
                Some(levels) => levels.number().ok_or_else(|| short(&self.file))?,
                None => 1,
            };
            rows.push(if level == 0 {
                None
            } else {
                match &mut page.texts {
                    Texts::Places(places) => places
                        .number()
                        .and_then(|place| self.dictionary.get(place as usize).copied())
                        .ok_or_else(|| short(&self.file))?,
                    Texts::Plain(texts, turned) => {
                        let text = texts.text().ok_or_else(|| short(&self.file))?;
                        if turned.is_none() || !text.is_repeated {
                            *turned = turn(text.bytes)?;
                        }
                        *turned
                    }
                }
            });
        }
        Ok(())
    }

    /// Opens the next page of rows, and turns a dictionary that comes before it; false at the end.
    fn open_page(
        &mut self,
        mut turn: impl FnMut(&[u8]) -> Result<Option<T>, IngestError>,
    ) -> Result<bool, IngestError> {
        let failed = |error| damaged(&self.file, &error);
        while let Some(page) = self.pages.get_next_page().map_err(failed)? {
            let (rows, levels, encoding, texts) = match page {
                Page::DictionaryPage {
                    buf, num_values, ..
                } => {
                    let mut texts = PlainTexts::new(buf);
                    self.dictionary.clear();
                    for _ in 0..num_values {
                        let text = texts.text().ok_or_else(|| short(&self.file))?;
                        self.dictionary.push(turn(text.bytes)?);
                    }
                    continue;
                }
                Page::DataPage {
                    buf,
                    num_values,
                    encoding,
                    def_level_encoding,
                    ..
                } => {
                    let (levels, texts) = if self.optional {
                        levels(&buf, def_level_encoding, num_values as usize)
                            .ok_or_else(|| short(&self.file))?
                    } else {
                        (None, buf)
                    };
                    (num_values, levels, encoding, texts)
                }
                Page::DataPageV2 {
                    buf,
                    num_values,
                    encoding,
                    def_levels_byte_len,
                    rep_levels_byte_len,
                    ..
                } => {
                    let from = rep_levels_byte_len as usize;
                    let parts = from
                        .checked_add(def_levels_byte_len as usize)
                        .and_then(|to| part(&buf, from, to).zip(part(&buf, to, buf.len())));
                    let (bytes, texts) = parts.ok_or_else(|| short(&self.file))?;
                    let levels = Hybrid::new(bytes, 1).filter(|_| self.optional);
                    (num_values, levels, encoding, texts)
                }
            };
            let texts = match encoding {
                Encoding::PLAIN => Some(Texts::Plain(PlainTexts::new(texts), None)),
                Encoding::RLE_DICTIONARY | Encoding::PLAIN_DICTIONARY => {
                    let width = texts.first().copied().unwrap_or(0);
                    part(&texts, 1.min(texts.len()), texts.len())
                        .and_then(|places| Hybrid::new(places, u32::from(width)))
                        .map(Texts::Places)
                }
                _ => None,
            };
            self.page = Some(DataPage {
                rows: rows as usize,
                levels,
                texts: texts.ok_or_else(|| short(&self.file))?,
            });
            return Ok(true);
        }
        Ok(false)
    }
}

/// Which rows of a page have a text, and the bytes behind that.
fn levels(page: &Bytes, encoding: Encoding, rows: usize) -> Option<(Option<Hybrid>, Bytes)> {
    let (levels, end) = match encoding {
        Encoding::RLE => {
            let length = u32::from_le_bytes(*page.first_chunk()?) as usize;
            let end = length.checked_add(4)?;
            (Hybrid::new(part(page, 4, end)?, 1)?, end)
        }
        #[expect(deprecated, reason = "old files have it")]
        Encoding::BIT_PACKED => {
            let end = rows.div_ceil(8);
            (Hybrid::of_bits(page.get(..end)?), end)
        }
        _ => return None,
    };
    Some((Some(levels), part(page, end, page.len())?))
}

fn part(bytes: &Bytes, from: usize, to: usize) -> Option<Bytes> {
    (from <= to && to <= bytes.len()).then(|| bytes.slice(from..to))
}

/// A page whose numbers do not fit each other.
fn short(file: &str) -> IngestError {
    let reason = "a page does not hold what it says".to_owned();
    damaged(file, &ParquetError::General(reason))
}

/// Texts one behind the other, each after its length.
struct PlainTexts {
    bytes: Bytes,
    next: usize,
    last: Range<usize>,
}

struct PlainText<'a> {
    bytes: &'a [u8],
    /// Whether the text before it is the same.
    is_repeated: bool,
}

impl PlainTexts {
    fn new(bytes: Bytes) -> Self {
        Self {
            bytes,
            next: 0,
            last: 0..0,
        }
    }

    fn text(&mut self) -> Option<PlainText<'_>> {
        let length = self.bytes.get(self.next..)?.first_chunk()?;
        let from = self.next + length.len();
        let to = from.checked_add(u32::from_le_bytes(*length) as usize)?;
        let bytes = self.bytes.get(from..to)?;
        let last = std::mem::replace(&mut self.last, from..to);
        self.next = to;
        Some(PlainText {
            bytes,
            is_repeated: self.bytes.get(last) == Some(bytes),
        })
    }
}
