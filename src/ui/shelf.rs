//! The whole shelf: heading, arrows, row, and the line that speaks to screen readers.

use super::mount::Shelf;
use super::node::Node;
use super::row::{arrow, row};
use super::text::Phrase;
use super::title::title;
use std::rc::Rc;

pub(super) fn shelf(shelf: &Rc<Shelf>) -> Node {
    let look = shelf.look.clone();
    let head = Node::new("div", "head")
        .child(title(shelf))
        .child(arrow(shelf, -1))
        .child(arrow(shelf, 1));
    let status = Node::new("p", "status")
        .set("role", "status")
        .bind_text(move || look.get().status);
    Node::new("section", "section")
        .set("aria-label", shelf.texts().get(Phrase::CompleteSet))
        .set("lang", shelf.texts().get(Phrase::Language))
        .child(head)
        .child(row(shelf))
        .child(status)
}
