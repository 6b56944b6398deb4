//! Text of rows and cells, read in blocks of whole rows that several threads take apart while the rows before are used.
//!
//! One thread cuts the text where rows end ([`split`]), others find the cells of a block each ([`block`]), and the rows come
//! out in the order of the file. A file of one block starts no thread.

mod block;
mod head;
mod split;

use std::io::Read;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use super::error::IngestError;
use super::table::Row;
use block::{Block, parse};
pub(super) use head::{Head, cr_to_lf, peek};
use split::{Piece, Splitter};

/// Longest row in lines; quoted descriptions have newlines, but not thousands.
const MAX_ROW_LINES: u64 = 1_000;
/// Threads that take blocks apart: what uses the rows keeps no more of them busy.
const MOST_PARSERS: usize = 4;
/// Blocks that wait before and behind a parser.
const WAITING: usize = 1;

/// Rows of a text, one at a time.
pub(super) struct TextRows {
    block: Block,
    /// The next row of the block.
    at: usize,
    coming: Coming,
    file: String,
}

/// Where the blocks after this one come from.
enum Coming {
    /// There are none.
    None,
    /// From each parser in turn.
    Parsers(Vec<Receiver<Block>>, usize),
}

impl TextRows {
    /// Begins to read a text whose head has been looked at.
    ///
    /// # Errors
    /// When its first block cannot be read.
    pub(super) fn start(
        file: &str,
        head: Head,
        rest: impl Read + Send + 'static,
    ) -> Result<Self, IngestError> {
        let delimiter = head.delimiter;
        let mut splitter = Splitter::new(file, head, rest);
        let first = splitter.next();
        let mut rows = Self {
            block: Block::default(),
            at: 0,
            coming: Coming::None,
            file: file.to_owned(),
        };
        if first.is_last() {
            rows.block = parse(first, delimiter, file);
        } else {
            rows.coming = Coming::Parsers(parsers(splitter, first, delimiter, file), 0);
        }
        Ok(rows)
    }

    /// The next row, or `None` at the end.
    ///
    /// # Errors
    /// When the source breaks off, or a quote is not closed.
    pub(super) fn next(&mut self) -> Result<Option<Row<'_>>, IngestError> {
        while self.at == self.block.len() {
            if let Some(error) = self.block.failed.take() {
                return Err(error);
            }
            let Coming::Parsers(parsers, turn) = &mut self.coming else {
                return Ok(None);
            };
            let count = parsers.len().max(1);
            let came = parsers.get(*turn % count).map(Receiver::recv);
            *turn += 1;
            let Some(Ok(block)) = came else {
                // A parser always sends the last block, unless it died.
                return Err(IngestError::Read {
                    file: self.file.clone(),
                    line: 0,
                    source: std::io::Error::other("a reading thread has ended"),
                });
            };
            if block.last {
                self.coming = Coming::None;
            }
            (self.block, self.at) = (block, 0);
        }
        self.at += 1;
        Ok(Some(self.block.row(self.at - 1)))
    }
}

/// A text whose lines end as on old Macs, with the ends that everybody has.
pub(super) struct CrToLf<R>(pub(super) R);

impl<R: Read> Read for CrToLf<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.0.read(buffer)?;
        cr_to_lf(buffer.get_mut(..count).unwrap_or_default());
        Ok(count)
    }
}

