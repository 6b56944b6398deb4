//! The script of a visit, read from TOML with the place of every word.

use setwise_core::intent::{Device, Referrer};
use setwise_core::request::{Placement, Shelf};
use toml::de::{DeTable, DeValue};

use crate::ingest::parse_time;
use crate::policy::Findings;
use crate::policy::toml_value::{Value, chosen, number, table, text, texts, truth, unknown};
use crate::policy::words::{SHELF_KINDS, SHELVES};

/// When a visit begins whose script does not say: a Monday evening.
const START: i64 = 1_777_923_000;
/// Seconds between two steps, unless said.
const AFTER: i64 = 20;
const DEVICES: [(&str, Device); 3] = [
    ("desktop", Device::Desktop),
    ("mobile", Device::Mobile),
    ("tablet", Device::Tablet),
];
const REFERRERS: [(&str, Referrer); 6] = [
    ("direct", Referrer::Direct),
    ("search", Referrer::Search),
    ("paid", Referrer::Paid),
    ("social", Referrer::Social),
    ("email", Referrer::Email),
    ("site", Referrer::Site),
];
const PLACEMENTS: [(&str, Placement); 3] = [
    ("product", Placement::Product),
    ("cart", Placement::Cart),
    ("checkout", Placement::Checkout),
];

/// A visit as written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scenario {
    /// When it begins, in seconds since 1970.
    pub start: i64,
    /// Seconds that the shopper's clock is ahead of UTC.
    pub east: i64,
    /// The device.
    pub device: Device,
    /// Where from.
    pub referrer: Referrer,
    /// Language of the page.
    pub language: String,
    /// Segments that the shop's page names.
    pub segments: Vec<String>,
    /// What the shop's page says was spent, in major units.
    pub lifetime_value: Option<f64>,
    /// The value of a cart that is delivered for nothing, in major units.
    pub free_shipping_from: Option<f64>,
    /// Earlier purchases.
    pub past: Vec<Past>,
    /// What happens.
    pub steps: Vec<Step>,
}

/// An earlier purchase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Past {
    /// Product id.
    pub product: String,
    /// Days before the visit.
    pub days_ago: u32,
}

/// One step of a visit.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// Seconds after the step before.
    pub after: i64,
    /// What happens.
    pub happening: Happening,
    /// Another shelf than the page's own.
    pub shelf: Option<Shelf>,
    /// Another place than the page's own.
    pub placement: Option<Placement>,
}

/// What a shopper does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Happening {
    /// Looks at a product.
    View(String),
    /// Puts one into the cart.
    Add(String),
    /// Takes one out.
    Remove(String),
    /// Searches.
    Search(String),
    /// Begins a checkout.
    Checkout,
    /// Buys what is in the cart.
    Purchase,
}

const PARTS: [&str; 10] = [
    "start",
    "utc_offset_hours",
    "device",
    "referrer",
    "language",
    "segments",
    "lifetime_value",
    "free_shipping_from",
    "past",
    "step",
];
const STEP: [&str; 9] = [
    "after",
    "view",
    "add",
    "remove",
    "search",
    "checkout",
    "purchase",
    "shelf",
    "placement",
];

const HAPPENINGS: [&str; 6] = ["view", "add", "remove", "search", "checkout", "purchase"];

/// Reads a script; `None` if something is wrong with it, which the findings say.
#[must_use]
pub fn read(source: &str) -> (Option<Scenario>, Findings) {
    let mut findings = Findings::new(source);
    let found = scenario(source, &mut findings);
    (found.filter(|_| !findings.has_errors()), findings)
}

fn scenario(source: &str, findings: &mut Findings) -> Option<Scenario> {
    let root = match DeTable::parse(source) {
        Ok(root) => root,
        Err(error) => {
            let end = source.len();
            findings.error(&error.span().unwrap_or(end..end), error.message());
            return None;
        }
    };
    let mut found = Scenario {
        start: START,
        ..Scenario::default()
    };
    for (key, value) in root.get_ref().iter() {
        let word = key.get_ref().as_ref();
        match word {
            "start" => {
                let said = text(value, word, findings);
                let at = said.as_deref().and_then(|said| parse_time(said.as_bytes()));
                if said.is_some() && at.is_none() {
                    findings.error(
                        &value.span(),
                        "start is a time such as \"2026-05-04T19:30:00Z\"",
                    );
                }
                found.start = at.unwrap_or(START);
            }
            "utc_offset_hours" => {
                let hours = number(value, word, findings).unwrap_or(0.0);
                if !(-14.0..=14.0).contains(&hours) {
                    findings.error(&value.span(), "utc_offset_hours is from -14 to 14");
                }
                found.east = (hours * 3600.0) as i64;
            }
            "device" => found.device = one(value, word, &DEVICES, findings).unwrap_or_default(),
            "referrer" => {
                found.referrer = one(value, word, &REFERRERS, findings).unwrap_or_default()
            }
            "language" => found.language = text(value, word, findings).unwrap_or_default(),
            "segments" => found.segments = texts(value, word, findings),
            "lifetime_value" | "free_shipping_from" => {
                let amount = number(value, word, findings);
                if amount.is_some_and(|amount| amount < 0.0) {
                    findings.error(&value.span(), format!("{word} is an amount from 0"));
                }
                match word {
                    "lifetime_value" => found.lifetime_value = amount,
                    _ => found.free_shipping_from = amount,
                }
            }
            "past" => found.past = each(value, word, findings, past),
            "step" => found.steps = each(value, word, findings, step),
            other => unknown(&key.span(), other, "part of a visit", &PARTS, findings),
        }
    }
    if found.steps.is_empty() && !findings.has_errors() {
        findings.error(&(0..0), "a visit has at least one [[step]]");
    }
    Some(found)
}

