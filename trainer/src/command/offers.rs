//! `setwise offers check` and `setwise offers publish`: a merchant's offers, held to the rules and put into a snapshot.

use std::collections::HashSet;
use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

use clap::Subcommand;
use encoding_rs::Encoding;
use jiff::tz::TimeZone;

use super::Format;
use super::out_folder::check_writable;
use super::train::{encoding, instant};
use crate::folder::SnapshotFolder;
use crate::ingest::{
    Currency, DateOrder, IngestError, Interner, Mapping, OfferSheet, Options, read_catalog,
    read_offers,
};
use crate::offers::{
    COOLING_OFF_DAYS, Goods, OffersError, OffersReport, Published, Rules, check, held_in, publish,
};
use crate::pack::PackError;
use crate::recognise::{Role, Settings, open_as, open_offers};

/// What to do with a file of offers.
#[derive(Debug, Clone, Subcommand)]
pub enum OffersCommand {
    /// Say what is wrong with a file of offers; nothing is written. Fails if there are errors.
    Check(CheckArgs),
    /// Replace the offers of a snapshot, without training, if nothing is wrong with them.
    Publish(PublishArgs),
}

/// How a file of offers is read and held against the rules.
#[derive(Debug, Clone, clap::Args)]
pub struct OfferArgs {
    /// Offers: offer_id, product_id or category, kind (price, perk, free_shipping), offer_price, currency, starts_at and ends_at
    /// (RFC 3339 with zone), lowest_price_30d, terms, hours_after_order. Or a products export of WooCommerce, Magento or Google's
    /// Merchant Center: of these the sale prices with dates.
    #[arg(value_name = "FILE")]
    pub offers: PathBuf,
    /// Which header is a column, for example offers.product_id=SKU; may stand many times.
    #[arg(long = "map", value_name = "TABLE.COLUMN=HEADER")]
    pub maps: Vec<String>,
    /// Zone of times that name none, as WooCommerce exports them, for example Europe/Berlin.
    #[arg(long, value_name = "ZONE", value_parser = time_zone)]
    pub time_zone: Option<TimeZone>,
    /// Which number of a date such as 1/2/2026 is the month, where the file does not tell.
    #[arg(long, value_enum, value_name = "ORDER")]
    pub date_order: Option<DateOrder>,
    /// What texts are encoded in, for example windows-1250, where that is not found out right.
    #[arg(long, value_name = "NAME", value_parser = encoding)]
    pub encoding: Option<&'static Encoding>,
    /// Days between the end of an offer and the start of a same or similar one on the same product.
    #[arg(long, value_name = "N", default_value_t = COOLING_OFF_DAYS, value_parser = clap::value_parser!(u32).range(..=3650))]
    pub cooling_off_days: u32,
    /// How the report is printed.
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

/// What to check.
#[derive(Debug, Clone, clap::Args)]
pub struct CheckArgs {
    /// How it is read.
    #[command(flatten)]
    pub file: OfferArgs,
    /// The catalog, as `train` reads it: then products, categories, prices and the currency are checked too.
    #[arg(long, value_name = "FILE")]
    pub catalog: Option<PathBuf>,
    /// A snapshot whose offers shoppers have seen: then what they were told is checked too, and without a catalog its products.
    #[arg(long, value_name = "DIR")]
    pub against: Option<PathBuf>,
}

/// What to publish, and where.
#[derive(Debug, Clone, clap::Args)]
pub struct PublishArgs {
    /// How it is read.
    #[command(flatten)]
    pub file: OfferArgs,
    /// The folder that `setwise train` wrote.
    #[arg(long, value_name = "DIR")]
    pub into: PathBuf,
    /// The moment of publishing (RFC 3339 or a date); this machine's clock unless given.
    #[arg(long, value_name = "INSTANT", value_parser = instant)]
    pub now: Option<i64>,
}

/// Tables that a file of offers can be: a products export is one for its sales.
const TABLES: [&str; 2] = ["offers", "catalog"];

/// A zone of the IANA database by its name.
pub(super) fn time_zone(name: &str) -> Result<TimeZone, String> {
    TimeZone::get(name).map_err(|_| {
        "expected the name of a zone such as Europe/Berlin, America/New_York or UTC".to_owned()
    })
}

/// The moment by this machine's clock, in seconds since 1970. For what goes out now; a training reads no clock.
pub(super) fn clock() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| {
        i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
    })
}

