//! Candidates and their evidence, in memory that is used again.

use super::slate::{Item, Reason};
use crate::catalog::{ProductKey, Score};
use crate::request::Purchase;
use alloc::vec::Vec;
use core::cmp::Reverse;

/// Working memory of [`rank`](super::rank). Make one, keep it.
#[derive(Clone, Debug, Default)]
pub struct Scratch {
    /// The seeds that were found, each once.
    pub(crate) seeds: Vec<SeedRecord>,
    pub(crate) purchases: Vec<Purchase>,
    /// When they were made, each moment once.
    pub(crate) orders: Vec<i64>,
    /// Each product once, in any order.
    pub(crate) candidates: Candidates,
    pub(super) slate: Vec<Item>,
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

/// Products that something speaks for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Candidates {
    pub(crate) items: Vec<Item>,
    /// Who spoke loudest for each item, and the seed that spoke last.
    voices: Vec<(Voice, usize)>,
    /// Where an item stands in `items`, counted from 1: open addressing by the low bits of its key, which is a hash.
    slots: Vec<u32>,
}

/// Ascending: the louder one, of equals the earlier seed, then the earlier shard.
type Voice = (Reverse<Score>, usize, usize);

impl Scratch {
    pub(super) fn clear(&mut self) {
        self.seeds.clear();
        self.purchases.clear();
        self.orders.clear();
        self.candidates.items.clear();
        self.slate.clear();
    }
}

impl Candidates {
    /// Gets ready for [`Candidates::add`]: evidence for at most so many products.
    pub(crate) fn expect(&mut self, products: usize) {
        self.voices.clear();
        self.slots.clear();
        // Half empty, so that a free slot is near.
        self.slots.resize((products * 2).next_power_of_two(), 0);
    }

    /// Adds a voice to what was said of its product. The loudest one gives the reason.
    pub(crate) fn add(&mut self, said: Evidence) {
        self.add_unless(false, said);
    }

    /// The same, unless that voice is `shared` and the same seed has spoken of the product for itself just before.
    pub(crate) fn add_unless(&mut self, shared: bool, said: Evidence) {
        let voice = (Reverse(said.weight), said.seed, said.shard);
        let mask = self.slots.len().wrapping_sub(1);
        for step in 0..self.slots.len() {
            let at = (said.key.0 as usize).wrapping_add(step) & mask;
            let Some(slot) = self.slots.get_mut(at) else {
                return;
            };
            let Some(position) = slot.checked_sub(1) else {
                let place = (said.shard, said.record);
                self.items
                    .push(Item::new(said.key, place, said.weight, said.reason));
                self.voices.push((voice, said.seed));
                *slot = self.items.len() as u32;
                return;
            };
            let position = position as usize;
            let (Some(item), Some((loudest, last))) =
                (self.items.get_mut(position), self.voices.get_mut(position))
            else {
                return;
            };
            if item.key != said.key {
                continue;
            }
            if shared && *last == said.seed {
                return;
            }
            *last = said.seed;
            item.score.0 += said.weight.0;
            if voice < *loudest {
                *loudest = voice;
                item.shard = said.shard;
                item.record = said.record;
                item.reason = said.reason;
            }
            return;
        }
    }
}
