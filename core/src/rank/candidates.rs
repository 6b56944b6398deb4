//! Candidates and their evidence, in memory that is used again.

use super::slate::{Item, Reason};
use crate::catalog::{ProductKey, Score};
use crate::snapshot::{Snapshot, Use};
use alloc::vec::Vec;

/// Working memory of [`rank`](super::rank). Make one, keep it.
#[derive(Clone, Debug, Default)]
pub struct Scratch {
    seeds: Vec<SeedRecord>,
    evidence: Vec<Evidence>,
    items: Vec<Item>,
}

/// A seed found in a shard.
#[derive(Clone, Copy, Debug)]
pub(super) struct SeedRecord {
    pub(super) shard: usize,
    pub(super) record: u32,
    /// Position in the request.
    position: usize,
}

/// What one seed says of one candidate.
#[derive(Clone, Copy, Debug)]
struct Evidence {
    key: ProductKey,
    weight: Score,
    /// Position of the seed in the request.
    seed: usize,
    shard: usize,
    record: u32,
}

impl Scratch {
    pub(super) fn clear(&mut self) {
        self.seeds.clear();
        self.evidence.clear();
        self.items.clear();
    }

    pub(super) fn add_seed(&mut self, shard: usize, record: u32, position: usize) {
        self.seeds.push(SeedRecord {
            shard,
            record,
            position,
        });
    }

    pub(super) fn seeds(&self) -> &[SeedRecord] {
        &self.seeds
    }

    /// Adds up, for every neighbour of a seed, what all seeds say of it.
    ///
    /// Sorting evidence by product joins what different shards say of the same one, and for the few hundred edges of a
    /// cart is faster than hashing.
    pub(super) fn gather(&mut self, shards: &[&Snapshot], use_: Use) {
        for seed in &self.seeds {
            let Some(shard) = shards.get(seed.shard) else {
                continue;
            };
            self.evidence
                .extend(shard.edges(seed.record).map(|edge| Evidence {
                    key: shard.key(edge.to),
                    weight: shard.edge_weight(edge, use_),
                    seed: seed.position,
                    shard: seed.shard,
                    record: edge.to,
                }));
        }
        // Within a product the loudest seed first, the earliest of equals.
        self.evidence
            .sort_unstable_by_key(|e| (e.key, core::cmp::Reverse(e.weight), e.seed));
        for said in self.evidence.chunk_by(|a, b| a.key == b.key) {
            let Some(loudest) = said.first() else {
                continue;
            };
            let prior = shards
                .get(loudest.shard)
                .map_or(Score(0), |shard| shard.prior(loudest.record, use_));
            let sum: i64 = said.iter().map(|evidence| evidence.weight.0).sum();
            self.items.push(Item {
                key: loudest.key,
                shard: loudest.shard,
                record: loudest.record,
                score: Score(sum + prior.0),
                reason: Reason::GoesWith { seed: loudest.seed },
            });
        }
    }

    /// Keeps the seeds in reach of a closure that judges items.
    pub(super) fn retain_with_seeds(&mut self, mut keep: impl FnMut(&[SeedRecord], &Item) -> bool) {
        let Self { seeds, items, .. } = self;
        items.retain(|item| keep(seeds, item));
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

    pub(super) fn ranked(&self) -> &[Item] {
        &self.items
    }

    pub(super) fn items_mut(&mut self) -> &mut Vec<Item> {
        &mut self.items
    }
}
