//! What a page hands to `createSetwise`, `recommend` and `mount`.

pub(crate) use super::fields::bad;
use super::fields::elements;
use super::{Callback, Fields, joined};
use crate::ALL;
use crate::error::Error;
use crate::page::cart::{Cart, Lines};
use crate::request::{Ask, Bought, KINDS, Line};
use crate::truth::Fact;
use js_sys::{Function, Promise};
use setwise_core::request::{Placement, Shelf};
use wasm_bindgen::JsValue;

/// The options of `createSetwise`.
pub(crate) struct Options {
    pub(crate) manifest: String,
    pub(crate) cart: Option<Cart>,
    pub(crate) locale: String,
    pub(crate) currency: Option<String>,
    pub(crate) now: Option<Callback>,
    /// Where relative addresses of the catalog start, absolute.
    pub(crate) base: String,
    /// Gives the address of a product's page for its id.
    pub(crate) url: Option<Callback>,
    pub(crate) fetch: Option<Function>,
    /// The latest first.
    pub(crate) history: Vec<Bought>,
    pub(crate) free_shipping_from: Option<u64>,
    pub(crate) ahead: Ahead,
    pub(crate) on_error: Option<Callback>,
}

/// What `pkg/index.js` has asked for before this module ran.
#[derive(Default)]
pub(crate) struct Ahead {
    /// The manifest's response.
    pub(crate) manifest: Option<Promise>,
    /// Of a shop that needs only one file: its address and its response.
    pub(crate) shard: Option<(String, Promise)>,
    /// Where that one was a copy of unknown age: the response that the host gave since, or `undefined` if it is the same.
    pub(crate) newer: Option<Promise>,
    /// Loads the offers that a manifest names.
    pub(crate) offers: Option<Function>,
}

const MINOR: &str = "an amount in the currency's minor unit, a whole number";
const IDS: &str = "an array of product ids (text)";
pub(super) const OPTIONS: &str = "createSetwise options";

impl Options {
    /// `ahead` has the fields of [`Ahead`], and `text`: the phrases of the page's language. `page_locale` is the locale of a page that names none here.
    pub(crate) async fn read(
        value: &JsValue,
        ahead: &JsValue,
        page_locale: String,
    ) -> Result<Self, Error> {
        let ahead = Fields::of(ahead, "ahead").ok();
        let known = [
            "manifest",
            "cart",
            "locale",
            "currency",
            "now",
            "text",
            "base",
            "url",
            "fetch",
            "history",
            "freeShippingFrom",
            "kinds",
            "onError",
            "orderTime",
            "mind",
        ];
        let options = Fields::of(value, OPTIONS)?.only(&known)?;
        let manifest = options.text("manifest")?.ok_or_else(|| {
            options.bad(
                "manifest",
                "the address of the manifest.json that `setwise train` wrote",
            )
        })?;
        let locale = options.text("locale")?.unwrap_or(page_locale);
        if !crate::page::price::is_language(&locale) {
            return Err(options.bad("locale", "a language tag such as \"en-GB\""));
        }
        let currency = options.text("currency")?;
        let is_code =
            |code: &String| code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase());
        if !currency.as_ref().is_none_or(is_code) {
            return Err(options.bad(
                "currency",
                "three capital letters of ISO 4217, such as \"GBP\"",
            ));
        }
        let page_base = crate::page::base();
        let base = match options.text("base")? {
            Some(base) => crate::page::absolute(&base, &page_base)
                .ok_or_else(|| options.bad("base", "an address"))?
                .href(),
            None => page_base,
        };
        let callback = |name: &'static str| -> Result<Option<Callback>, Error> {
            Ok(options.function(name)?.map(|function| Callback {
                name,
                owner: JsValue::UNDEFINED,
                function,
            }))
        };
        Ok(Self {
            manifest,
            cart: options.settled("cart").await?.map(cart).transpose()?,
            locale,
            currency,
            now: callback("now")?,
            base,
            url: callback("url")?,
            fetch: options.function("fetch")?,
            history: history(&options)?,
            free_shipping_from: if ALL {
                let from = options.whole("freeShippingFrom", MINOR, 1, u32::MAX)?;
                from.map(u64::from)
            } else {
                None
            },
            ahead: ahead.map_or_else(Ahead::default, |ahead| Ahead {
                manifest: ahead.promise("manifest"),
                shard: ahead
                    .fields("shard")
                    .ok()
                    .flatten()
                    .and_then(|shard| Some((shard.text("url").ok()??, shard.promise("response")?))),
                newer: ahead.promise("newer"),
                offers: ahead.function("offers").unwrap_or_default(),
            }),
            on_error: callback("onError")?,
        })
    }
}

/// What the shopper bought before, the latest first.
fn history(options: &Fields) -> Result<Vec<Bought>, Error> {
    const RULE: &str = "an array of purchases {id, at}, `at` in milliseconds since 1970";
    let mut history = Vec::new();
    if !ALL {
        return Ok(history);
    }
    for value in options.list("history", RULE)?.unwrap_or_default().iter() {
        let bought = Fields::of(&value, "history")?;
        let (id, at) = (bought.text("id")?, bought.number("at", RULE, 0.0, 1e16)?);
        let (Some(id), Some(at)) = (id, at) else {
            return Err(options.bad("history", RULE));
        };
        let at = (at / 1000.0) as i64;
        history.push(Bought { id, at });
    }
    Ok(history)
}

