//! Re-ranking in place: what stays keeps its place, what is new takes the places that became free.
//!
//! A shopper who is about to tap a card must not find another one under the finger, so the order of a first slate
//! yields to calm from then on.

use super::card::Card;
use crate::request::Suggestion;

/// The cards of a new slate.
///
/// A product that was just added is not in the slate any more, but its card stays, and says so, until a new product
/// takes its place: nothing moves. The one that is `pinned` is not even replaced yet, nor one that the cart is still
/// working on: a second tap must not meet another product.
pub(super) fn arrange(
    old: &[Card],
    new: Vec<Suggestion>,
    pinned: Option<&str>,
    several: bool,
) -> Vec<Card> {
    let most = new.len().max(old.len());
    let in_slate = |card: &Card| new.iter().any(|item| item.id == card.id());
    let mut cards: Vec<Card> = old
        .iter()
        .filter(|card| in_slate(card) || card.is_added() || card.is_adding())
        .cloned()
        .collect();
    let free: Vec<bool> = cards
        .iter()
        .map(|card| !in_slate(card) && !card.is_adding() && pinned != Some(card.id()))
        .collect();
    let mut free = free
        .iter()
        .enumerate()
        .filter(|(_, free)| **free)
        .map(|(place, _)| place);
    for item in new {
        if let Some(card) = cards.iter().find(|card| card.id() == item.id) {
            card.renew(&item, several);
            continue;
        }
        let card = Card::new(item, several);
        let place = free.next().and_then(|place| cards.get_mut(place));
        if let Some(place) = place {
            *place = card;
        } else if cards.len() < most {
            cards.push(card);
        }
    }
    cards
}
