//! The style sheet, parsed once a shop and adopted: no `style` element or attribute, so that a strict CSP passes.

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
