//! Neighbour lists, spelled from the product outwards: a gap is its number of binary digits in a prefix code, then the
//! digits behind the first.
//!
//! The packer numbers records so that products bought together stand close: most gaps are short, a few are long, and
//! on real graphs that takes 7 to 8 bits a neighbour, 2 less than Rice codes of sorted lists.

use super::bits::BitReader;
use super::bytes::ByteReader;
use super::numbers::Numbers;
use super::prefix::PrefixCode;
use crate::snapshot::error::SnapshotError;
use crate::snapshot::layout::{GAP_SIZES, MAX_EDGES, WEIGHT_CODES};
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
        let code = self.code.get(range.clone()).unwrap_or_default();
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

    pub(crate) fn heap_bytes(&self) -> usize {
        self.starts.heap_bytes() + self.to.heap_bytes() + self.code.capacity()
    }
}

/// Reads the lists of `owned` products.
pub(crate) fn read(
    section: &[u8],
    base: usize,
    owned: u32,
    records: u32,
) -> Result<EdgeLists, SnapshotError> {
    let mut head = ByteReader::new(section, base);
    let total = head.u32()?;
    let count_bits = u32::from(head.u8()?);
    if count_bits > MAX_EDGES.ilog2() + 1 {
        return Err(SnapshotError::invalid(
            "list lengths have at most 5 bits",
            head.offset() - 1,
        ));
    }
    let bits = head.take(head.remaining())?;
    // Every edge takes at least a bit for its gap and one for its code, so a lie about the total cannot ask for much
    // more memory than the file itself has.
    if u64::from(total) > bits.len() as u64 * 4 {
        return Err(SnapshotError::invalid(
            "there are no more edges than the section can hold",
            base,
        ));
    }
    let reader = &mut BitReader::new(bits, head.offset() - bits.len());
    let gaps = PrefixCode::<GAP_SIZES>::read(reader)?;
    let codes = PrefixCode::<WEIGHT_CODES>::read(reader)?;
    let mut lists = EdgeLists {
        starts: Numbers::with_capacity(owned as usize + 1, u64::from(total)),
        to: Numbers::with_capacity(total as usize, u64::from(records)),
        code: Vec::with_capacity(total as usize),
    };
    lists.starts.push(0);
    let mut list = Vec::with_capacity(MAX_EDGES);
    for own in 0..owned {
        let count = reader.bits(count_bits)?;
        let below = reader.bits(count_bits)?;
        let at = reader.offset();
        let above = count.checked_sub(below);
        let Some(above) = above.filter(|_| count as usize <= MAX_EDGES) else {
            return Err(SnapshotError::invalid(
                "a product has at most 16 neighbours, and no more of them come before it",
                at,
            ));
        };
        list.clear();
        let mut step = |from: u32, down: bool| {
            let size = u32::from(gaps.symbol(reader)?);
            let gap = (1 << size) | reader.bits(size)?;
            let to = if down {
                from.checked_sub(gap)
            } else {
                Some(from + gap)
            };
            let to = to.filter(|&to| to < records).ok_or_else(|| {
                SnapshotError::invalid("a neighbour is a record of the shard", reader.offset())
            })?;
            list.push((to, codes.symbol(reader)?));
            Ok::<u32, SnapshotError>(to)
        };
        let mut from = own;
        for _ in 0..below {
            from = step(from, true)?;
        }
        from = own;
        for _ in 0..above {
            from = step(from, false)?;
        }
        // Those below were spelled from the product downwards.
        list.get_mut(..below as usize).unwrap_or_default().reverse();
        if lists.to.len() + list.len() > total as usize {
            break;
        }
        for &(to, code) in &list {
            lists.to.push(u64::from(to));
            lists.code.push(code);
        }
        lists.starts.push(lists.to.len() as u64);
    }
    if lists.to.len() != total as usize || lists.len() != owned as usize {
        return Err(SnapshotError::invalid(
            "list lengths add up to the number of edges",
            base,
        ));
    }
    reader.finish("edges end with the section")?;
    Ok(lists)
}

/// Spells lists whose neighbours are valid, ascending and at most [`MAX_EDGES`] each.
#[cfg(feature = "write")]
pub(crate) fn write(lists: &[Vec<Edge>]) -> Vec<u8> {
    use super::bits::BitWriter;
    use super::prefix::PrefixWriter;

    /// Edges in the order in which they are spelled, each with its gap: downwards, then upwards.
    fn gaps(own: u32, list: &[Edge]) -> impl Iterator<Item = (u32, u8)> {
        let below = list.iter().rev().filter(move |edge| edge.to < own);
        let above = list.iter().filter(move |edge| edge.to > own);
        let gap = |from: &mut u32, edge: &Edge| {
            let gap = from.abs_diff(edge.to);
            *from = edge.to;
            Some((gap, edge.code))
        };
        below.scan(own, gap).chain(above.scan(own, gap))
    }
    let spelled = || (0_u32..).zip(lists).flat_map(|(own, list)| gaps(own, list));

    let (mut sizes, mut code_counts) = ([0; GAP_SIZES], [0; WEIGHT_CODES]);
    for (gap, code) in spelled() {
        for count in [
            sizes.get_mut(gap.ilog2() as usize),
            code_counts.get_mut(usize::from(code)),
        ]
        .into_iter()
        .flatten()
        {
            *count += 1;
        }
    }
    let gap_code = PrefixWriter::of(sizes);
    let weight_code = PrefixWriter::of(code_counts);
    let longest = lists.iter().map(Vec::len).max().unwrap_or(0);
    let count_bits = if longest == 0 { 0 } else { longest.ilog2() + 1 };

    let mut writer = BitWriter::default();
    gap_code.table(&mut writer);
    weight_code.table(&mut writer);
    for (own, list) in (0_u32..).zip(lists) {
        let below = list.iter().filter(|edge| edge.to < own).count();
        writer.bits(list.len() as u32, count_bits);
        writer.bits(below as u32, count_bits);
        for (gap, code) in gaps(own, list) {
            let size = gap.ilog2();
            gap_code.symbol(&mut writer, size as usize);
            writer.bits(gap & !(1 << size), size);
            weight_code.symbol(&mut writer, usize::from(code));
        }
    }
    let total: usize = lists.iter().map(Vec::len).sum();
    let mut out = Vec::new();
    out.extend_from_slice(&(total as u32).to_le_bytes());
    out.push(count_bits as u8);
    out.extend(writer.finish());
    out
}
