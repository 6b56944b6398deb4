//! "Time to restock?": the shopper's own purchases, on the shopper's own device.

use crate::catalog::Score;
use crate::rank::candidates::Scratch;
use crate::rank::{Item, Reason, home};
use crate::request::Request;
use crate::snapshot::Snapshot;

const DAY: i64 = 86_400;

/// Scores what the shopper bought before: how often, then how popular it is now.
///
/// Own frequency with popularity among equals is GP-TopFreq (Li et al., *A Next Basket Recommendation Reality Check*,
/// 2023); the popularity of the last weeks, not of all time, makes it 5 % better (`docs/quality.md`). A product that
/// shoppers buy again like clockwork counts less while most of its interval is still to come.
pub(crate) fn gather(shards: &[&Snapshot], request: &Request<'_>, scratch: &mut Scratch) {
    let Scratch {
        purchases,
        candidates,
        ..
    } = scratch;
    let items = &mut candidates.items;
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
        // Only its home knows when a product is bought again.
        let Some((at, record)) = home(shards, last.key) else {
            continue;
        };
        let Some(shard) = shards.get(at) else {
            continue;
        };
        let days_ago = request.now.saturating_sub(last.at) / DAY;
        let regular = shard
            .repurchase(record)
            .filter(|repurchase| repurchase.regularity >= REGULAR);
        let due = regular.map_or(FULL, |repurchase| {
            let days = i64::from(repurchase.days);
            (days_ago.min(days) * FULL / days).max(FULL / 8)
        });
        let times = i64::try_from(bought.len()).unwrap_or(i64::MAX);
        let own = times.min(1 << 20) * due * ((1 << Score::FRACTION_BITS) / FULL);
        let popularity = i64::from(shard.popularity(record));
        items.push(Item {
            key: last.key,
            shard: at,
            record,
            // Below the smallest difference that being due can make.
            score: Score(own + popularity * (1 << (Score::FRACTION_BITS - 12))),
            reason: Reason::BoughtBefore {
                times: bought.len(),
                days_ago,
            },
            heeded: 0,
        });
    }
}

/// A purchase that is as due as can be.
const FULL: i64 = 256;
/// From this regularity on an interval says when, not only that, a product is bought again.
const REGULAR: u8 = 2;
