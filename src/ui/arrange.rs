//! Re-ranking in place: what stays keeps its place, what is new takes the places that became free.
//!
//! A shopper who is about to tap a card must not find another one under the finger, so the order of a first slate
//! yields to calm from then on.

use super::card::Card;
use super::phase::Phase;
use super::setting::Setting;
use crate::request::Suggestion;

/// The cards of a new slate.
///
/// A product that was just added is not in the slate any more, but its card stays, and says so, until a new product
/// takes its place: nothing moves. For a moment nothing takes it, nor that of one that the cart is still working on: a
/// second tap must not meet another product.
pub(super) fn arrange(old: &[Card], new: Vec<Suggestion>, setting: &Setting<'_>) -> Vec<Card> {
    let most = new.len().max(old.len());
    // A product whose button does something else by now is another card.
    let is = |card: &Card, item: &Suggestion| item.id == card.id() && setting.way(item) == card.way;
    let in_slate = |card: &Card| new.iter().any(|item| is(card, item));
    let mut places: Vec<Option<Card>> = old
        .iter()
        .map(|card| (in_slate(card) || card.phase().is_taken()).then(|| card.clone()))
        .collect();
    let mut free: Vec<usize> = Vec::new();
    for (at, place) in places.iter().enumerate() {
        let stays = place
            .as_ref()
            .is_some_and(|card| in_slate(card) || card.phase() != Phase::Done);
        if !stays {
            free.push(at);
        }
    }
    let mut free = free.into_iter();
    for (at, item) in new.into_iter().enumerate() {
        let words = setting.words(at, &item);
        if let Some(card) = places.iter().flatten().find(|card| is(card, &item)) {
            card.renew(&item, words);
            continue;
        }
        let card = Some(Card::new(item, words, setting));
        let at = free.next().unwrap_or(places.len());
        match places.get_mut(at) {
            Some(place) => *place = card,
            None if at < most => places.push(card),
            None => {}
        }
    }
    places.into_iter().flatten().collect()
}
