//! What JavaScript calls to put shelves on a page.

use super::mount::Shelf;
use crate::convert::{options, promise, shelf};
use crate::error::Problem;
use crate::facade::{Setwise, refused};
use js_sys::Promise;
use std::rc::Rc;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
impl Setwise {
    /// A promise of a `ShelfHandle`, fulfilled once the shelf is ready, empty or failed.
    #[wasm_bindgen(skip_typescript)]
    pub fn mount(&self, target: JsValue, options: JsValue) -> Promise {
        let shelves = Rc::clone(&self.shelves);
        promise(async move {
            let element = shelf::element(&target).ok_or_else(|| {
                refused(Problem::Element {
                    reason: "mount: expected an element of the page first; is the selector right, and has the page been parsed?",
                })
            })?;
            let options = shelf::mount(&options).map_err(refused)?;
            let shelf = Shelf::mount(shelves, element, options)
                .await
                .map_err(refused)?;
            Ok(ShelfHandle { shelf }.into())
        })
    }
}

/// A shelf on an element. Letting go of the handle leaves the shelf where it is.
#[wasm_bindgen(skip_typescript)]
pub struct ShelfHandle {
    shelf: Rc<Shelf>,
}

#[wasm_bindgen]
impl ShelfHandle {
    /// Takes the shelf off. Idempotent.
    #[wasm_bindgen(skip_typescript)]
    pub fn unmount(&self) {
        self.shelf.unmount();
    }

    /// Asks again; with a request, for that from now on.
    #[wasm_bindgen(skip_typescript)]
    pub fn refresh(&self, request: JsValue) -> Promise {
        let shelf = Rc::clone(&self.shelf);
        promise(async move {
            if request.is_undefined() || request.is_null() {
                shelf.renew().await;
            } else {
                shelf
                    .ask(options::request(&request).map_err(refused)?)
                    .await;
            }
            Ok(JsValue::UNDEFINED)
        })
    }

    /// `loading`, `ready`, `empty`, `error` or `unmounted`.
    #[wasm_bindgen(getter, skip_typescript)]
    pub fn state(&self) -> String {
        self.shelf.state().name().to_owned()
    }
}
