//! The words of a policy, and the nearest one to a word that is none.

use setwise_core::policy::{Choice, Fact, Products};
use setwise_core::request::Shelf;

use super::economics::{MarginClass, StockClass};
use setwise_core::catalog::PriceTier;

/// How a number is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    /// A whole number from 0.
    Count,
    /// An amount of the shop's money, as `80` or `14.90`.
    Money,
    /// From 0 to 1.
    Share,
    /// 0 to 23.
    Hour,
}

/// Conditions on numbers.
pub(crate) const NUMBERS: [(&str, Fact, Unit); 10] = [
    ("cart_value", Fact::CartValue, Unit::Money),
    ("cart_lines", Fact::CartLines, Unit::Count),
    ("views", Fact::Views, Unit::Count),
    ("similar_views", Fact::SimilarViews, Unit::Count),
    ("searches", Fact::Searches, Unit::Count),
    ("seconds", Fact::Seconds, Unit::Count),
    ("past_orders", Fact::PastOrders, Unit::Count),
    ("lifetime_value", Fact::LifetimeValue, Unit::Money),
    ("intent", Fact::Intent, Unit::Share),
    ("hour", Fact::Hour, Unit::Hour),
];

/// Conditions on choices: the word of each value, in the order of its number, empty for what cannot be asked.
pub(crate) const CHOICES: [(&str, Choice, &[&str]); 9] = [
    (
        "placement",
        Choice::Placement,
        &["product", "cart", "checkout"],
    ),
    ("shelf", Choice::Shelf, &SHELVES),
    (
        "engagement",
        Choice::Engagement,
        &["", "low", "medium", "high"],
    ),
    (
        "price_tier",
        Choice::PriceTier,
        &["", "budget", "middle", "premium"],
    ),
    ("visitor", Choice::Visitor, &["", "new", "returning"]),
    (
        "device",
        Choice::Device,
        &["", "desktop", "mobile", "tablet"],
    ),
    (
        "referrer",
        Choice::Referrer,
        &["", "direct", "search", "paid", "social", "email", "site"],
    ),
    (
        "offer",
        Choice::Offer,
        &["none", "announced", "running", "ending"],
    ),
    (
        "weekday",
        Choice::Weekday,
        &["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
    ),
];

/// Conditions on products.
pub(crate) const PRODUCTS: [(&str, Products); 3] = [
    ("seed", Products::Seeds),
    ("cart", Products::Cart),
    ("viewed", Products::Viewed),
];

/// All that may stand in `when`.
pub(crate) const CONDITIONS: [&str; 26] = [
    "placement",
    "shelf",
    "seed",
    "cart",
    "viewed",
    "cart_value",
    "cart_lines",
    "views",
    "similar_views",
    "searches",
    "seconds",
    "checkout_started",
    "past_orders",
    "lifetime_value",
    "intent",
    "engagement",
    "price_tier",
    "visitor",
    "segment",
    "device",
    "referrer",
    "hour",
    "weekday",
    "offer",
    "any",
    "not",
];

/// All that may stand in `then`.
pub(crate) const ACTIONS: [&str; 11] = [
    "show",
    "hide",
    "pin",
    "boost",
    "demote",
    "exclude",
    "cap",
    "shelf",
    "title",
    "count",
    "threshold",
];

/// All that may stand in a selector.
pub(crate) const SELECTORS: [&str; 8] = [
    "category",
    "brand",
    "ids",
    "price",
    "price_tier",
    "margin",
    "stock",
    "not",
];

/// Kinds of shelves, in the order of their numbers.
pub(crate) const SHELVES: [&str; 6] = [
    "complete-set",
    "upgrade",
    "bundle",
    "buy-again",
    "for-you",
    "add-ons",
];
/// And what they are.
pub(crate) const SHELF_KINDS: [Shelf; 6] = [
    Shelf::CompleteSet,
    Shelf::Upgrade,
    Shelf::Bundle,
    Shelf::BuyAgain,
    Shelf::ForYou,
    Shelf::AddOns,
];
pub(crate) const TIERS: [(&str, PriceTier); 3] = [
    ("budget", PriceTier::Budget),
    ("middle", PriceTier::Middle),
    ("premium", PriceTier::Premium),
];
pub(crate) const MARGINS: [(&str, MarginClass); 3] = [
    ("low", MarginClass::Low),
    ("middle", MarginClass::Middle),
    ("high", MarginClass::High),
];
pub(crate) const STOCKS: [(&str, StockClass); 4] = [
    ("out", StockClass::Out),
    ("low", StockClass::Low),
    ("normal", StockClass::Normal),
    ("high", StockClass::High),
];

/// What somebody writes who thinks of another word; what is meant by it.
const ALIASES: [(&str, &str); 20] = [
    ("page", "placement"),
    ("product", "seed"),
    ("seeds", "seed"),
    ("basket", "cart"),
    ("cart_total", "cart_value"),
    ("basket_value", "cart_value"),
    ("items", "cart_lines"),
    ("customer", "segment"),
    ("segments", "segment"),
    ("loyalty", "segment"),
    ("time", "hour"),
    ("day", "weekday"),
    ("promote", "boost"),
    ("remove", "exclude"),
    ("max_price", "cap"),
    ("limit", "count"),
    ("id", "ids"),
    ("sku", "ids"),
    ("categories", "category"),
    ("sold-out", "out"),
];

/// The word that was meant, if one is near: at most a third of its letters differ.
pub(crate) fn nearest<'a>(
    word: &str,
    known: impl Iterator<Item = &'a str> + Clone,
) -> Option<&'a str> {
    let word = word.to_lowercase();
    let alias = ALIASES.iter().find(|(other, _)| *other == word);
    if let Some(meant) = alias.and_then(|(_, meant)| known.clone().find(|known| known == meant)) {
        return Some(meant);
    }
    known
        .filter(|known| !known.is_empty())
        .map(|known| (strsim::osa_distance(&word, &known.to_lowercase()), known))
        .filter(|(distance, known)| distance * 3 <= known.chars().count().max(3))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, known)| known)
}

/// `; did you mean …?` or a list of what there is.
pub(crate) fn advice<'a>(word: &str, known: impl Iterator<Item = &'a str> + Clone) -> String {
    match nearest(word, known.clone()) {
        Some(meant) => format!("; did you mean `{meant}`?"),
        None => {
            let all: Vec<&str> = known.filter(|known| !known.is_empty()).collect();
            format!("; expected one of {}", all.join(", "))
        }
    }
}
