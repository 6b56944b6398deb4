//! What is known of a pair of products at a moment: the evidence that one goes with the other.

use std::sync::Arc;

use rayon::prelude::*;

use crate::baskets::Baskets;
use crate::count::{PairCounts, PairRow, Room, WindowOptions, Windows, weight_by_size};

use super::Facts;
use super::cohort::Cohorts;
use super::joint::OrdersWith;
use super::ridge::{RidgeOptions, fit_ridge};
use super::table::PairTable;
use super::title::Titles;
use super::trend::{Rates, Weeks};

/// Features of a pair.
pub(crate) const FEATURES: usize = 15;

/// Kinds of evidence, each one feature or two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, clap::ValueEnum)]
pub enum Evidence {
    /// Share of the seed's orders that hold the other.
    Together,
    /// The same with every order counting as one product's worth: large orders say little of each pair.
    SmallOrders,
    /// The same with a half-life of 90 days.
    Recent,
    /// Weight in a ridge regression on all that the other is bought with.
    Ridge,
    /// Likeness of titles.
    Title,
    /// Rise or fall of the other's sales in weeks and months.
    Trend,
    /// The other's share of orders.
    Popularity,
    /// Ratio of prices.
    Price,
    /// The other's sales in last year's same weeks, where there are two years of orders.
    Season,
    /// Whether only products like the seed are known to go with the other.
    Cohort,
    /// Rise of the other's sales whatever the seed is: what sells everywhere now.
    Everywhere,
}

impl Evidence {
    /// The features that it fills.
    fn features(self) -> std::ops::Range<usize> {
        match self {
            Self::Together => 0..1,
            Self::SmallOrders => 1..2,
            Self::Recent => 2..3,
            Self::Ridge => 3..4,
            Self::Title => 4..6,
            Self::Trend => 6..8,
            Self::Popularity => 8..9,
            Self::Price => 9..10,
            Self::Season => 10..11,
            Self::Cohort => 11..12,
            Self::Everywhere => 12..15,
        }
    }
}

/// Feature number of [`Evidence::SmallOrders`], which alone is already a fair estimate of the logarithm of the probability.
pub(crate) const SMALL_ORDERS: usize = 1;

/// Kinds of evidence that are left out, to see what they add.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Without(u16);

impl FromIterator<Evidence> for Without {
    fn from_iter<I: IntoIterator<Item = Evidence>>(left_out: I) -> Self {
        let features = left_out.into_iter().flat_map(Evidence::features);
        Self(features.fold(0, |bits, feature| bits | 1 << feature))
    }
}

impl Without {
    /// All evidence is used.
    pub const NOTHING: Self = Self(0);

    fn blank(self, features: &mut [f32; FEATURES]) {
        for (n, feature) in features.iter_mut().enumerate() {
            if self.0 >> n & 1 == 1 {
                *feature = 0.0;
            }
        }
    }
}

/// Orders' worth of "as often as with anything" added to every share, so that three orders do not make a certainty.
const PRIOR_ORDERS: f64 = 10.0;
/// Candidates of a seed by the shares and the ridge together, and beyond them by the ridge alone.
const BEST: usize = 60;
const BEST_BY_RIDGE: usize = 15;
/// And so many of the products that rise fastest, if they are bought with the seed at all.
const BEST_BY_TREND: usize = 20;
/// Half-life in days of the shares called recent.
const RECENT: f64 = 90.0;
/// Added to ridge weights before the logarithm: about the least weight that says anything.
const RIDGE_FLOOR: f64 = 0.005;

/// Limits of a view.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ViewOptions {
    pub(crate) max_basket: usize,
    pub(crate) min_orders: u32,
    pub(crate) without: Without,
    pub(crate) ridge: RidgeSettings,
}

/// What of the ridge is chosen on each shop's own last month.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct RidgeSettings {
    /// Days after which an order counts half; infinite where all count alike.
    pub(crate) half_life: f64,
    /// Strength of the pull to 0, in orders.
    pub(crate) lambda: f64,
}

impl std::fmt::Display for RidgeSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} days λ {}", self.half_life, self.lambda)
    }
}

impl Default for RidgeSettings {
    fn default() -> Self {
        Self {
            half_life: 240.0,
            lambda: 10.0,
        }
    }
}

/// All evidence of the orders before a moment.
pub(crate) struct View<'a> {
    facts: &'a Facts,
    titles: &'a Titles,
    options: ViewOptions,
    orders: f64,
    /// All pairs, unweighted.
    pub(crate) all: PairCounts,
    /// Weight of an order one over its products, 1 on average.
    by_size: PairCounts,
    /// Pairs of the privacy floor, decayed.
    recent: PairCounts,
    recent_orders: f64,
    pub(crate) ridge: PairTable,
    pub(crate) cohorts: Cohorts,
    /// Mean ridge weights of each cohort's products.
    pub(crate) cohort_ridge: PairTable,
    orders_with: OrdersWith<'a>,
    pub(crate) rates: Rates,
    weeks: Weeks,
    /// By product: whether it is among those that rise fastest.
    rising: Vec<bool>,
}

