//! From a shop's files to a snapshot folder: the one way, for `setwise train` and for `setwise evaluate` alike.
//!
//! | stage | is | stands in |
//! |---|---|---|
//! | recognise | what each file is, and which of its columns is which | [`Files::recognise`] |
//! | read | catalog and orders, row by row | [`read`] |
//! | clean | what is no sale and no product falls away, and is counted | [`read`] |
//! | baskets | orders as sets of products | [`baskets_of`] |
//! | count, fit | what goes together, and everything else that is learned | [`train_into`] |
//! | select | which of it is kept: choice, products without orders, budget | [`train_into`], [`pack`] |
//! | pack, publish | shards with display records and rules, then the manifest that names them | [`pack`] |
//!
//! Visits and offers join on the way: a model of intent and the offers lie beside the shards ([`Beside`]).

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;
use setwise_core::snapshot::{Manifest, Parcel, Snapshot};

use crate::baskets::Baskets;
use crate::count::Room;
use crate::fit::{
    Beside, ByHand, Choice, ColdOptions, ComplementOptions, Facts, Families, Learned, Shop,
    Without, choose, fill_cold, fit_extras, refill,
};
use crate::folder::{FolderError, SnapshotFolder};
use crate::ingest::{
    ChosenByHand, Cleaned, Currency, IngestError, Interner, Options, Orders, Product, clean,
    main_currency, read_catalog, read_orders,
};
use crate::pack::{Build, MODEL_BYTES, PackError, Packed, Rules, pack};
use crate::progress::Progress;
use crate::reading::{self, read_table};
use crate::recognise::{Input, Recognised, Role, Settings, recognise};
use crate::sessions::Sessions;
use crate::summary::Summary;
use crate::warnings;

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
    pub(crate) fn recognise(&self) -> Result<Recognised, IngestError> {
        recognise(&self.inputs, &self.settings)
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
        && let Some(mut orders) = files.recognise()?.take(Role::Orders)?
    {
        options.known_currency = main_currency(&mut orders, options)?;
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

/// Counts, fits and packs into a folder, with the files that go beside the shards. Counts that the room has no memory for
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
    let Material {
        products,
        baskets,
        sessions,
        chosen_by_hand,
    } = material;
    let facts = progress.stage("facts", 0, |_| Facts::of(products));
    let complementing = ComplementOptions {
        edges: usize::from(options.edges),
        min_orders: options.min_orders,
        max_basket: options.max_basket,
        without: options.without,
    };
    let mut learned = progress.stage("learn", 0, |_| {
        Learned::of(baskets, &facts, &complementing, room)
    });
    room.check()?;
    let (mut complements, counts) = progress.stage("fit", 0, |_| {
        learned.complements(baskets, &facts, &complementing, room)
    });
    let pairs = counts.pairs();
    if let Some(families) = Families::of(products, baskets) {
        complements = progress.stage("families", 0, |_| {
            let by_page = families.of_pages(baskets);
            let (of_pages, _) = learned.complements(&by_page, &facts, &complementing, room);
            families.taught(&complements, &of_pages)
        });
        room.check()?;
    }
    let shop = Shop {
        facts: &facts,
        baskets,
        counts: &counts,
        sessions,
        max_basket: options.max_basket,
    };
    let by_hand = ByHand::of(chosen_by_hand, &facts);
    let upsells = by_hand.upsells();
    let floors = (options.min_orders, options.min_visits);
    let mut extras = fit_extras(&shop, &upsells, floors, progress);
    extras.beside = beside;
    complements.alternatives =
        progress.stage("choose", 0, |_| learned.choose_alternatives(&extras.needs));
    let places = usize::from(options.edges);
    let cold = ColdOptions {
        edges: places,
        min_orders: options.min_orders,
        ..ColdOptions::default()
    };
    let chosen = choose(
        &complements.edges,
        &facts,
        &extras.needs,
        complements.alternatives,
        places,
    );
    let all = std::mem::replace(&mut complements.edges, chosen);
    complements = by_hand.complete(complements, places);
    progress.stage("cold", 0, |_| {
        let chosen = complements.edges.clone();
        let wanted = cold.wanted.min(places);
        let filled = fill_cold(&chosen, &shop, &extras.needs, &cold);
        let filled = refill(&filled, &all, &facts, &extras.needs, wanted);
        complements.with_borrowed(&chosen, &filled, wanted);
        let sold = |&(product, to): &(u32, u32)| all.of(product).any(|own| own.0 == to);
        complements.borrowed.retain(|pair| !sold(pair));
    });
    drop(counts);
    room.check()?;
    let packed = progress.stage("pack", 0, |_| {
        pack(
            products,
            baskets,
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

/// Why a training in memory failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PipelineError {
    /// The snapshot cannot be packed.
    #[error(transparent)]
    Pack(#[from] PackError),
    /// No temporary folder can be made.
    #[error(
        "cannot use the temporary folder {path}: {source}; set TMPDIR to one that can be written"
    )]
    Temporary {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The packed files do not open.
    #[error(transparent)]
    Folder(#[from] FolderError),
}

/// A snapshot folder with all its shards in memory, checked.
#[derive(Clone, Debug)]
pub struct TrainedFolder {
    folder: SnapshotFolder,
    shards: Vec<Parcel<Vec<u8>>>,
}

/// Trains into memory: what `setwise train` would write.
///
/// # Errors
/// [`PipelineError`] when packing fails or there is no room for temporary files.
pub fn train(
    products: &[Product],
    baskets: &Baskets,
    sessions: Option<&Sessions>,
    options: &TrainOptions,
) -> Result<TrainedFolder, PipelineError> {
    let temporary = |path: PathBuf| move |source| PipelineError::Temporary { path, source };
    let folder = tempfile::tempdir().map_err(temporary(std::env::temp_dir()))?;
    let material = Material {
        products,
        baskets,
        sessions,
        chosen_by_hand: &[],
    };
    train_into(
        material,
        Beside::default(),
        None,
        options,
        &Arc::new(Room::unlimited()),
        &mut Progress::new(false),
        folder.path(),
    )?;
    Ok(TrainedFolder::read(folder.path())?)
}

impl TrainedFolder {
    /// Reads a folder that `setwise train` wrote.
    ///
    /// # Errors
    /// [`FolderError`] names the first file that cannot be used.
    pub fn read(folder: &Path) -> Result<Self, FolderError> {
        let folder = SnapshotFolder::open(folder)?;
        let names = folder.shards()?;
        let shards = names
            .into_par_iter()
            .map(|name| folder.parcel(name))
            .collect::<Result<_, _>>()?;
        Ok(Self { folder, shards })
    }

    /// What the manifest says.
    #[must_use]
    pub fn manifest(&self) -> &Manifest {
        self.folder.manifest()
    }

    /// The shards as they came, by number.
    #[must_use]
    pub fn shards(&self) -> &[Parcel<Vec<u8>>] {
        &self.shards
    }

    /// All shards as a page has them, by number: inflated and validated.
    ///
    /// # Errors
    /// [`FolderError::Shard`] names the first shard that breaks a rule.
    pub fn open(&self) -> Result<Vec<Snapshot>, FolderError> {
        let shards = self.shards.par_iter();
        shards.map(|parcel| self.folder.unpack(parcel)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use setwise_core::catalog::ProductKey;

    fn product(id: &str) -> Product {
        Product {
            id: id.to_owned(),
            title: id.to_uppercase(),
            price: Some(100),
            url: None,
            image: None,
            category: None,
            brand: None,
            attributes: None,
            group: None,
            in_stock: true,
            place: 0,
            parent: None,
            needs_options: false,
        }
    }

    #[test]
    fn what_is_trained_in_memory_opens_and_is_equal_each_time() {
        let products: Vec<Product> = ["a", "b", "c"].map(product).to_vec();
        let sets: Vec<Vec<u32>> = (0..30)
            .map(|n| if n % 3 == 0 { vec![0, 1] } else { vec![n % 3] })
            .collect();
        let baskets = Baskets::from_sets(&sets, 3);
        let folder = train(&products, &baskets, None, &TrainOptions::default()).expect("trained");
        let again = train(&products, &baskets, None, &TrainOptions::default()).expect("trained");
        assert_eq!(folder.manifest(), again.manifest());
        let shards = folder.open().expect("opens");
        let record = shards[0].find_owned(ProductKey::of("a")).expect("known");
        // Code 0 is borrowed.
        let edges: Vec<&str> = shards[0]
            .edges(record)
            .filter(|edge| edge.code > 0)
            .map(|e| shards[0].display().id(e.to))
            .collect();
        assert_eq!(edges, ["b"]);
    }
}
