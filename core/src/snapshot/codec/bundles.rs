//! Sets of products that are bought as sets.

use super::range::{Coder, RangeReader};
use crate::snapshot::error::SnapshotError;
use crate::snapshot::layout::{MAX_BUNDLE, MAX_EDGES, MAX_SETS};
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

/// Whether one more set begins with a record, by their number so far.
const MORE: usize = 0;
/// How many members there are above two.
const SIZE: usize = MORE + MAX_SETS;
const STRENGTH: usize = SIZE + MAX_BUNDLE;
/// Whether a member is a complement of the first one, as most are.
const COMPLEMENT: usize = STRENGTH + STRENGTHS;
const RANK: usize = COMPLEMENT + 1;
const GAP: usize = RANK + MAX_EDGES;

/// Strengths that are told apart.
const STRENGTHS: usize = 16;

fn head(coder: &mut impl Coder, size: u32, strength: u8) -> (usize, u8) {
    let most = MAX_BUNDLE as u32 - 2;
    let size = 2 + coder.unary(SIZE, most, size.saturating_sub(2));
    let strength = coder.symbol(STRENGTH, STRENGTHS, strength.into());
    (size as usize, strength as u8)
}

/// A member behind another one: the rank of a complement, or else the distance.
fn member(coder: &mut impl Coder, rank: Option<u8>, gap: u32) -> Result<u8, u32> {
    if coder.bit(COMPLEMENT, rank.is_some()) {
        let rank = u32::from(rank.unwrap_or(0));
        return Ok(coder.symbol(RANK, MAX_EDGES, rank) as u8);
    }
    Err(coder.number(GAP, gap))
}

/// Reads all sets of a shard, ascending by first member; none if the section is left out. `complement` is the one of a
/// record that has a rank.
pub(crate) fn read(
    section: &[u8],
    base: usize,
    records: u32,
    complement: impl Fn(u32, u8) -> Option<u32>,
) -> Result<Vec<Bundle>, SnapshotError> {
    let mut bundles = Vec::new();
    if section.is_empty() {
        return Ok(bundles);
    }
    let mut reader = RangeReader::new(section, base);
    for first in 0..records {
        let mut count = 0;
        while count < MAX_SETS && reader.bit(MORE + count, false) {
            count += 1;
            let (size, strength) = head(&mut reader, 0, 0);
            let mut members = [first; MAX_BUNDLE];
            let mut last = Some(first);
            for slot in members.iter_mut().take(size).skip(1) {
                last = match (member(&mut reader, None, 0), last) {
                    (Ok(rank), _) => complement(first, rank),
                    (Err(gap), Some(before)) => before.checked_add(gap),
                    (Err(_), None) => None,
                };
                *slot = last.filter(|&member| member < records).unwrap_or(0);
            }
            let bundle = members
                .get(..size)
                .and_then(|members| Bundle::new(members, strength));
            bundles.push(bundle.ok_or_else(|| {
                SnapshotError::invalid("a bundle holds two to four records", reader.offset())
            })?);
        }
    }
    reader.finish("bundles end with the section")?;
    Ok(bundles)
}

/// Spells sets of records below `records`, at most [`MAX_SETS`] with the same first member; nothing if there is none.
/// `rank` is that of a complement of a record.
#[cfg(feature = "write")]
pub(crate) fn write(
    bundles: &[Bundle],
    records: u32,
    rank: impl Fn(u32, u32) -> Option<u8>,
) -> Vec<u8> {
    if bundles.is_empty() {
        return Vec::new();
    }
    let mut sorted: Vec<&Bundle> = bundles.iter().collect();
    sorted.sort_by_key(|bundle| bundle.members().first());
    let mut left = sorted.into_iter().peekable();
    let mut writer = super::range::RangeWriter::default();
    for first in 0..records {
        for count in 0..MAX_SETS {
            let next = left.next_if(|bundle| bundle.members().first() == Some(&first));
            writer.bit(MORE + count, next.is_some());
            let Some(bundle) = next else { break };
            head(&mut writer, bundle.len.into(), bundle.strength);
            for pair in bundle.members().windows(2) {
                if let &[before, member] = pair {
                    let _ = self::member(&mut writer, rank(first, member), member - before);
                }
            }
        }
    }
    writer.finish()
}
