//! The head of a text: its separator, the row that names the columns, and what is no text at all.

use std::io::{self, Read};

use super::block::{Block, parse};
use super::split::{End, Piece};
use crate::ingest::header::looks_like_headers;

/// How much of a file is looked at for its header row.
const PEEK: usize = 64 * 1024;
/// Rows that are looked at to tell the separator and the header row.
const ROWS: usize = 60;
/// How many rows a header row may have above it.
const MOST_ABOVE: usize = 12;
/// What may stand between cells; of two that fit equally well the first counts.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// What was found out from the first bytes of a text.
pub(in crate::ingest) struct Head {
    /// What stands between cells.
    pub(super) delimiter: u8,
    /// The bytes looked at, without marks and a line that tells the separator.
    pub(super) bytes: Vec<u8>,
    /// The line of the first of them.
    pub(super) line: u64,
    /// Rows above the header row: a title, the day of the export.
    pub(in crate::ingest) above: usize,
    /// Whether lines end as on old Macs.
    pub(in crate::ingest) old_mac: bool,
}

impl Head {
    /// Looks at the first lines of a text in UTF-8.
    ///
    /// # Errors
    /// When the source cannot be read.
    pub(in crate::ingest) fn read(source: &mut impl Read) -> io::Result<Self> {
        let mut bytes = peek_lines(source)?;
        let old_mac = ends_in_cr(&bytes);
        if old_mac {
            cr_to_lf(&mut bytes);
        }
        drop_marks(&mut bytes);
        let told = told_delimiter(&bytes);
        if let Some((_, line)) = told {
            bytes.drain(..line);
            drop_marks(&mut bytes);
        }
        let (delimiter, above) = match told {
            Some((delimiter, _)) => {
                let rows = Rows::of(&bytes, delimiter);
                (delimiter, rows.header().unwrap_or(0))
            }
            None => shape_of(&bytes),
        };
        Ok(Self {
            delimiter,
            bytes,
            line: 1 + u64::from(told.is_some()),
            above,
            old_mac,
        })
    }

    /// Whether its first row has bytes that no text has.
    pub(in crate::ingest) fn is_binary(&self) -> bool {
        let line = self.bytes.split(|&byte| byte == b'\n').next();
        line.is_some_and(|line| line.contains(&0))
    }

    /// The first byte that is no blank.
    pub(in crate::ingest) fn first(&self) -> Option<u8> {
        self.bytes.trim_ascii_start().first().copied()
    }

    /// What kind of markup it is, if it is no feed of products.
    pub(in crate::ingest) fn foreign_markup(&self) -> Option<&'static str> {
        let start = self.bytes.get(..4_096).unwrap_or(&self.bytes);
        let start = String::from_utf8_lossy(start).to_lowercase();
        let has = |words: &[&str]| words.iter().any(|word| start.contains(word));
        if has(&["urn:schemas-microsoft-com:office:spreadsheet", "<workbook"]) {
            Some("a workbook of Excel 2003 in XML")
        } else if has(&[
            "<html",
            "<!doctype html",
            "<table",
            "<meta",
            "<style",
            "<body",
        ]) {
            Some("a web page (HTML), which some shops name .xls")
        } else {
            None
        }
    }

    /// The bytes looked at; the head has none then.
    pub(in crate::ingest) fn take_bytes(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.bytes)
    }
}

/// Up to `wanted` first bytes of a source.
pub(in crate::ingest) fn peek(source: &mut impl Read, wanted: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    source
        .by_ref()
        .take(wanted as u64)
        .read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The first bytes of a source, at least to the end of its first line.
fn peek_lines(source: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    loop {
        let chunk = peek(source, PEEK)?;
        let ended = chunk.contains(&b'\n') || chunk.contains(&b'\r');
        let done = chunk.len() < PEEK || ended || bytes.len() > 16 * PEEK;
        bytes.extend_from_slice(&chunk);
        if done {
            return Ok(bytes);
        }
    }
}

/// Byte order marks, of which programs that join files leave several, also one that was read as windows-1252 and written again.
fn drop_marks(bytes: &mut Vec<u8>) {
    let mut rest = bytes.as_slice();
    loop {
        let marks: [&[u8]; 2] = [b"\xef\xbb\xbf", b"\xc3\xaf\xc2\xbb\xc2\xbf"];
        let behind = marks.iter().find_map(|mark| rest.strip_prefix(*mark));
        let Some(behind) = behind else { break };
        rest = behind;
    }
    let marks = bytes.len() - rest.len();
    bytes.drain(..marks);
}

/// Whether lines end with a carriage return alone; in quotes there may be others.
fn ends_in_cr(bytes: &[u8]) -> bool {
    let mut quoted = false;
    let mut found = false;
    for (at, &byte) in bytes.iter().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => return false,
            b'\r' if !quoted => {
                if bytes.get(at + 1) == Some(&b'\n') {
                    return false;
                }
                found = true;
            }
            _ => {}
        }
    }
    found
}

