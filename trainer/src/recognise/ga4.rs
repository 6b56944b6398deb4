//! Google Analytics 4 as BigQuery exports it. It is no table: [`crate::ingest::read_session_files`] reads it as it is.

use super::layout::{Layout, Role};

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
