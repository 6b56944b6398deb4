//! Products that are alike in their words, without comparing all with all.

/// Words in more lists than this find no candidates: they tell little, and their lists are long.
const TOO_COMMON: usize = 2_000;

/// Lists of words (any numbered features), each product's ascending, with an index from words to products.
#[derive(Clone, Debug, Default)]
pub(crate) struct Likeness {
    lists: Vec<Vec<u32>>,
    holders: Vec<Vec<u32>>,
    telling: Vec<f64>,
    weights: Vec<f64>,
}

/// Working memory of [`Likeness::nearest`].
#[derive(Debug, Default)]
pub(crate) struct LikenessScratch {
    shared: Vec<f64>,
    touched: Vec<u32>,
}

impl Likeness {
    pub(crate) fn of(lists: Vec<Vec<u32>>) -> Self {
        let words = lists
            .iter()
            .flatten()
            .max()
            .map_or(0, |&word| word as usize + 1);
        let mut holders: Vec<Vec<u32>> = vec![Vec::new(); words];
        for (product, list) in (0..).zip(&lists) {
            for &word in list {
                if let Some(holders) = holders.get_mut(word as usize) {
                    holders.push(product);
                }
            }
        }
        let count = lists.len().max(1) as f64;
        let telling: Vec<f64> = holders
            .iter()
            .map(|with| (count / with.len().max(1) as f64).ln() + 0.1)
            .collect();
        let tells = |word: &u32| telling.get(*word as usize).copied().unwrap_or(0.0);
        let weights = lists
            .iter()
            .map(|list| list.iter().map(tells).sum())
            .collect();
        Self {
            lists,
            holders,
            telling,
            weights,
        }
    }

    fn weight(&self, product: u32) -> f64 {
        self.weights.get(product as usize).copied().unwrap_or(0.0)
    }

    /// The `limit` products most like this one that are accepted, the most alike first, with their likeness: twice the
    /// telling words in common over all (Dice), 0 to 1. Ties go to the smaller number.
    pub(crate) fn nearest(
        &self,
        product: u32,
        limit: usize,
        scratch: &mut LikenessScratch,
        accept: impl Fn(u32) -> bool,
    ) -> Vec<(u32, f64)> {
        let LikenessScratch { shared, touched } = scratch;
        shared.resize(self.lists.len(), 0.0);
        for &word in self
            .lists
            .get(product as usize)
            .map_or(&[][..], Vec::as_slice)
        {
            let holders = self
                .holders
                .get(word as usize)
                .map_or(&[][..], Vec::as_slice);
            let tells = self.telling.get(word as usize).copied().unwrap_or(0.0);
            if holders.len() > TOO_COMMON {
                // It still counts for those that a rarer word has found; the order of words is the same for all.
                for &other in touched.iter() {
                    if self
                        .lists
                        .get(other as usize)
                        .is_some_and(|list| list.binary_search(&word).is_ok())
                    {
                        shared[other as usize] += tells;
                    }
                }
                continue;
            }
            for &other in holders {
                let sum = &mut shared[other as usize];
                if *sum == 0.0 {
                    touched.push(other);
                }
                *sum += tells;
            }
        }
        let own = self.weight(product);
        let mut found: Vec<(u32, f64)> = Vec::new();
        for other in touched.drain(..) {
            let sum = std::mem::take(&mut shared[other as usize]);
            let all = own + self.weight(other);
            if other != product && all > 0.0 && accept(other) {
                found.push((other, 2.0 * sum / all));
            }
        }
        strongest(&mut found, limit);
        found
    }
}

/// Keeps the `limit` products of the highest numbers, those first; ties go to the smaller product. Most of a long list is
/// never sorted.
pub(crate) fn strongest(found: &mut Vec<(u32, f64)>, limit: usize) {
    let stronger = |a: &(u32, f64), b: &(u32, f64)| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0));
    if limit > 0 && limit < found.len() {
        found.select_nth_unstable_by(limit - 1, stronger);
    }
    found.truncate(limit);
    found.sort_unstable_by(stronger);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rare_words_in_common_count_more() {
        let likeness = Likeness::of(vec![vec![0, 1, 5], vec![0, 2, 5], vec![0, 1], vec![0, 3]]);
        let mut scratch = LikenessScratch::default();
        let found: Vec<u32> = likeness
            .nearest(0, 9, &mut scratch, |_| true)
            .iter()
            .map(|f| f.0)
            .collect();
        assert_eq!(found, [2, 1, 3]);
        assert_eq!(
            likeness.nearest(0, 9, &mut scratch, |p| p == 3).len(),
            1,
            "the scratch was left clean"
        );
        let same = Likeness::of(vec![vec![1, 2], vec![1, 2], vec![3]]);
        assert!((same.nearest(0, 1, &mut scratch, |_| true)[0].1 - 1.0).abs() < 1e-9);
    }
}
