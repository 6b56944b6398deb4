//! What goes out: slates. `types.d.ts` describes each.

use super::object;
use crate::ALL;
use crate::request::{Answer, KINDS, Price, Slate, Suggestion, Why};
use js_sys::Array;
use setwise_core::rank::{Reason, Withheld};
use setwise_core::request::Shelf;
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

pub(crate) fn number(count: usize) -> JsValue {
    JsValue::from_f64(count as f64)
}

fn price_or_null(price: Option<&Price>, currency: &str) -> JsValue {
    price.map_or(JsValue::NULL, |price| {
        object(&[
            ("minor", JsValue::from_f64(price.minor as f64)),
            ("currency", currency.into()),
            ("formatted", price.formatted.as_str().into()),
        ])
    })
}

/// What is said by the name of its kind.
fn kind_alone(kind: &str) -> JsValue {
    object(&[("kind", kind.into())])
}

/// A `Reason`.
fn reason(why: &Why, currency: &str) -> JsValue {
    let product = why.product.as_ref().map_or(JsValue::NULL, |product| {
        object(&[
            ("id", product.id.as_str().into()),
            ("title", product.title.as_str().into()),
        ])
    });
    let kind = match why.reason {
        Reason::GoesWithSimilar { .. } => "goes-with-similar",
        Reason::Popular => return kind_alone("popular"),
        _ if !ALL => "goes-with",
        Reason::BoughtBefore { times, days_ago } => {
            return object(&[
                ("kind", "bought-before".into()),
                ("times", number(times)),
                ("daysAgo", JsValue::from_f64(days_ago as f64)),
            ]);
        }
        Reason::UpgradeOf { .. } => {
            let gains = why.gains.iter().map(|gain| gain.as_str().into());
            return object(&[
                ("kind", "upgrade-of".into()),
                ("product", product),
                ("gains", array(gains)),
                ("more", price_or_null(why.more.as_ref(), currency)),
            ]);
        }
        Reason::InSetWith { .. } => "in-set-with",
        Reason::ViewedNext { .. } => "viewed-next",
        Reason::SeenBefore { .. } => "seen-before",
        Reason::Pinned => return kind_alone("pinned"),
        Reason::Habit => return kind_alone("habit"),
        _ => "goes-with",
    };
    object(&[("kind", kind.into()), ("product", product)])
}

/// A `SlateItem`.
pub(crate) fn item(item: &Suggestion, currency: &str) -> JsValue {
    object(&[
        ("id", item.id.as_str().into()),
        ("title", item.title.as_str().into()),
        ("url", text_or_null(&item.url)),
        ("image", text_or_null(&item.image)),
        ("price", price_or_null(item.price.as_ref(), currency)),
        ("offer", item.offer.clone()),
        ("needsOptions", item.needs_options.into()),
        ("score", item.score.into()),
        ("reason", reason(&item.why, currency)),
    ])
}

/// The name of a kind of shelf.
pub(crate) fn kind(kind: Shelf) -> &'static str {
    let known = KINDS.iter().find(|(_, other)| *other == kind);
    known.map_or("", |(name, _)| name)
}

/// A `Slate`.
pub(crate) fn answer(answer: &Answer, manifest: &Manifest) -> JsValue {
    match answer {
        Answer::Ready(ready) => slate(ready, manifest),
        Answer::Withheld(why) => object(&[("status", "withheld".into()), ("why", why_not(why))]),
    }
}

/// A `Slate` that is ready.
pub(crate) fn slate(slate: &Slate, manifest: &Manifest) -> JsValue {
    let currency = &manifest.currency.code;
    let items = slate.items.iter().map(|each| item(each, currency));
    object(&[
        ("status", "ready".into()),
        ("kind", kind(slate.kind()).into()),
        ("items", array(items)),
        ("gap", price_or_null(slate.gap.as_ref(), currency)),
        ("snapshot", manifest.build.as_str().into()),
        ("stale", slate.stale.into()),
        #[cfg(feature = "mind")]
        ("title", text_or_null(&slate.title)),
    ])
}

/// A `Withheld`.
pub(crate) fn why_not(why: &Withheld) -> JsValue {
    let kind = match why {
        Withheld::NoSeeds => "no-seeds",
        Withheld::UnknownSeeds => "unknown-seeds",
        Withheld::NoHistory if ALL => "no-history",
        Withheld::NoGap if ALL => "no-gap",
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
        #[cfg(feature = "mind")]
        Withheld::LowIntent => "low-intent",
        #[cfg(feature = "mind")]
        Withheld::Hidden => "hidden",
        // A newer core may know more reasons.
        _ => "other",
    };
    kind_alone(kind)
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
