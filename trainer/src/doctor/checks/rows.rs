//! Rows of orders that are not used, as a table: which reason does how much harm, and how it is mended.

use crate::doctor::{Examined, Exports, Finding, Harm, Share};

/// A reason for which rows fall away.
struct Reason {
    /// As the summary calls it.
    dropped: &'static str,
    code: &'static str,
    /// What such rows do, behind their number.
    says: &'static str,
    mend: &'static str,
    /// From which share on it is a warning, and harmful.
    from: (f64, f64),
}

const NEVER: f64 = f64::INFINITY;

const REASONS: [Reason; 10] = [
    Reason {
        dropped: "blank_product_id",
        code: "lines-without-id",
        says: "name no product: nothing is learned from them",
        mend: "Give every product an SKU in the shop and export again. Where the export has another column that is always filled (variant id, product id, handle), map that one: --map orders.product_id=HEADER.",
        from: (0.02, 0.2),
    },
    Reason {
        dropped: "title_of_several_products",
        code: "titles-shared",
        says: "have no id and a title that several products have: which of them was bought is not known",
        mend: "Give these products SKUs in the shop, or titles of their own, and export again.",
        from: (0.02, 0.2),
    },
    Reason {
        dropped: "not_in_catalog",
        code: "ids-do-not-join",
        says: "name products that the catalog does not have",
        mend: "Both files must speak of products by the same ids; if these products are no longer sold, nothing is to be done.",
        from: (0.1, 0.4),
    },
    Reason {
        dropped: "other_currency",
        code: "several-currencies",
        says: "are in another currency than the snapshot's",
        mend: "Pass --currency with the currency of most orders, and prices of that currency in the catalog.",
        from: (0.1, 0.5),
    },
    Reason {
        dropped: "bad_time",
        code: "times-unreadable",
        says: "have a time that cannot be read",
        mend: "Export times as 2025-10-07 09:50, or RFC 3339; for dates such as 1/2/2025 pass --date-order.",
        from: (0.01, 0.05),
    },
    Reason {
        dropped: "bad_price",
        code: "prices-unreadable",
        says: "have a price that cannot be read",
        mend: "Export prices as plain numbers, such as 12.50.",
        from: (0.01, 0.05),
    },
    Reason {
        dropped: "bad_quantity",
        code: "quantities-unreadable",
        says: "have a quantity that cannot be read",
        mend: "Export quantities as whole numbers.",
        from: (0.01, 0.05),
    },
    Reason {
        dropped: "blank_order_id",
        code: "lines-without-order",
        says: "name no order",
        mend: "Every line needs the id of its order: --map orders.order_id=HEADER.",
        from: (0.02, 0.2),
    },
    Reason {
        dropped: "stray_time",
        code: "stray-times",
        says: "are half a year and more after all others",
        mend: "Look at the dates of these rows: a wrong year or a test order.",
        from: (0.0, NEVER),
    },
    Reason {
        dropped: "repeated_line",
        code: "repeated-lines",
        says: "repeat a product of the same order at the same price; their quantities are added up",
        mend: "If the export was joined from files that overlap, take the overlap out: quantities count twice.",
        from: (0.1, NEVER),
    },
];

pub(super) fn check(examined: &Examined) -> Vec<Finding> {
    let Some(exports) = &examined.exports else {
        return Vec::new();
    };
    let Some(summary) = &exports.summary else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for reason in &REASONS {
        let rows = summary.rows.dropped.get(reason.dropped).copied();
        let share = Share::new(rows.unwrap_or(0), summary.rows.read, "order lines");
        let Some(harm) = share.harm(reason.from.0, reason.from.1) else {
            continue;
        };
        let finding = Finding::new(
            reason.code,
            harm,
            format!("{} {}.", sentence(share), reason.says),
            reason.mend,
        );
        found.push(match reason.dropped {
            "not_in_catalog" => unlisted(finding, exports).concerning(share),
            _ => finding.concerning(share),
        });
    }
    if let Some(catalog) = &summary.catalog {
        let share = Share::new(catalog.repeated, catalog.read, "catalog rows");
        if share.of_one() >= 0.2 {
            let says = format!(
                "{} repeat a product that has a row already.",
                sentence(share)
            );
            let mend = "If each row is a variant with a page of its own, map its own id: --map catalog.product_id=HEADER.";
            found.push(Finding::new("repeated-products", Harm::Note, says, mend).concerning(share));
        }
    }
    found
}

/// Ids that do not join say which, and where they would.
fn unlisted(mut finding: Finding, exports: &Exports) -> Finding {
    finding.says = format!(
        "{} They are {} different ids.",
        finding.says,
        exports.unlisted.len()
    );
    if let Some(guess) = &exports.guess {
        let (table, which) = match guess.in_catalog {
            true => ("catalog", "of these ids stand"),
            false => (
                "orders",
                "different texts that are ids of the catalog stand",
            ),
        };
        finding.mend = format!(
            "{} of {} {which} in the column `{}` of {}: try --map {table}.product_id={}",
            guess.found,
            guess.of,
            guess.header,
            guess.file,
            quoted(&guess.header)
        );
    }
    finding.such_as(&exports.unlisted)
}

/// A header as a shell takes it.
fn quoted(header: &str) -> String {
    let plain = |letter: char| letter.is_alphanumeric() || "_-.".contains(letter);
    match header.chars().all(plain) {
        true => header.to_owned(),
        false => format!("'{}'", header.replace('\'', "'\\''")),
    }
}

fn sentence(share: Share) -> String {
    let text = share.to_string();
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| {
        first.to_uppercase().chain(letters).collect()
    })
}
