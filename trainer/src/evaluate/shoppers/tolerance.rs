//! Price tolerance of a synthetic shop's shoppers, whose true one is known. These figures say nothing about real shoppers.

use hashbrown::HashMap;
use setwise_core::directives::{Directives, PRICE_STEPS};
use setwise_core::profile::Profile;
use setwise_core::request::Shelf;
use xxhash_rust::xxh64::xxh64;

use super::visits::{Visits, observe};
use super::{ANYBODY, means};
use crate::demo::truth::{Shopper, Truth};
use crate::evaluate::model::SetwiseModel;
use crate::evaluate::report::{OURS, Report, Row, ours_with};
use crate::ingest::Product;
use crate::metrics::intervals;
use crate::metrics::spearman;

/// Shoppers who are asked, the first of the truth.
const SHOPPERS: usize = 2_000;
/// Events after which the profile is compared with the truth.
const AFTER: [(usize, &str); 4] = [
    (5, "after 5 events"),
    (10, "after 10 events"),
    (20, "after 20 events"),
    (50, "after 50 events"),
];
/// The events that upgrades are offered after.
const KNOWN: usize = 10;
/// Pages and carts on which each shopper is offered an upgrade, and lines of a cart.
const OFFERS: usize = 4;
const LINES: usize = 4;

/// Lets the device of every shopper see their visits, and offers upgrades then; rows go to `report`.
///
/// An event is a view, a product put into the cart or taken out, a checkout or a product bought, as the session log has them: all that
/// happened from the shopper's first visit on that ended in an order.
///
/// `tolerance`: `spearman` is the rank correlation of the profile's tolerance with the true one over all shoppers with so many events.
/// `upgrade-page`: one product is viewed; `upgrade-cart`: four are in the cart; `upgrade-both`: all of these together; after ten events
/// one upgrade is offered for it or them. `value` is what it is expected to add, the true chance of the step × the price difference in
/// the currency of the shop; `share` the same in parts of the product's price; `accepted` the chance. Beside it stands what the same
/// ranking does that is told the true tolerance, which is no bound: the ranking weighs steps relative to the price, not the value in currency.
pub fn measure(
    truth: &Truth,
    products: &[Product],
    visits: &Visits<'_>,
    ours: &mut SetwiseModel,
    seed: u64,
    report: &mut Report,
) {
    let world = World::of(truth, products);
    let mut pairs: Vec<Vec<(f64, f64)>> = vec![Vec::new(); AFTER.len()];
    let mut offers: [[Vec<_>; 3]; 2] = Default::default();
    for shopper in truth.shoppers.iter().take(SHOPPERS) {
        let mut profile = Profile::default();
        let mut learned = None;
        for (number, touch) in (1..).zip(visits.events(&shopper.customer_id)) {
            observe(&mut profile, &touch, products, ours);
            if let Some(at) = AFTER.iter().position(|(after, _)| *after == number) {
                let guess = profile.tolerance(touch.time).percent();
                pairs[at].push((guess, shopper.tolerance));
            }
            if number == KNOWN {
                learned = Some(profile.price_chances(touch.time));
            }
        }
        let ladder = world.ladder(shopper);
        let Some(learned) = learned.filter(|_| !ladder.is_empty()) else {
            continue;
        };
        let told = |price_chances| Directives {
            price_chances,
            ..Directives::default()
        };
        let known = [
            Some(told(learned)),
            Some(told(Some(true_chances(shopper)))),
            None,
        ];
        for (lines, rows) in [1, LINES].into_iter().zip(&mut offers) {
            for number in 0..OFFERS {
                let draw = |line: usize| {
                    let salt = 1_000_000 * lines + 1_000 * number + line;
                    ladder[world.below(shopper, salt, ladder.len())]
                };
                let mut seeds: Vec<u32> = (0..lines).map(draw).collect();
                seeds.sort_unstable();
                seeds.dedup();
                for (rows, known) in rows.iter_mut().zip(&known) {
                    let offered = ours.personal(Shelf::Upgrade, &seeds, &[], known.as_ref(), 1);
                    rows.push(world.worth(shopper, offered.first()));
                }
            }
        }
    }
    for ((_, method), pairs) in AFTER.iter().zip(&pairs) {
        report.rows.push(correlation(method, pairs, seed));
    }
    let [page, cart] = offers;
    let both = [0, 1, 2].map(|at| [page[at].as_slice(), cart[at].as_slice()].concat());
    let methods = [
        OURS.to_owned(),
        ours_with("told the truth"),
        ANYBODY.to_owned(),
    ];
    let names = ["value", "share", "accepted", "withheld"];
    for (protocol, offers) in [
        ("upgrade-page", page),
        ("upgrade-cart", cart),
        ("upgrade-both", both),
    ] {
        for (method, parts) in methods.iter().zip(&offers) {
            report
                .rows
                .push(means(protocol, method, &names, parts, seed));
        }
    }
    report.notes.push(
        "tolerance and upgrade-… are measured on the shoppers of a synthetic shop, whose true tolerance is known"
            .to_owned(),
    );
}

