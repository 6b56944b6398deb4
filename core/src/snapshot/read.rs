//! From untrusted bytes to a snapshot whose accessors cannot fail.

use super::by_key::ByKey;
use super::codec::bundles::{self, Bundle};
use super::codec::bytes::ByteReader;
use super::codec::display::DisplayTable;
use super::codec::edges::{self, Edge, EdgeLists};
use super::codec::marks::{self, Marks};
use super::codec::needs;
use super::codec::numbers::Numbers;
use super::codec::priors;
use super::codec::ranks::{self, Ranks};
use super::codec::repurchase::{self, Repurchase};
use super::codec::weights::{self, Weights};
use super::error::{Fault, SnapshotError};
use super::layout::{
    CHECKED_FROM, ContentHash, FORMAT_VERSION, HEADER_BYTES, MAGIC, MAX_DISPLAY_BYTES, MAX_RECORDS,
    SECTION_ROW_BYTES, SectionKind, ShardName,
};
use crate::catalog::{ProductKey, Score};
use crate::policy::MarkSet;
use alloc::vec::Vec;
use core::ops::Range;

/// How much of a file one section takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SectionSize {
    /// What it holds.
    pub kind: SectionKind,
    /// Bytes in the file.
    pub stored: usize,
    /// Bytes after inflating; the same as `stored` for what is not compressed.
    pub raw: usize,
}

/// The compressed display records of a shard.
#[derive(Clone, Copy, Debug)]
pub struct PackedDisplay<'a> {
    /// A raw deflate stream (`deflate-raw` in `DecompressionStream`).
    pub bytes: &'a [u8],
    /// The length that it must inflate to; do not inflate further.
    pub raw_len: usize,
}

/// A shard as it came over the network: checked for damage, its display records still compressed.
#[derive(Clone, Debug)]
pub struct Parcel<B> {
    bytes: B,
    checksum: ContentHash,
    name: ShardName,
    owned: u32,
    records: u32,
    sections: Vec<Section>,
}

#[derive(Clone, Debug)]
struct Section {
    kind: SectionKind,
    range: Range<usize>,
    raw_len: usize,
}

/// Sections follow each other without gaps, which also ties down the number of sections, the only byte before the
/// checksum that no rule of its own fixes.
fn read_table(
    reader: &mut ByteReader<'_>,
    count: usize,
    file_len: usize,
) -> Result<Vec<Section>, SnapshotError> {
    let mut at = HEADER_BYTES + count * SECTION_ROW_BYTES;
    let mut sections: Vec<Section> = Vec::new();
    let mut kinds = SectionKind::ALL.into_iter();
    for _ in 0..count {
        let row = reader.offset();
        let (number, encoding) = (reader.u16()?, reader.u16()?);
        let [start, stored, raw] = [reader.u32()?, reader.u32()?, reader.u32()?];
        let (start, stored) = (start as usize, stored as usize);
        let kind = kinds
            .by_ref()
            .find(|kind| *kind as u16 == number || !kind.is_optional())
            .filter(|kind| *kind as u16 == number);
        let packed = number == SectionKind::Display as u16;
        let (Some(kind), true) = (
            kind,
            encoding == u16::from(packed)
                && start == at
                && (packed || raw as usize == stored)
                && raw <= MAX_DISPLAY_BYTES,
        ) else {
            return Err(SnapshotError::invalid(
                "sections stand in order, none of the needed ones missing, without gaps, the display records deflated",
                row,
            ));
        };
        at = start.saturating_add(stored);
        if at > file_len {
            return Err(SnapshotError::new(
                Fault::Truncated {
                    expected: stored,
                    got: file_len.saturating_sub(start),
                },
                start,
            ));
        }
        sections.push(Section {
            kind,
            range: start..at,
            raw_len: raw as usize,
        });
    }
    if at != file_len || kinds.any(|kind| !kind.is_optional()) {
        return Err(SnapshotError::invalid(
            "a shard ends with its last section and lacks none that is needed",
            at,
        ));
    }
    Ok(sections)
}

