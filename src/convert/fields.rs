//! Reading an object of the page field by field.

use super::{joined, reason};
use crate::error::{BadValue, Error, Problem};
use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

// What these do to a proxy is up to the page, and may throw.
#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = Array, js_name = isArray, catch)]
    fn is_array_or_throws(value: &JsValue) -> Result<bool, JsValue>;
    #[wasm_bindgen(js_namespace = Array, js_name = from, catch)]
    fn copied(value: &JsValue) -> Result<Array, JsValue>;
    #[wasm_bindgen(js_namespace = Object, js_name = keys, catch)]
    fn keys(value: &JsValue) -> Result<Array, JsValue>;
    #[wasm_bindgen(js_namespace = Object, js_name = getPrototypeOf, catch)]
    fn prototype(value: &JsValue) -> Result<JsValue, JsValue>;
}

fn is_array(value: &JsValue) -> bool {
    is_array_or_throws(value).unwrap_or(false)
}

/// The elements of an array.
pub(super) fn elements(value: &JsValue) -> Option<Array> {
    is_array(value).then(|| copied(value).ok())?
}

/// The names in an object made with `{}`, or in one without prototype; `None` for instances of classes.
fn plain_names(value: &JsValue) -> Option<Array> {
    let parent = prototype(value).ok()?;
    let plain = parent.is_null() || prototype(&parent).ok()?.is_null();
    plain.then(|| keys(value).ok())?
}

/// An object, and what to call it in an error.
pub(crate) struct Fields {
    value: JsValue,
    place: String,
}

impl Fields {
    /// Anything but a (non-null) object is refused; so is an array.
    pub(crate) fn of(value: &JsValue, place: &str) -> Result<Self, Error> {
        if value.is_object() && !is_array(value) {
            return Ok(Self {
                value: value.clone(),
                place: place.to_owned(),
            });
        }
        Err(bad(place, "an object", value))
    }

    /// Refuses names that are not among `known`. Instances of classes may carry what they like.
    pub(crate) fn only(self, known: &[&str]) -> Result<Self, Error> {
        for name in plain_names(&self.value).unwrap_or_default().iter() {
            if let Some(name) = name.as_string()
                && !known.contains(&name.as_str())
            {
                return Err(self.unknown(&name, known));
            }
        }
        Ok(self)
    }

    fn unknown(&self, name: &str, known: &[&str]) -> Error {
        let nearest = known
            .iter()
            .map(|candidate| (distance(name, candidate), *candidate))
            .min()
            .filter(|(steps, candidate)| *steps <= 1 + candidate.len() / 4);
        let advice = nearest.map_or_else(String::new, |(_, candidate)| {
            joined(&["; did you mean \"", candidate, "\"?"])
        });
        BadValue {
            place: self.place.clone(),
            expected: "only known names",
            got: joined(&["\"", &shortened(name), "\""]),
            advice,
        }
        .into()
    }

    /// The value of a field; `null`, a missing field, one whose getter throws, and what the page's scripts have given to every
    /// object are all `undefined`.
    fn get(&self, name: &str) -> JsValue {
        let name = JsValue::from_str(name);
        match Reflect::get(&self.value, &name) {
            Ok(value)
                if !value.is_null() && Reflect::get(&Object::new(), &name) != Ok(value.clone()) =>
            {
                value
            }
            _ => JsValue::UNDEFINED,
        }
    }

    /// Whatever stands there.
    #[cfg(feature = "ui")]
    pub(crate) fn value_of(&self, name: &str) -> JsValue {
        self.get(name)
    }

    /// The place of a field.
    pub(crate) fn place(&self, name: &str) -> String {
        joined(&[self.place.as_str(), ".", name])
    }

    /// The error of a field.
    pub(crate) fn bad(&self, name: &str, expected: &'static str) -> Error {
        bad(&self.place(name), expected, &self.get(name))
    }

    fn read<T>(
        &self,
        name: &str,
        expected: &'static str,
        read: impl FnOnce(&JsValue) -> Option<T>,
    ) -> Result<Option<T>, Error> {
        let value = self.get(name);
        if value.is_undefined() {
            return Ok(None);
        }
        match read(&value) {
            Some(read) => Ok(Some(read)),
            None => Err(bad(&self.place(name), expected, &value)),
        }
    }

    pub(crate) fn text(&self, name: &str) -> Result<Option<String>, Error> {
        self.read(name, "text that is not empty", |value| {
            value.as_string().filter(|text| !text.is_empty())
        })
    }

