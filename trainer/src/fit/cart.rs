//! How a cart adds up what its lines say, chosen on the carts of the last month.

use setwise_core::snapshot::WEIGHT_CODES;

use super::trial::{Trial, UNHEEDED, mean, surely_above};
use super::voices::Voices;

/// Shares of the likelihood beside one line that are tried, and how fast they fall with more lines.
const SHARES: [f64; 10] = [0.0, 0.05, 0.1, 0.2, 0.3, 0.5, 0.8, 1.6, 3.2, 6.4];
const FALLS: [f64; 2] = [0.5, 1.0];
/// What is used when too few carts say anything.
const USUAL: (f64, f64) = (0.3, 1.0);
/// Carts that say enough.
const FEWEST_CARTS: usize = 50;

/// What part of the likelihood is added to the weight in a cart of 1, 2, … 16 lines.
pub(crate) type Blend = [f64; WEIGHT_CODES];

fn blend((share, fall): (f64, f64)) -> Blend {
    let mut seeds = 0.0;
    [(); WEIGHT_CODES].map(|()| {
        seeds += 1.0;
        share * f64::powf(seeds, -fall)
    })
}

/// The share in a cart of so many lines, at least one.
pub(crate) fn share(blend: &Blend, seeds: usize) -> f64 {
    let row = seeds.clamp(1, WEIGHT_CODES) - 1;
    blend.get(row).copied().unwrap_or(0.0)
}

/// The blend with which hidden lines of carts are found best by some voices that know nothing of them, and what it gains by order.
///
/// Carts of one line have a share of their own: who has one thing in the cart mostly buys one thing more, and that tells
/// little of larger carts.
pub(crate) fn fit_blend(voices: &Voices, trial: &Trial) -> (Blend, Vec<f64>) {
    let tried: Vec<(f64, f64)> = FALLS
        .iter()
        .flat_map(|&fall| SHARES.map(|share| (share, fall)))
        .collect();
    let blends: Vec<Blend> = tried.iter().map(|&pair| blend(pair)).collect();
    let usual = tried.iter().position(|&pair| pair == USUAL).unwrap_or(0);
    let gains = trial.carts(voices, &blends, &[], UNHEEDED);
    let lines = trial.lines();
    let best = |is_asked: &dyn Fn(usize) -> bool| {
        let asked = |gains: &Vec<f64>| -> Vec<f64> {
            let orders = gains.iter().zip(&lines);
            let orders = orders.filter(|&(_, &lines)| is_asked(lines));
            orders.map(|(gain, _)| *gain).collect()
        };
        let gains: Vec<Vec<f64>> = gains.iter().map(asked).collect();
        let than = gains.get(usual).map_or(&[][..], Vec::as_slice);
        let mut best = (0.0, usual);
        if than.len() >= FEWEST_CARTS {
            for (n, gains) in gains.iter().enumerate() {
                let above = surely_above(gains, than);
                if above > best.0 {
                    best = (above, n);
                }
            }
        }
        best.1
    };
    let (one, several) = (best(&|lines| lines == 1), best(&|lines| lines > 1));
    let of = |n: usize| blends.get(n).copied().unwrap_or_else(|| blend(USUAL));
    let mut chosen = of(several);
    if let Some(share) = chosen.first_mut() {
        *share = of(one)[0];
    }
    let of = |n: usize| gains.get(n).map_or(&[][..], Vec::as_slice);
    let both = of(one).iter().zip(of(several)).zip(&lines);
    let gained = both.map(|((one, several), &lines)| if lines == 1 { *one } else { *several });
    (chosen, gained.collect())
}

