//! Complements: which products complete a seed, how likely, and what several seeds add up to.
//!
//! Two views of the orders are made. From the first, which ends a month before the orders do, the logistic regression learns
//! how evidence becomes the probability that an order with the seed also holds the candidate, because the last month shows
//! what happened. The second, of all orders, is what this curve is then applied to. Nothing else is learned, so that a new
//! shop needs no tuning.

use std::sync::Arc;

use rayon::prelude::*;

use super::cart::{Blend, fit_blend};
use super::features::{CandidateScratch, FEATURES, SMALL_ORDERS, View, ViewOptions, Without};
use super::likeness::strongest;
use super::logistic::{Logistic, Observations};
use super::table::PairTable;
use super::title::Titles;
use super::{Edges, Facts};
use crate::baskets::Baskets;
use crate::count::{CountOptions, PairCounts, Room, WEIGHT_ONE, count_pairs};

/// How complements are fitted.
#[derive(Clone, Copy, Debug)]
pub struct ComplementOptions {
    /// Edges that a product keeps.
    pub edges: usize,
    /// No edge whose pair is in fewer orders: the privacy floor.
    pub min_orders: u32,
    /// Orders of more distinct products are no evidence of what goes together.
    pub max_basket: usize,
    /// Evidence that is left out.
    pub without: Without,
}

/// What goes with each product.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Complements {
    /// The likeliest of each product, more than will be kept; the weight is the probability that an order with the product holds it, orders of
    /// fewer products counting more.
    pub edges: Edges,
    /// What each neighbour adds to the score beside several seeds, also of pairs that are no edges.
    pub weights: PairTable,
    /// What part of the likelihood is added to the weight beside 1, 2, … 16 seeds.
    pub blend: Blend,
    /// Below this likelihood a product is filler.
    pub floor: f64,
}

/// Days of orders that show what happened, and the part of all time that they are at most.
const SHOWING_DAYS: i64 = 30;
const SHOWING_PART: i64 = 4;
/// Fewer orders than this show nothing.
const FEWEST_ORDERS: usize = 50;
/// More orders than this show nothing new: eleven numbers are learned from them, and a blend is chosen of twenty. So many
/// of the month are taken, spread evenly; most shops have fewer.
const MOST_ORDERS: usize = 20_000;
/// Orders of more products show nothing: they are collections.
const LARGEST_SHOWING: usize = 60;
/// Strength of the pull to the prior, in the regression of standardised features.
const PULL: f64 = 3.0;
/// Neighbours found for each that is kept: `choose` picks among them once needs are known.
const SPARE: usize = 4;
/// Bestsellers that would fill a slate.
const FILLER: usize = 6;
/// What is less than a tenth as likely as they are is worse than nothing. A quarter is too strict: in shops with short
/// orders it withholds slates that find more than bestsellers do.
const FILLER_PART: f64 = 0.1;

/// The curve before anything is known: the odds are the shrunk share of orders.
fn prior() -> Logistic<FEATURES> {
    let mut slopes = [0.0; FEATURES];
    if let Some(slope) = slopes.get_mut(SMALL_ORDERS) {
        *slope = 1.0;
    }
    Logistic {
        intercept: 0.0,
        slopes,
    }
}

/// What the last month of orders teaches of all pairs at once.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Learned {
    curve: Logistic<FEATURES>,
    blend: Blend,
}

impl Learned {
    /// Learns from orders, on all threads of the current pool; the result is the same for any number of them.
    #[must_use]
    pub fn of(
        baskets: &Baskets,
        facts: &Facts,
        options: &ComplementOptions,
        room: &Arc<Room>,
    ) -> Self {
        let first = baskets.iter().next().map_or(0, |b| b.time);
        let end = end(baskets);
        let showing = (SHOWING_DAYS * 86_400).min(end.saturating_sub(first) / SHOWING_PART);
        let cut = end.saturating_sub(showing);
        let shown = baskets.between(cut..i64::MAX).spread(MOST_ORDERS);
        let usable = |items: &[u32]| (2..=LARGEST_SHOWING).contains(&items.len());
        if shown.iter().filter(|b| usable(b.items)).count() < FEWEST_ORDERS {
            return Self {
                curve: prior(),
                blend: fit_blend(&Edges::default(), &PairTable::default(), &shown, 0),
            };
        }
        let titles = Titles::of(facts);
        let before = baskets.between(i64::MIN..cut);
        let mut before = View::of(&before, cut, facts, &titles, options.view(), room);
        before.all = PairCounts::default();
        let curve = Logistic::fit(&observe(&before, &shown), PULL, &prior());
        let asked = held(&shown);
        let edges = likeliest(&before, &curve, options.edges, |seed| {
            asked.get(seed as usize) == Some(&true)
        });
        Self {
            curve,
            blend: fit_blend(&edges, &before.ridge, &shown, LARGEST_SHOWING),
        }
    }

