//! Neighbour lists, spelled from the product outwards by their gaps.
//!
//! The packer numbers records so that products bought together stand close: most gaps are short, a few are long. Their
//! odds are learned for the first and for later neighbours, before and behind the product.

use super::numbers::Numbers;
use super::range::{Coder, NUMBER, RangeReader};
use crate::snapshot::error::SnapshotError;
use crate::snapshot::layout::{MAX_NEXT, WEIGHT_CODES};
use alloc::vec::Vec;

/// A neighbour of a product.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edge {
    /// The neighbour's record in the same shard.
    pub to: u32,
    /// What the edge is worth: a row of its list's weight table, or sixteenths for upgrades. Below 16.
    pub code: u8,
    /// Place in its list by likelihood, from 0; only complements have one, other lists have 0.
    pub rank: u8,
}

/// Neighbour lists of all own products, one behind the other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct EdgeLists {
    /// `starts[i]..starts[i + 1]` are the edges of product `i`.
    starts: Numbers,
    /// Record of the neighbour.
    pub(crate) to: Numbers,
    /// Row of the weight table.
    code: Vec<u8>,
}

impl EdgeLists {
    /// The list of a product, without ranks; empty beyond the last one.
    pub(crate) fn of(&self, record: u32) -> impl Iterator<Item = Edge> {
        let range = self.range(record);
        let code = self.codes(record);
        range.zip(code).filter_map(|(at, &code)| {
            let to = self.to.get_u32(at)?;
            Some(Edge { to, code, rank: 0 })
        })
    }

    /// How many products have a list, be it empty.
    pub(crate) fn len(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// Where the list of a product stands.
    pub(crate) fn range(&self, record: u32) -> core::ops::Range<usize> {
        let at = record as usize;
        match (self.starts.get(at), self.starts.get(at + 1)) {
            (Some(start), Some(end)) => start as usize..end as usize,
            _ => 0..0,
        }
    }

    /// The codes of a list.
    pub(crate) fn codes(&self, record: u32) -> &[u8] {
        self.code.get(self.range(record)).unwrap_or_default()
    }

    pub(crate) fn heap_bytes(&self) -> usize {
        self.starts.heap_bytes() + self.to.heap_bytes() + self.code.capacity()
    }
}

/// Contexts of lengths.
const COUNT: usize = 0;
const BELOW: usize = COUNT + COUNTS;
/// Gaps of a later neighbour behind the product, of the first one, and the same for those before it.
const GAP: usize = BELOW + MAX_NEXT;
/// Whether a code is above 0, by half the code before in the list.
const SOME: usize = GAP + 4 * NUMBER;
/// Codes above 0, likewise.
const CODE: usize = SOME + WEIGHT_CODES / 2;

/// Lengths that can be spelled.
const COUNTS: usize = 32;

/// How long a list is, and how many of its neighbours stand before the product.
fn lengths(coder: &mut impl Coder, count: u32, below: u32) -> (u32, u32) {
    let count = coder.symbol(COUNT, COUNTS, count);
    let most = count.min(MAX_NEXT as u32);
    (count, coder.unary(BELOW, most, below))
}

/// A neighbour: its distance from the one spelled before it on its side, or from the product, and its code.
fn neighbour(coder: &mut impl Coder, side: usize, gap: u32, before: u8, code: u8) -> (u32, u8) {
    let gap = coder.number(GAP + side * NUMBER, gap);
    let before = usize::from(before / 2);
    if !coder.bit(SOME + before, code > 0) {
        return (gap, 0);
    }
    let contexts = CODE + before * WEIGHT_CODES;
    (gap, coder.symbol(contexts, WEIGHT_CODES, code.into()) as u8)
}

/// Reads the lists of `owned` products, of at most `most` neighbours each.
pub(crate) fn read(
    section: &[u8],
    base: usize,
    owned: u32,
    records: u32,
    most: usize,
) -> Result<EdgeLists, SnapshotError> {
    let reader = &mut RangeReader::new(section, base);
    let mut ends = alloc::vec![0_u32];
    let (mut neighbours, mut codes) = (Vec::new(), Vec::new());
    for own in 0..owned {
        let (count, below) = lengths(reader, 0, 0);
        if count as usize > most {
            return Err(SnapshotError::invalid(
                "a product has at most 16 neighbours, or 20 viewed next",
                reader.offset(),
            ));
        }
        let start = neighbours.len();
        let (mut from, mut before) = (own, 0);
        for nth in 0..count {
            let first = nth == 0 || nth == below;
            if first {
                from = own;
            }
            let down = nth < below;
            let side = usize::from(down) * 2 + usize::from(first);
            let (gap, code) = neighbour(reader, side, 0, before, 0);
            let to = if down {
                from.checked_sub(gap)
            } else {
                from.checked_add(gap)
            };
            from = to.filter(|&to| to < records).ok_or_else(|| {
                SnapshotError::invalid("a neighbour is a record of the shard", reader.offset())
            })?;
            before = code;
            neighbours.push(from);
            codes.push(code);
        }
        // Those below were spelled from the product downwards.
        let downwards = start..start + below as usize;
        neighbours
            .get_mut(downwards.clone())
            .unwrap_or_default()
            .reverse();
        codes.get_mut(downwards).unwrap_or_default().reverse();
        ends.push(neighbours.len() as u32);
    }
    reader.finish("edges end with the section")?;
    codes.shrink_to_fit();
    Ok(EdgeLists {
        starts: Numbers::of(&ends),
        to: Numbers::of(&neighbours),
        code: codes,
    })
}

/// Spells lists whose neighbours are valid, ascending and at most [`MAX_NEXT`] each.
#[cfg(feature = "write")]
pub(crate) fn write(lists: &[Vec<Edge>]) -> Vec<u8> {
    let mut writer = super::range::RangeWriter::default();
    for (own, list) in (0_u32..).zip(lists) {
        let (below, above) = list.split_at(list.partition_point(|edge| edge.to < own));
        lengths(&mut writer, list.len() as u32, below.len() as u32);
        let mut before = 0;
        for (down, side) in [(true, below), (false, above)] {
            let mut from = own;
            for nth in 0..side.len() {
                let at = if down { side.len() - 1 - nth } else { nth };
                let Some(edge) = side.get(at) else { continue };
                let number = usize::from(down) * 2 + usize::from(nth == 0);
                let gap = from.abs_diff(edge.to);
                neighbour(&mut writer, number, gap, before, edge.code);
                (from, before) = (edge.to, edge.code);
            }
        }
    }
    writer.finish()
}
