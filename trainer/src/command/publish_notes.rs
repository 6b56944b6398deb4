//! `setwise publish-notes`: what a merchant pastes where, for one snapshot.

use std::fs;
use std::path::{Path, PathBuf};

use super::Format;
use super::assets::{self, Assets};
use crate::folder::{FolderError, SnapshotFolder};
use crate::publish_notes::{Address, Facts, IdKind, Notes, PAGE, Package, Setting};

/// Which snapshot, and where it will be.
#[derive(Debug, Clone, clap::Args)]
pub struct PublishNotesArgs {
    /// A folder that `setwise train` wrote.
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
    /// Where that folder will be on the web: a path of the shop's host, or https://… of another one.
    #[arg(long, value_name = "URL", default_value = "/snapshot/")]
    pub snapshot_url: Address,
    /// Where the package's dist folder will be.
    #[arg(long, value_name = "URL", default_value = "/setwise/")]
    pub package_url: Address,
    /// The package's dist folder here, for the name of its Wasm; unless given, pkg/dist above this program or the current folder.
    #[arg(long, value_name = "DIR")]
    pub package: Option<PathBuf>,
    /// What the snapshot's product ids are in the shop; guessed from the products' addresses unless given.
    #[arg(long, value_enum, value_name = "KIND")]
    pub ids: Option<IdKind>,
    /// A folder for the ready files and a page of these notes with pictures; made if need be.
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// How the notes are printed.
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

/// Why there are no notes.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PublishNotesError {
    /// The folder is no snapshot, or damaged.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// A folder was named that is not the package.
    #[error(
        "{0} holds no setwise.js: --package names the dist folder of the built package; `cargo xtask build` makes pkg/dist"
    )]
    Package(PathBuf),
    /// A file cannot be written.
    #[error("cannot write {path}: {source}")]
    Write {
        /// Which.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
}

/// Writes the notes, and with `--out` their files.
///
/// # Errors
/// [`PublishNotesError`].
pub fn run(args: &PublishNotesArgs) -> Result<Notes, PublishNotesError> {
    let facts = Facts::read(&SnapshotFolder::open(&args.folder)?)?;
    let package = match &args.package {
        Some(folder) => {
            let package = Package::read(folder);
            Some(package.ok_or_else(|| PublishNotesError::Package(folder.clone()))?)
        }
        None => assets::find().and_then(|Assets { package, .. }| Package::read(&package)),
    };
    let setting = Setting {
        snapshot: args.snapshot_url.clone(),
        package: args.package_url.clone(),
        ids: args.ids.unwrap_or(facts.ids),
    };
    let notes = Notes::of(&facts, package.as_ref(), &setting);
    if let Some(out) = &args.out {
        for file in &notes.files {
            write(&out.join(file.path), &file.text)?;
        }
        write(&out.join(PAGE), &notes.page())?;
    }
    Ok(notes)
}

fn write(path: &Path, text: &str) -> Result<(), PublishNotesError> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(path, text))
        .map_err(|source| PublishNotesError::Write {
            path: path.to_owned(),
            source,
        })
}
