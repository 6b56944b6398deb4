//! Neighbour lists, spelled from the product outwards by their gaps.
//!
//! The packer numbers records so that products bought together stand close: most gaps are short, a few are long. Their
//! odds are learned for the first and for later neighbours, before and behind the product.

use super::numbers::Numbers;
use super::range::{Coder, Number, Odds, RangeReader};
use crate::snapshot::error::SnapshotError;
use crate::snapshot::layout::{MAX_EDGES, WEIGHT_CODES};
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

/// What lists have been so far.
#[derive(Default)]
struct Model {
    count: [Odds; 32],
    below: [Odds; MAX_EDGES],
    /// Gaps of a later neighbour behind the product, of the first one, and the same for those before it.
    gap: [Number; 4],
    /// Whether a code is above 0, by half the code before in the list.
    some: [Odds; WEIGHT_CODES / 2],
    /// Codes above 0, likewise.
    code: [[Odds; WEIGHT_CODES]; WEIGHT_CODES / 2],
}

impl Model {
    /// How long a list is, and how many of its neighbours stand before the product.
    fn lengths(&mut self, coder: &mut impl Coder, count: u32, below: u32) -> (u32, u32) {
        let count = coder.symbol(&mut self.count, count);
        (count, coder.unary(&mut self.below, below, count))
    }

    /// A neighbour: its distance from the one spelled before it on its side, or from the product, and its code.
    fn edge(
        &mut self,
        coder: &mut impl Coder,
        side: usize,
        gap: u32,
        before: u8,
        code: u8,
    ) -> (u32, u8) {
        let gap = self
            .gap
            .get_mut(side)
            .map_or(0, |number| number.code(coder, gap));
        let before = usize::from(before / 2);
        let (Some(some), Some(odds)) = (self.some.get_mut(before), self.code.get_mut(before))
        else {
            return (gap, 0);
        };
        let mut read = 0;
        if coder.bit(some, code > 0) {
            read = coder.symbol(odds, code.into()) as u8;
        }
        (gap, read)
    }
}

/// Reads the lists of `owned` products.
pub(crate) fn read(
    section: &[u8],
    base: usize,
    owned: u32,
    records: u32,
) -> Result<EdgeLists, SnapshotError> {
    let reader = &mut RangeReader::new(section, base);
    let mut model = Model::default();
    let mut ends = alloc::vec![0_u32];
    let (mut neighbours, mut codes) = (Vec::new(), Vec::new());
    for own in 0..owned {
        let (count, below) = model.lengths(reader, 0, 0);
        if count as usize > MAX_EDGES {
            return Err(SnapshotError::invalid(
                "a product has at most 16 neighbours",
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
            let (gap, code) = model.edge(reader, side, 0, before, 0);
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
        starts: Numbers::of(ends.iter().map(|&end| u64::from(end))),
        to: Numbers::of(neighbours.iter().map(|&to| u64::from(to))),
        code: codes,
    })
}

/// Spells lists whose neighbours are valid, ascending and at most [`MAX_EDGES`] each.
#[cfg(feature = "write")]
pub(crate) fn write(lists: &[Vec<Edge>]) -> Vec<u8> {
    let mut writer = super::range::RangeWriter::default();
    let mut model = Model::default();
    for (own, list) in (0_u32..).zip(lists) {
        let (below, above) = list.split_at(list.partition_point(|edge| edge.to < own));
        model.lengths(&mut writer, list.len() as u32, below.len() as u32);
        let mut before = 0;
        for (down, side) in [(true, below), (false, above)] {
            let mut from = own;
            for nth in 0..side.len() {
                let at = if down { side.len() - 1 - nth } else { nth };
                let Some(edge) = side.get(at) else { continue };
                let number = usize::from(down) * 2 + usize::from(nth == 0);
                let gap = from.abs_diff(edge.to);
                model.edge(&mut writer, number, gap, before, edge.code);
                (from, before) = (edge.to, edge.code);
            }
        }
    }
    writer.finish()
}
