//! What one shopper likes, among the best candidates for anybody.

use super::best_first::BestFirst;
use super::slate::Item;
use crate::catalog::{Money, PriceTier, Score};
use crate::directives::{Directives, TASTE_ONE, Trait};
use crate::request::Shelf;
use crate::snapshot::Snapshot;

/// So many of the best candidates are looked at: those beyond are never shown, and what they are would have to be hashed.
const LOOKED_AT: usize = 24;

/// What the dearest, or the cheapest, of several candidates of one category is worth to who keeps to that tier.
const TIER: i64 = TASTE_ONE as i64 * 3 / 5;

/// What bears on one candidate.
#[derive(Clone, Copy, Default)]
struct Known<'a> {
    category: &'a str,
    price: Option<Money>,
    liked: i64,
}

/// Adds to the scores of the best candidates what speaks for them on the device: their category, brand, attributes and price
/// tier in parts of their own score, and habits in parts of the best score.
///
/// Taste lifts no filler, and sinks nothing that is relevant below the floor. A set is completed by what the seeds need: there
/// taste chooses among the products of one category, and no category before another.
pub(super) fn apply(
    directives: &Directives,
    shards: &[&Snapshot],
    shelf: Shelf,
    floor: Score,
    candidates: &mut [Item],
) {
    let dearer = match directives.price_tier {
        PriceTier::Budget => -TIER,
        PriceTier::Premium => TIER,
        PriceTier::Middle | PriceTier::Unknown => 0,
    };
    if directives.taste.is_empty() && directives.own.is_empty() && dearer == 0 {
        return;
    }
    // Who was taken off the heap stands behind those who were not.
    let looked_at = BestFirst::new(shards, candidates).take(LOOKED_AT).count();
    let behind = candidates.len() - looked_at;
    let looked_at = candidates.get_mut(behind..).unwrap_or_default();
    let Some(best) = looked_at.iter().map(|item| item.score).max() else {
        return;
    };
    let mut known = [Known::default(); LOOKED_AT];
    for (known, item) in known.iter_mut().zip(looked_at.iter()) {
        if let Some(shard) = shards.get(item.shard) {
            let shown = shard.display().get(item.record);
            *known = Known {
                category: shown.category,
                price: shown.price,
                liked: liking(directives, shard, item.record),
            };
        }
    }
    for (item, own) in looked_at.iter_mut().zip(&known) {
        if item.score < floor {
            continue;
        }
        let liked = match shelf {
            Shelf::CompleteSet => own.among(&known, dearer),
            _ => own.liked,
        };
        // Nothing is worth less than nothing.
        let liked = liked.max(-i64::from(TASTE_ONE));
        // Picked for a shopper, habits are candidates already.
        let habit = match shelf {
            Shelf::ForYou => 0,
            _ => weight(&directives.own, item.key),
        };
        // What sinks keeps its place among those that sink as far.
        let moved = if liked < 0 {
            Score(item.score.0 - floor.0)
        } else {
            item.score
        };
        let added = moved.times(part(liked)).0 + best.times(part(habit)).0;
        item.score = Score(item.score.0.saturating_add(added)).max(floor);
    }
}

impl Known<'_> {
    /// How far it is liked better than others of its category, and `dearer` if all of them are cheaper, the opposite if none is.
    fn among(&self, all: &[Self], dearer: i64) -> i64 {
        if self.category.is_empty() {
            return self.liked;
        }
        let (mut liked, mut count, mut above, mut compared) = (0, 0, 0, 0);
        for other in all.iter().filter(|other| other.category == self.category) {
            liked += other.liked;
            count += 1;
            if self.price.is_some() && other.price.is_some() {
                above += self.price.cmp(&other.price) as i64;
                compared += i64::from(self.price != other.price);
            }
        }
        self.liked - liked / count.max(1) + dearer * above / compared.max(1)
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
    category.sum::<i64>() + brand + attributes.sum::<i64>()
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
