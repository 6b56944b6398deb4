//! A table, opened from any file a shop exports: text, plain or gz, with BOM, CRLF, quoted newlines, `,` `;` or tab; Parquet.

use std::fs::File;
use std::io::{self, BufReader, Cursor, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use csv::ByteRecord;
use flate2::read::MultiGzDecoder;

use super::ahead::Ahead;
use super::columns::Binding;
use super::error::IngestError;
use super::parquet::ParquetFile;
use super::parquet_rows::ParquetRows;
use super::text::decode;

/// Longest row in lines; quoted descriptions have newlines, but not thousands.
const MAX_ROW_LINES: u64 = 1_000;
/// How much of a file is looked at for its header row.
const PEEK: usize = 64 * 1024;

/// An open table: its headers, and its rows one at a time.
pub struct Table {
    file: String,
    headers: Vec<String>,
    source: Source,
    record: ByteRecord,
    size: u64,
    rows: u64,
}

/// Where the rows come from.
enum Source {
    Text(Text),
    Parquet(Box<ParquetRows>),
}

/// An open text.
struct Text {
    reader: csv::Reader<Box<dyn Read + Send>>,
    read: Arc<AtomicU64>,
    /// Quotes in what the reader has taken so far, and bytes.
    quotes: Arc<AtomicU64>,
    taken: Arc<AtomicU64>,
    /// Lines that the reader does not count: 1 if rows end in CRLF, because it takes the LF for the first byte of the next
    /// row, and 1 for a line that only tells the separator.
    late: u64,
}

/// One row, borrowed until the next one is read.
#[derive(Clone, Copy)]
pub struct Row<'a> {
    record: &'a ByteRecord,
    /// The line of the file on which the row begins, from 1; of a Parquet file the row, from 1.
    pub line: u64,
}

impl<'a> Row<'a> {
    /// The cell of a column, without surrounding blanks; empty if the column is not bound or the row is short.
    pub fn cell(&self, column: Option<usize>) -> &'a [u8] {
        column
            .and_then(|c| self.record.get(c))
            .unwrap_or(b"")
            .trim_ascii()
    }

    /// Cells in this row.
    pub fn len(&self) -> usize {
        self.record.len()
    }

    /// Whether every cell is blank.
    pub fn is_empty(&self) -> bool {
        self.record.iter().all(|c| c.trim_ascii().is_empty())
    }
}

impl Table {
    /// Opens a file.
    pub fn open(path: &Path) -> Result<Self, IngestError> {
        let file = path.display().to_string();
        let open = |source| IngestError::Open {
            file: file.clone(),
            source,
        };
        let handle = File::open(path).map_err(open)?;
        let meta = handle.metadata().map_err(open)?;
        if meta.is_dir() {
            return Err(open(io::Error::new(
                io::ErrorKind::IsADirectory,
                "is a folder, expected a file",
            )));
        }
        if ParquetFile::is_parquet(path) {
            let rows = ParquetRows::open(path)?;
            return Ok(Self {
                file,
                headers: rows.headers().to_vec(),
                size: rows.size(),
                source: Source::Parquet(Box::new(rows)),
                record: ByteRecord::new(),
                rows: 0,
            });
        }
        Self::from_reader(&file, handle, meta.len())
    }

    /// Says which columns are used: a file of columns then reads no others.
    ///
    /// # Errors
    /// When a column of such a file has a type that cannot be what the column means.
    pub(super) fn only(&mut self, columns: &Binding) -> Result<(), IngestError> {
        match &mut self.source {
            Source::Parquet(rows) => rows.only(columns),
            Source::Text(_) => Ok(()),
        }
    }

