//! Six sizes of one shirt are one suggestion.

use super::candidates::Scratch;
use super::slate::Item;
use crate::snapshot::Snapshot;

/// Keeps the best of each variant group, up to `limit` items. Expects the items in order.
pub(super) fn thin(shards: &[&Snapshot], limit: usize, scratch: &mut Scratch) {
    fn group_of<'a>(shards: &[&'a Snapshot], item: &Item) -> &'a str {
        shards
            .get(item.shard)
            .map_or("", |shard| shard.display().group(item.record))
    }
    let items = scratch.items_mut();
    let mut kept = 0;
    for at in 0..items.len() {
        if kept == limit {
            break;
        }
        let Some(&item) = items.get(at) else { break };
        let group = group_of(shards, &item);
        let shown = items.get(..kept).unwrap_or_default();
        if !group.is_empty() && shown.iter().any(|before| group_of(shards, before) == group) {
            continue;
        }
        if let Some(slot) = items.get_mut(kept) {
            *slot = item;
            kept += 1;
        }
    }
    items.truncate(kept);
}