/// Checks; a report with errors is the error.
///
/// # Errors
/// [`OffersError`].
pub fn run_check(args: &CheckArgs) -> Result<OffersReport, OffersError> {
    let mapping = Mapping::parse(&args.file.maps)?;
    mapping.only_of(&TABLES)?;
    let folder = args
        .against
        .as_deref()
        .map(SnapshotFolder::open)
        .transpose()?;
    let mut options = Options {
        mapping,
        currency: folder.as_ref().and_then(currency_of),
        date_order: args.file.date_order,
        ..Options::default()
    };
    let mut catalog = None;
    if let Some(path) = &args.catalog {
        let mut ids = Interner::new();
        let mut table = open_as(path, Role::Catalog, &options.mapping)?;
        let read = read_catalog(&mut table, &mut ids, &options, &mut |_| ())?;
        options.currency = options.currency.or(read.currency);
        catalog = Some((read, ids));
    }
    let mut sheet = sheet(&args.file, &options)?;
    match (&catalog, &folder) {
        (Some((catalog, ids)), _) => {
            let names = catalog.names(ids);
            sheet.rename(|name| {
                let (product, _) = names.find(name.as_bytes())?;
                Some(String::from_utf8_lossy(ids.key(product)).into_owned())
            });
        }
        (None, Some(folder)) => rename_as_in(&mut sheet, folder)?,
        (None, None) => {}
    }
    let goods = match (&catalog, &folder) {
        (Some((catalog, ids)), _) => Some(Goods::of_catalog(&sheet, catalog, ids)),
        (None, Some(folder)) => Some(Goods::of_folder(&sheet, folder)?),
        (None, None) => None,
    };
    let held = folder
        .as_ref()
        .map(held_in)
        .transpose()?
        .unwrap_or_default();
    let rules = Rules {
        cooling_off_days: args.file.cooling_off_days,
        goods: goods.as_ref(),
        held: &held,
        now: None,
    };
    let report = OffersReport::of(&sheet, check(&sheet, &rules));
    Ok(report)
}

/// Publishes; the folder is complete when this returns.
///
/// # Errors
/// [`OffersError`]; the folder then holds what it held.
pub fn run_publish(args: &PublishArgs) -> Result<Published, OffersError> {
    let mapping = Mapping::parse(&args.file.maps)?;
    mapping.only_of(&TABLES)?;
    let folder = SnapshotFolder::open(&args.into)?;
    check_writable(&args.into).map_err(|source| PackError::Write {
        path: args.into.clone(),
        source,
    })?;
    let options = Options {
        mapping,
        currency: currency_of(&folder),
        date_order: args.file.date_order,
        ..Options::default()
    };
    let mut sheet = sheet(&args.file, &options)?;
    rename_as_in(&mut sheet, &folder)?;
    let goods = Goods::of_folder(&sheet, &folder)?;
    let now = args.now.unwrap_or_else(clock);
    publish(&folder, &sheet, &goods, now, args.file.cooling_off_days)
}

/// Calls products as the snapshot does, where the file has more than one name of them.
fn rename_as_in(sheet: &mut OfferSheet, folder: &SnapshotFolder) -> Result<(), OffersError> {
    let wanted: HashSet<String> = sheet.names().map(str::to_owned).collect();
    let mut known: HashSet<String> = HashSet::new();
    for name in folder.shards()? {
        let shard = folder.unpack(&folder.parcel(name)?)?;
        let ids = (0..shard.owned()).map(|record| shard.display().id(record));
        known.extend(ids.filter(|id| wanted.contains(*id)).map(str::to_owned));
    }
    sheet.rename(|name| known.get(name).cloned());
    Ok(())
}

fn sheet(args: &OfferArgs, options: &Options) -> Result<OfferSheet, IngestError> {
    let settings = Settings {
        mapping: options.mapping.clone(),
        said: Vec::new(),
        encoding: args.encoding,
    };
    let mut table = open_offers(&args.offers, &settings)?;
    read_offers(&mut table, options, args.time_zone.as_ref())
}

pub(super) fn currency_of(folder: &SnapshotFolder) -> Option<Currency> {
    let own = folder.manifest().currency.code.parse().ok();
    own.filter(|&code| code != Currency::UNKNOWN)
}
