//! What one order holds: a product for a need, what goes with it, and the noise of real shops.

use super::calendar::DAY;
use super::dice::Dice;
use super::orders::{Memory, Shop};
use super::relations::FamilyNeed;
use super::shoppers::Shopper;
use super::truth::STEPS_TAKEN;
use super::vocabulary::Kind;

/// Weights of a family's favourites, most common first.
const FAVOURITES: [f64; 3] = [0.52, 0.3, 0.18];
/// Weights of the variants of a product, starting at the shopper's taste.
const VARIANTS: [f64; 4] = [0.5, 0.27, 0.15, 0.08];
/// Index of groceries in the departments: the only one bought by the basketful.
const GROCERIES: usize = 3;
const FASHION: usize = 4;
/// Cameras and phones: what is kept for years.
const DURABLE: [usize; 2] = [0, 1];

/// Why the shopper came.
pub(super) enum Trip {
    Need,
    /// This product has run out.
    Restock(usize),
    /// Something for a product bought before.
    Accessory(usize),
}

#[derive(Default)]
pub(super) struct Basket {
    pub(super) lines: Vec<Line>,
}

pub(super) struct Line {
    pub(super) product: usize,
    pub(super) quantity: u32,
    /// Pence a piece, as paid.
    pub(super) price: i64,
    /// What was looked at first, for the same need.
    pub(super) considered: Vec<usize>,
}

/// Fills the basket of one trip; empty when the shop has nothing for it.
pub(super) fn fill(
    shop: &Shop<'_>,
    shopper: &Shopper,
    memory: &Memory,
    trip: Trip,
    time: i64,
    dice: &mut Dice,
) -> Basket {
    let mut filler = Filler {
        shop,
        shopper,
        memory,
        time,
        day: time / DAY,
        basket: Basket::default(),
    };
    match trip {
        Trip::Need => filler.need(dice),
        Trip::Restock(product) => {
            filler.put(product, Vec::new(), dice);
            if dice.chance(60) {
                filler.complements(product, 100, dice);
            }
        }
        Trip::Accessory(seed) => {
            let needs = &shop.relations.needs[shop.catalog.products[seed].family];
            if let Some(need) =
                dice.weighted(needs.iter().map(|need| f64::from(need.need.strength)))
            {
                filler.answer(&needs[need], dice);
            }
        }
    }
    if !filler.basket.lines.is_empty() {
        filler.noise(dice);
    }
    filler.basket
}

struct Filler<'a> {
    shop: &'a Shop<'a>,
    shopper: &'a Shopper,
    memory: &'a Memory,
    time: i64,
    day: i64,
    basket: Basket,
}

