//! Neighbour lists: the first one by its distance from the product itself, the others by their gaps, Rice-coded.
//!
//! The packer numbers records so that products bought together stand close; distances and gaps are then small.

use super::bits::BitReader;
use super::bytes::ByteReader;
use crate::snapshot::error::SnapshotError;
use crate::snapshot::layout::{CODE_BITS, MAX_EDGES, MAX_RICE};
use alloc::vec::Vec;

/// A neighbour of a product.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edge {
    /// The neighbour's record in the same shard.
    pub to: u32,
    /// What the edge is worth: a row of the weight table for complements, sixteenths for upgrades. Below 16.
    pub code: u8,
}

/// Neighbour lists of all own products, one behind the other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct EdgeLists {
    /// `starts[i]..starts[i + 1]` are the edges of product `i`.
    pub(crate) starts: Vec<u32>,
    /// Record of the neighbour.
    pub(crate) to: Vec<u32>,
    /// Row of the weight table.
    pub(crate) code: Vec<u8>,
}

impl EdgeLists {
    /// The list of a product; empty beyond the last one.
    pub(crate) fn of(&self, record: u32) -> impl Iterator<Item = Edge> {
        let at = record as usize;
        let range = match (self.starts.get(at), self.starts.get(at + 1)) {
            (Some(&start), Some(&end)) => start as usize..end as usize,
            _ => 0..0,
        };
        let to = self.to.get(range.clone()).unwrap_or_default();
        let code = self.code.get(range).unwrap_or_default();
        to.iter().zip(code).map(|(&to, &code)| Edge { to, code })
    }

    pub(crate) fn heap_bytes(&self) -> usize {
        (self.starts.capacity() + self.to.capacity()) * size_of::<u32>() + self.code.capacity()
    }

    /// Valid lists of edges, one behind the other.
    #[cfg(feature = "write")]
    pub(crate) fn from_lists(lists: &[Vec<Edge>]) -> Self {
        let mut all = Self::default();
        all.starts.push(0);
        for list in lists {
            all.to.extend(list.iter().map(|edge| edge.to));
            all.code.extend(list.iter().map(|edge| edge.code));
            all.starts.push(all.to.len() as u32);
        }
        all
    }
}

pub(crate) fn read(
    section: &[u8],
    base: usize,
    owned: u32,
    records: u32,
) -> Result<EdgeLists, SnapshotError> {
    let mut head = ByteReader::new(section, base);
    let total = head.u32()?;
    let rule_at = head.offset();
    let [count_bits, first_rice, gap_rice] = [head.u8()?, head.u8()?, head.u8()?].map(u32::from);
    if count_bits > MAX_EDGES.ilog2() + 1 || first_rice > MAX_RICE || gap_rice > MAX_RICE {
        return Err(SnapshotError::invalid(
            "list lengths have at most 6 bits and Rice parameters are at most 25",
            rule_at,
        ));
    }
    let bits = head.take(head.remaining())?;
    // Every edge takes at least its code and the end of its unary part, so a lie about the total cannot ask for more
    // memory than the file itself has.
    if u64::from(total) * u64::from(CODE_BITS + 1) > bits.len() as u64 * 8 {
        return Err(SnapshotError::invalid(
            "there are no more edges than the section can hold",
            base,
        ));
    }
    let mut lists = EdgeLists {
        starts: Vec::with_capacity(owned as usize + 1),
        to: Vec::with_capacity(total as usize),
        code: Vec::with_capacity(total as usize),
    };
    lists.starts.push(0);
    let mut reader = BitReader::new(bits, head.offset() - bits.len());
    for own in 0..owned {
        let count = reader.bits(count_bits)?;
        let mut previous = None;
        for _ in 0..count {
            let at = reader.offset();
            let to = match previous {
                None => {
                    let distance =
                        reader.rice(first_rice, 2 * records, "a neighbour is a record")?;
                    u32::try_from(i64::from(own) + unfold(distance)).ok()
                }
                Some(previous) => {
                    let gap = reader.rice(gap_rice, records, "a neighbour is a record")?;
                    Some(previous + 1 + gap)
                }
            };
            let Some(to) = to.filter(|&to| to < records && to != own) else {
                return Err(SnapshotError::invalid(
                    "a neighbour is another record of the shard",
                    at,
                ));
            };
            previous = Some(to);
            lists.to.push(to);
            lists.code.push(reader.bits(CODE_BITS)? as u8);
        }
        lists.starts.push(lists.to.len() as u32);
    }
    if lists.to.len() != total as usize {
        return Err(SnapshotError::invalid(
            "list lengths add up to the number of edges",
            base,
        ));
    }
    reader.finish("edges end with the section")?;
    Ok(lists)
}

/// Signed distances as naturals: 0, -1, 1, -2, 2, …
fn unfold(folded: u32) -> i64 {
    let half = i64::from(folded >> 1);
    if folded & 1 == 0 { half } else { -half - 1 }
}

#[cfg(feature = "write")]
fn fold(distance: i64) -> u32 {
    let folded = if distance < 0 {
        -2 * distance - 1
    } else {
        2 * distance
    };
    folded as u32
}

/// Spells lists whose neighbours are valid, ascending and at most [`MAX_EDGES`] each.
#[cfg(feature = "write")]
pub(crate) fn write(lists: &EdgeLists) -> Vec<u8> {
    use super::bits::{BitWriter, best_rice};

    let spans = || {
        lists
            .starts
            .windows(2)
            .enumerate()
            .filter_map(|(own, span)| match span {
                &[start, end] => {
                    let range = start as usize..end as usize;
                    Some((own, lists.to.get(range.clone())?, lists.code.get(range)?))
                }
                _ => None,
            })
    };
    let mut firsts = Vec::new();
    let mut gaps = Vec::new();
    let mut longest = 0;
    for (own, to, _) in spans() {
        longest = longest.max(to.len());
        firsts.extend(to.first().map(|&to| fold(i64::from(to) - own as i64)));
        gaps.extend(to.windows(2).filter_map(|pair| match pair {
            &[before, after] => Some(after - before - 1),
            _ => None,
        }));
    }
    let count_bits = if longest == 0 { 0 } else { longest.ilog2() + 1 };
    let (first_rice, _) = best_rice(&firsts, MAX_RICE);
    let (gap_rice, _) = best_rice(&gaps, MAX_RICE);

    let mut writer = BitWriter::default();
    let (mut firsts, mut gaps) = (firsts.into_iter(), gaps.into_iter());
    for (_, to, codes) in spans() {
        writer.bits(to.len() as u32, count_bits);
        for (position, &code) in codes.iter().enumerate() {
            if position == 0 {
                writer.rice(firsts.next().unwrap_or_default(), first_rice);
            } else {
                writer.rice(gaps.next().unwrap_or_default(), gap_rice);
            }
            writer.bits(u32::from(code), CODE_BITS);
        }
    }
    let mut out = Vec::new();
    out.extend_from_slice(&(lists.to.len() as u32).to_le_bytes());
    out.extend([count_bits as u8, first_rice as u8, gap_rice as u8]);
    out.extend(writer.finish());
    out
}