/// Makes line ends of old Macs those that everybody has.
pub(in crate::ingest) fn cr_to_lf(bytes: &mut [u8]) {
    for byte in bytes {
        if *byte == b'\r' {
            *byte = b'\n';
        }
    }
}

/// The separator that a first line `sep=;` tells, as Excel writes it, and the length of that line.
fn told_delimiter(head: &[u8]) -> Option<(u8, usize)> {
    let end = head.iter().position(|&b| b == b'\n')?;
    let line = head.get(..end)?;
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    // Saved once more, the line has got cells of its own.
    let line = match line.iter().rposition(|&byte| byte == b'=') {
        Some(equals) => {
            let cells = line.get(equals + 2..).unwrap_or_default();
            let are_blank = cells.iter().all(|byte| b",;\t| \"".contains(byte));
            if are_blank {
                line.get(..(equals + 2).min(line.len())).unwrap_or(line)
            } else {
                line
            }
        }
        None => line,
    };
    let line = line.strip_prefix(b"\"").unwrap_or(line);
    match line {
        [s, e, p, b'=', told] if [s, e, p].map(u8::to_ascii_lowercase) == *b"sep" => {
            DELIMITERS.contains(told).then_some((*told, end + 1))
        }
        [s, e, p, b'='] if [s, e, p].map(u8::to_ascii_lowercase) == *b"sep" => {
            Some((b'\t', end + 1))
        }
        _ => None,
    }
}

/// The first rows of a text with one separator.
struct Rows(Block);

impl Rows {
    fn of(bytes: &[u8], delimiter: u8) -> Self {
        // Rows of a title and the first of the table; the last line may be cut.
        let ends = memchr::memchr_iter(b'\n', bytes).take(4 * ROWS);
        let whole = ends.last().map_or(bytes.len(), |end| end + 1);
        let piece = Piece {
            bytes: bytes.get(..whole).unwrap_or_default().to_vec(),
            line: 1,
            ends: Some(End {
                open: false,
                unpaired: false,
            }),
            failed: None,
        };
        Self(parse(piece, delimiter, ""))
    }

    fn len(&self) -> usize {
        self.0.len().min(ROWS)
    }

    /// Cells of a row that say something.
    fn filled(&self, at: usize) -> usize {
        let row = self.0.row(at);
        let cells = (0..row.len()).filter(|&cell| !row.cell(Some(cell)).is_empty());
        cells.count()
    }

    /// How many cells most rows have, and how many rows have so many; of rows with more than one.
    fn usual(&self) -> (usize, usize) {
        let mut widths: Vec<usize> = (0..self.len()).map(|at| self.0.row(at).len()).collect();
        widths.retain(|width| *width > 1);
        widths.sort_unstable();
        let runs = widths.chunk_by(|a, b| a == b);
        let runs = runs.map(|run| (run.len(), run.first().copied().unwrap_or(0)));
        runs.max().map_or((0, 0), |(rows, width)| (width, rows))
    }

    /// The row that names the columns: the first one whose cells look like names and that is about as wide as any.
    fn header(&self) -> Option<usize> {
        let rows = 0..self.len();
        let most = rows.clone().map(|at| self.filled(at)).max()?;
        rows.take(MOST_ABOVE + 1).find(|&at| {
            let row = self.0.row(at);
            let cells = (0..row.len()).map(|cell| row.cell(Some(cell)));
            self.filled(at) * 5 >= most * 3 && looks_like_headers(cells)
        })
    }
}

/// The separator, and how many rows stand above the header row.
fn shape_of(bytes: &[u8]) -> (u8, usize) {
    let first = delimiter_of_line(bytes);
    let rows = Rows::of(bytes, first);
    // Most files begin with their header row, and all rows are as wide: lists within cells do not matter then.
    let (width, count) = rows.usual();
    let is_even = rows.0.row(0).len() == width && 10 * count >= 9 * rows.len();
    if rows.header() == Some(0) && is_even {
        return (first, 0);
    }
    let fits = DELIMITERS.into_iter().rev().filter_map(|delimiter| {
        let rows = Rows::of(bytes, delimiter);
        let (width, count) = rows.usual();
        let above = rows.header()?;
        (width > 1).then(|| (count * (width - 1), delimiter, above))
    });
    let best = fits.max_by_key(|(fit, ..)| *fit);
    best.map_or((first, 0), |(_, delimiter, above)| (delimiter, above))
}

/// The separator that stands most often in the first line outside quotes; a comma if there is none.
fn delimiter_of_line(head: &[u8]) -> u8 {
    let mut counts = DELIMITERS.map(|delimiter| (delimiter, 0_usize));
    let mut quoted = false;
    for &byte in head {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted => break,
            _ if !quoted => {
                for (candidate, count) in &mut counts {
                    *count += usize::from(*candidate == byte);
                }
            }
            _ => {}
        }
    }
    let best = counts.into_iter().rev().max_by_key(|(_, count)| *count);
    best.map_or(b',', |(delimiter, _)| delimiter)
}
