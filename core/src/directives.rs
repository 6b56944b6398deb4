//! What the device's own knowledge asks of one ranking: a small message from the part of the widget that follows the visit
//! (signals, intent, taste, the merchant's policy) to the part that ranks.
//!
//! One message is the answer for one shelf at one placement, now. A new visitor of a shop without a policy has none, and gets
//! exactly the unpersonalised slate; so has [`Directives::default`] no effect at all.

mod bytes;
mod ruling;

pub use bytes::DirectivesError;
pub(crate) use bytes::TIERS;
pub(crate) use ruling::SHELVES;

use crate::catalog::{Money, PriceTier, ProductKey};
use crate::intent::Probability;
use crate::request::Shelf;
use alloc::string::String;
use alloc::vec::Vec;
use xxhash_rust::xxh64::xxh64;

/// Most entries of [`Directives::taste`], and of [`Directives::own`].
pub const MAX_TASTE: usize = 512;
/// Most products that are pinned by name.
pub const MAX_PINS: usize = 6;
/// A weight of taste that doubles a candidate's score; [`Effect::Lift`] counts in other units.
pub const TASTE_ONE: i16 = 1024;
/// Steps up in price, in percent, at which a shopper's tolerance is told.
pub const PRICE_STEPS: [u16; 16] = [
    5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 60, 70, 80, 100, 150, 200,
];
/// A lift that changes nothing.
pub const LIFT_ONE: u16 = 256;
/// Largest lift: 32 times as much.
pub const MAX_LIFT: u16 = LIFT_ONE * 32;
/// Most bytes of a title.
pub const MAX_TITLE: usize = 200;

/// What one ranking has to heed besides its request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Directives {
    /// Whether the shelf is shown at all.
    pub gate: Gate,
    /// Weights of what the shopper likes, by [`Trait::hash`], ascending: a category level, a brand, an attribute. In parts of
    /// the candidate's score: [`TASTE_ONE`] adds as much as the score itself, −[`TASTE_ONE`] takes all of it.
    pub taste: Vec<(u32, i16)>,
    /// Weights of single products (looked at again, bought before), ascending by key. In parts of the best candidate's score:
    /// [`TASTE_ONE`] adds as much as that, because a habit says more than what others buy.
    pub own: Vec<(ProductKey, i16)>,
    /// The highest price of an upgrade in percent of its seed's, as in [`Request`](crate::request::Request); `None` if nothing
    /// is known of the shopper.
    pub price_tolerance: Option<u32>,
    /// How likely this shopper takes a step up in price by each of [`PRICE_STEPS`], in 255ths of the likeliest; steps between
    /// are as the next larger one. `None` if nothing is known of the shopper.
    pub price_chances: Option<[u8; PRICE_STEPS.len()]>,
    /// The price tier that this shopper chooses.
    pub price_tier: PriceTier,
    /// What the merchant's policy says.
    pub ruling: Ruling,
}

/// Whether a shelf is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Gate {
    /// It is.
    #[default]
    Open,
    /// The visit is not likely enough to end in a purchase.
    LowIntent,
    /// A rule of the policy hides it.
    Hidden,
}

/// What the policy makes of one shelf.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ruling {
    /// Whether a rule shows or hides the shelf, whatever the intent.
    pub visibility: Visibility,
    /// What happens to products with a mark; ascending, each mark once.
    pub marks: Vec<(u8, Effect)>,
    /// Products that stand first, in this order, whatever speaks for them, if a shard that the page has is their home; at most
    /// [`MAX_PINS`].
    pub pins: Vec<ProductKey>,
    /// Products that cost more, or whose price is not known, are not shown.
    pub cap: Option<Money>,
    /// Most items of the slate, 3 to 6, in place of the manifest's.
    pub count: Option<u8>,
    /// The least chance of a purchase at which the shelf is shown, in place of the shop's threshold.
    pub threshold: Option<Probability>,
    /// The kind of shelf to fill instead.
    pub shelf: Option<Shelf>,
    /// Its title; empty for the usual one. Text as the merchant wrote it: hostile until escaped.
    pub title: String,
    /// Names of the rules that acted, in the policy's order, one a line.
    pub rules: String,
}

impl Ruling {
    /// Names of the rules that acted, in the policy's order.
    pub fn rules(&self) -> impl Iterator<Item = &str> {
        self.rules.lines()
    }

    /// Back to a ruling that says nothing, keeping its memory.
    pub fn clear(&mut self) {
        let Self {
            visibility,
            marks,
            pins,
            cap,
            count,
            threshold,
            shelf,
            title,
            rules,
        } = self;
        *visibility = Visibility::default();
        marks.clear();
        pins.clear();
        *cap = None;
        *count = None;
        *threshold = None;
        *shelf = None;
        title.clear();
        rules.clear();
    }
}

/// What rules say of whether a shelf is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Visibility {
    /// Nothing: intent decides.
    #[default]
    Unsaid,
    /// It is shown, however low the intent.
    Shown,
    /// It is hidden.
    Hidden,
}

/// What happens to a product with a mark. Of several marks an exclusion counts before all, and lifts multiply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// It is not shown.
    Exclude,
    /// It comes before all that are not pinned, if it is better than filler.
    Pin,
    /// What its score has above the floor is multiplied: in units of 1/256, more than [`LIFT_ONE`] boosts and less demotes; 1 to [`MAX_LIFT`].
    Lift(u16),
}

/// Something about a product that a shopper may like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Trait {
    /// A category down to one of its levels, as `Cameras` and `Cameras > Bodies`.
    Category = 1,
    /// A brand.
    Brand,
    /// An attribute, as `colour=red`.
    Attribute,
}

impl Trait {
    /// The numbers of the levels of a category, the widest first, at most four: of `Cameras > Bodies` those of `Cameras` and of it.
    pub fn levels(path: &str) -> impl Iterator<Item = u32> + '_ {
        // Byte by byte: a search for any text is larger than all of this file.
        let is_end = |end: &usize| {
            let rest = path.as_bytes().get(*end..).unwrap_or_default();
            rest.is_empty() || rest.starts_with(b" > ")
        };
        (1..=path.len())
            .filter(is_end)
            .take(4)
            .map(|end| Self::Category.hash(path.get(..end).unwrap_or_default()))
    }

    /// The number by which [`Directives::taste`] knows it. Letter case counts: snapshots spell a thing always alike.
    #[must_use]
    pub fn hash(self, text: &str) -> u32 {
        (xxh64(text.as_bytes(), self as u64) >> 32) as u32
    }
}
