//! The style sheet, parsed once and adopted: no `style` element or attribute, so that a strict CSP passes.
//!
//! Its reasons stand here, since shoppers download what stands there:
//! - The stage is a grid of one cell in which the shelf and the shop's own markup lie on each other, so that swapping them
//!   moves nothing below. The host itself is the page's to show, hide and place.
//! - All that a page may have set for its own text and would break a card is set back at once. Colours, fonts and direction
//!   are the page's on purpose: a shelf looks like the shop around it, light or dark, and borders and tints are made of its
//!   colour.
//! - Every rule stands within `.setwise`: the same sheet serves a shelf among the page's own elements.
//! - Container queries, not media queries: a shelf may stand in a narrow column of a wide page.
//! - Every line of a card has a least height, so that placeholders are as high as cards.
//! - The row's padding and negative margin leave room for focus rings, which scrolling would cut off.

use crate::ALL;
use crate::page;
use js_sys::{Array, Reflect};
use std::cell::OnceCell;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CssStyleSheet, Document, Element, Node};

const CSS: &str = if ALL {
    concat!(
        include_str!(concat!(env!("SETWISE_STYLES"), "/style.css")),
        include_str!(concat!(env!("SETWISE_STYLES"), "/style-all.css"))
    )
} else {
    include_str!(concat!(env!("SETWISE_STYLES"), "/style.css"))
};

thread_local! {
    /// One for all shelves of a page; `None` where the browser has no such thing, and then shelves are bare.
    static SHEET: OnceCell<Option<CssStyleSheet>> = const { OnceCell::new() };
}

fn sheet() -> Option<CssStyleSheet> {
    SHEET.with(|sheet| sheet.get_or_init(parse).clone())
}

fn parse() -> Option<CssStyleSheet> {
    let sheet = CssStyleSheet::new().ok()?;
    sheet.replace_sync(CSS).ok()?;
    Some(sheet)
}

/// The document or shadow root that an element stands in; the document for one that is to be put in later.
pub(super) fn tree_of(element: &Element) -> Node {
    if element.is_connected() {
        element.get_root_node()
    } else {
        page::document().into()
    }
}

/// Gives a shadow root or a document the sheet, beside those that it has.
pub(super) fn adopt(tree: &Node) {
    change(tree, true);
}

/// Takes the sheet away with the last shelf that stands there.
pub(super) fn release(tree: &Node) {
    // A shadow root finds things as a document does.
    let others = tree.unchecked_ref::<Document>().query_selector(".setwise");
    if !matches!(others, Ok(Some(_))) {
        change(tree, false);
    }
}

fn change(tree: &Node, adopted: bool) {
    let name = JsValue::from_str("adoptedStyleSheets");
    let (Some(sheet), Ok(before)) = (sheet(), Reflect::get(tree, &name)) else {
        return;
    };
    let sheet: JsValue = sheet.into();
    let sheets = Array::new();
    for other in Array::from(&before).iter().filter(|other| *other != sheet) {
        sheets.push(&other);
    }
    if adopted {
        sheets.push(&sheet);
    }
    let _ = Reflect::set(tree, &name, &sheets);
}
