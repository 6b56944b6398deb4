//! The border to JavaScript: the only place that reads or makes untyped values.
//!
//! What comes in is read field by field with a rule for each, so that a mistake is named where it was made; what goes
//! out is built from constant names. Nothing from outside is ever used as a property name.

mod fields;
pub(crate) mod options;
pub(crate) mod output;

pub(crate) use fields::Fields;

use crate::error::{Error, Problem};
use js_sys::{Function, Object, Promise, Reflect};
use std::pin::Pin;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, future_to_promise};

/// Pieces of text as one; `concat` would be compiled for every number of them.
pub(crate) fn joined(pieces: &[&str]) -> String {
    let mut text = String::new();
    for piece in pieces {
        text.push_str(piece);
    }
    text
}

/// A plain object.
pub(crate) fn object(fields: &[(&str, JsValue)]) -> JsValue {
    let object = Object::new();
    for (name, value) in fields {
        // On a fresh plain object this cannot fail.
        let _ = Reflect::set(&object, &JsValue::from_str(name), value);
    }
    object.into()
}

/// A promise of what a future gives. Boxed, so that the machinery of promises is there once and not for every caller.
pub(crate) fn promise(future: impl Future<Output = Result<JsValue, JsValue>> + 'static) -> Promise {
    let boxed: Pin<Box<dyn Future<Output = Result<JsValue, JsValue>>>> = Box::pin(future);
    future_to_promise(boxed)
}

/// Runs a future that nobody waits for.
pub(crate) fn spawn(future: impl Future<Output = ()> + 'static) {
    let _ = promise(async move {
        future.await;
        Ok(JsValue::UNDEFINED)
    });
}

/// Waits for a value that may be a promise.
pub(crate) async fn settled(value: &JsValue) -> Result<JsValue, JsValue> {
    JsFuture::from(Promise::resolve(value)).await
}

/// What was thrown, in words.
pub(crate) fn reason(thrown: &JsValue) -> String {
    let message = Reflect::get(thrown, &JsValue::from_str("message"))
        .ok()
        .and_then(|message| message.as_string());
    message.unwrap_or_else(|| fields::shown(thrown))
}

/// The error that the page sees: a JavaScript `Error` with a `code`.
pub(crate) fn thrown(error: &Error) -> JsValue {
    let message = format!("setwise: {error}");
    let thrown: JsValue = js_sys::Error::new(&message).into();
    for (name, value) in [("name", "SetwiseError"), ("code", error.problem().code())] {
        let _ = Reflect::set(&thrown, &name.into(), &value.into());
    }
    thrown
}

/// One of the shop's functions, called as the method it may be.
#[derive(Clone)]
pub(crate) struct Callback {
    pub(crate) name: &'static str,
    pub(crate) owner: JsValue,
    pub(crate) function: Function,
}

impl Callback {
    /// Calls it with at most one argument.
    pub(crate) fn call(&self, argument: &JsValue) -> Result<JsValue, Error> {
        self.function
            .call1(&self.owner, argument)
            .map_err(|thrown| self.error(&thrown))
    }

    /// Calls it and waits for what it promises.
    pub(crate) async fn answer(&self, argument: &JsValue) -> Result<JsValue, Error> {
        let value = self.call(argument)?;
        settled(&value).await.map_err(|thrown| self.error(&thrown))
    }

    fn error(&self, thrown: &JsValue) -> Error {
        Error::from(Problem::Callback {
            name: self.name,
            reason: reason(thrown),
        })
    }
}

/// An element of the page, or `None` for anything else.
pub(crate) fn element(value: &JsValue) -> Option<web_sys::HtmlElement> {
    value.dyn_ref::<web_sys::HtmlElement>().cloned()
}
