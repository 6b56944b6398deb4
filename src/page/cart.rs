//! The shop's cart, through the shop's own functions.

use crate::convert::{Callback, options};
use crate::error::Error;
use crate::request::Line;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};

/// The functions that a shop passes in.
pub(crate) struct Cart {
    pub(crate) lines: Callback,
    /// There in a page with shelves.
    #[cfg_attr(not(feature = "ui"), expect(dead_code))]
    pub(crate) add: Option<Callback>,
    /// Tells what is true of products now.
    pub(crate) live: Option<Callback>,
    /// Adds several lines in one call.
    #[cfg_attr(not(feature = "ui"), expect(dead_code))]
    pub(crate) add_all: Option<Callback>,
    /// Puts a line in the place of another.
    #[cfg_attr(not(feature = "ui"), expect(dead_code))]
    pub(crate) replace: Option<Callback>,
    pub(crate) subscribe: Option<Callback>,
}

/// The lines of a cart that can be understood, and what is wrong with the first that cannot.
pub(crate) struct Lines {
    pub(crate) lines: Vec<Line>,
    pub(crate) bad: Option<Error>,
}

impl Cart {
    /// What is in the cart now.
    pub(crate) async fn lines(&self) -> Result<Lines, Error> {
        let lines = self.lines.answer(&JsValue::UNDEFINED).await?;
        options::lines(&lines, "cart.lines()")
    }

    /// Calls back after every change, until the subscription is dropped. `None` if the cart cannot be watched.
    ///
    /// # Errors
    /// `subscribe` throws, or gives no way to stop: then it calls back as long as the page lives.
    pub(crate) fn watch(
        &self,
        changed: impl Fn() + 'static,
    ) -> Result<Option<Subscription>, Error> {
        let Some(subscribe) = &self.subscribe else {
            return Ok(None);
        };
        // The page's for as long as it holds it: a shop may call once more after it was told to stop.
        let changed = Closure::<dyn Fn()>::new(changed).into_js_value();
        let stop = subscribe.call(&changed)?;
        match stop.dyn_into() {
            Ok(stop) => Ok(Some(Subscription(stop))),
            Err(other) => Err(options::bad(
                "cart.subscribe()",
                "a function that ends the subscription",
                &other,
            )),
        }
    }
}

/// A running subscription to the cart: the function that ends it.
pub(crate) struct Subscription(js_sys::Function);

impl Drop for Subscription {
    fn drop(&mut self) {
        // A shop whose own function throws here has nothing left that we could undo.
        let _ = self.0.call0(&JsValue::UNDEFINED);
    }
}
