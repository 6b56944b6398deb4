//! Which record a key has: records in the order of their keys.

use super::codec::numbers::Numbers;
use crate::catalog::ProductKey;
use alloc::vec::Vec;

/// An index of a shard's keys.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct ByKey(Numbers);

impl ByKey {
    /// `None` if a key occurs twice.
    ///
    /// Keys are hashes, so they spread evenly over their range and a counting sort by their first digits leaves hardly
    /// anything to be sorted.
    pub(super) fn of(keys: &[ProductKey]) -> Option<Self> {
        let bucket = |key: ProductKey| key.shard(keys.len() as u32) as usize;
        let mut starts = alloc::vec![0_u32; keys.len() + 1];
        for &key in keys {
            *starts.get_mut(bucket(key) + 1)? += 1;
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        let mut sorted = alloc::vec![(ProductKey(0), 0); keys.len()];
        for (record, &key) in (0_u32..).zip(keys) {
            let next = starts.get_mut(bucket(key))?;
            *sorted.get_mut(*next as usize)? = (key, record);
            *next += 1;
        }
        for same in sorted.chunk_by_mut(|(a, _), (b, _)| bucket(*a) == bucket(*b)) {
            same.sort_unstable();
        }
        let ascending = sorted
            .windows(2)
            .all(|pair| matches!(pair, [(a, _), (b, _)] if a < b));
        let records: Vec<u64> = sorted
            .iter()
            .map(|&(_, record)| u64::from(record))
            .collect();
        ascending.then(|| Self(Numbers::of(records.into_iter())))
    }

    /// The record of a key, among those that the index was made of.
    pub(super) fn find(&self, keys: &[ProductKey], key: ProductKey) -> Option<u32> {
        let (mut low, mut high) = (0, self.0.len());
        while low < high {
            let middle = low + (high - low) / 2;
            let record = self.0.get_u32(middle)?;
            let found = *keys.get(record as usize)?;
            if found == key {
                return Some(record);
            }
            if found < key {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        None
    }

    pub(super) fn heap_bytes(&self) -> usize {
        self.0.heap_bytes()
    }
}