impl<B: AsRef<[u8]>> Parcel<B> {
    /// Checks magic, version, checksum and section table.
    ///
    /// # Errors
    /// [`Fault::NotASnapshot`], [`Fault::Version`], [`Fault::Truncated`], [`Fault::Checksum`] or [`Fault::Invalid`].
    pub fn open(bytes: B) -> Result<Self, SnapshotError> {
        let file = bytes.as_ref();
        let reader = &mut ByteReader::new(file, 0);
        if file.get(..MAGIC.len()) != Some(MAGIC.as_slice()) {
            return Err(SnapshotError::new(Fault::NotASnapshot, 0));
        }
        reader.take(MAGIC.len())?;
        let version = reader.u16()?;
        if version != FORMAT_VERSION {
            return Err(SnapshotError::new(Fault::Version { got: version }, 4));
        }
        let section_count = usize::from(reader.u16()?);
        let checksum = ContentHash(reader.u64()?);
        let got = ContentHash::of(file.get(CHECKED_FROM..).unwrap_or_default());
        if got != checksum {
            return Err(SnapshotError::new(
                Fault::Checksum {
                    expected: checksum,
                    got,
                },
                CHECKED_FROM,
            ));
        }
        let name = ShardName {
            generation: ContentHash(reader.u64()?),
            number: reader.u32()?,
            shards: reader.u32()?,
        };
        let (owned, records) = (reader.u32()?, reader.u32()?);
        if name.number >= name.shards || owned > records || records > MAX_RECORDS {
            return Err(SnapshotError::invalid(
                "a shard is one of its build's, and owns some of at most 2^24 records",
                CHECKED_FROM,
            ));
        }
        let sections = read_table(reader, section_count, file.len())?;
        Ok(Self {
            checksum,
            name,
            owned,
            records,
            sections,
            bytes,
        })
    }

    /// The checksum of all that does not depend on other shards: equal contents have equal ones.
    #[must_use]
    pub fn checksum(&self) -> ContentHash {
        self.checksum
    }

    /// Which shard this is.
    #[must_use]
    pub fn name(&self) -> ShardName {
        self.name
    }

    /// Sizes of all sections, in file order.
    pub fn sections(&self) -> impl Iterator<Item = SectionSize> {
        self.sections.iter().map(|section| SectionSize {
            kind: section.kind,
            stored: section.range.len(),
            raw: section.raw_len,
        })
    }

    /// The file must be the one that the manifest names: no other build's and no other number.
    ///
    /// # Errors
    /// [`Fault::OtherShard`]: the folder mixes two builds.
    pub fn expect(self, named: ShardName) -> Result<Self, SnapshotError> {
        if self.name == named {
            return Ok(self);
        }
        Err(SnapshotError::new(
            Fault::OtherShard {
                expected: named,
                got: self.name,
            },
            0,
        ))
    }

    /// The file again, as it was.
    #[must_use]
    pub fn into_bytes(self) -> B {
        self.bytes
    }

    /// Own products, and records.
    #[cfg(feature = "write")]
    pub(super) fn counts(&self) -> (u32, u32) {
        (self.owned, self.records)
    }

    pub(super) fn section(&self, kind: SectionKind) -> (&[u8], usize) {
        self.sections
            .iter()
            .find(|section| section.kind == kind)
            .and_then(|section| {
                let bytes = self.bytes.as_ref().get(section.range.clone())?;
                Some((bytes, section.range.start))
            })
            .unwrap_or_default()
    }

    /// What the caller has to inflate and hand to [`Parcel::unpack`].
    #[must_use]
    pub fn packed_display(&self) -> PackedDisplay<'_> {
        PackedDisplay {
            bytes: self.section(SectionKind::Display).0,
            raw_len: self
                .sections
                .iter()
                .find(|section| section.kind == SectionKind::Display)
                .map_or(0, |section| section.raw_len),
        }
    }

    /// Validates everything else but marks, for which [`Snapshot::mark`] is there. `display` is the inflated [`Parcel::packed_display`].
    ///
    /// # Errors
    /// [`Fault::DisplayLength`], [`Fault::Truncated`] or [`Fault::Invalid`], with the offset of the fault.
    pub fn unpack(&self, display: &[u8]) -> Result<Snapshot, SnapshotError> {
        let expected = self.packed_display().raw_len;
        if display.len() != expected {
            return Err(SnapshotError::new(
                Fault::DisplayLength {
                    expected,
                    got: display.len(),
                },
                0,
            ));
        }
        let (bytes, base) = self.section(SectionKind::Weights);
        let mut reader = ByteReader::new(bytes, base);
        let edge_weights = weights::read(&mut reader)?;
        let scales = weights::read(&mut reader)?;
        let curve = weights::read(&mut reader)?;
        let blend = weights::read(&mut reader)?;
        let prior_weights = weights::read(&mut reader)?;
        reader.finish("the weights section holds five tables")?;

        // First, because the size of the display records bounds what is reserved for so many.
        if self.records as usize > display.len() {
            return Err(SnapshotError::invalid(
                "there are display records of all records",
                0,
            ));
        }
        let (bytes, base) = self.section(SectionKind::Priors);
        let priors = priors::read(bytes, base, self.records)?;
        let (bytes, base) = self.section(SectionKind::Edges);
        let edges = edges::read(bytes, base, self.owned, self.records)?;
        let (bytes, base) = self.section(SectionKind::Ranks);
        let ranks = ranks::read(bytes, base, &edges)?;
        let upgrades = match self.section(SectionKind::Upgrades) {
            ([], _) => EdgeLists::default(),
            (bytes, base) => edges::read(bytes, base, self.owned, self.records)?,
        };
        let (next_weights, next) = match self.section(SectionKind::Next) {
            ([], _) => Default::default(),
            (bytes, base) => {
                let mut reader = ByteReader::new(bytes, base);
                let weights = weights::read(&mut reader)?;
                let base = reader.offset();
                let lists = reader.take(reader.remaining())?;
                (weights, edges::read(lists, base, self.owned, self.records)?)
            }
        };
        let (bytes, base) = self.section(SectionKind::Needs);
        let needs = needs::read(bytes, base, self.records)?;
        let (bytes, base) = self.section(SectionKind::Bundles);
        let complement = |record, rank| {
            let list = edges.range(record);
            let ranks = ranks.rank.get(list.clone())?;
            let place = ranks.iter().position(|&r| r == rank)?;
            edges.to.get_u32(list.start + place)
        };
        let bundles = bundles::read(bytes, base, self.records, complement)?;
        let (bytes, base) = self.section(SectionKind::Repurchase);
        let repurchase = repurchase::read(bytes, base, self.owned)?;

        let display = DisplayTable::read(display, self.records as usize)?;
        let keys: Vec<ProductKey> = (0..self.records)
            .map(|record| ProductKey::of(display.id(record)))
            .collect();
        let by_key =
            ByKey::of(&keys).ok_or_else(|| SnapshotError::invalid("product ids are unique", 0))?;
        Ok(Snapshot {
            name: self.name,
            owned: self.owned,
            edge_weights,
            scales,
            curve,
            blend,
            prior_weights,
            edges,
            ranks,
            upgrades,
            next_weights,
            next,
            priors,
            needs,
            bundles,
            repurchase,
            display,
            marks: Marks::default(),
            keys,
            by_key,
        })
    }
}

