//! Whether a product has an offer, in the words of a merchant's policy.

use super::claim::{Silence, Truth};
use super::read::Offers;
use super::window::Left;
use crate::catalog::ProductKey;
use crate::policy::OfferState;

impl Offers {
    /// Of several offers on a product, the one nearest to its end. What may not be claimed is none: a policy says nothing of an offer
    /// that the shelf must not show.
    #[must_use]
    pub fn state(&self, key: ProductKey, category: &str, truth: &Truth) -> OfferState {
        let states = self.of_product(key, category).map(|offer| {
            match offer.claim(truth).map(|claim| claim.left()) {
                Ok(Left::Seconds(_)) => OfferState::Ending,
                Ok(Left::Date) => OfferState::Running,
                Err(Silence::Upcoming) => OfferState::Announced,
                Ok(Left::Nothing) | Err(_) => OfferState::None,
            }
        });
        states.max().unwrap_or_default()
    }
}
