//! Complements: which products complete a seed, how likely, and what several seeds add up to.
//!
//! Two views of the orders are made. From the first, which ends a month before the orders do, the logistic regression learns
//! how evidence becomes the probability that an order with the seed also holds the candidate, because the last month shows
//! what happened. The second, of all orders, is what this curve is then applied to. Whatever else is chosen (the simple methods
//! that the curve must not be worse than, how orders age, how strongly the ridge pulls, what speaks against a product, what
//! alternatives are worth) is tried on the same month, and kept as it is unless something else is surely better there.

use std::fmt;
use std::sync::Arc;

use rayon::prelude::*;
use serde::Serialize;
use setwise_core::snapshot::MAX_EDGES;

use super::cart::{Blend, best_of, fit_blend};
use super::features::{
    Candidate, CandidateScratch, FEATURES, RidgeSettings, SMALL_ORDERS, View, ViewOptions, Without,
};
use super::likeness::strongest;
use super::logistic::{Logistic, Observations};
use super::table::PairTable;
use super::title::Titles;
use super::trial::{Alternatives, LARGEST, Trial, UNHEEDED, mean};
use super::voices::{Lists, Voices};
use super::{Edges, Facts};
use crate::baskets::Baskets;
use crate::count::{CountOptions, PairCounts, Room, WEIGHT_ONE, count_aged, count_pairs};

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
    /// Edges that are borrowed from products like the one they are of, ascending: no order says so.
    pub borrowed: Vec<(u32, u32)>,
    /// What each neighbour adds to the score beside several seeds, also of pairs that are no edges. Below zero it takes away, and
    /// then the pair may be in no order.
    pub weights: PairTable,
    /// Products that each one speaks against, the surest first, by how much it takes away.
    pub against: Edges,
    /// By product its cohort + 1, or 0: what the product itself does not name, its cohort's list does.
    pub cohorts: Vec<u32>,
    /// The likeliest of each cohort.
    pub shared: Edges,
    /// Mean weights of each cohort's products.
    pub shared_weights: PairTable,
    /// What is bought most, best first.
    pub popular: Vec<u32>,
    /// What part of the likelihood is added to the weight beside 1, 2, … 16 seeds.
    pub blend: Blend,
    /// What is left of a score beside an alternative among the seeds, and for each better one in the slate.
    pub alternatives: Alternatives,
    /// Below this likelihood a product is filler.
    pub floor: f64,
}

impl Complements {
    /// What voices are made of.
    pub(crate) fn lists(&self) -> Lists<'_> {
        Lists {
            edges: &self.edges,
            shared: &self.shared,
            cohorts: &self.cohorts,
            weights: &self.weights,
            shared_weights: &self.shared_weights,
            against: &self.against,
        }
    }

    /// Takes the edges that were chosen, with what is borrowed where neither a product nor its cohort says enough.
    pub(crate) fn with_borrowed(&mut self, chosen: &Edges, filled: &Edges, enough: usize) {
        let products = chosen.products() as u32;
        let shared = |product: u32| {
            let cohort = self.cohorts.get(product as usize).copied().unwrap_or(0);
            let list = cohort.checked_sub(1);
            list.map_or(0, |cohort| self.shared.of(cohort).len())
        };
        let triples = (0..products).flat_map(|product| {
            let edges = match chosen.of(product).len() + shared(product) >= enough {
                true => chosen,
                false => filled,
            };
            let row = edges.of(product);
            row.map(move |(to, weight)| (product, to, weight))
        });
        let triples: Vec<(u32, u32, f64)> = triples.collect();
        let is_borrowed = |&(product, to): &(u32, u32)| !chosen.of(product).any(|own| own.0 == to);
        let pairs = triples.iter().map(|&(product, to, _)| (product, to));
        let mut borrowed: Vec<(u32, u32)> = pairs.filter(is_borrowed).collect();
        borrowed.sort_unstable();
        self.borrowed = borrowed;
        self.edges = Edges::strongest(triples, chosen.products(), usize::MAX);
    }
}

