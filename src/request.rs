//! What is asked of a [`Shop`](crate::shop::Shop), and what it answers.

use setwise_core::rank::Withheld;
use setwise_core::request::Placement;
use wasm_bindgen::JsValue;

/// What a shelf is asked for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ask {
    pub(crate) placement: Placement,
    /// Ids of the seeds; `None` on a cart page means the lines of the cart.
    pub(crate) products: Option<Vec<String>>,
    pub(crate) exclude: Vec<String>,
    pub(crate) limit: Option<usize>,
}

/// A line of the shop's cart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) id: String,
    pub(crate) quantity: u32,
}

/// A product that speaks for another one.
#[derive(Clone, Debug)]
pub(crate) struct Named {
    pub(crate) id: String,
    pub(crate) title: String,
}

/// A price that may be claimed.
#[derive(Clone, Debug)]
pub(crate) struct Price {
    pub(crate) minor: u64,
    pub(crate) formatted: String,
}

/// One product of a slate.
#[derive(Clone, Debug)]
pub(crate) struct Suggestion {
    pub(crate) id: String,
    pub(crate) title: String,
    /// Safe to link to, or empty.
    pub(crate) url: String,
    /// Safe to load, or empty.
    pub(crate) image: String,
    /// `None` too if the snapshot is stale.
    pub(crate) price: Option<Price>,
    pub(crate) needs_options: bool,
    /// An `OfferClaim`, or nothing.
    pub(crate) offer: JsValue,
    pub(crate) score: f64,
    pub(crate) goes_with: Named,
}

/// The answer to an [`Ask`].
#[derive(Clone, Debug)]
pub(crate) enum Answer {
    Ready {
        items: Vec<Suggestion>,
        /// How many products the slate goes with.
        #[cfg_attr(not(feature = "ui"), expect(dead_code))]
        seeds: usize,
        stale: bool,
    },
    Withheld(Withheld),
}
