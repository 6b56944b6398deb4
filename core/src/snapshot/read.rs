//! From untrusted bytes to a snapshot whose accessors cannot fail.

use super::by_key::ByKey;
use super::codec::bytes::ByteReader;
use super::codec::display::DisplayTable;
use super::codec::edges::{Edge, EdgeLists, Kind};
use super::codec::levels;
use super::codec::marks::{self, Marks};
use super::codec::needs;
use super::codec::numbers::Numbers;
use super::codec::weights::{self, Weights};
use super::error::{Fault, SnapshotError};
use super::layout::{SectionKind, ShardName};
use super::parcel::Parcel;
use super::shelves::Shelves;
use crate::catalog::{ProductKey, Score};
use crate::policy::MarkSet;
use alloc::vec::Vec;

impl<B: AsRef<[u8]>> Parcel<B> {
    /// Validates everything else but marks, for which [`Snapshot::mark`] is there. `display` is the inflated
    /// [`Parcel::packed_display`], which the snapshot keeps.
    ///
    /// # Errors
    /// [`Fault::DisplayLength`], [`Fault::Truncated`] or [`Fault::Invalid`], with the offset of the fault.
    pub fn unpack(&self, display: impl Into<Vec<u8>>) -> Result<Snapshot, SnapshotError> {
        let snapshot = self.unpack_complements(display)?;
        let shelves = Shelves::read(self, &snapshot.edges)?;
        Ok(Snapshot {
            shelves,
            ..snapshot
        })
    }

    /// The same without what only other shelves than "complete your set" ask for: of that the snapshot then knows nothing,
    /// and who never unpacks it does not link its readers.
    ///
    /// # Errors
    /// As [`Parcel::unpack`].
    pub fn unpack_complements(
        &self,
        display: impl Into<Vec<u8>>,
    ) -> Result<Snapshot, SnapshotError> {
        let display = display.into();
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
        let [mut edge_weights, mut scales, mut curve, mut blend] = [Weights::default(); 4];
        let [mut page_priors, mut cart_priors] = [Weights::default(); 2];
        let mut alternatives = [Score(0); 2];
        weights::read(
            &mut reader,
            &mut [
                &mut edge_weights,
                &mut scales,
                &mut curve,
                &mut blend,
                &mut page_priors,
                &mut cart_priors,
                &mut alternatives,
            ],
        )?;
        reader.finish("the weights section holds seven tables")?;

        // First, because the size of the display records bounds what is reserved for so many.
        let (owned, records) = self.counts();
        if records as usize > display.len() {
            return Err(SnapshotError::invalid(
                "there are display records of all records",
                0,
            ));
        }
        let (bytes, base) = self.section(SectionKind::Cohorts);
        let cohorts = needs::read(bytes, base, owned)?;
        // One list for all products of the shop stands last.
        let shared = if bytes.is_empty() { 1 } else { owned + 1 };
        let (bytes, base) = self.section(SectionKind::Edges);
        let edges = EdgeLists::read(Kind::Ranked, bytes, base, (owned, shared), records)?;
        let (bytes, base) = self.section(SectionKind::Scales);
        let levels = levels::read(bytes, base, edges.len())?;
        let (bytes, base) = self.section(SectionKind::Priors);
        let priors = levels::read(bytes, base, records)?;
        let (bytes, base) = self.section(SectionKind::Needs);
        let needs = needs::read(bytes, base, records)?;

        let display = DisplayTable::read(display, records as usize)?;
        let keys: Vec<ProductKey> = (0..records)
            .map(|record| ProductKey::of(display.id(record)))
            .collect();
        let by_key = ByKey::of(keys.get(..owned as usize).unwrap_or_default())
            .ok_or_else(|| SnapshotError::invalid("product ids are unique", 0))?;
        Ok(Snapshot {
            name: self.name(),
            owned,
            edge_weights,
            scales,
            curve,
            blend,
            prior_weights: [page_priors, cart_priors],
            alternatives,
            cohorts,
            edges,
            levels,
            priors,
            needs,
            shelves: Shelves::default(),
            display,
            marks: Marks::default(),
            keys,
            by_key,
        })
    }
}

/// The number in a row of a table; 0 beyond the last one.
pub(super) fn row(table: &[Score], row: u8) -> Score {
    table.get(usize::from(row)).copied().unwrap_or_default()
}

