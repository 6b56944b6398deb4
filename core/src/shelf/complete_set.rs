//! "Complete your set": complements of the product, or of everything in the cart.

use crate::catalog::Score;
use crate::rank::Reason;
use crate::rank::candidates::{Evidence, Scratch};
use crate::snapshot::Snapshot;

/// Adds up, for every neighbour of a seed, what all seeds say of it.
pub(crate) fn gather(shards: &[&Snapshot], scratch: &mut Scratch) {
    let count = scratch.seeds.len();
    for seed in &scratch.seeds {
        let Some(shard) = shards.get(seed.shard) else {
            continue;
        };
        let said = shard.edges(seed.record).map(|edge| Evidence {
            key: shard.key(edge.to),
            weight: shard.edge_weight(seed.record, edge, count),
            seed: seed.position,
            reason: Reason::GoesWith {
                seed: seed.position,
            },
            shard: seed.shard,
            record: edge.to,
        });
        scratch.evidence.extend(said);
    }
    scratch.join_evidence(|shard, record| {
        shards
            .get(shard)
            .map_or(Score(0), |shard| shard.prior(record, count))
    });
}
