//! From a ranked item to what may be said and shown of it.

use crate::ALL;
use crate::convert::Callback;
use crate::offers::{self, Offers};
use crate::page;
use crate::page::price::PriceFormat;
use crate::request::{Named, Price, Suggestion, Why};
use crate::truth::Truth;
use setwise_core::catalog::{Display, Money, ProductKey, Score};
use setwise_core::rank::{Item, Reason};
use setwise_core::snapshot::Snapshot;
use wasm_bindgen::JsValue;

/// A title beyond so many characters tells nothing more; catalogs with whole descriptions for titles exist.
const LONGEST: usize = 300;

/// What the items of one slate are shown with.
pub(crate) struct Showing<'a> {
    pub(crate) shards: &'a [&'a Snapshot],
    /// Ids of the seeds.
    pub(crate) seeds: &'a [String],
    /// `None` if no price may be claimed.
    pub(crate) prices: Option<&'a PriceFormat>,
    pub(crate) base: &'a str,
    pub(crate) url: Option<&'a Callback>,
    pub(crate) truth: &'a Truth,
    pub(crate) offers: &'a Offers,
}

impl Showing<'_> {
    pub(crate) fn suggestion(&self, item: &Item) -> Option<Suggestion> {
        let shard = self.shards.get(item.shard)?;
        let seed = match item.reason.seed() {
            Some(seed) => Some(self.seeds.get(seed)?),
            None => None,
        };
        let mut why = Why {
            reason: item.reason,
            product: seed.map(|seed| self.named(seed)),
            gains: Vec::new(),
            more: None,
        };
        let mut from = None;
        // An upgrade is ranked in the home of its seed.
        if ALL
            && let (Reason::UpgradeOf { .. }, Some(seed)) = (item.reason, seed)
            && let Some(seed) = shard.find(ProductKey::of(seed))
        {
            let display = shard.display();
            for text in display.attribute_texts(item.record) {
                if !display.attribute_texts(seed).any(|own| own == text) {
                    why.gains.push(clean(text));
                }
            }
            from = self.price(&display.get(seed)).1;
        }
        let product = shard.display().get(item.record);
        let mut shown = self.shown(&product, item.score, why);
        // Of what both cost now: an offer on one of them counts.
        if let (Some(from), Some(to)) = (from, &shown.price) {
            shown.why.more = self.priced(to.minor.saturating_sub(from.minor));
        }
        Some(shown)
    }

    /// The first seed as part of its own set, if it can be put into the cart as it is.
    pub(crate) fn itself(&self, exclude: &[ProductKey]) -> Option<Suggestion> {
        let id = self.seeds.first()?;
        let product = self.display_of(id)?;
        let why = Why {
            reason: Reason::InSetWith { seed: 0 },
            product: None,
            gains: Vec::new(),
            more: None,
        };
        let takes = product.in_stock && !exclude.contains(&ProductKey::of(id));
        takes.then(|| self.shown(&product, Score(0), why))
    }

    /// Whether an offer runs on a seed, as `core::policy::OfferState` counts.
    #[cfg(feature = "mind")]
    pub(crate) fn offer_on_seed(&self) -> u32 {
        if !self.offers.exist() {
            return 0;
        }
        let states = self.seeds.iter().filter_map(|id| {
            let live = self.truth.of(id).and_then(|fact| fact.price);
            let live = live.map(Option::unwrap_or_default);
            Some(self.offers.state(&self.display_of(id)?, live))
        });
        states.max().unwrap_or_default()
    }

    /// The offer on a product, if there is one, and what it costs.
    fn price(&self, product: &Display<'_>) -> (JsValue, Option<Price>) {
        // What the shop says now; a price that it does not tell is none that an offer could have.
        let live = self.truth.of(product.id).and_then(|fact| fact.price);
        let offer = self
            .offers
            .claim(product, live.map(Option::unwrap_or_default));
        let listed = product.price.filter(|_| offer != JsValue::FALSE);
        let price = offers::price_of(&offer).or_else(|| self.priced(listed?.0));
        (offer, price)
    }

    fn shown(&self, product: &Display<'_>, score: Score, why: Why) -> Suggestion {
        let (offer, price) = self.price(product);
        let own = self
            .url
            .and_then(|url| url.call(&product.id.into()).ok()?.as_string());
        Suggestion {
            id: product.id.to_owned(),
            title: title_of(product),
            url: page::safe_address(&own.unwrap_or_else(|| product.url.text()), self.base),
            image: page::safe_address(&product.image.text(), self.base),
            price,
            offer: match offer.is_object() {
                true => offer,
                false => JsValue::NULL,
            },
            needs_options: product.needs_options,
            score: score.to_f64(),
            why,
        }
    }

    fn named(&self, id: &str) -> Named {
        Named {
            id: id.to_owned(),
            title: self
                .display_of(id)
                .map_or_else(|| clean(id), |product| title_of(&product)),
        }
    }

    fn display_of(&self, id: &str) -> Option<Display<'_>> {
        let key = ProductKey::of(id);
        self.shards
            .iter()
            .find_map(|shard| Some(shard.display().get(shard.find_owned(key)?)))
    }

    /// What a product of the catalog costs, in minor units, if that may be claimed.
    pub(crate) fn price_of(&self, id: &str) -> Option<u64> {
        self.prices?;
        Some(self.display_of(id)?.price?.0)
    }

    /// An amount in minor units, if amounts may be claimed.
    pub(crate) fn priced(&self, minor: u64) -> Option<Price> {
        Some(Price {
            minor,
            formatted: self.prices?.format(Money(minor))?,
        })
    }
}

/// A product without a title is called by its id.
fn title_of(product: &Display<'_>) -> String {
    let title = clean(product.title);
    if title.is_empty() {
        clean(product.id)
    } else {
        title
    }
}

/// Text of the catalog without what is no text: controls, ends of lines, and marks that would turn the direction of what stands behind.
pub(crate) fn clean(text: &str) -> String {
    let turns = |c: char| matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars()
        .filter(|&c| c >= ' ' && !('\u{7f}'..='\u{9f}').contains(&c) && !turns(c))
        .take(LONGEST)
        .collect()
}