    /// What goes with each product by all orders, and how often each pair is in them: it had to be counted anyway.
    #[must_use]
    pub fn complements(
        &self,
        baskets: &Baskets,
        facts: &Facts,
        options: &ComplementOptions,
        room: &Arc<Room>,
    ) -> (Complements, PairCounts) {
        let titles = Titles::of(facts);
        let now = View::of(baskets, end(baskets), facts, &titles, options.view(), room);
        let limit = options.edges.saturating_mul(SPARE);
        let complements = Complements {
            edges: likeliest(&now, &self.curve, limit, |_| true),
            floor: floor(&now),
            weights: now.ridge,
            blend: self.blend,
        };
        (complements, now.all)
    }
}

impl ComplementOptions {
    fn view(&self) -> ViewOptions {
        ViewOptions {
            max_basket: self.max_basket,
            min_orders: self.min_orders,
            without: self.without,
        }
    }
}

/// The moment after the last order.
fn end(baskets: &Baskets) -> i64 {
    let last = baskets.len().checked_sub(1).and_then(|n| baskets.get(n));
    last.map_or(0, |basket| basket.time.saturating_add(1))
}

/// Learns and fits complements, on all threads of the current pool; the result is the same for any number of them.
#[must_use]
pub fn fit_complements(
    baskets: &Baskets,
    facts: &Facts,
    options: &ComplementOptions,
) -> Complements {
    let room = Arc::new(Room::unlimited());
    let learned = Learned::of(baskets, facts, options, &room);
    learned.complements(baskets, facts, options, &room).0
}

/// Features of a pair, and the weight of the orders with both and of all with the seed.
type Seen = ([f32; FEATURES], (f64, f64));

/// How often each candidate was in orders with the seed: every order counts one over its products, as if one of them, by
/// chance, had been the seed.
fn observe(view: &View<'_>, shown: &Baskets) -> Observations<FEATURES> {
    let weights: Vec<u64> = shown
        .iter()
        .map(|basket| match basket.items.len() {
            0 | 1 => 0,
            size => WEIGHT_ONE / size as u64,
        })
        .collect();
    let counting = CountOptions {
        max_basket: LARGEST_SHOWING,
        min_orders: 1,
        weights: Some(&weights),
    };
    let counts: PairCounts = count_pairs(shown, &counting);
    let parts: Vec<Vec<Seen>> = (0..view.products() as u32)
        .into_par_iter()
        .map_init(CandidateScratch::default, |scratch, seed| {
            let trials = counts.weight_of(seed);
            if trials <= 0.0 {
                return Vec::new();
            }
            let row = counts.row(seed);
            view.candidates(seed, scratch);
            scratch
                .found
                .iter()
                .map(|candidate| {
                    let hits = row.find(candidate.to).map_or(0.0, |at| row.weight(at));
                    (candidate.features, (hits, trials))
                })
                .collect()
        })
        .collect();
    let (rows, seen) = parts.into_iter().flatten().unzip();
    Observations { rows, seen }
}

/// By product whether an order holds it.
fn held(baskets: &Baskets) -> Vec<bool> {
    let mut held = vec![false; baskets.products()];
    for &item in baskets.iter().flat_map(|basket| basket.items) {
        if let Some(held) = held.get_mut(item as usize) {
            *held = true;
        }
    }
    held
}

/// The likeliest candidates of every product that is wanted.
fn likeliest(
    view: &View<'_>,
    curve: &Logistic<FEATURES>,
    limit: usize,
    wanted: impl Fn(u32) -> bool + Sync,
) -> Edges {
    let products = view.products();
    let triples: Vec<(u32, u32, f64)> = (0..products as u32)
        .into_par_iter()
        .filter(|&seed| wanted(seed))
        .map_init(CandidateScratch::default, |scratch, seed| {
            view.candidates(seed, scratch);
            let mut likely: Vec<(u32, f64)> = scratch
                .found
                .iter()
                .map(|c| (c.to, curve.probability(&c.features)))
                .collect();
            strongest(&mut likely, limit);
            likely
                .into_iter()
                .map(move |(to, likelihood)| (seed, to, likelihood))
        })
        .flatten_iter()
        .collect();
    Edges::strongest(triples, products, limit)
}

