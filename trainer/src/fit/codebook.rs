//! What sixteen codes, levels and ranks are worth, so that a few bits of each edge say nearly as much as its numbers.
//!
//! Weights add up beside a cart: their code is a power of its number, which spends codes on the many small weights and yet
//! keeps the large ones apart; the last few codes speak against a product, where any does. Code 0 is for what is borrowed. Likelihoods rank beside a single seed: the order of a product's edges is kept exact, and
//! how likely they are is a level of the product times a curve over ranks, the same for all products.

use setwise_core::snapshot::WEIGHT_CODES;

use super::Edges;
use super::complements::Complements;
use super::table::PairTable;

/// Numbers of a table of the snapshot.
pub(crate) type Table = [f64; WEIGHT_CODES];

/// Code `c` is worth `(c / 15)^POWER` of the largest. A square root of a scale (power 2) is too coarse at its top, where sums
/// are decided; an even one at its bottom, where most are.
const POWER: f64 = 1.5;
/// Codes that speak against a product, where any does: each is worth so much of the one before.
const AGAINST: usize = 4;
const MILDER: f64 = 0.5;
/// Weights above all but one of a thousand count as that one.
const CLIPPED: usize = 1_000;
/// Rounds of fitting levels and curve to each other: after the first only short lists matter.
const ROUNDS: usize = 8;
/// A rank's share is at most so much of the one before it, so that no rounding makes equals of them.
const STEP: f64 = 0.995;
/// Least likelihood whose logarithm is taken.
const LEAST: f64 = 1e-6;

/// The tables of a model, and how to find places in them.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Codebook {
    /// What each code of a weight is worth.
    pub(crate) weights: Table,
    /// What each level of a product is worth.
    pub(crate) scales: Table,
    /// The share of each rank.
    pub(crate) curve: Table,
    /// By product: its level.
    pub(crate) levels: Vec<u8>,
    /// By cohort: the level of its list.
    pub(crate) shared_levels: Vec<u8>,
    /// Codes of weights that are not below zero.
    speaking_for: usize,
}

impl Codebook {
    pub(crate) fn of(complements: &Complements) -> Self {
        let Complements {
            edges,
            shared,
            weights,
            shared_weights,
            against,
            ..
        } = complements;
        let of = |edges: &Edges, weights: &PairTable| -> Vec<f64> {
            let rows = 0..edges.products() as u32;
            let row = |p: u32| edges.of(p).map(move |(to, _)| weights.get(p, to));
            rows.flat_map(row).filter(|weight| *weight > 0.0).collect()
        };
        let mut found = of(edges, weights);
        found.extend(of(shared, shared_weights));
        let speaking_for = match against.is_empty() {
            true => WEIGHT_CODES,
            false => WEIGHT_CODES - AGAINST,
        };
        let mut weights = weight_table(found, speaking_for);
        let all = (0..against.products() as u32).flat_map(|p| against.of(p).map(|(_, by)| by));
        let mut worst = clipped(all.collect());
        for weight in weights.iter_mut().skip(speaking_for) {
            *weight = -worst;
            worst *= MILDER;
        }
        let logs = |edges: &Edges| -> Vec<Vec<f64>> {
            let log = |(_, likely): (u32, f64)| likely.max(LEAST).ln();
            let rows = 0..edges.products() as u32;
            rows.map(|p| edges.of(p).map(log).collect()).collect()
        };
        let mut lists = logs(edges);
        lists.extend(logs(shared));
        let (levels, curve) = additive(&lists);
        let scales = spread(&levels);
        let mut levels: Vec<u8> = levels
            .iter()
            .map(|level| level.map_or(0, |level| nearest(&scales, level.exp())))
            .collect();
        let shared_levels = levels.split_off(edges.products());
        Self {
            weights,
            scales,
            curve,
            levels,
            shared_levels,
            speaking_for,
        }
    }

    /// The code of a weight of what is bought together: at least 1, for 0 is borrowed.
    pub(crate) fn code(&self, weight: f64) -> u8 {
        let own = self.weights.get(..self.speaking_for).unwrap_or_default();
        nearest(own, weight).max(1)
    }

    /// How many codes speak against a product.
    pub(crate) fn codes_against(&self) -> u8 {
        WEIGHT_CODES.saturating_sub(self.speaking_for) as u8
    }

    /// The code of what is taken away, above zero.
    pub(crate) fn code_against(&self, by: f64) -> u8 {
        let own = self.weights.get(self.speaking_for..).unwrap_or_default();
        nearest(own, -by).saturating_add(self.speaking_for as u8)
    }
}

/// The largest number but one of a thousand.
fn clipped(mut found: Vec<f64>) -> f64 {
    found.sort_unstable_by(f64::total_cmp);
    let top = (found.len() - found.len() / CLIPPED).saturating_sub(1);
    found.get(top).copied().unwrap_or(0.0)
}

/// What each of the first `codes` of weights above zero is worth, ascending from 0.
pub(crate) fn weight_table(found: Vec<f64>, codes: usize) -> Table {
    let largest = clipped(found);
    let mut number = 0.0;
    [(); WEIGHT_CODES].map(|()| {
        let value = largest * f64::powf(number / (codes - 1) as f64, POWER);
        number += 1.0;
        value
    })
}

/// The place of the number in an ascending table that is nearest to a value, of equally near ones the first.
fn nearest(table: &[f64], value: f64) -> u8 {
    let (mut best, mut distance) = (0, f64::INFINITY);
    for (place, number) in (0..).zip(table) {
        let off = (number - value).abs();
        if off < distance {
            (best, distance) = (place, off);
        }
    }
    best
}

