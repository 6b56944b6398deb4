//! The part of Setwise that trains nothing, draws nothing and asks nobody: the snapshot format and the ranking.
//!
//! A *snapshot* is what a shop uploads: a `manifest.json` and a few content-hashed shard files. [`snapshot::Parcel`]
//! checks the bytes of a shard, [`snapshot::Snapshot`] answers questions about it, and [`rank::rank`] turns what a
//! shopper looks at into a short list of products with a reason for each, or says why there is none.
//!
//! ```
//! use setwise_core::catalog::ProductKey;
//! use setwise_core::rank::{rank, Outcome, Scratch};
//! use setwise_core::request::{Policy, Request};
//! # use setwise_core::snapshot::Snapshot;
//! # fn shelf(shard: &Snapshot) {
//! let seeds = [ProductKey::of("CAMERA-10")];
//! let mut scratch = Scratch::default();
//! match rank(&[shard], &Request::for_seeds(&seeds), &Policy::default(), &mut scratch) {
//!     Outcome::Slate(items) => assert!(items.len() <= 6),
//!     Outcome::Withheld(why) => println_somewhere(why),
//! }
//! # }
//! # fn println_somewhere(_: setwise_core::rank::Withheld) {}
//! ```
//!
//! What it never does: read a clock, storage or a source of randomness (all of these are arguments), do I/O, or panic
//! on bytes or requests from outside. Equal input gives an equal slate on every machine: scores are whole numbers
//! ([`catalog::Score`]), so that the order in which evidence is added up cannot matter.
#![no_std]
#![forbid(unsafe_code)]
#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing
    )
)]

extern crate alloc;
#[cfg(test)]
extern crate std;

pub mod catalog;
pub mod directives;
pub mod intent;
mod message;
pub mod offer;
pub mod policy;
pub mod profile;
pub mod rank;
pub mod request;
pub mod shelf;
pub mod snapshot;
