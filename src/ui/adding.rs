//! From a tap to the cart and back: one product, one in the place of another, or several at once.

use super::card::Card;
use super::mount::Shelf;
use super::phase::Phase;
use super::setting::Way;
use super::text::Phrase;
use crate::ALL;
use crate::convert::shelf as details;
use crate::convert::{output, spawn, thrown};
use crate::error::{Error, Problem};
use crate::page::clock;
use js_sys::{Array, Reflect};
use std::rc::Rc;
use wasm_bindgen::JsValue;

/// How long a card says that it was added before another takes its place, in milliseconds.
const PRAISE: u32 = 2_500;
/// The same where the cart brings the way back.
const SECOND_THOUGHTS: u32 = 6_000;

impl Shelf {
    /// The shopper taps a card's button. What is in the cart, or on its way from whatever shelf, is not added again.
    pub(super) fn tapped(self: &Rc<Self>, card: Card) {
        if card.phase().is_taken() {
            return;
        }
        if ALL && card.way == Way::Pick {
            card.choose(!card.is_chosen());
            self.count_chosen();
        } else {
            self.add(vec![card]);
        }
    }

    /// The shopper taps the button under a set.
    pub(super) fn add_chosen(self: &Rc<Self>) {
        let cards = self.choice();
        // A second tap finds all of them on their way.
        if !cards.is_empty() {
            self.add(cards);
        }
    }

    /// The cards that are chosen, and not in the cart or on their way.
    fn choice(&self) -> Vec<Card> {
        let mut cards = self.look.peek().cards;
        cards.retain(|card| card.is_chosen() && !card.phase().is_taken());
        cards
    }

    /// Says what of a set is chosen, and what that costs.
    pub(super) fn count_chosen(&self) {
        let picks = |card: &Card| card.way == Way::Pick;
        if !ALL || !self.look.peek().cards.iter().any(picks) {
            return;
        }
        let chosen = self.choice();
        let mut sum = Some(0_u64);
        for card in &chosen {
            // Without the price of one there is no sum.
            let price = card.product.price.as_ref().map(|price| price.minor);
            sum = sum.zip(price).map(|(sum, price)| sum.saturating_add(price));
        }
        let sum = sum
            .filter(|sum| *sum > 0)
            .and_then(|sum| self.shop().format(sum));
        let more = &self.texts().more;
        let [total, add_all] = more.foot(chosen.len(), &sum.unwrap_or_default());
        self.look.change(|look| {
            look.picks = true;
            look.chosen = chosen.len();
            look.total = total;
            look.add_all = add_all;
        });
    }

    fn add(self: &Rc<Self>, cards: Vec<Card>) {
        for card in &cards {
            card.enter(Phase::Adding);
        }
        let shelf = Rc::clone(self);
        spawn(async move {
            let cart = shelf.shop().basket.cart.as_ref();
            if ALL && cart.is_some_and(|cart| cart.add_all.is_some()) {
                shelf.put_into_cart(cards).await;
            } else {
                // One after the other: a cart may not be ready for several at once.
                for card in cards {
                    shelf.put_into_cart(vec![card]).await;
                }
            }
        });
    }

    /// Goes on after an unmount: the shop's cart cannot be called back, and other shelves may show the products.
    async fn put_into_cart(self: &Rc<Self>, cards: Vec<Card>) {
        let titles = titles(&cards);
        // Where they were tapped; until the cart answers they may have moved or left.
        let tapped = Array::new();
        for card in &cards {
            tapped.push(&self.chosen(card));
        }
        let done = match self.call_cart(&cards).await {
            Ok(done) => done,
            Err(error) => {
                let words = if let Problem::Refused { words } = error.problem() {
                    words.clone()
                } else {
                    self.shop().reports.tell(&error);
                    self.texts().with(Phrase::NotAdded, &titles)
                };
                for card in &cards {
                    card.refuse(&words);
                }
                self.count_chosen();
                self.say(words);
                self.emit("setwise:error", &thrown(&error));
                // They may be there all the same, when the answer came too late.
                self.shop().cart_changed().await;
                return;
            }
        };
        let praise = match ALL && done.is_object() {
            true => SECOND_THOUGHTS,
            false => PRAISE,
        };
        for (card, tapped) in cards.iter().zip(tapped.iter()) {
            card.enter(Phase::Added);
            // Whoever hears of it can take it back: `pkg/undo.js` puts a button for that into the card.
            if ALL {
                let _ = Reflect::set(&tapped, &"done".into(), &done);
            }
            self.emit("setwise:add", &tapped);
            self.shop().basket.add(card.id());
        }
        self.count_chosen();
        self.say(self.texts().with(Phrase::ProductAdded, &titles));
        self.shop().basket.read().await;
        self.shelves.renew();
        let shelves = Rc::clone(&self.shelves);
        spawn(async move {
            clock::sleep(praise).await;
            let mut moved = false;
            for card in &cards {
                if card.phase() == Phase::Added {
                    card.enter(Phase::Done);
                    moved = true;
                }
            }
            if moved {
                shelves.renew();
            }
        });
    }

    /// One call of the shop's cart.
    async fn call_cart(&self, cards: &[Card]) -> Result<JsValue, Error> {
        let Some(cart) = &self.shop().basket.cart else {
            return Ok(JsValue::UNDEFINED);
        };
        let currency = &self.shop().folder.manifest().currency.code;
        let line = |card: &Card| details::line(card.id(), output::item(&card.product, currency));
        let (function, argument) = match cards {
            [card] => match (&card.product.why.product, card.way) {
                (Some(seed), Way::Switch) if ALL => {
                    (&cart.replace, details::change(&seed.id, line(card)))
                }
                _ => (&cart.add, line(card)),
            },
            several => (&cart.add_all, output::array(several.iter().map(line))),
        };
        match function {
            Some(function) => function.answer(&argument).await,
            None => Ok(JsValue::UNDEFINED),
        }
    }
}

fn titles(cards: &[Card]) -> String {
    let mut titles = String::new();
    for card in cards {
        if !titles.is_empty() {
            titles.push_str(", ");
        }
        titles.push_str(&card.product.title);
    }
    titles
}
