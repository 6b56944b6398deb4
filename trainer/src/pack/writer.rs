//! Writing a snapshot folder so that nothing half is ever seen in it.
//!
//! Shards go into a hidden folder inside the snapshot folder, which gets its name, the generation, when all of them are
//! there; the manifest is replaced last. Both are single renames. Who is stopped before leaves the hidden folder, which
//! the next writer removes. Shards of earlier builds are left for pages that still hold the earlier
//! manifest.

use std::fs;
use std::io::{self, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use rayon::prelude::*;
use setwise_core::snapshot::{ContentHash, MAX_GENERATIONS, Manifest, Parcel, ShardName, seal};
use tempfile::TempDir;

use super::PackError;
use crate::folder::{MANIFEST, SnapshotFolder};

/// What unfinished work is called.
const HIDDEN: &str = ".setwise-";
/// Longer runs of generations cost every page more than old names are worth: then all shards are written anew.
const MOST_RUNS: usize = 2048;

/// A snapshot folder being written. Dropped before [`FolderWriter::finish`], it leaves the folder as it was.
#[derive(Debug)]
pub struct FolderWriter {
    folder: PathBuf,
    hidden: TempDir,
    shards: u32,
    /// The snapshot that the folder holds, if it has as many shards.
    live: Option<SnapshotFolder>,
    /// Of every shard that was put its number, and its checksum unless the live one is equal.
    put: Mutex<Vec<(u32, Option<ContentHash>)>>,
}

/// What a writer has made of a folder.
#[derive(Clone, Debug)]
pub struct Written {
    /// The manifest, as it stands there.
    pub manifest: Manifest,
    /// Shards that kept their names.
    pub unchanged: u32,
    /// Bytes of the manifest.
    pub manifest_bytes: u64,
}

/// How many shards a folder's snapshot has, if there is one.
pub(super) fn shards_in(folder: &Path) -> Option<u32> {
    Some(SnapshotFolder::open(folder).ok()?.manifest().shards)
}

impl FolderWriter {
    /// Makes the folder if need be, and removes what an interrupted writer left in it.
    ///
    /// # Errors
    /// [`PackError::Write`] if it cannot be written.
    pub fn start(folder: &Path, shards: u32) -> Result<Self, PackError> {
        let wrong = |source| write_error(folder, source);
        fs::create_dir_all(folder).map_err(wrong)?;
        for entry in fs::read_dir(folder).map_err(wrong)? {
            let path = entry.map_err(wrong)?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if name.starts_with(HIDDEN) {
                let removed = match path.is_dir() {
                    true => fs::remove_dir_all(&path),
                    false => fs::remove_file(&path),
                };
                removed.map_err(|source| write_error(&path, source))?;
            }
        }
        let hidden = tempfile::Builder::new()
            .prefix(HIDDEN)
            .tempdir_in(folder)
            .map_err(wrong)?;
        // A snapshot that cannot be read has no names worth keeping.
        let live = SnapshotFolder::open(folder).ok();
        Ok(Self {
            folder: folder.to_owned(),
            hidden,
            shards,
            live: live.filter(|live| live.manifest().shards == shards),
            put: Mutex::default(),
        })
    }

    /// Takes the bytes of a shard, from any thread and in any order, each number once; fills in their generation if the
    /// folder holds the same shard already, which then stays.
    ///
    /// # Errors
    /// [`PackError::Write`] as when the disk is full, [`PackError::Unreadable`] for bytes that are no shard.
    pub fn put(&self, number: u32, bytes: &mut [u8]) -> Result<(), PackError> {
        let parcel = Parcel::open(&*bytes).map_err(|e| PackError::Unreadable(e.to_string()))?;
        let checksum = parcel.checksum();
        let unchanged = match self.live_name(number) {
            Some(name) => {
                seal(bytes, name.generation);
                fs::read(self.folder.join(name.to_string())).is_ok_and(|live| live == bytes)
            }
            None => false,
        };
        if !unchanged {
            let path = self.hidden_path(number);
            fs::write(&path, bytes).map_err(|source| write_error(&path, source))?;
        }
        let put = (number, (!unchanged).then_some(checksum));
        // A thread that panicked while it held the list ends the run anyway.
        let mut list = self.put.lock().unwrap_or_else(|e| e.into_inner());
        list.push(put);
        Ok(())
    }

    fn live_name(&self, number: u32) -> Option<ShardName> {
        self.live.as_ref()?.manifest().shard(number)
    }

    fn hidden_path(&self, number: u32) -> PathBuf {
        self.hidden.path().join(format!("{number}.bin"))
    }

    /// Names the new shards, then replaces the manifest by this one, of which `generations`, `generation_of` and `build`
    /// are filled in.
    ///
    /// Shards that did not change keep their names, unless that took more generations than a manifest may name or too
    /// many runs of them: then all are of one new generation.
    ///
    /// # Errors
    /// [`PackError::Write`]; [`PackError::Unreadable`] if shards are missing or the manifest breaks a rule.
    pub fn finish(self, mut manifest: Manifest) -> Result<Written, PackError> {
        let mut put = std::mem::take(&mut *self.put.lock().unwrap_or_else(|e| e.into_inner()));
        put.sort_unstable();
        if !put.iter().map(|put| put.0).eq(0..self.shards) {
            let text = format!("{} of {} shards were put", put.len(), self.shards);
            return Err(PackError::Unreadable(text));
        }
        if !self.name_generations(&put, &mut manifest) {
            put = put
                .into_par_iter()
                .map(|(number, checksum)| Ok((number, Some(self.renew(number, checksum)?))))
                .collect::<Result<_, PackError>>()?;
            self.name_generations(&put, &mut manifest);
        }
        let bytes = named(&mut manifest)?;
        self.publish(&changed(&put))?;
        replace(&self.folder, MANIFEST, &bytes)?;
        Ok(Written {
            manifest,
            unchanged: put.iter().filter(|put| put.1.is_none()).count() as u32,
            manifest_bytes: bytes.len() as u64,
        })
    }

    /// Fills in which shards are of which generation; says whether a page can afford to read it.
    fn name_generations(
        &self,
        put: &[(u32, Option<ContentHash>)],
        manifest: &mut Manifest,
    ) -> bool {
        let of = |number, checksum: Option<ContentHash>| match checksum {
            Some(_) => None,
            None => self.live_name(number).map(|name| name.generation),
        };
        let changed = changed(put);
        // In the order of their first shards; the new one is `None`.
        let mut generations: Vec<Option<ContentHash>> = Vec::new();
        for &(number, checksum) in put {
            let generation = of(number, checksum);
            if !generations.contains(&generation) {
                generations.push(generation);
            }
        }
        if generations.len() > MAX_GENERATIONS {
            return false;
        }
        let new = ContentHash::of_generation(&changed);
        manifest.generations = generations
            .iter()
            .map(|generation| generation.unwrap_or(new).to_string())
            .collect();
        if generations.len() == 1 {
            manifest.generation_of = String::new();
            return true;
        }
        let of_shards: Vec<u8> = put
            .iter()
            .filter_map(|&(number, checksum)| {
                let generation = of(number, checksum);
                generations.iter().position(|g| *g == generation)
            })
            .map(|position| position as u8)
            .collect();
        manifest.generation_of = Manifest::spell_runs(&of_shards);
        manifest.generation_of.len() <= MOST_RUNS
    }

    /// Makes a shard that could have kept its name one of the new generation.
    fn renew(&self, number: u32, checksum: Option<ContentHash>) -> Result<ContentHash, PackError> {
        if let Some(checksum) = checksum {
            return Ok(checksum);
        }
        let path = self.hidden_path(number);
        let wrong = |source| write_error(&path, source);
        let name = self.live_name(number).unwrap_or_default();
        fs::copy(self.folder.join(name.to_string()), &path).map_err(wrong)?;
        let bytes = fs::read(&path).map_err(wrong)?;
        let parcel = Parcel::open(bytes).map_err(|e| PackError::Unreadable(e.to_string()))?;
        Ok(parcel.checksum())
    }

    /// Seals the new shards and gives their folder its name.
    fn publish(&self, changed: &[(u32, ContentHash)]) -> Result<(), PackError> {
        if changed.is_empty() {
            return Ok(());
        }
        let generation = ContentHash::of_generation(changed);
        changed.par_iter().try_for_each(|&(number, _)| {
            let path = self.hidden_path(number);
            seal_file(&path, generation).map_err(|source| write_error(&path, source))
        })?;
        let target = self.folder.join(generation.to_string());
        let wrong = |source| write_error(&target, source);
        if target.is_dir() {
            // Written before, and perhaps thinned out since.
            return changed.iter().try_for_each(|&(number, _)| {
                let name = format!("{number}.bin");
                fs::rename(self.hidden_path(number), target.join(name)).map_err(wrong)
            });
        }
        readable(self.hidden.path(), 0o755).map_err(wrong)?;
        fs::rename(self.hidden.path(), &target).map_err(wrong)
    }
}

/// Replaces the manifest of a folder whose shards stay, and names the build.
///
/// # Errors
/// [`PackError::Write`]; [`PackError::Unreadable`] if the manifest breaks a rule.
pub(crate) fn replace_manifest(
    folder: &Path,
    mut manifest: Manifest,
) -> Result<Manifest, PackError> {
    let bytes = named(&mut manifest)?;
    replace(folder, MANIFEST, &bytes)?;
    Ok(manifest)
}

/// The bytes of a manifest, whose build is named after all else in it.
fn named(manifest: &mut Manifest) -> Result<Vec<u8>, PackError> {
    manifest.build.clear();
    let unnamed = json(manifest)?;
    manifest.build = ContentHash::of(&unnamed).to_string();
    manifest
        .check()
        .map_err(|e| PackError::Unreadable(e.to_string()))?;
    json(manifest)
}

/// Writes beside the file and renames, so that a reader sees the old bytes or the new ones.
fn replace(folder: &Path, name: &str, bytes: &[u8]) -> Result<(), PackError> {
    let path = folder.join(name);
    let replaced = || {
        let mut file = tempfile::Builder::new()
            .prefix(HIDDEN)
            .tempfile_in(folder)?;
        file.write_all(bytes)?;
        readable(file.path(), 0o644)?;
        file.persist(&path).map_err(|error| error.error)
    };
    replaced()
        .map(|_| ())
        .map_err(|source| write_error(&path, source))
}

fn changed(put: &[(u32, Option<ContentHash>)]) -> Vec<(u32, ContentHash)> {
    let changed = put.iter();
    changed
        .filter_map(|&(number, checksum)| Some((number, checksum?)))
        .collect()
}

/// What is temporary is private to its owner; a web server has to read what is published.
fn readable(path: &Path, mode: u32) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(path, fs::Permissions::from_mode(mode))?;
    }
    #[cfg(not(unix))]
    let _ = (path, mode);
    Ok(())
}

/// Writes a generation into a shard's header, and nothing else.
fn seal_file(path: &Path, generation: ContentHash) -> io::Result<()> {
    let mut header = [0; HEAD];
    let mut file = fs::OpenOptions::new().read(true).write(true).open(path)?;
    io::Read::read_exact(&mut file, &mut header)?;
    seal(&mut header, generation);
    file.seek(SeekFrom::Start(0))?;
    file.write_all(&header)
}

/// Bytes of a shard that hold its generation.
const HEAD: usize = 24;

fn write_error(path: &Path, source: io::Error) -> PackError {
    PackError::Write {
        path: path.to_owned(),
        source,
    }
}

fn json(manifest: &Manifest) -> Result<Vec<u8>, PackError> {
    let mut bytes =
        serde_json::to_vec_pretty(manifest).map_err(|e| PackError::Unreadable(e.to_string()))?;
    bytes.push(b'\n');
    Ok(bytes)
}
