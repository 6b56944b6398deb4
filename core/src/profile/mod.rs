//! What the device remembers of one shopper: bounded, decayed, mergeable, and nowhere but on the device.
//!
//! A [`Profile`] is a bounded set of [`Event`]s and of [`Facts`] about the products in them. All else (taste, price tolerance,
//! engagement, the present visit) is computed from these two when it is asked for, with the time as an argument. So two tabs
//! merge by uniting their sets, a forgotten event is forgotten everywhere, and no number is stored that its inputs contradict.
//!
//! ```
//! use setwise_core::catalog::ProductKey;
//! use setwise_core::profile::{Event, Happened, Profile};
//!
//! let camera = ProductKey::of("CAMERA-10");
//! let mut profile = Profile::default();
//! profile.observe(Event { at: 1_700_000_000, what: Happened::View(Some(camera)) });
//! profile.observe(Event { at: 1_700_000_060, what: Happened::Purchase(camera) });
//! let bytes = profile.write();
//! assert_eq!(Profile::read(&bytes), Ok(profile));
//! assert!(bytes.len() < 100);
//! ```

mod bytes;
mod choices;
mod context;
mod event;
mod facts;
mod present;
mod taste;
mod tier;
mod tolerance;

pub use bytes::{MAX_PROFILE_BYTES, ProfileError};
pub use context::Scene;
pub use event::{Event, Happened, VISIT_GAP};
pub use facts::{Facts, MAX_TRAITS};
pub use taste::{MAX_WEIGHTS, Taste};
pub use tolerance::Tolerance;

use crate::catalog::{Money, ProductKey};
use alloc::vec::Vec;

/// Products whose facts are kept: those of the latest events.
const MAX_FACTS: usize = 90;

/// What the shop says of the shopper that its page knows. Of two, the later one holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Attested {
    /// When it was said, in seconds since 1970.
    pub at: i64,
    /// Tier of the shop's loyalty programme, from 1; 0 for none.
    pub tier: u8,
    /// All that the shopper has spent here, in minor units.
    pub lifetime: Option<Money>,
}

/// What is remembered. At most [`MAX_PROFILE_BYTES`] when written, whatever is observed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Profile {
    attested: Attested,
    /// Ascending, each once.
    events: Vec<Event>,
    /// Ascending by key, each once, of products of events only.
    facts: Vec<Facts>,
}

impl Profile {
    /// Takes in an event. The same one twice is one; beyond the limits of its kind the oldest is forgotten.
    pub fn observe(&mut self, event: Event) {
        let event = event.bounded();
        if let Err(at) = self.events.binary_search(&event) {
            self.events.insert(at, event);
            let class = event.class();
            let count = self.events.iter().filter(|e| e.class() == class).count();
            if event::LIMITS.get(class).is_some_and(|limit| count > *limit) {
                self.settle();
            }
        }
    }

    /// Takes in what is known of a product that an event speaks of, and keeps it as long as one of the latest does.
    pub fn learn(&mut self, facts: Facts) {
        let named = self.events.iter().any(|e| e.product() == Some(facts.key));
        if named {
            self.add_facts(facts.bounded());
            if self.facts.len() > MAX_FACTS {
                self.settle();
            }
        }
    }

    /// Takes in what the shop says of the shopper.
    pub fn attest(&mut self, attested: Attested) {
        let bounded = Attested {
            at: event::bounded_time(attested.at),
            lifetime: attested.lifetime.map(facts::bounded_price),
            ..attested
        };
        self.attested = self.attested.max(bounded);
    }

    /// Takes in what another tab or device remembers of the same shopper. Which of two takes in the other makes no difference,
    /// nor how often it does.
    pub fn merge(&mut self, other: &Self) {
        self.attested = self.attested.max(other.attested);
        self.events.extend_from_slice(&other.events);
        self.events.sort_unstable();
        self.events.dedup();
        for facts in &other.facts {
            self.add_facts(facts.clone());
        }
        self.settle();
    }

    /// Whether nothing is known: such a shopper sees what everybody sees.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// What the shop says of the shopper.
    #[must_use]
    pub fn attested(&self) -> Attested {
        self.attested
    }

    /// All that is remembered, the oldest first.
    #[must_use]
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// What is known of a product.
    #[must_use]
    pub fn facts(&self, key: ProductKey) -> Option<&Facts> {
        let at = self.facts.binary_search_by_key(&key, |facts| facts.key);
        self.facts.get(at.ok()?)
    }

    /// Of two about one product the later one holds; of one moment the greater, so that no order of tabs matters.
    fn add_facts(&mut self, facts: Facts) {
        match self.facts.binary_search_by_key(&facts.key, |f| f.key) {
            Err(at) => self.facts.insert(at, facts),
            Ok(at) => {
                if let Some(known) = self.facts.get_mut(at)
                    && *known < facts
                {
                    *known = facts;
                }
            }
        }
    }

    /// Forgets what is beyond the limits.
    fn settle(&mut self) {
        let mut left = event::LIMITS;
        // From the latest to the oldest.
        for at in (0..self.events.len()).rev() {
            let Some(room) = self
                .events
                .get(at)
                .and_then(|event| left.get_mut(event.class()))
            else {
                continue;
            };
            match room.checked_sub(1) {
                Some(less) => *room = less,
                None => {
                    self.events.remove(at);
                }
            }
        }
        let mut latest: Vec<ProductKey> = Vec::new();
        for key in self.events.iter().rev().filter_map(Event::product) {
            if latest.len() < MAX_FACTS && !latest.contains(&key) && self.facts(key).is_some() {
                latest.push(key);
            }
        }
        self.facts.retain(|facts| latest.contains(&facts.key));
    }
}
