//! What only pages with shelves exchange: phrases, mount options, elements, event details.

use super::options::{OPTIONS, REQUEST, read_request};
use super::output::{array, number};
use super::{Fields, object};
use crate::error::Error;
use crate::request::Ask;
use crate::ui::text::more::More;
use crate::ui::text::{Phrase, Texts};
use js_sys::Reflect;
use wasm_bindgen::{JsCast, JsValue};

/// The phrases of the page's language, which `pkg/index.js` has loaded, and over them those of the shop's own.
pub(crate) fn texts(options: &JsValue, ahead: &JsValue) -> Result<Texts, Error> {
    let mut texts = Texts::default();
    let mut language = None;
    if let Ok(ahead) = Fields::of(ahead, "ahead") {
        language = ahead.fields("text")?;
        texts.more = More(ahead.value_of("words"));
    }
    let own = Fields::of(options, OPTIONS)?.fields("text")?;
    for fields in [language, own].into_iter().flatten() {
        let names = Phrase::ALL.iter().map(|phrase| phrase.name());
        // These are read by the parts that say them.
        let names: Vec<&str> = names.chain(["offers", "shelves", "undo"]).collect();
        let fields = fields.only(&names)?;
        for phrase in Phrase::ALL {
            if let Some(text) = fields.text(phrase.name())? {
                texts.replace(phrase, text);
            }
        }
    }
    Ok(texts)
}

/// What `mount` takes besides what is asked.
pub(crate) struct MountOptions {
    pub(crate) ask: Ask,
    pub(crate) shadow: bool,
}

pub(crate) fn mount(value: &JsValue) -> Result<MountOptions, Error> {
    let place = "mount options";
    if value.is_undefined() || value.is_null() {
        return Ok(MountOptions {
            ask: Ask::default(),
            shadow: true,
        });
    }
    let [a, b, c, d, e, f, g] = REQUEST;
    let fields = Fields::of(value, place)?.only(&[a, b, c, d, e, f, g, "shadow"])?;
    Ok(MountOptions {
        shadow: fields.flag("shadow")?.unwrap_or(true),
        ask: read_request(&fields)?,
    })
}

/// An element of the page, or `None` for anything else.
pub(crate) fn element(value: &JsValue) -> Option<web_sys::HtmlElement> {
    let element = value.dyn_ref::<web_sys::HtmlElement>()?;
    // A proxy around an element passes for one until something is asked of it.
    Reflect::get(element, &"isConnected".into()).ok()?;
    Some(element.clone())
}

/// What `cart.add` is given.
pub(crate) fn line(id: &str, product: JsValue) -> JsValue {
    object(&[
        ("id", id.into()),
        ("quantity", 1.into()),
        ("product", product),
    ])
}

/// What `cart.replace` is given: a line to put in the place of that with the id `from`.
pub(crate) fn change(from: &str, to: JsValue) -> JsValue {
    object(&[("from", from.into()), ("to", to)])
}

/// The detail of `setwise:ready` and `setwise:view`.
pub(crate) fn shown(ids: impl Iterator<Item = String>, snapshot: &str) -> JsValue {
    object(&[
        ("items", array(ids.map(Into::into))),
        ("snapshot", snapshot.into()),
    ])
}

/// The detail of `setwise:select` and `setwise:add`.
pub(crate) fn chosen(id: &str, index: usize, snapshot: &str) -> JsValue {
    object(&[
        ("id", id.into()),
        ("index", number(index)),
        ("snapshot", snapshot.into()),
    ])
}
