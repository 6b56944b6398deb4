//! A rule: when it acts, and what it then says.

use super::context::{Context, Engagement, OfferState};
use super::marks::MarkSet;
use crate::directives::{Ruling, SHELVES, TIERS};
use crate::intent::{Device, Referrer, Returning};
use crate::message::number;
use crate::request::Placement;
use alloc::string::String;
use alloc::vec::Vec;

/// One rule of a policy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rule {
    /// What must hold, as a walk through a tree from its root.
    pub when: Vec<Step>,
    /// What it says; its `rules` is the name of this one and a line feed.
    pub then: Ruling,
    /// The cap in percent of the cart's value, if it is one; 0 if not. Nothing is capped while the value is not known.
    pub cap_of_cart: u16,
    /// Titles in languages (`de`, `pt-br`: lower case) for which `then.title` is not the one.
    pub titles: Vec<(String, String)>,
}

/// A step of a condition's walk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// All of the next so many conditions hold; of none, all do.
    All(u8),
    /// At least one of the next so many conditions holds.
    Any(u8),
    /// The next condition does not hold.
    Not,
    /// A number is in a range, both ends included; if `from` is above `to`, it is not between them, as hours of a night.
    /// An unknown number is in no range.
    Number(Fact, u64, u64),
    /// A choice is one of a set: a bit for each number of a choice, of which 0 is never in it where it stands for unknown.
    Among(Choice, u32),
    /// One of some products has a mark.
    Marked(Products, u8),
    /// The shop's page says that the shopper is of this segment.
    Segment(u32),
}

/// Numbers that a condition can ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Fact {
    /// [`Context::cart_value`], in minor units.
    CartValue,
    /// [`Context::cart_lines`].
    CartLines,
    /// [`Context::views`].
    Views,
    /// [`Context::similar_views`].
    SimilarViews,
    /// [`Context::searches`].
    Searches,
    /// [`Context::seconds`].
    Seconds,
    /// [`Context::past_orders`].
    PastOrders,
    /// [`Context::lifetime_value`], in minor units.
    LifetimeValue,
    /// [`Context::intent`], in units of 1/65535.
    Intent,
    /// [`Context::hour`].
    Hour,
}

/// Choices that a condition can ask for. Numbers of their values are those of their enumerations, in order, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Choice {
    /// [`Context::placement`].
    Placement,
    /// [`Context::shelf`].
    Shelf,
    /// [`Context::engagement`].
    Engagement,
    /// [`Context::price_tier`].
    PriceTier,
    /// [`Context::visitor`].
    Visitor,
    /// [`Context::device`].
    Device,
    /// [`Context::referrer`].
    Referrer,
    /// [`Context::offer`].
    Offer,
    /// [`Context::checkout_started`]: 0 is no.
    Checkout,
    /// [`Context::weekday`], 0 is Monday.
    Weekday,
}

/// Products whose marks a condition can ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Products {
    /// [`Context::seeds`].
    Seeds,
    /// [`Context::cart`].
    Cart,
    /// [`Context::viewed`].
    Viewed,
}

impl Fact {
    pub(super) const ALL: [Self; 10] = [
        Self::CartValue,
        Self::CartLines,
        Self::Views,
        Self::SimilarViews,
        Self::Searches,
        Self::Seconds,
        Self::PastOrders,
        Self::LifetimeValue,
        Self::Intent,
        Self::Hour,
    ];

    fn of(self, context: &Context<'_>) -> Option<u64> {
        Some(match self {
            Self::CartValue => context.cart_value?.0,
            Self::CartLines => context.cart_lines.into(),
            Self::Views => context.views.into(),
            Self::SimilarViews => context.similar_views.into(),
            Self::Searches => context.searches.into(),
            Self::Seconds => context.seconds.into(),
            Self::PastOrders => context.past_orders.into(),
            Self::LifetimeValue => context.lifetime_value?.0,
            Self::Intent => context.intent?.0.into(),
            Self::Hour => context.hour?.into(),
        })
    }
}