/// A shard, validated: every accessor is total.
///
/// Records are numbered from 0. The first [`Snapshot::owned`] are the shard's own products, which have neighbours; the
/// others are neighbours at home in another shard, here with what is displayed of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    name: ShardName,
    owned: u32,
    edge_weights: Weights,
    scales: Weights,
    curve: Weights,
    blend: Weights,
    prior_weights: [Weights; 2],
    alternatives: [Score; 2],
    /// For every own product the host of its cohort + 1, or 0. Empty if there are no cohorts.
    cohorts: Numbers,
    edges: EdgeLists,
    /// For every list of complements the row of the table of scales.
    levels: Vec<u8>,
    priors: Vec<u8>,
    /// Empty if no need is known.
    needs: Numbers,
    /// What shelves besides "complete your set" ask for.
    pub(super) shelves: Shelves,
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
        // Guests are seldom asked for by key, so they are in no index.
        self.by_key.find(&self.keys, key).or_else(|| {
            let guests = self.keys.get(self.owned as usize..)?;
            let guest = guests.iter().position(|&guest| guest == key)?;
            Some(self.owned + guest as u32)
        })
    }

    /// The record of a product if this shard is its home.
    #[must_use]
    pub fn find_owned(&self, key: ProductKey) -> Option<u32> {
        // Most shards of a page are not its home, and this is told without a look into the index.
        let home = key.shard(self.name.shards) == self.name.number;
        home.then(|| self.by_key.find(&self.keys, key))?
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
        self.edges.of(record)
    }

    /// The number of the list that an own product shares with products like it, if its own orders say too little.
    #[must_use]
    pub fn cohort(&self, record: u32) -> Option<u32> {
        let host = self.cohorts.get_u32(record as usize)?.checked_sub(1)?;
        Some(self.owned.saturating_add(host))
    }

    /// The number of the list of what is bought most in the whole shop.
    #[must_use]
    pub fn popular(&self) -> u32 {
        self.edges.len().saturating_sub(1)
    }

    /// A list of complements by its number, ascending by record: an own product's is its record, the others are shared.
    pub fn list(&self, number: u32) -> impl Iterator<Item = Edge> {
        self.edges.list(number)
    }

    /// What is left of a product's score where a seed serves its need, or, if not `by_seed`, for each better product of a slate
    /// that does: 0 shows no two alternatives, 1 does not heed needs.
    #[must_use]
    pub fn alternative(&self, by_seed: bool) -> Score {
        row(&self.alternatives, u8::from(!by_seed))
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

    /// How likely a complement is beside a product of the list: the list's scale × the rank's share.
    #[must_use]
    pub fn likelihood(&self, list: u32, edge: Edge) -> Score {
        let level = self.levels.get(list as usize).copied();
        row(&self.scales, level.unwrap_or_default()).times(row(&self.curve, edge.rank))
    }

    /// What a complement gets from a product of the list: on the product's own page, or in a cart of so many lines.
    ///
    /// A page ranks by likelihood alone. The lines of a cart add up regression weights, and likelihoods in a proportion
    /// that training found for their number. Where the weight speaks against a product, that is all that the list says.
    #[must_use]
    pub fn edge_weight(&self, list: u32, edge: Edge, lines: Option<usize>) -> Score {
        let (weight, likelihood) = (self.weight(edge), self.likelihood(list, edge));
        match lines {
            _ if weight < Score(0) => weight,
            None => likelihood,
            Some(lines) => Score(weight.0 + self.blend(lines).times(likelihood).0),
        }
    }

    /// The regression weight of an edge, which counts in carts.
    #[must_use]
    pub fn weight(&self, edge: Edge) -> Score {
        row(&self.edge_weights, edge.code)
    }

    /// The part of likelihoods that is added to weights in a cart of so many lines.
    #[must_use]
    pub fn blend(&self, lines: usize) -> Score {
        let last = self.blend.len();
        row(&self.blend, last.min(lines).saturating_sub(1) as u8)
    }

    /// How popular a product is, from 0 to 15: a level, no count.
    #[must_use]
    pub fn popularity(&self, record: u32) -> u8 {
        self.priors
            .get(record as usize)
            .copied()
            .unwrap_or_default()
    }

    /// What a candidate has before any seed speaks for it: on a product's page, or in a cart.
    #[must_use]
    pub fn prior(&self, record: u32, in_cart: bool) -> Score {
        let [page, cart] = &self.prior_weights;
        row(if in_cart { cart } else { page }, self.popularity(record))
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
        self.shelves.heap_bytes()
            + self.edges.heap_bytes()
            + self.levels.capacity()
            + self.by_key.heap_bytes()
            + self.needs.heap_bytes()
            + self.cohorts.heap_bytes()
            + self.priors.capacity()
            + self.keys.capacity() * size_of::<ProductKey>()
            + self.display.heap_bytes()
            + self.marks.heap_bytes()
    }
}
