//! Re-ranking in place: what stays keeps its place, what is new takes the places that became free.
//!
//! A shopper who is about to tap a card must not find another one under the finger, so the order of a first slate
//! yields to calm from then on.

use super::card::Card;
use crate::request::Suggestion;

/// The cards of a new slate. `pinned` is the id of a card that stays although the slate no longer has it: the product
/// just added, which still says so.
pub(super) fn arrange(old: &[Card], new: Vec<Suggestion>, pinned: Option<&str>, several: bool) -> Vec<Card> {
    let most = new.len();
    let stays = |card: &Card| pinned == Some(card.id()) || new.iter().any(|item| item.id == card.id());
    let mut places: Vec<Option<Card>> = old
        .iter()
        .map(|card| stays(card).then(|| card.clone()))
        .collect();
    for item in new {
        if let Some(card) = places.iter().flatten().find(|card| card.id() == item.id) {
            card.renew(&item, several);
            continue;
        }
        if places.iter().flatten().count() >= most {
            continue;
        }
        let card = Some(Card::new(item, several));
        match places.iter_mut().find(|place| place.is_none()) {
            Some(free) => *free = card,
            None => places.push(card),
        }
    }
    places.into_iter().flatten().collect()
}
