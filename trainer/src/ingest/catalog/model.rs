//! A catalog as read, and what of it could not be used.

use std::collections::BTreeMap;

use super::{CatalogEntry, STOCK_EXAMPLES};
use crate::ingest::bad_rows::BadRows;
use crate::ingest::currency_sign::Sign;
use crate::ingest::intern::Interner;
use crate::ingest::join::Names;
use crate::ingest::money::Currency;
use crate::ingest::text::decode;

/// A catalog as read.
pub struct Catalog {
    /// One entry a product, in the order of first appearance.
    pub entries: Vec<CatalogEntry>,
    /// All texts of the entries.
    pub texts: Interner,
    /// The currency of the prices.
    pub currency: Option<Currency>,
    /// The sign of the prices, where it is that of several currencies and nothing says more.
    pub(crate) sign: Option<Sign>,
    /// The columns that the file has, of [`CATALOG`].
    pub columns: Vec<&'static str>,
    /// Whether the file has a price column.
    pub has_prices: bool,
    /// Rows read.
    pub rows: u64,
    /// Rows of a product that had a row before: merged with it.
    pub repeated_rows: u64,
    /// Rows not used, by reason.
    pub dropped: BTreeMap<&'static str, u64>,
    /// Rows that cannot be read.
    pub bad: BadRows,
    /// Cells that were not UTF-8.
    pub windows_1252: u64,
    /// Headers of personal columns, which were not read.
    pub personal: Vec<String>,
    /// Cells that say nothing usable, though their rows are used.
    pub unusable: Unusable,
    /// Rows whose id is blank, that go by another name of theirs.
    pub without_id: u64,
}

impl Catalog {
    /// All names that it gives its products, which were numbered by `ids`.
    #[must_use]
    pub fn names(&self, ids: &Interner) -> Names {
        let mut names = Names::new();
        for entry in &self.entries {
            names.add(ids.key(entry.product), entry.product);
        }
        for entry in &self.entries {
            for name in &entry.names {
                names.add_other(self.texts.key(*name), entry.product);
            }
            if let Some(title) = entry.title.winner() {
                let title = String::from_utf8_lossy(self.texts.key(title));
                names.add_title(&title, entry.product);
            }
        }
        names
    }
}

/// Cells of a catalog that say nothing usable.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unusable {
    /// Prices of zero or less: no price.
    pub prices_not_above_zero: u64,
    /// Prices such as `1.234`, where other prices of the column have a decimal point and others a decimal comma.
    pub prices_of_two_readings: u64,
    /// Words for the stock that are not known: the product counts as in stock.
    pub stock_words: u64,
    /// The first of these words, each once.
    pub stock_examples: Vec<String>,
}

impl Unusable {
    pub(super) fn stock_word(&mut self, cell: &[u8]) {
        self.stock_words += 1;
        if self.stock_examples.len() < STOCK_EXAMPLES {
            let word: String = decode(cell).0.chars().take(40).collect();
            if !self.stock_examples.contains(&word) {
                self.stock_examples.push(word);
            }
        }
    }
}
