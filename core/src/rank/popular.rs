//! What is bought most in the shop, where nothing better is known.

use super::rules::Rules;
use super::slate::{Item, Reason};
use crate::catalog::Score;
use alloc::vec::Vec;

/// Fills a slate with the shop's bestsellers, which are as good as the floor by its definition and no better: in their order,
/// behind everything that seeds speak for, one of each need.
pub(super) fn fill(rules: &Rules<'_>, floor: Score, limit: usize, slate: &mut Vec<Item>) {
    let mut shards = rules.shards.iter().enumerate();
    // A shard whose own products all have enough neighbours lacks the list.
    let listed = shards.find(|(_, shard)| shard.list(shard.popular()).next().is_some());
    let Some((at, shard)) = listed else { return };
    let list = shard.popular();
    for rank in 0..=u8::MAX {
        if slate.len() >= limit {
            return;
        }
        let mut ranked = shard.list(list);
        let Some(edge) = ranked.find(|edge| edge.rank == rank) else {
            return;
        };
        let place = (at, edge.to);
        let item = Item::new(shard.key(edge.to), place, floor, Reason::Popular);
        let known = slate.iter().any(|shown| shown.key == item.key);
        let does_the_same = |shown: &Item| rules.does_the_same((shown.shard, shown.record), &item);
        if !known && rules.allow(&item) && !slate.iter().any(does_the_same) {
            slate.push(item);
        }
    }
}
