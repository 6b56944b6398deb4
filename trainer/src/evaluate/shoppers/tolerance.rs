//! Price tolerance of a synthetic shop's shoppers, whose true one is known. These figures say nothing about real shoppers.

use hashbrown::HashMap;
use setwise_core::catalog::ProductKey;
use setwise_core::directives::Directives;
use setwise_core::profile::{Event, Happened, Profile};
use setwise_core::request::Shelf;
use xxhash_rust::xxh64::xxh64;

use super::{ANYBODY, means};
use crate::demo::truth::{Shopper, Truth};
use crate::evaluate::bootstrap::intervals;
use crate::evaluate::metrics::spearman;
use crate::evaluate::model::SetwiseModel;
use crate::evaluate::report::{OURS, Report, Row};
use crate::ingest::Product;

/// Shoppers who are asked, the first of the truth.
const SHOPPERS: usize = 2_000;
/// Choices after which the profile is compared with the truth; three choices are the first nine signals.
const AFTER: [(usize, &str); 3] = [
    (3, "after 3 choices"),
    (10, "after 10 choices"),
    (20, "after 20 choices"),
];
/// The choices that upgrades are offered after.
const CHOICES: usize = 10;
/// Pages and carts on which each shopper is offered an upgrade, and lines of a cart.
const OFFERS: usize = 4;
const LINES: usize = 4;
const DAY: i64 = 86_400;

/// Lets every shopper choose between products and their next higher tiers, as the demo shop's do, and offers upgrades then; rows go to
/// `report`.
///
/// A choice is three signals on a day of its own: a product is viewed, its next tier is viewed, one of them is put into the cart: the
/// higher one with the chance that the shopper's true tolerance gives.
///
/// `tolerance`: `spearman` is the rank correlation of the profile's tolerance with the true one over all shoppers. `upgrade-page`: one
/// product is viewed; `upgrade-cart`: four are in the cart; after ten choices one upgrade is offered for it or them. `value` is what it is
/// expected to add, the true chance of the step × the price difference in the currency of the shop; `share` the same in parts of the
/// product's price; `accepted` the chance.
pub fn measure(
    truth: &Truth,
    products: &[Product],
    ours: &mut SetwiseModel,
    seed: u64,
    report: &mut Report,
) {
    let world = World::of(truth, products);
    let mut pairs: Vec<Vec<(f64, f64)>> = vec![Vec::new(); AFTER.len()];
    let mut offers: [[Vec<_>; 2]; 2] = Default::default();
    for shopper in truth.shoppers.iter().take(SHOPPERS) {
        let ladder = world.ladder(shopper);
        if ladder.is_empty() {
            continue;
        }
        let mut profile = Profile::default();
        let mut directives = Directives::default();
        let most = AFTER.iter().map(|(after, _)| *after).max().unwrap_or(0);
        for number in 1..=most {
            world.choose(shopper, &ladder, number, ours, &mut profile);
            let now = number as i64 * DAY + 600;
            if let Some(at) = AFTER.iter().position(|(after, _)| *after == number) {
                let guess = profile.tolerance(now).percent();
                pairs[at].push((guess, shopper.tolerance));
            }
            if number == CHOICES {
                directives.price_chances = profile.price_chances(now);
            }
        }
        for (lines, both) in [1, LINES].into_iter().zip(&mut offers) {
            for number in 0..OFFERS {
                let draw = |line: usize| {
                    let salt = 1_000_000 * lines + 1_000 * number + line;
                    ladder[world.below(shopper, salt, ladder.len())].0
                };
                let mut seeds: Vec<u32> = (0..lines).map(draw).collect();
                seeds.sort_unstable();
                seeds.dedup();
                for (rows, known) in both.iter_mut().zip([Some(&directives), None]) {
                    let offered = ours.personal(Shelf::Upgrade, &seeds, &[], known, 1);
                    rows.push(world.worth(shopper, offered.first()));
                }
            }
        }
    }
    for ((_, method), pairs) in AFTER.iter().zip(&pairs) {
        report.rows.push(correlation(method, pairs, seed));
    }
    let names = ["value", "share", "accepted", "withheld"];
    for (protocol, both) in ["upgrade-page", "upgrade-cart"].into_iter().zip(&offers) {
        for (method, parts) in [OURS, ANYBODY].into_iter().zip(both) {
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
        tuned: Vec::new(),
    }
}

/// The synthetic shop as its shoppers see it.
struct World<'a> {
    products: &'a [Product],
    /// Products with their next higher tier, by department.
    steps: HashMap<&'a str, Vec<(u32, u32)>>,
}

impl<'a> World<'a> {
    fn of(truth: &Truth, products: &'a [Product]) -> Self {
        let index: HashMap<&str, u32> =
            products.iter().map(|p| p.id.as_str()).zip(0u32..).collect();
        let mut steps: HashMap<&str, Vec<(u32, u32)>> = HashMap::new();
        for (from, tiers) in &truth.upgrades {
            let to = tiers.first().and_then(|to| index.get(to.as_str()));
            if let (Some(&from), Some(&to)) = (index.get(from.as_str()), to) {
                let category = products[from as usize].category.as_deref();
                let department = category.unwrap_or_default().split(" > ").next();
                let steps = steps.entry(department.unwrap_or_default()).or_default();
                steps.push((from, to));
            }
        }
        Self { products, steps }
    }

    /// The steps up that the shopper meets.
    fn ladder(&self, shopper: &Shopper) -> Vec<(u32, u32)> {
        let steps = |department: &String| self.steps.get(department.as_str());
        let met = shopper.departments.iter().filter_map(steps);
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

    fn choose(
        &self,
        shopper: &Shopper,
        ladder: &[(u32, u32)],
        number: usize,
        ours: &SetwiseModel,
        profile: &mut Profile,
    ) {
        let (low, high) = ladder[self.below(shopper, number, ladder.len())];
        let chance = shopper.chance_of_step(self.price(low), self.price(high));
        let coin = self.below(shopper, 1_000 + number, 10_000) as f64 / 10_000.0;
        let chosen = if coin < chance { high } else { low };
        let start = number as i64 * DAY;
        let key = |product: u32| ProductKey::of(&self.products[product as usize].id);
        for (after, what) in [
            (0, Happened::View(Some(key(low)))),
            (40, Happened::View(Some(key(high)))),
            (90, Happened::Add(Some(key(chosen)))),
        ] {
            let at = start + after;
            profile.observe(Event { at, what });
        }
        for product in [low, high] {
            if let Some(facts) = ours.facts(product, start) {
                profile.learn(facts);
            }
        }
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