fn one<T: Copy>(
    value: &Value<'_>,
    what: &str,
    known: &[(&str, T)],
    findings: &mut Findings,
) -> Option<T> {
    let words: Vec<&str> = known.iter().map(|(word, _)| *word).collect();
    let place = *chosen(value, what, &words, findings).first()?;
    known.get(place).map(|(_, value)| *value)
}

fn each<T>(
    value: &Value<'_>,
    what: &str,
    findings: &mut Findings,
    mut read: impl FnMut(&Value<'_>, &mut Findings) -> Option<T>,
) -> Vec<T> {
    let DeValue::Array(list) = value.get_ref() else {
        findings.error(
            &value.span(),
            format!("write [[{what}]], with two brackets"),
        );
        return Vec::new();
    };
    list.iter().filter_map(|one| read(one, findings)).collect()
}

fn past(value: &Value<'_>, findings: &mut Findings) -> Option<Past> {
    let (mut product, mut days_ago) = (None, None);
    for (key, value) in table(value, "an earlier purchase", findings)?.iter() {
        match key.get_ref().as_ref() {
            "product" => product = text(value, "product", findings),
            "days_ago" => {
                days_ago = number(value, "days_ago", findings).filter(|days| *days >= 0.0);
            }
            other => {
                let known = ["product", "days_ago"];
                unknown(&key.span(), other, "part of a purchase", &known, findings);
            }
        }
    }
    match (product, days_ago) {
        (Some(product), Some(days)) => Some(Past {
            product,
            days_ago: days as u32,
        }),
        _ => {
            findings.error(
                &value.span(),
                "an earlier purchase has a product and days_ago, from 0",
            );
            None
        }
    }
}

fn step(value: &Value<'_>, findings: &mut Findings) -> Option<Step> {
    let mut happening = Vec::new();
    let mut happenings = 0;
    let (mut after, mut shelf, mut placement) = (AFTER, None, None);
    for (key, value) in table(value, "a step", findings)?.iter() {
        let word = key.get_ref().as_ref();
        happenings += usize::from(HAPPENINGS.contains(&word));
        match word {
            "view" => happening.extend(text(value, word, findings).map(Happening::View)),
            "add" => happening.extend(text(value, word, findings).map(Happening::Add)),
            "remove" => happening.extend(text(value, word, findings).map(Happening::Remove)),
            "search" => happening.extend(text(value, word, findings).map(Happening::Search)),
            "checkout" => {
                happening.extend(truth(value, word, findings).map(|_| Happening::Checkout));
            }
            "purchase" => {
                happening.extend(truth(value, word, findings).map(|_| Happening::Purchase));
            }
            "after" => match number(value, word, findings) {
                Some(seconds) if (0.0..=1e6).contains(&seconds) => after = seconds as i64,
                Some(_) => findings.error(&value.span(), "after is seconds from 0 to a million"),
                None => {}
            },
            "shelf" => {
                let place = chosen(value, word, &SHELVES, findings).first().copied();
                shelf = place.and_then(|place| SHELF_KINDS.get(place).copied());
            }
            "placement" => placement = one(value, word, &PLACEMENTS, findings),
            other => unknown(&key.span(), other, "part of a step", &STEP, findings),
        }
    }
    if happenings != 1 {
        findings.error(
            &value.span(),
            "a step is one of view, add, remove, search, checkout and purchase",
        );
    }
    Some(Step {
        after,
        happening: happening.pop()?,
        shelf,
        placement,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_is_read_and_its_mistakes_have_places() {
        let text = "start = \"2026-05-04T19:30:00Z\"\ndevice = \"mobile\"\n[[step]]\nview = \"A\"\n[[step]]\nafter = 5\ncheckout = true\nshelf = \"upgrade\"\n";
        let (found, _) = read(text);
        let found = found.expect("right");
        assert_eq!(
            (found.start, found.device, found.steps.len()),
            (1_777_923_000, Device::Mobile, 2)
        );
        assert_eq!(found.steps[1].shelf, Some(Shelf::Upgrade));
        let (none, findings) = read("devise = \"mobile\"\n[[step]]\nvew = \"A\"\n");
        assert!(none.is_none());
        let said: Vec<String> = findings.sorted().iter().map(ToString::to_string).collect();
        assert_eq!(
            said,
            [
                "1:1: error: unknown part of a visit `devise`; did you mean `device`?",
                "2:1: error: a step is one of view, add, remove, search, checkout and purchase",
                "3:1: error: unknown part of a step `vew`; did you mean `view`?",
            ]
        );
    }
}
