//! What is known of a visit after an event.

/// Numbers of a [`Features::row`].
pub const FEATURES: usize = 20;

/// What kind of device the visit is on. As a feature, the number of the variant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Device {
    /// Nobody said.
    #[default]
    Unknown,
    /// A desktop or laptop computer.
    Desktop,
    /// A phone.
    Mobile,
    /// A tablet.
    Tablet,
}

/// Where the visit came from. As a feature, the number of the variant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Referrer {
    /// Nobody said.
    #[default]
    Unknown,
    /// No referrer: typed, a bookmark, an app.
    Direct,
    /// A search engine's unpaid result.
    Search,
    /// An advertisement.
    Paid,
    /// A social network.
    Social,
    /// A newsletter or another mail.
    Email,
    /// Any other site.
    Site,
}

/// Whether the shopper was here before. As a feature, the number of the variant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Returning {
    /// Nobody said.
    #[default]
    Unknown,
    /// The first visit that is known.
    New,
    /// There was an earlier one.
    Returning,
}

/// What a visit has from its start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// The device.
    pub device: Device,
    /// Where from.
    pub referrer: Referrer,
    /// Whether the shopper was here before.
    pub returning: Returning,
}

/// A visit after one of its events. Counts and durations saturate; durations are whole seconds, prices minor units.
///
/// Nothing here looks ahead, and all of it exists on the device: clocks are read as UTC, as exports have it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Features {
    /// Views, adds, removals and starts of a checkout so far. Searches do not count: not every log has them.
    pub events: i32,
    /// Views of product pages.
    pub views: i32,
    /// Distinct products viewed; a page of no known product does not count.
    pub distinct_products: i32,
    /// Views of a product that was viewed before in this visit.
    pub repeated_views: i32,
    /// Products put into the cart.
    pub adds: i32,
    /// Products taken out of it.
    pub removals: i32,
    /// Distinct products in the cart that this visit put there.
    pub cart_lines: i32,
    /// Their prices, once each.
    pub cart_value: i32,
    /// Starts of a checkout.
    pub checkouts: i32,
    /// Searches.
    pub searches: i32,
    /// Seconds since the first event.
    pub seconds: i32,
    /// Seconds between the last event and the one before.
    pub last_dwell: i32,
    /// Most seconds between two events.
    pub longest_dwell: i32,
    /// Price of the product of the last event that had one; -1 if there was none.
    pub last_price: i32,
    /// Mean price of all product views with a price, rounded down; -1 if there was none.
    pub mean_price: i32,
    /// Hour of the last event, UTC, 0 to 23.
    pub hour: i32,
    /// Day of the week of the last event, UTC, 0 is Monday.
    pub weekday: i32,
    /// What the visit had from its start.
    pub origin: Origin,
}

impl Features {
    /// Names of the numbers of a row, in their order.
    pub const NAMES: [&'static str; FEATURES] = [
        "events",
        "views",
        "distinct_products",
        "repeated_views",
        "adds",
        "removals",
        "cart_lines",
        "cart_value",
        "checkouts",
        "searches",
        "seconds",
        "last_dwell",
        "longest_dwell",
        "last_price",
        "mean_price",
        "hour",
        "weekday",
        "device",
        "referrer",
        "returning",
    ];
    /// From this number of a row on they are categories, whose order says nothing.
    pub const CATEGORIES_FROM: usize = 17;

    /// The features as an [`IntentModel`](super::IntentModel) reads them. New ones may only be added at the end.
    #[must_use]
    pub fn row(&self) -> [i32; FEATURES] {
        [
            self.events,
            self.views,
            self.distinct_products,
            self.repeated_views,
            self.adds,
            self.removals,
            self.cart_lines,
            self.cart_value,
            self.checkouts,
            self.searches,
            self.seconds,
            self.last_dwell,
            self.longest_dwell,
            self.last_price,
            self.mean_price,
            self.hour,
            self.weekday,
            self.origin.device as i32,
            self.origin.referrer as i32,
            self.origin.returning as i32,
        ]
    }
}
