//! What a policy's ruling does to products and candidates.

use super::slate::{Item, Reason};
use crate::catalog::{Money, Score};
use crate::directives::{Effect, LIFT_ONE, Ruling};
use crate::rank::home;
use crate::request::Shelf;
use crate::snapshot::Snapshot;
use alloc::vec::Vec;

/// Added to a pinned product's score: more than any evidence comes to, which 128 seeds cannot raise to 2⁵⁰.
const PINNED: i64 = 1 << 56;
/// Between two products that are pinned by name. So the low bits of a pinned score are what the product is worth.
const STEP: i64 = 1 << 50;

/// Whether a ruling rules a product out: by a mark, or because it costs more than the cap or nobody knows what.
pub(crate) fn forbids(ruling: &Ruling, shard: &Snapshot, record: u32) -> bool {
    let marks = shard.marks(record);
    let excluded = |&(mark, effect): &(u8, Effect)| effect == Effect::Exclude && marks.has(mark);
    let too_dear = |cap: Money| {
        let price = shard.display().get(record).price;
        price.is_none_or(|price| price > cap)
    };
    ruling.cap.is_some_and(too_dear) || ruling.marks.iter().any(excluded)
}

/// Lifts the scores of candidates, and pins. Neither makes filler better than filler, and no lift sinks what is better below
/// the floor: how relevant a product is, training found. Only what is pinned by name is shown because it is.
pub(super) fn apply(
    ruling: &Ruling,
    shards: &[&Snapshot],
    shelf: Shelf,
    floor: Score,
    candidates: &mut Vec<Item>,
) {
    // A set is a set, and an upgrade is for what it is an upgrade of: there the pinned come first if they are candidates.
    if matches!(shelf, Shelf::CompleteSet | Shelf::ForYou) {
        for &key in &ruling.pins {
            if let (false, Some((shard, record))) = (
                candidates.iter().any(|item| item.key == key),
                home(shards, key),
            ) {
                candidates.push(Item {
                    key,
                    shard,
                    record,
                    score: Score(0),
                    reason: Reason::Pinned,
                    heeded: 0,
                });
            }
        }
    }
    for item in candidates {
        let Some(shard) = shards.get(item.shard) else {
            continue;
        };
        let marks = shard.marks(item.record);
        let said = ruling.marks.iter().filter(|(mark, _)| marks.has(*mark));
        let mut marked = false;
        for (_, effect) in said {
            match *effect {
                Effect::Lift(factor) if item.score >= floor => {
                    let above =
                        Score(item.score.0 - floor.0).times(Score(i64::from(factor) * UNIT));
                    item.score = Score(floor.0 + above.0);
                }
                Effect::Pin => marked |= item.score >= floor,
                Effect::Lift(_) | Effect::Exclude => {}
            }
        }
        let place = ruling.pins.iter().position(|&key| key == item.key);
        // At most six of them.
        let steps = place.map(|place| ruling.pins.len() - place);
        if marked || steps.is_some() {
            let worth = item.score.0.clamp(0, STEP - 1);
            item.score = Score(PINNED + steps.unwrap_or(0) as i64 * STEP + worth);
        }
    }
}

/// What a factor's unit is as a score.
const UNIT: i64 = (1 << Score::FRACTION_BITS) / LIFT_ONE as i64;

/// Whether a policy puts an item first.
pub(super) fn is_pinned(item: &Item) -> bool {
    item.score.0 >= PINNED
}

/// An item with the score that it is worth, pinned or not.
pub(super) fn unpinned(item: &Item) -> Item {
    let score = match item.score.0 {
        pinned if pinned >= PINNED => Score(pinned & (STEP - 1)),
        _ => item.score,
    };
    Item { score, ..*item }
}
