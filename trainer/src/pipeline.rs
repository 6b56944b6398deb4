//! From a shop's files to a snapshot folder: the one way, for `setwise train` and for `setwise evaluate` alike.
//!
//! | stage | is | stands in |
//! |---|---|---|
//! | recognise | what each file is, and which of its columns is which | [`Files::recognise`] |
//! | read | catalog, orders and visits, row by row | [`read`], [`read_visits`] |
//! | clean | what is no sale and no product falls away, and is counted | [`read`] |
//! | baskets | orders as sets of products | [`baskets_of`] |
//! | count, fit | what goes together, and everything else that is learned | [`fit`] |
//! | select | which of it is kept: choice, what the merchant chose, products without orders | [`select`] |
//! | pack, publish | shards with display records and rules, then the manifest that names them | [`pack`] |
//!
//! Below they stand in this order. Visits and offers join on the way: a model of intent and the offers lie beside the shards ([`Beside`]).

mod in_memory;

use std::path::Path;
use std::sync::Arc;

use indicatif::ProgressBar;

use crate::baskets::Baskets;
use crate::count::{PairCounts, Room};
use crate::fit::{
    Beside, ByHand, Choice, ColdOptions, ComplementOptions, Complements, Extras, Facts, Families,
    Learned, Shop, Without, choose, fill_cold, fit_extras, refill,
};
use crate::ingest::{
    ChosenByHand, Cleaned, Currency, IngestError, Interner, Options, Orders, Product, SessionLog,
    clean, main_currency, read_catalog, read_orders, read_session_files, read_sessions,
};
use crate::pack::{Build, MODEL_BYTES, PackError, Packed, Rules, pack};
use crate::progress::Progress;
use crate::reading::{self, read_table};
use crate::recognise::{Input, Recognised, Role, Settings, recognise};
use crate::sessions::{Sessions, products_of};
use crate::summary::Summary;
use crate::warnings;

pub use in_memory::{PipelineError, TrainedFolder, train};

/// A pair is named that was in so many orders, unless a merchant asks for more: a pair of one order is one shopper's. With 3 the ranking
/// of shops of few orders loses up to a tenth (`docs/quality-notes.md`).
pub const MIN_ORDERS: u32 = 2;

/// How a model is trained and packed.
#[derive(Clone, Copy, Debug)]
pub struct TrainOptions {
    /// Neighbours kept of each product, 1 to 63.
    pub edges: u8,
    /// No pair in fewer orders is named in the snapshot, and none of a single customer.
    pub min_orders: u32,
    /// No step between two products in fewer visits is named in the snapshot.
    pub min_visits: u32,
    /// Orders of more distinct products are no evidence of what goes together.
    pub max_basket: usize,
    /// Evidence that is left out, to see what it adds.
    pub without: Without,
    /// What the manifest says besides the model.
    pub build: Build,
}

impl Default for TrainOptions {
    fn default() -> Self {
        Self {
            edges: 12,
            min_orders: MIN_ORDERS,
            min_visits: 1,
            max_basket: 500,
            without: Without::default(),
            build: Build {
                currency: Currency::UNKNOWN,
                as_of: None,
                stale_after: 30 * 86_400,
                model_bytes: MODEL_BYTES.into(),
                shard_bytes: None,
            },
        }
    }
}

/// The files of a shop, and what the merchant says of them.
pub(crate) struct Files {
    pub(crate) inputs: Vec<Input>,
    pub(crate) settings: Settings,
}

impl Files {
    /// What they are.
    ///
    /// # Errors
    /// As [`recognise`].
    pub(crate) fn recognise(&self, progress: &mut Progress) -> Result<Recognised, IngestError> {
        progress.stage("recognise", 0, |_| recognise(&self.inputs, &self.settings))
    }
}