/// The number in a row of a table; 0 beyond the last one.
fn row(table: &Weights<1>, row: u8) -> Score {
    table
        .get(usize::from(row))
        .map_or(Score(0), |&[weight]| weight)
}

/// A shard, validated: every accessor is total.
///
/// Records are numbered from 0. The first [`Snapshot::owned`] are the shard's own products, which have neighbours; the
/// others are neighbours at home in another shard, here with what is displayed of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    name: ShardName,
    owned: u32,
    edge_weights: Weights<1>,
    scales: Weights<1>,
    curve: Weights<1>,
    blend: Weights<1>,
    prior_weights: Weights<2>,
    edges: EdgeLists,
    ranks: Ranks,
    upgrades: EdgeLists,
    next_weights: Weights<1>,
    next: EdgeLists,
    priors: Vec<u8>,
    /// Empty if no need is known.
    needs: Numbers,
    bundles: Vec<Bundle>,
    /// Empty if nothing is known to be bought again.
    repurchase: Vec<Option<Repurchase>>,
    display: DisplayTable,
    marks: Marks,
    keys: Vec<ProductKey>,
    by_key: ByKey,
}

impl Snapshot {
    /// Which shard it is.
    #[must_use]
    pub fn name(&self) -> ShardName {
        self.name
    }

    /// Products whose home this shard is: records `0..owned`.
    #[must_use]
    pub fn owned(&self) -> u32 {
        self.owned
    }

    /// All records.
    #[must_use]
    pub fn records(&self) -> u32 {
        self.keys.len() as u32
    }

    /// The record of a product, if this shard knows it.
    #[must_use]
    pub fn find(&self, key: ProductKey) -> Option<u32> {
        self.by_key.find(&self.keys, key)
    }

    /// The record of a product if this shard is its home.
    #[must_use]
    pub fn find_owned(&self, key: ProductKey) -> Option<u32> {
        self.find(key).filter(|&record| record < self.owned)
    }

    /// The key of a record; that of the empty id beyond the last one.
    #[must_use]
    pub fn key(&self, record: u32) -> ProductKey {
        self.keys
            .get(record as usize)
            .copied()
            .unwrap_or_else(|| ProductKey::of(""))
    }

    /// Complements of an own product, ascending by record; none for other records.
    pub fn edges(&self, record: u32) -> impl Iterator<Item = Edge> {
        let ranks = self.ranks.rank.get(self.edges.range(record));
        self.edges
            .of(record)
            .zip(ranks.unwrap_or_default())
            .map(|(edge, &rank)| Edge { rank, ..edge })
    }

    /// Higher tiers of an own product, ascending by record; none for other records.
    ///
    /// The code is the chance that a shopper who wants the product takes this one instead, from 1/16 for 0 to 1.
    pub fn upgrades(&self, record: u32) -> impl Iterator<Item = Edge> {
        self.upgrades.of(record)
    }

