//! Neighbour lists, which stay as they are spelled: a list is read when a product is asked about.
//!
//! The packer numbers records so that products bought together stand close, so a list is spelled from its product
//! outwards by gaps, most of which are short. A list begins where the one before ends; where each of a few lists begins is told
//! apart, so that few are passed to come to one. Whatever the digits are, they spell a list.

use super::bits::Bits;
use super::code::{self, Code};
use super::coder::{Behind, Coder, LAST_SIZE, Reader};
use super::numbers::Numbers;
use crate::snapshot::error::SnapshotError;
use crate::snapshot::layout::{MAX_EDGES, MAX_NEXT};
use alloc::vec::Vec;

/// A neighbour of a product.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Edge {
    /// The neighbour's record in the same shard.
    pub to: u32,
    /// What the edge is worth: a row of its list's weight table, or sixteenths for upgrades. Below 16.
    pub code: u8,
    /// Place in its list by likelihood, from 0; only complements have one, other lists have 0, and what speaks against a product
    /// has the last one that there is.
    pub rank: u8,
}

/// A list of neighbours, ascending by record.
#[derive(Clone, Debug, Default)]
pub(crate) struct List {
    edges: [Edge; MAX_NEXT],
    len: usize,
    /// Neighbours that were taken as an iterator.
    taken: usize,
}

impl List {
    pub(crate) fn edges(&self) -> &[Edge] {
        self.edges.get(..self.len).unwrap_or_default()
    }
}

impl Iterator for List {
    type Item = Edge;

    fn next(&mut self) -> Option<Edge> {
        let next = self.edges().get(self.taken).copied();
        self.taken += 1;
        next
    }
}

/// Which lists a section holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Complements, each with a rank.
    Ranked,
    /// Upgrades, or what is viewed next.
    Plain,
}

impl Kind {
    fn most(self) -> usize {
        match self {
            Self::Ranked => MAX_EDGES,
            Self::Plain => MAX_NEXT,
        }
    }
}

/// Neighbour lists of all own products, and behind them those that several products share.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct EdgeLists {
    kind: Kind,
    owned: u32,
    lists: u32,
    records: u32,
    codes: Vec<Code>,
    /// Codes from here on have no rank.
    ranked: u8,
    section: Vec<u8>,
    /// Lists of a block, as a power of two.
    block: u32,
    /// The digit with which every block begins, and where the one behind the last would.
    starts: Numbers,
}

/// Digits that say how many lists a block has, as a power of two, and how many digits its length has.
const HEAD_DIGITS: u32 = 5;
/// Lists of the largest blocks, as a power of two: to come to the last one all others are passed.
const MOST_LISTS: u32 = 5;

/// The code of lengths.
const COUNT: usize = 0;
/// The code of how many neighbours stand before the product, if there are any.
const BELOW: usize = COUNT + 1;
/// The codes of steps: to a later neighbour of a side or to the first one, and by whether the code before was above 0.
const STEP: usize = BELOW + 1;
/// The code of codes above 0.
const WEIGHT: usize = STEP + 4;
const CODES: usize = WEIGHT + 1;

/// A step is the digits of a gap behind its highest one, and whether the neighbour's code is above 0; the last is followed by
/// the whole gap.
const WHOLE_DIGITS: u8 = 24;

/// Digits of a gap behind a step.
static BEHIND_STEP: Behind = Behind::each(0, 2, WHOLE_DIGITS);

/// A step to a neighbour: its distance from the one before on its side or from the product, and its code.
#[inline(always)]
fn step(
    coder: &mut (impl Coder + ?Sized),
    first: bool,
    before: u8,
    gap: u32,
    code: u8,
) -> (u32, u8) {
    let size = gap.checked_ilog2().unwrap_or(0).min(LAST_SIZE);
    let context = STEP + usize::from(before > 0) * 2 + usize::from(first);
    let (symbol, digits) = coder.both(
        context,
        size * 2 + u32::from(code > 0),
        gap.into(),
        &BEHIND_STEP,
    );
    let digits = digits as u32;
    let gap = match symbol / 2 {
        LAST_SIZE => digits.max(1),
        size => 1 << size | digits,
    };
    if symbol % 2 == 0 {
        return (gap, 0);
    }
    (gap, (coder.symbol(WEIGHT, code.into()) % 16) as u8)
}

