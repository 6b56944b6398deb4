//! What goes out: slates. `types.d.ts` describes each.

use super::object;
use crate::request::{Answer, Suggestion};
use js_sys::Array;
use setwise_core::rank::Withheld;
use setwise_core::snapshot::Manifest;
use wasm_bindgen::JsValue;

pub(crate) fn array(values: impl IntoIterator<Item = JsValue>) -> JsValue {
    let array = Array::new();
    for value in values {
        array.push(&value);
    }
    array.into()
}

/// `null` for what is unknown.
fn text_or_null(text: &str) -> JsValue {
    if text.is_empty() {
        JsValue::NULL
    } else {
        text.into()
    }
}

pub(super) fn number(count: usize) -> JsValue {
    JsValue::from_f64(count as f64)
}

/// A `SlateItem`.
pub(crate) fn item(item: &Suggestion, currency: &str) -> JsValue {
    let price = item.price.as_ref().map_or(JsValue::NULL, |price| {
        object(&[
            ("minor", JsValue::from_f64(price.minor as f64)),
            ("currency", currency.into()),
            ("formatted", price.formatted.as_str().into()),
        ])
    });
    let with = object(&[
        ("id", item.goes_with.id.as_str().into()),
        ("title", item.goes_with.title.as_str().into()),
    ]);
    object(&[
        ("id", item.id.as_str().into()),
        ("title", item.title.as_str().into()),
        ("url", text_or_null(&item.url)),
        ("image", text_or_null(&item.image)),
        ("price", price),
        ("offer", item.offer.clone()),
        ("needsOptions", item.needs_options.into()),
        ("score", item.score.into()),
        (
            "reason",
            object(&[("kind", "goes-with".into()), ("product", with)]),
        ),
    ])
}

/// A `Slate`.
pub(crate) fn slate(answer: &Answer, manifest: &Manifest) -> JsValue {
    match answer {
        Answer::Ready { items, stale, .. } => object(&[
            ("status", "ready".into()),
            (
                "items",
                array(items.iter().map(|each| item(each, &manifest.currency.code))),
            ),
            ("snapshot", manifest.build.as_str().into()),
            ("stale", (*stale).into()),
        ]),
        Answer::Withheld(why) => object(&[("status", "withheld".into()), ("why", why_not(why))]),
    }
}

/// A `Withheld`.
pub(crate) fn why_not(why: &Withheld) -> JsValue {
    let kind = match why {
        Withheld::NoSeeds => "no-seeds",
        Withheld::UnknownSeeds => "unknown-seeds",
        Withheld::NoCandidates => "no-candidates",
        Withheld::TooFew {
            found,
            needed,
            best,
        } => {
            return object(&[
                ("kind", "too-few".into()),
                ("found", number(*found)),
                ("needed", number(*needed)),
                ("best", best.to_f64().into()),
            ]);
        }
        // A newer core may know more reasons.
        _ => "other",
    };
    object(&[("kind", kind.into())])
}

/// A `SnapshotInfo`.
pub(crate) fn snapshot(manifest: &Manifest, stale: bool) -> JsValue {
    object(&[
        ("build", manifest.build.as_str().into()),
        ("generator", manifest.generator.as_str().into()),
        ("products", manifest.products.into()),
        ("shards", manifest.shards.into()),
        ("currency", manifest.currency.code.as_str().into()),
        ("stale", stale.into()),
    ])
}
