//! What follows the visit, asked before each ranking: `pkg/mind/` loads it when there is something to follow, and hands it to the
//! widget as one function of the page.

use crate::convert::joined;
use js_sys::{Function, Uint8Array};
use setwise_core::directives::Directives;
use setwise_core::request::{Placement, Shelf};
use std::cell::RefCell;
use wasm_bindgen::{JsCast, JsValue};

/// Nobody at first: then slates are as for anybody.
#[derive(Default)]
pub(crate) struct Mind(RefCell<Option<Function>>);

impl Mind {
    /// Asks this function from now on; anything else is nobody.
    pub(crate) fn heed(&self, says: JsValue) {
        self.0.replace(says.dyn_into().ok());
    }

    /// What the ranking has to heed; nothing if nobody says anything that can be read.
    pub(crate) fn directives(
        &self,
        placement: Placement,
        shelf: Shelf,
        seeds: &[String],
        cart: &[String],
    ) -> Option<Directives> {
        let says = self.0.borrow().clone()?;
        let about = joined(&[&seeds.join("\n"), "\n\n", &cart.join("\n")]);
        let said = says
            .call3(
                &JsValue::UNDEFINED,
                &(placement as u32).into(),
                &(shelf as u32).into(),
                &about.into(),
            )
            .ok()?;
        let bytes: Uint8Array = said.dyn_into().ok()?;
        Directives::read(&bytes.to_vec()).ok()
    }
}
