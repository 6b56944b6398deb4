//! An event as BigQuery writes it: the parts of it that are read.

use std::borrow::Cow;

use serde::Deserialize;
use setwise_core::intent::{Device, Origin, Referrer, Returning};

/// A number as BigQuery writes it: 64-bit ones stand in quotes.
#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum Whole<'a> {
    Number(i64),
    #[serde(borrow)]
    Text(Cow<'a, str>),
}

impl Whole<'_> {
    pub(super) fn get(&self) -> Option<i64> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Text(text) => text.trim().parse().ok(),
        }
    }
}

#[derive(Deserialize)]
pub(super) struct Line<'a> {
    #[serde(borrow)]
    pub(super) event_name: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) event_timestamp: Whole<'a>,
    #[serde(borrow, default)]
    pub(super) user_pseudo_id: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    pub(super) event_params: Option<Vec<Param<'a>>>,
    #[serde(borrow, default)]
    pub(super) items: Option<Vec<Option<Item<'a>>>>,
    #[serde(borrow, default)]
    pub(super) device: Option<DeviceOf<'a>>,
    #[serde(borrow, default)]
    pub(super) collected_traffic_source: Option<Collected<'a>>,
    #[serde(borrow, default)]
    pub(super) traffic_source: Option<Source<'a>>,
}

#[derive(Deserialize)]
pub(super) struct Param<'a> {
    #[serde(borrow)]
    pub(super) key: Cow<'a, str>,
    #[serde(borrow, default)]
    pub(super) value: Option<Value<'a>>,
}

#[derive(Deserialize)]
pub(super) struct Value<'a> {
    #[serde(borrow, default)]
    pub(super) int_value: Option<Whole<'a>>,
    #[serde(borrow, default)]
    pub(super) string_value: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
pub(super) struct Item<'a> {
    #[serde(borrow, default)]
    pub(super) item_id: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    pub(super) item_name: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    pub(super) item_brand: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    pub(super) item_category: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    pub(super) item_category2: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    pub(super) item_category3: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    pub(super) item_category4: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    pub(super) item_category5: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    pub(super) price: Option<Amount<'a>>,
}

impl Item<'_> {
    /// Its levels of categories as one.
    pub(super) fn category(&self) -> String {
        let levels = [
            &self.item_category,
            &self.item_category2,
            &self.item_category3,
            &self.item_category4,
            &self.item_category5,
        ];
        let levels = levels.into_iter().filter_map(|level| level.as_deref());
        let known = levels.filter(|level| !level.is_empty() && *level != "(not set)");
        known.collect::<Vec<_>>().join(" > ")
    }
}

/// An amount of money: a number, in quotes or not.
#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum Amount<'a> {
    Number(f64),
    #[serde(borrow)]
    Text(Cow<'a, str>),
}

impl Amount<'_> {
    /// With a decimal point, and never three digits behind it that could be thousands.
    pub(super) fn text(&self) -> String {
        match self {
            Self::Number(amount) => format!("{amount:.4}"),
            Self::Text(text) => match text.trim().parse::<f64>() {
                Ok(amount) => format!("{amount:.4}"),
                Err(_) => String::new(),
            },
        }
    }
}

#[derive(Deserialize)]
pub(super) struct DeviceOf<'a> {
    #[serde(borrow, default)]
    pub(super) category: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
pub(super) struct Collected<'a> {
    #[serde(borrow, default)]
    pub(super) manual_medium: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
pub(super) struct Source<'a> {
    #[serde(borrow, default)]
    pub(super) medium: Option<Cow<'a, str>>,
}

impl Line<'_> {
    pub(super) fn param(&self, key: &str) -> Option<&Value<'_>> {
        let mut params = self.event_params.iter().flatten();
        let found = params.find(|param| param.key == key);
        found.and_then(|param| param.value.as_ref())
    }

    pub(super) fn whole(&self, key: &str) -> Option<i64> {
        let value = self.param(key)?;
        let text = || value.string_value.as_deref()?.trim().parse().ok();
        value.int_value.as_ref().and_then(Whole::get).or_else(text)
    }

    pub(super) fn origin(&self) -> Origin {
        let category = self.device.as_ref().and_then(|d| d.category.as_deref());
        let device = match category {
            Some("desktop") => Device::Desktop,
            Some("mobile") => Device::Mobile,
            Some("tablet") => Device::Tablet,
            _ => Device::Unknown,
        };
        // The visit's own medium, else the one that first brought the shopper, which is all that older exports have.
        let param = self.param("medium").and_then(|v| v.string_value.as_deref());
        let collected = self.collected_traffic_source.as_ref();
        let first = self.traffic_source.as_ref();
        let medium = param
            .or(collected.and_then(|source| source.manual_medium.as_deref()))
            .or(first.and_then(|source| source.medium.as_deref()));
        Origin {
            device,
            referrer: medium.map_or(Referrer::Unknown, referrer),
            returning: match self.whole("ga_session_number") {
                Some(1) => Returning::New,
                Some(2..) => Returning::Returning,
                _ => Returning::Unknown,
            },
        }
    }
}

pub(super) fn referrer(medium: &str) -> Referrer {
    match medium.to_ascii_lowercase().as_str() {
        "(none)" => Referrer::Direct,
        "organic" => Referrer::Search,
        "cpc" | "ppc" | "cpm" | "paid" | "display" | "banner" | "paidsearch" => Referrer::Paid,
        "social" | "sm" | "social-network" | "social-media" => Referrer::Social,
        "email" | "e-mail" | "newsletter" => Referrer::Email,
        "referral" => Referrer::Site,
        _ => Referrer::Unknown,
    }
}
