//! The visit that the shopper is in, read off the profile.

use super::event::{Event, Happened, VISIT_GAP};
use super::{Facts, Profile};
use crate::catalog::{Money, ProductKey};
use crate::intent::{IntentModel, Origin, Returning, Signal, Visit};
use crate::policy::{Chances, Engagement};

impl Profile {
    /// The events of the visit that goes on at `now`; none half an hour after the last one. A purchase begins another.
    #[must_use]
    pub fn present(&self, now: i64) -> &[Event] {
        let mut begin = self.events().len();
        let mut later = now;
        for event in self.events().iter().rev() {
            let purchase = matches!(event.what, Happened::Purchase(_));
            if later.saturating_sub(event.at) > VISIT_GAP || purchase {
                break;
            }
            later = event.at;
            begin -= 1;
            if matches!(event.what, Happened::Start(_)) {
                break;
            }
        }
        self.events().get(begin..).unwrap_or_default()
    }

    /// The visit as the model of intent sees it.
    #[must_use]
    pub fn visit(&self, now: i64) -> Visit {
        let present = self.present(now);
        let mut visit = Visit::new(self.origin(present));
        for event in present {
            if let Some(signal) = self.signal(event) {
                visit.observe(event.at, signal);
            }
        }
        visit
    }

    /// How likely the visit ends in a purchase, and how likely it was with its first product alone.
    #[must_use]
    pub fn chances(&self, model: &IntentModel, now: i64) -> Chances {
        let chance = |visit: &Visit| model.probability(&visit.features().row());
        let present = self.present(now);
        let mut visit = self.visit(now);
        let viewed = |event: &&Event| matches!(event.what, Happened::View(_));
        let mut first = Visit::new(self.origin(present));
        match present.iter().find(viewed) {
            Some(event) => {
                if let Some(signal) = self.signal(event) {
                    first.observe(event.at, signal);
                }
            }
            // No model was trained on visits in which nothing happened: that counts as a glance at something.
            None => {
                let glance = Signal::View {
                    product: None,
                    price: None,
                };
                first.observe(now, glance);
                if visit.features().events == 0 {
                    visit = first.clone();
                }
            }
        }
        Chances {
            now: chance(&visit),
            start: chance(&first),
        }
    }

    /// Where a visit came from, and whether there was one before.
    fn origin(&self, present: &[Event]) -> Origin {
        let origin = present.iter().find_map(|event| match event.what {
            Happened::Start(origin) => Some(origin),
            _ => None,
        });
        Origin {
            returning: if self.events().len() > present.len() {
                Returning::Returning
            } else {
                Returning::New
            },
            ..origin.unwrap_or_default()
        }
    }

    /// What a model of intent hears of an event.
    fn signal(&self, event: &Event) -> Option<Signal> {
        let price = |key: Option<ProductKey>| -> Option<Money> { self.facts(key?)?.price };
        Some(match event.what {
            Happened::View(product) => Signal::View {
                product,
                price: price(product),
            },
            Happened::Add(product) => Signal::Add {
                product,
                price: price(product),
            },
            Happened::Remove(product) => Signal::Remove { product },
            Happened::Checkout => Signal::Checkout,
            Happened::Search => Signal::Search,
            _ => return None,
        })
    }

    /// Visits that are remembered, the present one among them; 32 or more are 32.
    #[must_use]
    pub fn visits(&self) -> usize {
        let starts = |event: &&Event| matches!(event.what, Happened::Start(_));
        self.events().iter().filter(starts).count()
    }

    /// How deep the shopper is in the visit that goes on at `now`: below 20, below 50, or above.
    #[must_use]
    pub fn engagement(&self, now: i64) -> Engagement {
        match self.attention(now) {
            _ if self.present(now).is_empty() => Engagement::Unknown,
            ..20 => Engagement::Low,
            20..50 => Engagement::Medium,
            50.. => Engagement::High,
        }
    }

    /// How closely the shopper looks: 0 for a glance, towards 100 for somebody who reads everything.
    ///
    /// A sum of points (a view 4, a repeated one 8, a search 8, half a page read 4, a page read 8, half a minute on a page 4, a
    /// product put into the cart or a checkout 15) squeezed between 0 and 100: 40 points are half of it.
    #[must_use]
    pub fn attention(&self, now: i64) -> u8 {
        let present = self.present(now);
        let seen = self.visit(now).features();
        let read: i32 = present
            .iter()
            .map(|event| match event.what {
                Happened::Scroll(tenths) => 4 * i32::from(tenths >= 5) + 4 * i32::from(tenths >= 9),
                _ => 0,
            })
            .sum();
        let lingered = present
            .windows(2)
            .filter(|pair| matches!(pair, [a, b] if b.at - a.at >= 30))
            .count() as i32;
        let points = 4 * seen.views
            + 4 * seen.repeated_views
            + 8 * seen.searches
            + 15 * (seen.adds + seen.checkouts)
            + 4 * lingered
            + read;
        (100 * points / (points + 40)) as u8
    }

    /// Facts of products with the events about them.
    pub(super) fn told<'a>(
        &'a self,
        events: &'a [Event],
    ) -> impl Iterator<Item = (&'a Event, &'a Facts)> + 'a {
        events
            .iter()
            .filter_map(|event| Some((event, self.facts(event.product()?)?)))
    }
}
