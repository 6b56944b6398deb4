//! How far each product is on its way into the cart: one answer a shop, however many cards show the product.

use super::live::Live;
use std::cell::RefCell;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Phase {
    #[default]
    Offered,
    /// The shop's cart is working.
    Adding,
    /// A moment ago: the card says so, and nothing takes its place yet.
    Added,
    /// The next suggestion may take its place.
    Done,
    /// The shop's cart refused.
    Refused,
}

impl Phase {
    /// In the cart, or on its way: a tap changes nothing.
    pub(super) fn is_taken(self) -> bool {
        matches!(self, Self::Adding | Self::Added | Self::Done)
    }
}

/// The phases of all products that some card shows or that are on their way into the cart.
///
/// They outlive cards: a shelf that is asked again, or taken off and mounted anew, must not add what is being added.
#[derive(Default)]
pub(crate) struct Phases(RefCell<Vec<(String, Live<Phase>)>>);

impl Phases {
    /// The phase of a product, shared by all its cards.
    pub(super) fn of(&self, id: &str) -> Live<Phase> {
        let mut phases = self.0.borrow_mut();
        phases.retain(|(_, phase)| phase.is_shared());
        if let Some((_, phase)) = phases.iter().find(|(other, _)| other == id) {
            return phase.clone();
        }
        let phase = Live::new();
        phases.push((id.to_owned(), phase.clone()));
        phase
    }
}
