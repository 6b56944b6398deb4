//! What JavaScript calls. `types.d.ts` is its contract.

use crate::convert::options::{self, Options};
use crate::convert::{element, output, promise, thrown};
use crate::error::{Error, Problem};
use crate::page;
use crate::shop::Shop;
use crate::ui::mount::Shelf;
use js_sys::Promise;
use std::rc::Rc;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = include_str!("types.d.ts");

fn refused(error: impl Into<Error>) -> JsValue {
    thrown(&error.into())
}

/// A promise of a [`Setwise`], or of a `SetwiseError` that names the option or what is wrong with the manifest.
/// `ahead` holds what the package has begun to load before this module ran; see `pkg/index.js`.
#[wasm_bindgen(js_name = createSetwise, skip_typescript)]
pub fn create_setwise(options: JsValue, ahead: JsValue) -> Promise {
    promise(async move {
        let options = Options::read(&options, &ahead, page::locale()).map_err(refused)?;
        let shop = Shop::open(options).await.map_err(refused)?;
        Ok(Setwise { shop }.into())
    })
}

/// A shop that recommends.
#[wasm_bindgen(skip_typescript)]
pub struct Setwise {
    shop: Rc<Shop>,
}

#[wasm_bindgen]
impl Setwise {
    /// A promise of a `Slate`.
    #[wasm_bindgen(skip_typescript)]
    pub fn recommend(&self, request: JsValue) -> Promise {
        let shop = Rc::clone(&self.shop);
        promise(async move {
            let ask = options::request(&request).map_err(refused)?;
            let answer = shop.recommend(&ask, false).await.map_err(refused)?;
            Ok(output::slate(&answer, shop.folder.manifest()))
        })
    }

    /// A promise of a `ShelfHandle`, fulfilled once the shelf is ready, empty or failed.
    #[wasm_bindgen(skip_typescript)]
    pub fn mount(&self, target: JsValue, options: JsValue) -> Promise {
        let shop = Rc::clone(&self.shop);
        promise(async move {
            let element = element(&target).ok_or_else(|| {
                refused(Problem::Element {
                    reason: "mount: expected an element of the page first; is the selector right, and has the page been parsed?",
                })
            })?;
            let options = options::mount(&options).map_err(refused)?;
            let shelf = Shelf::mount(shop, element, options)
                .await
                .map_err(refused)?;
            Ok(ShelfHandle { shelf }.into())
        })
    }

    /// Re-ranks every shelf after a change of the cart.
    #[wasm_bindgen(js_name = cartChanged, skip_typescript)]
    pub fn cart_changed(&self, lines: JsValue) -> Promise {
        let shop = Rc::clone(&self.shop);
        promise(async move {
            if lines.is_undefined() || lines.is_null() {
                shop.cart_changed().await;
            } else {
                shop.set_lines(options::lines(&lines, "cartChanged lines").map_err(refused)?);
            }
            Ok(JsValue::UNDEFINED)
        })
    }

    /// A `SnapshotInfo`.
    #[wasm_bindgen(getter, skip_typescript)]
    pub fn snapshot(&self) -> JsValue {
        output::snapshot(self.shop.folder.manifest(), self.shop.is_stale())
    }

    /// Unmounts every shelf. Idempotent.
    #[wasm_bindgen(skip_typescript)]
    pub fn destroy(&self) {
        self.shop.destroy();
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
