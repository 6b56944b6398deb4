//! `setwise train`: from exports to a snapshot folder.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use encoding_rs::Encoding;
use jiff::tz::TimeZone;
use setwise_core::intent::IntentWriteError;

use super::Format;
use super::emptied::{self, Emptied};
use super::left_out;
use super::offers::{clock, time_zone};
use super::out_folder::check_writable;
use super::policy::{self, PolicyCommandError};
use super::size::bytes;
use crate::count::Room;
use crate::fit::{Beside, Without};
use crate::folder::SnapshotFolder;
use crate::ingest::{
    AddressPattern, BadRowLimit, Cleaned, Currency, DateOrder, IngestError, LeftOut, Mapping,
    Options, parse_time,
};
use crate::intent::fit_intent;
use crate::offers::{COOLING_OFF_DAYS, OffersError, Telling};
use crate::pack::{Build, MODEL_BYTES, PackError};
use crate::pipeline::{self, Files, MIN_ORDERS, Material, TrainOptions, baskets_of, train_into};
use crate::progress::Progress;
use crate::reading;
use crate::recognise::{Input, Role, Said, Settings, few};
use crate::sessions::Sessions;
use crate::summary::Summary;
use crate::warnings;

/// What to train from, and into.
#[derive(Debug, Clone, clap::Args)]
pub struct TrainArgs {
    /// Exports of the shop, as they are: what each is, is told by its content.
    #[arg(value_name = "FILE", required_unless_present_any = ["orders", "sessions"])]
    pub files: Vec<PathBuf>,
    /// Products: product_id, title, and if there are any price, currency, url, image, category, brand, in_stock,
    /// attributes, item_group_id. Without it the products are those of the orders.
    #[arg(long, value_name = "FILE")]
    pub catalog: Vec<PathBuf>,
    /// Lines of orders: order_id, time, product_id, and if there are any quantity, unit_price, currency, customer_id, title.
    /// May be missing where there are sessions.
    #[arg(long, value_name = "FILE")]
    pub orders: Vec<PathBuf>,
    /// Visits: session_id, time, product_id, and if there is one event (view, add_to_cart, remove_from_cart, begin_checkout,
    /// purchase, search); without it every row is a view. Or the BigQuery export of Google Analytics 4, one JSON object a line.
    /// They tell alternatives, upgrades, what is looked at next, and how likely a visit buys.
    /// Without orders and a catalog the products are those of the sessions.
    #[arg(long, value_name = "FILE")]
    pub sessions: Vec<PathBuf>,
    /// Offers, as `offers check` reads them: they become the offers of the snapshot if nothing is wrong with them.
    #[arg(long, value_name = "FILE")]
    pub offers: Option<PathBuf>,
    /// The merchant's policy, TOML; it may ask for margins and stocks of the catalog, which stay in the shop.
    #[arg(long, value_name = "FILE")]
    pub policy: Option<PathBuf>,
    /// Zone of times of offers that name none, for example Europe/Berlin.
    #[arg(long, value_name = "ZONE", value_parser = time_zone)]
    pub time_zone: Option<TimeZone>,
    /// Days between the end of an offer and the start of a same or similar one on the same product.
    #[arg(long, value_name = "N", default_value_t = COOLING_OFF_DAYS, value_parser = clap::value_parser!(u32).range(..=3650))]
    pub cooling_off_days: u32,
    /// Which header is a column, for example orders.order_id=InvoiceNo; may stand many times.
    #[arg(long = "map", value_name = "TABLE.COLUMN=HEADER")]
    pub maps: Vec<String>,
    /// What a file is, in place of what is recognised: shopify-orders, or FILE=shopify-orders; ignore leaves it out. May stand many times.
    #[arg(long = "as", value_name = "[FILE=]KIND")]
    pub kinds: Vec<Said>,
    /// A header whose column holds nothing personal, though it looks so; may stand many times.
    #[arg(long, value_name = "HEADER")]
    pub not_personal: Vec<String>,
    /// What texts are encoded in, for example windows-1250, where that is not found out right.
    #[arg(long, value_name = "NAME", value_parser = encoding)]
    pub encoding: Option<&'static Encoding>,
    /// Currency of all prices, ISO 4217; rows that name another one are left out. Unless given, the first one named in
    /// the files counts.
    #[arg(long, value_name = "CODE")]
    pub currency: Option<Currency>,
    /// Folder for manifest.json and its shards; made if need be.
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Threads; all cores unless given. The result does not depend on it.
    #[arg(long, value_name = "N")]
    pub threads: Option<usize>,
    /// Memory for the counts of pairs, about: a number with K, M or G. Rows that do not fit go to a temporary file; the
    /// result does not depend on it. All that they need unless given.
    #[arg(long, value_name = "SIZE", value_parser = bytes)]
    pub memory: Option<u64>,
    /// Folder for that file; the system's unless given.
    #[arg(long, value_name = "DIR", requires = "memory")]
    pub temp: Option<PathBuf>,
    /// No pair seen in fewer orders is named in the snapshot, nor one that a single customer bought, however often.
    #[arg(long, value_name = "K", default_value_t = MIN_ORDERS, value_parser = clap::value_parser!(u32).range(1..))]
    pub min_orders: u32,
    /// No two products are named as viewed one after the other that fewer sessions viewed so. Views are public acts of
    /// nobody in particular and pairs of them are rare: every step of this costs much of the ranking.
    #[arg(long, value_name = "K", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    pub min_visits: u32,
    /// Which number of a date such as 1/2/2025 is the month, where the file does not tell.
    #[arg(long, value_enum, value_name = "ORDER")]
    pub date_order: Option<DateOrder>,
    /// How many rows of a file may be unreadable: a number, or a share such as 5%.
    #[arg(long, value_name = "N|N%", default_value = "5%")]
    pub max_bad_rows: BadRowLimit,
    /// Neighbours kept of each product at most.
    #[arg(long, value_name = "N", default_value_t = 12, value_parser = clap::value_parser!(u8).range(1..=16))]
    pub edges: u8,
    /// Bytes a product that the model may take: beyond them the least likely neighbours are left out, but never the first
    /// six of a product. 14 keep about nine.
    #[arg(long, value_name = "N", default_value_t = MODEL_BYTES, value_parser = clap::value_parser!(u32).range(1..))]
    pub model_bytes: u32,
    /// Mean bytes of a shard. Unless given, a snapshot of at most 128 KiB is one file, and a larger one has shards of
    /// 10,500 bytes, of which a page with a cart of ten can afford ten.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1000..))]
    pub shard_bytes: Option<u32>,
    /// Orders of more distinct products are not taken as evidence of what goes together.
    #[arg(long, value_name = "N", default_value_t = 500)]
    pub max_basket: usize,
    /// After so many days the widget claims no price and no stock from this snapshot.
    #[arg(long, value_name = "N", default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..=3650))]
    pub stale_after_days: u32,
    /// The moment that the catalog speaks of (RFC 3339 or a date); unless given, a page takes the age from the file's
    /// Last-Modified, and of prices that hold for a while those of the latest order count.
    #[arg(long, value_name = "INSTANT", value_parser = instant)]
    pub as_of: Option<i64>,
    /// Addresses of products that have none in the catalog, with {id}, {sku} or {handle} in it, for example
    /// 'https://shop.example/?p={id}'.
    #[arg(long, value_name = "PATTERN")]
    pub url: Option<AddressPattern>,
    /// Replace the snapshot that is there even by one that shows nothing, or fewer than half of its products.
    #[arg(long)]
    pub force: bool,
    /// How the summary is printed.
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
    /// No progress and no text summary.
    #[arg(long)]
    pub quiet: bool,
}

