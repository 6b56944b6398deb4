//! Setwise's trainer: from a shop's own exports to a snapshot that ranks in the shopper's browser.
//!
//! The way of the data is one direction: [`ingest`] → [`baskets`] → [`count`] → [`fit`] → pack. Equal input gives equal
//! bytes, whatever the number of threads; nothing here reads a clock or a random source.

pub mod baskets;
pub mod command;
pub mod count;
pub(crate) mod csr;
pub mod demo;
pub mod diff;
pub(crate) mod doctor;
pub mod evaluate;
pub mod fit;
pub mod folder;
pub(crate) mod html;
pub mod ingest;
pub(crate) mod intent;
mod inverse;
pub mod listing;
pub(crate) mod metrics;
pub mod offers;
pub mod pack;
pub mod pipeline;
pub mod policy;
pub(crate) mod progress;
pub(crate) mod publish_notes;
mod reading;
pub(crate) mod recognise;
mod record;
pub mod refresh;
pub mod sessions;
pub mod simulate;
pub mod summary;
mod warnings;
pub mod write_parquet;