    /// Reads a table from any source; `file` is what errors call it, `size` its bytes if known (else 0).
    pub fn from_reader(
        file: &str,
        source: impl Read + Send + 'static,
        size: u64,
    ) -> Result<Self, IngestError> {
        let fail = |source| IngestError::Read {
            file: file.to_owned(),
            line: 0,
            source,
        };
        let read = Arc::new(AtomicU64::new(0));
        let counted = Counted {
            inner: source,
            read: Arc::clone(&read),
        };
        let mut raw = BufReader::with_capacity(256 * 1024, counted);
        let magic = peek(&mut raw, 4).map_err(fail)?;
        let not_text = |found| {
            Err(IngestError::NotText {
                file: file.to_owned(),
                found,
            })
        };
        if magic.starts_with(b"PK\x03\x04") {
            return not_text("a zip archive or an Excel workbook");
        }
        if magic.starts_with(b"PAR1") {
            return not_text("a Parquet file");
        }
        let is_gz = magic.starts_with(&[0x1f, 0x8b]);
        let raw = Cursor::new(magic).chain(raw);
        let mut text: Box<dyn Read + Send> = if is_gz {
            Box::new(Ahead::of(MultiGzDecoder::new(raw)))
        } else {
            Box::new(raw)
        };

        let mut head = peek_line(&mut text).map_err(fail)?;
        if head.starts_with(&[0xff, 0xfe]) || head.starts_with(&[0xfe, 0xff]) {
            return not_text("UTF-16 text");
        }
        if head.starts_with(&[0xef, 0xbb, 0xbf]) {
            head.drain(..3);
        }
        let told = told_delimiter(&head);
        if let Some((_, line)) = told {
            head.drain(..line);
        }
        let delimiter = told.map_or_else(|| delimiter_of(&head), |(delimiter, _)| delimiter);
        let crlf = head
            .iter()
            .position(|&b| b == b'\n')
            .is_some_and(|at| at > 0 && head.get(at - 1) == Some(&b'\r'));
        let (quotes, taken) = (Arc::<AtomicU64>::default(), Arc::<AtomicU64>::default());
        let text: Box<dyn Read + Send> = Box::new(QuoteCounter {
            text: Cursor::new(head).chain(text),
            quotes: Arc::clone(&quotes),
            taken: Arc::clone(&taken),
        });
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .flexible(true)
            .has_headers(true)
            .buffer_capacity(256 * 1024)
            .from_reader(text);
        let headers: Vec<String> = match reader.byte_headers() {
            Ok(found) => found
                .iter()
                .map(|h| decode(h.trim_ascii()).0.trim().to_owned())
                .collect(),
            Err(error) => return Err(csv_error(file, 0, error)),
        };
        if headers.iter().all(String::is_empty) {
            return Err(IngestError::Empty {
                file: file.to_owned(),
            });
        }
        Ok(Self {
            file: file.to_owned(),
            headers,
            source: Source::Text(Text {
                reader,
                read,
                quotes,
                taken,
                late: u64::from(crlf) + u64::from(told.is_some()),
            }),
            record: ByteRecord::new(),
            size,
            rows: 0,
        })
    }

    /// The file as it was named.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// Column names as they stand in the file, trimmed.
    pub fn headers(&self) -> &[String] {
        &self.headers
    }

    /// Size of the source in bytes as stored (compressed), 0 if unknown.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Bytes taken from the source so far.
    pub fn position(&self) -> u64 {
        match &self.source {
            Source::Text(text) => text.read.load(Ordering::Relaxed),
            Source::Parquet(rows) => rows.position(),
        }
    }

    /// Rows read so far, without the header.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// The next row, or `None` at the end.
    ///
    /// # Errors
    /// When the source breaks off, or a quote is not closed.
    pub fn next_row(&mut self) -> Result<Option<Row<'_>>, IngestError> {
        let line = match &mut self.source {
            Source::Text(text) => text.next(&self.file, &mut self.record)?,
            Source::Parquet(rows) => rows.next(&mut self.record)?.then_some(self.rows + 1),
        };
        self.rows += u64::from(line.is_some());
        Ok(line.map(|line| Row {
            record: &self.record,
            line,
        }))
    }
}

