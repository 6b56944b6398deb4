//! The message as bytes. A page's own code makes them and reads them, and yet they are checked: they cross from one Wasm to
//! another through JavaScript that anybody on the page may call.
//!
//! Little-endian; a varint is base 128, low digits first; a number that may be missing is spelled as itself and one more, 0
//! for none. In order: version (1); gate; visibility; price tier; price tolerance (varint, may be missing); chances of price steps: 1 and 16 bytes, or 0; taste: a varint
//! count, then hash (u32) and weight (i16), ascending; own products: a varint count, then key (u64) and weight (i16),
//! ascending; marks: a varint count, then mark (u8) and effect (u16: 0 excludes, 65535 pins, else a lift), ascending; pins: a
//! varint count, then keys (u64); cap (varint, may be missing); count (u8, 0 for none); threshold (varint, may be missing);
//! shelf (u8, may be missing); title and rules, each a varint length and UTF-8.

use super::{
    Directives, Effect, Gate, MAX_LIFT, MAX_PINS, MAX_TASTE, MAX_TITLE, PRICE_STEPS, Ruling,
    Visibility,
};
use crate::catalog::{Money, PriceTier, ProductKey};
use crate::intent::Probability;
use crate::request::Shelf;
use crate::snapshot::SnapshotError;
use crate::snapshot::codec::bytes::{ByteReader, put_varint};
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

const VERSION: u8 = 1;
const EXCLUDE: u16 = 0;
const PIN: u16 = u16::MAX;
/// Most bytes of the names of rules: every rule may act.
const MAX_RULES: usize = 1 << 14;
/// No price is higher.
const MAX_CAP: u64 = (1 << 53) - 1;

/// Bytes that are no directives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DirectivesError(SnapshotError);

impl fmt::Display for DirectivesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = self.0.offset();
        match self.0.fault() {
            crate::snapshot::Fault::Invalid { rule } => {
                write!(f, "directives invalid at byte {at}: expected that {rule}")
            }
            _ => write!(f, "directives end at byte {at}: expected more bytes"),
        }?;
        f.write_str("; load all files of Setwise from one release")
    }
}

impl core::error::Error for DirectivesError {}

impl From<SnapshotError> for DirectivesError {
    fn from(error: SnapshotError) -> Self {
        Self(error)
    }
}

/// Kinds of shelves by their number in the message, counted from 1.
const SHELVES: [Shelf; 5] = [
    Shelf::CompleteSet,
    Shelf::Upgrade,
    Shelf::Bundle,
    Shelf::BuyAgain,
    Shelf::ForYou,
];
const GATES: [Gate; 3] = [Gate::Open, Gate::LowIntent, Gate::Hidden];
const VISIBILITIES: [Visibility; 3] = [Visibility::Unsaid, Visibility::Shown, Visibility::Hidden];
const TIERS: [PriceTier; 4] = [
    PriceTier::Unknown,
    PriceTier::Budget,
    PriceTier::Middle,
    PriceTier::Premium,
];

/// The number of a value in its list.
fn number<T: PartialEq>(list: &[T], value: &T) -> u8 {
    // None of the lists is that long.
    list.iter().position(|other| other == value).unwrap_or(0) as u8
}

impl Directives {
    /// Appends the message to `out`. What is more than a message may hold is left out.
    pub fn write(&self, out: &mut Vec<u8>) {
        let ruling = &self.ruling;
        out.extend([
            VERSION,
            number(&GATES, &self.gate),
            number(&VISIBILITIES, &ruling.visibility),
            number(&TIERS, &self.price_tier),
        ]);
        let more = |percent: u32| u64::from(percent.min(u32::MAX - 1)) + 1;
        put_varint(out, self.price_tolerance.map_or(0, more));
        out.push(u8::from(self.price_chances.is_some()));
        out.extend(self.price_chances.iter().flatten());
        put_varint(out, self.taste.len().min(MAX_TASTE) as u64);
        for (hash, weight) in self.taste.iter().take(MAX_TASTE) {
            out.extend(hash.to_le_bytes());
            out.extend(weight.to_le_bytes());
        }
        put_varint(out, self.own.len().min(MAX_TASTE) as u64);
        for (key, weight) in self.own.iter().take(MAX_TASTE) {
            out.extend(key.0.to_le_bytes());
            out.extend(weight.to_le_bytes());
        }
        put_varint(out, ruling.marks.len() as u64);
        for (mark, effect) in &ruling.marks {
            let effect = match effect {
                Effect::Exclude => EXCLUDE,
                Effect::Pin => PIN,
                Effect::Lift(factor) => (*factor).clamp(1, MAX_LIFT),
            };
            out.push(*mark);
            out.extend(effect.to_le_bytes());
        }
        put_varint(out, ruling.pins.len().min(MAX_PINS) as u64);
        for key in ruling.pins.iter().take(MAX_PINS) {
            out.extend(key.0.to_le_bytes());
        }
        let cap = ruling.cap.map_or(0, |cap| cap.0.min(MAX_CAP) + 1);
        put_varint(out, cap);
        out.push(ruling.count.unwrap_or(0));
        let threshold = ruling.threshold.map_or(0, |least| u64::from(least.0) + 1);
        put_varint(out, threshold);
        let shelf = ruling.shelf.map_or(0, |shelf| number(&SHELVES, &shelf) + 1);
        out.push(shelf);
        put_text(out, &ruling.title, MAX_TITLE);
        put_text(out, &ruling.rules, MAX_RULES);
    }

