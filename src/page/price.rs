//! Money in the shopper's notation, by `Intl.NumberFormat`.

use crate::convert::object;
use js_sys::{Function, Reflect};
use setwise_core::catalog::Money;
use setwise_core::snapshot::Currency;
use wasm_bindgen::{JsCast, JsValue};

/// A function of `Intl`, called so that a bad language tag is an answer and not an exception.
fn intl(name: &str, locale: &str, options: &JsValue) -> Option<JsValue> {
    let intl = Reflect::get(&js_sys::global(), &"Intl".into()).ok()?;
    let function: Function = Reflect::get(&intl, &name.into()).ok()?.dyn_into().ok()?;
    function.call2(&intl, &locale.into(), options).ok()
}

/// Whether a language tag is one. Asks for no formatter: the first of a page loads the tables of all languages.
pub(crate) fn is_language(tag: &str) -> bool {
    intl("getCanonicalLocales", tag, &JsValue::UNDEFINED).is_some()
}

/// A currency in a language.
pub(crate) struct PriceFormat {
    format: Function,
    minor_per_major: f64,
}

impl PriceFormat {
    /// `None` for a currency or language that the browser refuses.
    pub(crate) fn new(locale: &str, currency: &Currency) -> Option<Self> {
        let options = object(&[
            ("style", "currency".into()),
            ("currency", currency.code.as_str().into()),
        ]);
        let formatter = intl("NumberFormat", locale, &options)?;
        // A getter that gives a bound function.
        let format = Reflect::get(&formatter, &"format".into()).ok()?;
        Some(Self {
            format: format.dyn_into().ok()?,
            minor_per_major: 10_f64.powi(i32::from(currency.minor_digits)),
        })
    }

    /// As `£12.50`.
    pub(crate) fn format(&self, money: Money) -> Option<String> {
        let amount = money.0 as f64 / self.minor_per_major;
        let text = self
            .format
            .call1(&JsValue::UNDEFINED, &amount.into())
            .ok()?;
        text.as_string()
    }
}
