//! Whose file of offers it is, by its headers: our own, or a catalog export that has sale prices with dates.

use super::super::columns::{OFFERS, SALES, Schema};

/// A kind of file that offers come from.
pub(super) struct Dialect {
    /// Its columns.
    pub(super) schema: &'static Schema,
    /// Which header is which column, where they differ.
    pub(super) headers: &'static [(&'static str, &'static str)],
}

const GENERIC: Dialect = Dialect {
    schema: &OFFERS,
    headers: &[],
};

/// The products CSV of WooCommerce.
const WOO: Dialect = Dialect {
    schema: &SALES,
    headers: &[
        ("product_id", "SKU"),
        ("offer_price", "Sale price"),
        ("regular_price", "Regular price"),
        ("starts_at", "Date sale price starts"),
        ("ends_at", "Date sale price ends"),
    ],
};

/// A feed of Google's Merchant Center as a table.
const GOOGLE: Dialect = Dialect {
    schema: &SALES,
    headers: &[
        ("product_id", "id"),
        ("offer_price", "sale_price"),
        ("regular_price", "price"),
        ("effective", "sale_price_effective_date"),
    ],
};

impl Dialect {
    /// The dialect of a file with these headers.
    pub(super) fn of(headers: &[String]) -> &'static Self {
        let has = |wanted: &str| {
            headers
                .iter()
                .any(|header| header.eq_ignore_ascii_case(wanted))
        };
        if has("Date sale price ends") {
            &WOO
        } else if has("sale_price_effective_date") {
            &GOOGLE
        } else {
            &GENERIC
        }
    }
}
