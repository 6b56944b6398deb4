//! Keys to small numbers: each distinct byte string gets the next index, and is stored once.

use hashbrown::HashTable;
use xxhash_rust::xxh64::xxh64;

/// Distinct byte strings, numbered from 0 in the order of first appearance.
#[derive(Default)]
pub struct Interner {
    bytes: Vec<u8>,
    ends: Vec<usize>,
    table: HashTable<u32>,
}

impl Interner {
    /// An empty interner.
    pub fn new() -> Self {
        Self::default()
    }

    /// The number of a key, given to it now if it is new; `None` once all 2³²−1 numbers are given out.
    pub fn intern(&mut self, key: &[u8]) -> Option<u32> {
        let hash = xxh64(key, 0);
        if let Some(&found) = self
            .table
            .find(hash, |&n| slice(&self.bytes, &self.ends, n) == key)
        {
            return Some(found);
        }
        let number = u32::try_from(self.ends.len())
            .ok()
            .filter(|&n| n < u32::MAX)?;
        self.bytes.extend_from_slice(key);
        self.ends.push(self.bytes.len());
        let (bytes, ends) = (&self.bytes, &self.ends);
        self.table
            .insert_unique(hash, number, |&n| xxh64(slice(bytes, ends, n), 0));
        Some(number)
    }

    /// The number of a key, if it has one.
    pub fn get(&self, key: &[u8]) -> Option<u32> {
        self.table
            .find(xxh64(key, 0), |&n| slice(&self.bytes, &self.ends, n) == key)
            .copied()
    }

    /// The key of a number; empty for a number not given out.
    pub fn key(&self, number: u32) -> &[u8] {
        slice(&self.bytes, &self.ends, number)
    }

    /// How many distinct keys there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is no key.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }
}

fn slice<'a>(bytes: &'a [u8], ends: &[usize], number: u32) -> &'a [u8] {
    let at = number as usize;
    let end = ends.get(at).copied().unwrap_or(0);
    let start = at
        .checked_sub(1)
        .and_then(|n| ends.get(n))
        .copied()
        .unwrap_or(0);
    bytes.get(start..end).unwrap_or(b"")
}

#[cfg(test)]
mod tests {
    use super::Interner;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn numbers_and_keys_agree(keys in proptest::collection::vec(proptest::collection::vec(0u8..4, 0..4), 0..300)) {
            let mut interner = Interner::new();
            let mut distinct: Vec<Vec<u8>> = Vec::new();
            for key in &keys {
                let number = interner.intern(key).expect("few keys") as usize;
                if number == distinct.len() {
                    distinct.push(key.clone());
                }
                prop_assert_eq!(&distinct[number], key);
                prop_assert_eq!(interner.key(number as u32), &key[..]);
                prop_assert_eq!(interner.get(key), Some(number as u32));
            }
            prop_assert_eq!(interner.len(), distinct.len());
        }
    }
}
