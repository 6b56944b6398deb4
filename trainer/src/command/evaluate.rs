//! `setwise evaluate`: how good the recommendations are, on orders that training has not seen.

use std::path::{Path, PathBuf};

use super::Format;
use crate::demo::truth::Truth;
use crate::evaluate::baselines::orders_of;
use crate::evaluate::html::{LearningCurve, Page};
use crate::evaluate::intent::Visits as IntentVisits;
use crate::evaluate::split::DEFAULT_TEST_DAYS;
use crate::evaluate::{
    FloatModel, Protocol, Report, SessionFold, SetwiseModel, Shop, Slice, Suite, SuiteOptions,
    shoppers, truth,
};
use crate::fit::Evidence;
use crate::folder::FolderError;
use crate::ingest::{
    BadRowLimit, Currency, DateOrder, IngestError, Mapping, Options, read_session_file,
};
use crate::pack::{Build, MODEL_BYTES};
use crate::pipeline::{self, MIN_ORDERS, PipelineError, TrainOptions};
use crate::sessions::Sessions;

/// What to measure, and on what.
#[derive(Debug, Clone, clap::Args)]
pub struct EvaluateArgs {
    /// Products, as for `train`.
    #[arg(long, value_name = "FILE")]
    pub catalog: Option<PathBuf>,
    /// Lines of orders, as for `train`; for pdp, cart and repeat.
    #[arg(long, value_name = "FILE", required_unless_present_any = ["sessions", "intent"])]
    pub orders: Option<PathBuf>,
    /// Events of sessions: session_id, time, product_id, and if there is one event; for next-item, and beside orders for
    /// what `train` learns of them.
    #[arg(long, value_name = "FILE")]
    pub sessions: Option<PathBuf>,
    /// Sessions to predict; unless given, those that end in the last --test-days of --sessions.
    #[arg(long, value_name = "FILE", requires = "sessions")]
    pub test_sessions: Option<PathBuf>,
    /// Whole visits, one a row, with a column Revenue (1 or TRUE where the visit bought), such as UCI Online Shoppers Purchasing Intention:
    /// how well a model of at most 2 KB tells who buys, in 10-fold cross-validation, with the column PageValues and without.
    #[arg(long, value_name = "FILE")]
    pub intent: Option<PathBuf>,
    /// Which header is a column, for example orders.order_id=InvoiceNo; may stand many times.
    #[arg(long = "map", value_name = "TABLE.COLUMN=HEADER")]
    pub maps: Vec<String>,
    /// Currency of all prices, ISO 4217, as for `train`.
    #[arg(long, value_name = "CODE")]
    pub currency: Option<Currency>,
    /// Which number of a date such as 1/2/2025 is the month, as for `train`.
    #[arg(long, value_enum, value_name = "ORDER")]
    pub date_order: Option<DateOrder>,
    /// What to ask; all that the files allow unless given.
    #[arg(long, value_enum, value_delimiter = ',', value_name = "NAMES")]
    pub protocol: Vec<Protocol>,
    /// Simple methods in the same table; EASE chooses its ridge on the 30 days before the window.
    #[arg(long)]
    pub baselines: bool,
    /// The last days of the orders, held out.
    #[arg(long, value_name = "N", default_value_t = DEFAULT_TEST_DAYS, value_parser = clap::value_parser!(u32).range(1..=3650))]
    pub test_days: u32,
    /// Stand for another shop: share=5% (training sees so many of the orders), lines=2-6 (only orders of so many products), one-line=50% (so
    /// many orders of the training are cut to one product), where=Country=Germany (only orders with this cell), categories=titles (categories
    /// are clusters of titles), categories=none, catalog=none (ids alone). Several, split by commas, hold together.
    #[arg(long, value_delimiter = ',', value_name = "SLICE", requires = "orders")]
    pub slice: Vec<Slice>,
    /// truth.json of a demo shop: how much of it comes back.
    #[arg(long, value_name = "FILE", requires = "orders")]
    pub truth: Option<PathBuf>,
    /// What the device's knowledge of a shopper adds: taste on product pages and for the next order, learned from earlier orders; with
    /// --truth and --sessions also price tolerance, learned from the visits, and what it adds to upgrades.
    #[arg(long, requires = "orders")]
    pub shoppers: bool,
    /// Seed of the bootstrap.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Neighbours kept of each product, as for `train`.
    #[arg(long, value_name = "N", default_value_t = 12, value_parser = clap::value_parser!(u8).range(1..=16))]
    pub edges: u8,
    /// No pair in fewer orders is named, as for `train`.
    #[arg(long, value_name = "K", default_value_t = MIN_ORDERS, value_parser = clap::value_parser!(u32).range(1..))]
    pub min_orders: u32,
    /// No step between two products in fewer sessions is named, as for `train`.
    #[arg(long, value_name = "K", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    pub min_visits: u32,
    /// Bytes a product that the model may take, as for `train`.
    #[arg(long, value_name = "N", default_value_t = MODEL_BYTES, value_parser = clap::value_parser!(u32).range(1..))]
    pub model_bytes: u32,
    /// Mean bytes of a shard, as for `train`.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1000..))]
    pub shard_bytes: Option<u32>,
    /// Evidence for complements that is left out, to see what it adds.
    #[arg(long, value_enum, value_delimiter = ',', value_name = "NAMES")]
    pub without: Vec<Evidence>,
    /// Also measure complements, habits and next products before they are cut and packed, as `setwise-float`: what packing loses.
    #[arg(long)]
    pub float: bool,
    /// Also write a page for people: ratios with their intervals by protocol, by popularity, by part of the catalog and by size of cart, and
    /// the pages where the ranking does best and worst. One file, which loads nothing; asks the simple methods too.
    #[arg(long, value_name = "FILE", requires = "orders")]
    pub report: Option<PathBuf>,
    /// In the report, how figures grow with orders: trains five more times.
    #[arg(long, requires = "report")]
    pub learning_curve: bool,
    /// One line a figure that counts, instead of the whole table: ours, the best other method and their ratio.
    #[arg(long)]
    pub brief: bool,
    /// How many rows of a file may be unreadable: a number, or a share such as 5%.
    #[arg(long, value_name = "N|N%", default_value = "5%")]
    pub max_bad_rows: BadRowLimit,
    /// Threads; all cores unless given. The result does not depend on it.
    #[arg(long, value_name = "N")]
    pub threads: Option<usize>,
    /// How the table is printed.
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

/// What stops an evaluation.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EvaluateError {
    /// An export cannot be read.
    #[error(transparent)]
    Ingest(#[from] IngestError),
    /// No snapshot can be made.
    #[error(transparent)]
    Pipeline(#[from] PipelineError),
    /// The snapshot does not read back.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// The truth cannot be read.
    #[error("cannot read {path}: {reason}; expected the truth.json that `setwise demo-data` wrote")]
    Truth {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The report cannot be written.
    #[error("cannot write {path}: {source}")]
    Report {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A protocol lacks its file.
    #[error("--protocol {protocol} needs --{file}")]
    Lacks {
        /// The protocol.
        protocol: &'static str,
        /// The option that is missing.
        file: &'static str,
    },
    /// The threads cannot be started.
    #[error("--threads: {0}")]
    Threads(#[from] rayon::ThreadPoolBuildError),
}

/// Measures.
///
/// # Errors
/// [`EvaluateError`] when a file or an option stops it.
pub fn run(args: &EvaluateArgs) -> Result<Report, EvaluateError> {
    let mut pool = rayon::ThreadPoolBuilder::new();
    if let Some(threads) = args.threads {
        pool = pool.num_threads(threads);
    }
    pool.build()?.install(|| evaluate(args))
}

fn evaluate(args: &EvaluateArgs) -> Result<Report, EvaluateError> {
    for &protocol in &args.protocol {
        let (there, file) = match protocol {
            Protocol::NextItem => (args.sessions.is_some(), "sessions"),
            Protocol::Pdp | Protocol::Cart | Protocol::Cold | Protocol::Repeat => {
                (args.orders.is_some(), "orders")
            }
        };
        if !there {
            return Err(EvaluateError::Lacks {
                protocol: protocol.name(),
                file,
            });
        }
    }
    let asked = |p: &Protocol| args.protocol.is_empty() || args.protocol.contains(p);
    let options = Options {
        mapping: Mapping::parse(&args.maps)?,
        currency: args.currency,
        date_order: args.date_order,
        max_bad_rows: args.max_bad_rows,
        ..Options::default()
    };
    let files = [
        ("catalog", &args.catalog),
        ("orders", &args.orders),
        ("sessions", &args.sessions),
    ];
    let read_tables = files.iter().filter(|(_, file)| file.is_some());
    let read_tables: Vec<&str> = read_tables.map(|(table, _)| *table).collect();
    options.mapping.only_of(&read_tables)?;
    let suite = SuiteOptions {
        protocols: [
            Protocol::Pdp,
            Protocol::Cart,
            Protocol::Cold,
            Protocol::Repeat,
        ]
        .into_iter()
        .filter(asked)
        .collect(),
        baselines: args.baselines || args.report.is_some(),
        seed: args.seed,
        min_orders: args.min_orders,
    };
    let training = TrainOptions {
        edges: args.edges,
        min_orders: args.min_orders,
        min_visits: args.min_visits,
        without: args.without.iter().copied().collect(),
        build: Build {
            model_bytes: args.model_bytes.into(),
            shard_bytes: args.shard_bytes,
            ..TrainOptions::default().build
        },
        ..TrainOptions::default()
    };
    let mut report = Report::default();
    let mut learning = None;
    let mut shop = None;
    if let Some(orders) = args
        .orders
        .as_ref()
        .filter(|_| !suite.protocols.is_empty() || args.truth.is_some() || args.shoppers)
    {
        let catalog = args.catalog.as_deref();
        let shop: &Shop = shop.insert(Shop::read(
            catalog,
            orders,
            &options,
            args.test_days,
            &args.slice,
        )?);
        let fold = shop.fold();
        let build = Build {
            currency: shop.currency,
            ..training.build
        };
        // As of the orders, training sees nothing of the window.
        let all_visits = match &args.sessions {
            Some(path) => {
                let log = read_session_file(path, &options, &mut |_| ())?;
                Some(Sessions::of(&log, &shop.products))
            }
            None => None,
        };
        let before = all_visits
            .as_ref()
            .map(|all| all.between(i64::MIN..fold.since));
        let folder = pipeline::train(
            &shop.products,
            &fold.train,
            before.as_ref(),
            &TrainOptions { build, ..training },
        )?;
        let mut float = args
            .float
            .then(|| FloatModel::fit(&shop.products, &fold.train, &training));
        let mut ours = SetwiseModel::open(&folder, &shop.products)?;
        Suite::new(&fold, &suite).run(&mut ours, float.as_mut(), &mut report);
        if args.learning_curve {
            let options = TrainOptions { build, ..training };
            learning = Some(LearningCurve::measure(&fold, &options)?);
        }
        if args.shoppers {
            shoppers::taste(&fold, &mut ours, args.seed, &mut report);
        }
        if let Some(path) = &args.truth {
            let truth = read_truth(path)?;
            if let Some(all) = all_visits.as_ref().filter(|_| args.shoppers) {
                let visits = shoppers::Visits::of(all, &shop.customers());
                let products = &shop.products;
                shoppers::tolerance(&truth, products, &visits, &mut ours, args.seed, &mut report);
            }
            truth::measure(&truth, &shop.products, &mut ours, args.seed, &mut report);
        }
    }
    if let Some(sessions) = args
        .sessions
        .as_ref()
        .filter(|_| asked(&Protocol::NextItem))
    {
        let fold = SessionFold::read(
            sessions,
            args.test_sessions.as_deref(),
            &options,
            args.test_days,
        )?;
        fold.measure(&training, &suite, args.float, &mut report)?;
    }
    if let (Some(path), Some(shop)) = (&args.report, &shop) {
        let page = Page {
            products: &shop.products,
            orders_of: &orders_of(&shop.fold().train),
            folder: args.catalog.as_deref().and_then(Path::parent),
            days: args.test_days,
            report: &report,
            learning: learning.as_ref(),
        };
        std::fs::write(path, page.html()).map_err(|source| EvaluateError::Report {
            path: path.clone(),
            source,
        })?;
    }
    if let Some(visits) = &args.intent {
        IntentVisits::read(visits, &options)?.measure(args.seed, &mut report);
    }
    Ok(report)
}

fn read_truth(path: &PathBuf) -> Result<Truth, EvaluateError> {
    let wrong = |reason: String| EvaluateError::Truth {
        path: path.clone(),
        reason,
    };
    let bytes = std::fs::read(path).map_err(|e| wrong(e.to_string()))?;
    serde_json::from_slice(&bytes).map_err(|e| wrong(e.to_string()))
}
