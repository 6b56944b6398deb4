//! What follows the visit, asked before each ranking: `pkg/mind/` loads it when there is something to follow, and hands it to the
//! widget as one function of the page.

use crate::convert::joined;
use crate::convert::output::number;
use js_sys::{Array, Function, Uint8Array};
use setwise_core::catalog::ProductKey;
use setwise_core::directives::Directives;
use setwise_core::request::{Placement, Shelf};
use std::cell::RefCell;
use std::cmp::Reverse;
use wasm_bindgen::{JsCast, JsValue};

/// Nobody at first: then slates are as for anybody.
#[derive(Default)]
pub(crate) struct Mind(RefCell<Option<Function>>);

/// What a shelf is about.
pub(crate) struct About<'a> {
    pub(crate) placement: Placement,
    pub(crate) shelf: Shelf,
    pub(crate) seeds: &'a [String],
    pub(crate) cart: &'a [String],
    /// What the cart is worth in minor units, if it tells.
    pub(crate) value: Option<u64>,
    /// Whether an offer runs on a seed, as `core::policy::OfferState` counts.
    pub(crate) offer: u32,
    /// What the shards know of these products, in the mind's own words.
    pub(crate) facts: Vec<Vec<u8>>,
}

impl Mind {
    /// Asks this function from now on; anything else is nobody.
    pub(crate) fn heed(&self, says: JsValue) {
        self.0.replace(says.dyn_into().ok());
    }

    /// Whether there is somebody to ask.
    pub(crate) fn is_there(&self) -> bool {
        self.0.borrow().is_some()
    }

    /// What the ranking has to heed; nothing if nobody says anything that can be read.
    pub(crate) fn directives(&self, about: &About<'_>) -> Option<Directives> {
        let says = self.0.borrow().clone()?;
        let lines = joined(&[&about.seeds.join("\n"), "\n\n", &about.cart.join("\n")]);
        let arguments = Array::of5(
            &number(about.placement as usize),
            &number(about.shelf as usize),
            &lines.into(),
            &about.value.map_or(-1.0, |minor| minor as f64).into(),
            &about.offer.into(),
        );
        let facts = about.facts.iter();
        let facts: Array = facts.map(|of| Uint8Array::from(of.as_slice())).collect();
        arguments.push(&facts);
        let said = says.apply(&JsValue::UNDEFINED, &arguments).ok()?;
        let bytes: Uint8Array = said.dyn_into().ok()?;
        Directives::read(&bytes.to_vec()).ok()
    }
}

/// So many products of the shopper's own are asked after: each may bring a shard of its own.
const OWN: usize = 8;

/// A shelf as the mind and the merchant's policy want it.
pub(crate) struct Ruled {
    /// What it is by now.
    pub(crate) kind: Shelf,
    pub(crate) directives: Option<Directives>,
}

impl Ruled {
    pub(crate) fn new(asked: Shelf, directives: Option<Directives>) -> Self {
        let other = directives.as_ref().and_then(|said| said.ruling.shelf);
        Self {
            kind: other.unwrap_or(asked),
            directives,
        }
    }

    /// Products that are to be shown wherever they are at home: those that the policy pins by name, and on a shelf of picks
    /// the shopper's own.
    pub(crate) fn homes(&self) -> Vec<ProductKey> {
        let Some(said) = &self.directives else {
            return Vec::new();
        };
        let mut keys = said.ruling.pins.clone();
        if self.kind == Shelf::ForYou {
            let mut own = said.own.clone();
            own.sort_unstable_by_key(|&(key, weight)| (Reverse(weight), key));
            keys.extend(own.iter().take(OWN).map(|(key, _)| *key));
        }
        keys
    }

    /// What the policy calls it.
    pub(crate) fn title(&self) -> String {
        let said = self.directives.as_ref();
        said.map_or_else(String::new, |said| {
            crate::suggest::clean(&said.ruling.title)
        })
    }
}
