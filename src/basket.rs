//! What is known of the shop's cart: the lines that it named last, and what shelves have put into it since.

use crate::page::cart::{Cart, Lines};
use crate::report::Reports;
use crate::request::Line;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

pub(crate) struct Basket {
    pub(crate) cart: Option<Cart>,
    reports: Rc<Reports>,
    lines: RefCell<Vec<Line>>,
    /// Put into the cart by a shelf and not among its lines yet; a cart that calls it by another id never shows it.
    added: RefCell<Vec<String>>,
    /// Counts the questions to the cart.
    asked: Cell<u32>,
    /// Which of them the lines answer: an answer that was overtaken says nothing any more.
    answered: Cell<u32>,
    /// What was told of a bad line; told once, although it comes with every answer.
    bad_line: RefCell<String>,
}

impl Basket {
    pub(crate) fn new(cart: Option<Cart>, reports: Rc<Reports>) -> Self {
        Self {
            cart,
            reports,
            lines: RefCell::default(),
            added: RefCell::default(),
            asked: Cell::new(0),
            answered: Cell::new(0),
            bad_line: RefCell::default(),
        }
    }

    fn next_turn(&self) -> u32 {
        let turn = self.asked.get().wrapping_add(1);
        self.asked.set(turn);
        turn
    }

    /// Asks the cart again; whether its lines are others than before. A cart that fails is reported, and taken to be
    /// as it was.
    pub(crate) async fn read(&self) -> bool {
        let Some(cart) = &self.cart else { return false };
        let turn = self.next_turn();
        match cart.lines().await {
            Ok(lines) => self.take(lines, turn),
            Err(error) => {
                self.reports.tell(&error);
                false
            }
        }
    }

    /// The page brings the lines along; whether they are others than before.
    pub(crate) fn set(&self, lines: Lines) -> bool {
        self.take(lines, self.next_turn())
    }

    fn take(&self, Lines { lines, bad }: Lines, turn: u32) -> bool {
        if turn < self.answered.get() {
            return false;
        }
        self.answered.set(turn);
        let told = bad.as_ref().map_or_else(String::new, ToString::to_string);
        if let Some(bad) = bad
            && *self.bad_line.borrow() != told
        {
            self.reports.tell(&bad);
        }
        *self.bad_line.borrow_mut() = told;
        // From now on the lines tell, also when the shopper takes it out again.
        let there = |id: &String| lines.iter().any(|line| line.id == *id);
        self.added.borrow_mut().retain(|id| !there(id));
        let changed = *self.lines.borrow() != lines;
        *self.lines.borrow_mut() = lines;
        changed
    }

    /// A shelf put a product into the cart, whatever the cart says meanwhile.
    #[cfg(feature = "ui")]
    pub(crate) fn add(&self, id: &str) {
        if self.lines.borrow().iter().all(|line| line.id != id) {
            self.added.borrow_mut().push(id.to_owned());
        }
    }

    /// Ids of the lines.
    pub(crate) fn ids(&self) -> Vec<String> {
        let lines = self.lines.borrow();
        lines.iter().map(|line| line.id.clone()).collect()
    }

    /// The value of all lines in minor units, as the cart tells it, else by `price_of` an id; `None` if one is unknown.
    pub(crate) fn value(&self, price_of: impl Fn(&str) -> Option<u64>) -> Option<u64> {
        let lines = self.lines.borrow();
        lines.iter().try_fold(0_u64, |sum, line| {
            let price = line.price.or_else(|| price_of(&line.id))?;
            Some(sum.saturating_add(price.saturating_mul(line.quantity.into())))
        })
    }

    /// Ids that no slate may have.
    pub(crate) fn taken(&self) -> Vec<String> {
        let mut ids = self.ids();
        ids.extend_from_slice(&self.added.borrow());
        ids
    }
}
