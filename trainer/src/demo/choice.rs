//! How a shopper comes to one product for one need: which page is opened first, which others, and which product is taken.
//!
//! Lists show prices, so that a page is seldom opened whose price is out of the question: what is looked at tells of a
//! shopper's tolerance before anything is bought, as what is taken does.

use super::dice::Dice;
use super::orders::Shop;
use super::shoppers::Shopper;
use super::truth::STEPS_TAKEN;

/// Weights of the variants of a product, starting at the shopper's taste.
const VARIANTS: [f64; 4] = [0.5, 0.27, 0.15, 0.08];
/// Percent of better tiers whose page is opened and which are left then: of those within tolerance, and of those beyond it.
const LOOKED_AT_AND_LEFT: [u32; 2] = [45, 6];
/// Products of a list that are glanced at for one need, and pages of them that are opened at most.
const GLANCES: usize = 10;
pub(super) const MOST_OPENED: usize = 3;
/// Percent of glances that open the page: at prices near enough to what was looked at first, and at others.
const OPENED: [u32; 2] = [70, 5];
/// Cheaper than this part of what was looked at first is another class of product.
const OTHER_CLASS: f64 = 0.6;

/// Somebody with a need, on some day.
pub(super) struct Chooser<'a> {
    pub(super) shop: &'a Shop<'a>,
    pub(super) shopper: &'a Shopper,
    pub(super) day: i64,
}

/// What was taken in the end, and the pages that were opened on the way, in their order.
pub(super) struct Choice {
    pub(super) product: usize,
    pub(super) opened: Vec<usize>,
}

impl Chooser<'_> {
    /// A family, weighed by its popularity and by how the shopper likes its brand; none before its first sale.
    pub(super) fn weight(&self, family: usize) -> f64 {
        let family = &self.shop.catalog.families[family];
        if family.launch_day > self.day {
            0.0
        } else {
            family.popularity * self.shopper.likes(family.maker)
        }
    }

    /// The tier by budget and tolerance, the variant by taste.
    pub(super) fn choose(&self, family: usize, dice: &mut Dice) -> Choice {
        let catalog = self.shop.catalog;
        let members = &catalog.families[family].products;
        let tiers = members
            .iter()
            .map(|product| catalog.products[*product].tier)
            .max()
            .unwrap_or(0)
            + 1;
        let kind = catalog.families[family].kind;
        let variant_count = catalog.kinds[kind].variants.count();
        let shift = dice
            .weighted(VARIANTS.iter().copied().take(variant_count))
            .unwrap_or(0);
        let variant = (self.shopper.taste + shift) % variant_count;
        let mut tier = self.shopper.budget(kind).min(tiers - 1);
        let mut at = catalog.member(family, tier, variant).unwrap_or(members[0]);
        let mut opened = vec![at];
        while tier + 1 < tiers {
            let Some(better) = catalog.member(family, tier + 1, variant) else {
                break;
            };
            let within = self
                .shopper
                .tolerates(catalog.products[at].price, catalog.products[better].price);
            // Even what could be afforded is not always taken, and the other way round.
            let taken = dice.chance(percent(STEPS_TAKEN, within));
            if taken || dice.chance(percent(LOOKED_AT_AND_LEFT, within)) {
                opened.push(better);
            }
            if !taken {
                break;
            }
            at = better;
            tier += 1;
        }
        Choice {
            product: at,
            opened,
        }
    }

    /// Opens pages of at most `most` others of the kind of the first page, as its price suggests.
    pub(super) fn look_around(&self, opened: &mut Vec<usize>, most: usize, dice: &mut Dice) {
        let catalog = self.shop.catalog;
        let Some(&first) = opened.first() else { return };
        let families = &catalog.families_of[catalog.kind_index(first)];
        let most = opened.len() + most;
        for _ in 0..GLANCES {
            let family = dice.pick(families).map(|family| &catalog.families[*family]);
            let on_sale = family.filter(|family| family.launch_day <= self.day);
            let Some(&other) = on_sale.and_then(|family| dice.pick(&family.products)) else {
                continue;
            };
            let [from, to] = [first, other].map(|product| catalog.products[product].price);
            let near = self.shopper.tolerates(from, to) && to as f64 >= from as f64 * OTHER_CLASS;
            if opened.len() < most && dice.chance(percent(OPENED, near)) && !opened.contains(&other)
            {
                opened.push(other);
            }
        }
    }
}

fn percent([within, beyond]: [u32; 2], is_within: bool) -> u32 {
    if is_within { within } else { beyond }
}