impl Choice {
    pub(super) const ALL: [Self; 10] = [
        Self::Placement,
        Self::Shelf,
        Self::Engagement,
        Self::PriceTier,
        Self::Visitor,
        Self::Device,
        Self::Referrer,
        Self::Offer,
        Self::Checkout,
        Self::Weekday,
    ];

    /// The number of the value that a context has, if it is known.
    fn of(self, context: &Context<'_>) -> Option<u8> {
        let known = |number: u8| Some(number).filter(|&number| number > 0);
        match self {
            Self::Placement => Some(number(&PLACEMENTS, &context.placement)),
            Self::Shelf => Some(number(&SHELVES, &context.shelf)),
            Self::Engagement => known(number(&ENGAGEMENTS, &context.engagement)),
            Self::PriceTier => known(number(&TIERS, &context.price_tier)),
            Self::Visitor => known(number(&VISITORS, &context.visitor)),
            Self::Device => known(number(&DEVICES, &context.device)),
            Self::Referrer => known(number(&REFERRERS, &context.referrer)),
            Self::Offer => Some(number(&OFFERS, &context.offer)),
            Self::Checkout => Some(u8::from(context.checkout_started)),
            Self::Weekday => context.weekday.filter(|&day| day < 7),
        }
    }
}

impl Products {
    pub(super) const ALL: [Self; 3] = [Self::Seeds, Self::Cart, Self::Viewed];

    fn of<'a>(self, context: &'a Context<'_>) -> &'a MarkSet {
        match self {
            Self::Seeds => &context.seeds,
            Self::Cart => &context.cart,
            Self::Viewed => &context.viewed,
        }
    }
}

const PLACEMENTS: [Placement; 3] = [Placement::Product, Placement::Cart, Placement::Checkout];
const ENGAGEMENTS: [Engagement; 4] = [
    Engagement::Unknown,
    Engagement::Low,
    Engagement::Medium,
    Engagement::High,
];
const VISITORS: [Returning; 3] = [Returning::Unknown, Returning::New, Returning::Returning];
const DEVICES: [Device; 4] = [
    Device::Unknown,
    Device::Desktop,
    Device::Mobile,
    Device::Tablet,
];
const REFERRERS: [Referrer; 7] = [
    Referrer::Unknown,
    Referrer::Direct,
    Referrer::Search,
    Referrer::Paid,
    Referrer::Social,
    Referrer::Email,
    Referrer::Site,
];
const OFFERS: [OfferState; 4] = [
    OfferState::None,
    OfferState::Announced,
    OfferState::Running,
    OfferState::Ending,
];

impl Rule {
    /// Whether all that the rule asks for holds.
    #[must_use]
    pub fn holds(&self, context: &Context<'_>) -> bool {
        holds(&mut self.when.iter(), context)
    }
}

/// Whether the next condition of a walk holds; all its steps are taken, so that the one behind it is next. The end of a walk
/// holds nothing.
fn holds(walk: &mut core::slice::Iter<'_, Step>, context: &Context<'_>) -> bool {
    match walk.next() {
        None => false,
        Some(Step::All(count)) => (0..*count).fold(true, |all, _| holds(walk, context) & all),
        Some(Step::Any(count)) => (0..*count).fold(false, |any, _| holds(walk, context) | any),
        Some(Step::Not) => !holds(walk, context),
        Some(&Step::Number(fact, from, to)) => fact.of(context).is_some_and(|number| {
            if from <= to {
                (from..=to).contains(&number)
            } else {
                number >= from || number <= to
            }
        }),
        Some(Step::Among(choice, set)) => choice
            .of(context)
            .is_some_and(|number| set.checked_shr(number.into()).unwrap_or(0) & 1 == 1),
        Some(Step::Marked(products, mark)) => products.of(context).has(*mark),
        Some(Step::Segment(segment)) => context.segments.contains(segment),
    }
}
