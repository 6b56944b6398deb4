//! What a page asks of the ranking.

use crate::catalog::{Money, ProductKey, Score};
use crate::directives::Directives;

/// Where a shelf stands. The same seeds may deserve another slate at another place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Placement {
    /// A product's own page.
    #[default]
    Product,
    /// The cart page or drawer.
    Cart,
    /// The checkout.
    Checkout,
}

/// What a shelf is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Shelf {
    /// "Complete your set": what goes with the seeds, one product for each need.
    #[default]
    CompleteSet,
    /// "Upgrade to …": the same need as a seed's, served better.
    Upgrade,
    /// "Better together": the rest of a set that is bought as a set and holds a seed.
    Bundle,
    /// "Time to restock?": what the shopper buys again and again. Its seeds do not matter, its `history` does.
    BuyAgain,
    /// "Picked for you": what shoppers look at after what this one looked at. The seeds are the products of the
    /// session in order, the present one last.
    ForYou,
    /// "Add for free shipping": what goes with the seeds and costs about what is missing to the merchant's threshold.
    AddOns,
}

/// One purchase that the device knows of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Purchase {
    /// What was bought.
    pub key: ProductKey,
    /// When, in seconds since 1970.
    pub at: i64,
}

/// One question to [`rank`](crate::rank::rank).
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// What the slate is for.
    pub shelf: Shelf,
    /// Where the slate will be shown.
    pub placement: Placement,
    /// The product viewed, or the lines of the cart. Products that no shard knows are skipped; of more than
    /// [`MAX_SEEDS`] only the last ones count.
    pub seeds: &'a [ProductKey],
    /// Products that must not come back although they are no seeds: dismissed, just bought, shown in another row.
    pub exclude: &'a [ProductKey],
    /// The shopper's purchases, in any order; only [`Shelf::BuyAgain`] and [`Shelf::ForYou`] ask for them.
    pub history: &'a [Purchase],
    /// The present, in seconds since 1970; only what asks for the history asks for it.
    pub now: i64,
    /// The highest price an upgrade may have, in percent of its seed's; no limit unless something is known of the shopper,
    /// because training already knows how far shoppers go (six bottles cost more than twice as much as one).
    pub price_tolerance: u32,
    /// Whether [`Shelf::ForYou`] may bring back what the session has seen before, the present product apart.
    pub revisits: bool,
    /// What the cart's value lacks of what the merchant promises something from; only [`Shelf::AddOns`] asks for it.
    pub gap: Money,
    /// At most so many items, within the policy's own limit.
    pub limit: usize,
    /// What is known of the shopper, and what the merchant's policy says; `None` ranks as for anybody.
    pub directives: Option<&'a Directives>,
}

/// Seeds beyond this many add time and no insight; the latest count.
pub const MAX_SEEDS: usize = 128;

impl<'a> Request<'a> {
    /// A product-page request to complete the set of these seeds, with nothing excluded and as many items as the policy allows.
    // So that what asks for one kind of shelf carries the code of that one.
    #[inline(always)]
    #[must_use]
    pub fn for_seeds(seeds: &'a [ProductKey]) -> Self {
        Self {
            shelf: Shelf::CompleteSet,
            placement: Placement::Product,
            seeds,
            exclude: &[],
            history: &[],
            now: 0,
            price_tolerance: u32::MAX,
            revisits: true,
            gap: Money(0),
            limit: usize::MAX,
            directives: None,
        }
    }

    /// Whether the device knows products that the shopper comes back to.
    pub(crate) fn has_habits(&self) -> bool {
        !self.history.is_empty() || self.directives.is_some_and(|known| !known.own.is_empty())
    }

    /// The highest price of an upgrade in percent of its seed's: what the request says, or less if the shopper tolerates less.
    pub(crate) fn tolerance(&self) -> u32 {
        let of_shopper = self.directives.and_then(|said| said.price_tolerance);
        of_shopper.map_or(self.price_tolerance, |percent| {
            percent.min(self.price_tolerance)
        })
    }
}

/// How much a slate must be worth before it is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// A slate of fewer items is withheld. At least 1; 3 unless the merchant says otherwise.
    pub min_items: usize,
    /// A slate is cut to so many items. 6 unless the merchant says otherwise.
    pub max_items: usize,
    /// A candidate that scores below this is filler and is dropped.
    pub floor: Score,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            min_items: 3,
            max_items: 6,
            floor: Score(1),
        }
    }
}
