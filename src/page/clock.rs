//! Time: the page's, unless the shop passes its own.

use crate::convert::Callback;
use js_sys::{Array, Object, Promise};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

/// Seconds since 1970. A clock of the shop's that throws or gives no number is no clock.
pub(crate) fn now(own: Option<&Callback>) -> i64 {
    let milliseconds = own
        .and_then(|clock| clock.call(&JsValue::UNDEFINED).ok()?.as_f64())
        .filter(|number| number.is_finite())
        .unwrap_or_else(js_sys::Date::now);
    (milliseconds / 1000.0) as i64
}

/// A promise of `value`, for then.
fn timer(milliseconds: u32, value: &JsValue) -> Promise {
    Promise::new(&mut |resolve, _| {
        let _ = super::window().set_timeout_with_callback_and_timeout_and_arguments_1(
            &resolve,
            milliseconds as i32,
            value,
        );
    })
}

/// Lets what was to be done before go first: all tasks of this module take their turns in one queue.
#[cfg(feature = "ui")]
pub(crate) async fn turn() {
    let _ = JsFuture::from(Promise::resolve(&JsValue::UNDEFINED)).await;
}

/// Waits.
pub(crate) async fn sleep(milliseconds: u32) {
    let _ = JsFuture::from(timer(milliseconds, &JsValue::UNDEFINED)).await;
}

/// What a promise gives within a time, or `None`.
pub(crate) async fn within(
    promise: &Promise,
    milliseconds: u32,
) -> Option<Result<JsValue, JsValue>> {
    let late: JsValue = Object::new().into();
    let race = Promise::race(&Array::of2(promise, &timer(milliseconds, &late)));
    let first = JsFuture::from(race).await;
    (first.as_ref() != Ok(&late)).then_some(first)
}