/// Digits that spell an order of so many, at most [`MAX_EDGES`]; none of a single one.
fn order_digits(count: usize) -> u32 {
    let orders: u64 = (1..=count as u64).product();
    u64::BITS - (orders - 1).leading_zeros()
}

impl EdgeLists {
    /// No lists.
    pub(crate) const fn none(kind: Kind) -> Self {
        Self {
            kind,
            owned: 0,
            lists: 0,
            records: 0,
            codes: Vec::new(),
            ranked: 0,
            section: Vec::new(),
            block: 0,
            starts: Numbers::NONE,
        }
    }

    /// Checks where the lists of `owned` products and `shared` others stand, and keeps them.
    pub(crate) fn read(
        kind: Kind,
        section: &[u8],
        base: usize,
        (owned, shared): (u32, u32),
        records: u32,
    ) -> Result<Self, SnapshotError> {
        let lists = owned.saturating_add(shared);
        let mut bits = Bits::new(section, base);
        let codes = code::read(&mut bits, CODES)?;
        let ranked = match kind {
            Kind::Ranked => bits.take(HEAD_DIGITS) as u8,
            Kind::Plain => 0,
        };
        let block = bits.take(HEAD_DIGITS) as u32;
        if block > MOST_LISTS {
            return Err(bits.invalid("a block has at most 32 lists"));
        }
        let width = bits.take(HEAD_DIGITS) as u32;
        let blocks = lists.div_ceil(1 << block);
        let mut lengths = bits.clone();
        bits.skip(u64::from(blocks) * u64::from(width));
        // A list may take no digits, but there are no more own products than records.
        let mut starts = Numbers::with_capacity(blocks as usize + 1, section.len() as u64 * 8);
        starts.push(bits.at() as u64);
        for _ in 0..blocks {
            bits.skip(lengths.take(width));
            starts.push(bits.at() as u64);
        }
        bits.finish()?;
        Ok(Self {
            kind,
            owned,
            lists,
            records,
            codes,
            ranked,
            section: section.to_vec(),
            block,
            starts,
        })
    }

    /// How many lists there are.
    pub(crate) fn len(&self) -> u32 {
        self.lists
    }

    /// The list of an own product; empty for other records.
    pub(crate) fn of(&self, record: u32) -> List {
        if record < self.owned {
            self.list(record)
        } else {
            List::default()
        }
    }

    /// The list with a number: those below `owned` are products', the others are shared. Empty beyond the last one.
    pub(crate) fn list(&self, number: u32) -> List {
        let mut list = List::default();
        let block = (number >> self.block) as usize;
        let (Some(start), Some(end)) = (self.starts.get(block), self.starts.get(block + 1)) else {
            return list;
        };
        // A block that takes no digits has no neighbours.
        if start == end || number >= self.lists {
            return list;
        }
        let mut reader = Reader {
            codes: &self.codes,
            bits: Bits::starting(&self.section, start as usize),
        };
        for number in (number >> self.block << self.block)..=number {
            self.next_list(&mut reader, number, &mut list);
        }
        list
    }

    /// The next list.
    #[inline(always)]
    fn next_list(&self, reader: &mut Reader<'_>, number: u32, list: &mut List) {
        let (own, shared) = place(self.owned, number);
        let count = reader.symbol(COUNT, 0).min(self.kind.most() as u32) as usize;
        list.len = count;
        if count == 0 {
            return;
        }
        let below = (reader.symbol(BELOW, 0) as usize).min(count);
        let (mut from, mut before) = (own, 0);
        for nth in 0..count {
            let first = nth == 0 || nth == below;
            if first {
                from = own;
            }
            let down = nth < below;
            if first && !down {
                from = from.wrapping_sub(shared);
            }
            let (gap, code) = step(reader, first, before, 1, 0);
            let to = if down {
                from.wrapping_sub(gap)
            } else {
                from.wrapping_add(gap)
            };
            if to >= self.records {
                list.len = 0;
            }
            (from, before) = (to, code);
            // Those below are spelled from the product downwards.
            let place = if down { below - 1 - nth } else { nth };
            if let Some(slot) = list.edges.get_mut(place) {
                *slot = Edge { to, code, rank: 0 };
            }
        }
        if self.kind == Kind::Ranked {
            let edges = list.edges.get_mut(..count).unwrap_or_default();
            let mut places = [0; MAX_EDGES];
            let ranked = ranked(edges, self.ranked, &mut places);
            let order = reader.digits(order_digits(ranked.len()), 0);
            rank(order, ranked, edges);
        }
    }

