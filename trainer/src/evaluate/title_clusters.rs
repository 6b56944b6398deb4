//! Categories out of titles, for slices that stand for shops with categories: spherical k-means on TF-IDF of the words.
//!
//! As many clusters as the root of the number of products, ten rounds, begun at products that are far from each other: the next one is always the least like
//! all before. A category is named by the two words that tell most of it. They are as good and as bad as a
//! merchant's own: some are kinds of things, some are colours.

use std::collections::BTreeMap;

use crate::ingest::Product;

const ROUNDS: usize = 10;

/// Weighted words of a title, of length one.
type Title = Vec<(u32, f64)>;

/// Gives every product with a title the category of its cluster, in place of what it had.
pub(super) fn categorise(products: &mut [Product]) {
    let (titles, words) = titles(products);
    let clusters = (products.len() as f64).sqrt().round().max(1.0) as usize;
    let mut centres: Vec<Vec<f64>> = spread(&titles, clusters, words.len());
    let mut of: Vec<Option<usize>> = Vec::new();
    for _ in 0..ROUNDS {
        let nearest: Vec<Option<usize>> = titles
            .iter()
            .map(|title| nearest(title, &centres))
            .collect();
        if nearest == of {
            break;
        }
        of = nearest;
        centres = means(&titles, &of, centres.len(), words.len());
    }
    let names: Vec<String> = centres.iter().map(|centre| name(centre, &words)).collect();
    for (product, cluster) in products.iter_mut().zip(of) {
        product.category = cluster.and_then(|cluster| names.get(cluster)).cloned();
    }
}

/// Every title as weighted words, and the words.
fn titles(products: &[Product]) -> (Vec<Title>, Vec<String>) {
    let split: Vec<Vec<String>> = products
        .iter()
        .map(|product| {
            let letters = |c: char| !c.is_alphabetic();
            let words = product
                .title
                .split(letters)
                .filter(|word| word.chars().count() > 2);
            let mut words: Vec<String> = words.map(str::to_lowercase).collect();
            words.sort_unstable();
            words.dedup();
            words
        })
        .collect();
    let mut with: BTreeMap<&str, u32> = BTreeMap::new();
    for word in split.iter().flatten() {
        *with.entry(word).or_default() += 1;
    }
    // What one product alone says gathers nothing.
    with.retain(|_, count| *count > 1);
    let number: BTreeMap<&str, u32> = with.keys().copied().zip(0u32..).collect();
    let idf = |word: &str| {
        let count = with.get(word).copied().unwrap_or(1);
        (products.len() as f64 / f64::from(count)).ln()
    };
    let titles = split
        .iter()
        .map(|words| {
            let known = words
                .iter()
                .filter_map(|word| Some((*number.get(word.as_str())?, idf(word))));
            let mut title: Title = known.collect();
            let length = title
                .iter()
                .map(|(_, weight)| weight * weight)
                .sum::<f64>()
                .sqrt();
            for (_, weight) in &mut title {
                *weight /= length.max(f64::MIN_POSITIVE);
            }
            title
        })
        .collect();
    let words = number.keys().map(|word| (*word).to_owned()).collect();
    (titles, words)
}

fn cosine(title: &Title, centre: &[f64]) -> f64 {
    let part = |(word, weight): &(u32, f64)| centre.get(*word as usize).map_or(0.0, |c| c * weight);
    title.iter().map(part).sum()
}

/// The first centres: titles, each the least like all before; of equals the first.
fn spread(titles: &[Title], clusters: usize, words: usize) -> Vec<Vec<f64>> {
    let dense = |title: &Title| {
        let mut centre = vec![0.0; words];
        for &(word, weight) in title {
            if let Some(slot) = centre.get_mut(word as usize) {
                *slot = weight;
            }
        }
        centre
    };
    let mut centres: Vec<Vec<f64>> = Vec::with_capacity(clusters);
    // By title the likeness to the centre that it is most like; what has no words is never one.
    let mut alike: Vec<f64> = titles
        .iter()
        .map(|t| if t.is_empty() { f64::INFINITY } else { 0.0 })
        .collect();
    while centres.len() < clusters {
        let least = alike.iter().enumerate().min_by(|a, b| a.1.total_cmp(b.1));
        let Some(title) = least
            .filter(|(_, alike)| **alike < 1.0)
            .and_then(|(at, _)| titles.get(at))
        else {
            break;
        };
        let centre = dense(title);
        for (alike, title) in alike.iter_mut().zip(titles) {
            *alike = alike.max(cosine(title, &centre));
        }
        centres.push(centre);
    }
    centres
}

/// The centre that a title is most like, of equals the first; `None` if it shares no word with any.
fn nearest(title: &Title, centres: &[Vec<f64>]) -> Option<usize> {
    let all = centres
        .iter()
        .map(|centre| cosine(title, centre))
        .enumerate();
    let most = all.max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)));
    most.filter(|(_, alike)| *alike > 0.0).map(|(at, _)| at)
}

fn means(titles: &[Title], of: &[Option<usize>], clusters: usize, words: usize) -> Vec<Vec<f64>> {
    let mut sums = vec![vec![0.0; words]; clusters];
    for (title, cluster) in titles.iter().zip(of) {
        let Some(sum) = cluster.and_then(|cluster| sums.get_mut(cluster)) else {
            continue;
        };
        for &(word, weight) in title {
            if let Some(slot) = sum.get_mut(word as usize) {
                *slot += weight;
            }
        }
    }
    for sum in &mut sums {
        let length = sum.iter().map(|x| x * x).sum::<f64>().sqrt();
        for x in sum.iter_mut() {
            *x /= length.max(f64::MIN_POSITIVE);
        }
    }
    sums
}

/// The two words that tell most of a cluster.
fn name(centre: &[f64], words: &[String]) -> String {
    let mut heavy: Vec<(f64, &String)> = centre
        .iter()
        .copied()
        .zip(words)
        .filter(|(w, _)| *w > 0.0)
        .collect();
    heavy.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    let two: Vec<&str> = heavy
        .iter()
        .take(2)
        .map(|(_, word)| word.as_str())
        .collect();
    two.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn categories(titles: &[&str]) -> Vec<Option<String>> {
        let mut products: Vec<Product> = titles
            .iter()
            .map(|title| Product {
                title: (*title).to_owned(),
                category: Some("as the merchant has it".to_owned()),
                ..Product::bare(title.as_bytes())
            })
            .collect();
        categorise(&mut products);
        products
            .into_iter()
            .map(|product| product.category)
            .collect()
    }

    #[test]
    fn like_titles_have_one_category_and_others_another() {
        let found = categories(&[
            "Lantern iron",
            "Lantern iron big",
            "Lantern iron small",
            "Teapot china",
            "Teapot china blue",
            "Teapot china green",
            "Rope cotton",
            "Rope cotton long",
            "Rope cotton short",
            "Qwx",
        ]);
        assert_eq!(found[0].as_deref(), Some("iron lantern"));
        assert!(found[0] == found[1] && found[1] == found[2]);
        assert!(found[3] == found[4] && found[4] == found[5]);
        assert!(found[6] == found[7] && found[7] == found[8]);
        assert!(found[0] != found[3] && found[3] != found[6] && found[0] != found[6]);
        assert_eq!(found[9], None, "no word shared with anything");
    }

    #[test]
    fn without_words_nobody_has_a_category() {
        assert_eq!(categories(&["1", "2", "3"]), [None, None, None]);
        assert!(categories(&[]).is_empty());
    }
}
