//! Sets of products that are bought as sets.

use super::bytes::ByteReader;
use crate::snapshot::error::SnapshotError;
use crate::snapshot::layout::MAX_BUNDLE;
use alloc::vec::Vec;

/// Two to four products that are bought as a set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bundle {
    records: [u32; MAX_BUNDLE],
    len: u8,
    strength: u8,
}

impl Bundle {
    /// A set of records, ascending, with a strength below 16. `None` if it is no such set.
    #[must_use]
    pub fn new(members: &[u32], strength: u8) -> Option<Self> {
        let ascending = members
            .windows(2)
            .all(|pair| matches!(pair, [a, b] if a < b));
        if members.len() < 2 || !ascending || strength >= 16 {
            return None;
        }
        let mut records = [0; MAX_BUNDLE];
        records.get_mut(..members.len())?.copy_from_slice(members);
        Some(Self {
            records,
            len: members.len() as u8,
            strength,
        })
    }

    /// Its members' records, ascending.
    #[must_use]
    pub fn members(&self) -> &[u32] {
        self.records
            .get(..usize::from(self.len))
            .unwrap_or_default()
    }

    /// How much more often than by chance it is bought, from 0 to 15.
    #[must_use]
    pub fn strength(&self) -> u8 {
        self.strength
    }
}

/// Reads all sets of a shard; none if the section is left out.
pub(crate) fn read(
    section: &[u8],
    base: usize,
    records: u32,
) -> Result<Vec<Bundle>, SnapshotError> {
    let mut reader = ByteReader::new(section, base);
    let mut bundles = Vec::new();
    while reader.remaining() > 0 {
        let at = reader.offset();
        let head = reader.u8()?;
        let (size, strength) = (usize::from(head >> 4), head & 0xf);
        let mut members = [0; MAX_BUNDLE];
        let mut next = 0;
        for member in members.iter_mut().take(size) {
            let gap = reader.varint_below(u64::from(records), "a bundle holds records")? as u64;
            *member = u32::try_from(next + gap).unwrap_or(u32::MAX);
            next = u64::from(*member) + 1;
        }
        let bundle = members
            .get(..size)
            .filter(|_| next <= u64::from(records))
            .and_then(|members| Bundle::new(members, strength));
        let Some(bundle) = bundle else {
            return Err(SnapshotError::invalid(
                "a bundle holds two to four records",
                at,
            ));
        };
        bundles.push(bundle);
    }
    Ok(bundles)
}

/// Spells sets.
#[cfg(feature = "write")]
pub(crate) fn write(bundles: &[Bundle]) -> Vec<u8> {
    let mut out = Vec::new();
    for bundle in bundles {
        out.push(bundle.len << 4 | bundle.strength);
        let mut next = 0;
        for &member in bundle.members() {
            super::bytes::put_varint(&mut out, u64::from(member - next));
            next = member + 1;
        }
    }
    out
}
