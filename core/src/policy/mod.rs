//! The merchant's policy on the device: rules over what is known of a visit, and what they make of a shelf.
//!
//! Products reach the rules as [marks](MarkSet): opaque numbers that the trainer gave to the products of each selector of the
//! policy (a category, a brand, a class of margin). So a device compares marks and never learns why a product has one.

mod context;
mod marks;

pub use context::{Context, Engagement, OfferState, segment};
pub use marks::MarkSet;
