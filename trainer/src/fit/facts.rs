//! What a catalog says of its products, taken apart once for all fits: words, measures, attributes, category, brand.

use std::collections::{BTreeMap, BTreeSet};

use hashbrown::HashMap;

use super::measure::{Measure, TitleTier};
use crate::ingest::Product;

/// A text that is missing: no category, no brand, no group.
pub(crate) const NONE: u32 = 0;

/// Products as numbers. Texts are numbered from 1 in the order of first appearance; 0 is [`NONE`].
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// Distinct words of the title, ascending.
    pub(crate) words: Vec<Vec<u32>>,
    /// The words that name the product: of the title up to its first comma, dash or bracket, without measures, words of
    /// tiers and words that an attribute repeats.
    pub(crate) stems: Vec<Vec<u32>>,
    /// The last word of those that could be the name of a kind of product; [`NONE`] if there is none. It is what a thing is in
    /// languages that put it last.
    pub(crate) heads: Vec<u32>,
    /// The bare number in the name, as a word and as a number: `Road-150`, not `35 mm` and not one of two.
    pub(crate) models: Vec<Option<(u32, f64)>>,
    /// By word: its text.
    pub(crate) spelling: Vec<String>,
    /// By category: its whole path.
    pub(crate) category_names: Vec<String>,
    /// By word: how much it tells, the logarithm of products over products with it, plus one.
    pub(crate) telling: Vec<f64>,
    /// By word: whether it could be the name of a kind of product.
    pub(crate) is_noun: Vec<bool>,
    /// The whole category path.
    pub(crate) category: Vec<u32>,
    /// The first level of the category.
    pub(crate) department: Vec<u32>,
    /// Levels of the category.
    pub(crate) depth: Vec<u8>,
    pub(crate) brand: Vec<u32>,
    pub(crate) group: Vec<u32>,
    /// (key, value) of each attribute, ascending, each key once.
    pub(crate) attributes: Vec<Vec<(u32, u32)>>,
    /// Keys, by category, whose values name other products: what a case or a strap fits.
    pub(crate) naming: BTreeSet<(u32, u32)>,
    /// By value: the one number that it holds.
    pub(crate) measures: Vec<Option<Measure>>,
    pub(crate) tiers: Vec<TitleTier>,
    pub(crate) prices: Vec<Option<i64>>,
    pub(crate) in_stock: Vec<bool>,
    /// Place in the merchant's catalog.
    pub(crate) places: Vec<u32>,
    /// The product on whose page each is chosen.
    pub(crate) parents: Vec<Option<u32>>,
    /// Pages on which something else is chosen: they lead to products, and no shelf leads to them where it could lead to what is
    /// chosen there.
    pub(crate) is_page: Vec<bool>,
}

/// Texts by number, never in the order of the map.
#[derive(Default)]
struct Texts(HashMap<String, u32>);

impl Texts {
    fn number(&mut self, text: &str) -> u32 {
        let next = self.0.len() as u32 + 1;
        *self.0.entry_ref(text).or_insert(next)
    }

    fn optional(&mut self, text: Option<&str>) -> u32 {
        match text.map(str::trim) {
            Some(text) if !text.is_empty() => self.number(text),
            _ => NONE,
        }
    }

    /// The texts by their numbers.
    fn by_number(&self) -> Vec<&str> {
        let mut texts = vec![""; self.0.len() + 1];
        for (text, &number) in &self.0 {
            if let Some(slot) = texts.get_mut(number as usize) {
                *slot = text;
            }
        }
        texts
    }
}

