//! Google Analytics 4: events as BigQuery exports them, which are no table ([`crate::ingest::read_session_files`] reads them as they are),
//! and tables of a row an item, which people make of them.

use super::layout::{From, Layout, Role, of, one};

/// Events as objects of JSON.
pub(super) static EVENTS: Layout = Layout {
    id: "ga4-events",
    name: "Google Analytics 4 (BigQuery export)",
    role: Role::Sessions,
    marks: &[
        &["event name"],
        &["event timestamp"],
        &[
            "event params.key",
            "user pseudo id",
            "items.item id",
            "event date",
        ],
    ],
    columns: &[],
    unused: &["geo", "app info", "traffic source", "platform", "stream id"],
};

/// A row an item of an event.
pub(super) static TABLE: Layout = Layout {
    id: "ga4-table",
    name: "Google Analytics 4 (a table of items)",
    role: Role::Sessions,
    marks: &[
        &["event name"],
        &["event timestamp"],
        &["ga session id", "user pseudo id"],
        &["item id", "items.item id"],
    ],
    columns: &[
        // A session's number is its shopper's only.
        of(
            "session_id",
            From::Levels(&["user pseudo id", "ga session id"]),
        ),
        one("time", &["event timestamp"]),
        one("event", &["event name"]),
        one("product_id", &["item id", "items.item id"]),
        one("title", &["item name", "items.item name"]),
        one("brand", &["item brand", "items.item brand"]),
        of(
            "category",
            From::Levels(&[
                "item category",
                "item category2",
                "item category3",
                "item category4",
                "item category5",
            ]),
        ),
        one("price", &["price", "item price", "items.price"]),
        one("currency", &["currency"]),
        one("value", &["value", "price"]),
    ],
    unused: &["event date", "quantity", "item list name", "index"],
};