/// Reads the catalog and the orders of files that were recognised, and cleans the orders; `cut` may take orders out before. What became
/// of the rows is noted in the summary. Afterwards `options` know the currency.
///
/// # Errors
/// [`IngestError`] if a file cannot be read.
pub(crate) fn read(
    files: &Files,
    recognised: &mut Recognised,
    options: &mut Options,
    cut: impl FnOnce(&mut Orders, &Interner),
    summary: &mut Summary,
    progress: &mut Progress,
) -> Result<Cleaned, IngestError> {
    // The digits of a catalog's prices are those of the currency that orders name.
    if options.currency.is_none()
        && recognised.has(Role::Orders)
        && let Some(mut orders) = files.recognise(progress)?.take(Role::Orders)?
    {
        options.known_currency =
            progress.stage("recognise", 0, |_| main_currency(&mut orders, options))?;
    }
    let mut ids = Interner::new();
    let (has_orders, has_catalog) = (recognised.has(Role::Orders), recognised.has(Role::Catalog));
    let catalog = match recognised.take(Role::Catalog)? {
        Some(table) => {
            let file = table.file().to_owned();
            let catalog = read_table(progress, "catalog", table, |table, tick| {
                read_catalog(table, &mut ids, options, tick)
            })?;
            options.known_currency = catalog.currency;
            reading::note_catalog(summary, &catalog);
            summary
                .warnings
                .extend(warnings::of_catalog(&file, &catalog));
            Some(catalog)
        }
        None => None,
    };
    let mut orders = match recognised.take(Role::Orders)? {
        Some(table) => read_table(progress, "orders", table, |table, tick| {
            read_orders(table, &mut ids, options, tick)
        })?,
        None => Orders::none(),
    };
    reading::note_orders(summary, &orders);
    let file = orders.file.clone();
    cut(&mut orders, &ids);
    let cleaned = progress.stage("clean", 0, |_| clean(orders, catalog, &ids, options));
    drop(ids);
    reading::note_cleaned(summary, &cleaned);
    if has_orders {
        let found = warnings::of_orders(&file, summary);
        summary.warnings.extend(found);
    }
    let found = warnings::of_products(has_catalog, &cleaned.products);
    summary.warnings.extend(found);
    Ok(cleaned)
}

/// Reads the visits, if there are any. Their products are called as the cleaned ones are, and where neither a catalog nor orders give
/// any, they are the products.
///
/// # Errors
/// [`IngestError`] if a file cannot be read.
pub(crate) fn read_visits(
    recognised: &mut Recognised,
    options: &Options,
    cleaned: &mut Cleaned,
    are_all: bool,
    progress: &mut Progress,
) -> Result<Option<SessionLog>, IngestError> {
    let log = if recognised.sessions_are_events()? {
        let paths = recognised.paths(Role::Sessions);
        // A file that cannot be asked for its size fails below, with its name.
        let sizes = paths.iter().filter_map(|path| std::fs::metadata(path).ok());
        let size = sizes.map(|meta| meta.len()).sum();
        let read =
            |bar: &ProgressBar| read_session_files(&paths, options, &mut |at| bar.set_position(at));
        Some(progress.stage("sessions", size, read)?)
    } else {
        let read = |table| {
            read_table(progress, "sessions", table, |table, tick| {
                read_sessions(table, options, tick)
            })
        };
        recognised.take(Role::Sessions)?.map(read).transpose()?
    };
    let Some(mut log) = log else { return Ok(None) };
    if are_all {
        cleaned.products = products_of(&log);
        let named = log.described.currency;
        cleaned.currency = options.currency.or(named).unwrap_or(cleaned.currency);
    }
    log.rename(|id| {
        let (product, _) = cleaned.names.find(id)?;
        Some(cleaned.products.get(product as usize)?.id.clone())
    });
    Ok(Some(log))
}

/// The orders that were cleaned as sets of products.
#[must_use]
pub fn baskets_of(cleaned: &Cleaned) -> Baskets {
    let Cleaned {
        sales,
        heads,
        order_ids,
        products,
        ..
    } = cleaned;
    Baskets::from_sales(sales, heads, order_ids, products.len())
}

/// What a training has made.
#[derive(Clone, Debug)]
pub struct Trained {
    /// Distinct pairs of products bought together.
    pub pairs: u64,
    /// What was tried on the last month of orders, and chosen.
    pub choices: Vec<Choice>,
    /// The folder.
    pub packed: Packed,
}

/// What a model is learned from.
#[derive(Clone, Copy, Debug)]
pub struct Material<'a> {
    /// The products, in the order of their ids' bytes.
    pub products: &'a [Product],
    /// The orders.
    pub baskets: &'a Baskets,
    /// Visits, if there are any.
    pub sessions: Option<&'a Sessions>,
    /// What the merchant shows with what.
    pub chosen_by_hand: &'a [ChosenByHand],
}

