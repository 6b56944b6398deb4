//! A source that is read ahead in a thread of its own: inflating takes as long as parsing.

use std::io::{self, Read};
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;

/// Bytes of a part, and parts that wait.
const PART: usize = 512 * 1024;
const WAITING: usize = 4;

/// Reads from the other thread what it has read.
pub(super) struct Ahead {
    parts: Receiver<io::Result<Vec<u8>>>,
    part: io::Cursor<Vec<u8>>,
    ended: bool,
}

impl Ahead {
    /// Begins to read. The thread ends with the source, at its first error, or when nobody listens any more.
    pub(super) fn of(mut source: impl Read + Send + 'static) -> Self {
        let (sender, parts) = sync_channel(WAITING);
        thread::spawn(move || {
            loop {
                let mut part = Vec::with_capacity(PART);
                let read = source.by_ref().take(PART as u64).read_to_end(&mut part);
                // What came before an error is good.
                let ended = matches!(read, Ok(0));
                let sent = match read {
                    Ok(_) => sender.send(Ok(part)).is_ok(),
                    Err(error) => {
                        let _ = sender.send(Ok(part));
                        let _ = sender.send(Err(error));
                        false
                    }
                };
                if ended || !sent {
                    return;
                }
            }
        });
        Self {
            parts,
            part: io::Cursor::default(),
            ended: false,
        }
    }
}

impl Read for Ahead {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        loop {
            let count = self.part.read(buffer)?;
            if count > 0 || self.ended {
                return Ok(count);
            }
            match self.parts.recv() {
                Ok(Ok(part)) => {
                    self.ended = part.is_empty();
                    self.part = io::Cursor::new(part);
                }
                Ok(Err(error)) => return Err(error),
                // The thread always sends an end or an error, unless it died.
                Err(_) => return Err(io::Error::other("the reading thread has ended")),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Some bytes, then an error.
    struct Breaks(u8);

    impl Read for Breaks {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            match (self.0, buffer) {
                (0, _) => Err(io::Error::other("broken")),
                (left, [first, ..]) => {
                    *first = left;
                    self.0 -= 1;
                    Ok(1)
                }
                _ => Ok(0),
            }
        }
    }

    #[test]
    fn all_bytes_come_in_order_and_errors_after_what_was_read() {
        let bytes: Vec<u8> = (0..3 * PART as u32 + 17).map(|n| (n % 251) as u8).collect();
        let mut found = Vec::new();
        let mut ahead = Ahead::of(io::Cursor::new(bytes.clone()));
        ahead.read_to_end(&mut found).expect("whole");
        assert_eq!(found, bytes);
        assert_eq!(ahead.read(&mut [0]).expect("still the end"), 0);
        let mut found = Vec::new();
        let error = Ahead::of(Breaks(3))
            .read_to_end(&mut found)
            .expect_err("breaks");
        assert_eq!(
            (found, error.to_string().as_str()),
            (vec![3, 2, 1], "broken")
        );
    }
}
