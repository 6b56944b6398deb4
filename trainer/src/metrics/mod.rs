//! Measures of rankings and of chances, and how far they would move with other queries: for whoever compares methods, in `evaluate` or
//! while a model is fitted.

pub(crate) mod bootstrap;
pub(crate) mod classify;
mod correlation;
mod ranking;

pub(crate) use bootstrap::{Interval, intervals, ratio_intervals};
pub(crate) use correlation::spearman;
pub(crate) use ranking::{hit, ndcg, recall, reciprocal_rank, value_found};
