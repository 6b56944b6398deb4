//! `setwise doctor`: what is wrong with a shop's exports or with a snapshot.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::Format;
use super::exports::{self, ExportArgs, ExportsError};
use super::offers::clock;
use super::train::{self, Read};
use crate::doctor::{Examined, Exports, Harm, Report, Sales, Shelves, ShelvesError, guess};
use crate::folder::{FolderError, SnapshotFolder};
use crate::ingest::Table;
use crate::recognise::Role;

/// What a training calls an id of orders that no product has.
const NOT_IN_CATALOG: &str = "not_in_catalog";

/// What to look at.
#[derive(Debug, Clone, clap::Args)]
#[command(
    after_help = "Exit codes: 0 nothing wrong (notes at most), 3 warnings, 4 something harmful;\n1 it could not be examined, 2 the command line is wrong."
)]
pub struct DoctorArgs {
    /// Where the exports are, and how they are read.
    #[command(flatten)]
    pub exports: ExportArgs,
    /// How the findings are printed.
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
    /// Write them as a page too, for a browser: one file, which needs no other.
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// Why nothing could be examined.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DoctorError {
    /// The exports are not there.
    #[error(transparent)]
    Exports(#[from] ExportsError),
    /// The snapshot is damaged.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// So are its shelves.
    #[error(transparent)]
    Shelves(#[from] ShelvesError),
    /// The page cannot be written.
    #[error("cannot write {path}: {source}")]
    Write {
        /// Where.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
}

/// Examines, and writes the page if that is asked for.
///
/// # Errors
/// [`DoctorError`], if there is nothing that could be examined. Exports that cannot be trained on are a finding.
pub fn run(args: &DoctorArgs) -> Result<Report, DoctorError> {
    let now = clock();
    let examined = match args.exports.snapshot() {
        Some(folder) => Examined {
            now,
            exports: None,
            shelves: Some(Shelves::read(&SnapshotFolder::open(folder)?, true)?),
        },
        None => of_exports(&args.exports, now)?,
    };
    let report = Report::of(&args.exports.named(), &examined);
    if let Some(path) = &args.out {
        fs::write(path, report.html()).map_err(|source| DoctorError::Write {
            path: path.clone(),
            source,
        })?;
    }
    Ok(report)
}

/// 0, 3 or 4, by the worst that was found.
#[must_use]
pub fn exit_code(report: &Report) -> ExitCode {
    ExitCode::from(match report.worst {
        Some(Harm::Harmful) => 4,
        Some(Harm::Warning) => 3,
        Some(Harm::Note) | None => 0,
    })
}

/// Trains into a folder of its own, and looks at all that comes by.
fn of_exports(args: &ExportArgs, now: i64) -> Result<Examined, DoctorError> {
    let found = exports::find(args)?;
    let temporary = exports::temporary()?;
    let out = temporary.path().join("snapshot");
    let training = args.training(found.files.clone(), &out);
    let mut seen = Exports {
        files: found.reports.clone(),
        others: found.others.clone(),
        has_orders: found.has(Role::Orders),
        has_catalog: found.has(Role::Catalog),
        ..Exports::default()
    };
    let mut listed = HashSet::new();
    let trained = train::run_watched(&training, &mut |read: Read<'_>| {
        let (orders, basket) = (training.min_orders, training.max_basket);
        seen.sales = Some(Sales::of(&read.material, orders, basket));
        for left in read.left_out {
            let list = match left.reason {
                NOT_IN_CATALOG => &mut seen.unlisted,
                _ => &mut seen.left_out,
            };
            list.push(left.id.clone());
        }
        if !seen.unlisted.is_empty() {
            let ids = read.material.products.iter();
            listed = ids.map(|product| product.id.clone().into_bytes()).collect();
        }
    });
    let mut shelves = None;
    match trained {
        Ok(summary) => {
            seen.summary = Some(summary);
            let folder = SnapshotFolder::open(&out)?;
            shelves = Some(Shelves::read(&folder, false)?);
        }
        Err(error) => seen.failure = Some(error.to_string()),
    }
    if let (Some(catalog), Some(orders), false) = (
        found.of(Role::Catalog),
        found.of(Role::Orders),
        listed.is_empty(),
    ) {
        seen.guess = joining(catalog, orders, &seen.unlisted, &listed);
    }
    Ok(Examined {
        now,
        exports: Some(seen),
        shelves,
    })
}

/// Where ids would join. Files that were read a moment ago and are not now give no guess.
fn joining(
    catalog: &Path,
    orders: &Path,
    unlisted: &[String],
    listed: &HashSet<Vec<u8>>,
) -> Option<crate::doctor::Guess> {
    let unlisted = unlisted.iter().map(|id| id.clone().into_bytes()).collect();
    let mut catalog = Table::open(catalog).ok()?;
    let mut orders = Table::open(orders).ok()?;
    guess(&mut catalog, &mut orders, &unlisted, listed).ok()?
}