impl TrainArgs {
    /// Everything as it is unless given; no input yet.
    #[must_use]
    pub fn into_folder(out: &Path) -> Self {
        let usual = TrainOptions::default();
        Self {
            files: Vec::new(),
            catalog: Vec::new(),
            orders: Vec::new(),
            sessions: Vec::new(),
            kinds: Vec::new(),
            not_personal: Vec::new(),
            encoding: None,
            offers: None,
            policy: None,
            time_zone: None,
            cooling_off_days: COOLING_OFF_DAYS,
            maps: Vec::new(),
            currency: None,
            out: out.to_owned(),
            threads: None,
            memory: None,
            temp: None,
            min_orders: usual.min_orders,
            min_visits: usual.min_visits,
            date_order: None,
            max_bad_rows: BadRowLimit::default(),
            edges: usual.edges,
            model_bytes: MODEL_BYTES,
            shard_bytes: None,
            max_basket: usual.max_basket,
            stale_after_days: 30,
            as_of: None,
            url: None,
            force: false,
            format: Format::Text,
            quiet: false,
        }
    }
}

/// An encoding by any of its names.
pub(super) fn encoding(name: &str) -> Result<&'static Encoding, String> {
    let found = Encoding::for_label(name.trim().as_bytes());
    found.ok_or_else(|| "expected the name of an encoding, for example windows-1252".to_owned())
}

