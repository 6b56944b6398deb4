//! Something that the shopper did, and how many of its kind are remembered.

use crate::catalog::ProductKey;
use crate::intent::{Device, Origin, Referrer};
use core::cmp::Ordering;

/// After so many seconds without an event the next one begins another visit; as in web analytics, half an hour.
pub const VISIT_GAP: i64 = 1_800;

/// Times are within 0 and this, the year 3058: five digits of a varint.
pub(super) const LAST_TIME: i64 = (1 << 35) - 1;

/// How many are remembered of each class: purchases, what is in the cart, starts of visits, what was looked at.
pub(super) const LIMITS: [usize; 4] = [320, 64, 32, 160];

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Happened {
    /// A visit began; whether the shopper was here before is for the profile to know.
    Start(Origin),
    /// A product's page was seen; `None` if the catalog does not know it.
    View(Option<ProductKey>),
    /// A category, a brand or what shares an attribute was looked through, by its [`Trait::hash`](crate::directives::Trait::hash).
    Browse(u32),
    /// Something was searched for.
    Search,
    /// A page was read so far, in tenths of its length.
    Scroll(u8),
    /// A product was put into the cart.
    Add(Option<ProductKey>),
    /// A product was taken out of the cart.
    Remove(Option<ProductKey>),
    /// A checkout began.
    Checkout,
    /// A product was bought; on the page or, as the shop says, some time ago.
    Purchase(ProductKey),
}

/// Something that happened at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event {
    /// In seconds since 1970.
    pub at: i64,
    /// What.
    pub what: Happened,
}

impl Event {
    /// The product that it is about.
    #[must_use]
    pub fn product(&self) -> Option<ProductKey> {
        match self.what {
            Happened::View(key) | Happened::Add(key) | Happened::Remove(key) => key,
            Happened::Purchase(key) => Some(key),
            _ => None,
        }
    }

    /// Which of [`LIMITS`] is its own.
    pub(super) fn class(&self) -> usize {
        match self.what {
            Happened::Purchase(_) => 0,
            Happened::Add(_) | Happened::Remove(_) | Happened::Checkout => 1,
            Happened::Start(_) => 2,
            _ => 3,
        }
    }

    /// The number of its kind and what else stands behind it in bytes, 0 where nothing does.
    pub(super) fn code(&self) -> (u8, u32) {
        match self.what {
            Happened::Start(origin) => (0, origin_code(origin)),
            Happened::View(_) => (1, 0),
            Happened::Browse(hash) => (2, hash),
            Happened::Search => (3, 0),
            Happened::Scroll(tenths) => (4, u32::from(tenths)),
            Happened::Add(_) => (5, 0),
            Happened::Remove(_) => (6, 0),
            Happened::Checkout => (7, 0),
            Happened::Purchase(_) => (8, 0),
        }
    }

    /// The same within the limits of the format.
    pub(super) fn bounded(self) -> Self {
        Self {
            at: bounded_time(self.at),
            what: match self.what {
                Happened::Scroll(tenths) => Happened::Scroll(tenths.clamp(1, 10)),
                // The profile itself knows of earlier visits.
                Happened::Start(origin) => Happened::Start(Origin {
                    returning: crate::intent::Returning::Unknown,
                    ..origin
                }),
                what => what,
            },
        }
    }

    fn order(&self) -> (i64, (u8, u32), Option<ProductKey>) {
        (self.at, self.code(), self.product())
    }
}

impl Ord for Event {
    fn cmp(&self, other: &Self) -> Ordering {
        self.order().cmp(&other.order())
    }
}

impl PartialOrd for Event {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

pub(super) fn bounded_time(at: i64) -> i64 {
    at.clamp(0, LAST_TIME)
}

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

fn origin_code(origin: Origin) -> u32 {
    origin.device as u32 + 4 * origin.referrer as u32
}

/// The origin of a code; `None` for one that none has.
pub(super) fn origin_of(code: u8) -> Option<Origin> {
    Some(Origin {
        device: *DEVICES.get(usize::from(code % 4))?,
        referrer: *REFERRERS.get(usize::from(code / 4))?,
        ..Origin::default()
    })
}
