//! One product: picture, title, price, why it is there, and one tap to add it.

use super::live::Live;
use super::mount::Shelf;
use super::node::Node;
use super::phase::Phase;
use super::setting::{Setting, Way, Words};
use super::text::{Phrase, Texts};
use crate::ALL;
use crate::request::Suggestion;
use js_sys::Array;
use std::rc::Rc;
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;

/// What stands behind the first comma of a title, a size and a colour, tells products apart that are called the same: up to so many bytes of
/// it are shown whatever else has no room.
const TAIL: usize = 30;

/// Side of the square that a picture gets, in the `width` and `height` attributes. Styles decide the real size.
const PICTURE: &str = "320";

/// What of a card can change, besides its phase.
#[derive(Clone, Debug, Default)]
struct Look {
    /// Why it is there.
    reason: String,
    /// On the button, and what the button is called.
    label: String,
    name: String,
    price: String,
    /// What the shop's cart said when it refused.
    refusal: String,
    /// An `OfferClaim`, or nothing.
    offer: JsValue,
    /// Whether it is in the choice of a set.
    chosen: bool,
}

/// A card that stays the same node while slates change around it.
#[derive(Clone)]
pub(super) struct Card {
    pub(super) product: Rc<Suggestion>,
    pub(super) way: Way,
    look: Live<Look>,
    phase: Live<Phase>,
}

impl Card {
    pub(super) fn new(product: Suggestion, words: Words, setting: &Setting<'_>) -> Self {
        let card = Self {
            way: setting.way(&product),
            look: Live::new(),
            phase: setting.phases().of(&product.id),
            product: Rc::new(product),
        };
        card.renew(&card.product, words);
        // The shopper came for the product of the page; nothing else is chosen for them.
        if ALL && card.way == Way::Pick {
            card.choose(card.product.why.product.is_none());
        }
        card
    }

    pub(super) fn id(&self) -> &str {
        &self.product.id
    }

    pub(super) fn enter(&self, phase: Phase) {
        self.phase.change(|own| *own = phase);
    }

    /// The shop's cart did not take it.
    pub(super) fn refuse(&self, words: &str) {
        self.look.change(|look| words.clone_into(&mut look.refusal));
        self.enter(Phase::Refused);
    }

    pub(super) fn phase(&self) -> Phase {
        self.phase.peek()
    }

    pub(super) fn is_chosen(&self) -> bool {
        self.look.peek().chosen
    }

    pub(super) fn choose(&self, chosen: bool) {
        self.look.change(|look| look.chosen = chosen);
    }

    /// The same product in a later slate: it is not in the cart, or not any more.
    pub(super) fn renew(&self, product: &Suggestion, words: Words) {
        if matches!(self.phase(), Phase::Added | Phase::Done) {
            self.enter(Phase::Offered);
        }
        self.look.change(|look| {
            look.offer = product.offer.clone();
            look.reason = words.reason;
            look.label = words.label;
            look.name = words.name;
            look.price = product
                .price
                .as_ref()
                .map_or_else(String::new, |price| price.formatted.clone());
        });
    }

    /// Why it is here, or why it is not in the cart.
    fn reason(&self, texts: &Texts) -> String {
        let look = self.look.get();
        if self.phase.get() == Phase::Refused {
            // Other cards of the product were not there when the shop spoke.
            if look.refusal.is_empty() {
                texts.with(Phrase::NotAdded, &self.product.title)
            } else {
                look.refusal
            }
        } else {
            look.reason
        }
    }

    /// Whether the cart has it, and the button says so.
    fn is_added(&self) -> bool {
        matches!(self.phase.get(), Phase::Added | Phase::Done)
    }
}

/// The view of a card.
pub(super) fn card(shelf: &Rc<Shelf>, card: &Card) -> Node {
    let product = &card.product;
    let refused = {
        let card = card.clone();
        move || (card.phase.get() == Phase::Refused).then(String::new)
    };
    let price = {
        let card = card.clone();
        move || card.look.get().price
    };
    let reason = {
        let (shelf, card) = (Rc::clone(shelf), card.clone());
        move || card.reason(shelf.texts())
    };
    let node = Node::new("li", "card")
        .set("data-id", &product.id)
        .child(
            link(shelf, card, "link")
                .child(picture(product))
                .child(name(&product.title)),
        )
        .child(Node::new("p", "price").bind_text(price));
    let node = if shelf.shop().offers.exist() {
        node.child(offer(shelf, card))
    } else {
        node
    };
    let node = node.child(
        Node::new("p", "reason")
            .set("dir", "auto")
            .bind_text(reason)
            .bind("data-refused", refused),
    );
    match action(shelf, card) {
        Some(action) => node.child(action),
        None => node,
    }
}

