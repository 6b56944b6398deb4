//! What is said of a file of offers, for people and for programs.

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::path::PathBuf;

use serde::Serialize;
use setwise_core::offer::OffersWriteError;
use setwise_core::snapshot::SnapshotError;

use crate::folder::FolderError;
use crate::ingest::{Finding, IngestError, Level, OfferSheet};
use crate::pack::PackError;

/// Why offers are not published; the folder then holds what it held.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OffersError {
    /// The file cannot be read.
    #[error(transparent)]
    Ingest(#[from] IngestError),
    /// The folder cannot be read.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// The folder cannot be written.
    #[error(transparent)]
    Pack(#[from] PackError),
    /// The offers that the folder holds cannot be read.
    #[error(
        "cannot read {path}, the offers that the folder holds: {source}; what shoppers were told cannot be checked without it, so put the file back"
    )]
    Read {
        /// Which.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The offers that the folder holds are damaged.
    #[error(
        "{path}, the offers that the folder holds: {source}; what shoppers were told cannot be checked without it, so put the file back"
    )]
    Damaged {
        /// Which.
        path: PathBuf,
        /// What is wrong.
        source: SnapshotError,
    },
    /// Offers break rules.
    #[error("{0}")]
    Rules(OffersReport),
    /// The format cannot hold them.
    #[error(transparent)]
    Format(#[from] OffersWriteError),
}

/// What the linter says of a file of offers.
#[derive(Clone, Debug, Serialize)]
pub struct OffersReport {
    /// The file as it was named.
    pub file: String,
    /// Rows read.
    pub rows: u64,
    /// Those of them that are offers and can be read.
    pub offers: u64,
    /// Rows that are no offers, by reason.
    pub skipped: BTreeMap<&'static str, u64>,
    /// Findings that stand in the way of publishing.
    pub errors: u64,
    /// All findings, by line.
    pub findings: Vec<Finding>,
}

impl OffersReport {
    /// Of a sheet and what was found in it.
    #[must_use]
    pub fn of(sheet: &OfferSheet, findings: Vec<Finding>) -> Self {
        let errors = findings
            .iter()
            .filter(|finding| finding.level == Level::Error);
        Self {
            file: sheet.file.clone(),
            rows: sheet.rows,
            offers: sheet.offers.len() as u64,
            skipped: sheet.skipped.clone(),
            errors: errors.count() as u64,
            findings,
        }
    }

    /// The warnings, a line each.
    #[must_use]
    pub fn warnings(&self) -> Vec<String> {
        let warnings = self
            .findings
            .iter()
            .filter(|finding| finding.level == Level::Warning);
        warnings.map(ToString::to_string).collect()
    }

    /// Nothing, or the report itself as the error.
    ///
    /// # Errors
    /// [`OffersError::Rules`] if there are errors in it.
    pub fn passed(&self) -> Result<(), OffersError> {
        match self.errors {
            0 => Ok(()),
            _ => Err(OffersError::Rules(self.clone())),
        }
    }
}

impl fmt::Display for OffersReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for finding in &self.findings {
            let level = match finding.level {
                Level::Error => "error",
                Level::Warning => "warning",
            };
            writeln!(f, "{level}: {finding}")?;
        }
        let warnings = self.findings.len() as u64 - self.errors;
        write!(
            f,
            "{}: {} offers in {} rows, {} errors, {warnings} warnings",
            self.file, self.offers, self.rows, self.errors
        )?;
        for (reason, rows) in &self.skipped {
            write!(f, "; {} {rows}", reason.replace('_', " "))?;
        }
        Ok(())
    }
}
