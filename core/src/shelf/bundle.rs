//! "Better together": the rest of a set that is bought as a set.

use crate::catalog::{ProductKey, Score};
use crate::rank::candidates::Scratch;
use crate::rank::{Item, Reason, forbids};
use crate::request::Request;
use crate::snapshot::{Bundle, MAX_BUNDLE, Snapshot};

/// Makes the strongest set that holds a seed the slate: those of its members that are no seeds.
///
/// A set that cannot be bought whole, because a member is sold out or excluded, is no offer. Of equally strong sets
/// the one that leaves most to add comes first, then the one whose members' keys do.
pub(crate) fn gather(shards: &[&Snapshot], request: &Request<'_>, scratch: &mut Scratch) {
    let Scratch {
        seeds, candidates, ..
    } = scratch;
    let items = &mut candidates.items;
    let seed_at = |shard: &Snapshot, record: u32| {
        let key = shard.key(record);
        seeds.iter().find(|seed| {
            shards
                .get(seed.shard)
                .is_some_and(|home| home.key(seed.record) == key)
        })
    };
    let whole = |shard: &Snapshot, bundle: &Bundle| {
        bundle.members().iter().all(|&member| {
            seed_at(shard, member).is_some()
                || (shard.display().in_stock(member)
                    && !request.exclude.contains(&shard.key(member))
                    && !request
                        .directives
                        .is_some_and(|said| forbids(&said.ruling, shard, member)))
        })
    };
    let rest = |shard: &Snapshot, bundle: &Bundle| {
        bundle
            .members()
            .iter()
            .filter(|&&member| seed_at(shard, member).is_none())
            .count()
    };
    let keys = |shard: &Snapshot, bundle: &Bundle| {
        let mut keys = [ProductKey(u64::MAX); MAX_BUNDLE];
        for (key, &member) in keys.iter_mut().zip(bundle.members()) {
            *key = shard.key(member);
        }
        keys.sort_unstable();
        keys
    };
    let best = shards
        .iter()
        .enumerate()
        .flat_map(|(at, shard)| {
            shard
                .bundles()
                .iter()
                .map(move |bundle| (at, *shard, bundle))
        })
        .filter(|(_, shard, bundle)| {
            let rest = rest(shard, bundle);
            0 < rest && rest < bundle.members().len() && whole(shard, bundle)
        })
        .max_by_key(|(_, shard, bundle)| {
            (
                bundle.strength(),
                rest(shard, bundle),
                core::cmp::Reverse(keys(shard, bundle)),
            )
        });
    let Some((at, shard, bundle)) = best else {
        return;
    };
    // The earliest, because the order of members is that of records, which differs from shard to shard.
    let Some(seed) = bundle
        .members()
        .iter()
        .filter_map(|&member| seed_at(shard, member))
        .min_by_key(|seed| seed.position)
    else {
        return;
    };
    let position = seed.position;
    for &member in bundle.members() {
        if seed_at(shard, member).is_none() {
            items.push(Item {
                key: shard.key(member),
                shard: at,
                record: member,
                score: Score(i64::from(bundle.strength()) + 1),
                reason: Reason::InSetWith { seed: position },
                heeded: 0,
            });
        }
    }
}
