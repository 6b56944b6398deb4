//! The facts that a policy's rules read, as the device and `setwise simulate` both fill them.

use super::{Happened, Profile};
use crate::catalog::{Money, ProductKey};
use crate::intent::Probability;
use crate::policy::{Context, MarkSet, OfferState};
use crate::request::{Placement, Shelf};
use alloc::vec::Vec;

/// What the page knows and the profile does not.
#[derive(Clone, Copy)]
pub struct Scene<'a> {
    /// Where the shelf stands.
    pub placement: Placement,
    /// What it would show without a policy.
    pub shelf: Shelf,
    /// What it is about.
    pub seeds: &'a [ProductKey],
    /// What is in the cart, each line once.
    pub cart: &'a [ProductKey],
    /// What that costs, if it is known.
    pub cart_value: Option<Money>,
    /// Whether an offer runs on a seed.
    pub offer: OfferState,
    /// How likely the visit ends in a purchase.
    pub intent: Option<Probability>,
    /// Segments of the shopper, by [`segment`](crate::policy::segment).
    pub segments: &'a [u32],
    /// Language of the page.
    pub language: &'a str,
    /// Seconds that the shopper's clock is ahead of UTC.
    pub east: i64,
    /// Marks of a product, as far as the page knows it.
    pub marks: &'a dyn Fn(ProductKey) -> MarkSet,
}

impl Profile {
    /// The facts of a shelf at `now`.
    #[must_use]
    pub fn context<'a>(&self, now: i64, scene: &Scene<'a>) -> Context<'a> {
        let present = self.present(now);
        let visit = self.visit(now).features();
        let all = |keys: &[ProductKey]| {
            let mut set = MarkSet::EMPTY;
            for &key in keys {
                set.extend(&(scene.marks)(key));
            }
            set
        };
        let mut viewed: Vec<ProductKey> = present
            .iter()
            .filter(|event| matches!(event.what, Happened::View(_)))
            .filter_map(super::Event::product)
            .collect();
        viewed.sort_unstable();
        viewed.dedup();
        let category = |key: &ProductKey| self.facts(*key)?.category();
        let alike = |of: &ProductKey| {
            let own = category(of);
            let others = viewed
                .iter()
                .filter(|other| own.is_some() && category(other) == own);
            others.count()
        };
        let mut orders: Vec<i64> = self
            .events()
            .iter()
            .filter(|event| matches!(event.what, Happened::Purchase(_)))
            .map(|event| event.at)
            .collect();
        orders.dedup();
        // Also while the shopper only reads.
        let lasts = present
            .first()
            .map_or(0, |first| now.saturating_sub(first.at));
        let local = now.saturating_add(scene.east);
        let count = |number: i32| u32::try_from(number).unwrap_or(0);
        Context {
            placement: scene.placement,
            shelf: scene.shelf,
            seeds: all(scene.seeds),
            cart: all(scene.cart),
            viewed: all(&viewed),
            cart_value: scene.cart_value,
            cart_lines: scene.cart.len() as u32,
            views: count(visit.distinct_products),
            similar_views: viewed.iter().map(alike).max().unwrap_or(0) as u32,
            searches: count(visit.searches),
            seconds: u32::try_from(lasts).unwrap_or(0),
            checkout_started: visit.checkouts > 0,
            past_orders: orders.len() as u32,
            lifetime_value: self.attested().lifetime,
            intent: scene.intent,
            engagement: self.engagement(now),
            price_tier: self.price_tier(now),
            visitor: visit.origin.returning,
            segments: scene.segments,
            device: visit.origin.device,
            referrer: visit.origin.referrer,
            hour: Some(local.div_euclid(3_600).rem_euclid(24) as u8),
            // 1970 began on a Thursday.
            weekday: Some(local.div_euclid(86_400).saturating_add(3).rem_euclid(7) as u8),
            offer: scene.offer,
            language: scene.language,
        }
    }
}
