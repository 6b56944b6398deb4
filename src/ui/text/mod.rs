//! The words of a shelf, every one replaceable by the shop.
//!
//! English is built in; the other languages are files of the package (`pkg/text/`), so that a shopper downloads one. What
//! other shelves than "Complete your set" say is put in words by `pkg/words.js`, see [`more`].
//! `{product}` stands for a product's title.

mod en;
pub(crate) mod more;

use crate::convert::joined;
use more::More;

/// Something that a shelf says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phrase {
    /// The language of all others, for `lang`.
    Language,
    /// Title of the shelf.
    CompleteSet,
    /// Title of the shelf, if nothing in it goes with anything.
    Bestsellers,
    /// Under the title, if there is one seed.
    GoesWith,
    /// Why a card is there, if there is one seed.
    BoughtTogether,
    /// Why a card is there, if there are several.
    BoughtWith,
    /// Why a card is there, if there is one seed whose own orders say too little.
    BoughtWithSimilar,
    /// The same, if there are several.
    BoughtWithSimilarTo,
    /// Why a card is there that no seed speaks for.
    Popular,
    /// On the button.
    Add,
    /// The button's name; holds the words on it.
    AddProduct,
    /// On the button, once it is done.
    Added,
    /// Spoken once it is done; also the button's name then.
    ProductAdded,
    /// On the link of a product that cannot be bought without a choice.
    Choose,
    /// The link's name.
    ChooseFor,
    /// In the card and spoken, if the shop's cart refused.
    NotAdded,
    /// Name of the arrow towards the start.
    Previous,
    /// Name of the arrow towards the end.
    Next,
}

impl Phrase {
    pub(crate) const ALL: [Self; 18] = [
        Self::Language,
        Self::CompleteSet,
        Self::Bestsellers,
        Self::GoesWith,
        Self::BoughtTogether,
        Self::BoughtWith,
        Self::BoughtWithSimilar,
        Self::BoughtWithSimilarTo,
        Self::Popular,
        Self::Add,
        Self::AddProduct,
        Self::Added,
        Self::ProductAdded,
        Self::Choose,
        Self::ChooseFor,
        Self::NotAdded,
        Self::Previous,
        Self::Next,
    ];

    /// Its name in `options.text`.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Language => "language",
            Self::CompleteSet => "completeSet",
            Self::Bestsellers => "bestsellers",
            Self::GoesWith => "goesWith",
            Self::BoughtTogether => "boughtTogether",
            Self::BoughtWith => "boughtWith",
            Self::BoughtWithSimilar => "boughtWithSimilar",
            Self::BoughtWithSimilarTo => "boughtWithSimilarTo",
            Self::Popular => "popular",
            Self::Add => "add",
            Self::AddProduct => "addProduct",
            Self::Added => "added",
            Self::ProductAdded => "productAdded",
            Self::Choose => "choose",
            Self::ChooseFor => "chooseFor",
            Self::NotAdded => "notAdded",
            Self::Previous => "previous",
            Self::Next => "next",
        }
    }
}

/// The phrases of a shop: English where nothing else is given.
#[derive(Default)]
pub(crate) struct Texts {
    /// The words of other shelves than "Complete your set".
    pub(crate) more: More,
    replaced: Vec<(Phrase, String)>,
}

impl Texts {
    pub(crate) fn replace(&mut self, phrase: Phrase, text: String) {
        self.replaced.push((phrase, text));
    }

    pub(crate) fn get(&self, phrase: Phrase) -> &str {
        let mut latest_first = self.replaced.iter().rev();
        latest_first
            .find(|(replaced, _)| *replaced == phrase)
            .map_or_else(|| en::phrase(phrase), |(_, text)| text.as_str())
    }

    /// A phrase about a product.
    pub(crate) fn with(&self, phrase: Phrase, product: &str) -> String {
        let text = self.get(phrase);
        let at = |brace| text.bytes().position(|byte| byte == brace);
        let place = at(b'{').and_then(|start| {
            let end = at(b'}')?;
            Some((text.get(..start)?, text.get(end + 1..)?))
        });
        match place {
            Some((before, after)) => joined(&[before, product, after]),
            None => text.to_owned(),
        }
    }
}
