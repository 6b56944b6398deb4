//! One file a shelf: where its candidates come from and what they score.

pub(crate) mod bundle;
pub(crate) mod buy_again;
pub(crate) mod complete_set;
pub(crate) mod for_you;
pub(crate) mod upgrade;

pub use upgrade::{Gain, gains};

use crate::rank::candidates::Scratch;
use crate::request::{Request, Shelf};
use crate::snapshot::Snapshot;

/// Gathers and scores the candidates of the request's shelf.
#[inline(always)]
pub(crate) fn gather(shards: &[&Snapshot], request: &Request<'_>, scratch: &mut Scratch) {
    match request.shelf {
        Shelf::CompleteSet => complete_set::gather(shards, scratch),
        Shelf::Upgrade => upgrade::gather(shards, request, scratch),
        Shelf::Bundle => bundle::gather(shards, request, scratch),
        Shelf::ForYou => for_you::gather(shards, request, scratch),
        Shelf::BuyAgain => buy_again::gather(shards, request, scratch),
    }
}
