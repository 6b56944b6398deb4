//! How good slates would have been in the shop's own last month: what every choice of a training has to prove itself on.

use rayon::prelude::*;

use super::cart::{Blend, share};
use super::facts::number;
use super::voices::{Voice, Voices};
use crate::baskets::Baskets;

/// Products shown.
const SHOWN: usize = 6;
/// Lines of an order that are asked about in turn, spread evenly.
const ASKED: usize = 4;
/// Orders of more products are collections, and show nothing.
pub(crate) const LARGEST: usize = 60;
/// More orders than this show nothing new.
const ENOUGH: usize = 3_000;

/// What is left of a score beside an alternative among the seeds, and for each better one that is shown.
pub(crate) type Alternatives = [f64; 2];
/// Alternatives are as good as anything.
pub(crate) const UNHEEDED: Alternatives = [1.0, 1.0];

/// Orders that slates are tried on.
#[derive(Clone, Debug, Default)]
pub(crate) struct Trial {
    shown: Baskets,
}

impl Trial {
    /// The orders of a month.
    pub(crate) fn of(shown: &Baskets) -> Self {
        Self {
            shown: shown.clone().spread(ENOUGH),
        }
    }

    /// The orders.
    pub(crate) fn orders_shown(&self) -> &Baskets {
        &self.shown
    }

    /// nDCG at six on the product pages of each order of two products or more: the page of one, the rest is right.
    /// `popular` fills what is left.
    pub(crate) fn pages(
        &self,
        voices: &Voices,
        popular: &[u32],
        needs: &[u32],
        alternatives: Alternatives,
    ) -> Vec<f64> {
        let by_order = self.each(2, |items, asked| {
            let Some(&seed) = items.get(asked) else {
                return vec![0.0];
            };
            let said = voices
                .get(seed)
                .iter()
                .filter(|voice| voice.likelihood > 0.0);
            let scored = said.map(|voice| (voice.to, voice.likelihood)).collect();
            let mut slate = Slate::of(scored, &[seed], needs, alternatives);
            slate.fill(popular, &[seed], needs);
            let right = |product: u32| product != seed && items.binary_search(&product).is_ok();
            vec![slate.ndcg(&right, items.len() - 1)]
        });
        by_order.into_iter().flatten().collect()
    }

    /// nDCG at six of the line that is hidden in each cart of two lines or more: for each blend, by weights and its share of
    /// likelihoods.
    pub(crate) fn carts(
        &self,
        voices: &Voices,
        blends: &[Blend],
        needs: &[u32],
        alternatives: Alternatives,
    ) -> Vec<Vec<f64>> {
        let by_order = self.each(2, |items, hidden| {
            let Some(&truth) = items.get(hidden) else {
                return vec![0.0; blends.len()];
            };
            let seeds: Vec<u32> = items
                .iter()
                .copied()
                .filter(|&item| item != truth)
                .collect();
            let mut said: Vec<Voice> = seeds
                .iter()
                .flat_map(|&seed| voices.get(seed))
                .copied()
                .collect();
            said.sort_by_key(|voice| voice.to);
            let sums = said.chunk_by(|a, b| a.to == b.to).filter_map(|same| {
                let mut sum = *same.first()?;
                sum.weight = same.iter().map(|voice| voice.weight).sum();
                sum.likelihood = same.iter().map(|voice| voice.likelihood).sum();
                seeds.binary_search(&sum.to).is_err().then_some(sum)
            });
            let sums: Vec<Voice> = sums.collect();
            let score = |blend: &Blend, voice: &Voice| {
                voice.weight + share(blend, seeds.len()) * voice.likelihood
            };
            let gain = |blend: &Blend| {
                if alternatives == UNHEEDED {
                    let own = sums.iter().find(|voice| voice.to == truth);
                    let own = own.map_or(0.0, |voice| score(blend, voice));
                    let before = sums.iter().filter(|voice| {
                        let other = score(blend, voice);
                        other > own || (other == own && voice.to < truth)
                    });
                    return match before.count() {
                        rank if rank < SHOWN && own > 0.0 => gain_at(rank),
                        _ => 0.0,
                    };
                }
                let scored = sums.iter().map(|voice| (voice.to, score(blend, voice)));
                let slate = Slate::of(scored.collect(), &seeds, needs, alternatives);
                slate.ndcg(&|product| product == truth, 1)
            };
            blends.iter().map(gain).collect()
        });
        let of = |blend: usize| by_order.iter().filter_map(move |gains| gains.get(blend));
        let blends = 0..blends.len();
        blends.map(|blend| of(blend).copied().collect()).collect()
    }