pub(super) fn instant(given: &str) -> Result<i64, IngestError> {
    parse_time(given.as_bytes()).ok_or_else(|| IngestError::Instant {
        given: given.to_owned(),
    })
}

/// What stops a training.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TrainError {
    /// An export cannot be read.
    #[error(transparent)]
    Ingest(#[from] IngestError),
    /// The snapshot cannot be written.
    #[error(transparent)]
    Pack(#[from] PackError),
    /// The offers break rules, or cannot be read or written.
    #[error("{0}")]
    Offers(#[from] Box<OffersError>),
    /// The policy is wrong, or cannot be published.
    #[error("{0}")]
    Policy(#[from] Box<PolicyCommandError>),
    /// The model of intent cannot be written.
    #[error("{0}; please report this with the command line used")]
    Intent(#[from] IntentWriteError),
    /// The snapshot would show little or nothing.
    #[error(transparent)]
    Emptied(#[from] Emptied),
    /// The names of products that are left out cannot be written.
    #[error("cannot write {}: {source}", path.display())]
    LeftOut {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The threads cannot be started.
    #[error("--threads: {0}")]
    Threads(#[from] rayon::ThreadPoolBuildError),
}

/// Trains; the folder is complete when this returns.
///
/// # Errors
/// [`TrainError`]; the folder then holds what it held before.
pub fn run(args: &TrainArgs) -> Result<Summary, TrainError> {
    run_watched(args, &mut |_| ())
}

/// What is known once all files are read and cleaned, before anything is learned.
pub(super) struct Read<'a> {
    /// What a model will be learned from.
    pub material: Material<'a>,
    /// What is left out, by name.
    pub left_out: &'a [LeftOut],
}

/// Who wants to see that.
pub(super) type Watcher<'w> = &'w mut (dyn FnMut(Read<'_>) + Send);

/// Trains, and shows what was read to `watcher`.
///
/// # Errors
/// [`TrainError`]; the folder then holds what it held before.
pub(super) fn run_watched(args: &TrainArgs, watcher: Watcher<'_>) -> Result<Summary, TrainError> {
    let mut pool = rayon::ThreadPoolBuilder::new();
    if let Some(threads) = args.threads {
        pool = pool.num_threads(threads);
    }
    pool.build()?.install(|| train(args, watcher))
}

fn train(args: &TrainArgs, watcher: Watcher<'_>) -> Result<Summary, TrainError> {
    let mut progress = Progress::new(!args.quiet);
    let mapping = Mapping::parse_with(&args.maps, &args.not_personal)?;
    let files = Files {
        inputs: inputs(args),
        settings: Settings {
            mapping: mapping.clone(),
            said: args.kinds.clone(),
            encoding: args.encoding,
        },
    };
    check_writable(&args.out).map_err(|source| PackError::Write {
        path: args.out.clone(),
        source,
    })?;
    if args.files.is_empty() {
        // What each file is for was said: no file need be read to know that an option speaks of none.
        mapping.only_of(&passed_for(args))?;
    }
    let mut recognised = files.recognise(&mut progress)?;
    let mut tables: Vec<&str> = recognised
        .reports
        .iter()
        .map(|file| file.role.name())
        .collect();
    tables.extend(args.offers.as_ref().map(|_| "offers"));
    mapping.only_of(&tables)?;
    let policy = args.policy.as_deref().map(policy::load).transpose();
    let policy = policy.map_err(Box::new)?;
    let mut options = Options {
        mapping,
        currency: args.currency,
        date_order: args.date_order,
        max_bad_rows: args.max_bad_rows,
        as_of: args.as_of,
        addresses: args.url.clone(),
        known_currency: None,
    };
    let mut summary = Summary {
        files: recognised.reports.clone(),
        ..Summary::default()
    };
    summary
        .warnings
        .extend(warnings::of_platforms(&recognised.reports));
    let catalogs = recognised.paths(Role::Catalog);
    let (has_orders, has_catalog) = (recognised.has(Role::Orders), !catalogs.is_empty());
    let order_files = named(&recognised.paths(Role::Orders));
    let mut cleaned = pipeline::read(
        &files,
        &mut recognised,
        &mut options,
        |_, _| (),
        &mut summary,
        &mut progress,
    )?;
    if cleaned.sales.is_empty() && summary.rows.read > 0 {
        return Err(IngestError::nothing_left(order_files, &cleaned.dropped).into());
    }
    let session_files = named(&recognised.paths(Role::Sessions));
    let log = pipeline::read_visits(
        &mut recognised,
        &options,
        &mut cleaned,
        !has_orders && !has_catalog,
        &mut progress,
    )?;
    if cleaned.currency == Currency::UNKNOWN {
        let text =
            "no currency is named in the files: prices are shown without a sign; pass --currency";
        summary.notes.push(text.to_owned());
    }

    let offer_file = args
        .offers
        .clone()
        .or_else(|| recognised.paths(Role::Offers).into_iter().next());
    let told = Telling {
        options: &options,
        encoding: args.encoding,
        time_zone: args.time_zone.as_ref(),
        cooling_off_days: args.cooling_off_days,
        as_of: args.as_of,
        // Only what a folder has told before is a matter of this moment: equal exports give an equal new folder.
        now: args.as_of.unwrap_or_else(clock),
    };
    let (offers, warnings) = told
        .packed(offer_file.as_deref(), &args.out, &cleaned)
        .map_err(Box::new)?;
    summary.warnings.extend(warnings);
    if !args.force {
        emptied::check(&args.out, &cleaned.products, &cleaned.left_out)?;
    }
    left_out::write(&args.out, &cleaned.left_out)?;
    summary.left_out_file = (!cleaned.left_out.is_empty()).then(|| left_out::path(&args.out));
    let baskets = progress.stage("baskets", 0, |_| baskets_of(&cleaned));
    let Cleaned {
        products,
        currency,
        chosen_by_hand,
        left_out,
        sales,
        heads,
        order_ids,
        ..
    } = cleaned;
    drop((sales, heads, order_ids));
    summary.orders = baskets.len() as u64;
    summary.lines = baskets.lines() as u64;
    summary.products = products.len() as u64;
    summary.customers = baskets.customers() as u64;
    summary.orders_of_one_product = baskets.iter().filter(|b| b.items.len() == 1).count() as u64;
    summary.orders_too_large_for_pairs = baskets
        .iter()
        .filter(|b| b.items.len() > args.max_basket)
        .count() as u64;

    let mut intent = None;
    let sessions = match log {
        Some(log) => {
            reading::note_bad(&mut summary, &log.bad);
            summary
                .personal_columns_left_out
                .extend(log.personal.iter().cloned());
            let fitted = progress.stage("intent", 0, |_| fit_intent(&log, &products))?;
            summary.intent = Some(fitted.summary);
            intent = fitted.bytes;
            let sessions = Sessions::of(&log, &products);
            reading::note_sessions(&mut summary, &log, &sessions);
            if let Some(rows) = &summary.sessions {
                let found = warnings::of_sessions(&session_files, rows);
                summary.warnings.extend(found);
            }
            Some(sessions)
        }
        None => None,
    };

    let training = TrainOptions {
        edges: args.edges,
        min_orders: args.min_orders,
        min_visits: args.min_visits,
        max_basket: args.max_basket,
        without: Without::default(),
        build: Build {
            currency,
            as_of: args.as_of,
            stale_after: args.stale_after_days.saturating_mul(86_400),
            model_bytes: args.model_bytes.into(),
            shard_bytes: args.shard_bytes,
        },
    };
    let temporary = || args.temp.clone().unwrap_or_else(std::env::temp_dir);
    let room = args
        .memory
        .map_or_else(Room::unlimited, |memory| Room::of(memory, &temporary()));
    let room = Arc::new(room);
    let had_policy =
        SnapshotFolder::open(&args.out).is_ok_and(|folder| folder.manifest().rulebook.is_some());
    let material = Material {
        products: &products,
        baskets: &baskets,
        sessions: sessions.as_ref(),
        chosen_by_hand: &chosen_by_hand,
    };
    let rules = policy.as_ref().map(|policy| {
        let mapping = options.mapping.clone();
        policy::rules(policy, &catalogs, mapping, currency, &products)
    });
    let rules = rules.transpose().map_err(Box::new)?;
    watcher(Read {
        material,
        left_out: &left_out,
    });
    let trained = train_into(
        material,
        Beside { intent, offers },
        rules.as_ref().map(|(rules, _)| rules),
        &training,
        &room,
        &mut progress,
        &args.out,
    )?;
    if room.spilled() > 0 {
        let megabytes = room.spilled().div_ceil(1 << 20);
        let text = format!("{megabytes} MB of counts were put into a temporary file; see --memory");
        summary.notes.push(text);
    }
    if sessions.is_some() && training.min_visits > 1 {
        summary.notes.push(format!(
            "next products are named of {} of {} products: those that {} sessions viewed one after the other; see --min-visits",
            trained.packed.products_with_next, summary.products, training.min_visits
        ));
    }
    summary.pairs = trained.pairs;
    summary.choices = trained.choices;
    summary.snapshot = trained.packed;
    match rules {
        Some((_, warnings)) => summary.warnings.extend(warnings),
        None if had_policy => summary.warnings.push(format!(
            "{} had a policy, but this training was given none: it is gone from the snapshot; pass --policy",
            args.out.display()
        )),
        None => {}
    }
    let personal = summary
        .files
        .iter()
        .flat_map(|file| file.personal.iter().cloned());
    summary.personal_columns_left_out.extend(personal);
    summary.personal_columns_left_out = few(std::mem::take(&mut summary.personal_columns_left_out));
    summary.stages = progress.stages().to_vec();
    Ok(summary)
}

/// Files as messages call them.
fn named(paths: &[PathBuf]) -> String {
    let names: Vec<String> = paths
        .iter()
        .map(|path| path.display().to_string())
        .collect();
    names.join(", ")
}

/// The tables that the options of the command line name files for.
fn passed_for(args: &TrainArgs) -> Vec<&'static str> {
    let passed = [
        (!args.catalog.is_empty(), Role::Catalog),
        (!args.orders.is_empty(), Role::Orders),
        (!args.sessions.is_empty(), Role::Sessions),
        (args.offers.is_some(), Role::Offers),
    ];
    let passed = passed.into_iter().filter(|(is_passed, _)| *is_passed);
    passed.map(|(_, role)| role.name()).collect()
}

/// All files of the command line, each with what its option says that it is.
fn inputs(args: &TrainArgs) -> Vec<Input> {
    let passed = [
        (&args.catalog, Role::Catalog),
        (&args.orders, Role::Orders),
        (&args.sessions, Role::Sessions),
    ];
    let passed = passed
        .into_iter()
        .flat_map(|(paths, role)| paths.iter().map(move |path| Input::of(path, role)));
    args.files.iter().map(Input::any).chain(passed).collect()
}
