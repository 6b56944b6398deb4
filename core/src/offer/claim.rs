//! What may be said of an offer, given what is known.

use super::clock::Clock;
use super::read::{Kind, Offer};
use super::window::{Left, State, Window};
use crate::catalog::Money;

/// When the shopper ordered, in seconds since 1970, as the shop's own page attests. Never a moment that the device has
/// chosen: a window that begins with a visit begins anew with the next one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct OrderTime(pub i64);

/// What is known when an offer is to be shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Truth {
    /// The moment.
    pub clock: Clock,
    /// The moment that the snapshot's prices speak of, in seconds since 1970, and after how many seconds they are stale; `None`
    /// if their age is not known.
    pub prices: Option<(i64, u32)>,
    /// The product's price in the snapshot.
    pub listed: Option<Money>,
    /// Its price in the shop at this moment, where the shop was asked.
    pub live: Option<Money>,
    /// For personal windows.
    pub ordered: Option<OrderTime>,
}

/// Why nothing is said of an offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Silence {
    /// The manifest's host did not tell its time, so the device's cannot be trusted.
    NoHostTime,
    /// The device's clock and the host's are more than [`MOST_APART`](super::MOST_APART) seconds apart.
    ClocksDisagree,
    /// The snapshot is older than its `stale_after`.
    Stale,
    /// The shop has another price than the offer, or the catalog a lower one.
    PriceDiffers,
    /// The window is personal, and no order within the offer's time is attested.
    NoOrder,
    /// The offer has not begun.
    Upcoming,
    /// It is over.
    Ended,
}

/// An offer that may be shown now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claim {
    window: Window,
    now: i64,
    was: Option<Money>,
}

impl Claim {
    /// From when to when it holds.
    #[must_use]
    pub fn window(&self) -> Window {
        self.window
    }

    /// What may be told of the time that is left.
    #[must_use]
    pub fn left(&self) -> Left {
        self.window.left(self.now)
    }

    /// The price to strike through: the lowest of the last 30 days, where the merchant supplied it.
    #[must_use]
    pub fn was(&self) -> Option<Money> {
        self.was
    }
}

impl Offer<'_> {
    /// The window in which the offer holds for this shopper.
    ///
    /// A personal one begins with the order and ends so long behind it, but never behind the end of the offer; the same order
    /// always gives the same window.
    ///
    /// # Errors
    /// [`Silence::NoOrder`] if it is personal and no order within the offer's time is attested.
    pub fn window(&self, ordered: Option<OrderTime>) -> Result<Window, Silence> {
        let whole = self.span();
        let Some(seconds) = self.after_order() else {
            return Ok(whole);
        };
        let OrderTime(starts) = ordered.ok_or(Silence::NoOrder)?;
        if whole.state(starts) != State::Running {
            return Err(Silence::NoOrder);
        }
        let ends = starts.saturating_add(i64::from(seconds));
        Ok(Window {
            starts,
            ends: ends.min(whole.ends),
        })
    }

    /// What may be said of the offer now.
    ///
    /// # Errors
    /// [`Silence`] says why nothing may.
    pub fn claim(&self, truth: &Truth) -> Result<Claim, Silence> {
        let now = truth.clock.now()?;
        let stale = |(of, after): (i64, u32)| now.saturating_sub(of) > i64::from(after);
        if truth.prices.is_some_and(stale) {
            return Err(Silence::Stale);
        }
        let window = self.window(truth.ordered)?;
        match window.state(now) {
            State::Upcoming => return Err(Silence::Upcoming),
            State::Ended => return Err(Silence::Ended),
            State::Running => {}
        }
        if let (Kind::Price, Some(price)) = (self.kind(), self.price()) {
            let agrees = match (truth.live, truth.listed) {
                (Some(live), _) => live == price,
                // A catalog from before the offer has the regular price.
                (None, Some(listed)) => listed >= price,
                (None, None) => true,
            };
            if !agrees {
                return Err(Silence::PriceDiffers);
            }
        }
        Ok(Claim {
            window,
            now,
            was: self.lowest(),
        })
    }

    /// Whether the snapshot's price is that of this offer and the offer is over: then the product has no known price, because
    /// at the end the price goes too. A catalog from after the end is believed.
    #[must_use]
    pub fn has_taken_price(&self, truth: &Truth) -> bool {
        let now = truth.clock.host.unwrap_or(truth.clock.device);
        let window = self.window(truth.ordered).unwrap_or(self.span());
        let from_before = truth.prices.is_none_or(|(of, _)| of < window.ends());
        self.kind() == Kind::Price
            && truth.live.is_none()
            && truth.listed.is_some()
            && truth.listed == self.price()
            && from_before
            && window.state(now) == State::Ended
    }
}