/// Days of orders that show what happened, and the part of all time that they are at most.
const SHOWING_DAYS: i64 = 30;
const SHOWING_PART: i64 = 4;
/// Fewer orders than this show nothing.
const FEWEST_ORDERS: usize = 50;
/// More orders than this show nothing new: twelve numbers are learned from them, and a blend is chosen of thirty. So many
/// of the month are taken, spread evenly; most shops have fewer.
const MOST_ORDERS: usize = 20_000;
/// Strength of the pull to the prior, in the regression of standardised features.
const PULL: f64 = 3.0;
/// Neighbours found for each that is kept: `choose` picks among them once needs are known.
const SPARE: usize = 4;
/// Bestsellers that would fill a slate.
const FILLER: usize = 6;
/// What is less than a tenth as likely as they are is worse than nothing. A quarter is too strict: in shops with short
/// orders it withholds slates that find more than bestsellers do.
const FILLER_PART: f64 = 0.1;
/// Bestsellers that are kept: those of a slate, and two where some are in the cart or sold out.
const POPULAR: usize = 8;

/// Products that a cohort's list keeps: the fewer products a page can start from, the more a cart needs.
const SHARED: usize = 16;

/// Half-lives of orders in the ridge that are tried, in days, the usual one first.
const HALF_LIVES: [f64; 3] = [240.0, f64::INFINITY, 90.0];
/// Strengths of the ridge that are tried, the usual one first.
const LAMBDAS: [f64; 3] = [10.0, 3.0, 40.0];
/// So many products a product speaks against, where that is surely better and its list has room.
const AGAINST: usize = 4;
/// Larger catalogs keep the usual ridge: each that is tried costs as much as all else of a training.
const MOST_TRIED: usize = 30_000;
/// What an alternative may cost: among the seeds, and in the slate. The strictest first.
const PRICES: [f64; 5] = [0.0, 0.25, 0.5, 0.75, 1.0];
/// What it costs where too few orders say anything.
const USUAL_ALTERNATIVES: Alternatives = [0.0, 0.25];
/// A stricter price is kept unless a laxer one gains this part.
const WORTH_IT: f64 = 0.0025;

/// The curve before anything is known: the odds are the shrunk share of orders.
fn prior() -> Logistic<FEATURES> {
    curve_of(&[(SMALL_ORDERS, 1.0)])
}

/// A curve of a few slopes.
fn curve_of(given: &[(usize, f64)]) -> Logistic<FEATURES> {
    let mut slopes = [0.0; FEATURES];
    for &(feature, slope) in given {
        if let Some(slot) = slopes.get_mut(feature) {
            *slot = slope;
        }
    }
    Logistic::new(0.0, slopes)
}

/// The simple methods that a product page must not be worse than, as curves of the same evidence: P(j given i), with small orders
/// counting more, cosine, the ridge, and popularity.
fn simple() -> [(&'static str, Logistic<FEATURES>); 5] {
    [
        ("p(j|i)", curve_of(&[(0, 1.0)])),
        ("p(j|i) by size", prior()),
        ("cosine", curve_of(&[(0, 1.0), (8, -0.5)])),
        ("ridge", curve_of(&[(3, 1.0)])),
        ("popularity", curve_of(&[(8, 1.0)])),
    ]
}

/// What was tried on the shop's own last month, and what was chosen.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Choice {
    /// What is chosen.
    pub what: &'static str,
    /// What was tried, with its nDCG at six; the usual one first.
    pub tried: Vec<(String, f64)>,
    /// Place of the chosen one.
    pub chosen: usize,
    /// Orders that it was tried on.
    pub orders: usize,
}

impl fmt::Display for Choice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "chosen on {} orders of the last month, {}:",
            self.orders, self.what
        )?;
        for (n, (name, gain)) in self.tried.iter().enumerate() {
            let mark = if n == self.chosen { "*" } else { "" };
            write!(f, " {mark}{name} {gain:.4}")?;
        }
        Ok(())
    }
}

/// What the last month of orders teaches of all pairs at once.
#[derive(Clone, Debug)]
pub struct Learned {
    curve: Logistic<FEATURES>,
    ridge: RidgeSettings,
    blend: Blend,
    against: usize,
    /// Whether bestsellers are those of the last month, and not of all time.
    latest: bool,
    choices: Vec<Choice>,
    /// What alternatives are tried on; none if too few orders show anything.
    tried: Option<Tried>,
}

