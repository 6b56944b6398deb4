//! How long the ranking takes, and how much memory it needs.
//!
//! The same questions are asked of the same snapshot files natively (`rank-bench time`), in a browser's Wasm ([`wasm`]) and of
//! a ranking in idiomatic JavaScript over JSON (`tests/bench/baseline.js`); `rank-bench make` makes the files and draws
//! the questions. `cargo xtask bench rank` runs all of it.

pub mod allocations;
pub mod page;

#[cfg(target_arch = "wasm32")]
pub mod wasm;

#[cfg(not(target_arch = "wasm32"))]
pub mod files;
#[cfg(not(target_arch = "wasm32"))]
pub mod json;
#[cfg(not(target_arch = "wasm32"))]
pub mod questions;
#[cfg(not(target_arch = "wasm32"))]
pub mod shop;