    pub(crate) fn heap_bytes(&self) -> usize {
        self.codes.capacity() * size_of::<Code>()
            + self.section.capacity()
            + self.starts.heap_bytes()
    }
}

/// The record that a list is spelled from, and 1 if that record may be in it, which counts as the first above then.
fn place(owned: u32, list: u32) -> (u32, u32) {
    match list.checked_sub(owned) {
        Some(record) => (record, 1),
        None => (list, 0),
    }
}

/// The places of the edges whose codes have a rank; the others get the last one that there is.
fn ranked<'a>(edges: &mut [Edge], codes: u8, places: &'a mut [u8; MAX_EDGES]) -> &'a mut [u8] {
    let mut count = 0;
    for (at, edge) in (0..).zip(edges) {
        edge.rank = MAX_EDGES as u8 - 1;
        if let (true, Some(place)) = (edge.code < codes, places.get_mut(count)) {
            *place = at;
            count += 1;
        }
    }
    places.get_mut(..count).unwrap_or_default()
}

/// Gives edges their ranks by the number of their order: the place of rank 0 is one of all, that of rank 1 one of the others.
fn rank(mut order: u64, places: &mut [u8], edges: &mut [Edge]) {
    for rank in 0..places.len() {
        let left = (places.len() - rank) as u64;
        let pick = rank + (order % left) as usize;
        order /= left;
        places.swap(rank, pick);
        let edge = places
            .get(rank)
            .and_then(|&place| edges.get_mut(usize::from(place)));
        if let Some(edge) = edge {
            edge.rank = rank as u8;
        }
    }
}

#[cfg(feature = "write")]
pub(crate) use writing::write;

#[cfg(feature = "write")]
mod writing {
    use super::super::bits::BitWriter;
    use super::super::coder::{Coder, Writer, codes_for};
    use super::{
        BELOW, CODES, COUNT, Edge, HEAD_DIGITS, Kind, MAX_EDGES, MOST_LISTS, order_digits, place,
        step,
    };
    use alloc::vec::Vec;

    /// Neighbours of a block: so many are passed at most, half of them on average, to come to a list.
    const BLOCK_EDGES: usize = 64;

    /// Spells lists whose neighbours are valid, ascending and at most as many as their kind has. The first `owned` are products'.
    /// Codes below `codes` have a rank.
    pub(crate) fn write(kind: Kind, codes: u8, owned: usize, lists: &[Vec<Edge>]) -> Vec<u8> {
        let ranked = codes;
        let block = block(lists);
        let codes = codes_for(CODES, |coder| {
            // So that a length takes a digit, and a block none only if it is left out.
            coder.symbol(COUNT, 0);
            for (number, lists) in lists.chunks(1 << block).enumerate() {
                spell_block(coder, (kind, ranked, owned as u32), number << block, lists);
            }
        });
        let mut writer = Writer {
            codes: &codes,
            bits: BitWriter::default(),
        };
        let mut lengths = Vec::new();
        for (number, lists) in lists.chunks(1 << block).enumerate() {
            let start = writer.bits.len();
            spell_block(
                &mut writer,
                (kind, ranked, owned as u32),
                number << block,
                lists,
            );
            lengths.push((writer.bits.len() - start) as u64);
        }
        let mut bits = BitWriter::default();
        for code in &codes {
            code.spell(&mut bits);
        }
        let longest = lengths.iter().copied().max().unwrap_or(0);
        let width = u64::BITS - longest.leading_zeros();
        if kind == Kind::Ranked {
            bits.put(HEAD_DIGITS, ranked.into());
        }
        bits.put(HEAD_DIGITS, block.into());
        bits.put(HEAD_DIGITS, width.into());
        for length in lengths {
            bits.put(width, length);
        }
        bits.append(writer.bits);
        bits.finish()
    }

    /// So many lists to a block, as a power of two, that it has about [`BLOCK_EDGES`] neighbours.
    fn block(lists: &[Vec<Edge>]) -> u32 {
        let edges: usize = lists.iter().map(Vec::len).sum();
        let fitting = |block: &u32| edges << block <= BLOCK_EDGES * lists.len();
        (0..=MOST_LISTS).rev().find(fitting).unwrap_or(0)
    }

