//! State that views follow.
//!
//! One kind of signal (Leptos's trigger) for all types of state: a signal type of its own for each is code of its own.

use reactive_graph::signal::ArcTrigger;
use reactive_graph::traits::{Notify, Track};
use std::cell::RefCell;
use std::rc::Rc;

/// A value behind a signal. Copies share it.
pub(super) struct Live<T> {
    value: Rc<RefCell<T>>,
    changed: ArcTrigger,
}

impl<T> Clone for Live<T> {
    fn clone(&self) -> Self {
        Self {
            value: Rc::clone(&self.value),
            changed: self.changed.clone(),
        }
    }
}

impl<T: Clone + Default> Live<T> {
    pub(super) fn new() -> Self {
        Self {
            value: Rc::default(),
            changed: ArcTrigger::new(),
        }
    }

    /// The value now; an effect that asks runs again when it changes.
    pub(super) fn get(&self) -> T {
        self.changed.track();
        self.peek()
    }

    /// The value now.
    pub(super) fn peek(&self) -> T {
        self.value.borrow().clone()
    }

    /// Whether there is another copy.
    pub(super) fn is_shared(&self) -> bool {
        Rc::strong_count(&self.value) > 1
    }

    pub(super) fn change(&self, change: impl FnOnce(&mut T)) {
        change(&mut self.value.borrow_mut());
        self.changed.notify();
    }
}
