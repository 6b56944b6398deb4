//! The Setwise widget.
#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod convert;
mod error;
mod facade;
mod load;
mod page;
mod request;
mod shop;
mod ui;

pub use error::{BadValue, Error};
pub use facade::{Setwise, ShelfHandle, create_setwise};