impl Text {
    /// Reads the next row, and gives its line.
    fn next(&mut self, file: &str, record: &mut ByteRecord) -> Result<Option<u64>, IngestError> {
        let before = self.reader.position().line();
        match self.reader.read_byte_record(record) {
            Ok(true) => {}
            Ok(false) => return Ok(None),
            Err(error) => return Err(csv_error(file, before, error)),
        }
        let line = record.position().map_or(before, csv::Position::line);
        let lines = self.reader.position().line().saturating_sub(line);
        // An open quote takes the rest of the file into the last row, and the file has an odd number of quotes.
        let is_last = self.reader.position().byte() >= self.taken.load(Ordering::Relaxed);
        let unpaired = self.quotes.load(Ordering::Relaxed) % 2 == 1;
        if lines > MAX_ROW_LINES || (lines > 1 && is_last && unpaired) {
            return Err(IngestError::UnclosedQuote {
                file: file.to_owned(),
                line: line + self.late,
                lines,
            });
        }
        Ok(Some(line + self.late))
    }
}

/// Counts the quotes and bytes that pass through it.
struct QuoteCounter<R> {
    text: R,
    quotes: Arc<AtomicU64>,
    taken: Arc<AtomicU64>,
}

impl<R: Read> Read for QuoteCounter<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.text.read(buffer)?;
        let taken = buffer.get(..count).unwrap_or_default();
        let quotes: u64 = taken
            .chunks(128)
            // Few enough for a byte, so that many are counted at once.
            .map(|part| u64::from(part.iter().map(|&byte| u8::from(byte == b'"')).sum::<u8>()))
            .sum();
        self.quotes.fetch_add(quotes, Ordering::Relaxed);
        self.taken.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

fn csv_error(file: &str, line: u64, error: csv::Error) -> IngestError {
    let line = error.position().map_or(line, csv::Position::line);
    let source = match error.into_kind() {
        csv::ErrorKind::Io(source) => source,
        other => io::Error::new(io::ErrorKind::InvalidData, format!("{other:?}")),
    };
    IngestError::Read {
        file: file.to_owned(),
        line,
        source,
    }
}

