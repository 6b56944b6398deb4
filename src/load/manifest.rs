//! `manifest.json`, fetched anew on every page (a 304 as a rule) and checked field by field.

use super::fetch::Fetcher;
use crate::convert::Fields;
use crate::error::{Error, Problem};
use js_sys::JSON;
use setwise_core::snapshot::{Currency, Manifest};
use web_sys::{RequestCache, Response};

/// The manifest, and when the host says that it was written (seconds since 1970).
pub(super) async fn load(fetcher: &Fetcher, url: &str) -> Result<(Manifest, Option<i64>), Error> {
    let (response, body) = fetcher
        .get(url, RequestCache::NoCache, Response::text)
        .await?;
    let header = |name| response.headers().get(name).ok().flatten();
    let published = header("last-modified").and_then(|date| {
        let milliseconds = js_sys::Date::parse(&date);
        milliseconds
            .is_finite()
            .then_some((milliseconds / 1000.0) as i64)
    });
    let json =
        JSON::parse(&body.as_string().unwrap_or_default()).map_err(|_| Problem::NotJson {
            url: url.to_owned(),
            mime: header("content-type").unwrap_or_else(|| "nothing".to_owned()),
        })?;
    let manifest = read(&Fields::of(&json, url)?)?;
    match manifest.check() {
        Ok(()) => Ok((manifest, published)),
        Err(error) => Err(Error::from(Problem::Manifest {
            url: url.to_owned(),
            error,
        })),
    }
}

fn read(fields: &Fields) -> Result<Manifest, Error> {
    let whole = |name, most| {
        fields
            .whole(name, WHOLE, 0, most)?
            .ok_or_else(|| fields.bad(name, WHOLE))
    };
    let text = |name| fields.text(name).map(Option::unwrap_or_default);
    // First, so that another JSON file is called that and not "a manifest without currency".
    let (format, version) = (
        text("format")?,
        fields.whole("version", WHOLE, 0, u32::from(u16::MAX))?,
    );
    let known =
        format == "setwise" && version == Some(u32::from(setwise_core::snapshot::FORMAT_VERSION));
    let mut manifest = Manifest {
        format,
        version: version.unwrap_or(0) as u16,
        generator: text("generator")?,
        build: text("build")?,
        products: 0,
        currency: Currency {
            code: String::new(),
            minor_digits: 0,
        },
        as_of: None,
        stale_after: 0,
        intent: None,
        offers: None,
        rulebook: None,
        min_items: 0,
        max_items: 0,
        floor: 0.0,
        shards: 0,
        generations: Vec::new(),
        generation_of: String::new(),
    };
    if !known {
        return Ok(manifest);
    }
    manifest.products = whole("products", u32::MAX)?;
    manifest.stale_after = whole("stale_after", u32::MAX)?;
    manifest.intent = fields.text("intent")?;
    manifest.offers = fields.text("offers")?;
    manifest.rulebook = fields.text("policy")?;
    manifest.min_items = whole("min_items", 255)? as u8;
    manifest.max_items = whole("max_items", 255)? as u8;
    let any = f64::MAX;
    manifest.floor = fields
        .number("floor", "a number", -any, any)?
        .ok_or_else(|| fields.bad("floor", "a number"))?;
    manifest.as_of = fields
        .number("as_of", "seconds since 1970", -any, any)?
        .map(|seconds| seconds as i64);
    if let Some(currency) = fields.fields("currency")? {
        manifest.currency.code = currency.text("code")?.unwrap_or_default();
        manifest.currency.minor_digits =
            currency.whole("minor_digits", WHOLE, 0, 255)?.unwrap_or(2) as u8;
    }
    manifest.shards = whole("shards", u32::MAX)?;
    manifest.generations = fields
        .texts("generations", "an array of names")?
        .unwrap_or_default();
    manifest.generation_of = text("generation_of")?;
    Ok(manifest)
}

const WHOLE: &str = "a whole number within its range";