    /// Sets of products that are bought as sets, of which at least one is the shard's own.
    #[must_use]
    pub fn bundles(&self) -> &[Bundle] {
        &self.bundles
    }

    /// The need that a product serves: products of one need are alternatives. `None` if it is not known.
    ///
    /// Numbers mean the same in all shards of a snapshot.
    #[must_use]
    pub fn need(&self, record: u32) -> Option<u32> {
        self.needs
            .get_u32(record as usize)
            .filter(|&need| need != 0)
    }

    /// When an own product is bought again, if it is.
    #[must_use]
    pub fn repurchase(&self, record: u32) -> Option<Repurchase> {
        self.repurchase.get(record as usize).copied().flatten()
    }

    /// All edges of the shard.
    #[must_use]
    pub fn edge_count(&self) -> usize {
        self.edges.to.len()
    }

    /// How likely an own product's complement is beside it: the product's scale × the rank's share.
    #[must_use]
    pub fn likelihood(&self, own: u32, edge: Edge) -> Score {
        let level = self.ranks.level.get(own as usize).copied();
        row(&self.scales, level.unwrap_or_default()).times(row(&self.curve, edge.rank))
    }

    /// What an own product's complement gets from it in a request with so many seeds.
    ///
    /// A single seed ranks by likelihood alone. Several add up regression weights, and likelihoods in a proportion
    /// that training found for their number.
    #[must_use]
    pub fn edge_weight(&self, own: u32, edge: Edge, seeds: usize) -> Score {
        let likelihood = self.likelihood(own, edge);
        if seeds == 1 {
            return likelihood;
        }
        Score(self.weight(edge).0 + self.blend(seeds).times(likelihood).0)
    }

    /// The regression weight of an edge, which counts beside several seeds.
    #[must_use]
    pub fn weight(&self, edge: Edge) -> Score {
        row(&self.edge_weights, edge.code)
    }

    /// The part of likelihoods that is added to weights beside so many seeds, two or more.
    #[must_use]
    pub fn blend(&self, seeds: usize) -> Score {
        let last = self.blend.len();
        row(&self.blend, last.min(seeds).saturating_sub(1) as u8)
    }

    /// How popular a product is, from 0 to 15: a level, no count.
    #[must_use]
    pub fn popularity(&self, record: u32) -> u8 {
        self.priors
            .get(record as usize)
            .copied()
            .unwrap_or_default()
    }

    /// What a candidate has before any seed speaks for it, in a request with so many seeds.
    #[must_use]
    pub fn prior(&self, record: u32, seeds: usize) -> Score {
        let [single, several] = self
            .prior_weights
            .get(usize::from(self.popularity(record)))
            .copied()
            .unwrap_or_default();
        if seeds == 1 { single } else { several }
    }

    /// What shoppers look at after an own product, ascending by record; none for other records.
    pub fn next(&self, record: u32) -> impl Iterator<Item = Edge> {
        self.next.of(record)
    }

    /// How strongly an edge of [`Snapshot::next`] draws.
    #[must_use]
    pub fn next_weight(&self, edge: Edge) -> Score {
        row(&self.next_weights, edge.code)
    }

    /// What cards show.
    #[must_use]
    pub fn display(&self) -> &DisplayTable {
        &self.display
    }

    /// Reads the marks too, from the parcel that this was unpacked of. Who ranks without a policy need not.
    ///
    /// # Errors
    /// [`Fault::Invalid`], with the offset of the fault.
    pub fn mark<B: AsRef<[u8]>>(self, parcel: &Parcel<B>) -> Result<Self, SnapshotError> {
        let (bytes, base) = parcel.section(SectionKind::Marks);
        let marks = marks::read(bytes, base, self.records())?;
        Ok(Self { marks, ..self })
    }

    /// Which selectors of the shop's policy a record fits.
    #[must_use]
    pub fn marks(&self, record: u32) -> &MarkSet {
        self.marks.of(record)
    }

    /// Bytes on the heap.
    #[must_use]
    pub fn heap_bytes(&self) -> usize {
        self.edges.heap_bytes()
            + self.ranks.level.capacity()
            + self.ranks.rank.capacity()
            + self.upgrades.heap_bytes()
            + self.next.heap_bytes()
            + self.by_key.heap_bytes()
            + self.needs.heap_bytes()
            + self.bundles.capacity() * size_of::<Bundle>()
            + self.repurchase.capacity() * size_of::<Option<Repurchase>>()
            + self.priors.capacity()
            + self.keys.capacity() * size_of::<ProductKey>()
            + self.display.heap_bytes()
            + self.marks.heap_bytes()
    }
}
