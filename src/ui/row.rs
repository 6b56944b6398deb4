//! The row of cards: native scrolling with snap points; arrows where there is room for them and something to scroll.

use super::card::card;
use super::mount::Shelf;
use super::text::Phrase;
use leptos::html::Ul;
use leptos::prelude::*;
use std::rc::Rc;

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

/// Placeholder cards, so that nothing moves when the real ones come.
const PLACEHOLDERS: usize = 6;

pub(super) fn row(shelf: Rc<Shelf>) -> AnyView {
    let list: NodeRef<Ul> = NodeRef::new();
    let face = shelf.face.clone();
    let measure = move || {
        if let Some(list) = list.get_untracked() {
            face.overflow.set(Overflow::of(&list));
        }
    };
    super::view::watch_size(list, measure.clone());
    let (loading, cards) = (shelf.face.loading.clone(), shelf.face.cards.clone());
    let hidden = loading.clone();
    let shelf = StoredValue::new_local(shelf);
    view! {
        <ul
            class="list"
            part="list"
            // Safari takes a list without markers for no list.
            role="list"
            node_ref=list
            on:scroll=move |_| measure()
            aria-hidden=move || hidden.get().then_some("true")
        >
            {move || loading.get().then(|| (0..PLACEHOLDERS).map(|_| placeholder()).collect::<Vec<_>>())}
            <For
                each=move || cards.get()
                key=|card| card.id().to_owned()
                children=move |each| card(shelf.get_value(), each)
            />
        </ul>
    }
    .into_any()
}

fn placeholder() -> AnyView {
    view! {
        <li class="card placeholder">
            <span class="picture"></span>
            <span class="name"></span>
            <p class="price"></p>
            <p class="reason"></p>
            <span class="add"></span>
        </li>
    }
    .into_any()
}

/// An arrow towards the start (-1) or the end (1) of the row.
pub(super) fn arrow(shelf: &Rc<Shelf>, towards: i32) -> AnyView {
    let (phrase, part) = match towards {
        1 => (Phrase::Next, "next"),
        _ => (Phrase::Previous, "previous"),
    };
    let overflow = shelf.face.overflow.clone();
    let reachable = move || {
        let Overflow { before, after } = overflow.get();
        (before || after, if towards > 0 { after } else { before })
    };
    let shown = reachable.clone();
    let weak = Rc::downgrade(shelf);
    let scroll = move |_| {
        if let Some(shelf) = weak.upgrade() {
            shelf.scroll(towards);
        }
    };
    view! {
        <button
            class=["arrow ", part].concat()
            part=part
            type="button"
            aria-label=shelf.shop.texts.get(phrase).to_owned()
            hidden=move || !shown().0
            aria-disabled=move || (!reachable().1).then_some("true")
            on:click=scroll
        ></button>
    }
    .into_any()
}