/// Which of several gains of the same orders is the best, if it is surely better than the first one, and how good that is.
pub(crate) fn best_of(gains: &[Vec<f64>]) -> (usize, f64) {
    let Some(first) = gains.first() else {
        return (0, 0.0);
    };
    let mut best = (0.0, 0);
    for (n, gains) in gains.iter().enumerate().skip(1) {
        let above = surely_above(gains, first);
        if above > best.0 {
            best = (above, n);
        }
    }
    let (_, best) = best;
    (best, gains.get(best).map_or(0.0, |gains| mean(gains)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::baskets::Baskets;
    use crate::fit::Edges;
    use crate::fit::table::PairTable;
    use crate::fit::voices::Lists;

    #[test]
    fn a_blend_falls_with_seeds() {
        let found = blend((0.8, 0.5));
        assert!((found[0] - 0.8).abs() < 1e-12 && (found[3] - 0.4).abs() < 1e-12);
        assert!(found.windows(2).all(|pair| pair[0] > pair[1]));
        assert_eq!((share(&found, 4), share(&found, 99)), (found[3], found[15]));
    }

    #[test]
    fn too_few_carts_get_the_usual_one() {
        let trial = Trial::of(&Baskets::from_sets(&[vec![0, 1, 2]], 3));
        assert_eq!(fit_blend(&Voices::default(), &trial).0, blend(USUAL));
    }

    #[test]
    fn what_finds_hidden_lines_is_chosen() {
        // Likelihood knows the truth, weights speak for another product: the more likelihood the better.
        let sets: Vec<Vec<u32>> = (0..60).map(|_| vec![0, 1, 2]).collect();
        let trial = Trial::of(&Baskets::from_sets(&sets, 20));
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
        weights.sort_unstable_by_key(|t| t.1);
        let none = Edges::strongest(Vec::new(), 20, 12);
        let fitted = |weights: &[(u32, u32, f64)]| {
            let lists = Lists {
                edges: &Edges::strongest(triples.clone(), 20, 12),
                shared: &none,
                cohorts: &[],
                weights: &PairTable::by_row(weights, 20),
                shared_weights: &PairTable::default(),
                against: &none,
            };
            fit_blend(&Voices::of(lists, 12, |_| true), &trial).0
        };
        let found = fitted(&weights);
        assert!(found[1] > 1.0, "{found:?}");
        let pairs = [(1, 0), (2, 0), (0, 1), (2, 1), (0, 2), (1, 2)];
        let knows = pairs.map(|(from, to)| (from, to, 1.0));
        assert_eq!(fitted(&knows), blend(USUAL), "no blend is better");
    }

    #[test]
    fn carts_of_one_line_have_a_share_of_their_own() {
        // Beside one line likelihood knows the truth, beside two the weights do.
        let mut sets: Vec<Vec<u32>> = (0..60).map(|_| vec![0, 1]).collect();
        sets.extend((0..60).map(|_| vec![2, 3, 4]));
        let trial = Trial::of(&Baskets::from_sets(&sets, 20));
        let (mut likely, mut weights) = (vec![(0, 1, 0.5), (1, 0, 0.5)], Vec::new());
        for from in 0..5u32 {
            let truths = if from < 2 { 0..0 } else { 2..5u32 };
            weights.extend(truths.filter(|to| *to != from).map(|to| (from, to, 1.0)));
            for other in 10..17 {
                let (weight, likelihood) = if from < 2 { (0.4, 0.1) } else { (0.1, 0.6) };
                weights.push((from, other, weight));
                likely.push((from, other, likelihood));
            }
        }
        likely.extend((2..5).flat_map(|from| (2..5).map(move |to| (from, to, 0.05))));
        likely.retain(|(from, to, _)| from != to);
        weights.sort_unstable_by_key(|t| t.1);
        let none = Edges::strongest(Vec::new(), 20, 12);
        let lists = Lists {
            edges: &Edges::strongest(likely, 20, 12),
            shared: &none,
            cohorts: &[],
            weights: &PairTable::by_row(&weights, 20),
            shared_weights: &PairTable::default(),
            against: &none,
        };
        let (found, gains) = fit_blend(&Voices::of(lists, 12, |_| true), &trial);
        assert!(found[0] > 1.0 && found[1] < 0.5, "{found:?}");
        assert!(mean(&gains) > 0.8, "both are found");
    }

    #[test]
    fn only_what_is_surely_better_is_chosen() {
        let usual = vec![0.5; 100];
        let better = vec![0.6; 100];
        let lucky: Vec<f64> = (0..100)
            .map(|n| f64::from(u8::from(n == 0)) * 60.0)
            .collect();
        assert_eq!(best_of(&[usual.clone(), lucky, better]).0, 2);
        assert_eq!(best_of(&[usual.clone(), usual]).0, 0);
    }
}
