//! Prices and their currency.

use crate::doctor::{Examined, Finding, Harm, Share};
use crate::ingest::Currency;

pub(super) fn check(examined: &Examined) -> Vec<Finding> {
    let Some(shelves) = &examined.shelves else {
        return Vec::new();
    };
    let mut found = Vec::new();
    // Those that nobody ever bought either are not even shown.
    let summary = examined.exports.as_ref().and_then(|e| e.summary.as_ref());
    let unsold = summary.and_then(|summary| summary.dropped_products.get("no_price"));
    let unsold = unsold.copied().unwrap_or(0);
    let share = Share::new(
        shelves.priceless.count + unsold,
        shelves.products + unsold,
        "products",
    );
    if let Some(harm) = share.harm(0.05, 0.5) {
        found.push(
            Finding::new(
                "no-prices",
                harm,
                format!("{share} have no price: their cards show none, or they are not shown at all; they are no upgrade, no bundle and no add-on."),
                "Map the column with the price, --map catalog.price=HEADER, or fill the blank ones; a price of zero counts as none.",
            )
            .concerning(share)
            .such_as(shelves.priceless.ids()),
        );
    }
    let unknown = shelves.currency == Currency::UNKNOWN.to_string();
    if unknown && shelves.priceless.count < shelves.products {
        found.push(Finding::new(
            "no-currency",
            Harm::Warning,
            "No file names the currency: prices are shown as bare numbers.",
            "Pass --currency, for example --currency EUR.",
        ));
    }
    found
}
