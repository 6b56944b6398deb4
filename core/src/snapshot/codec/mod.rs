//! How sections are spelled in bytes. Every file here holds one reader and, for the `write` feature, its writer.

mod bits;
pub(super) mod bundles;
pub(crate) mod bytes;
mod code;
mod coder;
pub(super) mod display;
pub(super) mod edges;
pub(super) mod habits;
pub(super) mod levels;
pub(super) mod marks;
pub(super) mod needs;
pub(super) mod numbers;
pub(super) mod repurchase;
pub(super) mod text;
pub(super) mod weights;
