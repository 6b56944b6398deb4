//! How much of the likelihood is added to the weights beside a cart, learned from the carts of the last orders.

use rayon::prelude::*;
use setwise_core::snapshot::WEIGHT_CODES;

use super::Edges;
use super::table::PairTable;
use crate::baskets::Baskets;

/// Shares of the likelihood beside one seed that are tried, and how fast they fall with more seeds.
const SHARES: [f64; 10] = [0.0, 0.05, 0.1, 0.2, 0.3, 0.5, 0.8, 1.6, 3.2, 6.4];
const FALLS: [f64; 2] = [0.5, 1.0];
/// What is used when too few carts say anything.
const USUAL: (f64, f64) = (0.3, 1.0);
/// Carts that say enough.
const FEWEST_CARTS: usize = 50;
/// Lines of a cart that are hidden in turn, spread evenly.
const HIDDEN: usize = 8;
/// Products shown.
const SHOWN: usize = 6;

/// What part of the likelihood is added to the weight beside 1, 2, … 16 seeds.
pub(crate) type Blend = [f64; WEIGHT_CODES];

fn blend((share, fall): (f64, f64)) -> Blend {
    let mut seeds = 0.0;
    [(); WEIGHT_CODES].map(|()| {
        seeds += 1.0;
        share * f64::powf(seeds, -fall)
    })
}

/// Chooses the blend with which hidden lines of `carts` are found best (nDCG at six), by edges with a likelihood and a
/// table of weights that know nothing of them.
pub(crate) fn fit_blend(
    edges: &Edges,
    weights: &PairTable,
    carts: &Baskets,
    lines: usize,
) -> Blend {
    let tried: Vec<(f64, f64)> = FALLS
        .iter()
        .flat_map(|&fall| SHARES.map(|share| (share, fall)))
        .collect();
    let blends: Vec<Blend> = tried.iter().map(|&pair| blend(pair)).collect();
    let asked: Vec<&[u32]> = carts
        .iter()
        .map(|basket| basket.items)
        .filter(|items| (3..=lines).contains(&items.len()))
        .collect();
    if asked.len() < FEWEST_CARTS {
        return blend(USUAL);
    }
    let gains: Vec<Vec<f64>> = asked
        .par_iter()
        .map(|items| gains(edges, weights, items, &blends))
        .collect();
    let usual = tried.iter().position(|&pair| pair == USUAL).unwrap_or(0);
    let best = (0..blends.len())
        .map(|n| (certain_gain(&gains, n, usual), n))
        .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
    best.filter(|(gain, _)| *gain > 0.0)
        .and_then(|(_, n)| blends.get(n).copied())
        .unwrap_or_else(|| blend(USUAL))
}

/// What a blend gains on another over all carts, less one standard error of it: a month of carts is little, and the best
/// of twenty blends looks better on it than it is.
fn certain_gain(gains: &[Vec<f64>], blend: usize, than: usize) -> f64 {
    let of = |gains: &Vec<f64>, n: usize| gains.get(n).copied().unwrap_or(0.0);
    let (mut sum, mut squares) = (0.0, 0.0);
    for gains in gains {
        let gain = of(gains, blend) - of(gains, than);
        sum += gain;
        squares += gain * gain;
    }
    let count = gains.len().max(1) as f64;
    sum - (squares - sum * sum / count).max(0.0).sqrt()
}

/// What one line says of a product.
struct Said {
    to: u32,
    line: usize,
    likelihood: f64,
    weight: f64,
}

/// By blend: nDCG of a cart's hidden lines, on average.
fn gains(edges: &Edges, weights: &PairTable, items: &[u32], blends: &[Blend]) -> Vec<f64> {
    let mut said: Vec<Said> = Vec::new();
    for (line, &item) in items.iter().enumerate() {
        said.extend(edges.of(item).map(|(to, likelihood)| Said {
            to,
            line,
            likelihood,
            weight: weights.get(item, to),
        }));
    }
    said.sort_unstable_by_key(|s| (s.to, s.line));
    let hidden_lines = items.len().min(HIDDEN);
    let mut sums = vec![0.0; blends.len()];
    let mut scored: Vec<(u32, f64, f64)> = Vec::new();
    for n in 0..hidden_lines {
        let hidden = n * items.len() / hidden_lines;
        let Some(&truth) = items.get(hidden) else {
            continue;
        };
        scored.clear();
        for same in said.chunk_by(|a, b| a.to == b.to) {
            let Some(to) = same.first().map(|s| s.to) else {
                continue;
            };
            if to != truth && items.binary_search(&to).is_ok() {
                continue;
            }
            let others = || same.iter().filter(|s| s.line != hidden);
            if others().next().is_some() {
                let weight = others().map(|s| s.weight).sum();
                let likelihood = others().map(|s| s.likelihood).sum();
                scored.push((to, weight, likelihood));
            }
        }
        let Some(&(_, weight, likelihood)) = scored.iter().find(|s| s.0 == truth) else {
            continue;
        };
        let seeds = items.len() - 1;
        for (sum, blend) in sums.iter_mut().zip(blends) {
            let share = blend
                .get(seeds.clamp(1, WEIGHT_CODES) - 1)
                .copied()
                .unwrap_or(0.0);
            let own = weight + share * likelihood;
            let before = scored
                .iter()
                .filter(|&&(to, weight, likelihood)| {
                    let score = weight + share * likelihood;
                    score > own || (score == own && to < truth)
                })
                .count();
            if before < SHOWN {
                *sum += 1.0 / (before as f64 + 2.0).log2() / hidden_lines as f64;
            }
        }
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blend_falls_with_seeds() {
        let found = blend((0.8, 0.5));
        assert!((found[0] - 0.8).abs() < 1e-12 && (found[3] - 0.4).abs() < 1e-12);
        assert!(found.windows(2).all(|pair| pair[0] > pair[1]));
    }

    #[test]
    fn too_few_carts_get_the_usual_one() {
        let carts = Baskets::from_sets(&[vec![0, 1, 2]], 3);
        let found = fit_blend(&Edges::default(), &PairTable::default(), &carts, 60);
        assert_eq!(found, blend(USUAL));
    }

    #[test]
    fn what_finds_hidden_lines_is_chosen() {
        // Likelihood knows the truth, weights speak for another product: the more likelihood the better.
        let sets: Vec<Vec<u32>> = (0..60).map(|_| vec![0, 1, 2]).collect();
        let carts = Baskets::from_sets(&sets, 20);
        let mut triples = Vec::new();
        let mut weights = Vec::new();
        for a in 0..3u32 {
            for b in (0..3).filter(|&b| b != a) {
                triples.push((a, b, 0.5));
            }
            for other in 10..17 {
                triples.push((a, other, 0.1));
                weights.push((a, other, 1.0));
            }
        }
        let edges = Edges::strongest(triples, 20, 12);
        weights.sort_unstable_by_key(|t| t.1);
        let found = fit_blend(&edges, &PairTable::by_row(&weights, 20), &carts, 60);
        assert!(found[1] > 1.0, "{found:?}");
        let knows = PairTable::by_row(
            &[
                (1, 0, 1.0),
                (2, 0, 1.0),
                (0, 1, 1.0),
                (2, 1, 1.0),
                (0, 2, 1.0),
                (1, 2, 1.0),
            ],
            20,
        );
        let found = fit_blend(&edges, &knows, &carts, 60);
        assert_eq!(found, blend(USUAL), "no blend is better");
    }
}
