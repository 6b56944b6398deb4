//! Which complement is how likely: a level for each product, and the order of its edges.
//!
//! What a single seed shows is kept exact. The order is picked edge by edge, the likeliest first: mostly one of the
//! heaviest that are left, the more so the more their weight is above the next.

#[cfg(feature = "write")]
use super::edges::Edge;
use super::edges::EdgeLists;
use super::range::{Coder, RangeReader};
use crate::snapshot::error::SnapshotError;
use crate::snapshot::layout::{MAX_EDGES, WEIGHT_CODES};
use alloc::vec::Vec;

/// Differences of codes that are told apart, from 1; the last one stands for more.
const DIFFERENCES: usize = 4;
/// Numbers of equal codes that are told apart, likewise.
const EQUALS: usize = 4;

/// How likely each product's complements are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Ranks {
    /// For every own product the row of the table of scales.
    pub(crate) level: Vec<u8>,
    /// For every edge its place in its list by likelihood, from 0.
    pub(crate) rank: Vec<u8>,
}

/// Contexts of a level, by half the level before.
const LEVEL: usize = 0;
/// Whether it is one of the heaviest that are left, by their number and by how much heavier they are than the next.
const PICKED: usize = LEVEL + WEIGHT_CODES / 2 * WEIGHT_CODES;

fn level(coder: &mut impl Coder, before: u8, level: u8) -> u8 {
    let contexts = LEVEL + usize::from(before / 2) * WEIGHT_CODES;
    coder.symbol(contexts, WEIGHT_CODES, level.into()) as u8
}

/// Ranks of a list by its codes. `rank_of` tells a writer the rank at a place of the list.
fn order(coder: &mut impl Coder, codes: &[u8], rank_of: impl Fn(usize) -> u8, ranks: &mut [u8]) {
    // The heaviest first, of equals the one that stands first: the code's distance from the top, then the place.
    let mut sorted = [u8::MAX; MAX_EDGES];
    for (place, code) in (0..).zip(codes) {
        let mut key = (WEIGHT_CODES as u8 - 1 - code) << 4 | place;
        for slot in sorted.iter_mut().take(codes.len()) {
            if key < *slot {
                core::mem::swap(&mut key, slot);
            }
        }
    }
    let mut end = codes.len();
    for rank in 0..codes.len() as u8 {
        // Of equally heavy ones, from the heaviest on: whether it is one of them, and then which.
        let key = |at: usize| sorted.get(at).copied().unwrap_or_default();
        let (mut start, mut next) = (0, 0);
        while next < end {
            let weight = key(start) >> 4;
            next = start + 1;
            while next < end && key(next) >> 4 == weight {
                next += 1;
            }
            let is_it = |at: usize| rank_of(usize::from(key(at) & 0xf)) == rank;
            let difference = usize::from((key(next) >> 4).wrapping_sub(weight));
            let context = PICKED
                + ((next - start).min(EQUALS) - 1) * DIFFERENCES
                + (difference.clamp(1, DIFFERENCES) - 1);
            // There is no other if these are the last ones.
            if next == end || coder.bit(context, (start..next).any(is_it)) {
                let value = (start..next).position(is_it).unwrap_or(0);
                start += coder.below((next - start) as u32, value as u32) as usize;
                break;
            }
            start = next;
        }
        let place = usize::from(key(start) & 0xf);
        if let Some(slot) = ranks.get_mut(place) {
            *slot = rank;
        }
        for at in start..end {
            if let [slot, next, ..] = sorted.get_mut(at..).unwrap_or_default() {
                *slot = *next;
            }
        }
        end -= 1;
    }
}

/// Reads the ranks of lists that were read before.
pub(crate) fn read(section: &[u8], base: usize, lists: &EdgeLists) -> Result<Ranks, SnapshotError> {
    let mut reader = RangeReader::new(section, base);
    let mut before = 0;
    let mut ranks = Ranks {
        level: Vec::with_capacity(lists.len()),
        rank: alloc::vec![0; lists.to.len()],
    };
    for own in 0..lists.len() as u32 {
        let codes = lists.codes(own);
        if codes.is_empty() {
            ranks.level.push(0);
            continue;
        }
        before = level(&mut reader, before, 0);
        ranks.level.push(before);
        let slots = ranks.rank.get_mut(lists.range(own)).unwrap_or_default();
        order(&mut reader, codes, |_| 0, slots);
    }
    reader.finish("ranks end with the section")?;
    Ok(ranks)
}

/// Spells levels below 16 and, for each list, ranks that are a permutation.
#[cfg(feature = "write")]
pub(crate) fn write<'a>(lists: impl Iterator<Item = (u8, &'a [Edge])>) -> Vec<u8> {
    let mut writer = super::range::RangeWriter::default();
    let mut before = 0;
    for (own, list) in lists.filter(|(_, list)| !list.is_empty()) {
        before = level(&mut writer, before, own);
        let codes: Vec<u8> = list.iter().map(|edge| edge.code).collect();
        let rank_of = |place: usize| list.get(place).map_or(0, |edge| edge.rank);
        order(&mut writer, &codes, rank_of, &mut [0; MAX_EDGES]);
    }
    writer.finish()
}