/// Up to `wanted` first bytes of a source.
fn peek(source: &mut impl Read, wanted: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(wanted);
    source
        .by_ref()
        .take(wanted as u64)
        .read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The first bytes of a source, at least to the end of its first line.
fn peek_line(source: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    loop {
        let chunk = peek(source, PEEK)?;
        let done = chunk.len() < PEEK || chunk.contains(&b'\n') || bytes.len() > 16 * PEEK;
        bytes.extend_from_slice(&chunk);
        if done {
            return Ok(bytes);
        }
    }
}

/// The separator that a first line `sep=;` tells, as Excel writes it, and the length of that line.
fn told_delimiter(head: &[u8]) -> Option<(u8, usize)> {
    let end = head.iter().position(|&b| b == b'\n')?;
    let line = head.get(..end)?.trim_ascii_end();
    let line = line
        .strip_prefix(b"\"")
        .and_then(|l| l.strip_suffix(b"\""))
        .unwrap_or(line);
    match line {
        [s, e, p, b'=', told @ (b',' | b';' | b'|')]
            if [s, e, p].map(u8::to_ascii_lowercase) == *b"sep" =>
        {
            Some((*told, end + 1))
        }
        // A tab at the end of the line is blank.
        [s, e, p, b'='] if [s, e, p].map(u8::to_ascii_lowercase) == *b"sep" => {
            Some((b'\t', end + 1))
        }
        _ => None,
    }
}

/// The separator that stands most often in the header row outside quotes; a comma if there is none.
fn delimiter_of(head: &[u8]) -> u8 {
    let mut counts = [(b',', 0usize), (b';', 0), (b'\t', 0)];
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
    let mut best = counts[0];
    for candidate in counts {
        if candidate.1 > best.1 {
            best = candidate;
        }
    }
    best.0
}

struct Counted<R> {
    inner: R,
    read: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.read.fetch_add(n as u64, Ordering::Relaxed);
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::io::Write as _;

    /// The headers, and each row's line and cells.
    type Rows = (Vec<String>, Vec<(u64, Vec<String>)>);

    fn rows(bytes: &[u8]) -> Result<Rows, IngestError> {
        let mut table = Table::from_reader("t.csv", Cursor::new(bytes.to_vec()), 0)?;
        let headers = table.headers().to_vec();
        let mut all = Vec::new();
        while let Some(row) = table.next_row()? {
            let cells = (0..row.len())
                .map(|c| decode(row.cell(Some(c))).0.into_owned())
                .collect();
            all.push((row.line, cells));
        }
        Ok((headers, all))
    }

    fn gz(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(bytes).expect("to memory");
        encoder.finish().expect("to memory")
    }

    #[test]
    fn bom_crlf_quotes_and_separators_read_the_same() {
        let plain = rows(b"a,b\n1,\"x\ny\"\n2,z\n").expect("plain");
        assert_eq!(plain.0, ["a", "b"]);
        assert_eq!(plain.1[0], (2, vec!["1".to_owned(), "x\ny".to_owned()]));
        assert_eq!(plain.1[1].0, 4, "the quoted newline counts as a line");
        for variant in [
            &b"\xef\xbb\xbfa;b\r\n1;\"x\ny\"\r\n2;z\r\n"[..],
            b"a\tb\n1\t\"x\ny\"\n2\tz",
        ] {
            assert_eq!(rows(variant).expect("variant"), plain);
            assert_eq!(rows(&gz(variant)).expect("gz"), plain);
        }
    }

    #[test]
    fn an_open_quote_is_named_and_paired_ones_are_not() {
        let open = rows(b"a,b\n1,2\n3,\"4\n5,6\n7,8\n").expect_err("the rest of the file is gone");
        assert!(open.to_string().contains("row of line 3"), "{open}");
        // A row that ends the file over two lines, and inches in a field without quotes.
        assert_eq!(rows(b"a,b\n1,\"2\n3\"\n").expect("paired").1.len(), 1);
        assert_eq!(rows(b"a,b\n1,5\" pipe\n2,z\n").expect("inches").1.len(), 2);
    }

    #[test]
    fn a_first_line_may_tell_the_separator() {
        for text in [
            &b"sep=;\na,x;b\n1;2\n"[..],
            b"\xef\xbb\xbfSEP=;\r\na,x;b\r\n1;2\r\n",
            b"\"sep=;\"\na,x;b\n1;2\n",
        ] {
            let (headers, rows) = rows(text).expect("read");
            assert_eq!(headers, ["a,x", "b"]);
            assert_eq!(rows, [(3, vec!["1".to_owned(), "2".to_owned()])]);
        }
        assert_eq!(rows(b"sep=\t\na\tb\n1\t2\n").expect("tab").0, ["a", "b"]);
    }

    #[test]
    fn two_gz_members_are_one_file() {
        let mut both = gz(b"a,b\n1,2\n");
        both.extend(gz(b"3,4\n"));
        assert_eq!(rows(&both).expect("members").1.len(), 2);
    }

    #[test]
    fn files_that_are_no_tables_are_named() {
        assert!(matches!(rows(b""), Err(IngestError::Empty { .. })));
        assert!(matches!(
            rows(b"PK\x03\x04...."),
            Err(IngestError::NotText { .. })
        ));
        assert!(matches!(
            rows(b"\xff\xfea\0"),
            Err(IngestError::NotText { .. })
        ));
        let whole = gz(&b"a,b\n1,2\n".repeat(1000));
        assert!(matches!(
            rows(&whole[..whole.len() - 9]),
            Err(IngestError::Read { .. })
        ));
        let mut open = b"a,b\n1,\"never closed\n".to_vec();
        open.extend(b"2,3\n".repeat(2000));
        assert!(matches!(
            rows(&open),
            Err(IngestError::UnclosedQuote { line: 2, .. })
        ));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            let _ = rows(&bytes);
            let mut gz_like = vec![0x1f, 0x8b, 8, 0];
            gz_like.extend(&bytes);
            let _ = rows(&gz_like);
        }

        #[test]
        fn csv_like_text_gives_one_row_a_line(cells in proptest::collection::vec("[a-z0-9]{1,8}", 1..60)) {
            let mut text = String::from("head,er\n");
            for cell in &cells {
                text.push_str(cell);
                text.push_str(",1\n");
            }
            let (_, read) = rows(text.as_bytes()).expect("well formed");
            prop_assert_eq!(read.len(), cells.len());
            for (n, (row, cell)) in read.iter().zip(&cells).enumerate() {
                prop_assert_eq!(row.0, n as u64 + 2);
                prop_assert_eq!(&row.1[0], cell);
            }
        }
    }
}
