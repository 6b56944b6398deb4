//! "Complete your set": complements of the product, or of everything in the cart.

use crate::rank::Reason;
use crate::rank::candidates::{Evidence, Scratch};
use crate::snapshot::{MAX_EDGES, Snapshot};

/// Adds up, for every neighbour of a seed, what all seeds say of it.
pub(crate) fn gather(shards: &[&Snapshot], scratch: &mut Scratch) {
    let Scratch {
        seeds, candidates, ..
    } = scratch;
    let count = seeds.len();
    candidates.expect(count * MAX_EDGES);
    for seed in seeds.iter() {
        let Some(shard) = shards.get(seed.shard) else {
            continue;
        };
        for edge in shard.edges(seed.record) {
            candidates.add(Evidence {
                key: shard.key(edge.to),
                weight: shard.edge_weight(seed.record, edge, count),
                seed: seed.position,
                reason: Reason::GoesWith {
                    seed: seed.position,
                },
                shard: seed.shard,
                record: edge.to,
            });
        }
    }
    for item in &mut candidates.items {
        if let Some(shard) = shards.get(item.shard) {
            item.score.0 += shard.prior(item.record, count).0;
        }
    }
}
