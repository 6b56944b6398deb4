//! Higher tiers of each product: the same need served better, for more money.
//!
//! A step up stays in the family if the family has one: same category and brand, a title that differs in measures, tiers
//! and attributes only. A product without a family may lead to another line of the same need, if something says that it is
//! better. A step with any loss is none.

mod moves;

use rayon::prelude::*;

use super::facts::{NONE, number};
use super::ladder::{FAMILY, Ladder, same_shelf};
use super::likeness::{Likeness, LikenessScratch};
use super::shop::Shop;
use moves::Moves;

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

/// One higher tier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Upgrade {
    /// The better product.
    pub to: u32,
    /// Of those who want the lower one and do not mind the price, (code + 1) / 16 take this one.
    pub code: u8,
}

struct Candidate {
    to: u32,
    ratio: f64,
    in_family: bool,
    variants: u32,
    alike: f64,
    steps: f64,
}

/// The higher tiers of each product, ascending by product.
#[must_use]
pub fn fit_upgrades(shop: &Shop<'_>, needs: &[u32]) -> Vec<Vec<Upgrade>> {
    let facts = shop.facts;
    let likeness = Likeness::of(facts.stems.clone());
    let near: Vec<Vec<(u32, f64)>> = (0..facts.len() as u32)
        .into_par_iter()
        .map_init(LikenessScratch::default, |scratch, product| {
            let same_need = |other: u32| {
                let (a, b) = (number(needs, product), number(needs, other));
                number(&facts.category, product) == number(&facts.category, other)
                    && (a == b || a == 0 || b == 0)
            };
            likeness.nearest(product, 64, scratch, same_need)
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
    // What share of moves goes up to a given higher tier, over the whole shop: what a step is compared with.
    let candidates: Vec<Vec<Candidate>> = (0..facts.len() as u32)
        .into_par_iter()
        .zip(&near)
        .map(|(product, list)| candidates(shop, needs, &ladder, &moves, product, list))
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
            let mut upgrades = codes(&tiers(found), expected);
            upgrades.sort_unstable_by_key(|upgrade| upgrade.to);
            upgrades
        })
        .collect()
}

