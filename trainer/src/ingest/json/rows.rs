//! Objects of JSON as the rows of a table: the orders or products that an interface of a shop answers.

use std::collections::VecDeque;
use std::io::{self, BufReader, Cursor, Read};

use hashbrown::HashMap;
use serde_json::{Map, Value};

use super::elements::Elements;
use super::flatten::{list_of, rows_of};
use crate::ingest::error::IngestError;
use crate::ingest::table::Row;

/// Objects that are looked at for the names of all columns.
const SAMPLE: usize = 500;
/// Most columns: what is beyond is no table.
const MOST_COLUMNS: usize = 2_000;
/// Names of lists that are all that a file has, around its objects.
const WRAPPERS: [&str; 6] = ["orders", "products", "data", "results", "items", "records"];

/// Rows, one at a time.
pub(in crate::ingest) struct JsonRows {
    file: String,
    elements: Elements,
    headers: Vec<String>,
    columns: HashMap<String, usize>,
    list: Option<&'static str>,
    /// Rows that were read and not given out.
    ahead: VecDeque<Parsed>,
    /// The row given out: its cells, one behind the other, and where each ends.
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

/// The line of an object, and what it says; `None` for what is no object.
type Object = (u64, Option<Map<String, Value>>);

/// The cells of one row by name, and its line; `None` for what is no object.
struct Parsed {
    line: u64,
    cells: Option<Vec<(String, String)>>,
}

impl JsonRows {
    /// Begins to read, and looks at the first objects for the names of the columns.
    ///
    /// # Errors
    /// When the source cannot be read.
    pub(in crate::ingest) fn start(
        file: &str,
        source: impl Read + Send + 'static,
    ) -> Result<Self, IngestError> {
        let fail = |source| IngestError::Read {
            file: file.to_owned(),
            line: 0,
            source,
        };
        let source = BufReader::with_capacity(256 * 1024, source);
        let source = without_wrapper(source).map_err(fail)?;
        let mut rows = Self {
            file: file.to_owned(),
            elements: Elements::start(source).map_err(fail)?,
            headers: Vec::new(),
            columns: HashMap::new(),
            list: None,
            ahead: VecDeque::new(),
            bytes: Vec::new(),
            ends: Vec::new(),
        };
        let mut sample: Vec<Object> = Vec::new();
        while sample.len() < SAMPLE {
            let Some(object) = rows.object()? else { break };
            sample.push(object);
        }
        // The list that most objects have.
        let lists = sample
            .iter()
            .filter_map(|(_, object)| list_of(object.as_ref()?));
        let mut counts: Vec<(&'static str, usize)> = Vec::new();
        for list in lists {
            match counts.iter_mut().find(|(name, _)| *name == list) {
                Some((_, count)) => *count += 1,
                None => counts.push((list, 1)),
            }
        }
        rows.list = counts.iter().max_by_key(|(_, count)| *count).map(|l| l.0);
        for (line, object) in sample {
            rows.take(line, object.as_ref());
        }
        let ahead = std::mem::take(&mut rows.ahead);
        for (name, _) in ahead.iter().flat_map(|row| row.cells.iter().flatten()) {
            if rows.headers.len() < MOST_COLUMNS && !rows.columns.contains_key(name) {
                rows.columns.insert(name.clone(), rows.headers.len());
                rows.headers.push(name.clone());
            }
        }
        rows.ahead = ahead;
        Ok(rows)
    }

    pub(in crate::ingest) fn headers(&self) -> &[String] {
        &self.headers
    }

    /// The next object, `None` in place of what is none.
    fn object(&mut self) -> Result<Option<Object>, IngestError> {
        let line = self.elements.next(&mut self.bytes);
        let line = line.map_err(|source| IngestError::Read {
            file: self.file.clone(),
            line: 0,
            source,
        })?;
        let parsed = |bytes: &[u8]| match serde_json::from_slice(bytes) {
            Ok(Value::Object(object)) => Some(object),
            _ => None,
        };
        Ok(line.map(|line| (line, parsed(&self.bytes))))
    }

    fn take(&mut self, line: u64, object: Option<&Map<String, Value>>) {
        match object {
            None => self.ahead.push_back(Parsed { line, cells: None }),
            Some(object) => {
                let rows = rows_of(object, self.list).into_iter();
                self.ahead.extend(rows.map(|cells| Parsed {
                    line,
                    cells: Some(cells),
                }));
            }
        }
    }

    /// The next row, or `None` at the end. What is no object is a row without cells.
    ///
    /// # Errors
    /// When the source breaks off.
    pub(in crate::ingest) fn next(&mut self) -> Result<Option<Row<'_>>, IngestError> {
        while self.ahead.is_empty() {
            let Some((line, object)) = self.object()? else {
                return Ok(None);
            };
            self.take(line, object.as_ref());
        }
        let Some(Parsed { line, cells }) = self.ahead.pop_front() else {
            return Ok(None);
        };
        self.bytes.clear();
        self.ends.clear();
        if let Some(cells) = cells {
            let mut row = vec![""; self.headers.len()];
            for (name, text) in &cells {
                let at = self.columns.get(name);
                if let Some(cell) = at.and_then(|at| row.get_mut(*at)) {
                    *cell = text;
                }
            }
            for cell in row {
                self.bytes.extend_from_slice(cell.as_bytes());
                self.ends.push(self.bytes.len());
            }
        }
        Ok(Some(Row::new(&self.bytes, &self.ends, line)))
    }
}

/// A source without the object that some interfaces put around the list that they answer.
fn without_wrapper(
    mut source: impl io::BufRead + Send + 'static,
) -> io::Result<Box<dyn io::BufRead + Send>> {
    let start = source.fill_buf()?;
    let behind = wrapper(start).unwrap_or(0);
    let list = start.get(behind..).unwrap_or_default();
    let rest = list.to_vec();
    let taken = start.len();
    source.consume(taken);
    Ok(Box::new(Cursor::new(rest).chain(source)))
}

/// How long a beginning such as `{"orders": [` is, without the bracket.
fn wrapper(start: &[u8]) -> Option<usize> {
    let trimmed = |text: &mut &[u8]| *text = text.trim_ascii_start();
    let mut rest = start;
    trimmed(&mut rest);
    rest = rest.strip_prefix(b"{")?;
    trimmed(&mut rest);
    rest = rest.strip_prefix(b"\"")?;
    let end = rest.iter().position(|&byte| byte == b'"')?;
    let name = rest.get(..end)?;
    rest = rest.get(end + 1..)?;
    trimmed(&mut rest);
    rest = rest.strip_prefix(b":")?;
    trimmed(&mut rest);
    let is_list = rest.starts_with(b"[");
    let known = WRAPPERS.iter().any(|known| known.as_bytes() == name);
    (is_list && known).then(|| start.len() - rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Vec<String>, Vec<(u64, Vec<String>)>) {
        let source = Cursor::new(text.as_bytes().to_vec());
        let mut rows = JsonRows::start("o.json", source).expect("reads");
        let headers = rows.headers().to_vec();
        let mut all = Vec::new();
        while let Some(row) = rows.next().expect("reads") {
            let cell = |at| String::from_utf8_lossy(row.cell(Some(at))).into_owned();
            all.push((row.line, (0..row.len()).map(cell).collect()));
        }
        (headers, all)
    }

    #[test]
    fn orders_are_rows_of_their_lines_whatever_stands_around_them() {
        let orders = "{\"id\":1,\"line_items\":[{\"sku\":\"A\"},{\"sku\":\"B\"}]}";
        let more = "{\"id\":2,\"note\":null,\"line_items\":[{\"sku\":\"C\",\"total\":\"3.00\"}]}";
        for text in [
            format!("{orders}\n{more}\n"),
            format!("[{orders},\n{more}]"),
            format!("{{\"orders\": [{orders},{more}]}}"),
        ] {
            let (headers, rows) = read(&text);
            assert_eq!(headers, ["id", "line_items.sku", "line_items.total"]);
            let cells: Vec<&[String]> = rows.iter().map(|row| row.1.as_slice()).collect();
            assert_eq!(
                cells.iter().map(|row| row.join("|")).collect::<Vec<_>>(),
                ["1|A|", "1|B|", "2|C|3.00"],
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_no_object_is_a_row_without_cells() {
        let (_, rows) = read("{\"id\":1}\n{\"id\":\n{\"id\":3}\n");
        let lengths: Vec<(u64, usize)> = rows.iter().map(|row| (row.0, row.1.len())).collect();
        assert_eq!(lengths, [(1, 1), (2, 0), (3, 1)]);
    }
}
