//! The message as bytes. A page's own code makes them and reads them, and yet they are checked: they cross from one Wasm to
//! another through JavaScript that anybody on the page may call.
//!
//! Little-endian; a varint is base 128, low digits first; a number that may be missing is spelled as itself and one more, 0
//! for none. In order: version (1); gate; price tier; price tolerance (varint, may be missing); chances of price steps: 1 and 16
//! bytes, or 0; taste: a varint count, then hash (u32) and weight (i16), ascending; own products: a varint count, then key (u64)
//! and weight (i16), ascending; the ruling.

use super::{Directives, Gate, MAX_TASTE, PRICE_STEPS, Ruling};
use crate::catalog::{PriceTier, ProductKey};
use crate::message::{ascending, choose, number};
use crate::snapshot::codec::bytes::{ByteReader, put_varint};
use crate::snapshot::{Fault, SnapshotError};
use alloc::vec::Vec;
use core::fmt;

const VERSION: u8 = 1;
const GATES: [Gate; 3] = [Gate::Open, Gate::LowIntent, Gate::Hidden];
/// Tiers by their number.
pub(crate) const TIERS: [PriceTier; 4] = [
    PriceTier::Unknown,
    PriceTier::Budget,
    PriceTier::Middle,
    PriceTier::Premium,
];

/// Bytes that are no directives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DirectivesError(SnapshotError);

impl fmt::Display for DirectivesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = self.0.offset();
        match self.0.fault() {
            Fault::Invalid { rule } => {
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

impl Directives {
    /// Appends the message to `out`. What is more than a message may hold is left out.
    pub fn write(&self, out: &mut Vec<u8>) {
        let (gate, tier) = (number(&GATES, &self.gate), number(&TIERS, &self.price_tier));
        out.extend([VERSION, gate, tier]);
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
        self.ruling.write(out);
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
        let ruling = Ruling::read(reader)?;
        reader.finish("directives end with the names of rules")?;
        Ok(Self {
            gate,
            taste,
            own,
            price_chances,
            price_tolerance: tolerance.checked_sub(1).map(|percent| percent as u32),
            price_tier,
            ruling,
        })
    }
}
