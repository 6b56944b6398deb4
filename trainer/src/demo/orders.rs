//! A shopper's year: visits with a need, restocking of what runs out, accessories bought later.

use std::collections::BTreeMap;

use super::basket::{Basket, Trip, fill};
use super::calendar::{Calendar, DAY, DAYS};
use super::catalog::Catalog;
use super::dice::Dice;
use super::offers::Offers;
use super::relations::{Relations, cycle};
use super::shoppers::Shopper;

/// First stream of the shoppers; the ones below are for the shop itself.
const FIRST_STREAM: u64 = 1_000;

/// The shop, as orders are drawn from it.
pub(super) struct Shop<'a> {
    pub(super) catalog: &'a Catalog,
    pub(super) relations: &'a Relations,
    pub(super) calendar: &'a Calendar,
    pub(super) offers: &'a Offers,
    /// Families that random extra items come from, the same few all year.
    pub(super) bestsellers: Vec<usize>,
}

/// One order and what happened before it.
pub(super) struct Order {
    /// Seconds from the start of the calendar.
    pub(super) time: i64,
    /// Index of the shopper.
    pub(super) shopper: usize,
    pub(super) basket: Basket,
}

/// What a shopper remembers.
#[derive(Default)]
pub(super) struct Memory {
    /// Last product bought of each kind.
    pub(super) owned: BTreeMap<usize, usize>,
    /// Day on which the product of a kind runs out.
    restock: BTreeMap<usize, (i64, usize)>,
    /// Accessories to come back for: day and seed product.
    later: Vec<(i64, usize)>,
}

/// Exactly `count` orders by as many shoppers as that takes, in order of time.
pub(super) fn shop_all(shop: &Shop<'_>, seed: u64, count: usize) -> (Vec<Shopper>, Vec<Order>) {
    let mut shoppers = Vec::new();
    let mut orders = Vec::with_capacity(count);
    while orders.len() < count {
        let number = shoppers.len();
        let mut dice = Dice::new(seed, FIRST_STREAM + number as u64);
        let (kinds, makers) = (shop.catalog.kinds.len(), shop.catalog.makers.len());
        let shopper = Shopper::draw(number, kinds, makers, &mut dice);
        let mut year = year(shop, &shopper, &mut dice);
        year.truncate(count - orders.len());
        orders.extend(year);
        shoppers.push(shopper);
    }
    orders.sort_by_key(|order| (order.time, order.shopper));
    (shoppers, orders)
}

fn year(shop: &Shop<'_>, shopper: &Shopper, dice: &mut Dice) -> Vec<Order> {
    let mut memory = Memory::default();
    let mut orders = Vec::new();
    // A third were customers before the first day; the others arrive over the year.
    let mut visit = if dice.chance(34) {
        dice.between(0, shopper.gap as i64)
    } else {
        dice.between(0, DAYS - 1)
    };
    loop {
        let restock = memory
            .restock
            .iter()
            .map(|(kind, (day, product))| (*day, *kind, *product))
            .min();
        let later = memory.later.iter().copied().min();
        let next = [
            Some(visit),
            restock.map(|due| due.0),
            later.map(|due| due.0),
        ]
        .into_iter()
        .flatten()
        .min()
        .unwrap_or(DAYS);
        if next >= DAYS {
            return orders;
        }
        let trip = match (restock, later) {
            (Some((day, kind, product)), _) if day == next => {
                memory.restock.remove(&kind);
                Trip::Restock(product)
            }
            (_, Some((day, product))) if day == next => {
                memory.later.retain(|due| *due != (day, product));
                Trip::Accessory(product)
            }
            _ => {
                // The mean of two uniforms scaled to the gap: mostly near it, never long after.
                visit = next + ((dice.unit() + dice.unit()) * shopper.gap) as i64 + 1;
                Trip::Need
            }
        };
        let time = next * DAY + Calendar::second_of_day(dice);
        let basket = fill(shop, shopper, &memory, trip, time, dice);
        if basket.lines.is_empty() {
            continue;
        }
        remember(shop, shopper, &mut memory, &basket, next, dice);
        orders.push(Order {
            time,
            shopper: shopper.number,
            basket,
        });
    }
}

fn remember(
    shop: &Shop<'_>,
    shopper: &Shopper,
    memory: &mut Memory,
    basket: &Basket,
    day: i64,
    dice: &mut Dice,
) {
    for line in &basket.lines {
        let kind = shop.catalog.kind_index(line.product);
        memory.owned.insert(kind, line.product);
        let lasts = shop.catalog.lasts(line.product);
        if lasts > 0 && dice.chance(24 + shopper.loyalty / 3) {
            let cycle = cycle(lasts);
            let days = dice
                .bell(cycle.days * f64::from(line.quantity), cycle.sd)
                .round()
                .max(1.0);
            memory
                .restock
                .insert(kind, (day + days as i64, line.product));
        }
        if lasts == 0
            && !shop.relations.needs[shop.catalog.products[line.product].family].is_empty()
            && dice.chance(12)
        {
            memory.later.push((day + dice.between(4, 60), line.product));
        }
    }
}
