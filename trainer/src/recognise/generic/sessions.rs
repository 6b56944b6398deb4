//! Events of visits.

use super::shared::{BRAND, CATEGORY, CURRENCY, PRODUCT_ID};
use crate::recognise::layout::{Layout, Role, one};

/// Events of visits.
pub(in crate::recognise) static SESSIONS: Layout = Layout {
    id: "sessions",
    name: "a table of events of visits",
    role: Role::Sessions,
    marks: &[],
    columns: &[
        one(
            "session_id",
            &[
                "session id",
                "sessionid",
                "session",
                "user session",
                "visit id",
                "visitid",
                "ga session id",
            ],
        ),
        one(
            "time",
            &[
                "time",
                "timestamp",
                "ts",
                "event time",
                "datetime",
                "event timestamp",
                "date",
                "eventdate",
                "created at",
            ],
        ),
        one("product_id", PRODUCT_ID),
        one(
            "event",
            &["event", "event type", "event name", "action", "type"],
        ),
        one("value", &["value"]),
        one(
            "title",
            &["product name", "product title", "item name", "title"],
        ),
        one("category", CATEGORY),
        one("brand", BRAND),
        one(
            "price",
            &["price", "item price", "product price", "unit price"],
        ),
        one("currency", CURRENCY),
        // `url` alone is the address of the page, with all that stands in it.
        one("url", &["product url", "product link"]),
        one(
            "image",
            &["image", "image url", "image link", "product image"],
        ),
    ],
    unused: &["user id"],
};
