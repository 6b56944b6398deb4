//! Numbered buckets of words, filled by many threads, in bounded memory: what is too much goes to a temporary file.
//!
//! A bucket gives back the words that were put into it in no particular order of writers; whoever takes it must not care.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::CountError;

/// Words that a writer collects for a bucket before it hands them over, unless memory is too small for that.
const CHUNK: usize = 2_048;
/// Bytes of a word.
const WORD: u64 = size_of::<u32>() as u64;

/// Memory that several sets of buckets share.
pub(super) struct Memory {
    held: AtomicU64,
    limit: u64,
    /// Where a temporary file goes once the limit is passed.
    folder: PathBuf,
    spilled: AtomicU64,
}

impl Memory {
    /// At most so many bytes of words; more go to a file in the folder.
    pub(super) fn new(limit: u64, folder: &Path) -> Self {
        Self {
            held: AtomicU64::new(0),
            limit,
            folder: folder.to_owned(),
            spilled: AtomicU64::new(0),
        }
    }

    /// Bytes that went to files.
    pub(super) fn spilled(&self) -> u64 {
        self.spilled.load(Ordering::Relaxed)
    }

    fn is_full(&self) -> bool {
        self.held.load(Ordering::Relaxed) > self.limit
    }
}

/// A file that can be written to and read back.
pub(super) trait Storage: Read + Write + Seek + Send {}
impl<T: Read + Write + Seek + Send> Storage for T {}

/// How a temporary file is made.
type Open = fn(&Path) -> io::Result<Box<dyn Storage>>;

/// An unnamed file: the system takes it back when it is closed, however this process ends.
pub(super) fn unnamed(folder: &Path) -> io::Result<Box<dyn Storage>> {
    let file: File = tempfile::tempfile_in(folder)?;
    Ok(Box::new(file))
}

#[derive(Default)]
struct Bucket {
    chunks: Vec<Vec<u32>>,
    /// Places in the file: first byte and number of words.
    spilled: Vec<(u64, usize)>,
}

/// The temporary file, once there is one.
#[derive(Default)]
struct Spill {
    file: Option<Box<dyn Storage>>,
    end: u64,
}

/// The buckets.
pub(super) struct Buckets<'m> {
    memory: &'m Memory,
    buckets: Vec<Mutex<Bucket>>,
    spill: Mutex<Spill>,
    open: Open,
    chunk: usize,
    /// Bytes that these buckets hold of the memory.
    held: AtomicU64,
}

impl<'m> Buckets<'m> {
    pub(super) fn new(count: usize, memory: &'m Memory) -> Self {
        Self::with_storage(count, memory, unnamed)
    }

