//! A table, opened from any file a shop exports: text, plain or gz, with BOM, CRLF, quoted newlines, `,` `;` or tab; Parquet;
//! a feed of products in XML.

use std::fs::File;
use std::io::{self, BufReader, Cursor, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use flate2::read::MultiGzDecoder;

use super::ahead::Ahead;
use super::columns::Binding;
use super::delimited::{Head, TextRows, peek};
use super::error::IngestError;
use super::feed::{self, FeedRows};
use super::parquet::ParquetFile;
use super::parquet_rows::ParquetRows;
use super::text::decode;

/// An open table: its headers, and its rows one at a time.
pub struct Table {
    file: String,
    headers: Vec<String>,
    source: Source,
    size: u64,
    /// Bytes taken from a source of text.
    read: Arc<AtomicU64>,
    rows: u64,
}

/// Where the rows come from.
enum Source {
    Text(Box<TextRows>),
    Feed(Box<FeedRows>),
    Parquet(Box<ParquetRows>),
}

/// One row, borrowed until the next one is read.
#[derive(Clone, Copy)]
pub struct Row<'a> {
    /// Its cells, one behind the other, and where each ends.
    bytes: &'a [u8],
    ends: &'a [usize],
    /// The line of the file on which the row begins, from 1; of a Parquet file the row, from 1.
    pub line: u64,
}

impl<'a> Row<'a> {
    pub(super) fn new(bytes: &'a [u8], ends: &'a [usize], line: u64) -> Self {
        Self { bytes, ends, line }
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

    /// The cell of a column, without surrounding blanks; empty if the column is not bound or the row is short.
    pub fn cell(&self, column: Option<usize>) -> &'a [u8] {
        column.map_or(&b""[..], |c| self.raw(c)).trim_ascii()
    }

    /// Cells in this row.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether every cell is blank.
    pub fn is_empty(&self) -> bool {
        self.bytes.trim_ascii().is_empty()
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
                read: Arc::default(),
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
            Source::Text(_) | Source::Feed(_) => Ok(()),
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
        let not_text = |found| IngestError::NotText {
            file: file.to_owned(),
            found,
        };
        let read = Arc::<AtomicU64>::default();
        let counted = Counted {
            inner: source,
            read: Arc::clone(&read),
        };
        let mut raw = BufReader::with_capacity(256 * 1024, counted);
        let magic = peek(&mut raw, 4).map_err(fail)?;
        if magic.starts_with(b"PK\x03\x04") {
            return Err(not_text("a zip archive or an Excel workbook"));
        }
        if magic.starts_with(b"PAR1") {
            return Err(not_text("a Parquet file"));
        }
        let is_gz = magic.starts_with(&[0x1f, 0x8b]);
        let raw = Cursor::new(magic).chain(raw);
        let mut text: Box<dyn Read + Send> = if is_gz {
            Box::new(Ahead::of(MultiGzDecoder::new(raw)))
        } else {
            Box::new(raw)
        };
        let head = Head::read(&mut text).map_err(fail)?;
        let mut head = head.ok_or_else(|| not_text("UTF-16 text"))?;
        if let Some(first) = head.markup() {
            return Ok(Self {
                file: file.to_owned(),
                headers: feed::HEADERS.map(str::to_owned).to_vec(),
                source: Source::Feed(Box::new(FeedRows::start(
                    file,
                    Cursor::new(first).chain(text),
                ))),
                size,
                read,
                rows: 0,
            });
        }
        if head.is_binary() {
            return Err(not_text("no text"));
        }
        let mut rows = TextRows::start(file, head, text)?;
        let headers: Vec<String> = rows.next()?.map_or_else(Vec::new, |row| {
            (0..row.len())
                .map(|column| decode(row.cell(Some(column))).0.trim().to_owned())
                .collect()
        });
        if headers.iter().all(String::is_empty) {
            return Err(IngestError::Empty {
                file: file.to_owned(),
            });
        }
        Ok(Self {
            file: file.to_owned(),
            headers,
            source: Source::Text(Box::new(rows)),
            size,
            read,
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

    /// Bytes taken from the source so far, which are a little ahead of the rows.
    pub fn position(&self) -> u64 {
        match &self.source {
            Source::Text(_) | Source::Feed(_) => self.read.load(Ordering::Relaxed),
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
        let row = match &mut self.source {
            Source::Text(rows) => rows.next()?,
            Source::Feed(rows) => rows.next()?,
            Source::Parquet(rows) => rows.next()?,
        };
        self.rows += u64::from(row.is_some());
        Ok(row)
    }
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
            rows(b"\x7fELF\x02\x01\0\0,a\n"),
            Err(IngestError::NotText {
                found: "no text",
                ..
            })
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
