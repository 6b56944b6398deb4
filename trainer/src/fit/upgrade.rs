//! Higher tiers of each product: the same need served better, for more money.
//!
//! What the merchant links by hand comes first. Else a step up stays in the family if the family has one: same category and
//! brand, a title that differs in measures, tiers and attributes only. A product without a family may lead to another line of
//! the same need, if something says that it is better; and where nothing is said at all, to the next dearer product of the same
//! kind. A step with any loss is none.

mod dearer;
mod kind;
mod moves;
mod titles;

use rayon::prelude::*;

use super::facts::{Facts, NONE, number};
use super::ladder::{FAMILY, Ladder, same_shelf};
use super::likeness::{Likeness, LikenessScratch};
use super::shop::Shop;
use dearer::Dearer;
use moves::Moves;
use titles::TitleLadder;

/// Higher tiers kept of each product.
const KEPT: usize = 3;
/// A step costs at least this much more, and at most that; what a shopper tolerates is for the page to say.
const RATIOS: std::ops::RangeInclusive<f64> = 1.04..=3.0;
/// So much more may a larger quantity of the same cost: six bottles for one.
const LARGER_PACK: f64 = 6.0;
/// Steps out of the family stay nearer in price.
const OTHER_LINE: std::ops::RangeInclusive<f64> = 1.1..=1.7;
/// Two prices within this ratio are one tier.
const ONE_TIER: f64 = 1.04;
/// Observed steps that outweigh the prior by themselves.
const PRIOR_STEPS: f64 = 5.0;
/// Products of like names that are looked at.
const NEAR: usize = 64;

/// One higher tier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Upgrade {
    /// The better product.
    pub to: u32,
    /// Of those who want the lower one and do not mind the price, (code + 1) / 16 take this one.
    pub code: u8,
}

/// Why a product is a higher tier, the surest reason first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Source {
    /// The merchant says so.
    ByHand,
    /// It is of the same family.
    Family,
    /// It is another line of the same need, and something says that it is better.
    Line,
    /// It is the next dearer one of the same kind.
    Kind,
}

impl Source {
    /// The part of those who would take a step of the family that takes one for this reason.
    fn trust(self) -> f64 {
        match self {
            Self::ByHand | Self::Family | Self::Line => 1.0,
            Self::Kind => 0.6,
        }
    }
}

struct Candidate {
    to: u32,
    ratio: f64,
    source: Source,
    variants: u32,
    alike: f64,
    steps: f64,
}

/// The higher tiers of each product, ascending by product. `by_hand` are the merchant's own upsells as (from, to), those of one
/// product in the merchant's order.
#[must_use]
pub fn fit_upgrades(shop: &Shop<'_>, needs: &[u32], by_hand: &[(u32, u32)]) -> Vec<Vec<Upgrade>> {
    let facts = shop.facts;
    let titles = TitleLadder::learn(facts);
    let names = (0..facts.len() as u32).map(|product| titles.name(facts, product));
    let likeness = Likeness::of(names.collect());
    let same_need = |product: u32, other: u32| {
        let (a, b) = (number(needs, product), number(needs, other));
        number(&facts.category, product) == number(&facts.category, other)
            && (a == b || a == 0 || b == 0)
    };
    let near: Vec<Vec<(u32, f64)>> = (0..facts.len() as u32)
        .into_par_iter()
        .map_init(LikenessScratch::default, |scratch, product| {
            likeness.nearest(product, NEAR, scratch, |other| same_need(product, other))
        })
        .collect();
    let families: Vec<(u32, u32)> = (0..)
        .zip(&near)
        .flat_map(|(a, list)| {
            let kin = list
                .iter()
                .filter(move |(b, alike)| a < *b && *alike >= FAMILY && same_shelf(facts, a, *b));
            kin.map(move |(b, _)| (a, *b))
        })
        .collect();
    let ladder = Ladder::learn(facts, &families);
    let moves = Moves::of(shop, needs);
    let dearer = Dearer::of(shop, needs, &ladder, &titles, &moves);
    let mut by_hand = by_hand.to_vec();
    by_hand.sort_by_key(|(from, _)| *from);
    let steps = Steps {
        shop,
        needs,
        ladder: &ladder,
        titles: &titles,
        moves: &moves,
        dearer: &dearer,
    };
    // What share of moves goes up to a given higher tier, over the whole shop: what a step is compared with.
    let candidates: Vec<Vec<Candidate>> = (0..facts.len() as u32)
        .into_par_iter()
        .zip(&near)
        .map_init(LikenessScratch::default, |scratch, (product, near)| {
            // Those of a full list may all be variants of the product itself: then the dearer ones are asked for alone.
            let more = if near.len() < NEAR {
                Vec::new()
            } else {
                let costs_more = |other: u32| facts.price(other) > facts.price(product);
                likeness.nearest(product, NEAR, scratch, |other| {
                    same_need(product, other) && costs_more(other)
                })
            };
            let named = by_hand_of(facts, &by_hand, product);
            steps.chosen(
                product,
                named,
                if more.is_empty() { near } else { &more },
                near,
            )
        })
        .collect();
    let (mut taken, mut asked) = (0.0, 0.0);
    for (product, found) in (0..).zip(&candidates) {
        for candidate in found {
            taken += candidate.steps;
            asked += moves.from(product);
        }
    }
    let usual = if asked > 0.0 { taken / asked } else { 0.0 };
    (0..)
        .zip(candidates)
        .map(|(product, found)| {
            let expected = usual * moves.from(product);
            let mut upgrades = codes(&found, expected);
            upgrades.sort_unstable_by_key(|upgrade| upgrade.to);
            upgrades
        })
        .collect()
}

