//! The merchant's policy on the device: rules over what is known of a visit, and what they make of a shelf.
//!
//! The trainer compiles `policy.toml` into the bytes of a [`Rulebook`]. [`Rulebook::judge`] reads the facts of a [`Context`] and
//! writes a [`Ruling`](crate::directives::Ruling), which the ranking heeds; after a first time it allocates nothing.
//!
//! Products reach the rules as [marks](MarkSet): opaque numbers that the trainer gave to the products of each selector of the
//! policy (a category, a brand, a class of margin). So a device compares marks and never learns why a product has one.
//!
//! ```
//! use setwise_core::directives::Ruling;
//! use setwise_core::policy::{Context, Rulebook};
//!
//! let policy = Rulebook::default();
//! let mut ruling = Ruling::default();
//! policy.judge(&Context::default(), &mut ruling);
//! assert_eq!(ruling, Ruling::default(), "no rule, no say");
//! ```

mod bytes;
mod context;
mod gate;
mod judge;
mod marks;
mod rule;

pub use bytes::{
    MAX_CAP_OF_CART, MAX_DEPTH, MAX_NAME, MAX_POLICY_BYTES, MAX_RULES, MAX_STEPS, PolicyError,
};
pub use context::{Context, Engagement, OfferState, segment};
pub use gate::{Chances, IntentGate, Threshold};
pub use judge::Rulebook;
pub use marks::MarkSet;
pub use rule::{Choice, Fact, Products, Rule, Step};
