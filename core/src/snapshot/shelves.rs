//! What a shard holds for shelves besides "complete your set". A page that ranks only complements does not open these sections.

use super::codec::bundles::{self, Bundle};
use super::codec::bytes::ByteReader;
use super::codec::edges::{Edge, EdgeLists, Kind};
use super::codec::habits::{self, Habits};
use super::codec::levels;
use super::codec::repurchase::{self, Repurchase};
use super::codec::weights::{self, Weights};
use super::error::SnapshotError;
use super::layout::SectionKind;
use super::parcel::Parcel;
use super::read::{Snapshot, row};
use crate::catalog::Score;
use alloc::vec::Vec;

/// The sections of other shelves, validated; what is left out says nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Shelves {
    upgrades: EdgeLists,
    next_weights: Weights,
    next_scales: Weights,
    /// Of every own product, the row of the table of scales.
    next_levels: Vec<u8>,
    /// By how many products back: what part its list counts, and how strongly it draws itself.
    ages: [Weights; 2],
    next: EdgeLists,
    bundles: Vec<Bundle>,
    /// Empty if nothing is known to be bought again.
    repurchase: Vec<Option<Repurchase>>,
    habits: Option<Habits>,
}

impl Default for Shelves {
    fn default() -> Self {
        Self {
            upgrades: EdgeLists::none(Kind::Plain),
            next_weights: Weights::default(),
            next_scales: Weights::default(),
            next_levels: Vec::new(),
            // Where nothing is known of visits the last ones count most.
            ages: [core::array::from_fn(|age| Score(1 << Score::FRACTION_BITS >> age)); 2],
            next: EdgeLists::none(Kind::Plain),
            bundles: Vec::new(),
            repurchase: Vec::new(),
            habits: None,
        }
    }
}

impl Shelves {
    /// Sets are spelled by the complements of the shard.
    pub(super) fn read<B: AsRef<[u8]>>(
        parcel: &Parcel<B>,
        complements: &EdgeLists,
    ) -> Result<Self, SnapshotError> {
        let (owned, records) = parcel.counts();
        let mut shelves = Self::default();
        let (bytes, base) = parcel.section(SectionKind::Upgrades);
        if !bytes.is_empty() {
            shelves.upgrades = EdgeLists::read(Kind::Plain, bytes, base, (owned, 0), records)?;
        }
        let (bytes, base) = parcel.section(SectionKind::Next);
        if !bytes.is_empty() {
            let mut reader = ByteReader::new(bytes, base);
            let [parts, draws] = &mut shelves.ages;
            weights::read(
                &mut reader,
                &mut [
                    &mut shelves.next_weights,
                    &mut shelves.next_scales,
                    parts,
                    draws,
                ],
            )?;
            let len = reader.u32()? as usize;
            let base = reader.offset();
            shelves.next_levels = levels::read(reader.take(len)?, base, owned)?;
            let base = reader.offset();
            let lists = reader.take(reader.remaining())?;
            shelves.next = EdgeLists::read(Kind::Plain, lists, base, (owned, 0), records)?;
        }
        let (bytes, base) = parcel.section(SectionKind::Bundles);
        let list = |record| complements.of(record);
        shelves.bundles = bundles::read(bytes, base, records, list)?;
        let (bytes, base) = parcel.section(SectionKind::Repurchase);
        shelves.repurchase = repurchase::read(bytes, base, owned)?;
        let (bytes, base) = parcel.section(SectionKind::Habits);
        if !bytes.is_empty() {
            let number = parcel.name().number;
            shelves.habits = Some(habits::read(bytes, base, number, (owned, records))?);
        }
        Ok(shelves)
    }

    pub(super) fn heap_bytes(&self) -> usize {
        self.upgrades.heap_bytes()
            + self.next.heap_bytes()
            + self.next_levels.capacity()
            + self.bundles.capacity() * size_of::<Bundle>()
            + self.habits.as_ref().map_or(0, Habits::heap_bytes)
            + self.repurchase.capacity() * size_of::<Option<Repurchase>>()
    }
}

impl Snapshot {
    /// Higher tiers of an own product, ascending by record; none for other records.
    ///
    /// The code is the chance that a shopper who wants the product takes this one instead, from 1/16 for 0 to 1.
    pub fn upgrades(&self, record: u32) -> impl Iterator<Item = Edge> {
        self.shelves.upgrades.of(record)
    }

    /// Sets of products that are bought as sets, of which at least one is the shard's own.
    #[must_use]
    pub fn bundles(&self) -> &[Bundle] {
        &self.shelves.bundles
    }

    /// When an own product is bought again, if it is.
    #[must_use]
    pub fn repurchase(&self, record: u32) -> Option<Repurchase> {
        self.shelves
            .repurchase
            .get(record as usize)
            .copied()
            .flatten()
    }

    /// What is known of habits: the levels of own products, and in shard 0 what they are worth.
    #[must_use]
    pub fn habits(&self) -> Option<&Habits> {
        self.shelves.habits.as_ref()
    }

    /// What shoppers look at after an own product, ascending by record; none for other records.
    pub fn next(&self, record: u32) -> impl Iterator<Item = Edge> {
        self.shelves.next.of(record)
    }

    /// How strongly an edge of [`Snapshot::next`] draws: its own product's scale × what its code is worth.
    #[must_use]
    pub fn next_weight(&self, own: u32, edge: Edge) -> Score {
        let level = self.shelves.next_levels.get(own as usize).copied();
        row(&self.shelves.next_scales, level.unwrap_or_default())
            .times(row(&self.shelves.next_weights, edge.code))
    }

    /// Of the product so many products back in a visit: what part its [`Snapshot::next`] count, and how strongly it draws
    /// itself.
    #[must_use]
    pub fn at_age(&self, age: usize) -> [Score; 2] {
        let age = age.min(usize::from(u8::MAX)) as u8;
        let [parts, draws] = &self.shelves.ages;
        [row(parts, age), row(draws, age)]
    }
}
