//! Simple methods to stand beside ours, each as published and with all the numbers it wants: no packing, no floor.

mod category;
mod ease;
mod frequency;
mod one_per_need;
mod pairs;
mod popularity;
mod vmis;

pub use category::ByCategory;
pub use ease::{EASE_LIMIT, Ease, LAMBDAS};
pub use frequency::TopFrequency;
pub use one_per_need::{Does, OnePerNeed};
pub use pairs::{Evidence, PairScores};
pub use popularity::{Popularity, orders_of};
pub use vmis::{TrainingSession, VmisKnn, VmisOptions};
