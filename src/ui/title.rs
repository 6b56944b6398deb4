//! What the shelf is called, and what its products go with.

use super::mount::Shelf;
use super::text::Phrase;
use leptos::prelude::*;
use std::rc::Rc;

/// The heading can take the focus when a card that had it leaves.
pub(super) fn title(shelf: &Rc<Shelf>) -> AnyView {
    let face = shelf.face.clone();
    let context = move || face.context.get();
    view! {
        <div class="heading">
            <h2 class="title" part="title" id="setwise-title" tabindex="-1">
                {shelf.shop.texts.get(Phrase::CompleteSet).to_owned()}
            </h2>
            <p class="context" part="context" dir="auto">{context}</p>
        </div>
    }
    .into_any()
}
