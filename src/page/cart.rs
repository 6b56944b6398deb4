//! The shop's cart, through the shop's own functions.

use crate::convert::{Callback, options, output};
use crate::error::Error;
use crate::request::Line;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};

/// The functions that a shop passes in.
pub(crate) struct Cart {
    pub(crate) lines: Callback,
    pub(crate) add: Callback,
    pub(crate) subscribe: Option<Callback>,
}

impl Cart {
    /// What is in the cart now.
    pub(crate) async fn lines(&self) -> Result<Vec<Line>, Error> {
        let lines = self.lines.answer(&JsValue::UNDEFINED).await?;
        options::lines(&lines, "cart.lines()")
    }

    /// Puts one of a product into it; `product` is its `SlateItem`.
    pub(crate) async fn add(&self, id: &str, product: JsValue) -> Result<(), Error> {
        let line = Line {
            id: id.to_owned(),
            quantity: 1,
        };
        self.add
            .answer(&output::line(&line, product))
            .await
            .map(|_| ())
    }

    /// Calls back after every change, until the subscription is dropped. `None` if the cart cannot be watched.
    pub(crate) fn watch(
        &self,
        changed: impl Fn() + 'static,
    ) -> Result<Option<Subscription>, Error> {
        let Some(subscribe) = &self.subscribe else {
            return Ok(None);
        };
        let closure = Closure::<dyn Fn()>::new(changed);
        let stop = subscribe.call(closure.as_ref())?;
        Ok(Some(Subscription {
            stop,
            _closure: closure,
        }))
    }
}

/// A running subscription to the cart.
pub(crate) struct Subscription {
    /// What `subscribe` returned: the function that ends it.
    stop: JsValue,
    _closure: Closure<dyn Fn()>,
}

impl Drop for Subscription {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.dyn_ref::<js_sys::Function>() {
            // A shop whose own function throws here has nothing left that we could undo.
            let _ = stop.call0(&JsValue::UNDEFINED);
        }
    }
}
