//! A block of whole rows, its cells found and unquoted.

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

use super::MAX_ROW_LINES;
use super::split::Piece;
use crate::ingest::error::IngestError;
use crate::ingest::table::Row;

/// The rows of a block.
#[derive(Default)]
pub(super) struct Block {
    /// Cells, one behind the other.
    bytes: Vec<u8>,
    /// Where each cell ends, counted from the beginning of its row.
    ends: Vec<usize>,
    rows: Vec<RowAt>,
    /// What is wrong behind the last row.
    pub(super) failed: Option<IngestError>,
    /// Whether no block follows.
    pub(super) last: bool,
}

/// Where a row stands: its line, its first byte, its first cell.
struct RowAt {
    line: u64,
    byte: usize,
    cell: usize,
}

impl Block {
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// A row by its place; an empty one if there is none.
    pub(super) fn row(&self, at: usize) -> Row<'_> {
        let place = |at: usize| {
            self.rows
                .get(at)
                .map_or((self.bytes.len(), self.ends.len()), |row| {
                    (row.byte, row.cell)
                })
        };
        let ((byte, cell), (byte_end, cell_end)) = (place(at), place(at + 1));
        Row::new(
            self.bytes.get(byte..byte_end).unwrap_or_default(),
            self.ends.get(cell..cell_end).unwrap_or_default(),
            self.rows.get(at).map_or(0, |row| row.line),
        )
    }
}

/// Finds the cells of a piece of text.
pub(super) fn parse(piece: Piece, delimiter: u8, file: &str) -> Block {
    let mut reader = ReaderBuilder::new().delimiter(delimiter).build();
    // No cell is longer than its text, and most have some bytes.
    let mut block = Block {
        bytes: vec![0; piece.bytes.len()],
        ends: vec![0; piece.bytes.len() / 6 + 16],
        rows: Vec::with_capacity(piece.bytes.len() / 48 + 1),
        failed: None,
        last: piece.is_last(),
    };
    let (mut text, mut line) = (piece.bytes.as_slice(), piece.line);
    let (mut byte, mut cell) = (0, 0);
    loop {
        // Between rows, so that a row's line is that of its first cell.
        while let Some((&end @ (b'\n' | b'\r'), behind)) = text.split_first() {
            line += u64::from(end == b'\n');
            text = behind;
        }
        if text.is_empty() {
            break;
        }
        let (taken, bytes, cells) = block.take(&mut reader, text, (byte, cell));
        let (row, behind) = text.split_at_checked(taken).unwrap_or((text, &[]));
        text = behind;
        let inner = newlines(row);
        // The line feed of a row that ends in two bytes is still to come.
        let lines = inner + u64::from(row.ends_with(b"\r") && text.starts_with(b"\n"));
        let is_last = piece.ends.is_some_and(|end| {
            let nothing_follows = text.iter().all(|byte| matches!(byte, b'\n' | b'\r'));
            nothing_follows && (end.open || end.unpaired)
        });
        if lines > MAX_ROW_LINES || (lines > 1 && is_last) {
            block.failed = Some(unclosed(file, line, lines));
            break;
        }
        block.rows.push(RowAt { line, byte, cell });
        line += inner;
        (byte, cell) = (byte + bytes, cell + cells);
    }
    block.bytes.truncate(byte);
    block.ends.truncate(cell);
    block.last |= block.failed.is_some();
    block.failed = block.failed.or(piece.failed);
    block
}

impl Block {
    /// Reads one row of a text that is not empty into the places from `at` on; gives the bytes of the text, of the cells,
    /// and the cells.
    fn take(
        &mut self,
        reader: &mut Reader,
        text: &[u8],
        at: (usize, usize),
    ) -> (usize, usize, usize) {
        let (mut taken, mut bytes, mut cells) = (0, 0, 0);
        loop {
            let (result, more_taken, more_bytes, more_cells) = reader.read_record(
                text.get(taken..).unwrap_or_default(),
                self.bytes.get_mut(at.0 + bytes..).unwrap_or_default(),
                self.ends.get_mut(at.1 + cells..).unwrap_or_default(),
            );
            taken += more_taken;
            bytes += more_bytes;
            cells += more_cells;
            match result {
                ReadRecordResult::Record | ReadRecordResult::End => return (taken, bytes, cells),
                // What is left has been read: asked again, it ends the row.
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull => self.bytes.resize(self.bytes.len() + 4_096, 0),
                ReadRecordResult::OutputEndsFull => self.ends.resize(2 * self.ends.len(), 0),
            }
        }
    }
}

pub(super) fn newlines(text: &[u8]) -> u64 {
    memchr::memchr_iter(b'\n', text).count() as u64
}

pub(super) fn unclosed(file: &str, line: u64, lines: u64) -> IngestError {
    IngestError::UnclosedQuote {
        file: file.to_owned(),
        line,
        lines,
    }
}
