//! The way to a snapshot's offers. What may be claimed of them, and what they look like, is code of its own (`offers/`, `pkg/offers/`)
//! that is loaded only where a manifest names offers; here is what the rest of the widget asks it.

use crate::convert::{Callback, Fields, object, promise, reason};
use crate::error::Problem;
use crate::page::clock;
use crate::report::Reports;
use crate::request::Price;
use js_sys::{Array, Function, Promise, Reflect};
use setwise_core::catalog::{Display, Money};
use setwise_core::snapshot::Manifest;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_futures::JsFuture;

/// How long a slate waits for the offers, in milliseconds, besides the time that its shards take. Later ones come with the next
/// slate: nothing is to grow under the shopper's eyes.
const PATIENCE: u32 = 500;

/// What of a snapshot decides on its offers.
pub(crate) struct Facts<'a> {
    pub(crate) manifest: &'a Manifest,
    /// When the host says that the manifest was written.
    pub(crate) published: Option<i64>,
    pub(crate) locale: &'a str,
}

/// The offers of a shop.
pub(crate) struct Offers {
    /// Loads them: `pkg/offers/offers.js`.
    begin: Option<Function>,
    /// The build that they are of.
    build: RefCell<String>,
    /// Settles when they are there, or cannot be; `None` where the manifest names none.
    loading: RefCell<Option<Promise>>,
    waited: Cell<bool>,
    part: RefCell<JsValue>,
    reports: Rc<Reports>,
}

impl Offers {
    pub(crate) fn new(begin: Option<Function>, reports: Rc<Reports>) -> Rc<Self> {
        Rc::new(Self {
            begin,
            build: RefCell::default(),
            loading: RefCell::default(),
            waited: Cell::new(false),
            part: RefCell::default(),
            reports,
        })
    }

    /// Loads those that a manifest names, unless that was done; `changed` hears when one is over.
    pub(crate) fn follow(self: &Rc<Self>, facts: &Facts<'_>, changed: impl Fn() + 'static) {
        let Facts {
            manifest,
            published,
            locale,
        } = *facts;
        if *self.build.borrow() == manifest.build {
            return;
        }
        self.build.replace(manifest.build.clone());
        self.part.replace(JsValue::UNDEFINED);
        self.loading.take();
        self.waited.set(false);
        let (Some(begin), Some(name)) = (&self.begin, &manifest.offers) else {
            return;
        };
        let of = manifest.as_of.or(published);
        let facts = object(&[
            ("name", name.as_str().into()),
            ("snapshot", manifest.build.as_str().into()),
            ("locale", locale.into()),
            ("currency", manifest.currency.code.as_str().into()),
            ("digits", manifest.currency.minor_digits.into()),
            ("of", of.map_or(f64::NAN, |of| of as f64).into()),
            ("staleAfter", manifest.stale_after.into()),
        ]);
        let changed = Closure::<dyn Fn()>::new(changed).into_js_value();
        let Ok(begun) = begin.call2(&JsValue::UNDEFINED, &facts, &changed) else {
            return;
        };
        let (offers, build) = (Rc::clone(self), manifest.build.clone());
        self.loading.replace(Some(promise(async move {
            match JsFuture::from(Promise::resolve(&begun)).await {
                Ok(part) if *offers.build.borrow() == build => {
                    offers.part.replace(part);
                }
                Ok(_) => {}
                Err(thrown) => offers.reports.tell(
                    &Problem::Callback {
                        name: "offers",
                        reason: reason(&thrown),
                    }
                    .into(),
                ),
            }
            Ok(JsValue::UNDEFINED)
        })));
    }

    /// Waits until they are there, for a while; whoever asks after that does not wait again.
    pub(crate) async fn settled(&self) {
        let loading = self.loading.borrow().clone();
        if let Some(loading) = loading
            && !self.waited.get()
        {
            let _ = clock::within(&loading, PATIENCE).await;
            self.waited.set(true);
        }
    }

    /// One of the part's functions, as its method.
    fn method(&self, name: &'static str) -> Option<Callback> {
        let owner = self.part.borrow().clone();
        let function = Fields::of(&owner, name).ok()?.function(name).ok()??;
        Some(Callback {
            name,
            owner,
            function,
        })
    }

    /// An `OfferClaim` of a product, whose price in the shop is `live` if that was asked; `false` if its listed price may not be shown, because an offer is over that had it;
    /// otherwise nothing.
    pub(crate) fn claim(&self, product: &Display<'_>, live: Option<u64>) -> JsValue {
        self.ask("claim", product, live)
    }

    /// Whether a product has an offer, as `core::policy::OfferState` counts.
    #[cfg(feature = "mind")]
    pub(crate) fn state(&self, product: &Display<'_>, live: Option<u64>) -> u32 {
        let state = self.ask("running", product, live);
        state.as_f64().unwrap_or_default() as u32
    }

    fn ask(&self, what: &'static str, product: &Display<'_>, live: Option<u64>) -> JsValue {
        let Some(Callback {
            owner, function, ..
        }) = self.method(what)
        else {
            return JsValue::UNDEFINED;
        };
        let number =
            |minor: Option<u64>| minor.map_or(JsValue::UNDEFINED, |minor| (minor as f64).into());
        let arguments = Array::of4(
            &product.id.into(),
            &product.category.into(),
            &number(product.price.map(|Money(minor)| minor)),
            &number(live),
        );
        function.apply(&owner, &arguments).unwrap_or_default()
    }

    /// Shows a claim in an element, or takes it away again.
    #[cfg(feature = "ui")]
    pub(crate) fn draw(&self, element: &web_sys::Element, claim: &JsValue, words: &[JsValue; 2]) {
        let arguments = Array::of4(element, claim, &words[0], &words[1]);
        if let Some(draw) = self.method("draw") {
            let _ = draw.function.apply(&draw.owner, &arguments);
        } else {
            element.set_text_content(None);
        }
    }

    /// Whether cards need a place for offers.
    #[cfg(any(feature = "ui", feature = "mind"))]
    pub(crate) fn exist(&self) -> bool {
        self.loading.borrow().is_some()
    }
}

/// The price that a claim gives, if it gives one.
pub(crate) fn price_of(claim: &JsValue) -> Option<Price> {
    let price = Fields::of(claim, "offer").ok()?.fields("price").ok()??;
    Some(Price {
        minor: Reflect::get(price.value(), &"minor".into())
            .ok()?
            .as_f64()? as u64,
        formatted: price.text("formatted").ok()??,
    })
}
