//! Shards in memory, the least recently used dropped first.

use crate::error::Error;
use js_sys::Promise;
use setwise_core::snapshot::{ContentHash, Snapshot};
use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

/// What shards may take on the heap together. A typical shard takes a tenth of it or less.
const MOST_BYTES: usize = 24 << 20;

/// A shard that is here or on its way.
pub(super) struct Slot {
    hash: ContentHash,
    pub(super) result: OnceCell<Result<Rc<Snapshot>, Error>>,
    /// Fulfilled when `result` is set.
    pub(super) waiting: RefCell<Option<Promise>>,
}

impl Slot {
    pub(super) fn new(hash: ContentHash) -> Self {
        Self {
            hash,
            result: OnceCell::new(),
            waiting: RefCell::default(),
        }
    }

    /// 0 while it is on its way.
    fn bytes(&self) -> usize {
        match self.result.get() {
            Some(Ok(shard)) => shard.heap_bytes(),
            _ => 0,
        }
    }
}

/// Slots, the one used last at the end.
#[derive(Default)]
pub(super) struct Cache(Vec<Rc<Slot>>);

impl Cache {
    pub(super) fn get(&mut self, hash: ContentHash) -> Option<Rc<Slot>> {
        let position = self.0.iter().position(|slot| slot.hash == hash)?;
        let slot = self.0.remove(position);
        self.0.push(Rc::clone(&slot));
        Some(slot)
    }

    pub(super) fn put(&mut self, slot: Rc<Slot>) {
        self.0.push(slot);
    }

    pub(super) fn forget(&mut self, hash: ContentHash) {
        self.0.retain(|slot| slot.hash != hash);
    }

    /// Drops old shards until the rest fits; the last one stays whatever its size.
    pub(super) fn trim(&mut self) {
        let mut bytes: usize = self.0.iter().map(|slot| slot.bytes()).sum();
        while bytes > MOST_BYTES && self.0.len() > 1 {
            bytes -= self.0.remove(0).bytes();
        }
    }
}
