//! What the shopper has bought, on the shopper's own device, as a reason to buy it again; and what others buy first.
//!
//! How likely a product is bought again by who bought it three times, the last time two orders ago, training has counted in
//! the shop's own orders (`snapshot::Habits`), and how likely somebody buys a popular product for the first time. So both stand
//! in one list: where nobody buys a thing twice what is popular comes first, and where everybody does the own products do.

use crate::catalog::{ProductKey, Score};
use crate::rank::candidates::{Evidence, Scratch};
use crate::rank::{Reason, home};
use crate::request::Request;
use crate::snapshot::{Bought, Snapshot};

const DAY: i64 = 86_400;
/// From this regularity on an interval says when, not only that, a product is bought again.
const REGULAR: u8 = 2;

/// The products of the request's history, and if `others` may come, what is popular beside them.
pub(crate) fn gather(
    shards: &[&Snapshot],
    request: &Request<'_>,
    others: bool,
    scratch: &mut Scratch,
) {
    let Scratch {
        purchases,
        orders,
        candidates,
        ..
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
    orders.extend(purchases.iter().map(|purchase| purchase.at));
    orders.sort_unstable();
    orders.dedup();
    if orders.is_empty() {
        return;
    }
    // What levels are worth stands in one file of the shop's, whatever their number.
    let first = shards.iter().position(|shard| shard.name().number == 0);
    let known = first.and_then(|first| Some((first, shards.get(first)?.habits()?)));
    let of_shopper = orders.len() as u32;
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
        let days = u32::try_from(days_ago).unwrap_or(u32::MAX);
        let times = bought.len();
        let often = Score((times as i64) << Score::FRACTION_BITS);
        let weight = known.map_or(often, |(_, habits)| {
            let regular = shard
                .repurchase(record)
                .filter(|repurchase| repurchase.regularity >= REGULAR);
            let level = shard.habits().map_or(0, |own| own.level(record));
            let ago = Bought {
                times: times as u32,
                orders_ago: (orders.len() - orders.partition_point(|&at| at < last.at)) as u32,
                days_ago: days,
                due: regular.map(|known| days.saturating_mul(8) / u32::from(known.days)),
            };
            habits.again(level, &ago, of_shopper)
        });
        candidates.add(Evidence {
            key: last.key,
            weight,
            seed: usize::MAX,
            reason: Reason::BoughtBefore { times, days_ago },
            shard: at,
            record,
        });
    }
    let popular = known.filter(|_| others).into_iter();
    for (shard, (record, weight)) in
        popular.flat_map(|(at, habits)| habits.popular(of_shopper).map(move |known| (at, known)))
    {
        let key = shards
            .get(shard)
            .map_or(ProductKey(0), |first| first.key(record));
        if purchases
            .binary_search_by_key(&key, |bought| bought.key)
            .is_err()
        {
            candidates.add(Evidence {
                key,
                weight,
                seed: usize::MAX,
                reason: Reason::Popular,
                shard,
                record,
            });
        }
    }
}
