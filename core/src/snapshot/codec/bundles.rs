//! Sets of products that are bought as sets.

use super::coder::{self, Coder};
use super::edges::{Edge, List};
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

/// The code of the distance from the first member of the set before.
const FIRST: usize = 0;
/// The code of how many members there are above two.
const SIZE: usize = FIRST + 1;
const STRENGTH: usize = SIZE + 1;
/// The code of members: the rank of a complement of the first one, as most are, or [`OTHER`].
const MEMBER: usize = STRENGTH + 1;
/// The code of the distance of others from the member before.
const GAP: usize = MEMBER + 1;
const CODES: usize = GAP + 1;

/// A member that is no complement of the first one.
const OTHER: u32 = MAX_EDGES as u32;

/// Reads all sets of a shard, ascending by first member; none if the section is left out. `complements` are those of a
/// record.
pub(crate) fn read(
    section: &[u8],
    base: usize,
    records: u32,
    complements: impl Fn(u32) -> List,
) -> Result<Vec<Bundle>, SnapshotError> {
    if section.is_empty() {
        return Ok(Vec::new());
    }
    coder::read(section, base, CODES, |reader| {
        let mut bundles = Vec::new();
        let (mut first, mut of_first) = (0, 0);
        let mut known = complements(first);
        loop {
            let gap = reader.number(FIRST, 1) - 1;
            if gap > 0 {
                first = first.saturating_add(gap);
                of_first = 0;
                known = complements(first);
            }
            // One behind the last record ends them.
            if first >= records {
                return Ok(bundles);
            }
            of_first += 1;
            let size = 2 + reader.symbol(SIZE, 0) as usize;
            let strength = reader.symbol(STRENGTH, 0) as u8;
            let mut members = [first; MAX_BUNDLE];
            let mut last = Some(first);
            for slot in members.iter_mut().take(size).skip(1) {
                let rank = reader.symbol(MEMBER, 0);
                last = if rank == OTHER {
                    let gap = reader.number(GAP, 1);
                    last.and_then(|before| before.checked_add(gap))
                } else {
                    let complement = |edge: &&Edge| u32::from(edge.rank) == rank;
                    known.edges().iter().find(complement).map(|edge| edge.to)
                };
                *slot = last.filter(|&member| member < records).unwrap_or(0);
            }
            let bundle = members
                .get(..size)
                .and_then(|members| Bundle::new(members, strength))
                .filter(|_| of_first <= MAX_SETS);
            bundles.push(bundle.ok_or_else(|| {
                reader.bits.invalid("a bundle holds two to four records, of which at most 64 bundles have the first one")
            })?);
        }
    })
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
    coder::write(CODES, |coder| {
        let mut before = 0;
        for bundle in &sorted {
            let first = bundle.members().first().copied().unwrap_or(0);
            coder.number(FIRST, first - before + 1);
            before = first;
            coder.symbol(SIZE, u32::from(bundle.len).saturating_sub(2));
            coder.symbol(STRENGTH, bundle.strength.into());
            for pair in bundle.members().windows(2) {
                let &[last, member] = pair else { continue };
                match rank(first, member) {
                    Some(rank) => {
                        coder.symbol(MEMBER, rank.into());
                    }
                    None => {
                        coder.symbol(MEMBER, OTHER);
                        coder.number(GAP, member - last);
                    }
                }
            }
        }
        coder.number(FIRST, records - before + 1);
    })
}
