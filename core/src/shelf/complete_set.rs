//! "Complete your set": complements of the product, or of everything in the cart.

use crate::rank::Reason;
use crate::rank::candidates::{Evidence, Scratch};
use crate::request::Placement;
use crate::snapshot::{MAX_EDGES, Snapshot};

/// Adds up, for every neighbour of a seed, what all seeds say of it. What products like a seed are bought with counts where the
/// seed's own orders say nothing.
///
/// A cart of one line is no product page: who looks at a product may buy much with it, who has one thing in the cart mostly buys
/// one thing more.
pub(crate) fn gather(shards: &[&Snapshot], placement: Placement, scratch: &mut Scratch) {
    let Scratch {
        seeds, candidates, ..
    } = scratch;
    let count = seeds.len();
    candidates.expect(count * MAX_EDGES * 2);
    let lines = Some(count).filter(|&count| count > 1 || placement != Placement::Product);
    for seed in seeds.iter() {
        let Some(shard) = shards.get(seed.shard) else {
            continue;
        };
        let own = (Some(seed.record), false);
        for (list, shared) in [own, (shard.cohort(seed.record), true)] {
            let Some(list) = list else { continue };
            for edge in shard.list(list) {
                let position = seed.position;
                let said = Evidence {
                    key: shard.key(edge.to),
                    weight: shard.edge_weight(list, edge, lines),
                    seed: position,
                    // Code 0 is for what was borrowed from products like it.
                    reason: if shared || edge.code == 0 {
                        Reason::GoesWithSimilar { seed: position }
                    } else {
                        Reason::GoesWith { seed: position }
                    },
                    shard: seed.shard,
                    record: edge.to,
                };
                candidates.add_unless(shared, said);
            }
        }
    }
    for item in &mut candidates.items {
        if let Some(shard) = shards.get(item.shard) {
            item.score.0 += shard.prior(item.record, lines.is_some()).0;
        }
    }
}
