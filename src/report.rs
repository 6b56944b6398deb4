//! Where failures are told.

use crate::convert::{Callback, thrown};
use crate::error::Error;
use std::cell::RefCell;

/// So many different lines are remembered as told.
const REMEMBERED: usize = 16;

/// The shop's `onError`, else the console.
pub(crate) struct Reports {
    on_error: Option<Callback>,
    told: RefCell<Vec<String>>,
}

impl Reports {
    pub(crate) fn new(on_error: Option<Callback>) -> Self {
        Self {
            on_error,
            told: RefCell::default(),
        }
    }

    /// `onError` hears of every failure; the console has one line for equal ones.
    pub(crate) fn tell(&self, error: &Error) {
        let thrown = thrown(error);
        let heard = self
            .on_error
            .as_ref()
            .is_some_and(|on_error| on_error.call(&thrown).is_ok());
        if heard {
            return;
        }
        let line = error.to_string();
        let mut told = self.told.borrow_mut();
        if told.contains(&line) {
            return;
        }
        web_sys::console::warn_1(&["setwise: ", &line].concat().into());
        if told.len() == REMEMBERED {
            told.remove(0);
        }
        told.push(line);
    }
}
