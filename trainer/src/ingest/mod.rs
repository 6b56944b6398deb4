//! From a shop's export files to clean order lines: open, bind columns by header, parse, clean, count what fell away.
//!
//! Nothing in an export is trusted: a row that cannot be read is counted with its file, line and column and skipped,
//! and reading stops with one error once more rows are bad than [`BadRowLimit`] allows.

mod bad_rows;
mod clean;
mod columns;
mod error;
mod generic;
mod intern;
mod money;
mod non_product;
mod quantity;
mod sessions;
mod spelling;
mod table;
mod text;
mod time;
mod vote;

pub use bad_rows::{BadRowExample, BadRowLimit, BadRows};
pub use clean::{Cleaned, Product, Sale, clean};
pub use columns::{Binding, CATALOG, Column, Mapping, ORDERS, SESSIONS, Schema, is_personal};
pub use error::IngestError;
pub use generic::{
    Catalog, CatalogEntry, Line, Options, OrderHead, Orders, read_catalog, read_orders,
};
pub use intern::Interner;
pub use money::{Currency, NO_PRICE, parse_price};
pub use quantity::parse_quantity;
pub use sessions::{SessionEvent, SessionLog, SessionRow, read_sessions};
pub use table::{Row, Table};
pub use text::decode;
pub use time::parse_time;
pub use vote::Vote;
