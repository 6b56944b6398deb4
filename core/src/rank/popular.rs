//! What is bought most in the shop, where nothing better is known.

use super::best_first::BestFirst;
use super::rules::Rules;
use super::slate::{Item, Reason};
use crate::catalog::Score;
use alloc::vec::Vec;

/// Fills a slate with the shop's bestsellers, which are as good as the floor by its definition and no better: in their order,
/// behind everything that seeds speak for, one of each need. `room` is for them alone.
pub(super) fn fill(
    rules: &Rules<'_>,
    floor: Score,
    limit: usize,
    room: &mut Vec<Item>,
    slate: &mut Vec<Item>,
) {
    let mut shards = rules.shards.iter().enumerate();
    // A shard whose own products all have enough neighbours lacks the list.
    let listed = shards.find(|(_, shard)| shard.list(shard.popular()).next().is_some());
    let Some((at, shard)) = listed else { return };
    room.clear();
    for edge in shard.list(shard.popular()) {
        let order = Score(-i64::from(edge.rank));
        let place = (at, edge.to);
        room.push(Item::new(shard.key(edge.to), place, order, Reason::Popular));
    }
    for item in BestFirst::new(rules.shards, room) {
        let repeats = |shown: &Item| {
            shown.key == item.key || rules.does_the_same((shown.shard, shown.record), &item)
        };
        if slate.len() < limit && rules.allow(&item) && !slate.iter().any(repeats) {
            slate.push(Item {
                score: floor,
                ..item
            });
        }
    }
}
