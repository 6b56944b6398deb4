//! How evidence from elsewhere becomes the probability that an order with a product holds another one: learned on the shop's own
//! last month, from products that were sold in it as if nothing had been known of them.

use rayon::prelude::*;

use super::Rules;
use super::evidence::{Alike, Evidence, FEATURES, LENT, Pairs, Scratch};
use crate::baskets::Baskets;
use crate::count::{CountOptions, PairCounts, WEIGHT_ONE, count_pairs};
use crate::fit::logistic::{Logistic, Observations};
use crate::fit::shop::Shop;
use crate::fit::title::Titles;

/// Days of orders that show what happened, and the part of all time that they are at most.
const SHOWING_DAYS: i64 = 30;
const SHOWING_PART: i64 = 4;
/// Fewer orders than this show nothing.
const FEWEST_ORDERS: usize = 50;
/// More orders, and more products, show nothing new.
const MOST_ORDERS: usize = 20_000;
const MOST_PRODUCTS: usize = 3_000;
/// Orders of more products show nothing: they are collections.
const LARGEST_SHOWING: usize = 60;
/// Strength of the pull to the prior, in the regression of standardised features.
const PULL: f64 = 3.0;

/// The probability that a pair's features give.
pub(super) type Curve = Logistic<FEATURES>;

/// The curve before anything is known: the odds are what relatives have, and attributes that fit count as they are.
pub(super) fn prior() -> Curve {
    let mut slopes = [0.0; FEATURES];
    for (slope, value) in [(LENT, 1.0), (5, 1.0)] {
        if let Some(slot) = slopes.get_mut(slope) {
            *slot = value;
        }
    }
    Logistic::new(0.0, slopes)
}

/// Learns the curve; the prior where a shop has too few orders.
pub(super) fn curve(
    shop: &Shop<'_>,
    titles: &Titles,
    alike: &Alike,
    rules: &Rules<'_>,
    min_orders: u32,
) -> Curve {
    let times = || shop.baskets.iter().map(|basket| basket.time);
    let (Some(first), Some(last)) = (times().next(), times().last()) else {
        return prior();
    };
    let end = last.saturating_add(1);
    let showing = (SHOWING_DAYS * 86_400).min(end.saturating_sub(first) / SHOWING_PART);
    let cut = end.saturating_sub(showing);
    let shown = shop.baskets.between(cut..i64::MAX);
    let usable = |items: &[u32]| (2..=LARGEST_SHOWING).contains(&items.len());
    if shown.iter().filter(|basket| usable(basket.items)).count() < FEWEST_ORDERS {
        return prior();
    }
    let later = count_pairs(
        &shown,
        &CountOptions {
            max_basket: shop.max_basket,
            min_orders: 1,
            weights: None,
        },
    );
    let pairs = Pairs {
        all: shop.counts,
        later: Some(&later),
    };
    let before = shop.baskets.between(i64::MIN..cut);
    let known = (cut, min_orders);
    let evidence = Evidence::of(shop.facts, titles, alike, pairs, &before, known);
    let seen = observe(&evidence, &shown.spread(MOST_ORDERS), rules);
    Curve::fit(&seen, PULL, &prior())
}

/// How often each candidate was in orders with a product: every order counts one over its products, as if one of them, by
/// chance, had been looked at.
fn observe(evidence: &Evidence<'_>, shown: &Baskets, rules: &Rules<'_>) -> Observations<FEATURES> {
    let weights: Vec<u64> = shown
        .iter()
        .map(|basket| match basket.items.len() {
            0 | 1 => 0,
            size => WEIGHT_ONE / size as u64,
        })
        .collect();
    let counts: PairCounts = count_pairs(
        shown,
        &CountOptions {
            max_basket: LARGEST_SHOWING,
            min_orders: 1,
            weights: Some(&weights),
        },
    );
    let sold: Vec<u32> = (0..shown.products() as u32)
        .filter(|&product| counts.weight_of(product) > 0.0)
        .collect();
    let asked: Vec<u32> = match sold.len() {
        all if all > MOST_PRODUCTS => (0..MOST_PRODUCTS)
            .filter_map(|n| sold.get(n * all / MOST_PRODUCTS).copied())
            .collect(),
        _ => sold,
    };
    let parts: Vec<Vec<_>> = asked
        .into_par_iter()
        .map_init(Scratch::default, |scratch, product| {
            let (row, trials) = (counts.row(product), counts.weight_of(product));
            evidence.candidates(product, scratch, |to| rules.complete(product, to));
            let seen = scratch.found.iter().map(|candidate| {
                let hits = row.find(candidate.to).map_or(0.0, |at| row.weight(at));
                (candidate.features, (hits, trials))
            });
            seen.collect()
        })
        .collect();
    let (rows, seen) = parts.into_iter().flatten().unzip();
    Observations { rows, seen }
}
