//! The facts that rules read.

use super::marks::MarkSet;
use crate::catalog::{Money, PriceTier};
use crate::intent::{Device, Probability, Referrer, Returning};
use crate::request::{Placement, Shelf};
use xxhash_rust::xxh64::xxh64;

/// How deep a shopper is in this visit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Engagement {
    /// Not known.
    #[default]
    Unknown,
    /// Just looks in.
    Low,
    /// Looks around.
    Medium,
    /// Compares, searches, comes back to products.
    High,
}

/// Whether the merchant has an offer on a product that the shelf is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OfferState {
    /// There is none.
    #[default]
    None,
    /// One is announced and has not begun.
    Announced,
    /// One runs.
    Running,
    /// One runs and ends within 20 hours.
    Ending,
}

/// What is known when one shelf at one place is to be filled: plain facts, which are nobody's name.
///
/// A fact that is not known (`None`, or the variant that says so) fulfils no condition. The device and `setwise simulate` fill
/// it through the same function, so that a policy does on the device what it did when it was tried.
#[derive(Clone, Copy, Debug, Default)]
pub struct Context<'a> {
    /// Where the shelf stands.
    pub placement: Placement,
    /// What it would show without a policy.
    pub shelf: Shelf,
    /// Marks of the products that the shelf is about: the one viewed, or the lines of the cart.
    pub seeds: MarkSet,
    /// Marks of what is in the cart.
    pub cart: MarkSet,
    /// Marks of the products that this visit viewed.
    pub viewed: MarkSet,
    /// Value of the cart, prices times quantities; `None` if a price is not known or is not to be claimed.
    pub cart_value: Option<Money>,
    /// Lines of the cart.
    pub cart_lines: u32,
    /// Distinct products viewed in this visit.
    pub views: u32,
    /// Most distinct products viewed in this visit that serve one need, or stand in one category where no need is known.
    pub similar_views: u32,
    /// Searches in this visit.
    pub searches: u32,
    /// Seconds since the visit began.
    pub seconds: u32,
    /// Whether this visit has begun a checkout, and has not bought since.
    pub checkout_started: bool,
    /// Orders that the device or the shop's page knows of.
    pub past_orders: u32,
    /// What the shop says this customer has spent in all.
    pub lifetime_value: Option<Money>,
    /// How likely this visit ends in a purchase.
    pub intent: Option<Probability>,
    /// How deep the shopper is in this visit.
    pub engagement: Engagement,
    /// The price tier that this shopper chooses.
    pub price_tier: PriceTier,
    /// Whether the shopper was here before.
    pub visitor: Returning,
    /// Segments that the shop's page names for this shopper (`loyal`, `wholesale`), each by its [`segment`] number.
    pub segments: &'a [u32],
    /// The device.
    pub device: Device,
    /// Where the visit came from.
    pub referrer: Referrer,
    /// Hour of the shopper's own clock, 0 to 23.
    pub hour: Option<u8>,
    /// Day of the shopper's own week, 0 is Monday.
    pub weekday: Option<u8>,
    /// Whether an offer runs on a seed.
    pub offer: OfferState,
    /// Language of the page, as `en` or `pt-BR`; chooses among a rule's titles.
    pub language: &'a str,
}

/// The number of a segment: a hash of its name, so that a context holds no text of the shop's. Letter case and blanks around it
/// do not count.
#[must_use]
pub fn segment(name: &str) -> u32 {
    let name = name.trim().to_lowercase();
    (xxh64(name.as_bytes(), 0) >> 32) as u32
}
