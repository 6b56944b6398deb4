//! Whom a product is for, where its title or category says so: what is made for women is no better version of what is made for men.

use super::facts::{Facts, split_words};

/// Words of one audience each, in the languages that shops of Europe and America write.
const AUDIENCES: [&[&str]; 3] = [
    &[
        "men",
        "mens",
        "man",
        "male",
        "gents",
        "herren",
        "männer",
        "homme",
        "hommes",
        "hombre",
        "hombres",
        "uomo",
        "heren",
        "masculino",
    ],
    &[
        "women", "womens", "woman", "female", "ladies", "lady", "damen", "frauen", "femme",
        "femmes", "mujer", "mujeres", "donna", "dames", "feminino",
    ],
    &[
        "kids",
        "kid",
        "child",
        "children",
        "childrens",
        "boys",
        "girls",
        "boy",
        "girl",
        "baby",
        "babies",
        "toddler",
        "junior",
        "youth",
        "kinder",
        "enfant",
        "enfants",
        "niños",
        "bambini",
        "infantil",
    ],
];

/// Whom the words of each product's title name, else those of its category, as bits; 0 for anybody.
pub(crate) fn audiences(facts: &Facts) -> Vec<u8> {
    let of_word: Vec<u8> = facts.spelling.iter().map(|word| named(word)).collect();
    let of_category: Vec<u8> = facts
        .category_names
        .iter()
        .map(|path| {
            all(split_words(&path.to_lowercase())
                .iter()
                .map(|word| named(word)))
        })
        .collect();
    let bits = |word: &u32| of_word.get(*word as usize).copied().unwrap_or(0);
    facts
        .words
        .iter()
        .zip(&facts.category)
        .map(|(title, category)| match all(title.iter().map(bits)) {
            0 => of_category.get(*category as usize).copied().unwrap_or(0),
            known => known,
        })
        .collect()
}

fn all(bits: impl Iterator<Item = u8>) -> u8 {
    bits.fold(0, |all, bits| all | bits)
}

/// The audience that a word names, as a bit.
fn named(word: &str) -> u8 {
    let named = AUDIENCES.iter().zip(0..);
    all(named
        .filter(|(words, _)| words.contains(&word))
        .map(|(_, bit)| 1 << bit))
}

/// Whether two products are for different people.
pub(crate) fn differ(audiences: &[u8], a: u32, b: u32) -> bool {
    let of = |product: u32| audiences.get(product as usize).copied().unwrap_or(0);
    let (a, b) = (of(a), of(b));
    a != 0 && b != 0 && a & b == 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fit::test_product;

    #[test]
    fn only_titles_that_name_others_differ() {
        let facts = Facts::of(&[
            test_product("a;Men's Trail Shorts;10"),
            test_product("b;Women's Trail Shorts;10"),
            test_product("c;Trail Shorts;10"),
            test_product("d;Shorts for Women and Men;10"),
            test_product("e;Ridge Jacket;10;Women > Jackets"),
        ]);
        let known = audiences(&facts);
        assert!(differ(&known, 0, 1) && differ(&known, 1, 0));
        assert!(differ(&known, 0, 4) && !differ(&known, 1, 4));
        assert!(!differ(&known, 0, 2) && !differ(&known, 0, 3) && !differ(&known, 1, 1));
    }
}
