//! The Setwise widget: what a shopper's browser runs.
//!
//! A page hands over the address of a snapshot and the functions of its cart; the widget fetches the few files that the
//! page needs, ranks on the device with [`setwise_core`], and puts shelves on elements of the page:
//!
//! ```js
//! import { createSetwise } from 'setwise';
//!
//! const setwise = await createSetwise({ manifest: '/snapshot/manifest.json', cart });
//! const shelf = await setwise.mount(document.querySelector('#shelf'), { product: 'CAMERA-10' });
//! ```
//!
//! # The way of a shelf
//!
//! `facade` (what JavaScript calls) → `ui` (what shoppers see, the feature `ui`) → `page` (cart, clock, events) and `load` (snapshot
//! files) → `setwise_core` (format and ranking). `shop` ties them together: it is what all answers of one
//! `createSetwise` share. `convert` is the only place that reads or makes untyped JavaScript values.
//!
//! # Promises to the page
//!
//! - Whatever fails (network, damaged or mixed files, an old browser, a cart that throws), the shop's own markup inside
//!   the element stays visible, and the console gets one line that says what, why, and what to do.
//! - Nothing leaves the device. The only requests are GETs of snapshot files; everything else is the shop's own functions.
//! - No globals, no inline style or script, no HTML made from text: a strict Content-Security-Policy passes
//!   (`script-src 'self' 'wasm-unsafe-eval'`), with Trusted Types too.
//! - What is mounted is unmounted as a whole. A shelf lives until `unmount()` or `destroy()`, not until some handle is
//!   collected.
//!
//! # Quirks
//!
//! - A shadow root cannot be taken off an element again. After `unmount()` an empty one stays, through which the
//!   element's children show as before.
//! - A host that sends no `Last-Modified` for the manifest says nothing of its age; train with an `as_of` there, or
//!   prices never count as too old.
//! - A product that was just added keeps its card, which says so, until the next suggestion takes its place: cards do
//!   not move under a finger.
//!
//! # Cost
//!
//! The display records of a shard are inflated by the browser, the rest is read in place; shards in memory are bounded
//! (24 MiB, least recently used first). Views are Leptos's signals and effects over one element type, see `ui::node`:
//! size is a feature here, and generic views were half of all code.
#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

/// Pages have one thread.
#[cfg(target_family = "wasm")]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

/// Whether this build knows other kinds of shelves than "Complete your set". What asks it is left out of the one that does not.
pub(crate) const ALL: bool = cfg!(feature = "all");

mod basket;
mod convert;
mod error;
mod facade;
mod load;
#[cfg(feature = "mind")]
mod mind;
mod offers;
mod page;
mod report;
mod request;
mod shop;
mod suggest;
mod truth;
#[cfg(feature = "ui")]
mod ui;

pub use error::{BadValue, Error, Problem};
pub use facade::{Setwise, create_setwise};
#[cfg(feature = "ui")]
pub use ui::facade::ShelfHandle;
