//! The demo shop: reproducible, readable, true to what it says it planted.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use proptest::prelude::*;
use setwise_trainer::demo::truth::Truth;
use setwise_trainer::demo::{DEFAULT_UNTIL, DemoError, DemoOptions, generate};

type Row = BTreeMap<String, String>;

fn options(seed: u64, products: usize, orders: usize) -> DemoOptions {
    DemoOptions {
        seed,
        products,
        orders,
        until: DEFAULT_UNTIL.to_owned(),
        offers_from: None,
    }
}

fn rows(folder: &Path, name: &str) -> Vec<Row> {
    csv::Reader::from_path(folder.join(name))
        .unwrap()
        .into_deserialize()
        .map(Result::unwrap)
        .collect()
}

fn truth(folder: &Path) -> Truth {
    serde_json::from_slice(&fs::read(folder.join("truth.json")).unwrap()).unwrap()
}

/// Every file by its name, pictures too.
fn bytes(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let images = folder.join("images");
    [folder, &images]
        .into_iter()
        .flat_map(|folder| fs::read_dir(folder).unwrap())
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file())
        .map(|path| {
            (
                path.strip_prefix(folder).unwrap().display().to_string(),
                fs::read(&path).unwrap(),
            )
        })
        .collect()
}

fn pence(money: &str) -> i64 {
    let (pounds, pence) = money.split_once('.').unwrap();
    assert_eq!(pence.len(), 2, "{money}");
    pounds.parse::<i64>().unwrap() * 100 + pence.parse::<i64>().unwrap()
}

/// Products of each order.
fn baskets(folder: &Path) -> BTreeMap<String, BTreeSet<String>> {
    let mut baskets: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in rows(folder, "orders.csv") {
        baskets
            .entry(row["order_id"].clone())
            .or_default()
            .insert(row["product_id"].clone());
    }
    baskets
}

/// All that must hold of any shop, whatever its size.
fn check(folder: &Path, products: usize, orders: usize) {
    let catalog: BTreeMap<String, Row> = rows(folder, "catalog.csv")
        .into_iter()
        .map(|row| (row["product_id"].clone(), row))
        .collect();
    assert_eq!(catalog.len(), products);
    let titles: BTreeSet<&String> = catalog.values().map(|row| &row["title"]).collect();
    assert_eq!(titles.len(), products, "titles repeat");
    let mut groups: BTreeMap<&str, usize> = BTreeMap::new();
    for row in catalog.values() {
        assert!(pence(&row["price"]) > 0);
        assert_eq!(row["currency"], "GBP");
        let picture = fs::read_to_string(folder.join(&row["image"])).unwrap();
        assert!(picture.starts_with("<svg ") && picture.trim_end().ends_with("</svg>"));
        assert!(
            picture.len() < 5_000 && !picture.contains("<script") && !picture.contains("href"),
            "{}",
            row["image"]
        );
        if !row["item_group_id"].is_empty() {
            *groups.entry(&row["item_group_id"]).or_default() += 1;
        }
    }
    assert!(
        groups.values().all(|members| *members > 1),
        "an item group of one"
    );
    assert_eq!(
        fs::read_dir(folder.join("images")).unwrap().count(),
        products
    );

    let lines = rows(folder, "orders.csv");
    assert!(lines.is_sorted_by_key(|row| row["time"].clone()));
    let until = truth(folder).until;
    for line in &lines {
        assert!(catalog.contains_key(&line["product_id"]));
        assert!(
            line["time"] < until
                && line["quantity"].parse::<u32>().unwrap() > 0
                && pence(&line["unit_price"]) > 0
        );
    }
    assert_eq!(baskets(folder).len(), orders);

    // What was bought in sessions is what was ordered, at the same time.
    let mut ordered: Vec<(String, String, i64)> = lines
        .iter()
        .map(|row| {
            let total = pence(&row["unit_price"]) * row["quantity"].parse::<i64>().unwrap();
            (row["time"].clone(), row["product_id"].clone(), total)
        })
        .collect();
    let mut bought = Vec::new();
    let mut previous: Option<Row> = None;
    let mut cart = BTreeSet::new();
    for row in rows(folder, "sessions.csv") {
        assert!(catalog.contains_key(&row["product_id"]));
        match previous.filter(|before| before["session_id"] == row["session_id"]) {
            Some(before) => assert!(before["time"] <= row["time"], "{row:?}"),
            None => cart.clear(),
        }
        match row["event"].as_str() {
            "view" => assert!(row["value"].is_empty()),
            "add_to_cart" => assert!(
                cart.insert(row["product_id"].clone()),
                "added twice: {row:?}"
            ),
            "remove_from_cart" => {
                assert!(cart.remove(&row["product_id"]), "removed unadded: {row:?}")
            }
            "begin_checkout" => assert!(cart.contains(&row["product_id"])),
            "purchase" => {
                assert!(cart.contains(&row["product_id"]));
                bought.push((
                    row["time"].clone(),
                    row["product_id"].clone(),
                    pence(&row["value"]),
                ));
            }
            other => panic!("event {other}"),
        }
        previous = Some(row);
    }
    ordered.sort();
    bought.sort();
    assert_eq!(ordered, bought);
    check_truth(folder, &catalog);
    check_offers(folder, &catalog);
}