impl Facts {
    /// Takes a catalog apart.
    #[must_use]
    pub fn of(products: &[Product]) -> Self {
        let (mut words, mut categories, mut departments) =
            (Texts::default(), Texts::default(), Texts::default());
        let (mut brands, mut groups, mut keys, mut values) = (
            Texts::default(),
            Texts::default(),
            Texts::default(),
            Texts::default(),
        );
        // The words of each name in their order.
        let mut names: Vec<Vec<u32>> = Vec::with_capacity(products.len());
        let mut facts = Self {
            measures: vec![None],
            ..Self::default()
        };
        for product in products {
            let title = product.title.to_lowercase();
            let spelled = split_words(&title);
            let (tier, tier_words) = TitleTier::of(&spelled);
            let attributes: Vec<(String, String)> =
                split_attributes(product.attributes.as_deref().unwrap_or_default());
            let repeated: Vec<String> = attributes
                .iter()
                .flat_map(|(_, value)| split_words(value))
                .collect();
            let mut of_title: Vec<u32> = spelled.iter().map(|word| words.number(word)).collect();
            let stem_of = |words: usize| -> Vec<u32> {
                let named = spelled.iter().zip(&of_title).zip(&tier_words).take(words);
                named
                    .filter(|((word, _), of_tier)| !**of_tier && !repeated.contains(word))
                    .map(|((_, number), _)| *number)
                    .collect()
            };
            let mut stem = stem_of(split_words(head(&title)).len());
            if stem.is_empty() {
                stem = stem_of(spelled.len());
            }
            facts.models.push(model_number(&spelled, &of_title, &stem));
            names.push(stem.clone());
            for list in [&mut of_title, &mut stem] {
                list.sort_unstable();
                list.dedup();
            }
            let mut numbered: Vec<(u32, u32)> = attributes
                .iter()
                .map(|(key, value)| {
                    let number = values.number(value);
                    if facts.measures.len() <= number as usize {
                        facts.measures.push(Measure::of(value));
                    }
                    (keys.number(key), number)
                })
                .collect();
            numbered.sort_unstable();
            numbered.dedup_by_key(|pair| pair.0);
            let category = product
                .category
                .as_deref()
                .map(str::trim)
                .unwrap_or_default();
            facts.words.push(of_title);
            facts.stems.push(stem);
            facts.tiers.push(tier);
            facts.attributes.push(numbered);
            facts.category.push(categories.optional(Some(category)));
            facts
                .department
                .push(departments.optional(category.split(" > ").next()));
            facts.depth.push(
                category
                    .split(" > ")
                    .filter(|level| !level.is_empty())
                    .count()
                    .min(255) as u8,
            );
            facts.brand.push(brands.optional(product.brand.as_deref()));
            facts.group.push(groups.optional(product.group.as_deref()));
            facts.prices.push(product.price.filter(|&price| price > 0));
            facts.in_stock.push(product.in_stock);
            facts.places.push(product.place);
            facts.parents.push(product.parent);
            facts.is_page.push(false);
        }
        for parent in products.iter().filter_map(|product| product.parent) {
            if let Some(is_page) = facts.is_page.get_mut(parent as usize) {
                *is_page = true;
            }
        }
        facts.naming = naming(&facts, products, &values.by_number());
        let owned = |texts: &Texts| texts.by_number().into_iter().map(str::to_owned).collect();
        facts.spelling = owned(&words);
        facts.category_names = owned(&categories);
        let mut documents = vec![0_u32; words.0.len() + 1];
        for word in facts.words.iter().flatten() {
            if let Some(count) = documents.get_mut(*word as usize) {
                *count += 1;
            }
        }
        facts.telling = documents
            .iter()
            .map(|&with| 1.0 + (products.len().max(1) as f64 / f64::from(with.max(1))).ln())
            .collect();
        facts.is_noun = vec![false; words.0.len() + 1];
        let brand_words: BTreeSet<String> = brands
            .0
            .keys()
            .flat_map(|brand| split_words(&brand.to_lowercase()))
            .collect();
        for (word, &number) in &words.0 {
            if let Some(noun) = facts.is_noun.get_mut(number as usize) {
                *noun = word.chars().count() > 2
                    && word.chars().all(char::is_alphabetic)
                    && documents.get(number as usize).is_some_and(|&with| with > 1)
                    && !brand_words.contains(word);
            }
        }
        // Two letters are a unit or a size, and a word of one title may be its own name, but still says what the thing is.
        let is_kind = |word: &u32| {
            let text = facts
                .spelling
                .get(*word as usize)
                .map_or("", String::as_str);
            text.chars().count() > 2
                && text.chars().all(char::is_alphabetic)
                && !brand_words.contains(text)
        };
        facts.heads = names
            .iter()
            .map(|name| name.iter().rev().copied().find(is_kind).unwrap_or(NONE))
            .collect();
        facts
    }

    /// Number of products.
    #[must_use]
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// How alike the names of two products are, 0 to 1: twice the telling words in common over all (Dice).
    pub(crate) fn same_name(&self, a: u32, b: u32) -> f64 {
        let (a, b) = (at(&self.stems, a), at(&self.stems, b));
        let all = self.weight(a) + self.weight(b);
        if all > 0.0 {
            2.0 * self.shared(a, b) / all
        } else {
            0.0
        }
    }

    fn weight(&self, words: &[u32]) -> f64 {
        words.iter().map(|&word| self.tells(word)).sum()
    }

