//! A made-up shop with known truth: catalog, pictures, a year of orders and sessions, offers, and the answers.
//!
//! Everything is drawn from one seed, without a clock: equal options give byte-equal folders. The truth that a model
//! should find stands in `truth.json` ([`truth::Truth`]); the orders show it through the noise of a real shop:
//! bestsellers, one-item orders, things thrown in, launches, seasons, offers.
//!
//! Prices are in GBP. Orders span the 396 days before [`DemoOptions::until`].

mod basket;
mod calendar;
mod catalog;
mod choice;
mod dice;
mod offers;
mod orders;
mod pictures;
mod power_law;
mod relations;
mod sessions;
mod shoppers;
pub mod truth;
mod vocabulary;
mod write;

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use jiff::civil::Date;

use calendar::{Calendar, DAY, DAYS};
use dice::Dice;
use offers::Offers;
use orders::Shop;
pub use power_law::{BLOCK_ORDERS, Lines, PowerLaw};
use truth::Truth;

/// Currency of all prices, ISO 4217.
pub const CURRENCY: &str = "GBP";
/// Fewest products that make a shop: two of each of the first ten kinds.
pub const MIN_PRODUCTS: usize = 20;
/// Most products; names and pictures repeat long before.
pub const MAX_PRODUCTS: usize = 1_000_000;
/// Most orders; they are all held in memory.
pub const MAX_ORDERS: usize = 10_000_000;
/// Day after the last order, unless another is asked for.
pub const DEFAULT_UNTIL: &str = "2026-11-01";

/// Families that extra items come from.
const BESTSELLERS: usize = 12;

/// What shop to make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoOptions {
    /// Any number; each gives another shop.
    pub seed: u64,
    /// [`MIN_PRODUCTS`] to [`MAX_PRODUCTS`].
    pub products: usize,
    /// 0 to [`MAX_ORDERS`].
    pub orders: usize,
    /// Day after the last order, `YYYY-MM-DD`, UTC.
    pub until: String,
    /// Day that the offers count from, `YYYY-MM-DD`, UTC; [`until`](Self::until) unless given. A shop that is shown today has offers that
    /// run today, with the orders of always.
    pub offers_from: Option<String>,
}

/// What was made.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct DemoSummary {
    /// Always true.
    pub synthetic: bool,
    /// Rows of `catalog.csv`.
    pub products: usize,
    /// Orders, and their lines.
    pub orders: usize,
    /// Rows of `orders.csv`.
    pub lines: usize,
    /// Customers with an order.
    pub shoppers: usize,
    /// Visits, with an order or without.
    pub sessions: usize,
    /// Rows of `offers.csv`.
    pub offers: usize,
    /// Planted bundles.
    pub bundles: usize,
}

/// Why no shop was made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DemoError {
    /// A number is out of range.
    #[error("--{argument}: expected {min} to {max}, got {got}; choose a number in that range")]
    OutOfRange {
        /// Name of the argument.
        argument: &'static str,
        /// Smallest that works.
        min: usize,
        /// Largest that works.
        max: usize,
        /// What was asked for.
        got: usize,
    },
    /// A day is not a date.
    #[error(
        "--{argument}: expected a day as YYYY-MM-DD between the years 1 and 9990, got {got:?}; for example --{argument} {DEFAULT_UNTIL}"
    )]
    Day {
        /// Name of the argument.
        argument: &'static str,
        /// What was asked for.
        got: String,
    },
    /// The folder holds something else.
    #[error("{}: is not empty and holds no demo shop (no truth.json); choose an empty or a new folder", path.display())]
    NotADemoShop {
        /// The folder.
        path: PathBuf,
    },
    /// A file could not be written.
    #[error("{}: could not be written: {source}; check the folder's permissions and free space", path.display())]
    Write {
        /// File or folder.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

/// Makes the shop and writes it into `out`, which must be new, empty, or an earlier demo shop.
///
/// # Errors
/// [`DemoError`]: a number or date out of range (nothing is written then), a folder with other things in it, or a failed write.
pub fn generate(options: &DemoOptions, out: &Path) -> Result<DemoSummary, DemoError> {
    in_range("products", options.products, MIN_PRODUCTS, MAX_PRODUCTS)?;
    in_range("orders", options.orders, 0, MAX_ORDERS)?;
    let calendar = calendar_until("until", &options.until)?;
    let offered = match &options.offers_from {
        Some(day) => &calendar_until("offers-from", day)?,
        None => &calendar,
    };

    // Each part has its own stream, so that more orders leave the catalog as it is.
    let catalog = catalog::build(options.products, DAYS, &mut Dice::new(options.seed, 1));
    let relations = relations::relate(&catalog, &mut Dice::new(options.seed, 2));
    let offers = Offers::plan(&catalog);
    let bestsellers = bestsellers(&catalog, &mut Dice::new(options.seed, 3));
    let shop = Shop {
        catalog: &catalog,
        relations: &relations,
        calendar: &calendar,
        offers: &offers,
        bestsellers,
    };
    let (shoppers, orders) = orders::shop_all(&shop, options.seed, options.orders);
    let sessions = sessions::visit_all(&shop, &shoppers, &orders, &mut Dice::new(options.seed, 4));

    let mut truth = Truth {
        synthetic: true,
        note: "Synthetic shop: nothing in it was observed. Figures measured on it say nothing about real shoppers.".to_owned(),
        seed: options.seed,
        currency: CURRENCY.to_owned(),
        until: calendar.instant(DAYS * DAY),
        complements: BTreeMap::new(),
        sets: BTreeMap::new(),
        upgrades: BTreeMap::new(),
        substitutes: Vec::new(),
        bundles: Vec::new(),
        repurchase: BTreeMap::new(),
        shoppers: shoppers.iter().map(shoppers::Shopper::tell).collect(),
    };
    relations::tell(&catalog, &relations, &mut truth);

    let folder = write::Folder::open(out)?;
    folder.catalog(&catalog)?;
    folder.orders(&catalog, &shoppers, &orders, &calendar)?;
    folder.sessions(&catalog, &sessions, &calendar)?;
    folder.offers(&catalog, &offers, offered)?;
    folder.pictures(&catalog)?;
    folder.truth(&truth)?;
    Ok(DemoSummary {
        synthetic: true,
        products: catalog.products.len(),
        orders: orders.len(),
        lines: orders.iter().map(|order| order.basket.lines.len()).sum(),
        shoppers: shoppers.len(),
        sessions: sessions.len(),
        offers: offers.len(),
        bundles: relations.bundles.len(),
    })
}

fn calendar_until(argument: &'static str, day: &str) -> Result<Calendar, DemoError> {
    day.parse::<Date>()
        .ok()
        .filter(|day| (1..=9990).contains(&day.year()))
        .and_then(Calendar::ending)
        .ok_or_else(|| DemoError::Day {
            argument,
            got: day.to_owned(),
        })
}

fn in_range(argument: &'static str, got: usize, min: usize, max: usize) -> Result<(), DemoError> {
    if (min..=max).contains(&got) {
        Ok(())
    } else {
        Err(DemoError::OutOfRange {
            argument,
            min,
            max,
            got,
        })
    }
}

fn bestsellers(catalog: &catalog::Catalog, dice: &mut Dice) -> Vec<usize> {
    let mut families: Vec<usize> = (0..catalog.families.len())
        .filter(|family| catalog.families[*family].launch_day <= 0)
        .collect();
    dice.shuffle(&mut families);
    families.truncate(BESTSELLERS);
    families
}
