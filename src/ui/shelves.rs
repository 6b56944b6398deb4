//! What all shelves of one shop share besides the shop: their words, and who they are.

use super::mount::Shelf;
use super::phase::Phases;
use super::text::Texts;
use crate::convert::spawn;
use crate::shop::Shop;
#[cfg(feature = "all")]
use setwise_core::request::Shelf as Kind;
use std::cell::RefCell;
use std::rc::{Rc, Weak};

pub(crate) struct Shelves {
    pub(crate) shop: Rc<Shop>,
    pub(super) texts: Texts,
    pub(super) phases: Phases,
    mounted: RefCell<Vec<Weak<Shelf>>>,
}

impl Shelves {
    /// From now on they follow the shop's cart.
    pub(crate) fn new(shop: Rc<Shop>, texts: Texts) -> Rc<Self> {
        let shelves = Rc::new(Self {
            shop,
            texts,
            phases: Phases::default(),
            mounted: RefCell::default(),
        });
        let weak = Rc::downgrade(&shelves);
        shelves.shop.on_change(move || {
            if let Some(shelves) = weak.upgrade() {
                shelves.renew();
            }
        });
        shelves
    }

    pub(super) fn add(&self, shelf: &Rc<Shelf>) {
        self.mounted.borrow_mut().push(Rc::downgrade(shelf));
    }

    pub(super) fn remove(&self, shelf: &Shelf) {
        self.mounted
            .borrow_mut()
            .retain(|other| !std::ptr::eq(other.as_ptr(), shelf));
    }

    /// Apart from the list, which changes as shelves leave it.
    fn all(&self) -> Vec<Rc<Shelf>> {
        let mounted = self.mounted.borrow();
        mounted.iter().filter_map(Weak::upgrade).collect()
    }

    /// What other kinds of complements show by now: one product stands once on a page. Shelves of one kind are of other products.
    #[cfg(feature = "all")]
    pub(super) fn beside(&self, shelf: &Shelf) -> Vec<String> {
        let complements = |kind| matches!(kind, Kind::CompleteSet | Kind::AddOns | Kind::ForYou);
        let own = shelf.kind();
        let mut ids = Vec::new();
        for other in self.all() {
            let kind = other.kind();
            if complements(own) && complements(kind) && kind != own {
                ids.extend(other.shown());
            }
        }
        ids
    }

    /// Re-ranks every shelf in place.
    pub(super) fn renew(&self) {
        for shelf in self.all() {
            spawn(async move { shelf.renew().await });
        }
    }

    /// Idempotent.
    pub(crate) fn unmount(&self) {
        for shelf in self.all() {
            shelf.unmount();
        }
    }
}
