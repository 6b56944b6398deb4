//! Candidates and their evidence, in memory that is used again.

use super::slate::{Item, Reason};
use crate::catalog::{ProductKey, Score};
use crate::request::Purchase;
use crate::snapshot::Snapshot;
use alloc::vec::Vec;
use core::cmp::Reverse;

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
    pub(crate) reason: Reason,
    pub(crate) shard: usize,
    pub(crate) record: u32,
}

impl Scratch {
    /// Makes an item of everything that was said of a product; the loudest voice, the earliest of equals, is its
    /// reason.
    ///
    /// Sorting evidence by product joins what different shards say of the same one, and for the few hundred edges of
    /// a cart is faster than hashing.
    pub(crate) fn join_evidence(&mut self, prior: impl Fn(usize, u32) -> Score) {
        self.evidence
            .sort_unstable_by_key(|said| (said.key, Reverse(said.weight), said.seed, said.shard));
        for said in self.evidence.chunk_by(|a, b| a.key == b.key) {
            let Some(loudest) = said.first() else {
                continue;
            };
            let sum: i64 = said.iter().map(|evidence| evidence.weight.0).sum();
            self.items.push(Item {
                key: loudest.key,
                shard: loudest.shard,
                record: loudest.record,
                score: Score(sum + prior(loudest.shard, loudest.record).0),
                reason: loudest.reason,
            });
        }
    }

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
