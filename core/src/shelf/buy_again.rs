//! "Time to restock?": the shopper's own purchases, on the shopper's own device.

use crate::catalog::Score;
use crate::rank::candidates::Scratch;
use crate::rank::{Item, Reason};
use crate::request::Request;
use crate::snapshot::Snapshot;

const DAY: i64 = 86_400;

/// Scores what the shopper bought before: how often, times how near it is to being needed again, and the product's
/// popularity among equals.
///
/// Own frequency with popularity as prior is GP-TopFreq (Li et al., *A Next Basket Recommendation Reality Check*, 2023).
/// A product with a repurchase interval counts less while most of the interval is still to come.
pub(crate) fn gather(shards: &[&Snapshot], request: &Request<'_>, scratch: &mut Scratch) {
    let Scratch {
        purchases, items, ..
    } = scratch;
    purchases.extend(
        request
            .history
            .iter()
            .filter(|purchase| purchase.at <= request.now),
    );
    purchases.sort_unstable_by_key(|purchase| (purchase.key, purchase.at));
    // Two lines of one order are one purchase.
    purchases.dedup();
    for bought in purchases.chunk_by(|a, b| a.key == b.key) {
        let Some(last) = bought.last() else { continue };
        let found = shards
            .iter()
            .enumerate()
            .find_map(|(at, shard)| Some((at, *shard, shard.find(last.key)?)));
        let Some((at, shard, record)) = found else {
            continue;
        };
        let days_ago = request.now.saturating_sub(last.at) / DAY;
        let due = shard.repurchase(record).map_or(FULL, |repurchase| {
            let days = i64::from(repurchase.days);
            (days_ago.min(days) * FULL / days).max(FULL / 8)
        });
        let times = i64::try_from(bought.len()).unwrap_or(i64::MAX);
        let own = times.min(1 << 20) * due * ((1 << Score::FRACTION_BITS) / FULL);
        let prior = shard.prior(record, 1).0;
        items.push(Item {
            key: last.key,
            shard: at,
            record,
            score: Score(own + prior.clamp(0, 1 << (Score::FRACTION_BITS - 1))),
            reason: Reason::BoughtBefore {
                times: bought.len(),
                days_ago,
            },
        });
    }
}

/// A purchase that is as due as can be.
const FULL: i64 = 256;
