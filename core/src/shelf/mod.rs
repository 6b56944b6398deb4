//! One file a shelf: where its candidates come from and what they score.

pub(crate) mod add_ons;
pub(crate) mod bundle;
pub(crate) mod buy_again;
pub(crate) mod complete_set;
pub(crate) mod for_you;
mod habits;
pub(crate) mod upgrade;

pub use upgrade::{Gain, gains};

use crate::catalog::Score;
use crate::rank::candidates::Scratch;
use crate::request::{Request, Shelf};
use crate::snapshot::Snapshot;

/// Gathers and scores the candidates of the request's shelf; a complement below the `floor` is no add-on.
#[inline(always)]
pub(crate) fn gather(
    shelf: Shelf,
    shards: &[&Snapshot],
    request: &Request<'_>,
    floor: Score,
    scratch: &mut Scratch,
) {
    match shelf {
        Shelf::CompleteSet => complete_set::gather(shards, request.placement, scratch),
        Shelf::Upgrade => upgrade::gather(shards, request, scratch),
        Shelf::Bundle => bundle::gather(shards, request, scratch),
        Shelf::ForYou => for_you::gather(shards, request, scratch),
        Shelf::AddOns => add_ons::gather(shards, request, floor, scratch),
        Shelf::BuyAgain => buy_again::gather(shards, request, scratch),
    }
}
