//! What must not be shown, however well it scores.

use super::candidates::Scratch;
use crate::catalog::ProductKey;
use crate::request::Shelf;
use crate::snapshot::Snapshot;

/// Drops what is already chosen, excluded or sold out; from a set to complete also what a seed already does: its
/// variants and its alternatives.
pub(super) fn apply(
    shards: &[&Snapshot],
    seeds: &[ProductKey],
    exclude: &[ProductKey],
    shelf: Shelf,
    scratch: &mut Scratch,
) {
    let Scratch {
        seeds: found,
        items,
        ..
    } = scratch;
    items.retain(|item| {
        let Some(shard) = shards.get(item.shard) else {
            return false;
        };
        let done_by_seed = || {
            found.iter().any(|seed| {
                shards
                    .get(seed.shard)
                    .is_some_and(|home| alike(home, seed.record, shard, item.record))
            })
        };
        let chosen = seeds.contains(&item.key) || exclude.contains(&item.key);
        let needless = shelf == Shelf::CompleteSet && done_by_seed();
        !chosen && !needless && shard.display().in_stock(item.record)
    });
}

/// Whether two records do the same for a shopper: variants of one product, or alternatives for one need.
pub(super) fn alike(a: &Snapshot, record_a: u32, b: &Snapshot, record_b: u32) -> bool {
    let group = a.display().group(record_a);
    let need = a.need(record_a);
    (!group.is_empty() && group == b.display().group(record_b))
        || (need.is_some() && need == b.need(record_b))
}
