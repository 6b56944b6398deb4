//! The one ranking function, used by the widget, by `evaluate` and by every export.
//!
//! Gather candidates from the neighbours of the seeds and score them; then, from the best on, apply business rules and keep
//! the list diverse, and show it only if it is better than filler. The order is total: score, then product id.

mod best_first;
pub(crate) mod candidates;
mod popular;
mod rules;
mod ruling;
mod slate;
mod taste;

pub use candidates::Scratch;
pub(crate) use ruling::forbids;
pub use slate::{Item, Outcome, Reason, Withheld};

use crate::catalog::{Money, ProductKey, Score};
use crate::directives::Gate;
use crate::request::{MAX_SEEDS, Placement, Policy, Request, Shelf};
use crate::snapshot::Snapshot;
use best_first::BestFirst;
use candidates::SeedRecord;
use rules::Rules;

/// Ranks products for a request.
///
/// `shards` are those that the page has: the homes of the seeds, at least. A seed whose home is missing is skipped;
/// if that leaves none, the outcome says so. `scratch` keeps its memory between calls: after a few requests of the
/// same size nothing is allocated. Time grows with seeds × neighbours.
///
/// The slate does not depend on the order of shards or, except for the choice of a reason between equals, of seeds.
// Where it is called for one kind of shelf, the code of the others falls away.
#[inline(always)]
pub fn rank<'s>(
    shards: &[&Snapshot],
    request: &Request<'_>,
    policy: &Policy,
    scratch: &'s mut Scratch,
) -> Outcome<'s> {
    ranked::<true>(shards, request, policy, scratch)
}

/// The same for who only completes sets, whatever the request's shelf: the code of the others is not linked.
#[inline(always)]
pub fn rank_complements<'s>(
    shards: &[&Snapshot],
    request: &Request<'_>,
    policy: &Policy,
    scratch: &'s mut Scratch,
) -> Outcome<'s> {
    ranked::<false>(shards, request, policy, scratch)
}

#[inline(always)]
fn ranked<'s, const ALL: bool>(
    shards: &[&Snapshot],
    request: &Request<'_>,
    policy: &Policy,
    scratch: &'s mut Scratch,
) -> Outcome<'s> {
    let shelf = if ALL {
        request.shelf
    } else {
        Shelf::CompleteSet
    };
    match request.directives.map(|directives| directives.gate) {
        Some(Gate::LowIntent) => return Outcome::Withheld(Withheld::LowIntent),
        Some(Gate::Hidden) => return Outcome::Withheld(Withheld::Hidden),
        Some(Gate::Open) | None => {}
    }
    let seeds = last(request.seeds, MAX_SEEDS);
    scratch.clear();
    for (position, &seed) in seeds.iter().enumerate() {
        let repeated = seeds
            .get(..position)
            .is_some_and(|before| before.contains(&seed));
        if let (false, Some((shard, record))) = (repeated, home(shards, seed)) {
            let position = request.seeds.len() - seeds.len() + position;
            scratch.seeds.push(SeedRecord {
                shard,
                record,
                position,
            });
        }
    }
    if shelf == Shelf::AddOns && request.gap == Money(0) {
        return Outcome::Withheld(Withheld::NoGap);
    }
    // What the shopper bought before, or comes back to, needs no product to start from.
    let from_seeds = match shelf {
        Shelf::BuyAgain => false,
        Shelf::ForYou => !request.has_habits(),
        _ => true,
    };
    if from_seeds && seeds.is_empty() {
        return Outcome::Withheld(Withheld::NoSeeds);
    }
    if from_seeds && scratch.seeds.is_empty() {
        return Outcome::Withheld(Withheld::UnknownSeeds);
    }
    crate::shelf::gather(shelf, shards, request, policy.floor, scratch);
    if shelf == Shelf::BuyAgain && scratch.candidates.items.is_empty() {
        return Outcome::Withheld(Withheld::NoHistory);
    }
    let chosen = match shelf {
        Shelf::ForYou if request.revisits => last(seeds, 1),
        _ => seeds,
    };
    // Only the scores of complements are comparable with the floor that training found; the other shelves show a
    // single product gladly.
    let (floor, least) = match shelf {
        Shelf::CompleteSet => (policy.floor, policy.min_items),
        _ => (Score(1), 1),
    };
    // Who pays sees one quiet line, which one product fills.
    let min_items = match request.placement {
        Placement::Checkout => 1,
        _ => least,
    };
    let ruling = request.directives.map(|directives| &directives.ruling);
    let count = ruling.and_then(|ruling| ruling.count).map(usize::from);
    let limit = request.limit.min(count.unwrap_or(policy.max_items));
    if let Some(directives) = request.directives
        && matches!(shelf, Shelf::CompleteSet | Shelf::ForYou)
    {
        let candidates = &mut scratch.candidates.items;
        taste::apply(directives, shards, shelf, floor, candidates);
    }
    if let Some(ruling) = ruling {
        ruling::apply(ruling, shards, shelf, floor, &mut scratch.candidates.items);
    }
    let Scratch {
        seeds,
        candidates,
        slate,
        ..
    } = scratch;
    let rules = Rules {
        shards,
        shelf,
        chosen,
        exclude: request.exclude,
        seeds,
        ruling,
    };
    let mut best = None;
    let mut heap = BestFirst::new(shards, &mut candidates.items);
    while let Some(item) = heap.peek() {
        if !rules.allow(&item) {
            heap.next();
            continue;
        }
        if let Some(lowered) = rules.heed(slate, &item) {
            heap.lower(lowered);
            continue;
        }
        best = best.or(Some(rules.worth(&item).score));
        if item.score < floor || slate.len() == limit {
            break;
        }
        slate.push(rules.worth(&item));
        heap.next();
    }
    // Who pays is not shown what everybody buys.
    if shelf == Shelf::CompleteSet && request.placement != Placement::Checkout {
        popular::fill(&rules, floor, limit, &mut candidates.items, slate);
        best = best.or(slate.first().map(|item| item.score));
    }
    let Some(best) = best else {
        return Outcome::Withheld(Withheld::NoCandidates);
    };
    let needed = min_items.min(limit);
    let found = slate.len();
    if found < needed || found == 0 {
        return Outcome::Withheld(Withheld::TooFew {
            found,
            needed,
            best,
        });
    }
    Outcome::Slate(slate)
}

fn last(keys: &[ProductKey], count: usize) -> &[ProductKey] {
    keys.get(keys.len().saturating_sub(count)..)
        .unwrap_or_default()
}

/// Where a product's own record is, if its shard is here.
pub(crate) fn home(shards: &[&Snapshot], key: ProductKey) -> Option<(usize, u32)> {
    shards
        .iter()
        .enumerate()
        .find_map(|(at, shard)| Some((at, shard.find_owned(key)?)))
}
