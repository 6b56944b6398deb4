//! What JavaScript calls. `types.d.ts` is its contract.

use crate::convert::options::{self, Options};
use crate::convert::{output, promise, thrown};
use crate::error::Error;
use crate::page;
use crate::shop::Shop;
#[cfg(feature = "ui")]
use crate::ui::shelves::Shelves;
use js_sys::Promise;
#[cfg(feature = "mind")]
use setwise_core::catalog::ProductKey;
use std::rc::Rc;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = include_str!("types.d.ts");

pub(crate) fn refused(error: impl Into<Error>) -> JsValue {
    thrown(&error.into())
}

/// A promise of a [`Setwise`], or of a `SetwiseError` that names the option or what is wrong with the manifest.
/// `ahead` holds what the package has begun to load before this module ran; see `pkg/index.js`.
#[wasm_bindgen(js_name = createSetwise, skip_typescript)]
pub fn create_setwise(options: JsValue, ahead: JsValue) -> Promise {
    promise(async move {
        let read = Options::read(&options, &ahead, page::locale())
            .await
            .map_err(refused)?;
        #[cfg(feature = "ui")]
        let texts = crate::convert::shelf::texts(&options, &ahead).map_err(refused)?;
        let shop = Shop::open(read).await.map_err(refused)?;
        Ok(Setwise {
            #[cfg(feature = "ui")]
            shelves: Shelves::new(Rc::clone(&shop), texts),
            shop,
        }
        .into())
    })
}

/// A shop that recommends.
#[wasm_bindgen(skip_typescript)]
pub struct Setwise {
    pub(crate) shop: Rc<Shop>,
    #[cfg(feature = "ui")]
    pub(crate) shelves: Rc<Shelves>,
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
            Ok(output::answer(&answer, &shop.folder.manifest()))
        })
    }

    /// The cart is another than it was.
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
        output::snapshot(&self.shop.folder.manifest(), self.shop.is_stale())
    }

    /// Unmounts every shelf and lets go of the cart. Idempotent.
    #[wasm_bindgen(skip_typescript)]
    pub fn destroy(&self) {
        self.shop.destroy();
        #[cfg(feature = "ui")]
        self.shelves.unmount();
    }
}

#[cfg(feature = "mind")]
#[wasm_bindgen]
impl Setwise {
    /// For `pkg/mind`: a promise of what the snapshot says of a product, named by its id or by its key, as bytes for the mind; or of
    /// nothing.
    #[wasm_bindgen(skip_typescript)]
    pub fn facts(&self, product: JsValue, at: f64) -> Promise {
        let shop = Rc::clone(&self.shop);
        promise(async move {
            let key = match product.as_string() {
                Some(id) => ProductKey::of(&id),
                None => ProductKey(u64::try_from(product).unwrap_or_default()),
            };
            let facts = shop.facts(key, at as i64).await.map_err(refused)?;
            Ok(facts.map_or(JsValue::UNDEFINED, |bytes| {
                js_sys::Uint8Array::from(bytes.as_slice()).into()
            }))
        })
    }

    /// For `pkg/mind`: a function that is asked before each ranking.
    #[wasm_bindgen(skip_typescript)]
    pub fn heed(&self, says: JsValue) {
        self.shop.mind.heed(says);
    }

    /// For `pkg/mind`: what is said is another, shelves ask again.
    #[wasm_bindgen(skip_typescript)]
    pub fn renew(&self) {
        self.shop.slates_changed();
    }
}
