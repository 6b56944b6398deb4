//! A table, opened from any file a shop exports: text in any encoding, plain or gz, with `,` `;` `|` or tab between cells; workbooks;
//! JSON; Parquet; a feed of products in XML.

use std::fs::File;
use std::io::{self, BufReader, Cursor, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use flate2::read::MultiGzDecoder;

use encoding_rs::Encoding;

use super::ahead::Ahead;
use super::columns::{Binding, Mapping, Schema};
use super::delimited::{CrToLf, Head, TextRows, peek};
use super::encoding;
use super::error::IngestError;
use super::feed::{self, FeedRows};
use super::header::can_be_said;
use super::json::JsonRows;
use super::parquet::ParquetFile;
use super::parquet_rows::ParquetRows;
use super::parts::{Origin, PartRows};
use super::text::decode;
use super::workbook::{self, SheetRows};

/// An open table: its headers, and its rows one at a time.
pub struct Table {
    file: String,
    headers: Vec<String>,
    source: Source,
    size: u64,
    /// Bytes taken from a source of text.
    read: Arc<AtomicU64>,
    /// What its file is, apart from its columns.
    shape: Shape,
    /// Which of our columns it was recognised to have.
    bound: Option<Binding>,
    /// Rows that were looked at and not given out, and the next of them.
    held: Vec<HeldRow>,
    next_held: usize,
}

/// A row that is kept.
struct HeldRow {
    bytes: Vec<u8>,
    ends: Vec<usize>,
    line: u64,
}

impl HeldRow {
    fn of(row: Row<'_>) -> Self {
        Self {
            bytes: row.bytes.to_vec(),
            ends: row.ends.to_vec(),
            line: row.line,
        }
    }

    fn row(&self) -> Row<'_> {
        Row::new(&self.bytes, &self.ends, self.line)
    }
}

/// What a file is, apart from its columns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shape {
    /// What it was encoded in, if that is neither UTF-8 nor windows-1252.
    pub encoding: Option<&'static str>,
    /// Rows above its header row.
    pub rows_above: usize,
}

/// Where the rows come from.
enum Source {
    Text(Box<TextRows>),
    Feed(Box<FeedRows>),
    Parquet(Box<ParquetRows>),
    Sheet(Box<SheetRows>),
    Json(Box<JsonRows>),
    Parts(Box<PartRows>),
}

/// One row, borrowed until the next one is read.
#[derive(Clone, Copy)]
pub struct Row<'a> {
    /// Its cells, one behind the other, and where each ends.
    bytes: &'a [u8],
    ends: &'a [usize],
    /// The line of the file on which the row begins, from 1; of a Parquet file or a sheet the row, from 1.
    pub line: u64,
    /// The file that it is from, where a table has several.
    pub(super) origin: Option<&'a Origin>,
}

impl<'a> Row<'a> {
    pub(super) fn new(bytes: &'a [u8], ends: &'a [usize], line: u64) -> Self {
        Self {
            bytes,
            ends,
            line,
            origin: None,
        }
    }

    /// A cell as it stands in the file, unquoted; empty if the row is short.
    pub(super) fn raw(&self, column: usize) -> &'a [u8] {
        let Some(&end) = self.ends.get(column) else {
            return b"";
        };
        let start = column
            .checked_sub(1)
            .and_then(|before| self.ends.get(before));
        let range = start.copied().unwrap_or(0)..end;
        self.bytes.get(range).unwrap_or_default()
    }

    /// The cell of a column, without surrounding blanks; empty if the column is not bound, the row is short, or the cell has a word
    /// that programs write for nothing (`NaN`, `NULL`, `#N/A`).
    pub fn cell(&self, column: Option<usize>) -> &'a [u8] {
        let cell = column.map_or(&b""[..], |c| self.raw(c)).trim_ascii();
        if is_nothing(cell) { b"" } else { cell }
    }

    /// Cells in this row.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether every cell is blank.
    pub fn is_empty(&self) -> bool {
        self.bytes.trim_ascii().is_empty() && !self.ends.is_empty()
    }
}

/// Whether a cell has a word that pandas, R, databases or spreadsheets write where there is no value.
fn is_nothing(cell: &[u8]) -> bool {
    cell.len() <= 9
        && matches!(
            cell,
            b"NaN"
                | b"nan"
                | b"NaT"
                | b"<NA>"
                | b"NA"
                | b"N/A"
                | b"n/a"
                | b"None"
                | b"NULL"
                | b"Null"
                | b"null"
                | b"(null)"
                | b"\\N"
                | b"undefined"
                | b"(not set)"
                | b"#N/A"
                | b"#NULL!"
                | b"#REF!"
                | b"#VALUE!"
                | b"#NAME?"
                | b"#DIV/0!"
        )
}

