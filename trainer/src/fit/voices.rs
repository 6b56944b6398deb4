//! What each product says beside a seed and in a cart: its own list, and for the rest that of its cohort.

use rayon::prelude::*;

use super::Edges;
use super::table::PairTable;

/// What a product says of another one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Voice {
    pub(crate) to: u32,
    /// Probability that an order with the product holds the other; 0 of those that it only speaks against.
    pub(crate) likelihood: f64,
    /// What is added beside several seeds.
    pub(crate) weight: f64,
}

/// By product what it says, the likeliest first, the device's way.
#[derive(Clone, Debug, Default)]
pub(crate) struct Voices(Vec<Vec<Voice>>);

/// The lists that voices are made of.
#[derive(Clone, Copy)]
pub(crate) struct Lists<'a> {
    /// What goes with each product.
    pub(crate) edges: &'a Edges,
    /// What goes with each cohort.
    pub(crate) shared: &'a Edges,
    /// By product its cohort + 1, or 0.
    pub(crate) cohorts: &'a [u32],
    pub(crate) weights: &'a PairTable,
    pub(crate) shared_weights: &'a PairTable,
    /// Products that each one speaks against.
    pub(crate) against: &'a Edges,
}

impl Voices {
    /// The voices of the products that are `wanted`, at most `limit` of each list.
    pub(crate) fn of(lists: Lists<'_>, limit: usize, wanted: impl Fn(u32) -> bool + Sync) -> Self {
        let products = lists.edges.products() as u32;
        let voices = (0..products).into_par_iter().map(|product| {
            let mut said: Vec<Voice> = Vec::new();
            if !wanted(product) {
                return said;
            }
            let own = lists.edges.of(product).take(limit);
            said.extend(own.map(|(to, likelihood)| Voice {
                to,
                likelihood,
                weight: lists.weights.get(product, to).max(0.0),
            }));
            // As it is packed: what is named for likelihood is not spoken against too.
            let named = said.len();
            let against = lists.against.of(product);
            let against: Vec<Voice> = against
                .filter(|(to, _)| said.iter().take(named).all(|voice| voice.to != *to))
                .map(|(to, weight)| Voice {
                    to,
                    likelihood: 0.0,
                    weight: -weight,
                })
                .collect();
            said.extend(against);
            let cohort = lists.cohorts.get(product as usize).copied().unwrap_or(0);
            if let Some(cohort) = cohort.checked_sub(1) {
                let named = said.len();
                for (to, likelihood) in lists.shared.of(cohort).take(limit) {
                    let known = said.iter().take(named).any(|voice| voice.to == to);
                    if !known && to != product {
                        said.push(Voice {
                            to,
                            likelihood,
                            weight: lists.shared_weights.get(cohort, to).max(0.0),
                        });
                    }
                }
            }
            said.sort_by(|a, b| {
                let likelier = b.likelihood.total_cmp(&a.likelihood);
                likelier.then(a.to.cmp(&b.to))
            });
            said
        });
        Self(voices.collect())
    }

    /// What a product says.
    pub(crate) fn get(&self, product: u32) -> &[Voice] {
        self.0.get(product as usize).map_or(&[], Vec::as_slice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cohort_says_what_its_product_does_not() {
        let edges = Edges::strongest(vec![(0, 2, 0.2)], 4, 9);
        let shared = Edges::strongest(vec![(0, 0, 0.9), (0, 2, 0.8), (0, 3, 0.1)], 1, 9);
        let weights = PairTable::by_row(&[(0, 2, 0.5)], 4);
        let shared_weights = PairTable::by_row(&[(0, 3, 0.4)], 1);
        let lists = Lists {
            edges: &edges,
            shared: &shared,
            cohorts: &[1, 0, 0, 0],
            weights: &weights,
            shared_weights: &shared_weights,
            against: &Edges::strongest(vec![(0, 1, 0.3)], 4, 9),
        };
        let voices = Voices::of(lists, 9, |_| true);
        let voice = |to, likelihood, weight| Voice {
            to,
            likelihood,
            weight,
        };
        let said = [voice(2, 0.2, 0.5), voice(3, 0.1, 0.4), voice(1, 0.0, -0.3)];
        assert_eq!(voices.get(0), said);
        assert!(voices.get(1).is_empty());
    }
}
