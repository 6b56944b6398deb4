//! "Add for free shipping": what goes with the cart and closes the gap to what the merchant promises from a value on.

use super::complete_set;
use crate::catalog::{Money, Score};
use crate::rank::candidates::Scratch;
use crate::request::Request;
use crate::snapshot::Snapshot;

/// A product that costs more times the gap than this is no add-on.
const MOST_GAPS: f64 = 3.0;

/// Scores complements by how near their price is to what is missing.
///
/// A complement must be no filler first. One that closes the gap counts in parts of gap / price, because every penny above
/// it is the shopper's; one that does not closes only price / gap of it, and the shopper has to choose again: half of that.
/// Without a price nothing can be said, and nothing is offered.
pub(crate) fn gather(
    shards: &[&Snapshot],
    request: &Request<'_>,
    floor: Score,
    scratch: &mut Scratch,
) {
    complete_set::gather(shards, request.placement, scratch);
    let Money(gap) = request.gap;
    for item in &mut scratch.candidates.items {
        let price = shards
            .get(item.shard)
            .and_then(|shard| shard.display().get(item.record).price);
        // Prices have at most 53 bits, so a real number holds each.
        let (price, gap) = (price.map_or(0.0, |Money(price)| price as f64), gap as f64);
        let nearness = if price < gap {
            price / gap / 2.0
        } else if price <= gap * MOST_GAPS {
            gap / price
        } else {
            0.0
        };
        let filler = item.score < floor;
        item.score = Score::from_f64(if filler {
            0.0
        } else {
            item.score.to_f64() * nearness
        });
    }
}
