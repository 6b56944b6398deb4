//! The whole shelf: heading, arrows, row, and the line that speaks to screen readers.

use super::mount::Shelf;
use super::row::{arrow, row};
use super::title::title;
use leptos::prelude::*;
use std::rc::Rc;

pub(super) fn shelf(shelf: Rc<Shelf>) -> AnyView {
    let status = shelf.face.status.clone();
    let lang = shelf.shop.texts.tag();
    view! {
        <section class="shelf" part="section" aria-labelledby="setwise-title" lang=lang>
            <div class="head">
                {title(&shelf)}
                {arrow(&shelf, -1)}
                {arrow(&shelf, 1)}
            </div>
            {row(shelf)}
            <p class="status" part="status" role="status">{move || status.get()}</p>
        </section>
    }
    .into_any()
}
