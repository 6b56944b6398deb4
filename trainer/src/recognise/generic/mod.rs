//! Tables of no platform: our own columns, and what they are called elsewhere.

mod catalog;
mod offers;
mod orders;
mod sessions;
mod shared;

pub(super) use catalog::CATALOG;
pub(super) use offers::OFFERS;
pub(super) use orders::ORDERS;
pub(super) use sessions::SESSIONS;