/// A product that may complete a seed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Candidate {
    pub(crate) to: u32,
    pub(crate) features: [f32; FEATURES],
}

/// Working memory of [`View::candidates`].
#[derive(Default)]
pub(crate) struct CandidateScratch {
    looked_at: Vec<Look>,
    pub(crate) found: Vec<Candidate>,
}

/// A first look at a pair: without what is dear to compute.
#[derive(Clone, Copy)]
struct Look {
    score: f64,
    ridge: f64,
    /// Place in the row of the seed.
    at: usize,
    to: u32,
}

impl<'a> View<'a> {
    /// Counts and fits all orders, the latest of which is before `now`.
    pub(crate) fn of(
        baskets: &'a Baskets,
        now: i64,
        facts: &'a Facts,
        titles: &'a Titles,
        options: ViewOptions,
        room: &Arc<Room>,
    ) -> Self {
        let counting = WindowOptions {
            max_basket: options.max_basket,
            min_orders: options.min_orders,
            half_lives: [options.ridge.half_life, RECENT],
        };
        // The ridge learns from rare pairs too; no other evidence is asked about them.
        let Windows {
            all,
            by_size,
            recent,
            orders,
            recent_orders,
            mean_size,
        } = Windows::of(baskets, now, counting, room);
        let ridge = fit_ridge(&all, orders, &options.ridge.fitting());
        let all = all.without_weights();
        let weight = |size: usize| weight_by_size(mean_size, size);
        let cohorts = Cohorts::of(baskets, &all, facts, options.min_orders, weight);
        let cohort_ridge = cohorts.mean(&ridge, &all);
        let ridge = visible(ridge, &all, options.min_orders);
        let rates = Rates::of(baskets, now);
        Self {
            facts,
            titles,
            options,
            orders: orders as f64,
            all,
            by_size,
            recent,
            recent_orders,
            ridge,
            cohorts,
            cohort_ridge,
            orders_with: OrdersWith::of(baskets, options.max_basket),
            rising: rising(&rates),
            rates,
            weeks: Weeks::of(baskets, now, options.max_basket),
        }
    }

    /// Number of products.
    pub(crate) fn products(&self) -> usize {
        self.by_size.products()
    }

    /// Whether any order holds a product, and shelves may.
    pub(crate) fn is_sold(&self, product: u32) -> bool {
        self.by_size.orders_of(product) > 0 && self.facts.is_shown(product)
    }

    /// Share of orders that hold a product when each order counts one over its products: what a bestseller has without
    /// any seed.
    pub(crate) fn share(&self, product: u32) -> f64 {
        self.by_size.weight_of(product) / self.orders.max(1.0)
    }

    /// Fills `scratch.found` with what may complete a seed: products in enough orders with it, the best by a first look,
    /// ascending.
    pub(crate) fn candidates(&self, seed: u32, scratch: &mut CandidateScratch) {
        let CandidateScratch { looked_at, found } = scratch;
        looked_at.clear();
        found.clear();
        let pairs = Pairs {
            seed,
            row: self.by_size.row(seed),
            recent: self.recent.row(seed),
        };
        let mut weights = self.ridge.row(seed).peekable();
        for (at, &to) in pairs.row.to.iter().enumerate() {
            while weights.next_if(|&(other, _)| other < to).is_some() {}
            let ridge = weights
                .next_if(|&(other, _)| other == to)
                .map_or(0.0, |(_, weight)| weight.max(0.0));
            // A product of shares is a sum of logarithms.
            let small = self.small_orders(&pairs, at, to);
            let score = small * (ridge + RIDGE_FLOOR) * self.recent(&pairs, at, to).sqrt();
            looked_at.push(Look {
                score,
                ridge,
                at,
                to,
            });
        }
        if looked_at.len() > BEST {
            let best = |a: &Look, b: &Look| b.score.total_cmp(&a.score).then(a.to.cmp(&b.to));
            looked_at.select_nth_unstable_by(BEST - 1, best);
            let rest = looked_at.get_mut(BEST..).unwrap_or_default();
            if rest.len() > BEST_BY_RIDGE {
                let best = |a: &Look, b: &Look| b.ridge.total_cmp(&a.ridge).then(a.to.cmp(&b.to));
                rest.select_nth_unstable_by(BEST_BY_RIDGE - 1, best);
            }
        }
        for (n, look) in looked_at.iter().enumerate() {
            let rises = self.rising.get(look.to as usize).copied().unwrap_or(false)
                && self.beyond_chance(&pairs, look.at, look.to) > 0.0;
            let wanted = n < BEST || (n < BEST + BEST_BY_RIDGE && look.ridge > 0.0) || rises;
            if wanted && self.orders_with.several_buyers(seed, look.to) {
                let mut features = self.own_features(&pairs, look);
                self.options.without.blank(&mut features);
                found.push(Candidate {
                    to: look.to,
                    features,
                });
            }
        }
        found.sort_unstable_by_key(|candidate| candidate.to);
    }

