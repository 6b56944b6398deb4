//! How old things are: the snapshot's prices and stock, the last order, the whole history.

use crate::doctor::{Examined, Finding, Harm};

const DAY: i64 = 86_400;
/// Orders whose last is older than this teach another season.
const OLD_ORDERS: i64 = 90 * DAY;
/// Less than this shows no season and few repeat purchases.
const SHORT_HISTORY: i64 = 60 * DAY;

pub(super) fn check(examined: &Examined) -> Vec<Finding> {
    let mut found = Vec::new();
    found.extend(stale(examined));
    let sales = examined.exports.as_ref().and_then(|e| e.sales.as_ref());
    if let Some(sales) = sales.filter(|sales| sales.last > 0) {
        let since = examined.now - sales.last;
        if since > OLD_ORDERS {
            found.push(Finding::new(
                "old-orders",
                Harm::Warning,
                format!(
                    "The last order is of {}, {} days ago.",
                    day(sales.last),
                    since / DAY
                ),
                "Export the orders until today: shelves follow what is bought now.",
            ));
        }
        let span = sales.last - sales.first;
        if span < SHORT_HISTORY {
            found.push(Finding::new(
                "short-history",
                Harm::Note,
                format!("The orders are of {} days, from {} on.", span / DAY + 1, day(sales.first)),
                "Export a year or two if there are: it takes that long until most products have been bought together.",
            ));
        }
    }
    found
}

/// A snapshot that is out claims no price and no stock once it is too old.
fn stale(examined: &Examined) -> Option<Finding> {
    let shelves = examined.shelves.as_ref().filter(|s| s.published)?;
    let as_of = shelves.as_of?;
    let age = examined.now - as_of;
    let (code, harm, means) = match age {
        _ if age > shelves.stale_after => (
            "stale-snapshot",
            Harm::Harmful,
            "pages claim no price and no stock from it any more".to_owned(),
        ),
        _ if age * 2 > shelves.stale_after => (
            "ageing-snapshot",
            Harm::Warning,
            format!(
                "in {} days pages claim no price any more",
                (shelves.stale_after - age) / DAY
            ),
        ),
        _ => return None,
    };
    Some(Finding::new(
        code,
        harm,
        format!(
            "Prices and stock are of {}, {} days ago: {means}.",
            day(as_of),
            age / DAY
        ),
        "Run `setwise refresh` with today's catalog, best every night; train again every few weeks.",
    ))
}

/// A day as people write it.
fn day(seconds: i64) -> String {
    jiff::Timestamp::from_second(seconds).map_or_else(
        |_| seconds.to_string(),
        |at| at.strftime("%Y-%m-%d").to_string(),
    )
}
