//! What a page hands to `createSetwise`, `recommend` and `mount`.

use super::fields::bad;
use super::{Callback, Fields, joined};
use crate::error::Error;
use crate::page::cart::Cart;
use crate::request::{Ask, Line};
use crate::ui::text::{Phrase, Texts};
use js_sys::{Function, Promise};
use setwise_core::request::Placement;
use wasm_bindgen::JsValue;

/// The options of `createSetwise`.
pub(crate) struct Options {
    pub(crate) manifest: String,
    pub(crate) cart: Option<Cart>,
    pub(crate) locale: String,
    pub(crate) currency: Option<String>,
    pub(crate) now: Option<Callback>,
    pub(crate) texts: Texts,
    /// Where relative addresses of the catalog start, absolute.
    pub(crate) base: String,
    /// Gives the address of a product's page for its id.
    pub(crate) url: Option<Callback>,
    pub(crate) fetch: Option<Function>,
    /// The manifest's response, if the package has asked for it already.
    pub(crate) ahead: Option<Promise>,
    pub(crate) on_error: Option<Callback>,
}

const OPTIONS: &str = "createSetwise options";

impl Options {
    /// `ahead` is what `pkg/index.js` has begun before this module ran: `text`, the phrases of the page's language, and
    /// `manifest`, the promise of a response. `page_locale` is the locale of a page that names none here.
    pub(crate) fn read(
        value: &JsValue,
        ahead: &JsValue,
        page_locale: String,
    ) -> Result<Self, Error> {
        let ahead = Fields::of(ahead, "ahead").ok();
        let language = match &ahead {
            Some(ahead) => ahead.fields("text")?,
            None => None,
        };
        let known = [
            "manifest", "cart", "locale", "currency", "now", "text", "base", "url", "fetch",
            "onError",
        ];
        let options = Fields::of(value, OPTIONS)?.only(&known)?;
        let manifest = options.text("manifest")?.ok_or_else(|| {
            options.bad(
                "manifest",
                "the address of the manifest.json that `setwise train` wrote",
            )
        })?;
        let locale = options.text("locale")?.unwrap_or(page_locale);
        if !crate::ui::price::is_language(&locale) {
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
            cart: options.fields("cart")?.map(cart).transpose()?,
            texts: texts([language, options.fields("text")?])?,
            locale,
            currency,
            now: callback("now")?,
            base,
            url: callback("url")?,
            fetch: options.function("fetch")?,
            ahead: ahead.and_then(|ahead| ahead.promise("manifest")),
            on_error: callback("onError")?,
        })
    }
}

fn cart(fields: Fields) -> Result<Cart, Error> {
    let fields = fields.only(&["lines", "add", "subscribe"])?;
    let method = |name: &str, full: &'static str| -> Result<Option<Callback>, Error> {
        Ok(fields.function(name)?.map(|function| Callback {
            name: full,
            owner: fields.value().clone(),
            function,
        }))
    };
    Ok(Cart {
        lines: method("lines", "cart.lines()")?
            .ok_or_else(|| fields.bad("lines", "a function that gives the lines of the cart"))?,
        add: method("add", "cart.add()")?
            .ok_or_else(|| fields.bad("add", "a function that puts a product into the cart"))?,
        subscribe: method("subscribe", "cart.subscribe()")?,
    })
}

/// What is given later replaces what was given before.
fn texts(given: [Option<Fields>; 2]) -> Result<Texts, Error> {
    let mut texts = Texts::default();
    for fields in given.into_iter().flatten() {
        let names: Vec<&str> = Phrase::ALL.iter().map(|phrase| phrase.name()).collect();
        let fields = fields.only(&names)?;
        for phrase in Phrase::ALL {
            if let Some(text) = fields.text(phrase.name())? {
                texts.replace(phrase, text);
            }
        }
    }
    Ok(texts)
}

/// The lines of a cart: what `cart.lines()` gave, or what came to `cartChanged`.
pub(crate) fn lines(value: &JsValue, place: &str) -> Result<Vec<Line>, Error> {
    if !js_sys::Array::is_array(value) {
        return Err(bad(place, "an array of lines {id, quantity}", value));
    }
    let mut lines = Vec::new();
    for (position, line) in js_sys::Array::from(value).iter().enumerate() {
        let fields = Fields::of(&line, &joined(&[place, "[", &position.to_string(), "]"]))?;
        let id = fields
            .text("id")?
            .ok_or_else(|| fields.bad("id", "the id of a product (text)"))?;
        let quantity = fields
            .whole("quantity", "a whole number from 0", 0, u32::MAX)?
            .unwrap_or(1);
        if quantity > 0 {
            lines.push(Line { id, quantity });
        }
    }
    Ok(lines)
}

/// What `mount` takes besides what is asked.
pub(crate) struct MountOptions {
    pub(crate) ask: Ask,
    pub(crate) shadow: bool,
}

const REQUEST: [&str; 6] = [
    "kind",
    "placement",
    "product",
    "products",
    "exclude",
    "limit",
];

pub(crate) fn mount(value: &JsValue) -> Result<MountOptions, Error> {
    let place = "mount options";
    if value.is_undefined() || value.is_null() {
        return Ok(MountOptions {
            ask: Ask::default(),
            shadow: true,
        });
    }
    let [a, b, c, d, e, f] = REQUEST;
    let fields = Fields::of(value, place)?.only(&[a, b, c, d, e, f, "shadow"])?;
    Ok(MountOptions {
        shadow: fields.flag("shadow")?.unwrap_or(true),
        ask: read_request(&fields)?,
    })
}

/// The argument of `recommend` and of a handle's `refresh`.
pub(crate) fn request(value: &JsValue) -> Result<Ask, Error> {
    if value.is_undefined() || value.is_null() {
        return Ok(Ask::default());
    }
    read_request(&Fields::of(value, "request")?.only(&REQUEST)?)
}

fn read_request(fields: &Fields) -> Result<Ask, Error> {
    match fields.text("kind")?.as_deref() {
        None | Some("complete-set") => {}
        Some(_) => return Err(fields.bad("kind", "\"complete-set\"")),
    }
    let placement = match fields.text("placement")?.as_deref() {
        None | Some("product") => Placement::Product,
        Some("cart") => Placement::Cart,
        Some("checkout") => Placement::Checkout,
        Some(_) => return Err(fields.bad("placement", "\"product\", \"cart\" or \"checkout\"")),
    };
    let products = match (fields.text("product")?, fields.ids("products")?) {
        (Some(_), Some(_)) => {
            return Err(fields.bad("products", "either product or products, not both"));
        }
        (Some(product), None) => Some(vec![product]),
        (None, products) => products,
    };
    Ok(Ask {
        placement,
        products,
        exclude: fields.ids("exclude")?.unwrap_or_default(),
        limit: fields
            .whole("limit", "a whole number from 1 to 24", 1, 24)?
            .map(|limit| limit as usize),
    })
}
