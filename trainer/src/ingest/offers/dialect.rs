//! Whose file of offers it is, by its columns: our own, or a catalog export that has sale prices with dates.

use super::super::columns::{CATALOG, Mapping, OFFERS, SALES, Schema};

/// A kind of file that offers come from.
pub(super) struct Dialect {
    /// Its columns.
    pub(super) schema: &'static Schema,
    /// Which header is which column, where they differ.
    pub(super) headers: Vec<(&'static str, String)>,
}

/// Columns of sales, and what a catalog calls them.
pub(crate) const OF_CATALOG: [(&str, &str); 12] = [
    ("product_id", "product_id"),
    ("offer_price", "sale_price"),
    ("regular_price", "price"),
    ("starts_at", "sale_starts"),
    ("ends_at", "sale_ends"),
    ("currency", "currency"),
    ("effective", "sale_effective"),
    ("sku", "sku"),
    ("platform_id", "platform_id"),
    ("status", "status"),
    ("published", "published"),
    ("visibility", "visibility"),
];
/// Headers of the id and the regular price in exports whose columns are not mapped, the most telling first.
const UNMAPPED: [(&str, &[&str]); 2] = [
    ("product_id", &["SKU", "Variant SKU", "id"]),
    ("regular_price", &["Regular price"]),
];

impl Dialect {
    /// The dialect of a file with these headers, some of which may be mapped as a catalog's or as offers'.
    pub(super) fn of(mapping: &Mapping, headers: &[String]) -> Self {
        let column = |name: &str| mapping.header(&CATALOG, name, headers);
        let has_end = column("sale_ends").is_some() || column("sale_effective").is_some();
        if column("sale_price").is_none() || !has_end {
            return Self {
                schema: &OFFERS,
                headers: Vec::new(),
            };
        }
        let unmapped = |name: &str| {
            let (_, known) = UNMAPPED.iter().find(|(column, _)| *column == name)?;
            let same = |wanted: &&&str| {
                headers
                    .iter()
                    .any(|h| h.trim().eq_ignore_ascii_case(wanted))
            };
            known.iter().find(same).map(|header| (*header).to_owned())
        };
        let found = OF_CATALOG.iter().filter_map(|(sale, catalog)| {
            let header = column(catalog).map(str::to_owned);
            Some((*sale, header.or_else(|| unmapped(sale))?))
        });
        Self {
            schema: &SALES,
            headers: found.collect(),
        }
    }
}
