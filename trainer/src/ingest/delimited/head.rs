//! The head of a text: byte order mark, separator, and what is no text at all.

use std::io::{self, Read};

/// How much of a file is looked at for its header row.
const PEEK: usize = 64 * 1024;

/// What was found out from the first bytes of a text.
pub(in crate::ingest) struct Head {
    /// What stands between cells.
    pub(super) delimiter: u8,
    /// The bytes looked at, from the header row on.
    pub(super) bytes: Vec<u8>,
    /// The line of the first of them.
    pub(super) line: u64,
}

impl Head {
    /// Looks at the first line; `None` if the text is none that is read here (UTF-16).
    ///
    /// # Errors
    /// When the source cannot be read.
    pub(in crate::ingest) fn read(source: &mut impl Read) -> io::Result<Option<Self>> {
        let mut bytes = peek_line(source)?;
        if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
            return Ok(None);
        }
        if bytes.starts_with(&[0xef, 0xbb, 0xbf]) {
            bytes.drain(..3);
        }
        let told = told_delimiter(&bytes);
        if let Some((_, line)) = told {
            bytes.drain(..line);
        }
        Ok(Some(Self {
            delimiter: told.map_or_else(|| delimiter_of(&bytes), |(delimiter, _)| delimiter),
            bytes,
            line: 1 + u64::from(told.is_some()),
        }))
    }

    /// Whether its header row has bytes that no text has.
    pub(in crate::ingest) fn is_binary(&self) -> bool {
        let line = self.bytes.split(|&byte| byte == b'\n').next();
        line.is_some_and(|line| line.contains(&0))
    }

    /// The first bytes, if they are markup and no table of text.
    pub(in crate::ingest) fn markup(&mut self) -> Option<Vec<u8>> {
        let is_markup = self.bytes.trim_ascii_start().starts_with(b"<");
        is_markup.then(|| std::mem::take(&mut self.bytes))
    }
}

/// Up to `wanted` first bytes of a source.
pub(in crate::ingest) fn peek(source: &mut impl Read, wanted: usize) -> io::Result<Vec<u8>> {
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
