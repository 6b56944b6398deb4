//! Simple methods to stand beside ours, each as published and with all the numbers it wants: no packing, no floor.

mod ease;
mod frequency;
mod pairs;
mod popularity;
mod vmis;

pub use ease::{EASE_LIMIT, Ease, LAMBDAS};
pub use frequency::TopFrequency;
pub use pairs::{Evidence, PairScores};
pub use popularity::Popularity;
pub use vmis::{TrainingSession, VmisKnn, VmisOptions};
