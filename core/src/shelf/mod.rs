//! One file a shelf: where its candidates come from and what they score.

pub(crate) mod bundle;
pub(crate) mod buy_again;
pub(crate) mod complete_set;
pub(crate) mod for_you;
pub(crate) mod upgrade;

pub use upgrade::{Gain, gains};
