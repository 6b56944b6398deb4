//! What a training should not keep to itself: files that were read without an error and yet say next to nothing.

use crate::ingest::{Catalog, Product, Unusable};
use crate::recognise::{FileReport, Role};
use crate::summary::{SessionRows, Summary};

/// Rows that name unknown products are a sign of two exports that do not belong together from this share on.
const MOSTLY: f64 = 0.5;

/// Of the catalog.
pub(crate) fn of_catalog(file: &str, catalog: &Catalog) -> Vec<String> {
    let mut found = Vec::new();
    let Unusable {
        prices_not_above_zero,
        prices_of_two_readings,
        stock_words,
        stock_examples,
    } = &catalog.unusable;
    if catalog.entries.is_empty() {
        found.push(format!("{file}: no product in {} rows", catalog.rows));
    }
    if *prices_not_above_zero > 0 {
        found.push(format!(
            "{file}: {prices_not_above_zero} prices of zero or less count as no price"
        ));
    }
    if *prices_of_two_readings > 0 {
        found.push(format!(
            "{file}: {prices_of_two_readings} prices such as 1.234 count as no price, because other rows have a decimal point and others a decimal comma"
        ));
    }
    if *stock_words > 0 {
        found.push(format!(
            "{file}: {stock_words} rows say of their stock what is not understood (`{}`): they count as in stock; write yes or no",
            stock_examples.join("`, `")
        ));
    }
    found
}

/// Of catalogs of more than one platform, which have different ids for one product.
pub(crate) fn of_platforms(files: &[FileReport]) -> Option<String> {
    let catalogs: Vec<&FileReport> = files
        .iter()
        .filter(|file| file.role == Role::Catalog)
        .collect();
    let first = catalogs.first()?;
    let other = catalogs.iter().find(|file| file.kind != first.kind)?;
    Some(format!(
        "products come from two kinds of exports ({}: {}; {}: {}): what both sell is one product only where both have the same id; if one is not of this shop, leave it out with --as FILE=ignore",
        first.file, first.name, other.file, other.name
    ))
}

/// Of the orders, once they are cleaned.
pub(crate) fn of_orders(file: &str, summary: &Summary) -> Vec<String> {
    let rows = &summary.rows;
    let dropped = |reason: &str| rows.dropped.get(reason).copied().unwrap_or(0);
    let mut found = Vec::new();
    if rows.read == 0 {
        found.push(format!(
            "{file}: no rows below the header: nothing is learned from orders"
        ));
    }
    let unlisted = dropped("not_in_catalog");
    if unlisted as f64 >= MOSTLY * rows.read.max(1) as f64 {
        found.push(format!(
            "{file}: {unlisted} of {} rows name products that are not in the catalog; do both files use the same product ids?",
            rows.read
        ));
    }
    let strays = dropped("stray_time");
    if strays > 0 {
        found.push(format!(
            "{file}: {strays} rows are left out because their time is half a year and more after all others"
        ));
    }
    found
}

/// Of the words for the state of orders that are not known.
pub(crate) fn of_states(file: &str, unknown: &[String]) -> Option<String> {
    (!unknown.is_empty()).then(|| {
        format!(
            "{file}: orders are in a state that is not understood (`{}`): they count as sales; leave them out of the export if they are none",
            unknown.join("`, `")
        )
    })
}

/// Of the products: cards that link nowhere are half a shelf.
pub(crate) fn of_products(from_catalog: bool, products: &[Product]) -> Option<String> {
    let without = products
        .iter()
        .filter(|product| product.url.is_none())
        .count();
    (from_catalog && without as f64 > MOSTLY * products.len() as f64).then(|| {
        format!(
            "{without} of {} products have no address, so that their cards link nowhere: what is the address of a product's page? Pass it as --url 'https://shop.example/?p={{id}}' ({{sku}} and {{handle}} are known too), or name its column with --map catalog.url=Header",
            products.len()
        )
    })
}

/// Of the sessions.
pub(crate) fn of_sessions(file: &str, rows: &SessionRows) -> Vec<String> {
    let mut found = Vec::new();
    let unknown = rows.dropped.get("not_in_catalog").copied().unwrap_or(0);
    if rows.read == 0 {
        found.push(format!(
            "{file}: no rows below the header: nothing is learned from sessions"
        ));
    } else if unknown as f64 >= MOSTLY * rows.read as f64 {
        found.push(format!(
            "{file}: {unknown} of {} rows name products that are not known; do the files use the same product ids?",
            rows.read
        ));
    }
    found
}
