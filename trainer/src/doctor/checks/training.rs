//! Whether a training goes through at all, and whether it has what it needs.

use crate::doctor::{Examined, Finding, Harm};

pub(super) fn check(examined: &Examined) -> Vec<Finding> {
    let Some(exports) = &examined.exports else {
        return Vec::new();
    };
    let mut found = Vec::new();
    if let Some(failure) = &exports.failure {
        found.push(Finding::new(
            "cannot-train",
            Harm::Harmful,
            format!("These files cannot be trained on: {failure}"),
            "Do what the message says, then ask again: what comes behind it could not be looked at.",
        ));
    }
    if !exports.has_orders {
        found.push(Finding::new(
            "no-orders",
            Harm::Warning,
            "There are no orders: what goes together can only be told from categories and titles.",
            "Export the orders of the last two years, a line for each product in an order, and pass them too.",
        ));
    }
    if !exports.has_catalog {
        found.push(Finding::new(
            "no-catalog",
            Harm::Warning,
            "There is no catalog: cards have no picture and no link, and nothing says what is in stock.",
            "Export the products and pass them too.",
        ));
    }
    found
}
