//! From a shop's export files to clean order lines: open, bind columns by header, parse, clean, count what fell away.
//!
//! Nothing in an export is trusted: a row that cannot be read is counted with its file, line and column and skipped,
//! and reading stops with one error once more rows are bad than [`BadRowLimit`] allows.

mod address;
mod ahead;
mod bad_rows;
mod catalog;
mod chosen;
mod clean;
pub(crate) mod columns;
mod currency_sign;
mod dates;
mod delimited;
mod described;
mod economics;
mod encoding;
mod error;
mod feed;
mod ga4;
pub(crate) mod header;
mod intern;
pub(crate) mod items;
mod join;
mod json;
mod marks;
mod money;
mod non_product;
mod offers;
mod order_status;
mod orders;
mod parquet;
mod parquet_rows;
pub(crate) mod parts;
pub(crate) mod personal;
mod prices;
mod quantity;
mod rows;
mod sessions;
mod spelling;
mod stock;
mod stray;
mod table;
mod text;
mod time;
mod vote;
mod workbook;

pub use address::AddressPattern;
pub use bad_rows::{BadRowExample, BadRowLimit, BadRows};
pub use catalog::{
    Catalog, CatalogEntry, CatalogIndex, Hidden, LinkKind, ProductKind, Role, SalePrice, Unusable,
    read_catalog,
};
pub use clean::{ChosenByHand, Cleaned, LeftOut, Product, Sale, clean};
pub use columns::{
    Binding, CATALOG, Column, Mapping, OFFERS, ORDERS, SESSIONS, Schema, is_personal,
};
pub use economics::{Margins, Pieces, read_economics};
pub use error::IngestError;
pub use intern::Interner;
pub use join::Names;
pub use money::{Currency, NO_PRICE, parse_price};
pub(crate) use offers::OF_CATALOG;
pub use offers::{Finding, Level, OfferRow, OfferSheet, Subject, read_offers};
pub(crate) use orders::hash_of_customer;
pub use orders::{Line, OrderHead, Orders, main_currency, read_orders};
pub use parquet::{ColumnCursor, Id, IdCursor, Kind, ParquetColumn, ParquetFile, Values};
pub use personal::Personal;
pub use quantity::parse_quantity;
pub use rows::Options;
pub use sessions::{
    SessionEvent, SessionLog, SessionRow, read_session_file, read_session_files, read_sessions,
};
pub use table::{Row, Shape, Table};
pub use text::decode;
pub(crate) use time::is_time;
pub use time::{DateOrder, parse_time};
pub use vote::Vote;