    /// Reads a message.
    ///
    /// # Errors
    /// [`DirectivesError`] names the first rule that the bytes break, and where.
    pub fn read(bytes: &[u8]) -> Result<Self, DirectivesError> {
        let reader = &mut ByteReader::new(bytes, 0);
        if reader.u8()? != VERSION {
            return Err(SnapshotError::invalid("their version is 1", 0).into());
        }
        let gate = choose(reader, &GATES)?;
        let visibility = choose(reader, &VISIBILITIES)?;
        let price_tier = choose(reader, &TIERS)?;
        let tolerance = reader.varint_below(1 << 32, "a price tolerance has 32 bits")?;
        let at = reader.offset();
        let price_chances = match reader.u8()? {
            0 => None,
            1 => reader.take(PRICE_STEPS.len())?.try_into().ok(),
            _ => {
                return Err(SnapshotError::invalid("price steps are told or not", at).into());
            }
        };
        let taste = ascending(reader, MAX_TASTE, |reader| {
            Ok((reader.u32()?, reader.i16()?))
        })?;
        let own = ascending(reader, MAX_TASTE, |reader| {
            Ok((ProductKey(reader.u64()?), reader.i16()?))
        })?;
        let marks = ascending(reader, 256, |reader| {
            let mark = reader.u8()?;
            let at = reader.offset();
            Ok((
                mark,
                match reader.u16()? {
                    EXCLUDE => Effect::Exclude,
                    PIN => Effect::Pin,
                    factor if factor <= MAX_LIFT => Effect::Lift(factor),
                    _ => return Err(SnapshotError::invalid("a lift is at most 32", at)),
                },
            ))
        })?;
        let mut pins = Vec::new();
        for _ in 0..reader.varint_below(MAX_PINS as u64 + 1, "at most 6 products are pinned")? {
            pins.push(ProductKey(reader.u64()?));
        }
        let at = reader.offset();
        let cap = reader.varint()?;
        if cap > MAX_CAP + 1 {
            return Err(SnapshotError::invalid("a cap is a price of at most 53 bits", at).into());
        }
        let at = reader.offset();
        let count = reader.u8()?;
        if !matches!(count, 0 | 3..=6) {
            return Err(SnapshotError::invalid("a slate has 3 to 6 items", at).into());
        }
        let threshold = reader.varint_below((1 << 16) + 1, "a threshold has 16 bits")?;
        let at = reader.offset();
        let shelf = match reader.u8()?.checked_sub(1) {
            None => None,
            Some(number) => Some(
                SHELVES
                    .get(usize::from(number))
                    .copied()
                    .ok_or_else(|| SnapshotError::invalid("a shelf is of a known kind", at))?,
            ),
        };
        let title = text(reader, MAX_TITLE)?;
        let rules = text(reader, MAX_RULES)?;
        reader.finish("directives end with the names of rules")?;
        Ok(Self {
            gate,
            taste,
            own,
            price_chances,
            price_tolerance: tolerance.checked_sub(1).map(|percent| percent as u32),
            price_tier,
            ruling: Ruling {
                visibility,
                marks,
                pins,
                cap: cap.checked_sub(1).map(Money),
                count: Some(count).filter(|&count| count > 0),
                threshold: threshold
                    .checked_sub(1)
                    .map(|least| Probability(u16::try_from(least).unwrap_or(u16::MAX))),
                shelf,
                title,
                rules,
            },
        })
    }
}

fn put_text(out: &mut Vec<u8>, text: &str, most: usize) {
    let mut end = most.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let text = text.get(..end).unwrap_or_default();
    put_varint(out, text.len() as u64);
    out.extend_from_slice(text.as_bytes());
}

fn text(reader: &mut ByteReader<'_>, most: usize) -> Result<String, SnapshotError> {
    let length = reader.varint_below(most as u64 + 1, "a text is not that long")?;
    let at = reader.offset();
    core::str::from_utf8(reader.take(length)?)
        .map(String::from)
        .map_err(|_| SnapshotError::invalid("text is UTF-8", at))
}

fn choose<T: Copy>(reader: &mut ByteReader<'_>, list: &[T]) -> Result<T, SnapshotError> {
    let at = reader.offset();
    let number = reader.u8()?;
    list.get(usize::from(number))
        .copied()
        .ok_or_else(|| SnapshotError::invalid("a choice is one of those that there are", at))
}

/// A list whose first parts ascend, so that each stands once and can be searched.
fn ascending<K: Ord + Copy, V>(
    reader: &mut ByteReader<'_>,
    most: usize,
    mut entry: impl FnMut(&mut ByteReader<'_>) -> Result<(K, V), SnapshotError>,
) -> Result<Vec<(K, V)>, SnapshotError> {
    let count = reader.varint_below(most as u64 + 1, "a list is not that long")?;
    let mut list: Vec<(K, V)> = Vec::with_capacity(count.min(reader.remaining()));
    for _ in 0..count {
        let at = reader.offset();
        let next = entry(reader)?;
        if list.last().is_some_and(|last| last.0 >= next.0) {
            return Err(SnapshotError::invalid("a list ascends", at));
        }
        list.push(next);
    }
    Ok(list)
}
