//! How alike the titles of two products are.

use super::facts::{Facts, at, common};

/// Titles as vectors of words, each by how much it tells: the logarithm of products over products with it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Titles {
    tells: Vec<f64>,
    length: Vec<f64>,
}

impl Titles {
    pub(crate) fn of(facts: &Facts) -> Self {
        let mut with = vec![0u32; facts.telling.len()];
        for &word in facts.words.iter().flatten() {
            if let Some(count) = with.get_mut(word as usize) {
                *count += 1;
            }
        }
        let products = facts.len().max(1) as f64;
        // A word of all titles still tells a little: titles of nothing else are not without length.
        let tells: Vec<f64> = with
            .into_iter()
            .map(|count| (products / f64::from(count.max(1))).ln() + 0.1)
            .collect();
        let square = |word: &u32| tells.get(*word as usize).map_or(0.0, |t| t * t);
        let length = facts
            .words
            .iter()
            .map(|words| words.iter().map(square).sum::<f64>().sqrt())
            .collect();
        Self { tells, length }
    }

    /// Cosine, 0 to 1; 0 if one has no title.
    pub(crate) fn cosine(&self, facts: &Facts, a: u32, b: u32) -> f64 {
        let shared: f64 = common(at(&facts.words, a), at(&facts.words, b))
            .map(|word| self.tells.get(word as usize).map_or(0.0, |t| t * t))
            .sum();
        let length = |product: u32| self.length.get(product as usize).copied().unwrap_or(0.0);
        if shared > 0.0 {
            shared / (length(a) * length(b))
        } else {
            0.0
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fit::test_product;

    #[test]
    fn rare_words_tell_more() {
        let titles = [
            "a;Red bag",
            "b;Red spoon",
            "c;Blue bag",
            "d;Red",
            "e;Red bag",
            "f;",
        ];
        let facts = Facts::of(&titles.map(test_product));
        let titles = Titles::of(&facts);
        let cosine = |a, b| titles.cosine(&facts, a, b);
        assert!((cosine(0, 4) - 1.0).abs() < 1e-12, "the same title");
        assert!(
            cosine(0, 2) > cosine(0, 1),
            "bags are fewer than red things"
        );
        assert_eq!(cosine(1, 2), 0.0);
        assert_eq!(cosine(0, 5), 0.0, "no title");
    }
}
