//! What the widget knows of the page around it.

pub(crate) mod cart;
pub(crate) mod clock;
#[cfg(feature = "ui")]
pub(crate) mod events;
pub(crate) mod price;

use wasm_bindgen::{JsCast, UnwrapThrowExt};
use web_sys::{Document, Url, Window};

/// The page's window.
pub(crate) fn window() -> Window {
    js_sys::global().unchecked_into()
}

/// The page's document.
pub(crate) fn document() -> Document {
    // A worker has none, and no elements to mount on either: index.js says so before this module is even loaded.
    window().document().unwrap_throw()
}

/// A new element.
#[cfg(feature = "ui")]
pub(crate) fn create<T: JsCast>(tag: &str) -> T {
    // Only a name that is no name can fail, and all that this crate uses are constants.
    document()
        .create_element(tag)
        .map_or_else(JsCast::unchecked_into, JsCast::unchecked_into)
}

/// The language that the page declares, else the browser's, else English.
pub(crate) fn locale() -> String {
    let declared = document()
        .document_element()
        .and_then(|root| root.get_attribute("lang"));
    declared
        .filter(|lang| price::is_language(lang))
        .or_else(|| window().navigator().language())
        .unwrap_or_else(|| "en".to_owned())
}

/// The address that relative ones start from.
pub(crate) fn base() -> String {
    document().base_uri().ok().flatten().unwrap_or_default()
}

/// An address made absolute; `None` if it cannot be.
pub(crate) fn absolute(address: &str, base: &str) -> Option<Url> {
    Url::new_with_base(address, base).ok()
}

/// An address from the catalog made absolute if a link or picture may lead there, else empty.
///
/// Titles and addresses come from a file that many hands wrote: `javascript:` and `data:` never reach the page.
pub(crate) fn safe_address(address: &str, base: &str) -> String {
    absolute(address, base)
        .filter(|url| !address.is_empty() && matches!(url.protocol().as_str(), "https:" | "http:"))
        .map_or_else(String::new, |url| url.href())
}
