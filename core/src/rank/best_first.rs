//! The best candidate, then the next: a slate is filled long before the candidates would be sorted.

use super::slate::Item;
use crate::snapshot::Snapshot;
use core::cmp::Ordering;

/// Candidates in heap order.
pub(super) struct BestFirst<'a> {
    shards: &'a [&'a Snapshot],
    items: &'a mut [Item],
}

impl<'a> BestFirst<'a> {
    pub(super) fn new(shards: &'a [&'a Snapshot], items: &'a mut [Item]) -> Self {
        let mut heap = Self { shards, items };
        for at in (0..heap.items.len() / 2).rev() {
            heap.sink(at);
        }
        heap
    }

    /// Lets an item sink until none below it comes before it.
    fn sink(&mut self, mut at: usize) {
        loop {
            let left = 2 * at + 1;
            let child = left + usize::from(self.is_before(left + 1, left));
            if !self.is_before(child, at) {
                return;
            }
            self.items.swap(at, child);
            at = child;
        }
    }

    /// The order of a slate: by score, of equals the one whose product id comes first. Beyond the last there is none.
    fn is_before(&self, a: usize, b: usize) -> bool {
        let (Some(a), Some(b)) = (self.items.get(a), self.items.get(b)) else {
            return false;
        };
        match a.score.cmp(&b.score) {
            Ordering::Greater => true,
            Ordering::Equal => self.id(a) < self.id(b),
            Ordering::Less => false,
        }
    }

    fn id(&self, item: &Item) -> &'a str {
        self.shards
            .get(item.shard)
            .map_or("", |shard| shard.display().id(item.record))
    }
}

impl BestFirst<'_> {
    /// The best one, which stays.
    pub(super) fn peek(&self) -> Option<Item> {
        self.items.first().copied()
    }

    /// Puts another score on the best one, not above its own, and lets it sink.
    pub(super) fn lower(&mut self, to: Item) {
        if let Some(best) = self.items.first_mut() {
            *best = to;
            self.sink(0);
        }
    }
}

impl Iterator for BestFirst<'_> {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        let best = *self.items.first()?;
        let last = self.items.len() - 1;
        self.items.swap(0, last);
        self.items = core::mem::take(&mut self.items).get_mut(..last)?;
        self.sink(0);
        Some(best)
    }
}