fn candidates(
    shop: &Shop<'_>,
    needs: &[u32],
    ladder: &Ladder,
    moves: &Moves,
    product: u32,
    near: &[(u32, f64)],
) -> Vec<Candidate> {
    let facts = shop.facts;
    let Some(price) = facts.price(product) else {
        return Vec::new();
    };
    let categorised = number(&facts.category, product) != NONE;
    let labelled = number(needs, product) != 0;
    let mut found: Vec<Candidate> = near
        .iter()
        .filter_map(|&(to, alike)| {
            let ratio = facts.price(to)? as f64 / price as f64;
            if !facts.is_shown(to) || ratio < *RATIOS.start() || facts.same_family(product, to) {
                return None;
            }
            let step = ladder.step(facts, product, to);
            if ratio
                > if step.gains > 0 {
                    LARGER_PACK
                } else {
                    *RATIOS.end()
                }
            {
                return None;
            }
            let steps = moves.steps(product, to);
            let in_family = alike >= FAMILY && same_shelf(facts, product, to);
            // Without a category a title must say that it is more: another motif at a higher price is no upgrade.
            let family_step = in_family && (step.gains > 0 || categorised);
            let same_need = labelled && number(needs, to) == number(needs, product);
            let other_step =
                same_need && OTHER_LINE.contains(&ratio) && step.gains > 0 && step.variants == 0;
            let fits = step.losses == 0 && (family_step || other_step);
            fits.then_some(Candidate {
                to,
                ratio,
                in_family: family_step,
                variants: step.variants,
                alike,
                steps,
            })
        })
        .collect();
    let has_family = near.iter().any(|&(to, alike)| {
        alike >= FAMILY
            && same_shelf(facts, product, to)
            && facts.price_ratio(product, to) > ONE_TIER
    });
    if has_family {
        found.retain(|candidate| candidate.in_family);
    }
    found
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

/// The chance that a step of this price is taken by someone who does not rule the price out; it halves with every 55 %.
fn prior_chance(ratio: f64) -> f64 {
    0.6 * (-(ratio - 1.0) / 0.8).exp()
}

/// Codes such that chance × price gain falls from each tier to the next: the ranking multiplies the two, and a shopper is
/// offered the nearest step first. A tier for which the lowest code is too high is left out.
fn codes(tiers: &[Candidate], expected: f64) -> Vec<Upgrade> {
    let mut upgrades = Vec::new();
    let mut below = f64::INFINITY;
    for tier in tiers {
        let observed = ((tier.steps + PRIOR_STEPS) / (expected + PRIOR_STEPS)).clamp(0.5, 1.5);
        let gain = (tier.ratio - 1.0).min(1.0);
        let wanted = (prior_chance(tier.ratio) * observed * 16.0).round();
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
mod tests {
    use super::super::facts::{Facts, tests::product};
    use super::*;
    use crate::baskets::Baskets;
    use crate::count::{CountOptions, count_pairs};

    fn upgrades(lines: &[&str]) -> Vec<Vec<Upgrade>> {
        let products: Vec<_> = lines.iter().map(|line| product(line)).collect();
        let facts = Facts::of(&products);
        let baskets = Baskets::from_sets(&[], products.len());
        let counts = count_pairs(&baskets, &CountOptions::default());
        let shop = Shop {
            facts: &facts,
            baskets: &baskets,
            counts: &counts,
            sessions: None,
            max_basket: 500,
        };
        let needs = super::super::fit_needs(&shop);
        fit_upgrades(&shop, &needs)
    }

    fn best(lines: &[&str], list: &[Upgrade], from: usize) -> Option<u32> {
        let price = |at: u32| {
            lines[at as usize]
                .split(';')
                .nth(2)
                .and_then(|p| p.parse::<f64>().ok())
                .unwrap_or(0.0)
        };
        let own = price(from as u32);
        let score = |u: &Upgrade| ((price(u.to) - own) / own).min(1.0) * f64::from(u.code + 1);
        list.iter()
            .max_by(|a, b| score(a).total_cmp(&score(b)))
            .map(|u| u.to)
    }

    #[test]
    fn the_next_tier_of_the_family_in_the_same_colour_comes_first() {
        let lines = [
            "a;Kestra Swift Card, 64 GB, Red;1000;P > Cards;Kestra;storage=64 GB|colour=red;g1",
            "b;Kestra Swift Card, 64 GB, Blue;1000;P > Cards;Kestra;storage=64 GB|colour=blue;g1",
            "c;Kestra Swift Card, 128 GB, Blue;1300;P > Cards;Kestra;storage=128 GB|colour=blue;g2",
            "d;Kestra Swift Card, 128 GB, Red;1300;P > Cards;Kestra;storage=128 GB|colour=red;g2",
            "e;Kestra Swift Card, 256 GB, Red;1900;P > Cards;Kestra;storage=256 GB|colour=red",
            "f;Quill Steady Card, 32 GB;1500;P > Cards;Quill;storage=32 GB",
            "g;Kestra Card Case;1200;P > Cases;Kestra;",
        ];
        let found = upgrades(&lines);
        assert_eq!(best(&lines, &found[0], 0), Some(3));
        assert_eq!(best(&lines, &found[1], 1), Some(2));
        assert_eq!(best(&lines, &found[3], 3), Some(4));
        assert!(found[4].is_empty(), "nothing is above the highest tier");
        let offered: Vec<u32> = found.iter().flatten().map(|u| u.to).collect();
        assert!(
            !offered.contains(&5) && !offered.contains(&6),
            "less storage and accessories are no upgrades"
        );
    }

    #[test]
    fn without_categories_only_a_title_that_says_more_is_an_upgrade() {
        let lines = [
            "a;POPCORN HOLDER , SMALL;85",
            "b;LARGE POPCORN HOLDER;165",
            "c;RED LUNCH BAG;165",
            "d;BLUE LUNCH BAG;195",
            "e;LUNCH BAG;120",
        ];
        let found = upgrades(&lines);
        assert_eq!(found[0].iter().map(|u| u.to).collect::<Vec<_>>(), [1]);
        assert!(found[1..].iter().all(Vec::is_empty), "{found:?}");
    }
}
