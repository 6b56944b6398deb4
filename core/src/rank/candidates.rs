//! Candidates and their evidence, in memory that is used again.

use super::slate::Item;
use crate::catalog::{ProductKey, Score};
use crate::request::Purchase;
use crate::snapshot::Snapshot;
use alloc::vec::Vec;

/// Working memory of [`rank`](super::rank). Make one, keep it.
#[derive(Clone, Debug, Default)]
pub struct Scratch {
    /// The seeds that were found, each once.
    pub(crate) seeds: Vec<SeedRecord>,
    pub(crate) evidence: Vec<Evidence>,
    pub(crate) purchases: Vec<Purchase>,
    /// Candidates; after sorting and thinning, the slate.
    pub(crate) items: Vec<Item>,
}

/// A seed found in a shard.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SeedRecord {
    pub(crate) shard: usize,
    pub(crate) record: u32,
    /// Position in the request.
    pub(crate) position: usize,
}

/// What one seed says of one candidate.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Evidence {
    pub(crate) key: ProductKey,
    pub(crate) weight: Score,
    /// Position of the seed in the request.
    pub(crate) seed: usize,
    pub(crate) shard: usize,
    pub(crate) record: u32,
}

impl Scratch {
    pub(super) fn clear(&mut self) {
        self.seeds.clear();
        self.evidence.clear();
        self.purchases.clear();
        self.items.clear();
    }

    /// Drops what scores below `floor`; gives the best score that was there.
    pub(super) fn keep_above(&mut self, floor: Score) -> Score {
        let best = self.items.iter().map(|item| item.score).max();
        self.items.retain(|item| item.score >= floor);
        best.unwrap_or_default()
    }

    /// Best first; of equals the one whose product id comes first.
    pub(super) fn sort(&mut self, shards: &[&Snapshot]) {
        let id = |item: &Item| {
            shards
                .get(item.shard)
                .map_or("", |shard| shard.display().id(item.record))
        };
        self.items
            .sort_unstable_by(|a, b| b.score.cmp(&a.score).then_with(|| id(a).cmp(id(b))));
    }
}