    fn spell_block(
        coder: &mut dyn Coder,
        (kind, ranked, owned): (Kind, u8, u32),
        first: usize,
        lists: &[Vec<Edge>],
    ) {
        if lists.iter().any(|list| !list.is_empty()) {
            for (number, list) in (first as u32..).zip(lists) {
                spell(coder, (kind, ranked), place(owned, number), list);
            }
        }
    }

    fn spell(
        coder: &mut dyn Coder,
        (kind, ranked): (Kind, u8),
        (own, shared): (u32, u32),
        list: &[Edge],
    ) {
        let (below, above) = list.split_at(list.partition_point(|edge| edge.to < own));
        coder.symbol(COUNT, list.len() as u32);
        if list.is_empty() {
            return;
        }
        coder.symbol(BELOW, below.len() as u32);
        let mut before = 0;
        let mut side = |from: u32, edges: &mut dyn Iterator<Item = &Edge>| {
            let (mut from, mut first) = (from, true);
            for edge in edges {
                let gap = edge.to.wrapping_sub(from).min(from.wrapping_sub(edge.to));
                step(coder, first, before, gap, edge.code);
                (from, before, first) = (edge.to, edge.code, false);
            }
        };
        side(own, &mut below.iter().rev());
        side(own.wrapping_sub(shared), &mut above.iter());
        if kind == Kind::Ranked {
            let ranked: Vec<Edge> = list.iter().filter(|e| e.code < ranked).copied().collect();
            coder.digits(order_digits(ranked.len()), order(&ranked));
        }
    }

    /// The number of the order of ranks that are a permutation.
    fn order(list: &[Edge]) -> u64 {
        let mut places: [u8; MAX_EDGES] = core::array::from_fn(|place| place as u8);
        let places = places.get_mut(..list.len()).unwrap_or_default();
        let (mut number, mut unit) = (0, 1);
        for rank in 0..places.len() {
            let has_rank = |place: &u8| {
                let edge = list.get(usize::from(*place));
                edge.is_some_and(|edge| usize::from(edge.rank) == rank)
            };
            let pick = places.iter().skip(rank).position(has_rank).unwrap_or(0);
            number += unit * pick as u64;
            unit *= (places.len() - rank) as u64;
            places.swap(rank, rank + pick);
        }
        number
    }

    #[cfg(test)]
    mod tests {
        use super::super::super::bits::BitWriter;
        use super::super::{CODES, EdgeLists, HEAD_DIGITS, MOST_LISTS};
        use super::*;
        use crate::snapshot::layout::MAX_RECORDS;

        #[test]
        fn neighbours_may_be_as_far_as_records_are() {
            let last = MAX_RECORDS - 1;
            for code in [0, 7] {
                let edge = |to, rank| Edge { to, code, rank };
                for gap in [1, 2, 3, 0x7fff, 0x8000, 40_000, last / 2] {
                    let list = Vec::from([edge(gap, 0), edge(2 * gap, 1)]);
                    let up = Vec::from([list, Vec::new(), Vec::from([edge(last, 0)])]);
                    let section = write(Kind::Ranked, 16, up.len(), &up);
                    let owned = up.len() as u32;
                    let read = EdgeLists::read(Kind::Ranked, &section, 0, (owned, 0), MAX_RECORDS);
                    let read = read.unwrap_or_else(|fault| panic!("gap {gap}: {fault}"));
                    for (own, list) in (0..).zip(&up) {
                        assert_eq!(read.of(own).edges(), list, "gap {gap}, product {own}");
                    }
                }
            }
        }

        #[test]
        fn no_more_lists_are_passed_than_a_block_may_have() {
            let section = |block: u32| {
                let mut bits = BitWriter::default();
                // Codes without symbols, blocks, digits of lengths; and a digit, so that there is a byte of it.
                for _ in 0..CODES {
                    bits.put(6, 0);
                }
                bits.put(HEAD_DIGITS, block.into());
                bits.put(HEAD_DIGITS, 0);
                bits.finish()
            };
            let read = |block| EdgeLists::read(Kind::Plain, &section(block), 0, (9, 0), 9);
            assert!(read(MOST_LISTS).is_ok());
            assert!(read(MOST_LISTS + 1).is_err());
        }
    }
}