    /// How many lines the carts of each order have once one is hidden.
    pub(crate) fn lines(&self) -> Vec<usize> {
        let sizes = self.shown.iter().map(|order| order.items.len());
        let asked = sizes.filter(|size| (2..=LARGEST).contains(size));
        asked.map(|size| size - 1).collect()
    }

    /// The mean of what is asked of each order of so many products or more.
    fn each(&self, least: usize, ask: impl Fn(&[u32], usize) -> Vec<f64> + Sync) -> Vec<Vec<f64>> {
        let orders = (0..self.shown.len()).into_par_iter();
        orders
            .filter_map(|order| {
                let items = self.shown.items(order);
                if !(least..=LARGEST).contains(&items.len()) {
                    return None;
                }
                let asked = items.len().min(ASKED);
                let mut sums: Vec<f64> = Vec::new();
                for n in 0..asked {
                    let gains = ask(items, n * items.len() / asked);
                    sums.resize(gains.len(), 0.0);
                    for (sum, gain) in sums.iter_mut().zip(gains) {
                        *sum += gain / asked as f64;
                    }
                }
                Some(sums)
            })
            .collect()
    }
}

/// The best products, as the device picks them.
struct Slate(Vec<u32>);

impl Slate {
    fn of(
        mut scored: Vec<(u32, f64)>,
        seeds: &[u32],
        needs: &[u32],
        [by_seed, by_better]: Alternatives,
    ) -> Self {
        let need = |product: u32| Some(number(needs, product)).filter(|&need| need != 0);
        let heeded = [by_seed, by_better] != UNHEEDED && !needs.is_empty();
        if heeded {
            for (to, score) in &mut scored {
                let own = need(*to);
                if own.is_some() && seeds.iter().any(|&seed| need(seed) == own) {
                    *score *= by_seed;
                }
            }
        }
        let mut slate = Vec::with_capacity(SHOWN);
        while slate.len() < SHOWN {
            let best = scored
                .iter()
                .enumerate()
                .filter(|(_, entry)| entry.1 > 0.0)
                .max_by(|(_, a), (_, b)| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)));
            let Some((at, &(product, _))) = best else {
                break;
            };
            scored.swap_remove(at);
            slate.push(product);
            let own = need(product);
            if heeded && own.is_some() {
                for (to, score) in &mut scored {
                    if need(*to) == own {
                        *score *= by_better;
                    }
                }
            }
        }
        Self(slate)
    }

    fn fill(&mut self, popular: &[u32], seeds: &[u32], needs: &[u32]) {
        let need = |product: u32| Some(number(needs, product)).filter(|&need| need != 0);
        for &product in popular {
            let own = need(product);
            let same = |other: &u32| *other == product || (own.is_some() && need(*other) == own);
            if self.0.len() < SHOWN && !seeds.contains(&product) && !self.0.iter().any(same) {
                self.0.push(product);
            }
        }
    }

    fn ndcg(&self, right: &dyn Fn(u32) -> bool, truths: usize) -> f64 {
        let found = self.0.iter().enumerate();
        let found = found.filter(|(_, product)| right(**product));
        let ideal: f64 = (0..truths.min(SHOWN)).map(gain_at).sum();
        found.map(|(rank, _)| gain_at(rank)).sum::<f64>() / ideal.max(f64::MIN_POSITIVE)
    }
}

