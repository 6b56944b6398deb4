//! Workbooks as tables: .xlsx, .xls, .xlsb and .ods, of which the sheet with the most rows is read.

use std::io::Cursor;

use calamine::{Data, DataType as _, ExcelDateTime, Range, Reader, open_workbook_auto_from_rs};

use super::error::IngestError;
use super::header::looks_like_headers;
use super::table::Row;

/// Largest workbook, in bytes: all of it is held in memory, several times as large.
pub(super) const MOST_BYTES: u64 = 512 << 20;

/// Rows of a sheet, one at a time.
pub(super) struct SheetRows {
    sheet: Range<Data>,
    /// The next row of the range.
    at: usize,
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

impl SheetRows {
    /// Opens a workbook; the next row is the header row.
    ///
    /// # Errors
    /// When it is none, is damaged or locked with a password, or has no rows.
    pub(super) fn open(file: &str, bytes: Vec<u8>) -> Result<Self, IngestError> {
        let failed = |reason: String| IngestError::Workbook {
            file: file.to_owned(),
            reason,
        };
        let mut book = open_workbook_auto_from_rs(Cursor::new(bytes))
            .map_err(|error| failed(error.to_string()))?;
        let mut best: Option<Range<Data>> = None;
        for name in book.sheet_names() {
            let Ok(sheet) = book.worksheet_range(&name) else {
                continue;
            };
            let rows = |sheet: &Range<Data>| sheet.height();
            if sheet.width() > 1 && best.as_ref().is_none_or(|best| rows(&sheet) > rows(best)) {
                best = Some(sheet);
            }
        }
        let sheet = best.ok_or_else(|| failed("no sheet has a table".to_owned()))?;
        let mut rows = Self {
            sheet,
            at: 0,
            bytes: Vec::new(),
            ends: Vec::new(),
        };
        rows.at = rows.header();
        Ok(rows)
    }

    /// The row that names the columns: titles may stand above it.
    fn header(&self) -> usize {
        let filled = |row: &[Data]| row.iter().filter(|cell| !cell.is_empty()).count();
        let first = self.sheet.rows().take(60);
        let most = first.clone().map(filled).max().unwrap_or(0);
        let found = first.take(13).position(|row| {
            let texts: Vec<String> = row.iter().map(text).collect();
            filled(row) * 5 >= most * 3
                && looks_like_headers(texts.iter().map(|text| text.trim().as_bytes()))
        });
        found.unwrap_or(0)
    }

    /// Rows above the one that comes next.
    pub(super) fn above(&self) -> usize {
        self.at
    }

    /// The next row, or `None` at the end; its line is the row's number in the sheet.
    pub(super) fn next(&mut self) -> Option<Row<'_>> {
        let (height, width) = self.sheet.get_size();
        if self.at >= height {
            return None;
        }
        self.bytes.clear();
        self.ends.clear();
        for column in 0..width {
            if let Some(cell) = self.sheet.get((self.at, column)) {
                self.bytes.extend_from_slice(text(cell).as_bytes());
            }
            self.ends.push(self.bytes.len());
        }
        self.at += 1;
        let first = self.sheet.start().map_or(0, |(row, _)| u64::from(row));
        Some(Row::new(&self.bytes, &self.ends, first + self.at as u64))
    }
}

/// A cell as a table of text has it.
fn text(cell: &Data) -> String {
    match cell {
        Data::Int(number) => number.to_string(),
        // All digits of ids, and none of an exponent.
        Data::Float(number) => number.to_string(),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::Bool(yes) => yes.to_string(),
        Data::DateTime(moment) => moment_text(*moment),
        Data::Error(_) | Data::Empty => String::new(),
    }
}

fn moment_text(moment: ExcelDateTime) -> String {
    if moment.is_duration() {
        return moment.as_f64().to_string();
    }
    let (year, month, day, hour, minute, second, milli) = moment.to_ymd_hms_milli();
    // Half a second of rounding is no second.
    let second = u16::from(second) + u16::from(milli >= 500);
    let second = second.min(59);
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
}
