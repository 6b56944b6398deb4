//! What must not be shown, however well it scores.

use super::candidates::Scratch;
use crate::catalog::ProductKey;
use crate::snapshot::Snapshot;

/// Drops what is already chosen, excluded, sold out, or a variant of a seed.
pub(super) fn apply(
    shards: &[&Snapshot],
    seeds: &[ProductKey],
    exclude: &[ProductKey],
    scratch: &mut Scratch,
) {
    scratch.retain_with_seeds(|found, item| {
        let Some(shard) = shards.get(item.shard) else {
            return false;
        };
        let group = shard.display().group(item.record);
        let variant_of_seed = !group.is_empty()
            && found.iter().any(|seed| {
                shards
                    .get(seed.shard)
                    .is_some_and(|home| home.display().group(seed.record) == group)
            });
        !seeds.contains(&item.key)
            && !exclude.contains(&item.key)
            && shard.display().in_stock(item.record)
            && !variant_of_seed
    });
}
