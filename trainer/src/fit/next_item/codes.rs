//! "Viewed next" in sixteen codes, with or without a scale of its own for each list.

use setwise_core::snapshot::WEIGHT_CODES;

use crate::fit::Edges;

/// Numbers of a table of the snapshot.
type Table = [f64; WEIGHT_CODES];

/// How codes are shared out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Sharing {
    /// All lists have the same codes: the middles of sixteen parts of all weights in which the square roots of the weights
    /// add up to the same. Weights are of very different sizes; the strong ones are few, and decide the first places.
    #[default]
    Shop,
    /// Codes are powers of [`RATIO`] of a scale that each list has: where lists are long and flat, or of very different
    /// strengths, sixteen codes for all of them would make equals of most.
    List,
}

/// What a code is worth against the next one.
const RATIO: f64 = 0.82;

/// What codes are worth, and the scale of every list.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Codes {
    pub(crate) weights: Table,
    pub(crate) scales: Table,
    /// By product: the row of `scales`.
    pub(crate) levels: Vec<u8>,
}

impl Codes {
    pub(crate) fn of(edges: &Edges, sharing: Sharing) -> Self {
        match sharing {
            Sharing::Shop => Self {
                weights: of_shop(edges),
                scales: [1.0; WEIGHT_CODES],
                levels: vec![0; edges.products()],
            },
            Sharing::List => Self::of_lists(edges),
        }
    }

    fn of_lists(edges: &Edges) -> Self {
        let strongest: Vec<Option<f64>> = (0..edges.products() as u32)
            .map(|product| edges.of(product).map(|(_, weight)| weight).next())
            .collect();
        let mut known: Vec<f64> = strongest
            .iter()
            .flatten()
            .map(|weight| weight.ln())
            .collect();
        known.sort_unstable_by(f64::total_cmp);
        let at = |part: usize| known.get(part).copied().unwrap_or(0.0);
        let edge = known.len() / 100;
        let (low, high) = (at(edge), at(known.len().saturating_sub(1 + edge)));
        let last = (WEIGHT_CODES - 1) as f64;
        let scales: Table =
            std::array::from_fn(|level| (low + (high - low) * level as f64 / last).exp());
        Self {
            weights: std::array::from_fn(|code| RATIO.powf(last - code as f64)),
            levels: strongest
                .into_iter()
                .map(|weight| weight.map_or(0, |weight| nearest(&scales, weight)))
                .collect(),
            scales,
        }
    }

    fn scale(&self, product: u32) -> f64 {
        let level = self.levels.get(product as usize).copied().unwrap_or(0);
        self.scales.get(usize::from(level)).copied().unwrap_or(1.0)
    }

    /// The code of an edge of a product.
    pub(crate) fn code(&self, product: u32, weight: f64) -> u8 {
        nearest(&self.weights, weight / self.scale(product))
    }

    /// What an edge of a product is worth once it is coded.
    pub(crate) fn worth(&self, product: u32, weight: f64) -> f64 {
        let code = usize::from(self.code(product, weight));
        self.scale(product) * self.weights.get(code).copied().unwrap_or(0.0)
    }
}

/// Codes for all weights of a shop, ascending.
fn of_shop(edges: &Edges) -> Table {
    let mut weights: Vec<f64> = (0..edges.products() as u32)
        .flat_map(|product| edges.of(product).map(|(_, weight)| weight))
        .collect();
    weights.sort_unstable_by(f64::total_cmp);
    let part = weights.iter().map(|w| w.sqrt()).sum::<f64>() / WEIGHT_CODES as f64;
    let mut values = [weights.last().copied().unwrap_or(0.0); WEIGHT_CODES];
    let (mut sum, mut code) = (0.0, 0);
    for weight in weights {
        sum += weight.sqrt();
        while sum >= (code as f64 + 0.5) * part
            && let Some(value) = values.get_mut(code)
        {
            *value = weight;
            code += 1;
        }
    }
    values
}

/// The place of the number that differs least from a value by their ratio; of equally near ones the first.
fn nearest(table: &Table, value: f64) -> u8 {
    let ratio = |number: f64| (number / value).max(value / number);
    let (mut best, mut least) = (0, f64::INFINITY);
    for (place, &number) in (0..).zip(table) {
        if ratio(number) < least {
            (best, least) = (place, ratio(number));
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sixteen_like_weights_are_kept_and_strong_ones_have_more_of_the_codes() {
        let of = |weights: &[f64]| {
            let triples = (0..).zip(weights).map(|(n, &weight)| (n, n + 1, weight));
            let edges = Edges::strongest(triples.collect(), weights.len() + 1, 12);
            Codes::of(&edges, Sharing::Shop).weights
        };
        let like: Vec<f64> = (0..16).map(|n| 1.0 + 0.001 * f64::from(n)).collect();
        assert_eq!(of(&like).as_slice(), like);
        // Square roots: a hundred of 1 and ten of 10 have half of the codes each.
        let mut mixed = vec![1.0; 100];
        mixed.extend([100.0; 10]);
        let codes = of(&mixed);
        assert_eq!((codes[7], codes[8]), (1.0, 100.0));
    }

    #[test]
    fn a_weight_goes_to_the_nearest_by_ratio() {
        let codes = Codes {
            weights: std::array::from_fn(|n| 0.01 * f64::from(1 << n)),
            scales: [1.0; WEIGHT_CODES],
            levels: vec![0],
        };
        for n in 0..16 {
            assert_eq!(codes.code(0, 0.01 * f64::from(1 << n)), n);
        }
        // 1.4 is nearer to 1 than to 2 by ratio, 1.45 is not.
        assert_eq!((codes.code(0, 0.014), codes.code(0, 0.0145)), (0, 1));
        assert_eq!((codes.code(0, 1e-9), codes.code(0, 1e9)), (0, 15));
    }

    #[test]
    fn lists_of_very_different_strengths_keep_their_order_with_a_scale_each() {
        // Hundred lists of sixteen, each a fifth weaker than the one before it: 14 orders of magnitude in all.
        let mut triples = Vec::new();
        for list in 0..100_u32 {
            for rank in 0..16_u32 {
                let weight = 0.8_f64.powi(list as i32) * 0.8_f64.powi(rank as i32);
                triples.push((list, 100 + rank, weight));
            }
        }
        let edges = Edges::strongest(triples, 116, 16);
        let distinct = |sharing| {
            let codes = Codes::of(&edges, sharing);
            let mut all: Vec<u8> = edges
                .of(50)
                .map(|(_, weight)| codes.code(50, weight))
                .collect();
            all.dedup();
            all.len()
        };
        assert!(distinct(Sharing::Shop) < 8, "ties");
        assert!(distinct(Sharing::List) >= 13);
    }
}
