//! How likely this visit ends in a purchase: a calibrated probability, updated after every event, on the device.
//!
//! [`Visit`] follows the events of one visit in fixed memory and gives its [`Features`] after each; an [`IntentModel`] turns
//! them into a [`Probability`]. The trainer replays exported sessions through the same [`Visit`], so that training and device
//! cannot compute a feature differently. All arithmetic is on whole numbers: equal input gives an equal probability on
//! every machine. A shop without a session log has no model of its own; [`IntentModel::prior`] stands in.
//!
//! ```
//! use setwise_core::catalog::{Money, ProductKey};
//! use setwise_core::intent::{IntentModel, Origin, Signal, Visit};
//!
//! let model = IntentModel::prior();
//! let camera = ProductKey::of("CAMERA-10");
//! let mut visit = Visit::new(Origin::default());
//! visit.observe(1_700_000_000, Signal::View { product: Some(camera), price: Some(Money(49_900)) });
//! let looking = model.probability(&visit.features().row());
//! visit.observe(1_700_000_040, Signal::Add { product: Some(camera), price: Some(Money(49_900)) });
//! assert!(model.probability(&visit.features().row()) > looking);
//! ```

mod features;
mod model;
mod prior;
mod visit;
#[cfg(feature = "write")]
mod write;

pub use features::{Device, FEATURES, Features, Origin, Referrer, Returning};
pub use model::{IntentModel, MAX_FEATURES, MAX_INTENT_BYTES, MAX_LEAVES, Probability};
pub use visit::{Signal, Visit};
#[cfg(feature = "write")]
pub use write::{
    IntentContents, IntentWriteError, Knot, Node, Question, Test, Tree, question_bytes,
};
