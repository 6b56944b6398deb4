//! The words of a shelf: one file a language, every phrase replaceable by the shop.
//!
//! A new language is a file with one `match` and a line in [`LANGUAGES`]. `{product}` stands for a product's title.

mod ar;
mod de;
mod en;
mod es;
mod fr;
mod it;
mod ja;
mod nl;
mod pt;

/// Something that a shelf says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phrase {
    /// Title of the shelf.
    CompleteSet,
    /// Under the title, if there is one seed.
    GoesWith,
    /// Why a card is there, if there is one seed.
    BoughtTogether,
    /// Why a card is there, if there are several.
    BoughtWith,
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
    pub(crate) const ALL: [Self; 13] = [
        Self::CompleteSet,
        Self::GoesWith,
        Self::BoughtTogether,
        Self::BoughtWith,
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
            Self::CompleteSet => "completeSet",
            Self::GoesWith => "goesWith",
            Self::BoughtTogether => "boughtTogether",
            Self::BoughtWith => "boughtWith",
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

type Language = fn(Phrase) -> &'static str;

/// By primary language subtag; English also serves the languages that are not here.
const LANGUAGES: [(&str, Language); 9] = [
    ("en", en::phrase),
    ("de", de::phrase),
    ("fr", fr::phrase),
    ("es", es::phrase),
    ("it", it::phrase),
    ("pt", pt::phrase),
    ("nl", nl::phrase),
    ("ja", ja::phrase),
    ("ar", ar::phrase),
];

/// The phrases of a shop.
#[derive(Clone, Debug)]
pub(crate) struct Texts {
    tag: &'static str,
    language: Language,
    replaced: Vec<(Phrase, String)>,
}

impl Texts {
    /// The phrases in the language of a locale such as `de-CH`.
    pub(crate) fn of(locale: &str) -> Self {
        let primary = locale.split(['-', '_']).next().unwrap_or_default();
        let (tag, language) = LANGUAGES
            .into_iter()
            .find(|(tag, _)| tag.eq_ignore_ascii_case(primary))
            .unwrap_or(("en", en::phrase));
        Self {
            tag,
            language,
            replaced: Vec::new(),
        }
    }

    /// The language of the phrases, for `lang`.
    pub(crate) fn tag(&self) -> &'static str {
        self.tag
    }

    pub(crate) fn replace(&mut self, phrase: Phrase, text: String) {
        self.replaced.push((phrase, text));
    }

    pub(crate) fn get(&self, phrase: Phrase) -> &str {
        self.replaced
            .iter()
            .find(|(replaced, _)| *replaced == phrase)
            .map_or_else(|| (self.language)(phrase), |(_, text)| text.as_str())
    }

    /// A phrase about a product.
    pub(crate) fn with(&self, phrase: Phrase, product: &str) -> String {
        let text = self.get(phrase);
        match text
            .split_once('{')
            .and_then(|(before, rest)| Some((before, rest.split_once('}')?.1)))
        {
            Some((before, after)) => [before, product, after].concat(),
            None => text.to_owned(),
        }
    }
}
