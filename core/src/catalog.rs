//! What a product is to the ranking and to the one who draws it.

use alloc::string::String;
use core::fmt;
use xxhash_rust::xxh64::xxh64;

/// A product's identity in lookups: the 64-bit xxHash of its id in the shop's catalog.
///
/// Ids are text of any length; keys are what a request, a shard route and a candidate table can hold without
/// allocating. The trainer refuses a catalog in which two ids share a key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProductKey(pub u64);

impl ProductKey {
    /// The key of a product id, byte for byte as the catalog spells it.
    #[must_use]
    pub fn of(id: &str) -> Self {
        Self::of_bytes(id.as_bytes())
    }

    /// The same, of an id that is not known to be text.
    #[must_use]
    pub fn of_bytes(id: &[u8]) -> Self {
        Self(xxh64(id, 0))
    }

    /// Which of `shards` files holds this product's record: the key scaled to `0..shards`.
    #[must_use]
    pub fn shard(self, shards: u32) -> u32 {
        // In two halves, because 128-bit arithmetic is slow in Wasm.
        let (high, low) = (self.0 >> 32, self.0 & u64::from(u32::MAX));
        let shards = u64::from(shards);
        ((high * shards + ((low * shards) >> 32)) >> 32) as u32
    }
}

/// An amount in the minor unit of the shop's currency (cents, pence; yen have none), as the manifest names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Money(pub u64);

/// A third of the prices of a category, or of what a shopper chooses from it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PriceTier {
    /// Not known.
    #[default]
    Unknown,
    /// The lowest third.
    Budget,
    /// The middle one.
    Middle,
    /// The highest third.
    Premium,
}

/// Evidence for a candidate, in units of 2⁻²⁴: whole, so that sums do not depend on their order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Score(pub i64);

impl Score {
    /// Binary digits behind the point.
    pub const FRACTION_BITS: u32 = 24;

    /// The nearest score to a real number; not-a-number counts as 0.
    #[must_use]
    pub fn from_f64(value: f64) -> Self {
        let scaled = value * f64::from(1_u32 << Self::FRACTION_BITS);
        // `as` saturates and maps NaN to 0; half away from zero, without libm.
        Self((scaled + if scaled < 0.0 { -0.5 } else { 0.5 }) as i64)
    }

    /// The product of two scores, rounded down.
    #[must_use]
    pub fn times(self, other: Self) -> Self {
        // Scores are small as a rule, and 128-bit arithmetic is slow in Wasm.
        if let (Ok(a), Ok(b)) = (i32::try_from(self.0), i32::try_from(other.0)) {
            return Self((i64::from(a) * i64::from(b)) >> Self::FRACTION_BITS);
        }
        let product = (i128::from(self.0) * i128::from(other.0)) >> Self::FRACTION_BITS;
        Self(i64::try_from(product).unwrap_or(i64::MAX))
    }

    /// The score as a real number, exact up to 2⁵³ units.
    #[must_use]
    pub fn to_f64(self) -> f64 {
        self.0 as f64 / f64::from(1_u32 << Self::FRACTION_BITS)
    }
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.4}", self.to_f64())
    }
}

/// An address as the catalog spells it, in three pieces: most are the product's id between what all of a shop's have in
/// common, and are put together only when one is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Address<'a>(pub [&'a str; 3]);

impl Address<'_> {
    /// In one piece.
    #[must_use]
    pub fn text(self) -> String {
        self.0.concat()
    }
}

/// What a card shows of a product, borrowed from a snapshot. Text is as the merchant wrote it: hostile until escaped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Display<'a> {
    /// The catalog's product id.
    pub id: &'a str,
    /// The title; empty if the catalog has none.
    pub title: &'a str,
    /// Address of the product page; empty if unknown.
    pub url: Address<'a>,
    /// Address of a picture; empty if there is none.
    pub image: Address<'a>,
    /// Category levels joined by ` > `; empty if unknown.
    pub category: &'a str,
    /// Brand; empty if unknown.
    pub brand: &'a str,
    /// Products of one group are variants of each other (colour, size); empty if the product stands alone.
    pub group: &'a str,
    /// The catalog's price, if it has one.
    pub price: Option<Money>,
    /// Whether the catalog had it in stock.
    pub in_stock: bool,
    /// Whether the shopper must choose an option before it can be bought.
    pub needs_options: bool,
}
