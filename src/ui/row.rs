//! The row of cards: native scrolling with snap points; arrows where there is room for them and something to scroll.

use super::card::Card;
use super::mount::Shelf;
use super::node::Node;
use super::text::Phrase;
use super::view::SizeWatch;
use crate::convert::object;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};

/// Which ends of the row lie beyond the edge.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Overflow {
    pub(super) before: bool,
    pub(super) after: bool,
}

impl Overflow {
    /// Measures; a row in a right-to-left page scrolls to negative offsets.
    pub(super) fn of(row: &web_sys::Element) -> Self {
        let scrolled = row.scroll_left().abs();
        Self {
            before: scrolled > 1,
            after: scrolled + row.client_width() + 1 < row.scroll_width(),
        }
    }
}

pub(super) fn row(shelf: &Rc<Shelf>) -> Node {
    // Safari takes a list without markers for no list unless the role says so.
    let list = Node::new("ul", "list").set("role", "list");
    let measure = {
        let (shelf, element) = (Rc::downgrade(shelf), list.element().clone());
        move || {
            if let Some(shelf) = shelf.upgrade() {
                shelf.measured(Overflow::of(&element));
            }
        }
    };
    let hidden = shelf.look.clone();
    let watch = SizeWatch::new(list.element(), measure.clone());
    let reached = list.element().clone();
    let filled = fill(shelf, &list);
    list.on("scroll", measure)
        .on("focusin", move || bring_in(&reached))
        .bind("aria-hidden", move || {
            (hidden.get().placeholders > 0).then(|| "true".to_owned())
        })
        .follow(filled)
        .keep(watch)
}

/// Browsers leave what has the focus and is partly beyond the edge where it is. Only for keyboards: under a finger nothing may move.
fn bring_in(list: &web_sys::Element) {
    if let Ok(Some(focused)) = list.query_selector(":focus-visible") {
        let nearest = JsValue::from_str("nearest");
        let options = object(&[("block", nearest.clone()), ("inline", nearest)]);
        focused.scroll_into_view_with_scroll_into_view_options(options.unchecked_ref());
    }
}

/// Keeps the cards of the list those of the slate: each node stays as long as its card does.
fn fill(shelf: &Rc<Shelf>, list: &Node) -> impl Fn() + 'static {
    let (shelf, list) = (Rc::clone(shelf), list.element().clone());
    let shown: RefCell<Vec<(usize, Node)>> = RefCell::default();
    move || {
        let look = shelf.look.get();
        let cards: Vec<Option<Card>> = if look.placeholders > 0 {
            vec![None; look.placeholders]
        } else {
            look.cards.into_iter().map(Some).collect()
        };
        let keys: Vec<usize> = cards.iter().enumerate().map(key).collect();
        let mut before = shown.take();
        before.retain(|(key, node)| {
            let stays = keys.contains(key);
            if !stays {
                node.element().remove();
            }
            stays
        });
        let mut now = Vec::new();
        for (place, (key, card)) in keys.into_iter().zip(cards).enumerate() {
            let node = match before.iter().position(|(other, _)| *other == key) {
                Some(at) => before.swap_remove(at).1,
                None => card.map_or_else(placeholder, |each| super::card::card(&shelf, &each)),
            };
            let there = list.children().item(place as u32);
            // Moving a node that is in its place would drop the focus inside it.
            if there.as_ref() != Some(node.element()) {
                let _ = list.insert_before(node.element(), there.as_deref());
            }
            now.push((key, node));
        }
        shown.replace(now);
    }
}

/// The address of a card is its key: a product that comes back after another question is another card.
fn key((place, card): (usize, &Option<Card>)) -> usize {
    card.as_ref()
        .map_or(place, |card| Rc::as_ptr(&card.product).addr())
}

/// As high as a card, so that nothing moves when the real ones come.
fn placeholder() -> Node {
    let part = |tag, part| Node::new(tag, part);
    Node::new("li", "card")
        .set("data-placeholder", "")
        .child(part("span", "picture"))
        .child(part("span", "name"))
        .child(part("p", "price"))
        .child(part("p", "reason"))
        .child(part("span", "add"))
}

/// An arrow towards the start (-1) or the end (1) of the row.
pub(super) fn arrow(shelf: &Rc<Shelf>, towards: i32) -> Node {
    let (phrase, part) = match towards {
        1 => (Phrase::Next, "next"),
        _ => (Phrase::Previous, "previous"),
    };
    let (hidden, disabled, scrolled) = (shelf.look.clone(), shelf.look.clone(), Rc::clone(shelf));
    Node::new("button", part)
        .set("type", "button")
        .set("aria-label", shelf.texts().get(phrase))
        .bind("hidden", move || {
            let Overflow { before, after } = hidden.get().overflow;
            (!before && !after).then(String::new)
        })
        .bind("aria-disabled", move || {
            let Overflow { before, after } = disabled.get().overflow;
            let reachable = if towards > 0 { after } else { before };
            (!reachable).then(|| "true".to_owned())
        })
        .on("click", move || scrolled.scroll(towards))
}
