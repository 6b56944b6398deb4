//! "Complete your set": complements of the product, or of everything in the cart.

use crate::catalog::Score;
use crate::rank::candidates::{Evidence, Scratch};
use crate::rank::{Item, Reason};
use crate::snapshot::{Snapshot, Use};
use core::cmp::Reverse;

/// Adds up, for every neighbour of a seed, what all seeds say of it.
///
/// Sorting evidence by product joins what different shards say of the same one, and for the few hundred edges of a
/// cart is faster than hashing.
pub(crate) fn gather(shards: &[&Snapshot], scratch: &mut Scratch) {
    let Scratch {
        seeds,
        evidence,
        items,
        ..
    } = scratch;
    let use_ = if seeds.len() == 1 {
        Use::Single
    } else {
        Use::Several
    };
    for seed in seeds.iter() {
        let Some(shard) = shards.get(seed.shard) else {
            continue;
        };
        evidence.extend(shard.edges(seed.record).map(|edge| Evidence {
            key: shard.key(edge.to),
            weight: shard.edge_weight(edge, use_),
            seed: seed.position,
            shard: seed.shard,
            record: edge.to,
        }));
    }
    // Within a product the loudest seed first, the earliest of equals.
    evidence.sort_unstable_by_key(|said| (said.key, Reverse(said.weight), said.seed));
    for said in evidence.chunk_by(|a, b| a.key == b.key) {
        let Some(loudest) = said.first() else {
            continue;
        };
        let prior = shards
            .get(loudest.shard)
            .map_or(Score(0), |shard| shard.prior(loudest.record, use_));
        let sum: i64 = said.iter().map(|evidence| evidence.weight.0).sum();
        items.push(Item {
            key: loudest.key,
            shard: loudest.shard,
            record: loudest.record,
            score: Score(sum + prior.0),
            reason: Reason::GoesWith { seed: loudest.seed },
        });
    }
}
