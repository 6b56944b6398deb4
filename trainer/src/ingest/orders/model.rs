//! Orders as read: their heads, and their lines in columns of small numbers.

use std::collections::BTreeMap;

use hashbrown::HashMap;

use crate::ingest::bad_rows::{BadRowLimit, BadRows};
use crate::ingest::described::Described;
use crate::ingest::intern::Interner;
use crate::ingest::money::Currency;
use crate::ingest::vote::Vote;

/// One line of an order, as read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// Number of the order in [`Orders::ids`].
    pub order: u32,
    /// Number of the product in the interner of product ids.
    pub product: u32,
    /// Pieces; negative for a return.
    pub quantity: i32,
    /// Whether the line names a title (or the file has no titles).
    pub titled: bool,
    /// Price of one piece in minor units, or [`NO_PRICE`].
    pub unit_price: i64,
}

/// What the lines of an order share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OrderHead {
    /// Seconds since 1970 UTC, of its earliest line.
    pub time: i64,
    /// Salted hash of the customer key, 0 if unknown.
    pub customer: u64,
}

/// The orders as read.
pub struct Orders {
    /// The file as it was named.
    pub file: String,
    /// All lines that could be read and are of orders that were not called off, in file order.
    pub lines: Vec<Line>,
    /// One head an order, by its number.
    pub heads: Vec<OrderHead>,
    /// Order ids.
    pub ids: Interner,
    /// Titles of products by their number, from lines that are sales; empty if the file has no titles.
    pub titles: Vec<Vote<u32>>,
    /// The texts of the titles.
    pub texts: Interner,
    /// Other names that rows give a product, by its number: tried where the catalog does not know the first.
    pub names: HashMap<u32, Vec<u32>>,
    /// The currency of the prices.
    pub currency: Option<Currency>,
    /// Orders in another currency, whose products count and whose prices do not.
    pub other_currency_orders: u64,
    /// Words for the state of an order that are not known: their orders count as sales. The first few, each once.
    pub unknown_states: Vec<String>,
    /// Rows read.
    pub rows: u64,
    /// Rows not used, by reason.
    pub dropped: BTreeMap<&'static str, u64>,
    /// Rows that cannot be read.
    pub bad: BadRows,
    /// Cells that were not UTF-8.
    pub windows_1252: u64,
    /// Headers of personal columns, which were not read.
    pub personal: Vec<String>,
    /// What rows say of the products besides.
    pub(crate) described: Described,
}

impl Orders {
    /// The orders of a shop that has none to show.
    #[must_use]
    pub fn none() -> Self {
        Self::of("", BadRowLimit::Rows(0))
    }

    pub(super) fn of(file: &str, limit: BadRowLimit) -> Self {
        Self {
            file: file.to_owned(),
            lines: Vec::new(),
            heads: Vec::new(),
            ids: Interner::new(),
            titles: Vec::new(),
            texts: Interner::new(),
            names: HashMap::new(),
            currency: None,
            other_currency_orders: 0,
            unknown_states: Vec::new(),
            rows: 0,
            dropped: BTreeMap::new(),
            bad: BadRows::new(file, limit),
            windows_1252: 0,
            personal: Vec::new(),
            described: Described::default(),
        }
    }
}
