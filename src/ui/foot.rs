//! Under a set: what the chosen products cost together, and one button for all of them.

use super::mount::Shelf;
use super::node::Node;
use std::rc::Rc;

pub(super) fn foot(shelf: &Rc<Shelf>) -> Node {
    let look = || shelf.look.clone();
    let (hidden, total, disabled, words) = (look(), look(), look(), look());
    let adding = Rc::clone(shelf);
    let total = Node::new("p", "total").bind_text(move || total.get().total);
    let button = Node::new("button", "add")
        .set("type", "button")
        .bind("aria-disabled", move || {
            (disabled.get().chosen == 0).then(|| "true".to_owned())
        })
        .bind_text(move || words.get().add_all)
        .on("click", move || adding.add_chosen());
    Node::new("div", "foot")
        .bind("hidden", move || (!hidden.get().picks).then(String::new))
        .child(total)
        .child(button)
}
