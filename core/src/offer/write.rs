//! The canonical writer of files of offers.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use super::read::{Kind, MAGIC, MAX_MOMENT, MAX_OFFERS_BYTES, MAX_PRICE, MAX_TEXT, Scope};
use crate::catalog::Money;
use crate::snapshot::FORMAT_VERSION;
use crate::snapshot::codec::bytes::put_varint;

/// When an offer holds. It becomes a [`Window`](super::Window) by being written and read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// Its start, seconds since 1970.
    pub starts: i64,
    /// Its end, seconds since 1970, after its start.
    pub ends: i64,
    /// For a personal window, seconds from the order on, at least 1.
    pub after_order: Option<u32>,
}

/// One offer to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfferContents {
    /// The merchant's name for it, 1 to 1000 bytes, each once in a file.
    pub id: String,
    /// What it gives.
    pub kind: Kind,
    /// What it is on.
    pub scope: Scope,
    /// When it holds.
    pub span: Span,
    /// The price that it gives, or the value of the cart that free shipping needs.
    pub price: Option<Money>,
    /// The lowest price of the 30 days before, above the price.
    pub lowest: Option<Money>,
    /// The merchant's words, at most 1000 bytes; may be empty.
    pub terms: String,
}

/// A file of offers to write.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OffersContents {
    /// In any order.
    pub offers: Vec<OfferContents>,
}

/// Offers that the format cannot hold, by the rule that one of them breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OffersWriteError {
    id: String,
    rule: &'static str,
}

impl fmt::Display for OffersWriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.id.as_str() {
            "" => write!(f, "the offers cannot be packed: {}", self.rule),
            id => write!(f, "offer `{id}` cannot be packed: {}", self.rule),
        }
    }
}

impl core::error::Error for OffersWriteError {}

impl OfferContents {
    fn rule_broken(&self) -> Option<&'static str> {
        let Self {
            id,
            kind,
            scope,
            span,
            price,
            lowest,
            terms,
        } = self;
        let moments = 0..MAX_MOMENT as i64;
        let prices = [*price, *lowest];
        let rules = [
            (
                (1..=MAX_TEXT).contains(&id.len()),
                "its id has 1 to 1000 bytes",
            ),
            (terms.len() <= MAX_TEXT, "its terms have at most 1000 bytes"),
            (
                moments.contains(&span.starts)
                    && moments.contains(&span.ends)
                    && span.starts < span.ends,
                "it ends after its start, and both are after 1970",
            ),
            (
                span.after_order != Some(0),
                "a personal window lasts at least a second",
            ),
            (
                prices.iter().flatten().all(|money| money.0 <= MAX_PRICE),
                "its prices are at most 2^53 - 1",
            ),
            (
                match kind {
                    Kind::Price => price.is_some() && *scope != Scope::Shop,
                    Kind::Perk => price.is_none(),
                    Kind::FreeShipping => true,
                },
                "a price offer has a price and is on a product or a category, a perk has none",
            ),
            (
                lowest.is_none() || (*kind == Kind::Price && lowest > price),
                "only a price offer has a lowest price, and that is above its own",
            ),
        ];
        rules
            .into_iter()
            .find(|(holds, _)| !holds)
            .map(|(_, rule)| rule)
    }
}

impl OffersContents {
    /// Spells the file.
    ///
    /// # Errors
    /// [`OffersWriteError`] names the offer and the rule of the format that it breaks; the limit of 131,072 bytes is one.
    pub fn write(&self) -> Result<Vec<u8>, OffersWriteError> {
        let wrong = |id: &str, rule| OffersWriteError {
            id: String::from(id),
            rule,
        };
        for offer in &self.offers {
            if let Some(rule) = offer.rule_broken() {
                return Err(wrong(&offer.id, rule));
            }
        }
        let mut ids: Vec<&str> = self.offers.iter().map(|offer| offer.id.as_str()).collect();
        ids.sort_unstable();
        if let Some([id, _]) = ids.array_windows().find(|[a, b]| a == b) {
            return Err(wrong(id, "another offer has the same id"));
        }
        let spans = sorted(self.offers.iter().map(|offer| offer.span));
        let terms = sorted(self.offers.iter().map(|offer| offer.terms.as_str()));
        let terms: Vec<&str> = terms.into_iter().filter(|text| !text.is_empty()).collect();
        let mut offers: Vec<&OfferContents> = self.offers.iter().collect();
        offers.sort_unstable_by_key(|offer| {
            (
                offer.scope.parts(),
                offer.kind,
                offer.span.ends,
                offer.id.as_str(),
            )
        });

        let mut out = Vec::new();
        out.extend_from_slice(&MAGIC);
        out.extend_from_slice(&FORMAT_VERSION.to_le_bytes());
        put_varint(&mut out, spans.len() as u64);
        let mut before = 0;
        for span in &spans {
            put_varint(&mut out, (span.starts - before) as u64);
            put_varint(&mut out, (span.ends - span.starts - 1) as u64);
            put_varint(&mut out, span.after_order.unwrap_or(0).into());
            before = span.starts;
        }
        put_varint(&mut out, terms.len() as u64);
        for text in &terms {
            put_text(&mut out, text);
        }
        put_varint(&mut out, offers.len() as u64);
        for offer in offers {
            let (number, key) = offer.scope.parts();
            out.push(number << 2 | offer.kind as u8);
            if number > 0 {
                out.extend_from_slice(&key.to_le_bytes());
            }
            let window = spans.binary_search(&offer.span).unwrap_or_default();
            put_varint(&mut out, window as u64);
            // An empty text is none of them, and stands before the first.
            let said = terms.binary_search(&offer.terms.as_str());
            put_varint(&mut out, said.map_or(0, |at| at as u64 + 1));
            for money in [offer.price, offer.lowest] {
                put_varint(&mut out, money.map_or(0, |money| money.0 + 1));
            }
            put_text(&mut out, &offer.id);
        }
        if out.len() > MAX_OFFERS_BYTES {
            let rule = "they take more than 131072 bytes, which every page would read; put products of one sale into a category, and list only what runs soon";
            return Err(wrong("", rule));
        }
        Ok(out)
    }
}

fn sorted<T: Ord>(values: impl Iterator<Item = T>) -> Vec<T> {
    let mut values: Vec<T> = values.collect();
    values.sort_unstable();
    values.dedup();
    values
}

fn put_text(out: &mut Vec<u8>, text: &str) {
    put_varint(out, text.len() as u64);
    out.extend_from_slice(text.as_bytes());
}