    pub(crate) fn tells(&self, word: u32) -> f64 {
        self.telling.get(word as usize).copied().unwrap_or(0.0)
    }

    fn shared(&self, a: &[u32], b: &[u32]) -> f64 {
        common(a, b).map(|word| self.tells(word)).sum()
    }

    /// Whether two products are variants of one.
    pub(crate) fn same_group(&self, a: u32, b: u32) -> bool {
        let group = number(&self.group, a);
        group != NONE && group == number(&self.group, b)
    }

    /// Whether two products are variants of one, or one is chosen on the page of the other.
    pub(crate) fn same_family(&self, a: u32, b: u32) -> bool {
        let parent = |product: u32| self.parents.get(product as usize).copied().flatten();
        self.same_group(a, b) || parent(a) == Some(b) || parent(b) == Some(a)
    }

    /// Whether a shelf may lead to a product: it can be bought as it is.
    pub(crate) fn is_shown(&self, product: u32) -> bool {
        self.in_stock
            .get(product as usize)
            .copied()
            .unwrap_or(false)
            && !self.is_page.get(product as usize).copied().unwrap_or(false)
    }

    /// The higher price over the lower one; 1 if one is unknown.
    pub(crate) fn price_ratio(&self, a: u32, b: u32) -> f64 {
        match (self.price(a), self.price(b)) {
            (Some(a), Some(b)) => a.max(b) as f64 / a.min(b) as f64,
            _ => 1.0,
        }
    }

    pub(crate) fn price(&self, product: u32) -> Option<i64> {
        self.prices.get(product as usize).copied().flatten()
    }

    /// A product's value of an attribute.
    pub(crate) fn value(&self, product: u32, key: u32) -> Option<u32> {
        let list = at(&self.attributes, product);
        list.binary_search_by_key(&key, |pair| pair.0)
            .ok()
            .and_then(|n| list.get(n))
            .map(|pair| pair.1)
    }
}

/// The entry of a product, empty out of range.
pub(crate) fn at<T>(lists: &[Vec<T>], product: u32) -> &[T] {
    lists.get(product as usize).map_or(&[], Vec::as_slice)
}

/// The number of a product's text, [`NONE`] out of range.
pub(crate) fn number(numbers: &[u32], product: u32) -> u32 {
    numbers.get(product as usize).copied().unwrap_or(NONE)
}

/// What two ascending lists have in common.
pub(crate) fn common<'a>(a: &'a [u32], b: &'a [u32]) -> impl Iterator<Item = u32> + 'a {
    let mut rest = b;
    a.iter().copied().filter(move |word| {
        let from = rest.partition_point(|other| other < word);
        rest = rest.get(from..).unwrap_or_default();
        rest.first() == Some(word)
    })
}

/// Lower-case words: letters and digits, a point between digits included; a number and what follows it apart (`64gb`
/// is `64`, `gb`).
pub(crate) fn split_words(text: &str) -> Vec<String> {
    let letters: Vec<char> = text.chars().collect();
    let mut words: Vec<String> = Vec::new();
    let mut open = false;
    for (n, &letter) in letters.iter().enumerate() {
        let before = n
            .checked_sub(1)
            .and_then(|n| letters.get(n))
            .copied()
            .unwrap_or(' ');
        let after = letters.get(n + 1).copied().unwrap_or(' ');
        let point =
            matches!(letter, '.' | ',') && before.is_ascii_digit() && after.is_ascii_digit();
        if !(letter.is_alphanumeric() || point) {
            open = false;
            continue;
        }
        let new_kind = before.is_ascii_digit() && letter.is_alphabetic();
        match words.last_mut() {
            Some(word) if open && !new_kind => word.push(if point { '.' } else { letter }),
            _ => words.push(letter.to_string()),
        }
        open = true;
    }
    words
}

/// Longest value, in words, that may name a product.
const LONGEST_NAME: usize = 6;