/// The model of all but the last month, and that month.
#[derive(Clone, Debug)]
struct Tried {
    trial: Trial,
    /// More voices than are kept.
    pages: Voices,
    carts: Voices,
    popular: Vec<u32>,
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
        let trial = Trial::of(&shown);
        let mut learned = Self {
            curve: prior(),
            ridge: RidgeSettings::default(),
            blend: fit_blend(&Voices::default(), &trial).0,
            against: 0,
            latest: false,
            choices: Vec::new(),
            tried: None,
        };
        if shown
            .iter()
            .filter(|b| (2..=LARGEST).contains(&b.items.len()))
            .count()
            < FEWEST_ORDERS
        {
            return learned;
        }
        let titles = Titles::of(facts);
        let earlier = baskets.between(i64::MIN..cut);
        let limits = options.view(learned.ridge);
        let mut before = View::of(&earlier, cut, facts, &titles, limits, room);
        before.all = PairCounts::default();
        let held = held(trial.orders_shown());
        let asked = |seed: u32| held.get(seed as usize) == Some(&true);
        let popular = learned.choose_popular(&before, &trial);
        let observed = observe(&before, &shown);
        learned.curve = Logistic::fit(&observed, PULL, &prior());
        drop(observed);
        let candidates = Candidates::of(&before, asked);
        learned.choose_curve(
            (&before, &candidates),
            &trial,
            &popular,
            options.edges,
            asked,
        );
        let wide = options.edges.saturating_mul(SPARE);
        let found = candidates.likeliest(&learned.curve, wide);
        drop(candidates);
        let (ridge, shared) =
            learned.choose_ridge((&before, cut), &earlier, &found, &trial, options, room);
        let pages = found.voices(&ridge, &shared, 0, wide, asked);
        let carts = found.voices(&ridge, &shared, learned.against, options.edges, asked);
        learned.tried = Some(Tried {
            trial,
            pages,
            carts,
            popular,
        });
        learned
    }

    /// Bestsellers of the last month in place of those of all time, where they fill pages surely better.
    fn choose_popular(&mut self, view: &View<'_>, trial: &Trial) -> Vec<u32> {
        let lists = [false, true].map(|latest| popular(view, latest));
        let of = |list: &Vec<u32>| trial.pages(&Voices::default(), list, &[], UNHEEDED);
        let gains: Vec<Vec<f64>> = lists.iter().map(of).collect();
        let (chosen, _) = best_of(&gains);
        self.latest = chosen == 1;
        self.note(
            "bestsellers",
            &["of all time", "of the month"],
            &gains,
            chosen,
        );
        let [all, latest] = lists;
        if self.latest { latest } else { all }
    }

    /// One of the simple methods in place of what was learned, where it is surely better.
    fn choose_curve(
        &mut self,
        (view, candidates): (&View<'_>, &Candidates),
        trial: &Trial,
        popular: &[u32],
        edges: usize,
        asked: impl Fn(u32) -> bool + Sync + Copy,
    ) {
        let curves = [("learned", self.curve)].into_iter().chain(simple());
        let (names, curves): (Vec<&str>, Vec<_>) = curves.unzip();
        let gains: Vec<Vec<f64>> = curves
            .iter()
            .map(|curve| {
                let found = candidates.likeliest(curve, edges);
                let voices = found.voices(&view.ridge, &view.cohort_ridge, 0, edges, asked);
                trial.pages(&voices, popular, &[], UNHEEDED)
            })
            .collect();
        let (chosen, _) = best_of(&gains);
        if let Some(curve) = curves.get(chosen) {
            self.curve = *curve;
        }
        self.note("product page", &names, &gains, chosen);
    }

    /// How orders age in the ridge, how strongly it pulls, and whether products speak against others: the weights that were
    /// chosen, of products and of cohorts.
    fn choose_ridge(
        &mut self,
        (view, cut): (&View<'_>, i64),
        earlier: &Baskets,
        found: &Found,
        trial: &Trial,
        options: &ComplementOptions,
        room: &Arc<Room>,
    ) -> (PairTable, PairTable) {
        let edges = options.edges;
        let voices = |weights: &(PairTable, PairTable), against: usize| {
            found.voices(&weights.0, &weights.1, against, edges, |_| true)
        };
        let mut weights = (view.ridge.clone(), view.cohort_ridge.clone());
        let (blend, mut usual) = fit_blend(&voices(&weights, 0), trial);
        self.blend = blend;
        if view.products() <= MOST_TRIED {
            let counted = count_aged(earlier, cut, HALF_LIVES, options.max_basket, room);
            let orders = earlier
                .iter()
                .filter(|b| b.items.len() <= options.max_basket);
            let orders = orders.count();
            let fit = |settings: RidgeSettings| {
                let place = HALF_LIVES
                    .iter()
                    .position(|days| *days == settings.half_life);
                let counts = counted.get(place.unwrap_or(0))?;
                let ridge = settings.fit(counts, orders, options.min_orders);
                // Rare pairs are left out of means here: they are few where cohorts are asked.
                let shared = view.cohorts.mean(&ridge, counts);
                Some((ridge, shared))
            };
            let usual_settings = self.ridge;
            let ages = HALF_LIVES.map(|half_life| RidgeSettings {
                half_life,
                ..usual_settings
            });
            self.try_ridges(
                "half-life in carts",
                &ages,
                &fit,
                &voices,
                trial,
                (&mut weights, &mut usual),
            );
            let aged = self.ridge;
            let pulls = LAMBDAS.map(|lambda| RidgeSettings { lambda, ..aged });
            self.try_ridges(
                "ridge of carts",
                &pulls,
                &fit,
                &voices,
                trial,
                (&mut weights, &mut usual),
            );
        }
        let (blend, usual) = fit_blend(&voices(&weights, 0), trial);
        self.blend = blend;
        let places = AGAINST.min(MAX_EDGES.saturating_sub(edges));
        let (blend, against) = fit_blend(&voices(&weights, places), trial);
        let gains = [usual, against];
        let (chosen, _) = best_of(&gains);
        if chosen == 1 {
            self.against = places;
            self.blend = blend;
        }
        self.note("neighbours spoken against", &["none", "4"], &gains, chosen);
        weights
    }

    /// Keeps the best of some settings of the ridge, of which the first is the present one, with the weights and gains that it
    /// has.
    fn try_ridges(
        &mut self,
        what: &'static str,
        settings: &[RidgeSettings],
        fit: &dyn Fn(RidgeSettings) -> Option<(PairTable, PairTable)>,
        voices: &dyn Fn(&(PairTable, PairTable), usize) -> Voices,
        trial: &Trial,
        (weights, usual): (&mut (PairTable, PairTable), &mut Vec<f64>),
    ) {
        let mut gains = vec![std::mem::take(usual)];
        let mut best = 0;
        for (n, &settings) in settings.iter().enumerate().skip(1) {
            let Some(fitted) = fit(settings) else {
                continue;
            };
            let found = trial.carts(&voices(&fitted, 0), &[self.blend], &[], UNHEEDED);
            gains.extend(found);
            let (chosen, _) = best_of(&gains);
            if chosen == n {
                (best, *weights) = (n, fitted);
            }
        }
        let names: Vec<String> = settings.iter().map(|s| s.to_string()).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        self.note(what, &names, &gains, best);
        if let Some(&settings) = settings.get(best) {
            self.ridge = settings;
        }
        *usual = gains.swap_remove(best);
    }

    /// What alternatives are worth, given the need that each product serves: the strictest price that costs nothing.
    pub fn choose_alternatives(&mut self, needs: &[u32]) -> Alternatives {
        let Some(tried) = self.tried.take() else {
            return USUAL_ALTERNATIVES;
        };
        if needs.iter().all(|&need| need == 0) {
            return UNHEEDED;
        }
        let trial = &tried.trial;
        let blend = self.blend;
        let gains = |alternatives: Alternatives| {
            let mut gains = trial.pages(&tried.pages, &tried.popular, needs, alternatives);
            let carts = trial.carts(&tried.carts, &[blend], needs, alternatives);
            gains.extend(carts.into_iter().flatten());
            gains
        };
        let mut chosen = UNHEEDED;
        for (place, what) in [(0, "alternative to a seed"), (1, "second of a need")] {
            let at = |price: f64| {
                let mut alternatives = chosen;
                if let Some(slot) = alternatives.get_mut(place) {
                    *slot = price;
                }
                alternatives
            };
            let tried: Vec<Vec<f64>> = PRICES.iter().map(|&price| gains(at(price))).collect();
            let most = tried.iter().map(|gains| mean(gains)).fold(0.0, f64::max);
            let enough = |gains: &Vec<f64>| mean(gains) >= most * (1.0 - WORTH_IT);
            let best = tried.iter().position(enough).unwrap_or(PRICES.len() - 1);
            if let Some(&price) = PRICES.get(best) {
                chosen = at(price);
            }
            let names: Vec<String> = PRICES.iter().map(f64::to_string).collect();
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            self.note(what, &names, &tried, best);
        }
        chosen
    }

    fn note(&mut self, what: &'static str, names: &[&str], gains: &[Vec<f64>], chosen: usize) {
        let tried = names.iter().zip(gains);
        self.choices.push(Choice {
            what,
            tried: tried
                .map(|(name, gains)| ((*name).to_owned(), mean(gains)))
                .collect(),
            chosen,
            orders: gains.first().map_or(0, Vec::len),
        });
    }

    /// What was tried so far, and chosen.
    #[must_use]
    pub fn choices(&self) -> &[Choice] {
        &self.choices
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
        // The curve knows the usual ridge.
        let limits = options.view(RidgeSettings::default());
        let now = View::of(baskets, end(baskets), facts, &titles, limits, room);
        let (weights, shared_weights) = self.weights(baskets, &now, options, room);
        let limit = options.edges.saturating_mul(SPARE);
        let found = Found::of(&now, &self.curve, limit);
        let complements = Complements {
            floor: floor(&now),
            popular: popular(&now, self.latest),
            against: against(&weights, self.against),
            edges: found.edges,
            shared: found.shared.cut(SHARED),
            cohorts: found.cohorts,
            borrowed: Vec::new(),
            weights,
            shared_weights,
            blend: self.blend,
            alternatives: UNHEEDED,
        };
        (complements, now.all)
    }
}

impl Learned {
    /// The weights of carts by the ridge that was chosen, of products and of cohorts.
    fn weights(
        &self,
        baskets: &Baskets,
        now: &View<'_>,
        options: &ComplementOptions,
        room: &Arc<Room>,
    ) -> (PairTable, PairTable) {
        if self.ridge == RidgeSettings::default() {
            return (now.ridge.clone(), now.cohort_ridge.clone());
        }
        let half_life = [self.ridge.half_life];
        let [counts] = count_aged(baskets, end(baskets), half_life, options.max_basket, room);
        let orders = baskets
            .iter()
            .filter(|b| b.items.len() <= options.max_basket);
        let ridge = self.ridge.fit(&counts, orders.count(), options.min_orders);
        let shared = now.cohorts.mean(&ridge, &counts);
        (ridge, shared)
    }
}

impl ComplementOptions {
    fn view(&self, ridge: RidgeSettings) -> ViewOptions {
        ViewOptions {
            max_basket: self.max_basket,
            min_orders: self.min_orders,
            without: self.without,
            ridge,
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
/// chance, had been the seed. Where the seed does not name a product that its cohort does, the cohort's evidence is seen.
fn observe(view: &View<'_>, shown: &Baskets) -> Observations<FEATURES> {
    let weights: Vec<u64> = shown
        .iter()
        .map(|basket| match basket.items.len() {
            0 | 1 => 0,
            size => WEIGHT_ONE / size as u64,
        })
        .collect();
    let counting = CountOptions {
        max_basket: LARGEST,
        min_orders: 1,
        weights: Some(&weights),
    };
    let counts: PairCounts = count_pairs(shown, &counting);
    let of_cohorts = Candidates::of(view, |_| false).shared;
    let parts: Vec<Vec<Seen>> = (0..view.products() as u32)
        .into_par_iter()
        .map_init(CandidateScratch::default, |scratch, seed| {
            let trials = counts.weight_of(seed);
            if trials <= 0.0 {
                return Vec::new();
            }
            let row = counts.row(seed);
            view.candidates(seed, scratch);
            let own = &scratch.found;
            let cohort = view.cohorts.get(seed);
            let shared = cohort.and_then(|cohort| of_cohorts.get(cohort as usize));
            let shared = shared.map_or(&[][..], Vec::as_slice).iter();
            let shared = shared.filter(|candidate| {
                let known = own.binary_search_by_key(&candidate.to, |own| own.to);
                candidate.to != seed && known.is_err()
            });
            own.iter()
                .chain(shared)
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

/// What may go with products and cohorts, before a curve says how likely it is.
struct Candidates {
    own: Vec<Vec<Candidate>>,
    shared: Vec<Vec<Candidate>>,
    cohorts: Vec<u32>,
}

impl Candidates {
    /// Those of every product that is wanted, and of every cohort.
    fn of(view: &View<'_>, wanted: impl Fn(u32) -> bool + Sync) -> Self {
        let products = view.products() as u32;
        let own = (0..products)
            .into_par_iter()
            .map_init(CandidateScratch::default, |scratch, seed| {
                if wanted(seed) {
                    view.candidates(seed, scratch);
                    return std::mem::take(&mut scratch.found);
                }
                Vec::new()
            })
            .collect();
        let shared = (0..view.cohorts.len() as u32)
            .into_par_iter()
            .map_init(CandidateScratch::default, |scratch, cohort| {
                view.cohort_candidates(cohort, scratch);
                std::mem::take(&mut scratch.found)
            })
            .collect();
        let cohort = |product| view.cohorts.get(product).map_or(0, |cohort| cohort + 1);
        Self {
            own,
            shared,
            cohorts: (0..products).map(cohort).collect(),
        }
    }

    /// The likeliest by a curve.
    fn likeliest(&self, curve: &Logistic<FEATURES>, limit: usize) -> Found {
        let edges = |lists: &[Vec<Candidate>]| {
            let rows = lists.par_iter().enumerate();
            let rows = rows.flat_map_iter(|(row, list)| likely(row as u32, list, curve, limit));
            Edges::strongest(rows.collect(), lists.len(), limit)
        };
        Found {
            edges: edges(&self.own),
            shared: edges(&self.shared),
            cohorts: self.cohorts.clone(),
        }
    }
}

/// The likeliest of some candidates by a curve, as edges of one row.
fn likely(
    row: u32,
    candidates: &[Candidate],
    curve: &Logistic<FEATURES>,
    limit: usize,
) -> Vec<(u32, u32, f64)> {
    let likely = candidates
        .iter()
        .map(|c| (c.to, curve.probability(&c.features)));
    let mut likely: Vec<(u32, f64)> = likely.collect();
    strongest(&mut likely, limit);
    likely
        .into_iter()
        .map(|(to, likelihood)| (row, to, likelihood))
        .collect()
}

/// What a curve finds: for products, and for cohorts.
struct Found {
    edges: Edges,
    shared: Edges,
    cohorts: Vec<u32>,
}

impl Found {
    /// The likeliest of everything, one product after the other: no more candidates are kept than one has.
    fn of(view: &View<'_>, curve: &Logistic<FEATURES>, limit: usize) -> Self {
        let own = (0..view.products() as u32).into_par_iter();
        let own = own.map_init(CandidateScratch::default, |scratch, seed| {
            view.candidates(seed, scratch);
            likely(seed, &scratch.found, curve, limit)
        });
        let edges = Edges::strongest(own.flatten_iter().collect(), view.products(), limit);
        Self {
            edges,
            ..Candidates::of(view, |_| false).likeliest(curve, limit)
        }
    }

    /// What products say with these weights, `kept` of each list and so many against others.
    fn voices(
        &self,
        weights: &PairTable,
        shared_weights: &PairTable,
        speaking_against: usize,
        kept: usize,
        wanted: impl Fn(u32) -> bool + Sync,
    ) -> Voices {
        let lists = Lists {
            edges: &self.edges,
            shared: &self.shared,
            cohorts: &self.cohorts,
            weights,
            shared_weights,
            against: &against(weights, speaking_against),
        };
        Voices::of(lists, kept, wanted)
    }
}

/// Of each product the weights that take most away, as much above zero.
fn against(weights: &PairTable, limit: usize) -> Edges {
    let products = weights.rows() as u32;
    let triples = (0..products).into_par_iter().flat_map_iter(|from| {
        let mut least: Vec<(u32, f64)> = weights
            .row(from)
            .filter(|(_, weight)| *weight < 0.0)
            .map(|(to, weight)| (to, -weight))
            .collect();
        strongest(&mut least, limit);
        least
            .into_iter()
            .map(move |(to, weight)| (from, to, weight))
    });
    Edges::strongest(triples.collect(), products as usize, limit)
}

/// The bestsellers, best first: of all time, or at the rate of the last month.
fn popular(view: &View<'_>, latest: bool) -> Vec<u32> {
    let rates = &view.rates;
    let mut rated: Vec<(f64, u32)> = rates
        .all
        .iter()
        .zip(&rates.month)
        .map(|(all, month)| if latest { all * month.exp() } else { *all })
        .zip(0..)
        .filter(|&(_, product)| view.is_sold(product))
        .collect();
    rated.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    rated
        .into_iter()
        .take(POPULAR)
        .map(|(_, product)| product)
        .collect()
}

/// The least likelihood that is worth showing: a part of the mean share of the bestsellers.
fn floor(view: &View<'_>) -> f64 {
    let mut shares: Vec<f64> = (0..view.products() as u32).map(|p| view.share(p)).collect();
    shares.sort_unstable_by(|a, b| b.total_cmp(a));
    shares.truncate(FILLER);
    let mean = shares.iter().sum::<f64>() / shares.len().max(1) as f64;
    mean * FILLER_PART
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