impl Filler<'_> {
    fn need(&mut self, dice: &mut Dice) {
        if dice.chance(9) && self.bundle(dice) {
            return;
        }
        let first = self.anchor(None, dice);
        let Some(first) = first else { return };
        let single = dice.chance(self.shopper.hurry);
        if !single {
            self.complements(first, 100, dice);
        }
        let department = self.shop.catalog.kind_of(first).department;
        let more = match department {
            GROCERIES => 42,
            FASHION => 18,
            _ => 5,
        };
        for _ in 0..3 {
            if single || !dice.chance(more) {
                break;
            }
            if let Some(other) = self.anchor(Some(department), dice) {
                self.complements(other, 60, dice);
            }
        }
    }

    /// Takes a whole bundle from a department of the shopper's.
    fn bundle(&mut self, dice: &mut Dice) -> bool {
        let Some(bundle) = dice.pick(&self.shop.relations.bundles) else {
            return false;
        };
        let Some(first) = bundle.first() else {
            return false;
        };
        if !self
            .shopper
            .departments
            .contains(&self.shop.catalog.kind_of(*first).department)
        {
            return false;
        }
        for product in bundle {
            let considered = if product == first {
                self.alternatives(*product, dice)
            } else {
                Vec::new()
            };
            self.put(*product, considered, dice);
        }
        true
    }

    /// A product of a kind that the shopper comes for now, in one department or in any of the shopper's.
    fn anchor(&mut self, department: Option<usize>, dice: &mut Dice) -> Option<usize> {
        let elsewhere = dice.chance(6);
        // A small shop may have nothing in the shopper's departments.
        let kind = dice
            .weighted(self.wanted(department, elsewhere).into_iter())
            .or_else(|| dice.weighted(self.wanted(department, true).into_iter()))?;
        let family = self.family(kind, dice)?;
        let (product, mut considered) = self.choose(family, dice);
        considered.extend(self.alternatives(product, dice));
        self.put(product, considered, dice);
        Some(product)
    }

    /// How much each kind is wanted now; `open` looks beyond the shopper's own departments.
    fn wanted(&self, department: Option<usize>, open: bool) -> Vec<f64> {
        let catalog = self.shop.catalog;
        let weigh = |(index, kind): (usize, &&Kind)| {
            let mine = match department {
                Some(only) => kind.department == only,
                None => open || self.shopper.departments.contains(&kind.department),
            };
            if !mine || catalog.families_of[index].is_empty() || self.has_kind(index) {
                return 0.0;
            }
            // Nobody needs a second camera soon; staples and clothes are bought again.
            let settled =
                DURABLE.contains(&kind.department) && self.memory.owned.contains_key(&index);
            let favourite = self.shopper.departments.first() == Some(&kind.department);
            f64::from(kind.demand)
                * self.shop.calendar.demand(kind.season, self.day)
                * if favourite { 1.5 } else { 1.0 }
                * if settled { 0.3 } else { 1.0 }
        };
        catalog.kinds.iter().enumerate().map(weigh).collect()
    }

    /// The family bought before, or one by popularity.
    fn family(&self, kind: usize, dice: &mut Dice) -> Option<usize> {
        let catalog = self.shop.catalog;
        if let Some(product) = self.memory.owned.get(&kind)
            && dice.chance(self.shopper.loyalty)
        {
            return Some(catalog.products[*product].family);
        }
        // An accessory made for one product is bought for the one that the shopper has.
        let families = &catalog.families_of[kind];
        let weights = families.iter().map(|family| {
            let family = &catalog.families[*family];
            let owns_host = family.host.is_some_and(|host| self.owns(host));
            if family.launch_day > self.day {
                0.0
            } else if owns_host {
                family.popularity * 40.0
            } else {
                family.popularity
            }
        });
        dice.weighted(weights.collect::<Vec<_>>().into_iter())
            .map(|index| families[index])
    }

    fn owns(&self, family: usize) -> bool {
        self.memory
            .owned
            .values()
            .any(|product| self.shop.catalog.products[*product].family == family)
    }

    /// Tier by budget and tolerance, variant by taste. The tiers passed on the way up were looked at.
    fn choose(&self, family: usize, dice: &mut Dice) -> (usize, Vec<usize>) {
        let catalog = self.shop.catalog;
        let members = &catalog.families[family].products;
        let tiers = members
            .iter()
            .map(|product| catalog.products[*product].tier)
            .max()
            .unwrap_or(0)
            + 1;
        let variant_count = catalog.kinds[catalog.families[family].kind]
            .variants
            .count();
        let shift = dice
            .weighted(VARIANTS.iter().copied().take(variant_count))
            .unwrap_or(0);
        let variant = (self.shopper.taste + shift) % variant_count;
        let mut tier = self.shopper.budget.min(tiers - 1);
        let mut at = catalog.member(family, tier, variant).unwrap_or(members[0]);
        let mut passed = Vec::new();
        while tier + 1 < tiers {
            let Some(better) = catalog.member(family, tier + 1, variant) else {
                break;
            };
            let within = self
                .shopper
                .tolerates(catalog.products[at].price, catalog.products[better].price);
            // Even what could be afforded is not always taken, and the other way round.
            let [tolerated, stray] = STEPS_TAKEN;
            if !dice.chance(if within { tolerated } else { stray }) {
                // Looked at, and left.
                if dice.chance(20) {
                    passed.push(better);
                }
                break;
            }
            passed.push(at);
            at = better;
            tier += 1;
        }
        (at, passed)
    }

    /// Alternatives that were looked at: other families of the kind, the same tier.
    fn alternatives(&self, product: usize, dice: &mut Dice) -> Vec<usize> {
        let catalog = self.shop.catalog;
        let kind = catalog.kind_index(product);
        let mut seen = Vec::new();
        for _ in 0..dice.below(4) {
            let Some(family) = dice.pick(&catalog.families_of[kind]).copied() else {
                break;
            };
            if catalog.families[family].launch_day > self.day {
                continue;
            }
            let other = &catalog.products[product];
            if let Some(rival) = catalog.member(family, other.tier, other.variant)
                && rival != product
                && !seen.contains(&rival)
            {
                seen.push(rival);
            }
        }
        seen
    }

    /// Answers each need of the product with its strength, scaled by `percent`.
    fn complements(&mut self, product: usize, percent: u32, dice: &mut Dice) {
        let shop = self.shop;
        for need in &shop.relations.needs[shop.catalog.products[product].family] {
            if dice.chance(need.need.strength * percent / 100) {
                self.answer(need, dice);
            }
        }
    }

    fn answer(&mut self, need: &FamilyNeed, dice: &mut Dice) {
        let catalog = self.shop.catalog;
        let set = &self.shop.relations.sets[need.set].1;
        let favourite = need.favourites.len().min(FAVOURITES.len());
        let product = if favourite > 0 && dice.chance(76) {
            dice.weighted(FAVOURITES.iter().copied().take(favourite))
                .map(|index| need.favourites[index])
        } else {
            // The most popular of three: bestsellers, without a table of weights for each set.
            (0..3)
                .filter_map(|_| dice.pick(set).copied())
                .max_by(|a, b| {
                    catalog
                        .family_of(*a)
                        .popularity
                        .total_cmp(&catalog.family_of(*b).popularity)
                })
        };
        let Some(product) = product else { return };
        if self.has_kind(catalog.kind_index(product))
            || catalog.family_of(product).launch_day > self.day
        {
            return;
        }
        let considered = if dice.chance(30) {
            dice.pick(set)
                .copied()
                .into_iter()
                .filter(|other| *other != product)
                .collect()
        } else {
            Vec::new()
        };
        self.put(product, considered, dice);
    }

    /// Bestsellers thrown in, and things that have nothing to do with the rest.
    fn noise(&mut self, dice: &mut Dice) {
        let catalog = self.shop.catalog;
        if dice.chance(8)
            && let Some(family) = dice.pick(&self.shop.bestsellers).copied()
        {
            let (product, _) = self.choose(family, dice);
            self.put(product, Vec::new(), dice);
        }
        if dice.chance(6) && !catalog.products.is_empty() {
            self.put(dice.below(catalog.products.len()), Vec::new(), dice);
        }
    }

    fn has_kind(&self, kind: usize) -> bool {
        self.basket
            .lines
            .iter()
            .any(|line| self.shop.catalog.kind_index(line.product) == kind)
    }

    fn put(&mut self, product: usize, considered: Vec<usize>, dice: &mut Dice) {
        let catalog = self.shop.catalog;
        if catalog.family_of(product).launch_day > self.day
            || self.basket.lines.iter().any(|line| line.product == product)
        {
            return;
        }
        let groceries = catalog.kind_of(product).department == GROCERIES;
        let quantity = if catalog.lasts(product) > 0 {
            1
        } else if groceries {
            1 + dice.weighted([70.0, 22.0, 8.0].into_iter()).unwrap_or(0) as u32
        } else {
            1 + u32::from(dice.chance(4))
        };
        let price = self
            .shop
            .offers
            .price(product, self.time)
            .unwrap_or(catalog.products[product].price);
        self.basket.lines.push(Line {
            product,
            quantity,
            price,
            considered,
        });
    }
}
