//! The objects of a file of JSON, as they stand: one a line, one behind the other, or in an array, however it is laid out.
//!
//! Nothing is parsed here but strings and braces. What is no object is given too, so that who parses it can count it as bad.

use std::io::{self, BufRead, Cursor, Read};

/// Longest object: an event or an order has at most some hundred items, and a few hundred kilobytes.
const MOST_BYTES: usize = 16 << 20;

/// A file on its way.
pub(in crate::ingest) struct Elements {
    source: Box<dyn BufRead + Send>,
    /// Whether each line is an object: a damaged one then spoils no other.
    by_line: bool,
    /// The line that the next byte stands on, from 1.
    line: u64,
    /// Whether a list has ended.
    closed: bool,
}

impl Elements {
    /// Begins to read a text that starts with an object or an array.
    ///
    /// # Errors
    /// When the source cannot be read.
    pub(in crate::ingest) fn start(mut source: Box<dyn BufRead + Send>) -> io::Result<Self> {
        let mut first = Vec::new();
        // Blank lines may come first.
        while first.trim_ascii().is_empty() {
            let limit = (MOST_BYTES - first.len().min(MOST_BYTES)) as u64;
            if source.by_ref().take(limit).read_until(b'\n', &mut first)? == 0 {
                break;
            }
        }
        let object = first.trim_ascii();
        let by_line = object.starts_with(b"{")
            && serde_json::from_slice::<serde::de::IgnoredAny>(object).is_ok();
        Ok(Self {
            source: Box::new(Cursor::new(first).chain(source)),
            by_line,
            line: 1,
            closed: false,
        })
    }

    /// Puts the next object into `into` and gives the line that it begins on; `None` at the end.
    ///
    /// # Errors
    /// When the source breaks off, or an object is far too long.
    pub(in crate::ingest) fn next(&mut self, into: &mut Vec<u8>) -> io::Result<Option<u64>> {
        into.clear();
        if self.by_line {
            return self.next_line(into);
        }
        let mut scanner = Scanner {
            closed: self.closed,
            ..Scanner::default()
        };
        let mut begun = self.line;
        loop {
            let buffer = self.source.fill_buf()?;
            if buffer.is_empty() {
                return Ok((!into.trim_ascii().is_empty()).then_some(begun));
            }
            let mut taken = 0;
            let mut whole = false;
            for &byte in buffer {
                taken += 1;
                match scanner.see(byte) {
                    Seen::Between => begun = self.line + u64::from(byte == b'\n'),
                    Seen::Inside => into.push(byte),
                    Seen::Last => {
                        into.push(byte);
                        whole = true;
                    }
                }
                self.line += u64::from(byte == b'\n');
                if whole {
                    break;
                }
            }
            self.source.consume(taken);
            self.closed = scanner.closed;
            if whole {
                return Ok(Some(begun));
            }
            if into.len() > MOST_BYTES {
                return Err(too_long());
            }
        }
    }

    fn next_line(&mut self, into: &mut Vec<u8>) -> io::Result<Option<u64>> {
        loop {
            into.clear();
            let taken = self
                .source
                .by_ref()
                .take(MOST_BYTES as u64)
                .read_until(b'\n', into)?;
            if taken == 0 {
                return Ok(None);
            }
            if taken == MOST_BYTES && !into.ends_with(b"\n") {
                return Err(too_long());
            }
            let line = self.line;
            self.line += 1;
            if !into.trim_ascii().is_empty() {
                return Ok(Some(line));
            }
        }
    }
}

fn too_long() -> io::Error {
    io::Error::new(
        io::ErrorKind::InvalidData,
        "an object of more than 16 MB, expected one a line or an array of them",
    )
}

/// What a byte is.
enum Seen {
    /// Between objects.
    Between,
    Inside,
    /// The last one of an object.
    Last,
}

/// Follows strings and braces.
#[derive(Default)]
struct Scanner {
    depth: usize,
    quoted: bool,
    escaped: bool,
    /// In something that is no object, up to the end of its line.
    stray: bool,
    /// Behind the end of a list: what else its wrapper says is of no interest.
    closed: bool,
}

impl Scanner {
    fn see(&mut self, byte: u8) -> Seen {
        if self.depth == 0 {
            return self.see_between(byte);
        }
        if self.quoted {
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' => self.escaped = true,
                b'"' => self.quoted = false,
                _ => {}
            }
            return Seen::Inside;
        }
        match byte {
            b'"' => self.quoted = true,
            b'{' | b'[' => self.depth += 1,
            b'}' | b']' => self.depth -= 1,
            _ => {}
        }
        if self.depth == 0 {
            Seen::Last
        } else {
            Seen::Inside
        }
    }

    fn see_between(&mut self, byte: u8) -> Seen {
        match byte {
            b'{' => {
                self.depth = 1;
                self.stray = false;
                Seen::Inside
            }
            b'\n' if self.stray => Seen::Last,
            _ if self.stray => Seen::Inside,
            b']' => {
                self.closed = true;
                Seen::Between
            }
            _ if self.closed => Seen::Between,
            b'[' | b',' => Seen::Between,
            byte if byte.is_ascii_whitespace() => Seen::Between,
            // The bytes of a byte order mark.
            0xef | 0xbb | 0xbf => Seen::Between,
            _ => {
                self.stray = true;
                Seen::Inside
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn all(text: &[u8]) -> Vec<(u64, String)> {
        let mut elements = Elements::start(Box::new(Cursor::new(text.to_vec()))).expect("reads");
        let mut bytes = Vec::new();
        let mut found = Vec::new();
        while let Some(line) = elements.next(&mut bytes).expect("reads") {
            let text = String::from_utf8_lossy(&bytes).split_whitespace().collect();
            found.push((line, text));
        }
        found
    }

    #[test]
    fn an_object_is_the_same_however_the_file_is_laid_out() {
        let objects = [r#"{"a":[{"b":"}\"]"}]}"#, r#"{"c":null}"#];
        let [first, second] = objects;
        for text in [
            format!("{first}\n{second}\n"),
            format!("\n{first}\r\n\r\n{second}"),
            format!("[{first},{second}]"),
            format!("\u{feff}[\n{first},\n{second}\n]\n"),
            format!("{first}{second}"),
            format!("[{first}]\n[{second}]"),
            format!("[{first},{second}],\"total\":2}}"),
            "[\n  {\n    \"a\": [ {\"b\": \"}\\\"]\"} ]\n  },\n  {\"c\": null}\n]".to_owned(),
        ] {
            let texts: Vec<String> = all(text.as_bytes()).into_iter().map(|e| e.1).collect();
            assert_eq!(texts, objects, "{text}");
        }
    }

    #[test]
    fn lines_are_those_of_the_file() {
        let array = all(b"[\n{\"a\":1},\n\n{\n\"b\":2}]");
        assert_eq!(array.iter().map(|e| e.0).collect::<Vec<_>>(), [2, 4]);
        let damaged = all(b"{\"a\":1}\n{\"a\":\n{\"a\":3}\n");
        assert_eq!(
            damaged.iter().map(|e| e.0).collect::<Vec<_>>(),
            [1, 2, 3],
            "a line that breaks off spoils no other"
        );
        assert_eq!(
            all(b"[1, 2]\n{\"a\":1}").len(),
            2,
            "what is no object is given"
        );
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic_or_hang(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = all(&bytes);
            let mut array = b"[{".to_vec();
            array.extend(&bytes);
            let _ = all(&array);
        }
    }
}
