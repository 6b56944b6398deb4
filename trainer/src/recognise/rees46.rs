//! Sessions as REES46, RetailRocket and most trackers write them: a row an event.

use super::layout::{Layout, Role, any, one};

/// Events.
pub(super) static SESSIONS: Layout = Layout {
    id: "rees46-sessions",
    name: "events of a tracker (REES46)",
    role: Role::Sessions,
    marks: &[
        &["event time", "timestamp", "event timestamp"],
        &["event type", "event"],
        &["product id", "itemid", "item id"],
        &["user session", "session id", "visitorid", "visitor id"],
    ],
    columns: &[
        any(
            "session_id",
            &["user session", "session id", "visitorid", "visitor id"],
        ),
        one("time", &["event time", "timestamp", "event timestamp"]),
        one("event", &["event type", "event"]),
        one("product_id", &["product id", "itemid", "item id"]),
        one("value", &["price", "value"]),
        one("category", &["category code"]),
        one("brand", &["brand"]),
        one("price", &["price"]),
    ],
    unused: &["category id", "user id", "transactionid"],
};
