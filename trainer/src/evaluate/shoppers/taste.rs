//! Taste: slates for customers of whom the device remembers earlier orders, with what it remembers and without.

use hashbrown::{HashMap, HashSet};
use setwise_core::catalog::ProductKey;
use setwise_core::directives::Directives;
use setwise_core::profile::{Event, Happened, Profile};
use setwise_core::request::Shelf;

use super::{ANYBODY, means};
use crate::evaluate::model::SetwiseModel;
use crate::evaluate::protocols::{Protocol, choose};
use crate::evaluate::report::{OURS, Report};
use crate::evaluate::split::{Fold, TestOrder};
use crate::metrics::{hit, ndcg};

/// Products shown on a page, and picked for a shopper.
const ON_PAGE: usize = 6;
const PICKED: usize = 10;
/// As on product pages: one product of the order is in view.
const SALT: u64 = 1;

/// Asks about the first order in the window of every customer with earlier orders; rows go to `report`.
///
/// `taste-page`: one product of the order, chosen by a hash of its id, is in view; what else of it is among the six that complete the
/// set. `taste-picked`: nothing is in view yet; what of the order is among the ten picked for the shopper. There is nothing to pick for
/// somebody of whom nothing is known, so that the ten most popular products stand beside it.
pub fn measure(fold: &Fold<'_>, ours: &mut SetwiseModel, seed: u64, report: &mut Report) {
    let mut asked: HashSet<u64> = HashSet::new();
    let first: Vec<&TestOrder> = fold
        .test
        .iter()
        .filter(|order| order.customer != 0 && asked.insert(order.customer))
        .collect();
    let mut histories: HashMap<u64, Vec<(i64, u32)>> = HashMap::new();
    for basket in fold.train.iter().filter(|b| asked.contains(&b.customer)) {
        let lines = basket.items.iter().map(|&item| (basket.time, item));
        histories.entry(basket.customer).or_default().extend(lines);
    }
    let popular = popular(fold);
    let (mut page, mut picked): ([Vec<_>; 2], [Vec<_>; 2]) = Default::default();
    for order in first {
        let Some(history) = histories.get_mut(&order.customer) else {
            continue;
        };
        history.sort_unstable();
        let directives = remembered(ours, fold, history, order.time);
        let known: Vec<u32> = history.iter().map(|&(_, product)| product).collect();

        let mut truth = order.items.clone();
        let in_view = truth.remove(choose(order.key, SALT, truth.len()));
        for (rows, directives) in page.iter_mut().zip([Some(&directives), None]) {
            let shown = ours.personal(Shelf::CompleteSet, &[in_view], &known, directives, ON_PAGE);
            rows.push(parts(&products(&shown), &truth, ON_PAGE));
        }
        let shown = ours.personal(Shelf::ForYou, &[], &known, Some(&directives), PICKED);
        for (rows, shown) in picked.iter_mut().zip([products(&shown), popular.clone()]) {
            rows.push(parts(&shown, &order.items, PICKED));
        }
    }
    if page.iter().all(Vec::is_empty) {
        let why = "nobody with an order before the days held out has ordered in them";
        report.no_queries(Protocol::Repeat, why);
        return;
    }
    let mut rows = |protocol, names: &[&'static str], parts: &[Vec<_>; 2], other| {
        for (method, parts) in [OURS, other].into_iter().zip(parts) {
            report
                .rows
                .push(means(protocol, method, names, parts, seed));
        }
    };
    rows(
        "taste-page",
        &["ndcg@6", "hr@6", "withheld"],
        &page,
        ANYBODY,
    );
    rows(
        "taste-picked",
        &["ndcg@10", "hr@10", "withheld"],
        &picked,
        "popularity",
    );
}

/// What the device says of a customer: a profile of the purchases, as the shop's page would tell them.
fn remembered(
    ours: &SetwiseModel,
    fold: &Fold<'_>,
    history: &[(i64, u32)],
    now: i64,
) -> Directives {
    let mut profile = Profile::default();
    for &(at, product) in history {
        if let Some(known) = fold.products.get(product as usize) {
            let what = Happened::Purchase(ProductKey::of(&known.id));
            profile.observe(Event { at, what });
            if let Some(facts) = ours.facts(product, at) {
                profile.learn(facts);
            }
        }
    }
    let taste = profile.taste(now);
    Directives {
        taste: taste.traits,
        own: taste.products,
        price_chances: profile.price_chances(now),
        price_tier: profile.price_tier(now),
        ..Directives::default()
    }
}

fn products(shown: &[(u32, Option<u32>)]) -> Vec<u32> {
    shown.iter().map(|&(product, _)| product).collect()
}

fn parts(shown: &[u32], truth: &[u32], k: usize) -> Vec<(f64, f64)> {
    let withheld = f64::from(u8::from(shown.is_empty()));
    vec![
        (ndcg(shown, truth, k), 1.0),
        (hit(shown, truth, k), 1.0),
        (withheld, 1.0),
    ]
}

/// The products of most orders before the window.
fn popular(fold: &Fold<'_>) -> Vec<u32> {
    let mut counts: HashMap<u32, usize> = HashMap::new();
    for item in fold.train.iter().flat_map(|basket| basket.items) {
        *counts.entry(*item).or_default() += 1;
    }
    let mut ranked: Vec<(usize, u32)> = counts.into_iter().map(|(p, n)| (n, p)).collect();
    ranked.sort_unstable_by_key(|&(count, product)| (std::cmp::Reverse(count), product));
    ranked.into_iter().take(PICKED).map(|(_, p)| p).collect()
}