impl Table {
    /// Opens a file.
    pub fn open(path: &Path) -> Result<Self, IngestError> {
        Self::open_in(path, None)
    }

    /// Opens a file whose encoding is known.
    ///
    /// # Errors
    /// As [`Table::open`].
    pub fn open_in(path: &Path, encoding: Option<&'static Encoding>) -> Result<Self, IngestError> {
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
                read: Arc::default(),
                shape: Shape::default(),
                bound: None,
                held: Vec::new(),
                next_held: 0,
            });
        }
        Self::from_reader_in(&file, handle, meta.len(), encoding)
    }

    /// Several tables as one, each cell where it belongs; `file` is what errors call it.
    pub(crate) fn of_parts(file: String, rows: PartRows, bound: Binding) -> Self {
        Self {
            file,
            headers: rows.labels().to_vec(),
            size: rows.size(),
            source: Source::Parts(Box::new(rows)),
            read: Arc::default(),
            shape: Shape::default(),
            bound: Some(bound),
            held: Vec::new(),
            next_held: 0,
        }
    }

    /// Says which of our columns the table has: nothing else counts then.
    pub(crate) fn set_bound(&mut self, bound: Binding) {
        self.bound = Some(bound);
    }

    /// Which of our columns it was recognised to have; `None` for a table that nobody looked at.
    pub(crate) fn bound(&self) -> Option<&Binding> {
        self.bound.as_ref()
    }

    /// Finds each column of a schema: those that it was recognised to have, else by header and `--map`.
    ///
    /// # Errors
    /// [`IngestError`] if a column that must be there is not.
    pub fn bind(&self, schema: &'static Schema, mapping: &Mapping) -> Result<Binding, IngestError> {
        match &self.bound {
            Some(bound) => Ok(bound.clone()),
            None => mapping.bind(schema, &self.file, &self.headers),
        }
    }

    /// Whether its rows are objects of JSON.
    pub(crate) fn is_json(&self) -> bool {
        matches!(self.source, Source::Json(_))
    }

    /// What its file is, apart from its columns.
    pub fn shape(&self) -> &Shape {
        &self.shape
    }

    /// Says which columns are used: a file of columns then reads no others.
    ///
    /// # Errors
    /// When a column of such a file has a type that cannot be what the column means.
    pub(crate) fn only(&mut self, columns: &Binding) -> Result<(), IngestError> {
        match &mut self.source {
            Source::Parquet(rows) => rows.only(columns),
            // The parts were told when they were put together.
            Source::Text(_)
            | Source::Feed(_)
            | Source::Sheet(_)
            | Source::Json(_)
            | Source::Parts(_) => Ok(()),
        }
    }

    /// Reads a table from any source; `file` is what errors call it, `size` its bytes if known (else 0).
    pub fn from_reader(
        file: &str,
        source: impl Read + Send + 'static,
        size: u64,
    ) -> Result<Self, IngestError> {
        Self::from_reader_in(file, source, size, None)
    }

    fn from_reader_in(
        file: &str,
        source: impl Read + Send + 'static,
        size: u64,
        encoding: Option<&'static Encoding>,
    ) -> Result<Self, IngestError> {
        let fail = |source| IngestError::Read {
            file: file.to_owned(),
            line: 0,
            source,
        };
        let not_text = |found| IngestError::NotText {
            file: file.to_owned(),
            found,
        };
        let read = Arc::<AtomicU64>::default();
        let counted = Counted {
            inner: source,
            read: Arc::clone(&read),
        };
        let table = |source, headers, shape| Self {
            file: file.to_owned(),
            headers,
            source,
            size,
            read: Arc::clone(&read),
            shape,
            bound: None,
            held: Vec::new(),
            next_held: 0,
        };
        let mut raw = BufReader::with_capacity(256 * 1024, counted);
        let magic = peek(&mut raw, 8).map_err(fail)?;
        if magic.starts_with(b"PAR1") {
            return Err(not_text("a Parquet file"));
        }
        let is_gz = magic.starts_with(&[0x1f, 0x8b]);
        let is_workbook = magic.starts_with(b"PK\x03\x04")
            || magic.starts_with(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
        let raw = Cursor::new(magic).chain(raw);
        if is_workbook {
            let mut bytes = Vec::new();
            raw.take(workbook::MOST_BYTES)
                .read_to_end(&mut bytes)
                .map_err(fail)?;
            let mut rows = SheetRows::open(file, bytes)?;
            let shape = Shape {
                rows_above: rows.above(),
                ..Shape::default()
            };
            let headers = rows.next().map_or_else(Vec::new, headers_of);
            return table(Source::Sheet(Box::new(rows)), headers, shape).with_headers();
        }
        let text: Box<dyn Read + Send> = if is_gz {
            Box::new(Ahead::of(MultiGzDecoder::new(raw)))
        } else {
            Box::new(raw)
        };
        let mut text = encoding::utf8(text, encoding).map_err(fail)?;
        let mut head = Head::read(&mut text.source).map_err(fail)?;
        let shape = Shape {
            encoding: text.encoding,
            rows_above: head.above,
        };
        match head.first() {
            Some(b'<') => {
                if let Some(found) = head.foreign_markup() {
                    return Err(not_text(found));
                }
                let whole = Cursor::new(head.take_bytes()).chain(text.source);
                let rows = FeedRows::start(file, whole);
                let headers = feed::HEADERS.map(str::to_owned).to_vec();
                return Ok(table(Source::Feed(Box::new(rows)), headers, shape));
            }
            Some(b'{' | b'[') => {
                let whole = Cursor::new(head.take_bytes()).chain(text.source);
                let rows = JsonRows::start(file, whole)?;
                let headers = rows.headers().to_vec();
                let shape = Shape {
                    rows_above: 0,
                    ..shape
                };
                return table(Source::Json(Box::new(rows)), headers, shape).with_headers();
            }
            _ => {}
        }
        if head.is_binary() {
            return Err(not_text("no text"));
        }
        let above = head.above;
        let mut rows = if head.old_mac {
            TextRows::start(file, head, CrToLf(text.source))?
        } else {
            TextRows::start(file, head, text.source)?
        };
        for _ in 0..above {
            rows.next()?;
        }
        let headers = rows.next()?.map_or_else(Vec::new, headers_of);
        table(Source::Text(Box::new(rows)), headers, shape).with_headers()
    }

    /// Itself, if it has headers.
    fn with_headers(self) -> Result<Self, IngestError> {
        let file = self.file.clone();
        let named: Vec<&String> = self.headers.iter().filter(|h| !h.is_empty()).collect();
        if named.is_empty() {
            return Err(IngestError::Empty { file });
        }
        if !named.iter().any(|header| can_be_said(header)) {
            return Err(IngestError::NoHeaders { file });
        }
        Ok(self)
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

    /// Bytes taken from the source so far, which are a little ahead of the rows.
    pub fn position(&self) -> u64 {
        match &self.source {
            Source::Text(_) | Source::Feed(_) | Source::Json(_) => {
                self.read.load(Ordering::Relaxed)
            }
            Source::Sheet(_) => self.size,
            Source::Parquet(rows) => rows.position(),
            Source::Parts(rows) => rows.position(),
        }
    }

    /// The texts of the first rows, which come again when rows are read.
    ///
    /// # Errors
    /// As [`Table::next_row`].
    pub(crate) fn sample(&mut self, rows: usize) -> Result<Vec<Vec<String>>, IngestError> {
        let texts = |row: Row<'_>| -> Vec<String> {
            let cells = (0..row.len()).map(|column| decode(row.cell(Some(column))).0);
            cells.map(std::borrow::Cow::into_owned).collect()
        };
        if let Source::Parquet(_) = &self.source {
            // Of a file of columns only those that are used are read, which is not known yet.
            let mut again = ParquetRows::open(Path::new(&self.file))?;
            let mut sample = Vec::new();
            while sample.len() < rows {
                let Some(row) = again.next()? else { break };
                sample.push(texts(row));
            }
            return Ok(sample);
        }
        while self.held.len() < rows {
            let Some(row) = self.read_row()? else { break };
            let row = HeldRow::of(row);
            self.held.push(row);
        }
        Ok(self.held.iter().map(|held| texts(held.row())).collect())
    }

    /// The next row, or `None` at the end.
    ///
    /// # Errors
    /// When the source breaks off, or a quote is not closed.
    pub fn next_row(&mut self) -> Result<Option<Row<'_>>, IngestError> {
        if self.next_held < self.held.len() {
            self.next_held += 1;
            return Ok(self.held.get(self.next_held - 1).map(HeldRow::row));
        }
        self.read_row()
    }

    fn read_row(&mut self) -> Result<Option<Row<'_>>, IngestError> {
        Ok(match &mut self.source {
            Source::Text(rows) => rows.next()?,
            Source::Feed(rows) => rows.next()?,
            Source::Parquet(rows) => rows.next()?,
            Source::Sheet(rows) => rows.next(),
            Source::Json(rows) => rows.next()?,
            Source::Parts(rows) => rows.next()?,
        })
    }
}

