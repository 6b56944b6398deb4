//! The style sheet, parsed once a shop and adopted: no `style` element or attribute, so that a strict CSP passes.
//!
//! Its reasons stand here, since shoppers download what stands there:
//! - The host is a grid of one cell in which the shelf and the shop's own markup lie on each other, so that swapping them
//!   moves nothing below. `!important` in a shadow root wins over everything in the page.
//! - What a page may have set for its own text and would break a card is set back. Colours, fonts and direction are the
//!   page's on purpose: a shelf looks like the shop around it, light or dark, and borders and tints are made of its colour.
//! - Container queries, not media queries: a shelf may stand in a narrow column of a wide page.
//! - Every line of a card has a least height, so that placeholders are as high as cards.
//! - The row's padding and negative margin leave room for focus rings, which scrolling would cut off.

use js_sys::{Array, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::CssStyleSheet;

/// The parsed sheet; `None` where the browser has no such thing, and then shelves are bare.
pub(crate) fn sheet() -> Option<CssStyleSheet> {
    let sheet = CssStyleSheet::new().ok()?;
    sheet.replace_sync(include_str!("style.css")).ok()?;
    Some(sheet)
}

/// Gives a shadow root or a document the sheet, beside those that it has.
pub(super) fn adopt(root: &JsValue, sheet: Option<&CssStyleSheet>) {
    let name = JsValue::from_str("adoptedStyleSheets");
    let (Some(sheet), Ok(before)) = (sheet, Reflect::get(root, &name)) else {
        return;
    };
    let sheets = Array::from(&before);
    let there = sheets
        .iter()
        .any(|other| other.dyn_ref::<CssStyleSheet>() == Some(sheet));
    if !there {
        sheets.push(sheet);
        let _ = Reflect::set(root, &name, &sheets);
    }
}
