//! What a card needs to be looked at and clicked, as a table.

use crate::doctor::shelves::Lacking;
use crate::doctor::{Examined, Finding, Share, Shelves};

/// Something that cards show.
struct Part {
    code: &'static str,
    lacking: fn(&Shelves) -> &Lacking,
    /// What products lack, and what becomes of their cards.
    says: &'static str,
    mend: &'static str,
    from: (f64, f64),
}

const NEVER: f64 = f64::INFINITY;

const PARTS: [Part; 3] = [
    Part {
        code: "no-links",
        lacking: |shelves| &shelves.linkless,
        says: "have no link: their cards lead nowhere, unless the page says where (the option `url`)",
        mend: "Map the column with the address of the product's page, --map catalog.url=HEADER, or say how addresses are made: --url 'https://shop.example/?p={id}'.",
        from: (0.02, 0.5),
    },
    Part {
        code: "no-pictures",
        lacking: |shelves| &shelves.pictureless,
        says: "have no picture: cards show a blank square in its place",
        mend: "Map the column with the address of a picture, --map catalog.image=HEADER, or add pictures in the shop.",
        from: (0.1, NEVER),
    },
    Part {
        code: "no-titles",
        lacking: |shelves| &shelves.nameless,
        says: "are called by their id",
        mend: "Map the column with the title: --map catalog.title=HEADER (or orders.title).",
        from: (0.02, 0.3),
    },
];

pub(super) fn check(examined: &Examined) -> Vec<Finding> {
    let Some(shelves) = &examined.shelves else {
        return Vec::new();
    };
    let mut found: Vec<Finding> = PARTS
        .iter()
        .filter_map(|part| {
            let lacking = (part.lacking)(shelves);
            let share = Share::new(lacking.count, shelves.products, "products");
            let harm = share.harm(part.from.0, part.from.1)?;
            let says = format!("{share} {}.", part.says);
            let finding = Finding::new(part.code, harm, says, part.mend);
            Some(finding.concerning(share).such_as(lacking.ids()))
        })
        .collect();
    let share = Share::new(shelves.uncategorised, shelves.products, "products");
    if share.of_one() >= 0.5 {
        let says =
            format!("{share} have no category: without orders nothing says what they go with.");
        let mend = "Map the column with the category: --map catalog.category=HEADER.";
        found.push(
            Finding::new("no-categories", crate::doctor::Harm::Note, says, mend).concerning(share),
        );
    }
    found
}
