//! The border to JavaScript: the only place that reads or makes untyped values.
//!
//! What comes in is read field by field with a rule for each, so that a mistake is named where it was made; what goes
//! out is built from constant names. Nothing from outside is ever used as a property name.

mod fields;
pub(crate) mod options;
pub(crate) mod output;
#[cfg(feature = "ui")]
pub(crate) mod shelf;

pub(crate) use fields::Fields;

use crate::error::{Error, Problem};
use crate::page::clock;
use js_sys::{Function, Object, Promise, Reflect};
use std::pin::Pin;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::future_to_promise;

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

/// How long what one of the shop's functions promises may take, in milliseconds.
const PATIENCE: u32 = 20_000;

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
        match clock::within(&Promise::resolve(&value), PATIENCE).await {
            Some(answer) => answer.map_err(|thrown| self.error(&thrown)),
            None => Err(self.error(&js_sys::Error::new(NEVER))),
        }
    }

    fn error(&self, thrown: &JsValue) -> Error {
        let name = Reflect::get(thrown, &"name".into());
        let words = reason(thrown);
        let problem = match name.ok().and_then(|name| name.as_string()).as_deref() {
            Some("Refusal") => Problem::Refused { words },
            _ => Problem::Callback {
                name: self.name,
                reason: words,
            },
        };
        problem.into()
    }
}

const NEVER: &str = "its promise did not settle within 20 seconds";
