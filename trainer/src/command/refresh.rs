//! `setwise refresh`: today's catalog into a snapshot that is there.

use std::path::PathBuf;

use super::Format;
use super::offers::clock;
use super::out_folder::check_writable;
use super::policy::{self, PolicyCommandError};
use super::train::instant;
use crate::folder::SnapshotFolder;
use crate::ingest::{
    AddressPattern, BadRowLimit, Currency, IngestError, Interner, Mapping, Options, read_catalog,
};
use crate::pack::PackError;
use crate::progress::Progress;
use crate::reading::{catalog_rows, read_table};
use crate::recognise::{Role, open_as};
use crate::refresh::{RefreshError, RefreshOptions, Refreshed, currency_of, refresh};
use crate::warnings;

/// What to display, and in which snapshot.
#[derive(Debug, Clone, clap::Args)]
pub struct RefreshArgs {
    /// All products, with the columns of `train --catalog`. A product of the snapshot that stands in no row counts as out of
    /// stock. A column that the file lacks leaves the snapshot's url, image, category, brand, attributes and item_group_id as
    /// they are; without in_stock every listed product can be bought, as in a training.
    #[arg(long, value_name = "FILE")]
    pub catalog: PathBuf,
    /// Which header is a column, for example catalog.product_id=SKU; may stand many times.
    #[arg(long = "map", value_name = "TABLE.COLUMN=HEADER")]
    pub maps: Vec<String>,
    /// The merchant's policy, TOML, published anew so that it selects by today's catalog. Without it products keep the marks that
    /// they have.
    #[arg(long, value_name = "FILE")]
    pub policy: Option<PathBuf>,
    /// Currency of the prices, ISO 4217; it must be that of the snapshot. Rows that name another one are left out.
    #[arg(long, value_name = "CODE")]
    pub currency: Option<Currency>,
    /// The folder that `setwise train` wrote.
    #[arg(long, value_name = "DIR")]
    pub into: PathBuf,
    /// The moment that the catalog speaks of (RFC 3339 or a date); unless given, a page takes the age from the file's
    /// Last-Modified.
    #[arg(long, value_name = "INSTANT", value_parser = instant)]
    pub as_of: Option<i64>,
    /// Addresses of products that have none in the catalog, as in `train`.
    #[arg(long, value_name = "PATTERN")]
    pub url: Option<AddressPattern>,
    /// Of a hundred products of the snapshot at most so many may be missing from the catalog; with more nothing is changed.
    #[arg(long, value_name = "PERCENT", default_value_t = 50, value_parser = clap::value_parser!(u8).range(0..=100))]
    pub max_absent: u8,
    /// How many rows may be unreadable: a number, or a share such as 5%.
    #[arg(long, value_name = "N|N%", default_value = "5%")]
    pub max_bad_rows: BadRowLimit,
    /// How the summary is printed.
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
    /// No progress and no text summary.
    #[arg(long)]
    pub quiet: bool,
}

/// What stops a refresh.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RefreshCommandError {
    /// The catalog cannot be read.
    #[error(transparent)]
    Ingest(#[from] IngestError),
    /// The snapshot cannot be refreshed.
    #[error(transparent)]
    Refresh(#[from] RefreshError),
    /// The policy is wrong, or cannot be published.
    #[error(transparent)]
    Policy(#[from] PolicyCommandError),
}

/// Refreshes; the folder is complete when this returns.
///
/// # Errors
/// [`RefreshCommandError`]; the folder then holds what it held before.
pub fn run(args: &RefreshArgs) -> Result<Refreshed, RefreshCommandError> {
    let mut progress = Progress::new(!args.quiet);
    let mapping = Mapping::parse(&args.maps)?;
    mapping.only_of(&["catalog"])?;
    let policy = args.policy.as_deref().map(policy::load).transpose()?;
    let for_policy = mapping.clone();
    let folder = SnapshotFolder::open(&args.into).map_err(RefreshError::from)?;
    check_writable(&args.into).map_err(|source| {
        RefreshError::from(PackError::Write {
            path: args.into.clone(),
            source,
        })
    })?;
    let file = args.catalog.display().to_string();
    let options = Options {
        mapping,
        currency: currency_of(&folder, &file, args.currency)?,
        max_bad_rows: args.max_bad_rows,
        addresses: args.url.clone(),
        ..Options::default()
    };
    let mut ids = Interner::new();
    let table = open_as(&args.catalog, Role::Catalog, &options.mapping)?;
    let catalog = read_table(&mut progress, "catalog", table, |table, tick| {
        read_catalog(table, &mut ids, &options, tick)
    })
    .map_err(|error| match error {
        IngestError::OtherCurrency { .. } => {
            RefreshError::other_currency(&folder, &file, "another currency").into()
        }
        error => RefreshCommandError::from(error),
    })?;
    let options = RefreshOptions {
        as_of: args.as_of,
        now: args.as_of.unwrap_or_else(clock),
        max_absent: args.max_absent,
    };
    let mut refreshed = refresh(&folder, &file, (&catalog, &ids), &options, &mut progress)?;
    refreshed.catalog = catalog_rows(&catalog);
    refreshed.windows_1252_cells = catalog.windows_1252;
    refreshed.bad_row_examples = catalog.bad.examples().cloned().collect();
    refreshed.warnings = warnings::of_catalog(&file, &catalog);
    if !catalog.columns.contains(&"in_stock") && refreshed.back_in_stock > 0 {
        refreshed.warnings.push(format!(
            "{file} has no column for in_stock: every product in it counts as in stock, {} of them were not",
            refreshed.back_in_stock
        ));
    }
    let had_policy = folder.manifest().rulebook.is_some();
    match policy {
        Some(policy) => {
            let catalogs = std::slice::from_ref(&args.catalog);
            let published = policy::publish_after(&policy, &args.into, catalogs, for_policy)?;
            refreshed.build = published.build;
            refreshed.warnings.extend(published.warnings);
        }
        None if had_policy => refreshed.warnings.push(
            "the snapshot has a policy, which still selects by the catalog that it was published with: pass --policy FILE".to_owned(),
        ),
        None => {}
    }
    Ok(refreshed)
}
