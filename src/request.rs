//! What is asked of a [`Shop`](crate::shop::Shop), and what it answers.

use crate::ALL;
use setwise_core::rank::{Reason, Withheld};
use setwise_core::request::{Placement, Shelf};
use wasm_bindgen::JsValue;

/// The values of `kind` that this build knows.
pub(crate) const KINDS: &[(&str, Shelf)] = if ALL {
    &EVERY_KIND
} else {
    &[("complete-set", Shelf::CompleteSet)]
};

const EVERY_KIND: [(&str, Shelf); 6] = [
    ("complete-set", Shelf::CompleteSet),
    ("upgrade", Shelf::Upgrade),
    ("bundle", Shelf::Bundle),
    ("buy-again", Shelf::BuyAgain),
    ("add-ons", Shelf::AddOns),
    ("for-you", Shelf::ForYou),
];

/// What a shelf is asked for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ask {
    pub(crate) kind: Shelf,
    pub(crate) placement: Placement,
    /// Ids of the seeds; `None` on a cart page means the lines of the cart.
    pub(crate) products: Option<Vec<String>>,
    pub(crate) exclude: Vec<String>,
    pub(crate) limit: Option<usize>,
    /// Whether picks for the shopper may stand in for a slate that is withheld.
    pub(crate) fallback: bool,
}

impl Ask {
    /// The kind of shelf, where there are several.
    pub(crate) fn kind(&self) -> Shelf {
        if ALL { self.kind } else { Shelf::CompleteSet }
    }
}

impl Slate {
    /// The kind of shelf, where there are several.
    pub(crate) fn kind(&self) -> Shelf {
        if ALL { self.kind } else { Shelf::CompleteSet }
    }
}

/// A line of the shop's cart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) id: String,
    pub(crate) quantity: u32,
    /// Of one piece in minor units, where the cart tells it.
    pub(crate) price: Option<u64>,
}

/// Something that the shopper bought before, as the shop tells it.
#[derive(Clone, Debug)]
pub(crate) struct Bought {
    pub(crate) id: String,
    /// Seconds since 1970.
    pub(crate) at: i64,
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

/// Why a product is in a slate.
#[derive(Clone, Debug)]
pub(crate) struct Why {
    pub(crate) reason: Reason,
    /// The seed that spoke for it; `None` where none did, and for the seed itself in its own bundle.
    pub(crate) product: Option<Named>,
    /// What an upgrade has that its seed has not, as `name=value`.
    pub(crate) gains: Vec<String>,
    /// What an upgrade costs more.
    pub(crate) more: Option<Price>,
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
    pub(crate) why: Why,
}

/// A slate.
#[derive(Clone, Debug)]
pub(crate) struct Slate {
    /// What it is: another one than was asked for if it stands in for that.
    pub(crate) kind: Shelf,
    pub(crate) items: Vec<Suggestion>,
    /// What the merchant's policy calls it; empty for the usual title.
    #[cfg(feature = "mind")]
    pub(crate) title: String,
    /// How many products the slate goes with.
    pub(crate) seeds: usize,
    /// What the cart lacks of the merchant's threshold, for add-ons: nothing once it is reached.
    pub(crate) gap: Option<Price>,
    pub(crate) stale: bool,
}

/// The answer to an [`Ask`].
#[derive(Clone, Debug)]
pub(crate) enum Answer {
    Ready(Slate),
    Withheld(Withheld),
}