fn cart(fields: Fields) -> Result<Cart, Error> {
    let fields = fields.only(&["lines", "add", "addAll", "replace", "live", "subscribe"])?;
    let method = |name: &str, full: &'static str| -> Result<Option<Callback>, Error> {
        Ok(fields.function(name)?.map(|function| Callback {
            name: full,
            owner: fields.value().clone(),
            function,
        }))
    };
    let several = |name: &str, full: &'static str| if ALL { method(name, full) } else { Ok(None) };
    let add = method("add", "cart.add()")?;
    if cfg!(feature = "ui") && add.is_none() {
        return Err(fields.bad("add", "a function that puts a product into the cart"));
    }
    Ok(Cart {
        lines: method("lines", "cart.lines()")?
            .ok_or_else(|| fields.bad("lines", "a function that gives the lines of the cart"))?,
        add,
        live: method("live", "cart.live()")?,
        add_all: several("addAll", "cart.addAll()")?,
        replace: several("replace", "cart.replace()")?,
        subscribe: method("subscribe", "cart.subscribe()")?,
    })
}

/// What `cart.live()` gave; `currency` is the snapshot's. A price in another one is none.
pub(crate) fn facts(value: &JsValue, currency: &str) -> Result<Vec<Fact>, Error> {
    const PLACE: &str = "cart.live()";
    let values = elements(value).ok_or_else(|| bad(PLACE, "an array of {id}", value))?;
    let mut facts = Vec::new();
    for value in values.iter() {
        let fields = Fields::of(&value, PLACE)?;
        let needs_options = fields.flag("needsOptions")?.unwrap_or(false);
        let price = match fields.fields("price")? {
            Some(price) if price.text("currency")?.as_deref() == Some(currency) => {
                Some(price.whole("minor", MINOR, 0, u32::MAX)?.map(u64::from))
            }
            Some(_) => Some(None),
            // The snapshot's may be that of another choice.
            None => needs_options.then_some(None),
        };
        facts.push(Fact {
            id: fields.text("id")?.unwrap_or_default(),
            gone: fields.flag("gone")?.unwrap_or(false),
            needs_options,
            price,
        });
    }
    Ok(facts)
}

/// The lines of a cart: what `cart.lines()` gave, or what came to `cartChanged`. One that cannot be understood leaves the
/// others as they are.
pub(crate) fn lines(value: &JsValue, place: &str) -> Result<Lines, Error> {
    let Some(values) = elements(value) else {
        return Err(bad(place, "an array of lines {id, quantity}", value));
    };
    let mut read = Lines {
        lines: Vec::new(),
        bad: None,
    };
    for (position, value) in values.iter().enumerate() {
        match line(&value, &joined(&[place, "[", &position.to_string(), "]"])) {
            Ok(line) if line.quantity > 0 => read.lines.push(line),
            Ok(_) => {}
            Err(error) => read.bad = read.bad.or(Some(error)),
        }
    }
    Ok(read)
}

fn line(value: &JsValue, place: &str) -> Result<Line, Error> {
    let fields = Fields::of(value, place)?;
    let id = fields
        .text("id")?
        .ok_or_else(|| fields.bad("id", "the id of a product (text)"))?;
    let quantity = fields.whole("quantity", "a whole number from 0", 0, u32::MAX)?;
    let price = fields.whole("price", MINOR, 0, u32::MAX)?;
    Ok(Line {
        id,
        quantity: quantity.unwrap_or(1),
        price: price.map(u64::from),
    })
}

const KIND: &str = if ALL {
    "\"complete-set\", \"upgrade\", \"bundle\", \"buy-again\", \"add-ons\" or \"for-you\""
} else {
    "\"complete-set\", or createSetwise options.kinds to name the others"
};
pub(super) const REQUEST: [&str; 7] = [
    "kind",
    "fallback",
    "placement",
    "product",
    "products",
    "exclude",
    "limit",
];

/// The argument of `recommend` and of a handle's `refresh`.
pub(crate) fn request(value: &JsValue) -> Result<Ask, Error> {
    if value.is_undefined() || value.is_null() {
        return Ok(Ask::default());
    }
    read_request(&Fields::of(value, "request")?.only(&REQUEST)?)
}

pub(super) fn read_request(fields: &Fields) -> Result<Ask, Error> {
    let kind = match fields.text("kind")? {
        None => Shelf::CompleteSet,
        Some(named) => KINDS
            .iter()
            .find_map(|&(name, kind)| (name == named).then_some(kind))
            .ok_or_else(|| fields.bad("kind", KIND))?,
    };
    let fallback = match fields.text("fallback")?.as_deref() {
        None => false,
        Some("for-you") if ALL => true,
        Some(_) => return Err(fields.bad("fallback", "\"for-you\"")),
    };
    let placement = match fields.text("placement")?.as_deref() {
        None | Some("product") => Placement::Product,
        Some("cart") => Placement::Cart,
        Some("checkout") => Placement::Checkout,
        Some(_) => return Err(fields.bad("placement", "\"product\", \"cart\" or \"checkout\"")),
    };
    let products = match (fields.text("product")?, fields.texts("products", IDS)?) {
        (Some(_), Some(_)) => {
            return Err(fields.bad("products", "either product or products, not both"));
        }
        (Some(product), None) => Some(vec![product]),
        (None, products) => products,
    };
    Ok(Ask {
        kind,
        fallback,
        placement,
        products,
        exclude: fields.texts("exclude", IDS)?.unwrap_or_default(),
        limit: fields
            .whole("limit", "a whole number from 1 to 24", 1, 24)?
            .map(|limit| limit as usize),
    })
}
