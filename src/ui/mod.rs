//! The shelf as shoppers see it, on Leptos's signals and effects.

mod arrange;
mod card;
mod focus;
mod host;
mod live;
pub(crate) mod mount;
mod node;
pub(crate) mod phase;
pub(crate) mod price;
mod row;
mod shelf;
pub(crate) mod style;
pub(crate) mod text;
mod title;
mod view;