/// How likely the shopper truly takes each step, as directives tell it.
fn true_chances(shopper: &Shopper) -> [u8; PRICE_STEPS.len()] {
    let likeliest = shopper.chance_of_step(100, 100);
    PRICE_STEPS.map(|step| {
        let chance = shopper.chance_of_step(100, 100 + i64::from(step));
        (chance / likeliest * 255.0) as u8
    })
}

fn correlation(method: &str, pairs: &[(f64, f64)], seed: u64) -> Row {
    let found = intervals(pairs.len(), seed, |_: &mut (), drawn: &[u32]| {
        let drawn = drawn.iter().filter_map(|&n| pairs.get(n as usize));
        vec![spearman(&drawn.copied().collect::<Vec<_>>())]
    });
    Row {
        protocol: "tolerance",
        method: method.to_owned(),
        queries: pairs.len(),
        metrics: ["spearman"].into_iter().zip(found).collect(),
        ..Row::default()
    }
}

/// The synthetic shop as its shoppers see it.
struct World<'a> {
    products: &'a [Product],
    /// Products that have a higher tier, by department.
    lower: HashMap<&'a str, Vec<u32>>,
}

impl<'a> World<'a> {
    fn of(truth: &Truth, products: &'a [Product]) -> Self {
        let index: HashMap<&str, u32> =
            products.iter().map(|p| p.id.as_str()).zip(0u32..).collect();
        let mut lower: HashMap<&str, Vec<u32>> = HashMap::new();
        for from in truth.upgrades.keys() {
            if let Some(&from) = index.get(from.as_str()) {
                let category = products[from as usize].category.as_deref();
                let department = category.unwrap_or_default().split(" > ").next();
                lower
                    .entry(department.unwrap_or_default())
                    .or_default()
                    .push(from);
            }
        }
        Self { products, lower }
    }

    /// The products below a higher tier that the shopper meets.
    fn ladder(&self, shopper: &Shopper) -> Vec<u32> {
        let lower = |department: &String| self.lower.get(department.as_str());
        let met = shopper.departments.iter().filter_map(lower);
        met.flatten().copied().collect()
    }

    fn price(&self, product: u32) -> i64 {
        let product = self.products.get(product as usize);
        product.and_then(|p| p.price).unwrap_or(0)
    }

    /// A number below `end` that is the shopper's own for each `salt`.
    fn below(&self, shopper: &Shopper, salt: usize, end: usize) -> usize {
        let hash = xxh64(shopper.customer_id.as_bytes(), salt as u64);
        (hash % end.max(1) as u64) as usize
    }

    /// What an offered upgrade is expected to add: value, share, chance, and whether none was offered.
    fn worth(&self, shopper: &Shopper, offered: Option<&(u32, Option<u32>)>) -> Vec<(f64, f64)> {
        let Some(&(to, Some(from))) = offered else {
            return vec![(0.0, 1.0), (0.0, 1.0), (0.0, 0.0), (1.0, 1.0)];
        };
        let (from, to) = (self.price(from), self.price(to));
        let chance = shopper.chance_of_step(from, to);
        let more = (to - from) as f64;
        vec![
            (chance * more / 100.0, 1.0),
            (chance * more / from.max(1) as f64, 1.0),
            (chance, 1.0),
            (0.0, 1.0),
        ]
    }
}