/// The headers that a row gives; marks of byte orders are none.
fn headers_of(row: Row<'_>) -> Vec<String> {
    let cells = (0..row.len()).map(|column| decode(row.cell(Some(column))).0);
    let marks = ['\u{feff}', '\u{200b}'];
    cells
        .map(|cell| cell.trim_matches(marks).trim().to_owned())
        .collect()
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
    fn marks_of_byte_orders_may_stand_anywhere_at_the_start() {
        let plain = rows(b"a,b\n1,2\n").expect("plain");
        for text in [
            "\u{feff}\u{feff}a,b\n1,2\n",
            "\u{ef}\u{bb}\u{bf}a,b\n1,2\n",
            "\u{feff}\"a\",b\n1,2\n",
            "\"\u{feff}a\",b\n1,2\n",
        ] {
            assert_eq!(rows(text.as_bytes()).expect(text), plain, "{text}");
        }
        let told = rows("sep=,\n\u{feff}a,b\n1,2\n".as_bytes()).expect("told");
        assert_eq!(told.0, plain.0);
    }

    #[test]
    fn lines_may_end_as_on_old_macs() {
        let old = rows(b"a;b\r1;\"x\ny\"\r2;z\r").expect("read");
        assert_eq!(old.0, ["a", "b"]);
        assert_eq!(old.1[0], (2, vec!["1".to_owned(), "x\ny".to_owned()]));
        assert_eq!(old.1[1].1, ["2", "z"]);
    }

    #[test]
    fn titles_above_the_header_row_are_passed_over() {
        let table = "order;day;sku;price\n1;2025-01-01;L;1,50\n2;2025-01-02;B;2,50\n";
        for above in [
            "Orders of March, all shops\n",
            "Orders of March\n\n",
            "Orders;;;\nmade on;2025-04-01;;\n",
            "\u{feff}Shop: Lux\n",
            "sep=;\nOrders;;;\n",
        ] {
            let (headers, rows) = rows(format!("{above}{table}").as_bytes()).expect(above);
            assert_eq!(headers, ["order", "day", "sku", "price"], "{above}");
            assert_eq!(rows.len(), 2, "{above}");
        }
        let plain =
            rows(b"id,title,tags\n1,Lamp,a;b;c;d\n2,Vase,a;b;c;d\n").expect("lists in cells");
        assert_eq!(plain.0.len(), 3);
        let pipes = rows(b"id|title|price\n1|Lamp, tall|1\n").expect("pipes");
        assert_eq!(pipes.1[0].1, ["1", "Lamp, tall", "1"]);
    }

    #[test]
    fn words_for_nothing_are_blank() {
        let (_, rows) = rows(b"a,b,c\nNaN,NULL,nan \n<NA>,#N/A,Nan bread\n").expect("read");
        assert_eq!(rows[0].1, ["", "", ""]);
        assert_eq!(rows[1].1, ["", "", "Nan bread"]);
    }

    #[test]
    fn values_are_not_taken_for_headers() {
        let text = rows(b"1001,2025-01-02,9.50\n1002,2025-01-03,8.50\n").expect_err("no header");
        assert!(matches!(text, IngestError::NoHeaders { .. }), "{text}");
    }

    #[test]
    fn files_that_are_no_tables_are_named() {
        assert!(matches!(rows(b""), Err(IngestError::Empty { .. })));
        assert!(matches!(
            rows(b"PK\x03\x04...."),
            Err(IngestError::Workbook { .. })
        ));
        assert!(matches!(
            rows(b"\x7fELF\x02\x01\0\0,a\n"),
            Err(IngestError::NotText {
                found: "no text",
                ..
            })
        ));
        let page =
            rows(b"<html><body><table><tr><td>order_id</td></tr></table>").expect_err("a page");
        assert!(page.to_string().contains("is a web page (HTML)"), "{page}");
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
