//! Whether there is enough to learn from, and how many orders would be enough.

use crate::doctor::{Examined, Exports, Finding, Harm, Sales, Share, Shelves};

/// So many products with neighbours are a well-fed shop.
const ENOUGH: f64 = 0.5;
/// Fewer leave most pages to guesses by category and title.
const THIN: f64 = 0.2;
/// Days of a year and of a month, as orders come.
const MONTH: f64 = 30.4;

pub(super) fn check(examined: &Examined) -> Vec<Finding> {
    let mut found = Vec::new();
    if let Some(exports) = &examined.exports {
        found.extend(thin(exports));
        found.extend(single_lines(exports));
    }
    if let Some(shelves) = &examined.shelves {
        found.extend(empty_pages(shelves));
    }
    found
}

/// Products with neighbours by orders: today, and about how many orders it takes to half of them.
fn thin(exports: &Exports) -> Option<Finding> {
    let sales = exports.sales.as_ref().filter(|_| exports.has_orders)?;
    let orders = exports.summary.as_ref().map_or(0, |summary| summary.orders);
    let with = sales.growth.products()? as u64;
    let share = Share::new(with, sales.products, "products");
    let harm = match share.of_one() {
        _ if with == 0 => Harm::Harmful,
        share if share < THIN => Harm::Warning,
        share if share < ENOUGH => Harm::Note,
        _ => return None,
    };
    let says = format!(
        "{share} were bought together with another one often enough to say so, in {orders} orders; {} were sold at all. The others get neighbours by category and title alone.",
        sales.sold
    );
    let target = (sales.products as f64 * ENOUGH).ceil() as usize;
    let mend = match sales.growth.orders_for(target) {
        Some(needed) => format!(
            "Export more of the past. If it goes on as so far, half of the products take about {needed} orders{}.",
            waiting(sales, orders, needed)
        ),
        None => "Export more of the past. Products that nobody buys will not get neighbours that way: categories and good titles help them, and picks by hand."
            .to_owned(),
    };
    Some(Finding::new("thin-data", harm, says, mend).concerning(share))
}

/// How long the orders that are missing take to come in.
fn waiting(sales: &Sales, orders: u64, needed: u64) -> String {
    let days = (sales.last - sales.first) as f64 / 86_400.0;
    let more = needed.saturating_sub(orders) as f64;
    match days >= 1.0 && orders > 0 {
        true => format!(
            ", which come in within about {:.0} months",
            (more * days / orders as f64 / MONTH).ceil()
        ),
        false => String::new(),
    }
}

/// Orders of one product teach nothing of pairs. If there are no others, the order's id is probably not the order's.
fn single_lines(exports: &Exports) -> Option<Finding> {
    let summary = exports.summary.as_ref()?;
    let share = Share::new(summary.orders_of_one_product, summary.orders, "orders");
    let harm = share.harm(0.9, 0.995)?;
    if harm == Harm::Note {
        return None;
    }
    let says = format!(
        "{share} have one product only: they tell what is popular, not what goes together."
    );
    let mend = match harm {
        Harm::Harmful => {
            "Does the column for the order's id name lines, or customers' parcels? Map the one that all lines of an order share: --map orders.order_id=HEADER."
        }
        _ => {
            "That is how these shoppers buy. Sessions (`--sessions`, such as the GA4 export) tell what is looked at together."
        }
    };
    Some(Finding::new("orders-of-one-product", harm, says, mend).concerning(share))
}

/// Pages of products in stock that show nothing.
fn empty_pages(shelves: &Shelves) -> Option<Finding> {
    let empty = shelves.pages - shelves.with_slate;
    let share = Share::new(empty, shelves.pages, "pages of products in stock");
    let harm = share.harm(0.25, 0.75)?;
    let mut reasons: Vec<(&str, u64)> = shelves.without.iter().map(|(why, n)| (*why, *n)).collect();
    reasons.sort_by_key(|&(_, pages)| std::cmp::Reverse(pages));
    let reasons: Vec<String> = reasons
        .iter()
        .map(|(why, pages)| format!("{why}: {pages}"))
        .collect();
    let says = format!("{share} show no shelf ({}).", reasons.join(", "));
    let mend = "More orders, categories in the catalog, and more products in stock fill pages; a shelf that has nothing worth showing stays away on purpose.";
    Some(
        Finding::new("empty-pages", harm, says, mend)
            .concerning(share)
            .such_as(shelves.empty.ids()),
    )
}
