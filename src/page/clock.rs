//! Time: the page's, unless the shop passes its own.

use crate::convert::Callback;
use js_sys::Promise;
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

/// Waits.
pub(crate) async fn sleep(milliseconds: u32) {
    let promise = Promise::new(&mut |resolve, _| {
        let _ = super::window()
            .set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, milliseconds as i32);
    });
    let _ = JsFuture::from(promise).await;
}
