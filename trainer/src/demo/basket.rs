//! What one order holds: a product for a need, what goes with it, and the noise of real shops.

use super::calendar::DAY;
use super::choice::{Choice, Chooser, MOST_OPENED};
use super::dice::Dice;
use super::orders::{Memory, Shop};
use super::relations::FamilyNeed;
use super::shoppers::Shopper;
use super::vocabulary::Kind;

/// Weights of a family's favourites, most common first.
const FAVOURITES: [f64; 3] = [0.52, 0.3, 0.18];
/// Percent of complements that are looked for as the first product is; the others are added from where they are offered.
const LOOKED_FOR: u32 = 30;
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
    /// Pages that were opened for the same need, in their order; the product's own may be among them.
    pub(super) opened: Vec<usize>,
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
            let mut opened = Vec::new();
            if product == first {
                opened.push(*product);
                self.look_around(&mut opened, dice);
            }
            self.put(*product, opened, dice);
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
        let Choice {
            product,
            mut opened,
        } = self.chooser().choose(family, dice);
        self.look_around(&mut opened, dice);
        self.put(product, opened, dice);
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

    fn chooser(&self) -> Chooser<'_> {
        Chooser {
            shop: self.shop,
            shopper: self.shopper,
            day: self.day,
        }
    }

    /// Not everybody compares.
    fn look_around(&self, opened: &mut Vec<usize>, dice: &mut Dice) {
        let most = dice.below(MOST_OPENED + 1);
        self.chooser().look_around(opened, most, dice);
    }

    /// The family bought before, or one by popularity and the shopper's liking of its brand.
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
            let host = catalog.families[*family].host;
            let owns_host = host.is_some_and(|host| self.owns(host));
            self.chooser().weight(*family) * if owns_host { 40.0 } else { 1.0 }
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

    /// Answers each need of the product with its strength, scaled by `percent`.
    fn complements(&mut self, product: usize, percent: u32, dice: &mut Dice) {
        let shop = self.shop;
        for need in &shop.relations.needs[shop.catalog.products[product].family] {
            if dice.chance(need.need.strength * percent / 100) {
                self.answer(need, dice);
            }
        }
    }

    /// Takes what owners of the family mostly take or another product of the need, the brand by liking, the tier by budget.
    fn answer(&mut self, need: &FamilyNeed, dice: &mut Dice) {
        let catalog = self.shop.catalog;
        let set = &self.shop.relations.sets[need.set].1;
        let weight = |product: usize| self.chooser().weight(catalog.products[product].family);
        let likes = |product: &usize| self.shopper.likes(catalog.family_of(*product).maker);
        let favourites = need.favourites.iter().zip(FAVOURITES);
        let product = if !need.favourites.is_empty() && dice.chance(76) {
            dice.weighted(favourites.map(|(product, common)| common * likes(product)))
                .map(|index| need.favourites[index])
        } else {
            // The best liked of three: bestsellers, without a table of weights for each set.
            (0..3)
                .filter_map(|_| dice.pick(set).copied())
                .max_by(|a, b| weight(*a).total_cmp(&weight(*b)))
        };
        let Some(product) = product else { return };
        if self.has_kind(catalog.kind_index(product)) || weight(product) == 0.0 {
            return;
        }
        let mut choice = self
            .chooser()
            .choose(catalog.products[product].family, dice);
        if !set.contains(&choice.product) {
            // Its tier is sold out.
            choice.product = product;
        }
        if dice.chance(LOOKED_FOR) {
            self.look_around(&mut choice.opened, dice);
        } else {
            choice.opened.clear();
        }
        self.put(choice.product, choice.opened, dice);
    }

    /// Bestsellers thrown in, and things that have nothing to do with the rest.
    fn noise(&mut self, dice: &mut Dice) {
        let catalog = self.shop.catalog;
        if dice.chance(8)
            && let Some(family) = dice.pick(&self.shop.bestsellers).copied()
        {
            let Choice { product, .. } = self.chooser().choose(family, dice);
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

    fn put(&mut self, product: usize, opened: Vec<usize>, dice: &mut Dice) {
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
            opened,
        });
    }
}
