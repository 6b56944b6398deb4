//! A profile as bytes: canonical, so that equal profiles are equal bytes, and read with every rule checked.
//!
//! | type | name | rule |
//! |---|---|---|
//! | 4 bytes | magic | `SETP` |
//! | u8 | version | 1 |
//! | varint, u8, varint | attested | time, tier, 0 or the lifetime value in minor units plus 1 |
//! | varint | products | at most 544 |
//! | u64 each | keys | ascending; an event names each |
//! | varint | events | within the limits of `event.rs` |
//! | bytes | events | as follows, ascending, none twice |
//! | varint | facts | at most 90 |
//! | bytes | facts | a varint, the number of the product, ascending; then as [`Facts`] writes them |
//!
//! An event is a varint, its seconds since the one before (since 1970 for the first); a u8, its kind; and by kind nothing, a u8
//! (start of a visit: its origin; scroll: tenths), a u32 (browse) or a varint: 0 for no product or its number, counted from 1.

use super::event::{Event, Happened, LAST_TIME, LIMITS, origin_of};
use super::facts::Facts;
use super::{Attested, MAX_FACTS, Profile};
use crate::catalog::{Money, ProductKey};
use crate::snapshot::codec::bytes::{ByteReader, put_varint};
use crate::snapshot::{Fault, MAX_PRICE, SnapshotError};
use alloc::vec::Vec;
use core::fmt;

/// More bytes than any profile has.
pub const MAX_PROFILE_BYTES: usize = 16_384;
const MAGIC: [u8; 4] = *b"SETP";
const VERSION: u8 = 1;
const TIME: &str = "times are before the year 3058";

/// Bytes that are no profile of this version: whoever stored them starts anew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileError {
    rule: &'static str,
    offset: usize,
}

impl ProfileError {
    /// The byte at which it was noticed.
    #[must_use]
    pub fn offset(&self) -> usize {
        self.offset
    }
}

impl fmt::Display for ProfileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { rule, offset } = self;
        write!(
            f,
            "profile invalid at byte {offset}: {rule}; start a new one"
        )
    }
}

impl core::error::Error for ProfileError {}

impl From<SnapshotError> for ProfileError {
    fn from(error: SnapshotError) -> Self {
        let rule = match *error.fault() {
            Fault::Invalid { rule } => rule,
            _ => "it ends where it says",
        };
        Self {
            rule,
            offset: error.offset(),
        }
    }
}

fn ensure(holds: bool, rule: &'static str, offset: usize) -> Result<(), ProfileError> {
    holds.then_some(()).ok_or(ProfileError { rule, offset })
}

impl Profile {
    /// The profile as bytes, at most [`MAX_PROFILE_BYTES`].
    #[must_use]
    pub fn write(&self) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        out.push(VERSION);
        let Attested { at, tier, lifetime } = self.attested;
        put_varint(&mut out, at as u64);
        out.push(tier);
        put_varint(&mut out, lifetime.map_or(0, |Money(minor)| minor + 1));
        let mut keys: Vec<ProductKey> = self.events.iter().filter_map(Event::product).collect();
        keys.sort_unstable();
        keys.dedup();
        let number = |key: ProductKey| keys.binary_search(&key).unwrap_or_default() as u64;
        put_varint(&mut out, keys.len() as u64);
        for key in &keys {
            out.extend_from_slice(&key.0.to_le_bytes());
        }
        put_varint(&mut out, self.events.len() as u64);
        let mut before = 0;
        for event in &self.events {
            put_varint(&mut out, (event.at - before) as u64);
            before = event.at;
            let (kind, detail) = event.code();
            out.push(kind);
            match event.what {
                Happened::Start(_) | Happened::Scroll(_) => out.push(detail as u8),
                Happened::Browse(_) => out.extend_from_slice(&detail.to_le_bytes()),
                Happened::Search | Happened::Checkout => {}
                _ => put_varint(&mut out, event.product().map_or(0, |key| number(key) + 1)),
            }
        }
        put_varint(&mut out, self.facts.len() as u64);
        for facts in &self.facts {
            put_varint(&mut out, number(facts.key));
            facts.put(&mut out);
        }
        out
    }

    /// Reads a profile.
    ///
    /// # Errors
    /// [`ProfileError`] names the first rule that the bytes break, and where.
    pub fn read(bytes: &[u8]) -> Result<Self, ProfileError> {
        ensure(
            bytes.len() <= MAX_PROFILE_BYTES,
            "it has at most 16384 bytes",
            0,
        )?;
        ensure(bytes.starts_with(&MAGIC), "it begins with \"SETP\"", 0)?;
        let reader = &mut ByteReader::new(bytes, 0);
        reader.take(MAGIC.len())?;
        ensure(reader.u8()? == VERSION, "its version is 1", MAGIC.len())?;
        let time_end = LAST_TIME as u64 + 1;
        let at = reader.varint_below(time_end, TIME)? as i64;
        let tier = reader.u8()?;
        let lifetime = reader.varint_below(MAX_PRICE + 2, "a price has at most 53 bits")? as u64;
        let attested = Attested {
            at,
            tier,
            lifetime: lifetime.checked_sub(1).map(Money),
        };
        let keys = read_keys(reader)?;
        let events = read_events(reader, &keys)?;
        let facts = read_facts(reader, &keys)?;
        let named = |key: &ProductKey| events.iter().any(|event| event.product() == Some(*key));
        ensure(keys.iter().all(named), "an event names each product", 0)?;
        reader.finish("it ends with its facts")?;
        Ok(Self {
            attested,
            events,
            facts,
        })
    }
}

