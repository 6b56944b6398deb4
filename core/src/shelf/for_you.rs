//! "Picked for you": where a session like this one goes on.
//!
//! Item-to-item weights of sessions equal session neighbours on new items, and the shopper's own revisits are the rest
//! (see `docs/quality.md`): the device knows them, so no model has to. What the shopper comes back to in visit after visit is a
//! candidate too, where the directives tell it.

use super::habits;
use crate::catalog::Score;
use crate::directives::TASTE_ONE;
use crate::rank::candidates::{Evidence, Scratch};
use crate::rank::{Reason, home};
use crate::request::{MAX_SEEDS, Request};
use crate::snapshot::{MAX_NEXT, MAX_POPULAR, Snapshot, WEIGHT_CODES};

/// Products before this many say nothing measurable of what comes next.
const MEMORY: usize = 8;

/// Adds up what follows the session's products, each counting a part of the one viewed after it, and the session's own
/// products, if they may come back: how much, training has seen (`Snapshot::at_age`). Where purchases are known, what is
/// bought again and what is popular stand beside them.
pub(crate) fn gather(shards: &[&Snapshot], request: &Request<'_>, scratch: &mut Scratch) {
    let candidates = &mut scratch.candidates;
    let own = request.directives.map(|known| known.own.as_slice());
    let own = own.unwrap_or_default();
    candidates
        .expect(own.len() + request.history.len() + MAX_POPULAR + MAX_SEEDS + MEMORY * MAX_NEXT);
    let positions = request.seeds.len();
    let distinct_last = |back: usize, position: usize| {
        let later = request.seeds.get(position + 1..).unwrap_or_default();
        let key = request.seeds.get(position)?;
        (back < MAX_SEEDS && !later.contains(key)).then_some((*key, position))
    };
    let session = (0..positions)
        .rev()
        .enumerate()
        .filter_map(|(back, position)| distinct_last(back, position));
    for (age, (key, position)) in session.enumerate() {
        let Some((at, record)) = home(shards, key) else {
            continue;
        };
        let Some(shard) = shards.get(at) else {
            continue;
        };
        // Products far back draw as the last that training tells of.
        let [part, revisit] = shard.at_age(age.min(WEIGHT_CODES - 1));
        if age > 0 && request.revisits {
            candidates.add(Evidence {
                key,
                weight: revisit,
                seed: position,
                reason: Reason::SeenBefore { seed: position },
                shard: at,
                record,
            });
        }
        if age >= MEMORY {
            continue;
        }
        for edge in shard.next(record) {
            candidates.add(Evidence {
                key: shard.key(edge.to),
                weight: shard.next_weight(record, edge).times(part),
                seed: position,
                reason: Reason::ViewedNext { seed: position },
                shard: at,
                record: edge.to,
            });
        }
    }
    if !request.revisits {
        return;
    }
    habits::gather(shards, request, true, scratch);
    let Scratch {
        purchases,
        candidates,
        ..
    } = scratch;
    for &(key, weight) in own {
        // What was bought has said so itself.
        if purchases
            .binary_search_by_key(&key, |bought| bought.key)
            .is_ok()
        {
            continue;
        }
        if let Some((shard, record)) = home(shards, key) {
            candidates.add(Evidence {
                key,
                weight: Score(
                    i64::from(weight) * ((1 << Score::FRACTION_BITS) / i64::from(TASTE_ONE)),
                ),
                // Every seed has more to say of why.
                seed: usize::MAX,
                reason: Reason::Habit,
                shard,
                record,
            });
        }
    }
}
