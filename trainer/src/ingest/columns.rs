//! The columns of each table, and how they are found: by header name or by `--map table.column=Header`.

mod binding;
mod headers;
mod mapping;
mod personal;
mod schema;

pub use binding::Binding;
pub use mapping::Mapping;
pub(super) use personal::is_known;
pub use personal::is_personal;
pub(crate) use schema::SALES;
pub use schema::{CATALOG, Column, OFFERS, ORDERS, SESSIONS, Schema};
