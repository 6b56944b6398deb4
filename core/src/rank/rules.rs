//! What must not be shown, however well it scores.

use super::candidates::SeedRecord;
use super::ruling::{self, forbids};
use super::slate::Item;
use crate::catalog::ProductKey;
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
    /// Whether an item is neither chosen, excluded, forbidden by the policy nor sold out, nor completes a set in which a seed already does the same.
    pub(super) fn allow(&self, item: &Item) -> bool {
        let in_stock = self
            .shards
            .get(item.shard)
            .is_some_and(|shard| shard.display().in_stock(item.record));
        let done_by_seed = || {
            self.seeds
                .iter()
                .any(|seed| self.does_the_same((seed.shard, seed.record), item))
        };
        let forbidden = || match (self.ruling, self.shards.get(item.shard)) {
            (Some(ruling), Some(shard)) => forbids(ruling, shard, item.record),
            _ => false,
        };
        in_stock
            && !self.chosen.contains(&item.key)
            && !self.exclude.contains(&item.key)
            && !forbidden()
            && !done_by_seed()
    }

    /// The item with its own score, for those who read it: what a policy adds to it in order to pin it is none.
    pub(super) fn worth(&self, item: &Item) -> Item {
        match self.ruling {
            Some(_) => ruling::unpinned(item),
            None => *item,
        }
    }

    /// Six memory cards are one suggestion: whether a slate already holds a better one that does the same.
    pub(super) fn repeats(&self, slate: &[Item], item: &Item) -> bool {
        slate
            .iter()
            .any(|better| self.does_the_same((better.shard, better.record), item))
    }

    /// In a set to complete: variants of one product, or alternatives for one need.
    fn does_the_same(&self, (shard, record): (usize, u32), item: &Item) -> bool {
        let (Some(a), Some(b)) = (self.shards.get(shard), self.shards.get(item.shard)) else {
            return false;
        };
        let group = a.display().group(record);
        let need = a.need(record);
        matches!(self.shelf, Shelf::CompleteSet | Shelf::AddOns)
            && ((!group.is_empty() && group == b.display().group(item.record))
                || (need.is_some() && need == b.need(item.record)))
    }
}
