//! Visits: every order has one that ends in it, and about as many end in nothing.

use super::calendar::{Calendar, DAY, DAYS};
use super::choice::{Chooser, MOST_OPENED};
use super::dice::Dice;
use super::orders::{Order, Shop};
use super::shoppers::Shopper;

/// What happened in a visit.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Event {
    View,
    Add,
    Remove,
    Checkout,
    Purchase,
}

impl Event {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::View => "view",
            Self::Add => "add_to_cart",
            Self::Remove => "remove_from_cart",
            Self::Checkout => "begin_checkout",
            Self::Purchase => "purchase",
        }
    }
}

/// One row of `sessions.csv`, without the session.
pub(super) struct Row {
    /// Seconds from the start of the calendar.
    pub(super) time: i64,
    pub(super) event: Event,
    pub(super) product: usize,
    /// Pence; none for a view.
    pub(super) value: Option<i64>,
}

/// All sessions in order of their start.
pub(super) fn visit_all(
    shop: &Shop<'_>,
    shoppers: &[Shopper],
    orders: &[Order],
    dice: &mut Dice,
) -> Vec<Vec<Row>> {
    let mut sessions: Vec<Vec<Row>> = orders
        .iter()
        .map(|order| bought(shop, order, dice))
        .collect();
    let strolls = if shop.catalog.products.is_empty() {
        0
    } else {
        orders.len()
    };
    sessions.extend(
        (0..strolls)
            .filter_map(|_| Some(strolled(shop, dice.pick(shoppers)?, dice)))
            .filter(|session| !session.is_empty()),
    );
    sessions.sort_by_key(|session| session.first().map_or(0, |row| row.time));
    sessions
}

/// The visit that ends in the order, at the order's time.
fn bought(shop: &Shop<'_>, order: &Order, dice: &mut Dice) -> Vec<Row> {
    let mut steps = Vec::new();
    for line in &order.basket.lines {
        let total = line.price * i64::from(line.quantity);
        for other in &line.opened {
            steps.push((Event::View, *other, None));
            if *other != line.product && dice.chance(7) {
                let price = shop.catalog.products[*other].price;
                steps.push((Event::Add, *other, Some(price)));
                steps.push((Event::Remove, *other, Some(price)));
            }
        }
        // Some lines come from a list or an add button, with no page of their own.
        let from_list = line.opened.is_empty() && dice.chance(25);
        // Who has looked further comes back to the page of what is taken.
        if !from_list && line.opened.last() != Some(&line.product) {
            steps.push((Event::View, line.product, None));
        }
        steps.push((Event::Add, line.product, Some(total)));
    }
    for event in [Event::Checkout, Event::Purchase] {
        steps.extend(order.basket.lines.iter().map(|line| {
            (
                event,
                line.product,
                Some(line.price * i64::from(line.quantity)),
            )
        }));
    }
    // Times run backwards from the purchase.
    let mut time = order.time;
    let mut rows: Vec<Row> = Vec::with_capacity(steps.len());
    for (event, product, value) in steps.into_iter().rev() {
        if let Some(later) = rows.last()
            && (event != later.event || matches!(event, Event::View | Event::Add | Event::Remove))
        {
            time -= dice.between(6, 75);
        }
        rows.push(Row {
            time,
            event,
            product,
            value,
        });
    }
    rows.reverse();
    rows
}

/// A visit that buys nothing: alternatives compared, at times something put into the cart and left.
fn strolled(shop: &Shop<'_>, shopper: &Shopper, dice: &mut Dice) -> Vec<Row> {
    let catalog = shop.catalog;
    let mut time = dice.between(0, DAYS - 1) * DAY + Calendar::second_of_day(dice);
    let day = time / DAY;
    let demand = catalog.kinds.iter().enumerate().map(|(index, kind)| {
        if catalog.families_of[index].is_empty() {
            0.0
        } else {
            f64::from(kind.demand) * shop.calendar.demand(kind.season, day)
        }
    });
    let Some(kind) = dice.weighted(demand.collect::<Vec<_>>().into_iter()) else {
        return Vec::new();
    };
    let chooser = Chooser { shop, shopper, day };
    let families = &catalog.families_of[kind];
    let weights: Vec<f64> = families.iter().map(|f| chooser.weight(*f)).collect();
    let Some(first) = dice.weighted(weights.into_iter()) else {
        return Vec::new();
    };
    let mut opened = chooser.choose(families[first], dice).opened;
    let most = dice.below(MOST_OPENED + 1);
    chooser.look_around(&mut opened, most, dice);
    // Who compares comes back to a page, also without buying.
    if opened.len() > 1 && dice.chance(30) {
        opened.extend(dice.pick(&opened).copied());
    }
    let mut rows = Vec::new();
    for &product in &opened {
        rows.push(Row {
            time,
            event: Event::View,
            product,
            value: None,
        });
        time += dice.between(8, 120);
    }
    let Some(&product) = opened.last() else {
        return rows;
    };
    let family = catalog.products[product].family;
    if dice.chance(25)
        && let Some(need) = dice.pick(&shop.relations.needs[family])
        && let Some(complement) = dice.pick(&need.favourites)
    {
        rows.push(Row {
            time,
            event: Event::View,
            product: *complement,
            value: None,
        });
        time += dice.between(8, 120);
    }
    if dice.chance(16) {
        let value = Some(catalog.products[product].price);
        rows.push(Row {
            time,
            event: Event::Add,
            product,
            value,
        });
        time += dice.between(8, 120);
        if dice.chance(40) {
            rows.push(Row {
                time,
                event: Event::Remove,
                product,
                value,
            });
        } else if dice.chance(40) {
            rows.push(Row {
                time,
                event: Event::Checkout,
                product,
                value,
            });
        }
    }
    rows
}