/// What the merchant links from a product by hand and is dearer than it, in the order of the links, which ascend by product.
fn by_hand_of(facts: &Facts, by_hand: &[(u32, u32)], product: u32) -> Vec<Candidate> {
    let first = by_hand.partition_point(|(from, _)| *from < product);
    let linked = by_hand.get(first..).unwrap_or_default();
    let linked = linked.iter().take_while(|(from, _)| *from == product);
    let mut found: Vec<Candidate> = Vec::new();
    for &(_, to) in linked {
        let prices = facts.price(product).zip(facts.price(to));
        let Some((own, other)) = prices.filter(|(own, other)| other > own) else {
            continue;
        };
        let in_stock = facts.in_stock.get(to as usize) == Some(&true);
        if in_stock && !found.iter().any(|known| known.to == to) {
            found.push(Candidate {
                to,
                ratio: other as f64 / own as f64,
                source: Source::ByHand,
                variants: 0,
                alike: 1.0,
                steps: 0.0,
            });
        }
    }
    found.truncate(KEPT);
    found
}

/// What says that one product is a step up from another.
struct Steps<'a> {
    shop: &'a Shop<'a>,
    needs: &'a [u32],
    ladder: &'a Ladder,
    titles: &'a TitleLadder,
    moves: &'a Moves,
    dearer: &'a Dearer<'a>,
}

impl Steps<'_> {
    /// At most [`KEPT`] higher tiers, the one to offer first first: what is linked by hand, then the nearest tiers.
    fn chosen(
        &self,
        product: u32,
        mut named: Vec<Candidate>,
        dearer: &[(u32, f64)],
        near: &[(u32, f64)],
    ) -> Vec<Candidate> {
        let facts = self.shop.facts;
        let mut found = self.of_need(product, dearer);
        let has_family = near.iter().chain(dearer).any(|&(to, alike)| {
            alike >= FAMILY
                && same_shelf(facts, product, to)
                && facts.price_ratio(product, to) > ONE_TIER
        });
        if has_family {
            found.retain(|candidate| candidate.source == Source::Family);
        }
        let found = if found.is_empty() && !has_family {
            one_a_tier(self.dearer.candidates(product))
        } else {
            tiers(found)
        };
        for candidate in found {
            if named.len() < KEPT && !named.iter().any(|known| known.to == candidate.to) {
                named.push(candidate);
            }
        }
        named
    }

    /// Steps of the family, and to other lines of the same need that are better in something.
    fn of_need(&self, product: u32, near: &[(u32, f64)]) -> Vec<Candidate> {
        let facts = self.shop.facts;
        let Some(price) = facts.price(product) else {
            return Vec::new();
        };
        let categorised = number(&facts.category, product) != NONE;
        let need = number(self.needs, product);
        let step_to = |&(to, alike): &(u32, f64)| {
            let ratio = facts.price(to)? as f64 / price as f64;
            if !facts.is_shown(to) || ratio < *RATIOS.start() || facts.same_family(product, to) {
                return None;
            }
            let mut step = self.ladder.step(facts, product, to);
            let (up, down) = self.titles.steps(facts, product, to);
            step.gains += up;
            step.losses += down;
            let most = match step.gains {
                0 => *RATIOS.end(),
                _ => LARGER_PACK,
            };
            if ratio > most || step.losses > 0 {
                return None;
            }
            let in_family = alike >= FAMILY && same_shelf(facts, product, to);
            // Without a category a title must say that it is more: another motif at a higher price is no upgrade. Nor is
            // another colour.
            let more = step.gains > 0 || (categorised && step.variants == 0);
            let same_need = need != 0 && number(self.needs, to) == need;
            let is_line =
                same_need && OTHER_LINE.contains(&ratio) && step.gains > 0 && step.variants == 0;
            let source = match (in_family && more, is_line) {
                (true, _) => Source::Family,
                (false, true) => Source::Line,
                (false, false) => return None,
            };
            Some(Candidate {
                to,
                ratio,
                source,
                variants: step.variants,
                alike,
                steps: self.moves.steps(product, to),
            })
        };
        near.iter().filter_map(step_to).collect()
    }
}

