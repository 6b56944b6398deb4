//! How much memory counts may take while a model is fitted, and the temporary file for the rows beyond it.
//!
//! Rows go to the file as they are and come back the same, so a model does not depend on the memory; it only takes longer.
//! Reading a row is no place for an error, so the first one is kept: whoever fits from counts asks for it before the model
//! is used.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::CountError;
use super::buckets::{Storage, unnamed};

/// Memory for counts, shared by all countings of a training.
pub struct Room {
    memory: Option<u64>,
    folder: PathBuf,
    spill: Mutex<Spill>,
}

#[derive(Default)]
struct Spill {
    file: Option<Box<dyn Storage>>,
    end: u64,
    failed: Option<CountError>,
}

impl Room {
    /// All the memory that counts need; nothing is written anywhere.
    #[must_use]
    pub fn unlimited() -> Self {
        Self {
            memory: None,
            folder: PathBuf::new(),
            spill: Mutex::default(),
        }
    }

    /// About so many bytes; rows beyond them go to an unnamed file in the folder.
    #[must_use]
    pub fn of(memory: u64, folder: &Path) -> Self {
        Self {
            memory: Some(memory),
            folder: folder.to_owned(),
            ..Self::unlimited()
        }
    }

    /// What went wrong with the temporary file, if anything did: counts are not whole then.
    ///
    /// # Errors
    /// [`CountError::Spill`], once.
    pub fn check(&self) -> Result<(), CountError> {
        self.spill().failed.take().map_or(Ok(()), Err)
    }

    /// Bytes that went to the temporary file.
    #[must_use]
    pub fn spilled(&self) -> u64 {
        self.spill().end
    }

    /// Bytes of the keys that are sorted at a time: an eighth of the memory.
    pub(super) fn for_keys(&self) -> u64 {
        self.memory.map_or(u64::MAX, |memory| memory / 8)
    }

    /// Bytes of the rows that a counting may keep: half of the memory.
    pub(super) fn for_rows(&self) -> u64 {
        self.memory.map_or(u64::MAX, |memory| memory / 2)
    }

    /// Puts bytes aside; gives their place.
    pub(super) fn put(&self, bytes: &[u8]) -> u64 {
        let spill = &mut *self.spill();
        let at = spill.end;
        let wrote = match &mut spill.file {
            Some(file) => Ok(file),
            empty => unnamed(&self.folder).map(|file| empty.insert(file)),
        }
        .and_then(|file| {
            file.seek(std::io::SeekFrom::Start(at))?;
            file.write_all(bytes)
        });
        match wrote {
            Ok(()) => spill.end += bytes.len() as u64,
            Err(source) => self.fail(spill, source, at),
        }
        at
    }

    /// Reads back what was put at a place; leaves zeros where that fails.
    pub(super) fn take(&self, at: u64, into: &mut [u8]) {
        let spill = &mut *self.spill();
        let read = spill.file.as_mut().map_or(Ok(()), |file| {
            file.seek(std::io::SeekFrom::Start(at))?;
            file.read_exact(into)
        });
        if let Err(source) = read {
            self.fail(spill, source, at);
        }
    }

    fn fail(&self, spill: &mut Spill, source: std::io::Error, at: u64) {
        spill.failed.get_or_insert(CountError::Spill {
            folder: self.folder.clone(),
            at,
            source,
        });
    }

    fn spill(&self) -> MutexGuard<'_, Spill> {
        self.spill.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Room {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let memory = ("memory", &self.memory);
        f.debug_struct("Room")
            .field(memory.0, memory.1)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_aside_comes_back_and_a_missing_folder_is_told_once() {
        let room = Room::of(0, &std::env::temp_dir());
        let places = [&b"first"[..], b"second"].map(|bytes| room.put(bytes));
        let mut back = [0; 6];
        room.take(places[1], &mut back);
        assert_eq!((&back, room.spilled()), (b"second", 11));
        assert!(room.check().is_ok());
        let nowhere = Room::of(0, Path::new("no/such/folder"));
        nowhere.put(b"lost");
        let error = nowhere
            .check()
            .expect_err("there is no such folder")
            .to_string();
        assert!(
            error.contains("no/such/folder") && error.contains("--memory"),
            "{error}"
        );
        assert!(nowhere.check().is_ok(), "told once");
    }
}
