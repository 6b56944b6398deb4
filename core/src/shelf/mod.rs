//! One file a shelf: where its candidates come from and what they score.

#[cfg(feature = "shelves")]
pub(crate) mod bundle;
#[cfg(feature = "shelves")]
pub(crate) mod buy_again;
pub(crate) mod complete_set;
#[cfg(feature = "shelves")]
pub(crate) mod for_you;
#[cfg(feature = "shelves")]
pub(crate) mod upgrade;

#[cfg(feature = "shelves")]
pub use upgrade::{Gain, gains};

use crate::rank::candidates::Scratch;
use crate::request::{Request, Shelf};
use crate::snapshot::Snapshot;

/// Gathers and scores the candidates of the request's shelf. A build without other shelves has none for them.
#[inline(always)]
pub(crate) fn gather(shards: &[&Snapshot], request: &Request<'_>, scratch: &mut Scratch) {
    match request.shelf {
        Shelf::CompleteSet => complete_set::gather(shards, scratch),
        #[cfg(feature = "shelves")]
        Shelf::Upgrade => upgrade::gather(shards, request, scratch),
        #[cfg(feature = "shelves")]
        Shelf::Bundle => bundle::gather(shards, request, scratch),
        #[cfg(feature = "shelves")]
        Shelf::ForYou => for_you::gather(shards, request, scratch),
        #[cfg(feature = "shelves")]
        Shelf::BuyAgain => buy_again::gather(shards, request, scratch),
        #[cfg(not(feature = "shelves"))]
        _ => {}
    }
}
