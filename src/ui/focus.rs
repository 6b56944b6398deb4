//! A re-rank never loses the focus: it goes to the card that took the place, else to the heading.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// Where the focus is within a shelf.
pub(super) struct Focus {
    focused: Element,
    /// Which card it is in, counted from 0.
    place: Option<u32>,
}

/// The cards of a shelf, as elements.
fn cards(root: &Element) -> Option<web_sys::HtmlCollection> {
    Some(root.query_selector(".list").ok()??.children())
}

impl Focus {
    /// `None` if the focus is elsewhere.
    pub(super) fn within(root: &Element) -> Option<Self> {
        let focused = root.query_selector(":focus").ok()??;
        let card = focused.closest(".card").ok()?;
        let place = card.and_then(|card| {
            let cards = cards(root)?;
            (0..cards.length()).find(|&at| cards.item(at).as_ref() == Some(&card))
        });
        Some(Self { focused, place })
    }

    /// Puts it back if the element that had it has left.
    pub(super) fn restore(self, root: &Element) {
        if self.focused.is_connected() {
            return;
        }
        let successor = self.place.and_then(|place| {
            let cards = cards(root)?;
            let card = cards.item(place.min(cards.length().checked_sub(1)?))?;
            let find = |part| card.query_selector(part).ok().flatten();
            find(".add").or_else(|| find(".link"))
        });
        let target = successor.or_else(|| root.query_selector(".title").ok().flatten());
        if let Some(target) = target.and_then(|target| target.dyn_into::<HtmlElement>().ok()) {
            let _ = target.focus();
        }
    }
}
