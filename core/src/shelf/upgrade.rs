//! "Upgrade to …": the same need, a higher tier, within what the shopper tolerates.

use crate::catalog::{Money, Score};
use crate::directives::PRICE_STEPS;
use crate::rank::candidates::Scratch;
use crate::rank::{Item, Reason};
use crate::request::Request;
use crate::snapshot::Snapshot;

/// Scores every higher tier of every seed by chance of acceptance × value.
///
/// The chance is the edge's, (code + 1) / 16. The value is the price difference in parts of the seed's price, at most 1:
/// what an accepted upgrade adds to the line. Where the shopper's tolerance is known, the chance that the price is accepted
/// counts too. Without both prices nothing can be claimed and nothing is offered.
pub(crate) fn gather(shards: &[&Snapshot], request: &Request<'_>, scratch: &mut Scratch) {
    let price_tolerance = request.tolerance();
    let chances = request
        .directives
        .and_then(|known| known.price_chances.as_ref());
    let Scratch {
        seeds, candidates, ..
    } = scratch;
    let items = &mut candidates.items;
    for seed in seeds.iter() {
        let Some(shard) = shards.get(seed.shard) else {
            continue;
        };
        let Some(Money(price)) = shard.display().get(seed.record).price else {
            continue;
        };
        for edge in shard.upgrades(seed.record) {
            let Some(Money(higher)) = shard.display().get(edge.to).price else {
                continue;
            };
            // Real numbers hold every price, and dividing them takes less code than whole ones of 128 bits.
            let most = price as f64 * f64::from(price_tolerance) / 100.0;
            if higher <= price || higher as f64 > most {
                continue;
            }
            let value = ((higher - price) as f64 / price.max(1) as f64).min(1.0);
            let chance = chances.map_or(1.0, |chances| {
                f64::from(chance(chances, price, higher)) / 255.0
            });
            let score = Score::from_f64(value * chance * (f64::from(edge.code) + 1.0) / 16.0);
            items.push(Item {
                key: shard.key(edge.to),
                shard: seed.shard,
                record: edge.to,
                score,
                reason: Reason::UpgradeOf {
                    seed: seed.position,
                },
                heeded: 0,
            });
        }
    }
    // A product that is the upgrade of two seeds is offered for the one that it suits better.
    items.sort_unstable_by_key(|item| (item.key, core::cmp::Reverse(item.score)));
    items.dedup_by_key(|item| item.key);
}

/// How likely the shopper goes from one price to a higher one, in 255ths.
fn chance(chances: &[u8; PRICE_STEPS.len()], price: u64, higher: u64) -> u8 {
    let percent = ((higher - price) as f64 * 100.0 / price.max(1) as f64) as u64;
    let mut steps = PRICE_STEPS.iter().zip(chances);
    let step = steps.find(|(step, _)| percent <= u64::from(**step));
    // Beyond the largest step as for that.
    step.map_or_else(
        || chances.last().copied().unwrap_or(255),
        |(_, chance)| *chance,
    )
}

/// One attribute in which an upgrade differs from its seed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gain<'a> {
    /// Name of the attribute.
    pub key: &'a str,
    /// The seed's value, if it has the attribute.
    pub from: Option<&'a str>,
    /// The upgrade's value.
    pub to: &'a str,
}

/// What an upgrade has that its seed has not, in the catalog's order.
pub fn gains<'a>(
    shard: &'a Snapshot,
    seed: u32,
    upgrade: u32,
) -> impl Iterator<Item = Gain<'a>> + 'a {
    let display = shard.display();
    display.attributes(upgrade).filter_map(move |(key, to)| {
        let from = display
            .attributes(seed)
            .find_map(|(own, value)| (own == key).then_some(value));
        (from != Some(to)).then_some(Gain { key, from, to })
    })
}
