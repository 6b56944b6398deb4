//! What the cards of one slate have in common, and what follows from it for each: why it is there, and what a tap does.

use super::mount::Shelf;
use super::phase::Phases;
use super::text::more::Told;
use super::text::{Phrase, Texts};
use crate::ALL;
use crate::convert::output;
use crate::request::{Slate, Suggestion, Why};
use js_sys::Array;
use setwise_core::rank::Reason;
use setwise_core::request::{Placement, Shelf as Kind};

/// What a tap on a card's button does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// Puts the product into the cart.
    Add,
    /// Opens its page, because a choice is needed first.
    Options,
    /// Opens its page.
    View,
    /// Puts it in the place of the line that it is an upgrade of.
    Switch,
    /// Takes it into the choice, or out of it.
    Pick,
}

impl Way {
    pub(super) fn is_link(self) -> bool {
        matches!(self, Self::Options | Self::View)
    }

    /// As `pkg/words.js` calls it.
    fn name(self) -> &'static str {
        match self {
            Self::Add | Self::Options => "",
            Self::View => "view",
            Self::Switch => "switch",
            Self::Pick => "pick",
        }
    }
}

/// The common part of a slate's cards.
pub(super) struct Setting<'a> {
    shelf: &'a Shelf,
    kind: Kind,
    placement: Placement,
    /// Whether the slate has several seeds.
    several: bool,
    told: Told,
}

/// What stands on a card besides the product.
pub(super) struct Words {
    pub(super) reason: String,
    /// On the button.
    pub(super) label: String,
    /// The button's name.
    pub(super) name: String,
}

impl<'a> Setting<'a> {
    /// Puts the slate in words.
    pub(super) fn new(shelf: &'a Shelf, slate: &Slate, placement: Placement) -> Self {
        let mut setting = Self {
            shelf,
            kind: slate.kind(),
            placement,
            several: slate.seeds > 1,
            told: Told::default(),
        };
        if ALL {
            setting.describe(slate);
        }
        if setting.told.title.is_empty() {
            setting.entitle(slate);
        }
        #[cfg(feature = "mind")]
        if !slate.title.is_empty() {
            setting.told.title.clone_from(&slate.title);
        }
        setting
    }

    /// Says what goes with what. A heading holds for every card below it: what is popular goes with nothing.
    fn entitle(&mut self, slate: &Slate) {
        let texts = self.shelf.texts();
        let mut reasons = slate.items.iter().map(|item| &item.why);
        let phrase = match reasons.clone().all(|why| why.reason == Reason::Popular) {
            true => Phrase::Bestsellers,
            false => Phrase::CompleteSet,
        };
        self.told.title = texts.get(phrase).to_owned();
        if !self.several
            && reasons.clone().all(|why| why.product.is_some())
            && let Some(seed) = reasons.next().and_then(|why| why.product.as_ref())
        {
            self.told.context = texts.with(Phrase::GoesWith, &seed.title);
        }
    }

    /// Has the other kinds of shelves put in words, and of this one what only a policy brings about.
    fn describe(&mut self, slate: &Slate) {
        let ways = Array::new();
        for item in &slate.items {
            ways.push(&self.way(item).name().into());
        }
        let told = output::slate(slate, &self.shelf.shop().folder.manifest());
        let more = &self.shelf.texts().more;
        self.told = more.describe(told, &ways, slate.seeds);
    }

    pub(super) fn told(&self) -> &Told {
        &self.told
    }

    pub(super) fn phases(&self) -> &'a Phases {
        &self.shelf.shelves.phases
    }

    pub(super) fn way(&self, product: &Suggestion) -> Way {
        let basket = &self.shelf.shop().basket;
        match self.kind {
            Kind::Upgrade if ALL => {
                let replaces = basket
                    .cart
                    .as_ref()
                    .is_some_and(|cart| cart.replace.is_some());
                let held = product
                    .why
                    .product
                    .as_ref()
                    .is_some_and(|seed| basket.taken().contains(&seed.id));
                match replaces && held && !product.needs_options {
                    true => Way::Switch,
                    false => Way::View,
                }
            }
            _ if product.needs_options => Way::Options,
            // One quiet line holds no choice.
            Kind::Bundle if ALL && self.placement != Placement::Checkout => Way::Pick,
            _ => Way::Add,
        }
    }

    /// What is said of the item at a place of the slate.
    pub(super) fn words(&self, at: usize, product: &Suggestion) -> Words {
        let texts: &Texts = self.shelf.texts();
        let own = match product.needs_options {
            true => [Phrase::Choose, Phrase::ChooseFor],
            false => [Phrase::Add, Phrase::AddProduct],
        };
        let [reason, label, name] = self.told.cards.get(at).cloned().unwrap_or_default();
        let or = |told: String, own: &dyn Fn() -> String| {
            if told.is_empty() { own() } else { told }
        };
        Words {
            reason: or(reason, &|| self.reason(&product.why)),
            label: or(label, &|| texts.get(own[0]).to_owned()),
            name: or(name, &|| texts.with(own[1], &product.title)),
        }
    }

    /// Why a product completes a set.
    fn reason(&self, why: &Why) -> String {
        let similar = matches!(why.reason, Reason::GoesWithSimilar { .. });
        let phrase = match &why.product {
            None => Phrase::Popular,
            Some(_) if similar && self.several => Phrase::BoughtWithSimilarTo,
            Some(_) if similar => Phrase::BoughtWithSimilar,
            Some(_) if self.several => Phrase::BoughtWith,
            Some(_) => Phrase::BoughtTogether,
        };
        let seed = why.product.as_ref().map_or("", |seed| &seed.title);
        self.shelf.texts().with(phrase, seed)
    }
}