    /// Fills `scratch.found` with what a cohort is bought with, ascending.
    pub(crate) fn cohort_candidates(&self, cohort: u32, scratch: &mut CandidateScratch) {
        scratch.found.clear();
        let members = self.cohorts.members(cohort);
        let mean = |to: u32, of: &dyn Fn(u32) -> f64| {
            let others = members.iter().filter(|&&member| member != to);
            let (sum, count) = others.fold((0.0, 0.0), |(sum, count), &member| {
                (sum + of(member), count + 1.0)
            });
            sum / f64::max(count, 1.0)
        };
        for &(to, _) in self.cohorts.row(cohort) {
            let (together, small) = self.cohort_shares(cohort, to);
            let likeness = mean(to, &|member| self.titles.cosine(self.facts, member, to));
            let price = mean(to, &|member| self.facts.price_ratio(member, to).ln());
            let ridge = self.cohort_ridge.get(cohort, to).max(0.0);
            let shares = [together, small, small];
            let all = self.rates.all.get(to as usize).copied().unwrap_or(0.0);
            let beyond = (1.0 - all / together.max(LEAST)).clamp(0.0, 1.0);
            let mut features = self.features(to, shares, ridge, (likeness, price), (beyond, true));
            self.options.without.blank(&mut features);
            scratch.found.push(Candidate { to, features });
        }
    }

    /// Shares of a cohort's orders with a product: all orders alike, and each counting one over its products.
    fn cohort_shares(&self, cohort: u32, to: u32) -> (f64, f64) {
        let (with, total) = (self.cohorts.with(cohort, to), self.cohorts.total(cohort));
        let all = self.rates.all.get(to as usize).copied().unwrap_or(0.0);
        (
            shrunk(with.orders, total.orders, all),
            shrunk(with.weight, total.weight, self.share(to)),
        )
    }

    /// What a seed's shares start from: those of products like it, or else of all.
    fn base(&self, seed: u32, to: u32) -> (f64, f64) {
        let all = || self.rates.all.get(to as usize).copied().unwrap_or(0.0);
        self.cohorts.get(seed).map_or_else(
            || (all(), self.share(to)),
            |cohort| self.cohort_shares(cohort, to),
        )
    }

    /// Share of the seed's orders with the other where each counts one over its products.
    fn small_orders(&self, pairs: &Pairs<'_>, at: usize, to: u32) -> f64 {
        let seeds = self.by_size.weight_of(pairs.seed);
        shrunk(pairs.row.weight(at), seeds, self.base(pairs.seed, to).1)
    }

    /// What part of a pair's orders chance does not explain, as far as it matters: where the other rises.
    fn beyond_chance(&self, pairs: &Pairs<'_>, at: usize, to: u32) -> f64 {
        let met = pairs.row.orders.get(at).copied().map_or(0.0, f64::from);
        self.weeks.beyond_chance(pairs.seed, to, met)
    }

    /// Share of the seed's recent orders with the other.
    fn recent(&self, pairs: &Pairs<'_>, at: usize, to: u32) -> f64 {
        // Both counts keep the same pairs.
        debug_assert_eq!(pairs.recent.to.get(at), Some(&to));
        let all = self.rates.all.get(to as usize).copied().unwrap_or(0.0);
        let base = (self.recent.weight_of(to) + all) / (self.recent_orders + 1.0);
        shrunk(
            pairs.recent.weight(at),
            self.recent.weight_of(pairs.seed),
            base,
        )
    }

    fn own_features(&self, pairs: &Pairs<'_>, look: &Look) -> [f32; FEATURES] {
        let &Look { at, to, ridge, .. } = look;
        let both = pairs.row.orders.get(at).copied().map_or(0.0, f64::from);
        let seeds = f64::from(self.by_size.orders_of(pairs.seed));
        let shares = [
            shrunk(both, seeds, self.base(pairs.seed, to).0),
            self.small_orders(pairs, at, to),
            self.recent(pairs, at, to),
        ];
        let likeness = self.titles.cosine(self.facts, pairs.seed, to);
        let price = self.facts.price_ratio(pairs.seed, to).ln();
        let beyond = self.beyond_chance(pairs, at, to);
        self.features(to, shares, ridge, (likeness, price), (beyond, false))
    }