fn read_keys(reader: &mut ByteReader<'_>) -> Result<Vec<ProductKey>, ProfileError> {
    let most = MAX_PROFILE_BYTES as u64 / 8;
    let count = reader.varint_below(most, "products fit in a profile")?;
    let mut keys: Vec<ProductKey> = Vec::with_capacity(count);
    for _ in 0..count {
        let at = reader.offset();
        let key = ProductKey(reader.u64()?);
        ensure(keys.last() < Some(&key), "products ascend", at)?;
        keys.push(key);
    }
    Ok(keys)
}

fn read_events(
    reader: &mut ByteReader<'_>,
    keys: &[ProductKey],
) -> Result<Vec<Event>, ProfileError> {
    let most = LIMITS.iter().sum::<usize>() as u64;
    let count = reader.varint_below(most + 1, "there are at most 576 events")?;
    let mut left = LIMITS;
    let mut events: Vec<Event> = Vec::with_capacity(count);
    let mut time = 0_i64;
    for _ in 0..count {
        let at = reader.offset();
        // No time reaches its limit, so that the sum fits.
        time += reader.varint_below(LAST_TIME as u64 + 1, TIME)? as i64;
        ensure(time <= LAST_TIME, TIME, at)?;
        let kind = reader.u8()?;
        let what = read_happened(kind, reader, keys, at)?;
        let event = Event { at: time, what };
        ensure(events.last() < Some(&event), "events ascend", at)?;
        let room = left.get_mut(event.class()).filter(|room| **room > 0);
        match room {
            Some(room) => *room -= 1,
            None => return ensure(false, "each kind of event has its limit", at).map(|()| events),
        }
        events.push(event);
    }
    Ok(events)
}

fn read_happened(
    kind: u8,
    reader: &mut ByteReader<'_>,
    keys: &[ProductKey],
    at: usize,
) -> Result<Happened, ProfileError> {
    let mut product = || -> Result<Option<ProductKey>, ProfileError> {
        let rule = "an event names a product of the list";
        let number = reader.varint_below(keys.len() as u64 + 1, rule)?;
        Ok(number.checked_sub(1).and_then(|at| keys.get(at).copied()))
    };
    let unknown = ProfileError {
        rule: "events are of a known kind",
        offset: at,
    };
    Ok(match kind {
        0 => Happened::Start(origin_of(reader.u8()?).ok_or(unknown)?),
        1 => Happened::View(product()?),
        2 => Happened::Browse(reader.u32()?),
        3 => Happened::Search,
        4 => match reader.u8()? {
            tenths @ 1..=10 => Happened::Scroll(tenths),
            _ => return Err(unknown),
        },
        5 => Happened::Add(product()?),
        6 => Happened::Remove(product()?),
        7 => Happened::Checkout,
        8 => Happened::Purchase(product()?.ok_or(unknown)?),
        _ => return Err(unknown),
    })
}

fn read_facts(
    reader: &mut ByteReader<'_>,
    keys: &[ProductKey],
) -> Result<Vec<Facts>, ProfileError> {
    let count = reader.varint_below(MAX_FACTS as u64 + 1, "there are at most 90 facts")?;
    let mut facts: Vec<Facts> = Vec::with_capacity(count);
    for _ in 0..count {
        let at = reader.offset();
        let rule = "facts are about a product of the list";
        let number = reader.varint_below(keys.len() as u64, rule)?;
        let key = keys.get(number).copied().unwrap_or_default();
        let ascends = facts.last().is_none_or(|last| last.key < key);
        ensure(ascends, "facts ascend", at)?;
        facts.push(Facts::take(key, reader)?);
    }
    Ok(facts)
}
