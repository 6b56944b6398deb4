//! Cutting a text where rows end, without looking at cells more closely than that needs.

use std::io::{self, Read};
use std::mem;

use super::MAX_ROW_LINES;
use super::block::{newlines, unclosed};
use super::head::Head;
use crate::ingest::error::IngestError;

/// Bytes of a block, about: its rows fit the second-level cache.
const BLOCK: usize = 512 * 1024;

/// Whole rows of a text.
pub(super) struct Piece {
    pub(super) bytes: Vec<u8>,
    /// The line of the first byte.
    pub(super) line: u64,
    /// Of the last piece how the text ends.
    pub(super) ends: Option<End>,
    /// What is wrong behind these rows; nothing follows then.
    pub(super) failed: Option<IngestError>,
}

/// How a text ends.
#[derive(Clone, Copy)]
pub(super) struct End {
    /// Within quotes.
    pub(super) open: bool,
    /// After an odd number of quotes.
    pub(super) unpaired: bool,
}

impl Piece {
    pub(super) fn is_last(&self) -> bool {
        self.ends.is_some() || self.failed.is_some()
    }
}

/// Where in a row the scanner is: as RFC 4180 has it, a quote opens a cell only where the cell begins.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// Before a cell, or between rows.
    Start,
    Cell,
    Quoted,
    /// Behind a quote within quotes: the second one of a pair, or the end of the cell.
    MaybeClosed,
}

/// A text on its way.
pub(super) struct Splitter<R> {
    file: String,
    source: R,
    delimiter: u8,
    block: usize,
    /// What was read and not given out: begins with a row.
    held: Vec<u8>,
    /// The line of its first byte.
    line: u64,
    /// How far it has been looked at, and in what state that ended.
    seen: usize,
    state: State,
    quotes: u64,
}

impl<R: Read> Splitter<R> {
    pub(super) fn new(file: &str, head: Head, source: R) -> Self {
        Self::with_block(file, head, source, BLOCK)
    }

    pub(super) fn with_block(file: &str, head: Head, source: R, block: usize) -> Self {
        Self {
            file: file.to_owned(),
            source,
            delimiter: head.delimiter,
            block,
            held: head.bytes,
            line: head.line,
            seen: 0,
            state: State::Start,
            quotes: 0,
        }
    }

    /// The next rows. After a last piece there is none to ask for.
    pub(super) fn next(&mut self) -> Piece {
        loop {
            let read = self.fill();
            let end = self.scan();
            match read {
                Ok(true) => {
                    let ends = End {
                        open: self.state == State::Quoted,
                        unpaired: self.quotes % 2 == 1,
                    };
                    let length = self.held.len();
                    return self.cut(length, Some(ends), None);
                }
                Ok(false) => {}
                Err(source) => {
                    let rows = self.held.get(..end).unwrap_or_default();
                    let failed = IngestError::Read {
                        file: self.file.clone(),
                        line: self.line + newlines(rows),
                        source,
                    };
                    return self.cut(end, None, Some(failed));
                }
            }
            if end > 0 {
                return self.cut(end, None, None);
            }
            let lines = newlines(&self.held);
            if lines > MAX_ROW_LINES {
                let lines = lines + self.swallow();
                let failed = unclosed(&self.file, self.line, lines);
                return self.cut(0, None, Some(failed));
            }
        }
    }

    /// Reads a block; tells whether the source has ended with it, so that its last row is known to be the last.
    fn fill(&mut self) -> io::Result<bool> {
        let wanted = self.block.saturating_sub(self.held.len()).max(1);
        let mut read = |wanted: usize| {
            let source = &mut self.source;
            source.take(wanted as u64).read_to_end(&mut self.held)
        };
        Ok(read(wanted)? < wanted || read(1)? == 0)
    }

    fn cut(&mut self, end: usize, ends: Option<End>, failed: Option<IngestError>) -> Piece {
        let rest = self.held.split_off(end);
        let bytes = mem::replace(&mut self.held, rest);
        self.seen = self.held.len();
        let line = self.line;
        self.line += newlines(&bytes);
        Piece {
            bytes,
            line,
            ends,
            failed,
        }
    }

    /// Looks at what has come since, and tells where the last whole row ends; 0 if none does.
    fn scan(&mut self) -> usize {
        let new = self.held.get(self.seen..).unwrap_or_default();
        let quotes = memchr::memchr_iter(b'"', new).count() as u64;
        let ended = if quotes == 0 && matches!(self.state, State::Start | State::Cell) {
            if let Some(&byte) = new.last() {
                self.state = match byte {
                    b'\n' | b'\r' => State::Start,
                    byte if byte == self.delimiter => State::Start,
                    _ => State::Cell,
                };
            }
            memchr::memrchr2(b'\n', b'\r', new).map(|at| at + 1)
        } else {
            let mut ended = None;
            for (at, &byte) in new.iter().enumerate() {
                let between = matches!(byte, b'\n' | b'\r');
                self.state = match (self.state, byte) {
                    (State::Quoted, b'"') => State::MaybeClosed,
                    (State::Quoted, _) | (State::Start | State::MaybeClosed, b'"') => State::Quoted,
                    _ if between => {
                        ended = Some(at + 1);
                        State::Start
                    }
                    (_, byte) if byte == self.delimiter => State::Start,
                    _ => State::Cell,
                };
            }
            ended
        };
        let before = self.seen;
        self.quotes += quotes;
        self.seen = self.held.len();
        ended.map_or(0, |at| before + at)
    }

    /// Passes over a row that is far too long; gives the lines that it goes on.
    fn swallow(&mut self) -> u64 {
        let mut lines = 0;
        loop {
            self.held.clear();
            self.seen = 0;
            let read = (&mut self.source)
                .take(BLOCK as u64)
                .read_to_end(&mut self.held);
            let end = self.scan();
            let rest = if end > 0 { end } else { self.held.len() };
            lines += newlines(self.held.get(..rest).unwrap_or_default());
            if end > 0 || !matches!(read, Ok(count) if count > 0) {
                self.held.clear();
                return lines;
            }
        }
    }
}