/// Keys of which four in five values, of two and more words and no measures, stand in titles of another category.
fn naming(facts: &Facts, products: &[Product], texts: &[&str]) -> BTreeSet<(u32, u32)> {
    let mut values_of: BTreeMap<(u32, u32), BTreeSet<u32>> = BTreeMap::new();
    for product in 0..products.len() as u32 {
        let category = number(&facts.category, product);
        for &(key, value) in at(&facts.attributes, product)
            .iter()
            .filter(|_| category != NONE)
        {
            values_of.entry((category, key)).or_default().insert(value);
        }
    }
    let phrase = |value: u32| split_words(texts.get(value as usize).copied().unwrap_or_default());
    let mut said_in: BTreeMap<Vec<String>, BTreeSet<u32>> = BTreeMap::new();
    for value in values_of.values().flatten() {
        let words = phrase(*value);
        // What begins with a number is a measure: 250 g of coffee do not name 250 g of honey.
        let is_measure = words
            .first()
            .is_some_and(|word| word.starts_with(|letter: char| letter.is_ascii_digit()));
        if (2..=LONGEST_NAME).contains(&words.len()) && !is_measure {
            said_in.entry(words).or_default();
        }
    }
    for (product, listed) in (0..).zip(products) {
        let words = split_words(&listed.title.to_lowercase());
        for length in 2..=LONGEST_NAME {
            for part in words.windows(length) {
                if let Some(categories) = said_in.get_mut(part) {
                    categories.insert(number(&facts.category, product));
                }
            }
        }
    }
    values_of
        .into_iter()
        .filter(|((category, _), values)| {
            let named = |value: &&u32| {
                said_in
                    .get(&phrase(**value))
                    .is_some_and(|categories| categories.iter().any(|other| other != category))
            };
            values.iter().filter(named).count() * 5 >= values.len() * 4
        })
        .map(|(key, _)| key)
        .collect()
}

/// The only number of a name that no unit follows, of the words of a title and their numbers.
fn model_number(spelled: &[String], of_title: &[u32], name: &[u32]) -> Option<(u32, f64)> {
    let mut found = None;
    for (at, (text, &word)) in spelled.iter().zip(of_title).enumerate() {
        let Some(number) = text.parse::<f64>().ok().filter(|n| n.is_finite()) else {
            continue;
        };
        let has_unit = spelled
            .get(at + 1)
            .is_some_and(|next| next.chars().count() <= 2 && next.chars().all(char::is_alphabetic));
        if !name.contains(&word) {
            continue;
        }
        if has_unit || found.is_some() {
            return None;
        }
        found = Some((word, number));
    }
    found
}

/// A title up to where it starts to tell variations: `Alta Camera, Body Only`.
fn head(title: &str) -> &str {
    let ends = [", ", " - ", " – ", " | ", " ("]
        .iter()
        .filter_map(|mark| title.find(mark));
    ends.min().and_then(|end| title.get(..end)).unwrap_or(title)
}

/// `key=value|…`, lower case; `key=value;…` where that is how the shop writes it.
fn split_attributes(text: &str) -> Vec<(String, String)> {
    let mark = match text.contains('|') || text.split(';').any(|pair| !pair.contains('=')) {
        true => '|',
        false => ';',
    };
    text.split(mark)
        .filter_map(|pair| pair.split_once('='))
        .map(|(key, value)| (key.trim().to_lowercase(), value.trim().to_lowercase()))
        .filter(|(key, value)| !key.is_empty() && !value.is_empty())
        .collect()
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A product from `id;title;price;category;brand;attributes;group`, the last ones optional.
    pub(crate) fn product(line: &str) -> Product {
        let mut cells = line.split(';').map(str::to_owned);
        let mut next = || cells.next().filter(|cell| !cell.is_empty());
        Product {
            id: next().unwrap_or_default(),
            title: next().unwrap_or_default(),
            price: next().and_then(|price| price.parse().ok()),
            category: next(),
            brand: next(),
            attributes: next(),
            group: next(),
            url: None,
            image: None,
            in_stock: true,
            place: 0,
            parent: None,
            needs_options: false,
        }
    }

    #[test]
    fn words_split_where_numbers_end() {
        assert_eq!(
            split_words("sd-card 64gb, f/2.8 (1,5 l)"),
            ["sd", "card", "64", "gb", "f", "2.8", "1.5", "l"]
        );
    }

    #[test]
    fn a_stem_is_the_name_without_measure_and_attributes() {
        let facts = Facts::of(&[
            product("a;Kestra Swift Card, 64 GB, Black;10;C;Kestra;colour=Black"),
            product("b;Kestra Swift Card, 128 GB, Red;20;C;Kestra;colour=Red"),
            product("c;Kestra Steady Card, 128 GB, Red;20;C;Kestra;colour=Red"),
        ]);
        assert!((facts.same_name(0, 1) - 1.0).abs() < 1e-12);
        let other = facts.same_name(0, 2);
        assert!(other > 0.2 && other < 0.9, "{other}");
        assert_eq!(
            common(&[1, 3, 5, 9], &[2, 3, 9, 10]).collect::<Vec<_>>(),
            [3, 9]
        );
    }
}
