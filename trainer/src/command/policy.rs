//! `setwise policy`: what a merchant wants of shelves, checked and published.

use std::fmt;
use std::path::{Path, PathBuf};

use clap::Subcommand;
use serde::Serialize;

use super::Format;
use super::offers::currency_of;
use super::out_folder::check_writable;
use crate::folder::SnapshotFolder;
use crate::ingest::{Currency, IngestError, Mapping, Options, Product};
use crate::offers::written_at;
use crate::pack::{PackError, Rules};
use crate::policy::{
    Economics, Finding, Policy, PublishError, Published, compile, publish, read, read_economics,
    rules_of,
};

/// What to do with a policy.
#[derive(Debug, Clone, clap::Args)]
pub struct PolicyArgs {
    /// Check it, or publish it.
    #[command(subcommand)]
    pub command: PolicyCommand,
}

/// Commands on policies.
#[derive(Debug, Clone, Subcommand)]
pub enum PolicyCommand {
    /// Say what is wrong with a policy, with line and column.
    Check(CheckArgs),
    /// Put a policy into a snapshot, without training.
    Publish(PublishArgs),
}

/// Which policy.
#[derive(Debug, Clone, clap::Args)]
pub struct CheckArgs {
    /// The policy, TOML.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// How it is printed.
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

/// Which policy, and where to.
#[derive(Debug, Clone, clap::Args)]
pub struct PublishArgs {
    /// The policy, TOML.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// The folder that `setwise train` wrote.
    #[arg(long, value_name = "DIR")]
    pub into: PathBuf,
    /// The catalog, for policies that ask for margins or stocks: product_id and margin, or cost and price, and stock. None of
    /// it reaches the snapshot.
    #[arg(long, value_name = "FILE")]
    pub catalog: Option<PathBuf>,
    /// Which header is a column, for example catalog.cost=Cost; may stand many times.
    #[arg(long = "map", value_name = "TABLE.COLUMN=HEADER")]
    pub maps: Vec<String>,
    /// How the summary is printed.
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

/// What is said of a policy that was checked.
#[derive(Clone, Debug, Serialize)]
pub struct Checked {
    /// The file.
    pub file: String,
    /// Its rules, by name.
    pub rules: Vec<String>,
    /// Warnings, in the order of the file.
    pub findings: Vec<Finding>,
}

impl fmt::Display for Checked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for finding in &self.findings {
            writeln!(f, "{}:{finding}", self.file)?;
        }
        let (rules, file) = (self.rules.len(), &self.file);
        writeln!(f, "{file}: {rules} rule(s), nothing wrong")
    }
}

