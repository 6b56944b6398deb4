//! The whole shelf: heading, arrows, row, what is under it, and the line that speaks to screen readers.

use super::foot::foot;
use super::mount::Shelf;
use super::node::Node;
use super::row::{arrow, row};
use super::text::Phrase;
use super::title::title;
use crate::ALL;
use std::rc::Rc;

pub(super) fn shelf(shelf: &Rc<Shelf>) -> Node {
    let (named, look) = (shelf.look.clone(), shelf.look.clone());
    let head = Node::new("div", "head")
        .child(title(shelf))
        .child(arrow(shelf, -1))
        .child(arrow(shelf, 1));
    let status = Node::new("p", "status")
        .set("role", "status")
        .bind_text(move || look.get().status);
    let section = Node::new("section", "section")
        .bind("aria-label", move || {
            Some(named.get().title).filter(|title| !title.is_empty())
        })
        .set("lang", shelf.texts().get(Phrase::Language))
        .child(head)
        .child(row(shelf));
    let section = match ALL && shelf.shop().basket.cart.is_some() {
        true => section.child(foot(shelf)),
        false => section,
    };
    section.child(status)
}