/// The best candidate of each of the lowest tiers, lowest first.
fn tiers(mut found: Vec<Candidate>) -> Vec<Candidate> {
    found.sort_by(|a, b| a.ratio.total_cmp(&b.ratio).then(a.to.cmp(&b.to)));
    let mut chosen: Vec<Candidate> = Vec::new();
    let mut foot = 0.0;
    for candidate in found {
        let full = chosen.len() == KEPT;
        match chosen.last_mut() {
            Some(best) if candidate.ratio <= foot * ONE_TIER => {
                let rank = |c: &Candidate| {
                    (
                        std::cmp::Reverse(c.variants),
                        (c.alike * 1e6) as i64,
                        c.steps as i64,
                    )
                };
                if rank(&candidate) > rank(best) {
                    *best = candidate;
                }
            }
            _ if full => break,
            _ => {
                foot = candidate.ratio;
                chosen.push(candidate);
            }
        }
    }
    chosen
}

/// The first candidates of as many tiers, in the order given.
fn one_a_tier(found: Vec<Candidate>) -> Vec<Candidate> {
    let mut chosen: Vec<Candidate> = Vec::new();
    for candidate in found {
        let level = |a: f64, b: f64| a.max(b) <= a.min(b) * ONE_TIER;
        let known = chosen.iter().any(|tier| level(tier.ratio, candidate.ratio));
        if !known && chosen.len() < KEPT {
            chosen.push(candidate);
        }
    }
    chosen
}

/// The chance that a step of this price is taken by someone who does not rule the price out; it halves with every 55 %.
fn prior_chance(ratio: f64) -> f64 {
    0.6 * (-(ratio - 1.0) / 0.8).exp()
}

/// Codes such that chance × price gain falls from each tier to the next: the ranking multiplies the two, and a shopper is
/// offered the first of the list first. A tier for which the lowest code is too high is left out.
fn codes(tiers: &[Candidate], expected: f64) -> Vec<Upgrade> {
    let mut upgrades = Vec::new();
    let mut below = f64::INFINITY;
    for tier in tiers {
        let observed = ((tier.steps + PRIOR_STEPS) / (expected + PRIOR_STEPS)).clamp(0.5, 1.5);
        let gain = (tier.ratio - 1.0).min(1.0);
        let chance = prior_chance(tier.ratio) * tier.source.trust();
        let wanted = (chance * observed * 16.0).round();
        // A little below what would be level, because the ranking works with rounded prices.
        let most = (0.95 * below / gain * 16.0).floor();
        let sixteenths = wanted.clamp(1.0, 16.0).min(most);
        if sixteenths < 1.0 {
            break;
        }
        below = sixteenths / 16.0 * gain;
        upgrades.push(Upgrade {
            to: tier.to,
            code: sixteenths as u8 - 1,
        });
    }
    upgrades
}

#[cfg(test)]
mod tests;