/// The least likelihood that is worth showing: a part of the mean share of the bestsellers.
fn floor(view: &View<'_>) -> f64 {
    let mut shares: Vec<f64> = (0..view.products() as u32).map(|p| view.share(p)).collect();
    shares.sort_unstable_by(|a, b| b.total_cmp(a));
    shares.truncate(FILLER);
    let mean = shares.iter().sum::<f64>() / shares.len().max(1) as f64;
    FILLER_PART * mean
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fit::test_product;
    use crate::ingest::{Interner, OrderHead, Sale};
    use proptest::prelude::*;
    use rand::{Rng, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    const OPTIONS: ComplementOptions = ComplementOptions {
        edges: 12,
        min_orders: 3,
        max_basket: 500,
        without: Without::NOTHING,
    };

    /// Orders at their times.
    fn baskets(orders: &[(i64, Vec<u32>)], products: usize) -> Baskets {
        let mut ids = Interner::new();
        let (mut sales, mut heads) = (Vec::new(), Vec::new());
        for (order, (time, items)) in (0u32..).zip(orders) {
            ids.intern(&order.to_be_bytes());
            heads.push(OrderHead {
                time: *time,
                customer: 0,
            });
            let mut items = items.clone();
            items.sort_unstable();
            items.dedup();
            sales.extend(items.into_iter().map(|product| Sale {
                order,
                product,
                quantity: 1,
                value: 1,
            }));
        }
        Baskets::from_sales(&sales, &heads, &ids, products)
    }

    fn facts(products: usize) -> Facts {
        let lines: Vec<String> = (0..products)
            .map(|n| format!("p{n};Thing {} of {};{}", n % 7, n % 3, 100 + n))
            .collect();
        let products: Vec<_> = lines.iter().map(|line| test_product(line)).collect();
        Facts::of(&products)
    }

    /// A shop of pairs (2n, 2n + 1) with now and then something else, over 120 days.
    fn shop(products: u32, orders: u32) -> Baskets {
        let mut random = ChaCha8Rng::seed_from_u64(7);
        let mut draw = |below: u32| random.next_u32() % below;
        let orders: Vec<(i64, Vec<u32>)> = (0..orders)
            .map(|n| {
                let first = draw(products) / 2 * 2;
                let mut items = vec![first, draw(products)];
                if draw(3) > 0 {
                    items.push(first + 1);
                }
                (i64::from(n) * 120 * 86_400 / i64::from(orders), items)
            })
            .collect();
        baskets(&orders, products as usize)
    }

    #[test]
    fn the_partner_is_the_likeliest_and_its_chance_is_about_right() {
        let found = fit_complements(&shop(40, 6_000), &facts(40), &OPTIONS);
        for seed in 0..40u32 {
            let (to, likely) = found.edges.of(seed).next().expect("an edge");
            assert_eq!(to, seed ^ 1, "of {seed}");
            assert!((0.3..0.8).contains(&likely), "{seed}: {likely}");
            assert!(found.weights.get(seed, to) > 0.2);
        }
        assert!(found.floor > 0.0 && found.floor < 0.05);
    }

    #[test]
    fn no_pair_below_the_privacy_floor() {
        let baskets = shop(60, 400);
        let counts = count_pairs(&baskets, &CountOptions::default());
        let found = fit_complements(&baskets, &facts(60), &OPTIONS);
        assert!(!found.edges.is_empty());
        for seed in 0..60 {
            let row = counts.row(seed);
            for to in found
                .edges
                .of(seed)
                .map(|e| e.0)
                .chain(found.weights.row(seed).map(|e| e.0))
            {
                assert!(
                    row.find(to).is_some_and(|at| row.orders[at] >= 3),
                    "{seed} to {to}"
                );
            }
        }
    }

    #[test]
    fn threads_leave_no_trace() {
        let (baskets, facts) = (shop(300, 4_000), facts(300));
        let fit = |threads| {
            let pool = rayon::ThreadPoolBuilder::new()
                .num_threads(threads)
                .build()
                .expect("pool");
            pool.install(|| fit_complements(&baskets, &facts, &OPTIONS))
        };
        assert_eq!(fit(1), fit(3));
    }

    #[test]
    fn what_is_left_out_changes_the_fit() {
        let (baskets, facts) = (shop(40, 2_000), facts(40));
        let whole = fit_complements(&baskets, &facts, &OPTIONS);
        for evidence in [
            super::super::Evidence::SmallOrders,
            super::super::Evidence::Trend,
        ] {
            let without = ComplementOptions {
                without: [evidence].into_iter().collect(),
                ..OPTIONS
            };
            assert_ne!(
                fit_complements(&baskets, &facts, &without).edges,
                whole.edges
            );
        }
    }

    #[test]
    fn a_shop_without_orders_has_no_complements() {
        let found = fit_complements(&baskets(&[], 5), &facts(5), &OPTIONS);
        assert!(found.edges.is_empty() && found.floor == 0.0);
        assert_eq!(found.edges.products(), 5);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn never_not_a_number(
            orders in proptest::collection::vec((0i64..200, proptest::collection::vec(0u32..12, 0..6)), 0..150),
            scale in 1i64..2_000_000,
            min_orders in 1u32..4,
        ) {
            let orders: Vec<_> = orders.into_iter().map(|(time, items)| (time * scale, items)).collect();
            let options = ComplementOptions { min_orders, ..OPTIONS };
            let found = fit_complements(&baskets(&orders, 12), &facts(12), &options);
            prop_assert!(found.floor.is_finite());
            prop_assert!(found.blend.iter().all(|share| share.is_finite() && *share >= 0.0));
            for seed in 0..12 {
                for (to, likely) in found.edges.of(seed) {
                    prop_assert!(to != seed && likely > 0.0 && likely < 1.0, "{}", likely);
                    prop_assert!(found.weights.get(seed, to).is_finite());
                }
            }
        }
    }
}
