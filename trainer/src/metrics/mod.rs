//! Measures of rankings and of chances, and how far they would move with other queries: for whoever compares methods, in `evaluate` or
//! while a model is fitted.

pub mod bootstrap;
pub mod classify;
mod correlation;
mod ranking;

pub use bootstrap::{Interval, intervals, ratio_intervals};
pub use correlation::spearman;
pub use ranking::{hit, ndcg, recall, reciprocal_rank, value_found};
