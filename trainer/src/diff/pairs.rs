//! The shards of two folders side by side: homes are ranges of keys, in ascending order, whatever the number of shards.

use setwise_core::catalog::ProductKey;
use setwise_core::snapshot::{ShardName, Snapshot};

use crate::folder::{FolderError, SnapshotFolder};

/// One of `parts` equal ranges of keys, with the shards of a folder that are at home there.
pub(super) struct Side {
    part: (u32, u32),
    shards: Vec<Snapshot>,
}

/// Numbers of the shards, of `shards`, that hold any key of a part.
pub(super) fn overlapping((part, parts): (u32, u32), shards: u32) -> std::ops::Range<u32> {
    let at = |part: u32| u64::from(part) * u64::from(shards);
    let (from, parts) = (at(part) / u64::from(parts), u64::from(parts));
    let to = (at(part) + u64::from(shards)).div_ceil(parts);
    from as u32..to as u32
}

impl Side {
    /// Reads and validates.
    pub(super) fn read(
        folder: &SnapshotFolder,
        names: &[ShardName],
        part: (u32, u32),
    ) -> Result<Self, FolderError> {
        let range = overlapping(part, names.len() as u32);
        let names = names.get(range.start as usize..range.end as usize);
        let names = names.unwrap_or_default().iter();
        let shards = names.map(|&name| folder.unpack(&folder.parcel(name)?));
        Ok(Self {
            part,
            shards: shards.collect::<Result<_, _>>()?,
        })
    }

    /// All products whose home is in the range: shard, record, key.
    pub(super) fn products(&self) -> impl Iterator<Item = (&Snapshot, u32, ProductKey)> {
        self.shards
            .iter()
            .flat_map(|shard| (0..shard.owned()).map(move |n| (shard, n, shard.key(n))))
            .filter(|(_, _, key)| key.shard(self.part.1) == self.part.0)
    }

    /// A product's home and record.
    pub(super) fn find(&self, key: ProductKey) -> Option<(&Snapshot, u32)> {
        let mut shards = self.shards.iter();
        shards.find_map(|shard| Some((shard, shard.find_owned(key)?)))
    }
}

#[cfg(test)]
mod tests {
    use super::overlapping;
    use setwise_core::catalog::ProductKey;

    #[test]
    fn every_key_of_a_part_is_at_home_in_one_of_its_shards() {
        for (parts, shards) in [(1, 1), (1, 9), (7, 7), (5, 12), (35_000, 35_001), (3, 4)] {
            let mut seen = 0;
            for n in 0..2_000_u64 {
                let key = ProductKey(n.wrapping_mul(0x9e37_79b9_7f4a_7c15));
                let part = key.shard(parts);
                assert!(overlapping((part, parts), shards).contains(&key.shard(shards)));
            }
            for part in 0..parts {
                let range = overlapping((part, parts), shards);
                assert!(range.end <= shards && !range.is_empty());
                seen += range.len();
            }
            assert!(seen < (parts + shards) as usize);
        }
    }
}
