//! The shelf as shoppers see it, on Leptos's signals and effects.

mod adding;
mod arrange;
mod card;
pub(crate) mod facade;
mod focus;
mod foot;
mod host;
mod live;
pub(crate) mod mount;
mod node;
mod phase;
mod row;
mod setting;
mod shelf;
pub(crate) mod shelves;
mod style;
pub(crate) mod text;
mod title;
mod view;
