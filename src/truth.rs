//! What the shop itself says of products: it outranks the snapshot, which is as old as its last upload.

use crate::request::Suggestion;
use std::cell::RefCell;

/// So many seconds an answer holds.
const HOLDS: i64 = 60;

/// What is true of a product now.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Fact {
    pub(crate) id: String,
    /// It cannot be bought.
    pub(crate) gone: bool,
    pub(crate) needs_options: bool,
    /// In minor units of the snapshot's currency; `Some(None)` if none may be claimed, `None` if nothing was said of it.
    pub(crate) price: Option<Option<u64>>,
}

impl Fact {
    /// Whether a card of `product` claims something else.
    fn contradicts(&self, product: &Suggestion) -> bool {
        let shown = product.price.as_ref().map(|price| price.minor);
        self.gone
            || (self.needs_options && !product.needs_options)
            || self.price.is_some_and(|price| price != shown)
    }
}

/// All that was asked, each with when, in seconds since 1970.
#[derive(Default)]
pub(crate) struct Truth(RefCell<Vec<(i64, Fact)>>);

impl Truth {
    /// Of some products those that have to be asked after; from now on they count as asked.
    pub(crate) fn due(&self, ids: impl Iterator<Item = String>, now: i64) -> Vec<String> {
        let mut asked = self.0.borrow_mut();
        let mut due = Vec::new();
        for id in ids {
            match asked.iter_mut().find(|(_, fact)| fact.id == id) {
                Some((at, _)) if now - *at < HOLDS => continue,
                Some((at, _)) => *at = now,
                None => asked.push((
                    now,
                    Fact {
                        id: id.clone(),
                        ..Fact::default()
                    },
                )),
            }
            due.push(id);
        }
        due
    }

    /// Takes answers; whether one contradicts what is shown.
    pub(crate) fn learn<'a>(
        &self,
        facts: Vec<Fact>,
        mut shown: impl Iterator<Item = &'a Suggestion>,
    ) -> bool {
        let changes = shown.any(|product| {
            let mut facts = facts.iter();
            facts.any(|fact| fact.id == product.id && fact.contradicts(product))
        });
        let mut asked = self.0.borrow_mut();
        for fact in facts {
            if let Some((_, old)) = asked.iter_mut().find(|(_, old)| old.id == fact.id) {
                *old = fact;
            }
        }
        changes
    }

    /// Ids of what cannot be bought.
    pub(crate) fn gone(&self) -> Vec<String> {
        let asked = self.0.borrow();
        let gone = asked.iter().filter(|(_, fact)| fact.gone);
        gone.map(|(_, fact)| fact.id.clone()).collect()
    }

    /// What is known of a product.
    pub(crate) fn of(&self, id: &str) -> Option<Fact> {
        let asked = self.0.borrow();
        let found = asked.iter().find(|(_, fact)| fact.id == id);
        found.map(|(_, fact)| fact.clone())
    }
}
