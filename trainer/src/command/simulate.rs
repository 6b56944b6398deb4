//! `setwise simulate`: a policy tried on a visit that the merchant writes.

use std::path::{Path, PathBuf};

use setwise_core::offer::{Offers, OffersWriteError};

use super::Format;
use super::offers::currency_of;
use super::policy::{PolicyCommandError, economics, load};
use crate::folder::{FolderError, SnapshotFolder};
use crate::ingest::{IngestError, Mapping, Options, read_offers};
use crate::offers::{Goods, OffersError, OffersReport, Rules, check, contents};
use crate::policy::Finding;
use crate::recognise::{Settings, open_offers};
use crate::simulate::{SimulateError, Simulated, read, simulate};

/// What to play, and where.
#[derive(Debug, Clone, clap::Args)]
pub struct SimulateArgs {
    /// The policy, TOML; without it the snapshot's own.
    #[arg(long, value_name = "FILE")]
    pub policy: Option<PathBuf>,
    /// The visit, TOML: what it begins with, and [[step]]s of view, add, remove, search, checkout and purchase.
    #[arg(long, value_name = "FILE")]
    pub scenario: PathBuf,
    /// The folder that `setwise train` wrote; it is only read.
    #[arg(long, value_name = "DIR")]
    pub snapshot: PathBuf,
    /// The catalog, for policies that ask for margins or stocks.
    #[arg(long, value_name = "FILE", requires = "policy")]
    pub catalog: Option<PathBuf>,
    /// Which header is a column, for example catalog.cost=Cost; may stand many times.
    #[arg(long = "map", value_name = "TABLE.COLUMN=HEADER")]
    pub maps: Vec<String>,
    /// Offers, as `setwise offers` reads them; without them the snapshot's own.
    #[arg(long, value_name = "FILE")]
    pub offers: Option<PathBuf>,
    /// How it is printed.
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

/// What stops a simulation.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SimulateCommandError {
    /// The policy cannot be used.
    #[error(transparent)]
    Policy(#[from] PolicyCommandError),
    /// The script cannot be read.
    #[error("cannot read {path}: {source}")]
    Read {
        /// Which.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The script is wrong.
    #[error("the visit cannot be played\n{0}")]
    Scenario(String),
    /// The catalog cannot be read.
    #[error(transparent)]
    Ingest(#[from] IngestError),
    /// The folder cannot be read.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// The offers cannot be used.
    #[error(transparent)]
    Offers(#[from] OffersError),
    /// More offers than a file holds.
    #[error(transparent)]
    OffersFile(#[from] OffersWriteError),
    /// The visit cannot be played.
    #[error(transparent)]
    Simulate(#[from] SimulateError),
}

/// Plays a visit; nothing is written.
///
/// # Errors
/// [`SimulateCommandError`].
pub fn run(args: &SimulateArgs) -> Result<Simulated, SimulateCommandError> {
    let policy = args.policy.as_deref().map(load).transpose()?;
    let text =
        std::fs::read_to_string(&args.scenario).map_err(|source| SimulateCommandError::Read {
            path: args.scenario.clone(),
            source,
        })?;
    let (scenario, findings) = read(&text);
    let Some(scenario) = scenario else {
        let file = args.scenario.display();
        let line = |finding: &Finding| format!("{file}:{finding}");
        let lines: Vec<String> = findings.sorted().iter().map(line).collect();
        return Err(SimulateCommandError::Scenario(lines.join("\n")));
    };
    let folder = SnapshotFolder::open(&args.snapshot)?;
    let mapping = Mapping::parse(&args.maps)?;
    let with = match &policy {
        Some((policy, _)) => {
            let mapping = mapping.clone();
            let own = currency_of(&folder);
            let economics = economics(args.catalog.as_slice(), mapping, own, policy)?;
            Some((policy, economics))
        }
        None => None,
    };
    let with = with
        .as_ref()
        .map(|(policy, economics)| (*policy, economics));
    let offers = match &args.offers {
        Some(file) => Some(offers_of(file, &mapping, &folder, scenario.start)?),
        None => None,
    };
    Ok(simulate(&folder, with, offers, &scenario)?)
}

/// A file of offers that breaks no rule, as publishing would write it.
fn offers_of(
    file: &Path,
    mapping: &Mapping,
    folder: &SnapshotFolder,
    now: i64,
) -> Result<Offers, SimulateCommandError> {
    let options = Options {
        mapping: mapping.clone(),
        currency: currency_of(folder),
        ..Options::default()
    };
    let settings = Settings {
        mapping: options.mapping.clone(),
        ..Settings::default()
    };
    let sheet = read_offers(&mut open_offers(file, &settings)?, &options, None)?;
    let goods = Goods::of_folder(&sheet, folder)?;
    let rules = Rules {
        cooling_off_days: 0,
        goods: Some(&goods),
        held: &[],
        now: None,
    };
    OffersReport::of(&sheet, check(&sheet, &rules)).passed()?;
    let bytes = contents(&sheet, &[], now, None, 0).write()?;
    Ok(Offers::read(&bytes).map_err(SimulateError::from)?)
}