/// What stops a command on a policy.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PolicyCommandError {
    /// The file cannot be read.
    #[error("cannot read {path}: {source}; expected a file of TOML, as docs/policy.md has it")]
    Read {
        /// Which.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The policy is wrong.
    #[error("{}", listed(file, findings))]
    Wrong {
        /// The file.
        file: String,
        /// What is wrong, in the order of the file.
        findings: Vec<Finding>,
    },
    /// The catalog cannot be read.
    #[error(transparent)]
    Ingest(#[from] IngestError),
    /// It cannot be published.
    #[error(transparent)]
    Publish(#[from] PublishError),
}

fn listed(file: &str, findings: &[Finding]) -> String {
    let lines: Vec<String> = findings
        .iter()
        .map(|finding| format!("{file}:{finding}"))
        .collect();
    format!("the policy cannot be used\n{}", lines.join("\n"))
}

/// Reads a policy that can be used, and what is to be said of it.
///
/// # Errors
/// [`PolicyCommandError::Read`] and [`PolicyCommandError::Wrong`].
pub(super) fn load(path: &Path) -> Result<(Policy, Vec<Finding>), PolicyCommandError> {
    let text = std::fs::read_to_string(path).map_err(|source| PolicyCommandError::Read {
        path: path.to_owned(),
        source,
    })?;
    let (policy, findings) = read(&text);
    match policy {
        Some(policy) => Ok((policy, findings.sorted())),
        None => Err(PolicyCommandError::Wrong {
            file: path.display().to_string(),
            findings: findings.sorted(),
        }),
    }
}

/// Checks a policy.
///
/// # Errors
/// [`PolicyCommandError`] with all that is wrong.
pub fn check(args: &CheckArgs) -> Result<Checked, PolicyCommandError> {
    let (policy, findings) = load(&args.file)?;
    // Whether it fits a file does not depend on the currency.
    compile(&policy, 2).map_err(PublishError::from)?;
    Ok(Checked {
        file: args.file.display().to_string(),
        rules: policy.rules.into_iter().map(|rule| rule.name).collect(),
        findings,
    })
}

/// Publishes a policy; the folder is complete when this returns.
///
/// # Errors
/// [`PolicyCommandError`]; the folder then holds what it held before.
pub fn publish_into(args: &PublishArgs) -> Result<Published, PolicyCommandError> {
    let (policy, findings) = load(&args.file)?;
    let mapping = Mapping::parse(&args.maps)?;
    mapping.only_of(if args.catalog.is_some() {
        &["catalog"]
    } else {
        &[]
    })?;
    let folder = SnapshotFolder::open(&args.into).map_err(PublishError::from)?;
    check_writable(&args.into).map_err(|source| {
        PublishError::from(PackError::Write {
            path: args.into.clone(),
            source,
        })
    })?;
    let economics = economics(
        args.catalog.as_slice(),
        mapping,
        currency_of(&folder),
        &policy,
    )?;
    // Prices stay as old as they were, although the manifest's file is new.
    let as_of = folder.manifest().as_of.or_else(|| written_at(&folder));
    let mut published = publish(&folder, &policy, &economics, as_of)?;
    let file = args.file.display();
    let found = findings.iter().map(|finding| format!("{file}:{finding}"));
    published.warnings.splice(0..0, found);
    Ok(published)
}

/// The rules of a policy that was checked, to be packed with a shop's products, and what is to be said of it.
///
/// # Errors
/// [`PolicyCommandError`].
pub(super) fn rules(
    (policy, findings): &(Policy, Vec<Finding>),
    catalogs: &[PathBuf],
    mapping: Mapping,
    currency: Currency,
    products: &[Product],
) -> Result<(Rules, Vec<String>), PolicyCommandError> {
    let own = Some(currency).filter(|&own| own != Currency::UNKNOWN);
    let economics = economics(catalogs, mapping, own, policy)?;
    let (rules, mut warnings) = rules_of(policy, products, &economics, currency.digits())?;
    warnings.splice(
        0..0,
        findings.iter().map(|finding| format!("policy {finding}")),
    );
    Ok((rules, warnings))
}

/// Publishes a policy that was checked into a folder that a refresh has just written.
///
/// # Errors
/// [`PolicyCommandError`]; the folder is then as it was written, with the policy that it had.
pub(super) fn publish_after(
    (policy, findings): &(Policy, Vec<Finding>),
    folder: &Path,
    catalogs: &[PathBuf],
    mapping: Mapping,
) -> Result<Published, PolicyCommandError> {
    let folder = SnapshotFolder::open(folder).map_err(PublishError::from)?;
    let economics = economics(catalogs, mapping, currency_of(&folder), policy)?;
    // No moment of this machine's clock: equal exports give an equal folder.
    let as_of = folder.manifest().as_of;
    let mut published = publish(&folder, policy, &economics, as_of)?;
    let found = findings.iter().map(|finding| format!("policy {finding}"));
    published.warnings.splice(0..0, found);
    Ok(published)
}

/// What the merchant's catalog tells besides what is displayed.
pub(super) fn economics(
    catalogs: &[PathBuf],
    mapping: Mapping,
    currency: Option<Currency>,
    policy: &Policy,
) -> Result<Economics, IngestError> {
    if catalogs.is_empty() {
        return Ok(Economics::default());
    }
    let options = Options {
        mapping,
        currency,
        ..Options::default()
    };
    read_economics(catalogs, &options, policy)
}