    fn features(
        &self,
        to: u32,
        [together, small, recent]: [f64; 3],
        ridge: f64,
        (likeness, price): (f64, f64),
        (beyond, of_cohort): (f64, bool),
    ) -> [f32; FEATURES] {
        let rate = |rates: &[f64]| rates.get(to as usize).copied().unwrap_or(0.0);
        // The week's bestseller completes nothing for that: a rise counts as far as the pair is more than chance.
        let rising = |trend: f64| if trend > 0.0 { trend * beyond } else { trend };
        // What rises beside any seed is evidence of its own, if the shop's last month says so.
        let everywhere = |trend: f64| trend.max(0.0) * (1.0 - beyond);
        let risen = everywhere(rate(&self.rates.recent));
        [
            together.ln(),
            small.ln(),
            recent.ln() - risen,
            (ridge + RIDGE_FLOOR).ln(),
            likeness,
            likeness * likeness,
            rising(rate(&self.rates.week)),
            rising(rate(&self.rates.month)),
            rate(&self.rates.all).max(LEAST).ln(),
            price,
            rising(rate(&self.rates.season)),
            f64::from(u8::from(of_cohort)),
            risen,
            everywhere(rate(&self.rates.week)),
            everywhere(rate(&self.rates.month)),
        ]
        .map(|feature| feature as f32)
    }
}

/// The weights that a snapshot may name: of pairs in enough orders, and against pairs in none.
fn visible(ridge: PairTable, all: &PairCounts, min_orders: u32) -> PairTable {
    let products = all.products() as u32;
    let triples: Vec<(u32, u32, f64)> = (0..products)
        .into_par_iter()
        .flat_map_iter(|from| {
            let row = all.row(from);
            let named = |&(to, weight): &(u32, f64)| {
                let orders = row.find(to).and_then(|at| row.orders.get(at).copied());
                match orders {
                    Some(orders) => orders >= min_orders,
                    None => weight < 0.0,
                }
            };
            let kept: Vec<(u32, f64)> = ridge.row(from).filter(named).collect();
            kept.into_iter().map(move |(to, weight)| (from, to, weight))
        })
        .collect();
    PairTable::by_row(&triples, all.products())
}

impl RidgeSettings {
    /// Everything else of the ridge is the same for all shops.
    fn fitting(self) -> RidgeOptions {
        RidgeOptions {
            lambda: self.lambda,
            ..RidgeOptions::default()
        }
    }

    /// The ridge of counted orders, as far as a snapshot may name it.
    pub(crate) fn fit(self, counts: &PairCounts, orders: usize, min_orders: u32) -> PairTable {
        visible(
            fit_ridge(counts, orders, &self.fitting()),
            counts,
            min_orders,
        )
    }
}

/// The pairs of a seed.
struct Pairs<'a> {
    seed: u32,
    row: PairRow<'a>,
    recent: PairRow<'a>,
}

/// Least share whose logarithm is taken.
const LEAST: f64 = 1e-9;

/// A share that starts from a base; above 0.
fn shrunk(both: f64, seeds: f64, base: f64) -> f64 {
    ((both + PRIOR_ORDERS * base) / (seeds + PRIOR_ORDERS)).max(LEAST)
}

/// The products that sell most at their rate of the last week.
fn rising(rates: &Rates) -> Vec<bool> {
    let mut ranked: Vec<(f64, usize)> = rates
        .all
        .iter()
        .zip(&rates.week)
        .map(|(all, week)| all * week.exp())
        .zip(0..)
        .collect();
    ranked.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut rising = vec![false; ranked.len()];
    for (_, product) in ranked.into_iter().take(BEST_BY_TREND) {
        if let Some(rises) = rising.get_mut(product) {
            *rises = true;
        }
    }
    rising
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::count::{CountOptions, count_pairs};

    #[test]
    fn a_snapshot_names_pairs_of_enough_orders_and_speaks_against_those_of_none() {
        let sets = [vec![0, 1], vec![0, 1], vec![0, 1], vec![0, 2], vec![3]];
        let counts = count_pairs(&Baskets::from_sets(&sets, 4), &CountOptions::default());
        let mut weights = vec![
            (0, 1, -0.1),
            (0, 2, 0.5),
            (0, 3, -0.4),
            (1, 2, 0.3),
            (1, 3, -0.2),
        ];
        weights.sort_by_key(|weight| weight.1);
        let named = visible(PairTable::by_row(&weights, 4), &counts, 3);
        let row = |from| named.row(from).collect::<Vec<_>>();
        assert_eq!(
            row(0),
            [(1, -0.1), (3, -0.4)],
            "in three orders, and in none"
        );
        assert_eq!(
            row(1),
            [(3, -0.2)],
            "nobody bought 1 with 2, which proves nothing for it"
        );
    }
}