/// A level for each list and a share for each rank whose sum of logarithms fits the lists best, by turns.
fn additive(lists: &[Vec<f64>]) -> (Vec<Option<f64>>, Table) {
    let mut curve = [0.0; WEIGHT_CODES];
    let mut levels: Vec<Option<f64>> = Vec::new();
    for _ in 0..ROUNDS {
        let level = |list: &Vec<f64>| {
            let off: f64 = list
                .iter()
                .zip(&curve)
                .map(|(log, share)| log - share)
                .sum();
            (!list.is_empty()).then(|| off / list.len().min(WEIGHT_CODES) as f64)
        };
        levels = lists.iter().map(level).collect();
        let mut sums = [(0.0, 0.0); WEIGHT_CODES];
        for (list, level) in lists.iter().zip(&levels) {
            for (sum, log) in sums.iter_mut().zip(list) {
                *sum = (sum.0 + log - level.unwrap_or(0.0), sum.1 + 1.0);
            }
        }
        let first = sums.first().map_or(0.0, |sum| sum.0 / f64::max(sum.1, 1.0));
        for (share, (sum, count)) in curve.iter_mut().zip(sums) {
            *share = if count > 0.0 {
                sum / count - first
            } else {
                f64::NEG_INFINITY
            };
        }
    }
    let mut before = 1.0 / STEP;
    let curve = curve.map(|share| {
        // Ranks that no list has go on from the last one.
        let share = if share.is_finite() {
            share.exp()
        } else {
            before
        };
        before = share.min(before * STEP);
        before
    });
    (levels, curve)
}

/// Sixteen values, ascending, that stand for all levels: equal parts of the logarithms between the second lowest and the
/// second highest of a hundred.
fn spread(levels: &[Option<f64>]) -> Table {
    let mut known: Vec<f64> = levels.iter().flatten().copied().collect();
    known.sort_unstable_by(f64::total_cmp);
    let at = |part: usize| known.get(part).copied().unwrap_or(0.0);
    let edge = known.len() / 100;
    let (low, high) = (at(edge), at(known.len().saturating_sub(1 + edge)));
    let step = (high - low) / (WEIGHT_CODES - 1) as f64;
    let mut number = 0.0;
    [(); WEIGHT_CODES].map(|()| {
        let value = if known.is_empty() {
            0.0
        } else {
            (low + number * step).exp()
        };
        number += 1.0;
        value
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn complements(triples: &[(u32, u32, f64)], weights: &[(u32, u32, f64)]) -> Complements {
        Complements {
            edges: Edges::strongest(triples.to_vec(), 40, 16),
            weights: PairTable::by_row(weights, 40),
            ..Complements::default()
        }
    }

    #[test]
    fn an_exact_product_of_level_and_curve_comes_back() {
        // Two levels at the ends of the range, and lists of different lengths.
        let mut triples = Vec::new();
        for product in 0..20u32 {
            for rank in 0..(3 + product % 5) {
                let level = if product % 2 == 0 { 0.4 } else { 0.05 };
                triples.push((product, 20 + rank, level * 0.7f64.powi(rank as i32)));
            }
        }
        let book = Codebook::of(&complements(&triples, &[]));
        for (product, to, likely) in triples {
            let level = book.scales[usize::from(book.levels[product as usize])];
            let back = level * book.curve[(to - 20) as usize];
            assert!((back / likely - 1.0).abs() < 1e-4, "{back} is not {likely}");
        }
    }

    #[test]
    fn weights_are_a_power_of_their_code() {
        let triples: Vec<_> = (0..16).map(|n| (n, n + 16, 0.5)).collect();
        let weights: Vec<_> = (0..16)
            .map(|n| (n, n + 16, 0.3 * (f64::from(n) / 15.0).powf(1.5)))
            .collect();
        let book = Codebook::of(&complements(&triples, &weights));
        for (n, _, weight) in weights {
            assert_eq!(u32::from(book.code(weight)), n.max(1));
            assert!((book.weights[n as usize] - weight).abs() < 1e-12);
        }
        assert_eq!(
            (book.code(9.0), book.code(0.0)),
            (15, 1),
            "0 is for what is borrowed"
        );
    }

    #[test]
    fn the_last_codes_speak_against() {
        let triples: Vec<_> = (0..16).map(|n| (n, n + 16, 0.5)).collect();
        let weights: Vec<_> = (0..16).map(|n| (n, n + 16, 0.3)).collect();
        let against = vec![(0, 1, 0.8), (0, 2, 0.1)];
        let book = Codebook::of(&Complements {
            against: Edges::strongest(against, 40, 4),
            ..complements(&triples, &weights)
        });
        assert_eq!(book.weights[12..], [-0.8, -0.4, -0.2, -0.1]);
        assert_eq!((book.code_against(2.0), book.code_against(0.1)), (12, 15));
        assert_eq!((book.code(0.3), book.weights[11]), (11, 0.3));
    }

    proptest! {
        #[test]
        fn tables_are_numbers_and_ranks_fall(
            triples in proptest::collection::vec((0u32..20, 20u32..40, 0.0f64..1.0, 0.0f64..2.0), 0..80),
        ) {
            let mut triples = triples;
            triples.sort_by_key(|t| (t.1, t.0));
            triples.dedup_by_key(|t| (t.1, t.0));
            let likely: Vec<_> = triples.iter().map(|t| (t.0, t.1, t.2)).collect();
            let weights: Vec<_> = triples.iter().map(|t| (t.0, t.1, t.3)).collect();
            let book = Codebook::of(&complements(&likely, &weights));
            for table in [book.weights, book.scales, book.curve] {
                prop_assert!(table.iter().all(|n| n.is_finite() && *n >= 0.0));
            }
            prop_assert!(book.curve.windows(2).all(|pair| pair[1] < pair[0]));
            prop_assert_eq!(book.levels.len(), 40);
        }
    }
}
