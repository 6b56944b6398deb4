//! How good the recommendations are: protocols on held-out orders, ours and simple methods in the same table.
//!
//! What is measured is what a shop uploads: the packed snapshot, opened from its bytes and ranked by
//! [`setwise_core::rank::rank`]. The last days of the orders are held out *before* cleaning, so that neither counts nor
//! prices nor the list of products know of them; only titles and the catalog file are taken as they stand.

pub mod baselines;
pub mod brief;
pub mod comparison;
pub mod float;
pub mod float_habits;
pub mod float_next;
pub mod html;
pub mod intent;
pub mod load;
pub mod model;
pub mod protocols;
pub mod recommender;
pub mod report;
pub mod sessions;
pub mod shoppers;
pub mod slates;
pub mod slice;
pub mod split;
pub mod suite;
mod title_clusters;
pub mod truth;

pub use comparison::Comparison;
pub use float::FloatModel;
pub use load::Shop;
pub use model::SetwiseModel;
pub use protocols::Protocol;
pub use recommender::{Ask, Past, Recommender};
pub use report::{Ratio, Report, Role, Row};
pub use sessions::SessionFold;
pub use slates::Slates;
pub use slice::Slice;
pub use split::{Fold, TestOrder};
pub use suite::{Suite, SuiteOptions};