    /// A finite number from `least` to `most`; `expected` says so in words.
    pub(crate) fn number(
        &self,
        name: &str,
        expected: &'static str,
        least: f64,
        most: f64,
    ) -> Result<Option<f64>, Error> {
        self.read(name, expected, |value| {
            value
                .as_f64()
                .filter(|number| (least..=most).contains(number))
        })
    }

    /// A whole number from `least` to `most`.
    pub(crate) fn whole(
        &self,
        name: &str,
        expected: &'static str,
        least: u32,
        most: u32,
    ) -> Result<Option<u32>, Error> {
        self.read(name, expected, |value| {
            let number = value.as_f64()?;
            let whole = number as u32;
            (f64::from(whole) == number && (least..=most).contains(&whole)).then_some(whole)
        })
    }

    pub(crate) fn flag(&self, name: &str) -> Result<Option<bool>, Error> {
        self.read(name, "true or false", JsValue::as_bool)
    }

    pub(crate) fn function(&self, name: &str) -> Result<Option<Function>, Error> {
        self.read(name, "a function", |value| value.dyn_ref().cloned())
    }

    /// A promise of the value, whether or not it is one itself.
    pub(crate) fn promise(&self, name: &str) -> Option<Promise> {
        let value = self.get(name);
        (!value.is_undefined()).then(|| Promise::resolve(&value))
    }

    pub(crate) fn fields(&self, name: &str) -> Result<Option<Self>, Error> {
        self.fields_of(name, &self.get(name))
    }

    fn fields_of(&self, name: &str, value: &JsValue) -> Result<Option<Self>, Error> {
        if value.is_undefined() || value.is_null() {
            return Ok(None);
        }
        Self::of(value, &self.place(name)).map(Some)
    }

    /// The same, of what it is a promise of, if it is one.
    pub(crate) async fn settled(&self, name: &'static str) -> Result<Option<Self>, Error> {
        let mut value = self.get(name);
        if let Some(promise) = value.dyn_ref::<Promise>() {
            let settled = JsFuture::from(promise.clone()).await;
            value = settled.map_err(|thrown| Problem::Callback {
                name,
                reason: reason(&thrown),
            })?;
        }
        self.fields_of(name, &value)
    }

    pub(crate) fn list(&self, name: &str, expected: &'static str) -> Result<Option<Array>, Error> {
        self.read(name, expected, elements)
    }

    /// Product ids and other names.
    pub(crate) fn texts(
        &self,
        name: &str,
        expected: &'static str,
    ) -> Result<Option<Vec<String>>, Error> {
        let Some(values) = self.list(name, expected)? else {
            return Ok(None);
        };
        let mut texts = Vec::new();
        for value in values.iter() {
            texts.push(value.as_string().ok_or_else(|| self.bad(name, expected))?);
        }
        Ok(Some(texts))
    }

    /// The object itself, on which its methods are called.
    pub(crate) fn value(&self) -> &JsValue {
        &self.value
    }
}

/// The error of a value that is no field of an object.
pub(crate) fn bad(place: &str, expected: &'static str, value: &JsValue) -> Error {
    BadValue {
        place: place.to_owned(),
        expected,
        got: shown(value),
        advice: String::new(),
    }
    .into()
}

/// A value in a few characters.
pub(super) fn shown(value: &JsValue) -> String {
    if let Some(text) = value.as_string() {
        return joined(&["\"", &shortened(&text), "\""]);
    }
    if value.is_function() {
        return "a function".to_owned();
    }
    if value.is_undefined() {
        return "nothing".to_owned();
    }
    if is_array(value) {
        return "an array".to_owned();
    }
    if value.is_object() {
        return "an object".to_owned();
    }
    js_sys::JSON::stringify(value)
        .ok()
        .and_then(|text| text.as_string())
        .unwrap_or_else(|| "another value".to_owned())
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(60) {
        Some((end, _)) => text.get(..end).unwrap_or_default().to_owned() + "…",
        None => text.to_owned(),
    }
}

/// Levenshtein distance, over bytes: names are ASCII, and of others only "far away" matters.
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, a) in a.bytes().take(64).enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        for (cell, b) in row.iter_mut().skip(1).zip(b.bytes()) {
            let replaced = diagonal + usize::from(a != b);
            diagonal = *cell;
            left = replaced.min(left + 1).min(*cell + 1);
            *cell = left;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or(0)
}
