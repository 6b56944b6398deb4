//! What a product's record carries besides its complements.

use setwise_core::snapshot::Repurchase;

use super::{
    Habits, NextOptions, NextProducts, ProductSet, Shop, Upgrade, fit_bundles, fit_habits,
    fit_needs, fit_next, fit_repurchase, fit_upgrades,
};
use crate::progress::Progress;

/// Needs, higher tiers, sets, intervals and next products of a shop, by product.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Extras {
    /// Number of the need that each product serves, 0 if it is not known.
    pub needs: Vec<u32>,
    /// Higher tiers of each product, ascending.
    pub upgrades: Vec<Vec<Upgrade>>,
    /// Sets that are bought as sets, the strongest first.
    pub bundles: Vec<ProductSet>,
    /// When each product is bought again, if it is.
    pub repurchase: Vec<Option<Repurchase>>,
    /// What shoppers buy again, and what they buy first.
    pub habits: Habits,
    /// What shoppers look at next; empty without visits.
    pub next: NextProducts,
    /// Files of the snapshot besides its shards.
    pub beside: Beside,
}

/// Files of a snapshot besides its shards, as bytes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Beside {
    /// The model of intent; none where the prior stands in.
    pub intent: Option<Vec<u8>>,
    /// The offers, if there are any.
    pub offers: Option<Vec<u8>>,
}

/// Fits them all, each as a stage of its own; no pair or set in fewer than `min_orders` orders is named, and no next
/// product in fewer than `min_visits` visits.
#[must_use]
pub fn fit_extras(
    shop: &Shop<'_>,
    upsells: &[(u32, u32)],
    (min_orders, min_visits): (u32, u32),
    progress: &mut Progress,
) -> Extras {
    let needs = progress.stage("needs", 0, |_| fit_needs(shop));
    let upgrades = progress.stage("upgrades", 0, |_| fit_upgrades(shop, &needs, upsells));
    let bundles = progress.stage("bundles", 0, |_| fit_bundles(shop, &needs, min_orders));
    let repurchase = progress.stage("intervals", 0, |_| fit_repurchase(shop.baskets, min_orders));
    let habits = progress.stage("habits", 0, |_| fit_habits(shop.baskets, &repurchase));
    let next = shop
        .sessions
        .map_or_else(NextProducts::default, |sessions| {
            let options = NextOptions {
                min_visits,
                ..NextOptions::default()
            };
            progress.stage("next", 0, |_| {
                fit_next(sessions, shop.baskets.products(), &options)
            })
        });
    Extras {
        needs,
        upgrades,
        bundles,
        repurchase,
        habits,
        next,
        beside: Beside::default(),
    }
}
