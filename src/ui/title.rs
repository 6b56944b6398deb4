//! What the shelf is called, and what its products go with.

use super::mount::Shelf;
use super::node::Node;
use std::rc::Rc;

/// The heading can take the focus when a card that had it leaves.
pub(super) fn title(shelf: &Rc<Shelf>) -> Node {
    let (named, look) = (shelf.look.clone(), shelf.look.clone());
    let title = Node::new("h2", "title")
        .set("tabindex", "-1")
        .set("dir", "auto")
        .bind_text(move || named.get().title);
    let context = Node::new("p", "context")
        .set("dir", "auto")
        .bind_text(move || look.get().context);
    Node::new("div", "heading").child(title).child(context)
}
