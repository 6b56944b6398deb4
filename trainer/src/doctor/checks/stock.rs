//! Whether there is anything to sell.

use crate::doctor::{Examined, Finding, Harm, Share};

pub(super) fn check(examined: &Examined) -> Vec<Finding> {
    let Some(shelves) = &examined.shelves else {
        return Vec::new();
    };
    if shelves.products == 0 {
        return vec![Finding::new(
            "no-products",
            Harm::Harmful,
            "There is no product.",
            "Look at the rows that were left out above, and at the file of products.",
        )];
    }
    let share = Share::new(shelves.sold_out.count, shelves.products, "products");
    let (code, harm) = match share.of_one() {
        all if all >= 1.0 => ("nothing-in-stock", Harm::Harmful),
        most if most >= 0.5 => ("little-in-stock", Harm::Warning),
        _ => return Vec::new(),
    };
    let mend = "If that is not so, the column for stock means something else (\"continue selling\", stock that is not tracked): map another one, --map catalog.in_stock=HEADER. Otherwise refresh the snapshot when there is stock again.";
    vec![
        Finding::new(
            code,
            harm,
            format!("{share} are out of stock and on no shelf."),
            mend,
        )
        .concerning(share)
        .such_as(shelves.sold_out.ids()),
    ]
}