/// What a right product is worth at a rank from 0.
fn gain_at(rank: usize) -> f64 {
    1.0 / (rank as f64 + 2.0).log2()
}

/// The mean of some gains; 0 of none.
pub(crate) fn mean(gains: &[f64]) -> f64 {
    gains.iter().sum::<f64>() / gains.len().max(1) as f64
}

/// What gains are above others of the same orders, less one standard error of it: a month is little, and the best of several
/// looks better on it than it is.
pub(crate) fn surely_above(gains: &[f64], than: &[f64]) -> f64 {
    let (mut sum, mut squares) = (0.0, 0.0);
    for (gain, than) in gains.iter().zip(than) {
        let above = gain - than;
        sum += above;
        squares += above * above;
    }
    let count = gains.len().max(1) as f64;
    (sum - (squares - sum * sum / count).max(0.0).sqrt()) / count
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fit::Edges;
    use crate::fit::table::PairTable;
    use crate::fit::voices::Lists;

    fn voices(triples: &[(u32, u32, f64)]) -> Voices {
        let edges = Edges::strongest(triples.to_vec(), 8, 16);
        let weights = PairTable::by_row(
            &{
                let mut by_column = triples.to_vec();
                by_column.sort_by_key(|t| t.1);
                by_column
            },
            8,
        );
        let none = Edges::strongest(Vec::new(), 8, 16);
        let lists = Lists {
            edges: &edges,
            shared: &none,
            cohorts: &[],
            weights: &weights,
            shared_weights: &PairTable::default(),
            against: &none,
        };
        Voices::of(lists, 16, |_| true)
    }

    #[test]
    fn a_page_that_finds_all_is_perfect_and_an_alternative_costs_its_price() {
        let trial = Trial::of(&Baskets::from_sets(&[vec![0, 1]], 8));
        let voices = voices(&[(0, 1, 0.5), (0, 2, 0.6), (1, 0, 0.5)]);
        // From 0 the truth is second, from 1 it is first.
        let second = 1.0 / 3f64.log2();
        let found = trial.pages(&voices, &[], &[], UNHEEDED);
        assert!((found[0] - (1.0 + second) / 2.0).abs() < 1e-12);
        // The first one serves the seed's need: now both are found first.
        let needs = [7, 0, 7, 0, 0, 0, 0, 0];
        let found = trial.pages(&voices, &[], &needs, [0.5, 1.0]);
        assert!((found[0] - 1.0).abs() < 1e-12);
        let nobody = trial.pages(&Voices::default(), &[3, 1, 0], &[], UNHEEDED);
        assert!((nobody[0] - second).abs() < 1e-12, "bestsellers fill pages");
    }

    #[test]
    fn hidden_lines_are_found_by_sums() {
        let trial = Trial::of(&Baskets::from_sets(&[vec![0, 1, 2]], 8));
        // Both others speak for 2, nobody for 0 and 1.
        let voices = voices(&[(0, 2, 0.3), (1, 2, 0.3), (0, 5, 0.5)]);
        let found = trial.carts(&voices, &[[0.0; 16]], &[], UNHEEDED);
        assert!((found[0][0] - 1.0 / 3.0).abs() < 1e-12);
        let heeding = trial.carts(&voices, &[[0.0; 16]], &[1; 8], [1.0, 0.5]);
        assert_eq!(heeding, found, "the first one costs nothing");
        assert_eq!(trial.lines(), [2]);
    }

    #[test]
    fn sure_is_less_than_the_mean() {
        assert_eq!(surely_above(&[1.0, 1.0], &[0.5, 0.5]), 0.5);
        assert!(surely_above(&[1.0, 0.0], &[0.0, 0.0]) < 0.5);
        assert_eq!(mean(&[]), 0.0);
    }
}