fn check_truth(folder: &Path, catalog: &BTreeMap<String, Row>) {
    let truth = truth(folder);
    assert!(truth.synthetic);
    let group: BTreeMap<&String, usize> = truth
        .substitutes
        .iter()
        .enumerate()
        .flat_map(|(group, ids)| ids.iter().map(move |id| (id, group)))
        .collect();
    assert_eq!(
        group.len(),
        truth.substitutes.iter().map(Vec::len).sum::<usize>(),
        "groups overlap"
    );
    for (seed, needs) in &truth.complements {
        assert!(catalog.contains_key(seed) && !needs.is_empty());
        for need in needs {
            assert!(!truth.acceptable(need).is_empty(), "{seed}: {need:?}");
            for id in truth.acceptable(need) {
                assert_eq!(catalog[id]["in_stock"], "true");
                assert_ne!(
                    group.get(id),
                    group.get(seed),
                    "{seed} asks for its own substitute {id}"
                );
            }
        }
    }
    for (low, higher) in &truth.upgrades {
        let mut price = pence(&catalog[low]["price"]);
        for id in higher {
            assert_eq!(group[id], group[low], "{low} -> {id}: another need");
            assert!(
                pence(&catalog[id]["price"]) > price,
                "{low} -> {id}: not dearer than the one before"
            );
            assert_eq!(catalog[id]["in_stock"], "true");
            price = pence(&catalog[id]["price"]);
        }
    }
    for bundle in &truth.bundles {
        assert!(
            (2..=4).contains(&bundle.len()) && bundle.iter().all(|id| catalog.contains_key(id))
        );
        assert_eq!(
            bundle
                .iter()
                .map(|id| group.get(id))
                .collect::<BTreeSet<_>>()
                .len(),
            bundle.len()
        );
    }
    assert!(
        truth
            .repurchase
            .iter()
            .all(|(id, cycle)| catalog.contains_key(id) && cycle.days > 0.0 && cycle.sd > 0.0)
    );
    let customers: BTreeSet<String> = rows(folder, "orders.csv")
        .into_iter()
        .map(|row| row["customer_id"].clone())
        .collect();
    let known: BTreeSet<String> = truth
        .shoppers
        .iter()
        .map(|shopper| shopper.customer_id.clone())
        .collect();
    assert!(customers.is_subset(&known));
}

fn check_offers(folder: &Path, catalog: &BTreeMap<String, Row>) {
    let categories: BTreeSet<&String> = catalog.values().map(|row| &row["category"]).collect();
    let mut subjects = BTreeSet::new();
    for row in rows(folder, "offers.csv") {
        assert!(row["starts_at"] < row["ends_at"] && row["ends_at"].ends_with('Z'));
        assert!(
            subjects.insert((row["product_id"].clone(), row["category"].clone())),
            "two offers on one subject: {row:?}"
        );
        if row["kind"] == "price" {
            let regular = pence(&catalog[&row["product_id"]]["price"]);
            assert!(pence(&row["offer_price"]) < pence(&row["lowest_price_30d"]));
            assert!(pence(&row["lowest_price_30d"]) <= regular);
        } else {
            let (on, below) = (&row["category"], format!("{} > ", row["category"]));
            assert!(
                categories
                    .iter()
                    .any(|category| *category == on || category.starts_with(&below))
            );
        }
    }
}

