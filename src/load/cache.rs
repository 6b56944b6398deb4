//! Shards in memory, the least recently used dropped first.

use crate::error::Error;
use js_sys::Promise;
use setwise_core::snapshot::{ShardName, Snapshot};
use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

/// What shards may take on the heap together: hundreds of them in a large shop.
const MOST_BYTES: usize = 24 << 20;

/// A shard that is here or on its way.
pub(super) struct Slot {
    name: ShardName,
    pub(super) result: OnceCell<Result<Rc<Snapshot>, Error>>,
    /// Fulfilled when `result` is set.
    pub(super) waiting: RefCell<Option<Promise>>,
}

impl Slot {
    pub(super) fn new(name: ShardName) -> Self {
        Self {
            name,
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
    pub(super) fn get(&mut self, name: ShardName) -> Option<Rc<Slot>> {
        let position = self.0.iter().position(|slot| slot.name == name)?;
        let slot = self.0.remove(position);
        self.0.push(Rc::clone(&slot));
        Some(slot)
    }

    pub(super) fn put(&mut self, slot: Rc<Slot>) {
        self.0.push(slot);
    }

    pub(super) fn forget(&mut self, name: ShardName) {
        self.0.retain(|slot| slot.name != name);
    }

    /// Drops old shards until the rest fits; the last one stays whatever its size.
    pub(super) fn trim(&mut self) {
        let mut bytes: usize = self.0.iter().map(|slot| slot.bytes()).sum();
        while bytes > MOST_BYTES && self.0.len() > 1 {
            bytes -= self.0.remove(0).bytes();
        }
    }
}
