//! Sets of products that are bought as sets.

use super::range::{Coder, Number, Odds, RangeReader};
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

/// What sets have been so far. They are spelled at their first member, and the others mostly as its complements.
struct Model {
    /// Whether one more set begins with a record.
    more: [Odds; MAX_SETS],
    /// How many members there are above two.
    size: [Odds; MAX_BUNDLE],
    strength: [Odds; 16],
    /// Whether a member is a complement of the first one.
    complement: Odds,
    rank: [Odds; MAX_EDGES],
    gap: Number,
}

impl Default for Model {
    fn default() -> Self {
        Self {
            more: [Odds::default(); MAX_SETS],
            size: Default::default(),
            strength: Default::default(),
            complement: Odds::default(),
            rank: Default::default(),
            gap: Number::default(),
        }
    }
}

impl Model {
    fn head(&mut self, coder: &mut impl Coder, size: u32, strength: u8) -> (usize, u8) {
        let most = MAX_BUNDLE as u32 - 2;
        let size = 2 + coder.unary(&mut self.size, size.saturating_sub(2), most);
        let strength = coder.symbol(&mut self.strength, strength.into());
        (size as usize, strength as u8)
    }

    /// A member behind another one: the rank of a complement, or else the distance.
    fn member(&mut self, coder: &mut impl Coder, rank: Option<u8>, gap: u32) -> Result<u8, u32> {
        if coder.bit(&mut self.complement, rank.is_some()) {
            let rank = u32::from(rank.unwrap_or(0));
            return Ok(coder.symbol(&mut self.rank, rank) as u8);
        }
        Err(self.gap.code(coder, gap))
    }
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
    let mut model = Model::default();
    for first in 0..records {
        let mut count = 0;
        while let Some(odds) = model.more.get_mut(count)
            && reader.bit(odds, false)
        {
            count += 1;
            let (size, strength) = model.head(&mut reader, 0, 0);
            let mut members = [first; MAX_BUNDLE];
            let mut last = Some(first);
            for slot in members.iter_mut().take(size).skip(1) {
                last = match (model.member(&mut reader, None, 0), last) {
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
    let mut model = Model::default();
    for first in 0..records {
        for odds in 0..MAX_SETS {
            let next = left.next_if(|bundle| bundle.members().first() == Some(&first));
            if let Some(odds) = model.more.get_mut(odds) {
                writer.bit(odds, next.is_some());
            }
            let Some(bundle) = next else { break };
            model.head(&mut writer, bundle.len.into(), bundle.strength);
            for pair in bundle.members().windows(2) {
                if let &[before, member] = pair {
                    let _ = model.member(&mut writer, rank(first, member), member - before);
                }
            }
        }
    }
    writer.finish()
}