    fn with_storage(count: usize, memory: &'m Memory, open: Open) -> Self {
        let fair = memory.limit / WORD / count.max(1) as u64 / 8;
        Self {
            memory,
            buckets: (0..count).map(|_| Mutex::default()).collect(),
            spill: Mutex::default(),
            open,
            chunk: usize::try_from(fair).unwrap_or(CHUNK).clamp(16, CHUNK),
            held: AtomicU64::new(0),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.buckets.len()
    }

    /// A writer for one thread.
    pub(super) fn writer(&self) -> BucketWriter<'_, 'm> {
        BucketWriter {
            to: self,
            buffers: vec![Vec::new(); self.buckets.len()],
        }
    }

    /// Moves all words of a bucket behind those of `into`; the bucket is empty then.
    ///
    /// # Errors
    /// When the temporary file cannot be read back.
    pub(super) fn take(&self, bucket: usize, into: &mut Vec<u32>) -> Result<(), CountError> {
        let Some(bucket) = self.buckets.get(bucket) else {
            return Ok(());
        };
        let Bucket { chunks, spilled } = std::mem::take(&mut *lock(bucket));
        let held: usize = chunks.iter().map(Vec::capacity).sum();
        let words: usize = chunks.iter().map(Vec::len).sum();
        into.reserve(words + spilled.iter().map(|extent| extent.1).sum::<usize>());
        for chunk in chunks {
            into.extend_from_slice(&chunk);
        }
        self.release(held);
        for (at, words) in spilled {
            let from = into.len();
            into.resize(from + words, 0);
            let target = into.get_mut(from..).unwrap_or_default();
            let mut spill = lock(&self.spill);
            let Some(file) = &mut spill.file else {
                continue;
            };
            file.seek(SeekFrom::Start(at))
                .and_then(|_| file.read_exact(bytemuck::cast_slice_mut(target)))
                .map_err(|source| self.error(source, at))?;
        }
        Ok(())
    }

    fn put(&self, bucket: usize, chunk: Vec<u32>) -> Result<(), CountError> {
        let bytes = chunk.capacity() as u64 * WORD;
        if let Some(bucket) = self.buckets.get(bucket) {
            lock(bucket).chunks.push(chunk);
        }
        self.memory.held.fetch_add(bytes, Ordering::Relaxed);
        self.held.fetch_add(bytes, Ordering::Relaxed);
        if self.is_due() {
            self.spill()?;
        }
        Ok(())
    }

    /// Whether memory is full, and these buckets hold so much of it that writing it out is worth while.
    fn is_due(&self) -> bool {
        self.memory.is_full() && self.held.load(Ordering::Relaxed) > self.memory.limit / 8
    }

    fn release(&self, words: usize) {
        let bytes = words as u64 * WORD;
        self.memory.held.fetch_sub(bytes, Ordering::Relaxed);
        self.held.fetch_sub(bytes, Ordering::Relaxed);
    }

    /// Writes what all buckets hold to the file; one thread does, the others wait, so that memory does not grow meanwhile.
    fn spill(&self) -> Result<(), CountError> {
        let mut spill = lock(&self.spill);
        if !self.is_due() {
            return Ok(());
        }
        for bucket in &self.buckets {
            let chunks = std::mem::take(&mut lock(bucket).chunks);
            let held: usize = chunks.iter().map(Vec::capacity).sum();
            let words: Vec<u32> = chunks.concat();
            drop(chunks);
            if words.is_empty() {
                continue;
            }
            let at = spill.end;
            let bytes: &[u8] = bytemuck::cast_slice(&words);
            self.append(&mut spill, bytes)
                .map_err(|source| self.error(source, at))?;
            lock(bucket).spilled.push((at, words.len()));
            self.release(held);
            self.memory
                .spilled
                .fetch_add(bytes.len() as u64, Ordering::Relaxed);
        }
        Ok(())
    }

    fn append(&self, spill: &mut Spill, bytes: &[u8]) -> io::Result<()> {
        let end = spill.end;
        let file = match &mut spill.file {
            Some(file) => file,
            empty => empty.insert((self.open)(&self.memory.folder)?),
        };
        file.seek(SeekFrom::Start(end))?;
        file.write_all(bytes)?;
        spill.end += bytes.len() as u64;
        Ok(())
    }

    fn error(&self, source: io::Error, at: u64) -> CountError {
        CountError::Spill {
            folder: self.memory.folder.clone(),
            at,
            source,
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// One thread's way into the buckets. Drop it only after [`BucketWriter::finish`].
pub(super) struct BucketWriter<'b, 'm> {
    to: &'b Buckets<'m>,
    buffers: Vec<Vec<u32>>,
}

impl BucketWriter<'_, '_> {
    /// Puts words into a bucket; they stay together and in their order.
    pub(super) fn put(
        &mut self,
        bucket: usize,
        words: impl ExactSizeIterator<Item = u32>,
    ) -> Result<(), CountError> {
        let Some(buffer) = self.buffers.get_mut(bucket) else {
            return Ok(());
        };
        let count = words.len();
        if buffer.len() + count > buffer.capacity() {
            let full = std::mem::replace(buffer, Vec::with_capacity(self.to.chunk.max(count)));
            buffer.extend(words);
            return if full.is_empty() {
                Ok(())
            } else {
                self.to.put(bucket, full)
            };
        }
        buffer.extend(words);
        Ok(())
    }

    /// Hands over what is left.
    pub(super) fn finish(self) -> Result<(), CountError> {
        for (bucket, mut buffer) in self.buffers.into_iter().enumerate() {
            if !buffer.is_empty() {
                buffer.shrink_to_fit();
                self.to.put(bucket, buffer)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::io::{Cursor, ErrorKind};

    fn fill(buckets: &Buckets<'_>, words: &[u32]) -> Result<(), CountError> {
        let mut writer = buckets.writer();
        for &word in words {
            writer.put(word as usize % buckets.len(), [word, word + 1].into_iter())?;
        }
        writer.finish()
    }

    proptest! {
        #[test]
        fn nothing_is_lost_whatever_the_memory(words in proptest::collection::vec(0u32..1_000, 0..3_000), limit in 0u64..8_000) {
            let memory = Memory::new(limit, &std::env::temp_dir());
            let buckets = Buckets::new(7, &memory);
            fill(&buckets, &words).expect("room");
            let mut expected: Vec<Vec<u32>> = vec![Vec::new(); 7];
            for word in words {
                expected[word as usize % 7].extend([word, word + 1]);
            }
            for (bucket, expected) in expected.iter_mut().enumerate() {
                let mut found = Vec::new();
                buckets.take(bucket, &mut found).expect("reads");
                prop_assert!(found.chunks(2).all(|pair| pair[1] == pair[0] + 1), "records stay whole");
                found.sort_unstable();
                expected.sort_unstable();
                prop_assert_eq!(&found, expected);
            }
            prop_assert_eq!(memory.held.load(Ordering::Relaxed), 0);
        }
    }

    /// A disk with room for a few bytes.
    struct FullDisk(Cursor<Vec<u8>>);
    impl Read for FullDisk {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.0.read(buffer)
        }
    }
    impl Write for FullDisk {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            if self.0.position() + bytes.len() as u64 > 4_000 {
                return Err(ErrorKind::StorageFull.into());
            }
            self.0.write(bytes)
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    impl Seek for FullDisk {
        fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
            self.0.seek(to)
        }
    }

    #[test]
    fn a_full_disk_is_one_error_that_names_the_folder() {
        let folder = std::env::temp_dir();
        let memory = Memory::new(1_000, &folder);
        let buckets =
            Buckets::with_storage(3, &memory, |_| Ok(Box::new(FullDisk(Cursor::default()))));
        let words: Vec<u32> = (0..5_000).collect();
        let text = fill(&buckets, &words).expect_err("full").to_string();
        assert!(text.contains(&folder.display().to_string()), "{text}");
        assert!(text.contains("--memory"), "{text}");
        let missing = Memory::new(0, Path::new("no/such/folder"));
        assert!(fill(&Buckets::new(3, &missing), &words).is_err());
    }
}
