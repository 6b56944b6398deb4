//! What one shopper likes, among the best candidates for anybody.

use super::best_first::BestFirst;
use super::slate::Item;
use crate::catalog::Score;
use crate::directives::{Directives, TASTE_ONE, Trait};
use crate::request::Shelf;
use crate::snapshot::Snapshot;

/// So many of the best candidates are looked at: those beyond are never shown, and what they are would have to be hashed.
const LOOKED_AT: usize = 24;

/// Adds to the scores of the best candidates what speaks for them on the device: their category, brand and attributes in parts
/// of their own score, and habits in parts of the best score.
///
/// Taste lifts no filler, and sinks nothing that is relevant below the floor.
pub(super) fn apply(
    directives: &Directives,
    shards: &[&Snapshot],
    shelf: Shelf,
    floor: Score,
    candidates: &mut [Item],
) {
    if directives.taste.is_empty() && directives.own.is_empty() {
        return;
    }
    // Who was taken off the heap stands behind those who were not.
    let looked_at = BestFirst::new(shards, candidates).take(LOOKED_AT).count();
    let behind = candidates.len() - looked_at;
    let looked_at = candidates.get_mut(behind..).unwrap_or_default();
    let Some(best) = looked_at.iter().map(|item| item.score).max() else {
        return;
    };
    for item in looked_at {
        if item.score < floor {
            continue;
        }
        let liked = shards
            .get(item.shard)
            .map_or(0, |shard| liking(directives, shard, item.record));
        // Picked for a shopper, habits are candidates already.
        let habit = match shelf {
            Shelf::ForYou => 0,
            _ => weight(&directives.own, item.key),
        };
        let added = item.score.times(part(liked)).0 + best.times(part(habit)).0;
        item.score = Score(item.score.0.saturating_add(added)).max(floor);
    }
}

/// What all properties of a record say together.
fn liking(directives: &Directives, shard: &Snapshot, record: u32) -> i64 {
    let taste = &directives.taste;
    if taste.is_empty() {
        return 0;
    }
    let table = shard.display();
    let shown = table.get(record);
    let category = Trait::levels(shown.category).map(|hash| weight(taste, hash));
    let brand = weight(taste, Trait::Brand.hash(shown.brand));
    let attributes = table.attribute_texts(record);
    let attributes = attributes.map(|text| weight(taste, Trait::Attribute.hash(text)));
    let sum = category.sum::<i64>() + brand + attributes.sum::<i64>();
    // Nothing is worth less than nothing.
    sum.max(-i64::from(TASTE_ONE))
}

fn weight<K: Ord + Copy>(weights: &[(K, i16)], key: K) -> i64 {
    weights
        .binary_search_by_key(&key, |(known, _)| *known)
        .ok()
        .and_then(|at| weights.get(at))
        .map_or(0, |(_, weight)| i64::from(*weight))
}

/// A weight as a share.
fn part(weight: i64) -> Score {
    Score(weight * ((1 << Score::FRACTION_BITS) / i64::from(TASTE_ONE)))
}