#[test]
fn equal_options_give_equal_bytes_and_another_seed_another_shop() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    generate(&options(3, 120, 400), &at("a")).unwrap();
    generate(&options(3, 120, 400), &at("b")).unwrap();
    generate(&options(4, 120, 400), &at("c")).unwrap();
    assert_eq!(bytes(&at("a")), bytes(&at("b")));
    assert_ne!(bytes(&at("a"))["orders.csv"], bytes(&at("c"))["orders.csv"]);
    // A folder is taken over whole: nothing of the larger shop stays.
    generate(&options(4, 40, 30), &at("a")).unwrap();
    check(&at("a"), 40, 30);
}

#[test]
fn planted_relations_show_in_the_orders() {
    let folder = tempfile::tempdir().unwrap();
    generate(&options(11, 300, 12_000), folder.path()).unwrap();
    check(folder.path(), 300, 12_000);
    let (truth, baskets) = (truth(folder.path()), baskets(folder.path()));
    let orders = baskets.len() as f64;
    let with = |wanted: &BTreeSet<&String>| {
        baskets
            .values()
            .filter(|basket| wanted.iter().any(|id| basket.contains(*id)))
            .count() as f64
    };

    // Each need is filled far more often beside its seeds than anywhere.
    let mut seeds: BTreeMap<(&String, &String), BTreeSet<&String>> = BTreeMap::new();
    for (seed, needs) in &truth.complements {
        for need in needs {
            seeds
                .entry((&need.set, &need.need))
                .or_default()
                .insert(seed);
        }
    }
    for ((set, _), seeds) in &seeds {
        let set: BTreeSet<&String> = truth.sets[*set].iter().collect();
        let both = baskets
            .values()
            .filter(|basket| {
                seeds.iter().any(|id| basket.contains(*id))
                    && set.iter().any(|id| basket.contains(*id))
            })
            .count() as f64;
        let lift = both * orders / (with(seeds) * with(&set));
        assert!(lift > 2.0, "{set:?}: lift {lift}");
    }

    // Substitutes stay apart.
    for group in &truth.substitutes {
        let group: BTreeSet<&String> = group.iter().collect();
        let twice = baskets
            .values()
            .filter(|basket| basket.iter().filter(|id| group.contains(id)).count() > 1)
            .count() as f64;
        assert!(
            twice < 0.06 * with(&group) + 3.0,
            "{group:?}: {twice} of {}",
            with(&group)
        );
    }

    // Whole bundles are bought more often than independent choices would explain.
    for bundle in &truth.bundles {
        let all = baskets
            .values()
            .filter(|basket| bundle.iter().all(|id| basket.contains(id)))
            .count() as f64;
        let chance: f64 = bundle
            .iter()
            .map(|id| with(&BTreeSet::from([id])) / orders)
            .product::<f64>()
            * orders;
        assert!(
            all >= 8.0 && all > 4.0 * chance,
            "{bundle:?}: {all} against {chance}"
        );
    }
}

/// The lowest tier of each family, and what is above it, are bought by different shoppers.
#[test]
fn tolerance_shows_in_what_is_looked_at_and_bought() {
    let folder = tempfile::tempdir().unwrap();
    generate(&options(9, 200, 6_000), folder.path()).unwrap();
    let truth = truth(folder.path());
    let higher: BTreeSet<&String> = truth.upgrades.values().flatten().collect();
    let tolerance: BTreeMap<&String, f64> = truth
        .shoppers
        .iter()
        .map(|shopper| (&shopper.customer_id, shopper.tolerance))
        .collect();
    // Lines of a ladder and those above its foot, by shoppers of little and of much tolerance.
    let mut lines = [[0.0; 2]; 2];
    for row in rows(folder.path(), "orders.csv") {
        let (id, above) = (&row["product_id"], higher.contains(&row["product_id"]));
        if above || truth.upgrades.contains_key(id) {
            let [all, high] = &mut lines[usize::from(tolerance[&row["customer_id"]] > 0.34)];
            *all += 1.0;
            *high += f64::from(u8::from(above));
        }
    }
    let [little, much] = lines.map(|[all, high]| high / all);
    assert!(much > little + 0.15, "{little} {much}");
}

