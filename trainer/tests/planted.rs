//! What the demo shop's generator plants comes back from its exports: needs, upgrades, bundles and intervals.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use setwise_trainer::baskets::Baskets;
use setwise_trainer::count::{CountOptions, count_pairs};
use setwise_trainer::demo::truth::Truth;
use setwise_trainer::demo::{DEFAULT_UNTIL, DemoOptions, generate};
use setwise_trainer::fit::{Facts, Shop, fit_bundles, fit_needs, fit_repurchase, fit_upgrades};
use setwise_trainer::ingest::{
    Interner, Options, Product, Table, clean, read_catalog, read_orders, read_sessions,
};
use setwise_trainer::sessions::Sessions;

struct Read {
    products: Vec<Product>,
    baskets: Baskets,
    sessions: Sessions,
    truth: Truth,
}

fn read(folder: &Path) -> Read {
    let table = |name: &str| Table::open(&folder.join(name)).expect("a table");
    let (options, mut ids) = (Options::default(), Interner::new());
    let catalog =
        read_catalog(&mut table("catalog.csv"), &mut ids, &options, &mut |_| ()).expect("catalog");
    let orders =
        read_orders(&mut table("orders.csv"), &mut ids, &options, &mut |_| ()).expect("orders");
    let log = read_sessions(&mut table("sessions.csv"), &options, &mut |_| ()).expect("sessions");
    let cleaned = clean(orders, Some(catalog), &ids, &options);
    let baskets = Baskets::from_sales(
        &cleaned.sales,
        &cleaned.heads,
        &cleaned.order_ids,
        cleaned.products.len(),
    );
    let truth = std::fs::read(folder.join("truth.json")).expect("truth");
    Read {
        sessions: Sessions::of(&log, &cleaned.products),
        products: cleaned.products,
        baskets,
        truth: serde_json::from_slice(&truth).expect("truth"),
    }
}

/// A seed that the rules were not made on.
#[test]
fn needs_upgrades_bundles_and_intervals_come_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let options = DemoOptions {
        seed: 23,
        products: 300,
        orders: 6_000,
        until: DEFAULT_UNTIL.to_owned(),
        offers_from: None,
    };
    generate(&options, folder.path()).expect("a shop");
    let Read {
        products,
        baskets,
        sessions,
        truth,
    } = read(folder.path());
    let facts = Facts::of(&products);
    let counts = count_pairs(&baskets, &CountOptions::default());
    let shop = Shop {
        facts: &facts,
        baskets: &baskets,
        counts: &counts,
        sessions: Some(&sessions),
        max_basket: 500,
    };
    let number: BTreeMap<&str, u32> = products.iter().map(|p| p.id.as_str()).zip(0..).collect();
    let numbers =
        |ids: &[String]| -> Vec<u32> { ids.iter().map(|id| number[id.as_str()]).collect() };

    let needs = fit_needs(&shop);
    let mut group_of = BTreeMap::new();
    for (group, ids) in truth.substitutes.iter().enumerate() {
        group_of.extend(numbers(ids).into_iter().map(|product| (product, group)));
    }
    let (mut right, mut wrong, mut missed) = (0, 0, 0);
    for (&a, group) in &group_of {
        for (&b, other) in group_of.range(a + 1..) {
            let labelled = needs[a as usize] != 0 && needs[a as usize] == needs[b as usize];
            right += usize::from(labelled && group == other);
            wrong += usize::from(labelled && group != other);
            missed += usize::from(!labelled && group == other);
        }
    }
    assert!(
        wrong * 100 <= right && missed * 20 <= right,
        "{right} right, {wrong} wrong, {missed} missed"
    );

    let upgrades = fit_upgrades(&shop, &needs, &[]);
    let mut first = 0;
    for (id, tiers) in &truth.upgrades {
        let own = number[id.as_str()] as usize;
        // As the ranking scores them: chance × gain in price, the gain at most 1.
        let price = |product: usize| products[product].price.expect("priced") as f64;
        let score = |to: u32, code: u8| {
            ((price(to as usize) - price(own)) / price(own)).min(1.0) * f64::from(code + 1)
        };
        let best = upgrades[own]
            .iter()
            .max_by(|a, b| score(a.to, a.code).total_cmp(&score(b.to, b.code)));
        first += usize::from(best.map(|upgrade| upgrade.to) == numbers(tiers).first().copied());
        for upgrade in &upgrades[own] {
            assert!(price(upgrade.to as usize) > price(own));
            assert_eq!(
                group_of.get(&upgrade.to),
                group_of.get(&(own as u32)),
                "an upgrade serves the same need"
            );
        }
    }
    assert!(
        first * 100 >= truth.upgrades.len() * 95,
        "{first} of {} upgrades first",
        truth.upgrades.len()
    );

    let found: BTreeSet<Vec<u32>> = fit_bundles(&shop, &needs, 3)
        .into_iter()
        .map(|set| set.members)
        .collect();
    let planted: Vec<Vec<u32>> = truth
        .bundles
        .iter()
        .map(|bundle| {
            let mut members = numbers(bundle);
            members.sort_unstable();
            members
        })
        .collect();
    let back = planted
        .iter()
        .filter(|bundle| found.contains(*bundle))
        .count();
    assert!(
        back * 10 >= planted.len() * 7,
        "{back} of {} bundles",
        planted.len()
    );

    let intervals = fit_repurchase(&baskets, 3);
    let known: Vec<f64> = truth
        .repurchase
        .iter()
        .filter_map(|(id, cycle)| {
            Some(f64::from(intervals[number[id.as_str()] as usize]?.days) / cycle.days)
        })
        .collect();
    let near = known
        .iter()
        .filter(|ratio| (0.7..=1.4).contains(*ratio))
        .count();
    assert!(
        known.len() * 2 >= truth.repurchase.len(),
        "{} of {} intervals",
        known.len(),
        truth.repurchase.len()
    );
    assert!(
        near * 10 >= known.len() * 9,
        "{near} of {} near the cycle",
        known.len()
    );
}