/// Starts the splitter and the parsers; blocks come from the parsers in turn.
fn parsers<R: Read + Send + 'static>(
    mut splitter: Splitter<R>,
    first: Piece,
    delimiter: u8,
    file: &str,
) -> Vec<Receiver<Block>> {
    let count = thread::available_parallelism().map_or(1, usize::from);
    let (inputs, outputs): (Vec<SyncSender<Piece>>, Vec<Receiver<Block>>) = (0..count
        .min(MOST_PARSERS))
        .map(|_| {
            let (to_parser, pieces) = sync_channel::<Piece>(WAITING);
            let (to_user, blocks) = sync_channel(WAITING);
            let file = file.to_owned();
            thread::spawn(move || {
                // Ends with the pieces, or when nobody listens any more.
                for piece in pieces {
                    if to_user.send(parse(piece, delimiter, &file)).is_err() {
                        return;
                    }
                }
            });
            (to_parser, blocks)
        })
        .unzip();
    thread::spawn(move || {
        let mut piece = first;
        for input in inputs.iter().cycle() {
            let last = piece.is_last();
            if input.send(piece).is_err() || last {
                return;
            }
            piece = splitter.next();
        }
    });
    outputs
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::io::{self, Cursor};

    /// Gives few bytes at a time.
    struct Drops(Cursor<Vec<u8>>, usize);

    impl Read for Drops {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let most = self.1.min(buffer.len());
            self.0.read(buffer.get_mut(..most).unwrap_or_default())
        }
    }

    type Cells = Vec<Vec<u8>>;

    /// Each row's line and cells, from blocks of about so many bytes.
    fn ours(text: &[u8], block: usize) -> Vec<(u64, Cells)> {
        let mut source = Drops(Cursor::new(text.to_vec()), 3);
        let head = Head::read(&mut source).expect("reads");
        let delimiter = head.delimiter;
        let mut splitter = Splitter::with_block("t", head, source, block);
        let mut rows = Vec::new();
        loop {
            let piece = splitter.next();
            let last = piece.is_last();
            let block = parse(piece, delimiter, "t");
            rows.extend((0..block.len()).map(|at| {
                let row = block.row(at);
                let cells = (0..row.len()).map(|cell| row.raw(cell).to_vec());
                (row.line, cells.collect())
            }));
            assert_eq!(block.last, last);
            if last || block.failed.is_some() {
                return rows;
            }
        }
    }

    fn theirs(text: &[u8]) -> Vec<Cells> {
        let mut reader = csv::ReaderBuilder::new()
            .flexible(true)
            .has_headers(false)
            .from_reader(text);
        let rows = reader.byte_records();
        rows.map(|row| row.expect("memory").iter().map(<[u8]>::to_vec).collect())
            .collect()
    }

    proptest! {
        #[test]
        fn blocks_of_any_size_give_the_rows_of_one_reader(
            parts in proptest::collection::vec(
                prop_oneof![
                    4 => Just(","), 3 => Just("\n"), 3 => Just("\""), 1 => Just("\r\n"), 1 => Just("\r"),
                    2 => Just("a"), 1 => Just("bc"), 1 => Just(" ")
                ],
                0..60,
            ),
            block in 1usize..20,
        ) {
            // A head that tells the comma, without a quote, so that it is the same for both.
            let text = format!("h,i,j\n{}", parts.concat());
            let found = ours(text.as_bytes(), block);
            let cells: Vec<Cells> = found.iter().map(|row| row.1.clone()).collect();
            let expected = theirs(text.as_bytes());
            // Where a quote is not closed ours end before that row.
            prop_assert!(cells == expected || expected.starts_with(&cells) && text.contains('"'), "{:?} {:?}", cells, expected);
            let lines = 1 + text.matches('\n').count() as u64;
            prop_assert!(found.is_sorted_by_key(|row| row.0) && found.iter().all(|row| (1..=lines).contains(&row.0)));
        }
    }

    #[test]
    fn rows_of_many_blocks_come_in_order_with_their_lines() {
        let mut text = String::from("id,text\n");
        for n in 0..200_000 {
            text.push_str(&match n % 1_000 {
                7 => format!("{n},\"two\nlines, \"\"and\"\" more\"\r\n"),
                _ => format!("{n},plain\n"),
            });
        }
        let mut source = Cursor::new(text.into_bytes());
        let head = Head::read(&mut source).expect("reads");
        let mut rows = TextRows::start("t", head, source).expect("starts");
        assert!(matches!(rows.coming, Coming::Parsers(..)), "several blocks");
        assert_eq!(rows.next().expect("reads").expect("head").line, 1);
        let mut line = 2;
        for n in 0..200_000 {
            let row = rows.next().expect("reads").expect("a row");
            assert_eq!((row.line, row.raw(0)), (line, n.to_string().as_bytes()));
            line += 1 + u64::from(n % 1_000 == 7);
        }
        assert!(rows.next().expect("reads").is_none());
        assert!(rows.next().expect("still the end").is_none());
    }
}
