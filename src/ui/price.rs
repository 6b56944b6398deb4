//! Money in the shopper's notation, by `Intl.NumberFormat`.

use crate::convert::object;
use js_sys::{Array, Function, Intl, Reflect};
use setwise_core::catalog::Money;
use setwise_core::snapshot::Currency;
use wasm_bindgen::{JsCast, JsValue};

/// `Intl.NumberFormat`, made as a function call so that a bad language tag is an answer and not an exception.
pub(crate) fn formatter(locale: &str, currency: &str) -> Option<Function> {
    let intl = Reflect::get(&js_sys::global(), &"Intl".into()).ok()?;
    let make: Function = Reflect::get(&intl, &"NumberFormat".into())
        .ok()?
        .dyn_into()
        .ok()?;
    let options = object(&[("style", "currency".into()), ("currency", currency.into())]);
    let format: Intl::NumberFormat = make
        .call2(&intl, &Array::of1(&locale.into()), &options)
        .ok()?
        .unchecked_into();
    // A getter that gives a bound function.
    Reflect::get(&format, &"format".into())
        .ok()?
        .dyn_into()
        .ok()
}

/// A currency in a language.
pub(crate) struct PriceFormat {
    format: Function,
    minor_per_major: f64,
}

impl PriceFormat {
    /// `None` for a currency or language that the browser refuses.
    pub(crate) fn new(locale: &str, currency: &Currency) -> Option<Self> {
        Some(Self {
            format: formatter(locale, &currency.code)?,
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
