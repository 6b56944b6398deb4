//! JSON: objects as they stand in a file, and as rows of a table.

mod elements;
mod flatten;
mod rows;

pub(super) use elements::Elements;
pub(super) use rows::JsonRows;
