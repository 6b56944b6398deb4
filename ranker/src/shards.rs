//! Shards in memory, by handles that JavaScript holds.

use setwise_core::snapshot::{Parcel, Snapshot, SnapshotError};

#[derive(Default)]
enum Slot {
    #[default]
    Free,
    /// Its display records are being inflated.
    Packed(Parcel<Vec<u8>>),
    Ready(Box<Snapshot>),
}

/// Handles are positions here; those of closed shards are given again.
#[derive(Default)]
pub(crate) struct Shards(Vec<Slot>);

impl Shards {
    /// Keeps a shard, and gives its handle.
    pub(crate) fn put(&mut self, parcel: Parcel<Vec<u8>>) -> i32 {
        let free = self.0.iter().position(|slot| matches!(slot, Slot::Free));
        let handle = free.unwrap_or(self.0.len());
        if free.is_none() {
            self.0.push(Slot::Free);
        }
        if let Some(slot) = self.0.get_mut(handle) {
            *slot = Slot::Packed(parcel);
        }
        handle as i32
    }

    /// Bytes that the shard takes on the heap; 0 for a handle that waits for nothing.
    pub(crate) fn unpack(
        &mut self,
        handle: usize,
        display: Vec<u8>,
    ) -> Result<usize, SnapshotError> {
        let Some(slot) = self.0.get_mut(handle) else {
            return Ok(0);
        };
        match std::mem::take(slot) {
            Slot::Packed(parcel) => {
                let shard = Box::new(parcel.unpack_complements(display)?);
                let bytes = shard.heap_bytes();
                *slot = Slot::Ready(shard);
                Ok(bytes)
            }
            _ => Ok(0),
        }
    }

    pub(crate) fn get(&self, handle: usize) -> Option<&Snapshot> {
        match self.0.get(handle)? {
            Slot::Ready(shard) => Some(shard),
            _ => None,
        }
    }

    pub(crate) fn close(&mut self, handle: usize) {
        if let Some(slot) = self.0.get_mut(handle) {
            *slot = Slot::Free;
        }
    }
}
