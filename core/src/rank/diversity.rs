//! Six memory cards are one suggestion.

use super::candidates::Scratch;
use super::rules::alike;
use crate::request::Shelf;
use crate::snapshot::Snapshot;

/// Keeps up to `limit` items, in a set to complete only the best for each need. Expects the items in order.
pub(super) fn thin(shards: &[&Snapshot], limit: usize, shelf: Shelf, scratch: &mut Scratch) {
    let items = &mut scratch.items;
    let mut kept = 0;
    for at in 0..items.len() {
        if kept == limit {
            break;
        }
        let Some(&item) = items.get(at) else { break };
        let done_before = shelf == Shelf::CompleteSet
            && items.get(..kept).unwrap_or_default().iter().any(|before| {
                match (shards.get(before.shard), shards.get(item.shard)) {
                    (Some(a), Some(b)) => alike(a, before.record, b, item.record),
                    _ => false,
                }
            });
        if done_before {
            continue;
        }
        if let Some(slot) = items.get_mut(kept) {
            *slot = item;
            kept += 1;
        }
    }
    items.truncate(kept);
}
