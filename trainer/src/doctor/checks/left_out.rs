//! Products that a training leaves out: not for shoppers, without a price, or no products at all.

use crate::doctor::{Examined, Finding, Harm, Share};

/// From this share on most of the shop is missing.
const MOSTLY: f64 = 0.5;
/// Few enough to be what the shop means.
const SOME: f64 = 0.2;

pub(super) fn check(examined: &Examined) -> Vec<Finding> {
    let Some(exports) = &examined.exports else {
        return Vec::new();
    };
    let Some(summary) = &exports.summary else {
        return Vec::new();
    };
    let reasons = &summary.dropped_products;
    let left_out: u64 = reasons.values().sum();
    let share = Share::new(left_out, left_out + summary.products, "products");
    let harm = match share.of_one() {
        _ if left_out == 0 => return Vec::new(),
        most if most >= MOSTLY => Harm::Harmful,
        many if many >= SOME => Harm::Warning,
        _ => Harm::Note,
    };
    let reasons: Vec<String> = reasons
        .iter()
        .map(|(reason, count)| format!("{} {count}", reason.replace('_', " ")))
        .collect();
    vec![
        Finding::new(
            "products-left-out",
            harm,
            format!("{share} are on no shelf: {}.", reasons.join(", ")),
            "`setwise train` names each in a file beside the snapshot. If they are for sale, look at their status and price in the shop and at the columns that say so.",
        )
        .concerning(share)
        .such_as(&exports.left_out),
    ]
}