#[test]
fn what_is_used_up_is_bought_again_in_its_time() {
    let folder = tempfile::tempdir().unwrap();
    generate(&options(5, 200, 12_000), folder.path()).unwrap();
    let truth = truth(folder.path());
    let mut times: BTreeMap<(String, String), Vec<i64>> = BTreeMap::new();
    for row in rows(folder.path(), "orders.csv") {
        let time: jiff::Timestamp = row["time"].parse().unwrap();
        times
            .entry((row["product_id"].clone(), row["customer_id"].clone()))
            .or_default()
            .push(time.as_second());
    }
    let (mut near, mut all) = (0_u32, 0_u32);
    for ((product, _), times) in &times {
        let Some(cycle) = truth.repurchase.get(product) else {
            continue;
        };
        for pair in times.windows(2) {
            let days = (pair[1] - pair[0]) as f64 / 86_400.0;
            all += 1;
            near += u32::from((days - cycle.days).abs() < 2.0 * cycle.sd + 1.0);
        }
    }
    assert!(
        all > 500 && f64::from(near) > 0.5 * f64::from(all),
        "{near} of {all} intervals near the cycle"
    );
}

#[test]
fn bad_arguments_are_named_and_write_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("shop");
    let error = generate(&options(1, 19, 10), &out).unwrap_err();
    assert_eq!(
        error.to_string(),
        "--products: expected 20 to 1000000, got 19; choose a number in that range"
    );
    for until in ["", "yesterday", "2026-02-30", "-000500-01-01", "9999-12-31"] {
        let options = DemoOptions {
            until: until.to_owned(),
            ..options(1, 20, 10)
        };
        assert!(
            matches!(generate(&options, &out), Err(DemoError::Day { .. })),
            "{until}"
        );
    }
    let offers_from = Some("soon".to_owned());
    let options_of_another_day = DemoOptions {
        offers_from,
        ..options(1, 20, 10)
    };
    assert!(
        generate(&options_of_another_day, &out)
            .unwrap_err()
            .to_string()
            .starts_with("--offers-from: expected a day")
    );
    assert!(!out.exists());
    fs::write(folder.path().join("letters.txt"), "mine").unwrap();
    assert!(matches!(
        generate(&options(1, 20, 10), folder.path()),
        Err(DemoError::NotADemoShop { .. })
    ));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

/// A shop that is shown today has offers that run today; all else is as always.
#[test]
fn offers_count_from_another_day_and_nothing_else_moves() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let later = DemoOptions {
        offers_from: Some("2027-03-14".to_owned()),
        ..options(3, 300, 400)
    };
    generate(&options(3, 300, 400), &at("a")).unwrap();
    generate(&later, &at("b")).unwrap();
    let (mut a, mut b) = (bytes(&at("a")), bytes(&at("b")));
    assert_ne!(a.remove("offers.csv"), b.remove("offers.csv"));
    assert_eq!(a, b);
    let running = |row: &Row| {
        row["starts_at"].as_str() <= "2027-03-14" && row["ends_at"].as_str() > "2027-03-14"
    };
    let offers = rows(&at("b"), "offers.csv");
    let of_prices = |row: &&Row| row["kind"] == "price" && running(row);
    assert!(offers.iter().filter(of_prices).count() >= 3, "{offers:?}");
    let personal = |row: &Row| row["hours_after_order"] == "24" && running(row);
    assert!(offers.iter().any(personal), "{offers:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn any_small_shop_is_sound(seed: u64, products in 20_usize..160, orders in 0_usize..120) {
        let folder = tempfile::tempdir().unwrap();
        generate(&options(seed, products, orders), folder.path()).unwrap();
        check(folder.path(), products, orders);
    }
}
