//! What must not be shown, however well it scores.

use super::candidates::SeedRecord;
use super::ruling::{self, forbids};
use super::slate::Item;
use crate::catalog::{ProductKey, Score};
use crate::directives::Ruling;
use crate::request::Shelf;
use crate::snapshot::Snapshot;

/// What a request rules out.
pub(super) struct Rules<'a> {
    pub(super) shards: &'a [&'a Snapshot],
    pub(super) shelf: Shelf,
    /// What the shopper has chosen already.
    pub(super) chosen: &'a [ProductKey],
    pub(super) exclude: &'a [ProductKey],
    pub(super) seeds: &'a [SeedRecord],
    /// What the merchant's policy says.
    pub(super) ruling: Option<&'a Ruling>,
}

impl Rules<'_> {
    /// Whether an item is neither chosen, excluded, forbidden by the policy nor sold out, nor a variant of a seed in a set.
    pub(super) fn allow(&self, item: &Item) -> bool {
        let in_stock = self
            .shards
            .get(item.shard)
            .is_some_and(|shard| shard.display().in_stock(item.record));
        let variant = || {
            let same = |seed: &SeedRecord| self.is_variant((seed.shard, seed.record), item);
            self.is_set() && self.seeds.iter().any(same)
        };
        let forbidden = || match (self.ruling, self.shards.get(item.shard)) {
            (Some(ruling), Some(shard)) => forbids(ruling, shard, item.record),
            _ => false,
        };
        in_stock
            && !self.chosen.contains(&item.key)
            && !self.exclude.contains(&item.key)
            && !forbidden()
            && !variant()
    }

    /// The item with its own score, for those who read it: what a policy adds to it in order to pin it is none.
    pub(super) fn worth(&self, item: &Item) -> Item {
        match self.ruling {
            Some(_) => ruling::unpinned(item),
            None => *item,
        }
    }

    /// What is left of an item's score beside what a slate holds already, if there are alternatives to it that were not heeded
    /// before: six memory cards are one suggestion, unless this shop's orders say otherwise.
    pub(super) fn heed(&self, slate: &[Item], item: &Item) -> Option<Item> {
        if !self.is_set() {
            return None;
        }
        let shard = self.shards.get(item.shard)?;
        let better = |better: &&Item| self.does_the_same((better.shard, better.record), item);
        let count = slate.iter().filter(better).count().min(254) as u8;
        let mut score = item.score;
        let seed = |seed: &SeedRecord| self.does_the_same((seed.shard, seed.record), item);
        // The seeds come first, as one.
        let by_seed = item.heeded == 0 && self.seeds.iter().any(seed);
        let next = if by_seed { 0 } else { item.heeded.max(1) };
        for nth in next..=count {
            score = score.times(shard.alternative(nth == 0));
        }
        let heeded = item.heeded.max(count + 1);
        // A place that the merchant gave is kept, unless two alternatives are never shown here.
        if ruling::is_pinned(item) && score > Score(0) {
            return None;
        }
        (score < item.score).then_some(Item {
            score,
            heeded,
            ..*item
        })
    }

    /// Whether the shelf completes a set, in which alternatives say less than what is missing.
    fn is_set(&self) -> bool {
        matches!(self.shelf, Shelf::CompleteSet | Shelf::AddOns)
    }

    /// Variants of one product.
    fn is_variant(&self, (shard, record): (usize, u32), item: &Item) -> bool {
        let (Some(a), Some(b)) = (self.shards.get(shard), self.shards.get(item.shard)) else {
            return false;
        };
        let group = a.display().group(record);
        !group.is_empty() && group == b.display().group(item.record)
    }

    /// Variants of one product, or alternatives for one need.
    pub(super) fn does_the_same(&self, place: (usize, u32), item: &Item) -> bool {
        let need = |(shard, record): (usize, u32)| self.shards.get(shard)?.need(record);
        self.is_variant(place, item)
            || need(place).is_some_and(|own| need((item.shard, item.record)) == Some(own))
    }
}
