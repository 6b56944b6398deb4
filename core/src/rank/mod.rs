//! The one ranking function, used by the widget, by `evaluate` and by every export.
//!
//! Gather candidates from the neighbours of the seeds, score them, apply business rules, keep the list diverse, and
//! show it only if it is better than filler. The order is total: score, then product id.

mod candidates;
mod diversity;
mod rules;
mod slate;

pub use candidates::Scratch;
pub use slate::{Item, Outcome, Reason, Withheld};

use crate::catalog::ProductKey;
use crate::request::{MAX_SEEDS, Policy, Request};
use crate::snapshot::{Snapshot, Use};

/// Ranks products for a request.
///
/// `shards` are those that the page has: the homes of the seeds, at least. A seed whose home is missing is skipped;
/// if that leaves none, the outcome says so. `scratch` keeps its memory between calls: after a few requests of the
/// same size nothing is allocated. Time grows with seeds × neighbours.
///
/// The slate does not depend on the order of shards or, except for the choice of a reason between equals, of seeds.
pub fn rank<'s>(
    shards: &[&Snapshot],
    request: &Request<'_>,
    policy: &Policy,
    scratch: &'s mut Scratch,
) -> Outcome<'s> {
    let seeds = last(request.seeds, MAX_SEEDS);
    let skipped = request.seeds.len() - seeds.len();
    if seeds.is_empty() {
        return Outcome::Withheld(Withheld::NoSeeds);
    }
    scratch.clear();
    for (position, &seed) in seeds.iter().enumerate() {
        if seeds
            .get(..position)
            .is_some_and(|before| before.contains(&seed))
        {
            continue;
        }
        if let Some((shard, record)) = home(shards, seed) {
            scratch.add_seed(shard, record, skipped + position);
        }
    }
    let use_ = match scratch.seeds() {
        [] => return Outcome::Withheld(Withheld::UnknownSeeds),
        [_] => Use::Single,
        _ => Use::Several,
    };
    scratch.gather(shards, use_);
    rules::apply(shards, seeds, request.exclude, scratch);
    let found = scratch.ranked().len();
    if found == 0 {
        return Outcome::Withheld(Withheld::NoCandidates);
    }
    let best = scratch.keep_above(policy.floor);
    scratch.sort(shards);
    let limit = request.limit.min(policy.max_items);
    diversity::thin(shards, limit, scratch);
    let needed = policy.min_items.min(limit);
    let left = scratch.ranked().len();
    if left < needed || left == 0 {
        return Outcome::Withheld(Withheld::TooFew {
            found: left,
            needed,
            best,
        });
    }
    Outcome::Slate(scratch.ranked())
}

fn last(keys: &[ProductKey], count: usize) -> &[ProductKey] {
    keys.get(keys.len().saturating_sub(count)..)
        .unwrap_or_default()
}

fn home(shards: &[&Snapshot], key: ProductKey) -> Option<(usize, u32)> {
    shards
        .iter()
        .enumerate()
        .find_map(|(at, shard)| Some((at, shard.find_owned(key)?)))
}