/// The title; its end is a piece of its own, and all of it in a tooltip.
fn name(title: &str) -> Node {
    let node = Node::new("span", "name")
        .set("dir", "auto")
        .set("title", title);
    // The comma stays with what is before it. The small widget has no bytes for it.
    let comma = title.bytes().position(|byte| byte == b',');
    let end = comma.filter(|_| ALL).map_or(0, |comma| comma + 1);
    let (main, tail) = match title.split_at_checked(end) {
        Some(parts) if end > 0 && parts.1.len() < TAIL => parts,
        _ => (title, ""),
    };
    let node = node.child(Node::new("span", "main").text(main));
    match tail {
        "" => node,
        tail => node.child(Node::new("span", "tail").text(tail)),
    }
}

/// The place of an offer, which other code fills: see `crate::offers`. Without an offer it is empty and takes no room.
fn offer(shelf: &Rc<Shelf>, card: &Card) -> Node {
    let node = Node::new("div", "offer");
    let weak = Rc::downgrade(shelf);
    let say = Closure::<dyn Fn(Array)>::new(move |words: Array| {
        if let (Some(shelf), Some(words)) = (weak.upgrade(), words.get(0).as_string()) {
            shelf.say(words);
        }
    });
    let words = [card.product.title.as_str().into(), say.as_ref().clone()];
    let (shelf, card, element) = (Rc::clone(shelf), card.clone(), node.element().clone());
    node.follow(move || {
        let offers = &shelf.shop().offers;
        offers.draw(&element, &card.look.get().offer, &words);
    })
    .keep(say)
}

/// A link to the product; no link if its address is unknown.
fn link(shelf: &Rc<Shelf>, card: &Card, part: &str) -> Node {
    let node = Node::new("a", part);
    if card.product.url.is_empty() {
        return node;
    }
    let (shelf, chosen) = (Rc::clone(shelf), card.clone());
    node.set("href", &card.product.url)
        .on("click", move || shelf.selected(&chosen))
}

/// The button; a link where a choice is needed first; nothing if the shop passed no cart in.
fn action(shelf: &Rc<Shelf>, card: &Card) -> Option<Node> {
    let node = if card.way.is_link() {
        if card.product.url.is_empty() {
            return None;
        }
        link(shelf, card, "add")
    } else {
        shelf.shop().basket.cart.as_ref()?;
        button(shelf, card)
    };
    let (on_it, named) = (
        (Rc::clone(shelf), card.clone()),
        (Rc::clone(shelf), card.clone()),
    );
    let node = node
        .bind_text(move || match on_it.1.is_added() {
            true => on_it.0.texts().get(Phrase::Added).to_owned(),
            false => on_it.1.look.get().label,
        })
        .bind("aria-label", move || {
            let (shelf, card) = &named;
            Some(match card.is_added() {
                true => shelf
                    .texts()
                    .with(Phrase::ProductAdded, &card.product.title),
                false => card.look.get().name,
            })
        });
    Some(node)
}

fn button(shelf: &Rc<Shelf>, card: &Card) -> Node {
    let (shelf, tapped) = (Rc::clone(shelf), card.clone());
    let (looked, pressed, disabled) = (card.clone(), card.clone(), card.clone());
    let node = Node::new("button", "add")
        .set("type", "button")
        .on("click", move || shelf.tapped(tapped.clone()))
        .bind("data-phase", move || match looked.phase.get() {
            Phase::Offered | Phase::Refused => None,
            Phase::Adding => Some("adding".to_owned()),
            Phase::Added | Phase::Done => Some("added".to_owned()),
        })
        // Not `disabled`, which would drop the focus.
        .bind("aria-disabled", move || {
            disabled.phase.get().is_taken().then(|| "true".to_owned())
        });
    if ALL && card.way == Way::Pick {
        node.bind("aria-pressed", move || {
            Some(pressed.look.get().chosen.to_string())
        })
    } else {
        node
    }
}

/// The picture; where there is none, or it does not come, the first letter of the title.
fn picture(product: &Suggestion) -> Node {
    let letter: String = product.title.chars().take(1).collect();
    let node = Node::new("span", "picture").set("aria-hidden", "true");
    if product.image.is_empty() {
        return node.text(&letter);
    }
    let tile = node.element().clone();
    let image = Node::new("img", "image")
        .set("alt", "")
        .set("width", PICTURE)
        .set("height", PICTURE)
        .set("loading", "lazy")
        .set("decoding", "async")
        .set("src", &product.image)
        .on("error", move || tile.set_text_content(Some(&letter)));
    node.child(image)
}
