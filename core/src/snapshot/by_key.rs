//! Which own product a key has.

use super::codec::numbers::Numbers;
use crate::catalog::ProductKey;
use alloc::vec::Vec;

/// An index of the keys of a shard's own products: a record, counted from 1, stands in the slot that the low bits of its key name or
/// in the next free one behind it. Keys are hashes, so they spread evenly and it is near; the high bits are alike in a shard.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct ByKey(Numbers);

/// The slots that a key may be in, the likeliest first; `count` is a power of two. Half of all or more are free.
fn slots(key: ProductKey, count: usize) -> impl Iterator<Item = usize> {
    (0..count).map(move |step| (key.0 as usize).wrapping_add(step) & (count - 1))
}

impl ByKey {
    /// `None` if a key occurs twice.
    pub(super) fn of(keys: &[ProductKey]) -> Option<Self> {
        let mut taken: Vec<u32> = alloc::vec![0; (keys.len() * 2).next_power_of_two()];
        for (record, &key) in (1_u32..).zip(keys) {
            for at in slots(key, taken.len()) {
                let slot = taken.get_mut(at)?;
                if *slot == 0 {
                    *slot = record;
                    break;
                }
                if keys.get(*slot as usize - 1) == Some(&key) {
                    return None;
                }
            }
        }
        Some(Self(Numbers::of(&taken)))
    }

    /// The record of a key, among those that the index was made of.
    pub(super) fn find(&self, keys: &[ProductKey], key: ProductKey) -> Option<u32> {
        for at in slots(key, self.0.len()) {
            let record = self.0.get_u32(at)?.checked_sub(1)?;
            if keys.get(record as usize) == Some(&key) {
                return Some(record);
            }
        }
        None
    }

    pub(super) fn heap_bytes(&self) -> usize {
        self.0.heap_bytes()
    }
}
