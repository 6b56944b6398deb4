//! A merchant's exports as `doctor` and `preview` take them: files, or a folder of them, each known by its content.

use std::fs;
use std::path::{Path, PathBuf};

use encoding_rs::Encoding;
use tempfile::TempDir;

use super::train::{TrainArgs, encoding};
use crate::folder::MANIFEST;
use crate::ingest::{AddressPattern, Currency, DateOrder, IngestError, Mapping};
use crate::recognise::{FileReport, Input, Role, Said, Settings, recognise};

/// Which files, and how they are read.
#[derive(Debug, Clone, clap::Args)]
pub struct ExportArgs {
    /// Exports of the shop as they are, a folder of them, or a snapshot folder.
    #[arg(value_name = "FILES|DIR", required = true)]
    pub paths: Vec<PathBuf>,
    /// Which header is a column, as for `setwise train`.
    #[arg(long = "map", value_name = "TABLE.COLUMN=HEADER")]
    pub maps: Vec<String>,
    /// What a file is, as for `setwise train`.
    #[arg(long = "as", value_name = "[FILE=]KIND")]
    pub kinds: Vec<Said>,
    /// A header whose column holds nothing personal, though it looks so.
    #[arg(long, value_name = "HEADER")]
    pub not_personal: Vec<String>,
    /// What texts are encoded in, for example windows-1250.
    #[arg(long, value_name = "NAME", value_parser = encoding)]
    pub encoding: Option<&'static Encoding>,
    /// Currency of all prices, ISO 4217.
    #[arg(long, value_name = "CODE")]
    pub currency: Option<Currency>,
    /// Which number of a date such as 1/2/2025 is the month.
    #[arg(long, value_enum, value_name = "ORDER")]
    pub date_order: Option<DateOrder>,
    /// Addresses of products where the catalog has none, as for `setwise train`.
    #[arg(long, value_name = "PATTERN")]
    pub url: Option<AddressPattern>,
}

/// Why there are no exports.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExportsError {
    /// A path leads nowhere.
    #[error(
        "cannot read {path}: {source}; expected exports of the shop, a folder of them, or a snapshot folder"
    )]
    Path {
        /// Which.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A folder without exports.
    #[error(
        "{} holds no export that is known{}; expected exports of the shop, or the manifest.json of a snapshot",
        folder.display(),
        in_brackets(others)
    )]
    NoExports {
        /// Which.
        folder: PathBuf,
        /// Files that are in it.
        others: Vec<String>,
    },
    /// An option is wrong.
    #[error(transparent)]
    Option(#[from] IngestError),
    /// There is no room for a training.
    #[error("cannot use the temporary folder: {0}; set TMPDIR to one that can be written")]
    Temporary(std::io::Error),
}

/// The files that are exports, and those of folders that are not.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub files: Vec<PathBuf>,
    /// What each was taken for; one that could not be opened is missing here, and the training says why.
    pub reports: Vec<FileReport>,
    /// Files of folders that are no exports, by name.
    pub others: Vec<String>,
}

impl ExportArgs {
    /// The snapshot folder, if that is what was named.
    pub(super) fn snapshot(&self) -> Option<&Path> {
        match self.paths.as_slice() {
            [folder] if folder.join(MANIFEST).is_file() => Some(folder),
            _ => None,
        }
    }

    /// The folders that exports are in.
    pub(super) fn folders(&self) -> Vec<PathBuf> {
        let folder = |path: &PathBuf| match path.is_dir() {
            true => path.clone(),
            false => path.parent().unwrap_or(Path::new("")).to_owned(),
        };
        let mut folders: Vec<PathBuf> = self.paths.iter().map(folder).collect();
        folders.sort();
        folders.dedup();
        folders
    }

    /// What was named, in a line.
    pub(super) fn named(&self) -> String {
        let names: Vec<String> = self
            .paths
            .iter()
            .map(|path| path.display().to_string())
            .collect();
        names.join(", ")
    }

    /// The training of these files, as `setwise train` would do it.
    pub(super) fn training(&self, files: Vec<PathBuf>, out: &Path) -> TrainArgs {
        TrainArgs {
            files,
            maps: self.maps.clone(),
            kinds: self.kinds.clone(),
            not_personal: self.not_personal.clone(),
            encoding: self.encoding,
            currency: self.currency,
            date_order: self.date_order,
            url: self.url.clone(),
            quiet: true,
            // A snapshot that shows nothing is what the merchant came to see.
            force: true,
            ..TrainArgs::into_folder(out)
        }
    }
}

impl Found {
    /// Whether there is a file for a purpose.
    pub(super) fn has(&self, role: Role) -> bool {
        self.of(role).is_some()
    }

    /// The first file for a purpose.
    pub(super) fn of(&self, role: Role) -> Option<&Path> {
        let report = self.reports.iter().find(|report| report.role == role);
        report.map(|report| Path::new(report.file.as_str()))
    }
}

/// A folder for a training of which only the look is kept.
pub(super) fn temporary() -> Result<TempDir, ExportsError> {
    tempfile::tempdir().map_err(ExportsError::Temporary)
}

/// Finds the files, and what each is.
pub(super) fn find(args: &ExportArgs) -> Result<Found, ExportsError> {
    let settings = Settings {
        mapping: Mapping::parse_with(&args.maps, &args.not_personal)?,
        said: Vec::new(),
        encoding: args.encoding,
    };
    let only_file = matches!(args.paths.as_slice(), [only] if only.is_file());
    let mut found = Found::default();
    for path in &args.paths {
        let wrong = |source| ExportsError::Path {
            path: path.clone(),
            source,
        };
        let is_folder = fs::metadata(path).map_err(wrong)?.is_dir();
        let files = match is_folder {
            true => inside(path).map_err(wrong)?,
            false => vec![path.clone()],
        };
        let before = found.files.len();
        for file in files {
            let said = args
                .kinds
                .iter()
                .filter(|said| said.is_of(&file, only_file));
            let settings = Settings {
                said: said.cloned().collect(),
                ..settings.clone()
            };
            let name = || file.display().to_string();
            match recognise(&[Input::any(&file)], &settings) {
                Ok(recognised) => found.reports.extend(recognised.reports),
                // What else lies in a folder is no concern of ours, unless somebody says what it is.
                Err(error) if is_folder && settings.said.is_empty() => match error {
                    IngestError::Unrecognised { .. }
                    | IngestError::NotText { .. }
                    | IngestError::Empty { .. } => {
                        found.others.push(name());
                        continue;
                    }
                    IngestError::NoHeaders { .. } => {
                        found.others.push(format!("{} (no header row)", name()));
                        continue;
                    }
                    _ => {}
                },
                Err(_) => {}
            }
            found.files.push(file);
        }
        if found.files.len() == before {
            return Err(ExportsError::NoExports {
                folder: path.clone(),
                others: found.others,
            });
        }
    }
    Ok(found)
}

/// Some files in brackets; nothing if there are none.
fn in_brackets(files: &[String]) -> String {
    const MOST: usize = 5;
    if files.is_empty() {
        return String::new();
    }
    let more = if files.len() > MOST { ", …" } else { "" };
    let some: Vec<&str> = files.iter().take(MOST).map(String::as_str).collect();
    format!(" ({}{more})", some.join(", "))
}

/// The files of a folder but for hidden ones, by name.
fn inside(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default();
        if path.is_file() && !name.to_string_lossy().starts_with('.') {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}
