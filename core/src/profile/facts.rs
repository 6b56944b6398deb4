//! What a product is, in numbers that a profile can hold: no names, no texts.

use super::event::bounded_time;
use crate::catalog::{Money, ProductKey};
use crate::directives::Trait;
use crate::policy::MarkSet;
use crate::snapshot::Snapshot;
use crate::snapshot::codec::bytes::{ByteReader, put_varint};
use crate::snapshot::{MAX_PRICE, SnapshotError};
use alloc::vec::Vec;

/// Most properties that are remembered of a product.
pub const MAX_TRAITS: usize = 12;
/// A category of fewer priced products has no price levels.
const LEAST_PRICED: u32 = 4;

/// What is known of one product.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Facts {
    /// When it was known, in seconds since 1970.
    pub at: i64,
    /// Which product.
    pub key: ProductKey,
    /// Its price.
    pub price: Option<Money>,
    /// The price of the nearest higher tier of the same need, above `price`.
    pub next: Option<Money>,
    /// How much of its category is cheaper, from 0 (nothing) to 254 (all); `None` where that cannot be told.
    pub level: Option<u8>,
    /// How many of `traits` are levels of its category, the widest first.
    pub levels: u8,
    /// The levels of its category, its brand and its attributes, by their [`Trait::hash`].
    pub traits: Vec<u32>,
}

impl Facts {
    /// What a shard knows of one of its records. `at` is the present.
    ///
    /// Price levels are those among the shard's records of the same category, its neighbours included.
    #[must_use]
    pub fn of(shard: &Snapshot, record: u32, at: i64) -> Self {
        let table = shard.display();
        let shown = table.get(record);
        let mut traits: Vec<u32> = Trait::levels(shown.category).collect();
        let levels = traits.len() as u8;
        if !shown.brand.is_empty() {
            traits.push(Trait::Brand.hash(shown.brand));
        }
        traits.extend(
            table
                .attribute_texts(record)
                .map(|text| Trait::Attribute.hash(text)),
        );
        let (mut cheaper, mut equal, mut priced) = (0_u32, 0_u32, 0_u32);
        let others = (0..shard.records()).map(|other| table.get(other));
        for other in others.filter(|other| other.category == shown.category) {
            priced += u32::from(other.price.is_some());
            cheaper += u32::from(other.price.is_some() && other.price < shown.price);
            equal += u32::from(other.price == shown.price);
        }
        let next = shard
            .upgrades(record)
            .filter_map(|edge| table.get(edge.to).price)
            .filter(|price| Some(*price) > shown.price)
            .min();
        Self {
            at,
            key: shard.key(record),
            price: shown.price,
            next: next.filter(|_| shown.price.is_some()),
            level: (shown.price.is_some() && levels > 0 && priced >= LEAST_PRICED)
                .then(|| (254 * (2 * cheaper + equal - 1) / (2 * (priced - 1))) as u8),
            levels,
            traits,
        }
        .bounded()
    }

    /// The narrowest category.
    #[must_use]
    pub fn category(&self) -> Option<u32> {
        self.traits
            .get(usize::from(self.levels).checked_sub(1)?)
            .copied()
    }

    /// Whether two products are of one category and share the first property behind it, as a rule the brand.
    #[must_use]
    pub fn is_of_the_line_of(&self, other: &Self) -> bool {
        let brand = |facts: &Self| facts.traits.get(usize::from(facts.levels)).copied();
        self.category().is_some()
            && self.category() == other.category()
            && brand(self) == brand(other)
    }

    /// The same within the limits of the format.
    pub(super) fn bounded(mut self) -> Self {
        self.at = bounded_time(self.at);
        self.price = self.price.map(bounded_price);
        self.next = self.next.map(bounded_price);
        self.level = self.level.map(|level| level.min(254));
        self.traits.truncate(MAX_TRAITS);
        self.levels = self.levels.min(self.traits.len() as u8);
        self
    }

    /// Appends all but the key, which whoever writes it spells in its own way.
    pub(super) fn put(&self, out: &mut Vec<u8>) {
        put_varint(out, self.at as u64);
        for price in [self.price, self.next] {
            put_varint(out, price.map_or(0, |Money(minor)| minor + 1));
        }
        out.push(self.level.map_or(0, |level| level + 1));
        out.push(self.levels * 16 + self.traits.len() as u8);
        for hash in &self.traits {
            out.extend_from_slice(&hash.to_le_bytes());
        }
    }

    /// Reads what [`Facts::put`] appends.
    pub(super) fn take(
        key: ProductKey,
        reader: &mut ByteReader<'_>,
    ) -> Result<Self, SnapshotError> {
        let time = "times are before the year 3058";
        let at = reader.varint_below(super::event::LAST_TIME as u64 + 1, time)? as i64;
        let mut prices = [None; 2];
        for price in &mut prices {
            let code = reader.varint_below(MAX_PRICE + 2, "a price has at most 53 bits")? as u64;
            *price = code.checked_sub(1).map(Money);
        }
        let level = reader.u8()?.checked_sub(1);
        let start = reader.offset();
        let counts = reader.u8()?;
        let (levels, count) = (counts / 16, usize::from(counts % 16));
        if usize::from(levels) > count || count > MAX_TRAITS {
            return Err(SnapshotError::invalid(
                "a product has at most 12 properties, the levels of its category among them",
                start,
            ));
        }
        let mut traits = Vec::with_capacity(count);
        for _ in 0..count {
            traits.push(reader.u32()?);
        }
        Ok(Self {
            at,
            key,
            price: prices.first().copied().flatten(),
            next: prices.last().copied().flatten(),
            level,
            levels,
            traits,
        })
    }

    /// As a message from the widget, which has the shards, to who remembers: the facts of a record, and its marks.
    #[must_use]
    pub fn tell(shard: &Snapshot, record: u32, at: i64) -> Vec<u8> {
        let facts = Self::of(shard, record, at);
        let mut out = facts.key.0.to_le_bytes().to_vec();
        facts.put(&mut out);
        out.extend(shard.marks(record).iter());
        out
    }

    /// Reads what [`Facts::tell`] gives; `None` for anything else.
    #[must_use]
    pub fn hear(bytes: &[u8]) -> Option<(Self, MarkSet)> {
        let reader = &mut ByteReader::new(bytes, 0);
        let key = ProductKey(reader.u64().ok()?);
        let facts = Self::take(key, reader).ok()?;
        let marks = reader.take(reader.remaining()).ok()?;
        Some((facts, marks.iter().copied().collect()))
    }
}

pub(super) fn bounded_price(price: Money) -> Money {
    price.min(Money(MAX_PRICE))
}