/// Counts, fits, selects and packs into a folder, with the files that go beside the shards. Counts that the room has no memory for
/// are put aside in it.
///
/// # Errors
/// [`PackError`] when the folder or a temporary file cannot be written, or the products break a rule of the format.
pub fn train_into(
    material: Material<'_>,
    beside: Beside,
    rules: Option<&Rules>,
    options: &TrainOptions,
    room: &Arc<Room>,
    progress: &mut Progress,
    folder: &Path,
) -> Result<Trained, PackError> {
    let facts = progress.stage("facts", 0, |_| Facts::of(material.products));
    let by_hand = ByHand::of(material.chosen_by_hand, &facts);
    let mut fitted = fit(material, &facts, &by_hand, options, room, progress)?;
    fitted.extras.beside = beside;
    let complements = select(&mut fitted, &facts, &by_hand, material, options, progress);
    let Fitted {
        extras,
        learned,
        counts,
        ..
    } = fitted;
    let pairs = counts.pairs();
    drop(counts);
    room.check()?;
    let packed = progress.stage("pack", 0, |_| {
        pack(
            material.products,
            material.baskets,
            complements,
            &extras,
            rules,
            &options.build,
            folder,
        )
    })?;
    Ok(Trained {
        pairs,
        choices: learned.choices().to_vec(),
        packed,
    })
}

/// Everything that orders and visits taught.
struct Fitted {
    learned: Learned,
    counts: PairCounts,
    complements: Complements,
    extras: Extras,
}

/// Counts what is bought together, and learns from it.
fn fit(
    material: Material<'_>,
    facts: &Facts,
    by_hand: &ByHand,
    options: &TrainOptions,
    room: &Arc<Room>,
    progress: &mut Progress,
) -> Result<Fitted, PackError> {
    let Material {
        products, baskets, ..
    } = material;
    let complementing = ComplementOptions {
        edges: usize::from(options.edges),
        min_orders: options.min_orders,
        max_basket: options.max_basket,
        without: options.without,
    };
    let mut learned = progress.stage("learn", 0, |_| {
        Learned::of(baskets, facts, &complementing, room)
    });
    room.check()?;
    let (mut complements, counts) = progress.stage("fit", 0, |_| {
        learned.complements(baskets, facts, &complementing, room)
    });
    if let Some(families) = Families::of(products, baskets) {
        complements = progress.stage("families", 0, |_| {
            let by_page = families.of_pages(baskets);
            let (of_pages, _) = learned.complements(&by_page, facts, &complementing, room);
            families.taught(&complements, &of_pages)
        });
        room.check()?;
    }
    let shop = shop_of(material, facts, &counts, options);
    let floors = (options.min_orders, options.min_visits);
    let extras = fit_extras(&shop, &by_hand.upsells(), floors, progress);
    complements.alternatives =
        progress.stage("choose", 0, |_| learned.choose_alternatives(&extras.needs));
    Ok(Fitted {
        learned,
        counts,
        complements,
        extras,
    })
}

/// Chooses what each page shows: one product a need, what the merchant chose before all, and what is most likely where orders say little.
fn select(
    fitted: &mut Fitted,
    facts: &Facts,
    by_hand: &ByHand,
    material: Material<'_>,
    options: &TrainOptions,
    progress: &mut Progress,
) -> Complements {
    let places = usize::from(options.edges);
    let mut complements = std::mem::take(&mut fitted.complements);
    let needs = &fitted.extras.needs;
    let chosen = choose(
        &complements.edges,
        facts,
        needs,
        complements.alternatives,
        places,
    );
    let all = std::mem::replace(&mut complements.edges, chosen);
    complements = by_hand.complete(complements, places);
    let cold = ColdOptions {
        edges: places,
        min_orders: options.min_orders,
        ..ColdOptions::default()
    };
    let shop = shop_of(material, facts, &fitted.counts, options);
    progress.stage("cold", 0, |_| {
        let chosen = complements.edges.clone();
        let wanted = cold.wanted.min(places);
        let filled = fill_cold(&chosen, &shop, needs, &cold);
        let filled = refill(&filled, &all, facts, needs, wanted);
        complements.with_borrowed(&chosen, &filled, wanted);
        let sold = |&(product, to): &(u32, u32)| all.of(product).any(|own| own.0 == to);
        complements.borrowed.retain(|pair| !sold(pair));
    });
    complements
}

fn shop_of<'a>(
    material: Material<'a>,
    facts: &'a Facts,
    counts: &'a PairCounts,
    options: &TrainOptions,
) -> Shop<'a> {
    Shop {
        facts,
        baskets: material.baskets,
        counts,
        sessions: material.sessions,
        max_basket: options.max_basket,
    }
}
