//! A ruling as bytes: in the message to the ranking, and as what a rule of a policy says.
//!
//! In order: visibility; marks: a varint count, then mark (u8) and effect (u16: 0 excludes, 65535 pins, else a lift), ascending;
//! pins: a varint count, then keys (u64); cap (varint, may be missing); count (u8, 0 for none); threshold (varint, may be
//! missing); shelf (u8, may be missing); title and rules, each a varint length and UTF-8.

use super::{Effect, MAX_LIFT, MAX_PINS, MAX_TITLE, Ruling, Visibility};
use crate::catalog::{Money, ProductKey};
use crate::intent::Probability;
use crate::message::{ascending, choose, number, put_text, text};
use crate::request::Shelf;
use crate::snapshot::SnapshotError;
use crate::snapshot::codec::bytes::{ByteReader, put_varint};
use alloc::vec::Vec;

const EXCLUDE: u16 = 0;
const PIN: u16 = u16::MAX;
/// Most bytes of the names of rules: every rule may act.
const MAX_RULES: usize = 1 << 14;
/// No price is higher.
const MAX_MONEY: u64 = (1 << 53) - 1;

/// Kinds of shelves by their number, counted from 1 where none may be named.
pub(crate) const SHELVES: [Shelf; 6] = [
    Shelf::CompleteSet,
    Shelf::Upgrade,
    Shelf::Bundle,
    Shelf::BuyAgain,
    Shelf::ForYou,
    Shelf::AddOns,
];
const VISIBILITIES: [Visibility; 3] = [Visibility::Unsaid, Visibility::Shown, Visibility::Hidden];

impl Ruling {
    /// Appends the ruling to `out`. What is more than it may hold is left out.
    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        out.push(number(&VISIBILITIES, &self.visibility));
        put_varint(out, self.marks.len() as u64);
        for (mark, effect) in &self.marks {
            let effect = match effect {
                Effect::Exclude => EXCLUDE,
                Effect::Pin => PIN,
                Effect::Lift(factor) => (*factor).clamp(1, MAX_LIFT),
            };
            out.push(*mark);
            out.extend(effect.to_le_bytes());
        }
        put_varint(out, self.pins.len().min(MAX_PINS) as u64);
        for key in self.pins.iter().take(MAX_PINS) {
            out.extend(key.0.to_le_bytes());
        }
        put_varint(out, self.cap.map_or(0, |cap| cap.0.min(MAX_MONEY) + 1));
        out.push(self.count.unwrap_or(0));
        let threshold = self.threshold.map_or(0, |least| u64::from(least.0) + 1);
        put_varint(out, threshold);
        let shelf = self.shelf.map_or(0, |shelf| number(&SHELVES, &shelf) + 1);
        out.push(shelf);
        put_text(out, &self.title, MAX_TITLE);
        put_text(out, &self.rules, MAX_RULES);
    }

    /// Reads what [`Ruling::write`] writes.
    pub(crate) fn read(reader: &mut ByteReader<'_>) -> Result<Self, SnapshotError> {
        let visibility = choose(reader, &VISIBILITIES)?;
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
        if cap > MAX_MONEY + 1 {
            return Err(SnapshotError::invalid(
                "a cap is a price of at most 53 bits",
                at,
            ));
        }
        let at = reader.offset();
        let count = reader.u8()?;
        if !matches!(count, 0 | 3..=6) {
            return Err(SnapshotError::invalid("a slate has 3 to 6 items", at));
        }
        let threshold = reader.varint_below((1 << 16) + 1, "a threshold has 16 bits")?;
        let at = reader.offset();
        let shelf = match reader.u8()?.checked_sub(1) {
            None => None,
            Some(number) => {
                let shelf = SHELVES.get(usize::from(number)).copied();
                let unknown = || SnapshotError::invalid("a shelf is of a known kind", at);
                Some(shelf.ok_or_else(unknown)?)
            }
        };
        Ok(Self {
            visibility,
            marks,
            pins,
            cap: cap.checked_sub(1).map(Money),
            count: Some(count).filter(|&count| count > 0),
            threshold: threshold
                .checked_sub(1)
                .map(|least| Probability(least as u16)),
            shelf,
            title: text(reader, MAX_TITLE)?,
            rules: text(reader, MAX_RULES)?,
        })
    }
}
