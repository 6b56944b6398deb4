//! One product: picture, title, price, why it is there, and one tap to add it.

use super::mount::Shelf;
use super::text::{Phrase, Texts};
use crate::request::{Price, Suggestion};
use leptos::prelude::*;
use std::rc::Rc;
use std::sync::Arc;

/// Side of the square that a picture gets, in the `width` and `height` attributes. Styles decide the real size.
const PICTURE: &str = "320";

/// How far a card's button is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Phase {
    #[default]
    Offered,
    /// The shop's cart is working.
    Adding,
    Added,
    /// The shop's cart refused.
    Refused,
}

/// A card that stays the same node while slates change around it.
#[derive(Clone)]
pub(super) struct Card {
    pub(super) product: Arc<Suggestion>,
    pub(super) phase: ArcRwSignal<Phase>,
    /// The product that the card goes with, by title; empty if the shelf's title line names it already.
    goes_with: ArcRwSignal<String>,
    price: ArcRwSignal<Option<Price>>,
}

impl Card {
    /// `several`: the slate has several seeds.
    pub(super) fn new(product: Suggestion, several: bool) -> Self {
        let card = Self {
            phase: ArcRwSignal::default(),
            goes_with: ArcRwSignal::new(named(&product, several)),
            price: ArcRwSignal::new(product.price.clone()),
            product: Arc::new(product),
        };
        card
    }

    pub(super) fn id(&self) -> &str {
        &self.product.id
    }

    /// The same product in a later slate.
    pub(super) fn renew(&self, product: &Suggestion, several: bool) {
        self.goes_with.set(named(product, several));
        self.price.set(product.price.clone());
    }

    fn reason(&self, texts: &Texts) -> String {
        let product = self.goes_with.get();
        if product.is_empty() {
            texts.get(Phrase::BoughtTogether).to_owned()
        } else {
            texts.with(Phrase::BoughtWith, &product)
        }
    }

    /// What stands on the button, and what it is called.
    fn action(&self, texts: &Texts) -> [String; 2] {
        let (word, name) = match self.phase.get() {
            Phase::Added => (Phrase::Added, Phrase::ProductAdded),
            _ if self.product.needs_options => (Phrase::Choose, Phrase::ChooseFor),
            _ => (Phrase::Add, Phrase::AddProduct),
        };
        [texts.get(word).to_owned(), texts.with(name, &self.product.title)]
    }
}

fn named(product: &Suggestion, several: bool) -> String {
    if several { product.goes_with.title.clone() } else { String::new() }
}

/// The view of a card.
pub(super) fn card(shelf: Rc<Shelf>, card: Card) -> AnyView {
    let texts = StoredValue::new(shelf.shop.texts.clone());
    let can_add = shelf.shop.cart.is_some();
    let shelf = StoredValue::new_local(shelf);
    let card = StoredValue::new(card);
    let product = card.with_value(|card| Arc::clone(&card.product));
    let href = Some(product.url.clone()).filter(|url| !url.is_empty());
    let selected = move |_| shelf.with_value(|shelf| shelf.selected(&card.get_value()));
    let action = move || card.with_value(|card| texts.with_value(|texts| card.action(texts)));
    let phase = move || card.with_value(|card| card.phase.get());
    let button = if product.needs_options {
        href.clone().map(|href| {
            view! {
                <a class="add" part="add" href=href on:click=selected aria-label=move || { let [_, name] = action(); name }>
                    {move || { let [word, _] = action(); word }}
                </a>
            }
            .into_any()
        })
    } else if can_add {
        let add = move |_| shelf.with_value(|shelf| shelf.add(card.get_value()));
        Some(
            view! {
                <button
                    class="add"
                    part="add"
                    type="button"
                    on:click=add
                    data-phase=move || match phase() {
                        Phase::Offered | Phase::Refused => None,
                        Phase::Adding => Some("adding"),
                        Phase::Added => Some("added"),
                    }
                    // Not `disabled`, which would drop the focus.
                    aria-disabled=move || matches!(phase(), Phase::Adding | Phase::Added).then_some("true")
                    aria-label=move || { let [_, name] = action(); name }
                >
                    {move || { let [word, _] = action(); word }}
                </button>
            }
            .into_any(),
        )
    } else {
        None
    };
    let price = move || card.with_value(|card| card.price.get().map(|price| price.formatted));
    let reason = move || {
        if phase() == Phase::Refused {
            texts.with_value(|texts| card.with_value(|card| texts.with(Phrase::NotAdded, &card.product.title)))
        } else {
            texts.with_value(|texts| card.with_value(|card| card.reason(texts)))
        }
    };
    view! {
        <li class="card" part="card" data-id=product.id.clone()>
            <a class="link" part="link" href=href on:click=selected>
                {picture(&product)}
                <span class="name" part="name" dir="auto">{product.title.clone()}</span>
            </a>
            <p class="price" part="price">{price}</p>
            <p class="reason" part="reason" dir="auto" data-refused=move || (phase() == Phase::Refused).then_some("")>{reason}</p>
            {button}
        </li>
    }
    .into_any()
}

/// The picture, or the first letter of the title where there is none or it does not come.
fn picture(product: &Suggestion) -> AnyView {
    let missing = ArcRwSignal::new(product.image.is_empty());
    let (failed, shown) = (missing.clone(), missing);
    let source = product.image.clone();
    let letter: String = product.title.chars().take(1).collect();
    let inside = move || {
        if shown.get() {
            return view! { <span class="letter" aria-hidden="true">{letter.clone()}</span> }.into_any();
        }
        let failed = failed.clone();
        view! {
            <img
                class="image"
                part="image"
                src=source.clone()
                alt=""
                width=PICTURE
                height=PICTURE
                loading="lazy"
                decoding="async"
                on:error=move |_| failed.set(true)
            />
        }
        .into_any()
    };
    view! { <span class="picture">{inside}</span> }.into_any()
}
