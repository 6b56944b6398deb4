//! A merchant's policy: what is wrong with it is said with its place, and what is published gives no secret away.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Parser as _;
use proptest::prelude::*;
use setwise_core::catalog::{Money, ProductKey};
use setwise_core::directives::{Effect, Ruling};
use setwise_core::policy::{Context, MarkSet, Rulebook};
use setwise_core::request::{Placement, Shelf};
use setwise_core::snapshot::ContentHash;
use setwise_trainer::command::policy::{PolicyCommand, check, publish_into};
use setwise_trainer::command::{Cli, Command, refresh, train};
use setwise_trainer::folder::SnapshotFolder;
use setwise_trainer::policy::{Published, compile, read};

fn messages(text: &str) -> Vec<String> {
    let (_, findings) = read(text);
    findings.sorted().iter().map(ToString::to_string).collect()
}

/// The findings of one rule's lines, behind its name.
fn of_rule(lines: &str) -> Vec<String> {
    messages(&format!("[[rule]]\nname = \"r\"\n{lines}"))
}

#[test]
fn misspelt_words_are_named_with_line_column_and_what_was_meant() {
    let text = "[[rule]]
name = \"camera\"
when.plcement = \"product\"
when.seed = { categry = \"Cameras\" }
when.device = [\"mobile\", \"tablt\"]
then.bost = { category = \"Cards\" }
then.shelf = \"upgrades\"

[[rul]]
";
    assert_eq!(
        messages(text),
        [
            "3:6: error: unknown condition `plcement`; did you mean `placement`?",
            "4:15: error: unknown property of products `categry`; did you mean `category`?",
            "5:26: error: device: unknown `tablt`; did you mean `tablet`?",
            "6:6: error: unknown action `bost`; did you mean `boost`?",
            "7:14: error: shelf: unknown `upgrades`; did you mean `upgrade`?",
            "9:3: error: unknown part of a policy `rul`; did you mean `rule`?",
        ]
    );
}

#[test]
fn what_cannot_be_meant_is_said() {
    for (lines, expected) in [
        ("when = {}\nthen = {}", "nothing happens"),
        (
            "when = {}\nthen.count = 7",
            "a slate has 3, 4, 5 or 6 items, got 7",
        ),
        ("when = {}\nthen.count = 3.5", "got 3.5"),
        (
            "when = {}\nthen.show = false",
            "did you mean `hide = true`?",
        ),
        (
            "when = {}\nthen.show = true\nthen.hide = true",
            "a rule shows or hides, not both",
        ),
        ("when = {}\nthen.exclude = {}", "no products are selected"),
        (
            "when = {}\nthen.exclude = \"Cards\"",
            "got the text \"Cards\"",
        ),
        (
            "when = {}\nthen.boost = { brand = \"X\", by = 0.5 }",
            "a factor above 1 and up to 32",
        ),
        (
            "when = {}\nthen.cap = { percent_of_cart = 0 }",
            "from 1 to 1000",
        ),
        ("when = {}\nthen.cap = -1", "an amount of money from 0"),
        ("when = {}\nthen.threshold = 20", "threshold is from 0 to 1"),
        (
            "when = {}\nthen.title = { xenglish = \"a\" }",
            "is no language",
        ),
        (
            "when = {}\nthen.pin = { ids = [\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\"] }",
            "at most 6",
        ),
        (
            "when.cart_value = { from = 9, to = 2 }\nthen.hide = true",
            "did you mean from 2 to 9?",
        ),
        (
            "when.cart_value = {}\nthen.hide = true",
            "a range has `from`, `to`, or both",
        ),
        ("when.hour = 24\nthen.hide = true", "an hour from 0 to 23"),
        (
            "when.views = \"three\"\nthen.hide = true",
            "got the text \"three\"",
        ),
        ("when.segment = []\nthen.hide = true", "the list is empty"),
        (
            "when.any = [{ views = 1 }]\nthen.hide = true",
            "a list of two and more",
        ),
        (
            "when.sku = \"1\"\nthen.hide = true",
            "expected one of placement, shelf",
        ),
        ("then.hide = true", "write `when = {}` for always"),
        ("when = {}", "a rule says what then happens"),
        ("when = {}\nthen = { hide = true", "inline"),
    ] {
        let found = of_rule(lines);
        assert!(
            found.iter().any(|message| message.contains(expected)),
            "{lines}: {found:?}"
        );
    }
    let twice = "[[rule]]\nname = \"a\"\nwhen = {}\nthen.hide = true\n".repeat(2);
    assert_eq!(
        messages(&twice),
        ["5:1: error: two rules are called `a`: rename one"]
    );
    assert!(messages("")[0].contains("at least one [[rule]]"));
    let deep = format!("when.{}views = 1\nthen.hide = true", "not.".repeat(9));
    assert!(
        of_rule(&deep)[0].contains("too deep"),
        "{:?}",
        of_rule(&deep)
    );
}

#[test]
fn a_night_goes_round_and_public_names_are_warned_of() {
    let (policy, findings) = read(
        "[[rule]]\nname = \"High margin first\"\nwhen.hour = { from = 22, to = 5 }\nthen.boost = { margin = \"high\" }\n",
    );
    assert!(policy.is_some());
    assert_eq!(
        findings.sorted()[0].to_string(),
        "2:8: warning: names of rules are public: anybody can read `margin` in the snapshot"
    );
}

proptest! {
    /// Neither of any text, nor of any change of a policy that is right.
    #[test]
    fn the_linter_never_panics(
        text in "[a-z\\[\\]{}=.\",\n 0-9é☃-]{0,120}",
        at in any::<prop::sample::Index>(),
    ) {
        messages(&text);
        let ready = fs::read_to_string(ready("quiet-checkout")).unwrap();
        let places: Vec<usize> = ready.char_indices().map(|(at, _)| at).collect();
        let place = places[at.index(places.len())];
        let (before, behind) = ready.split_at(place);
        messages(&format!("{before}{text}{behind}"));
        messages(before);
    }
}

fn ready(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../policies")
        .join(name)
        .with_extension("toml")
}

/// What a ready policy says of a context, in a shop with two digits behind the point.
fn judged(name: &str, context: impl FnOnce(&Marked) -> Context<'static>) -> (Ruling, Marked) {
    let (policy, findings) = read(&fs::read_to_string(ready(name)).unwrap());
    assert!(findings.sorted().is_empty(), "{:?}", findings.sorted());
    let policy = policy.unwrap();
    let compiled = compile(&policy, 2).unwrap();
    let marked = Marked(compiled.selectors);
    let mut ruling = Ruling::default();
    let rulebook = Rulebook::read(&compiled.bytes).unwrap();
    rulebook.judge(&context(&marked), &mut ruling);
    (ruling, marked)
}

/// Selectors, found again by a category or a tier that they name.
struct Marked(Vec<setwise_trainer::policy::Selector>);

impl Marked {
    fn of(&self, word: &str) -> u8 {
        let names = |s: &setwise_trainer::policy::Selector| {
            s.categories.iter().any(|category| category.contains(word))
                || format!("{:?}", s.tiers).contains(word)
        };
        u8::try_from(self.0.iter().position(names).unwrap()).unwrap()
    }
}

#[test]
fn ready_three_similar_products_viewed_lead_to_the_premium_alternative() {
    let at = |similar_views| {
        let ruling = judged("premium-alternative", |_| Context {
            similar_views,
            ..Context::default()
        });
        ruling.0.shelf
    };
    assert_eq!((at(2), at(3)), (None, Some(Shelf::Upgrade)));
}

#[test]
fn ready_a_full_cart_gets_add_ons() {
    let at = |placement, cart_lines, value| {
        let (ruling, _) = judged("full-cart-add-ons", |_| Context {
            placement,
            cart_lines,
            cart_value: Some(Money(value)),
            ..Context::default()
        });
        (ruling.cap, ruling.count)
    };
    let (cart, product) = (Placement::Cart, Placement::Product);
    assert_eq!(at(cart, 1, 7999), (None, None));
    assert_eq!(at(cart, 1, 8000), (Some(Money(2000)), Some(4)));
    assert_eq!(at(cart, 4, 2000), (Some(Money(500)), Some(4)));
    assert_eq!(at(product, 9, 9000), (None, None));
}

#[test]
fn ready_a_started_checkout_is_left_alone() {
    let at = |placement, shelf, checkout_started| {
        judged("quiet-checkout", |_| Context {
            placement,
            shelf,
            checkout_started,
            ..Context::default()
        })
        .0
    };
    let checkout = at(Placement::Checkout, Shelf::CompleteSet, true);
    assert_eq!((checkout.cap, checkout.count), (Some(Money(1500)), Some(3)));
    let hidden = at(Placement::Product, Shelf::Upgrade, true);
    assert_eq!(hidden.rules().next(), Some("no-detours-after-checkout"));
    assert_eq!(
        at(Placement::Product, Shelf::CompleteSet, true).cap,
        Some(Money(1500))
    );
    assert_eq!(
        at(Placement::Cart, Shelf::Upgrade, false),
        Ruling::default()
    );
}

#[test]
fn ready_a_camera_gets_cards_and_a_case() {
    let (ruling, marked) = judged("camera-set", |marked| Context {
        seeds: MarkSet::from_iter([marked.of("Mirrorless")]),
        ..Context::default()
    });
    let expected = [
        (marked.of("Mirrorless"), Effect::Exclude),
        (marked.of("Memory Cards"), Effect::Pin),
    ];
    assert_eq!(ruling.marks, expected);
    assert_eq!(
        judged("camera-set", |_| Context::default()).0,
        Ruling::default()
    );
}

#[test]
fn ready_skincare_gets_serums_and_tools() {
    let (ruling, marked) = judged("skincare-routine", |_| Context {
        seeds: MarkSet::from_iter([0]),
        language: "de",
        ..Context::default()
    });
    assert_eq!(ruling.title, "Für Ihre Pflege");
    for word in ["Serums", "Tools"] {
        assert!(
            ruling.marks.contains(&(marked.of(word), Effect::Lift(768))),
            "{word}"
        );
    }
}

#[test]
fn ready_new_visitors_get_sets() {
    use setwise_core::intent::Returning;
    let at = |visitor, views| {
        judged("new-visitor-sets", |_| Context {
            visitor,
            views,
            ..Context::default()
        })
        .0
        .shelf
    };
    assert_eq!(at(Returning::New, 1), Some(Shelf::Bundle));
    assert_eq!(
        (at(Returning::New, 3), at(Returning::Returning, 1)),
        (None, None)
    );
}

#[test]
fn ready_loyal_customers_get_premium_first() {
    let (ruling, marked) = judged("loyal-premium", |_| Context {
        past_orders: 3,
        ..Context::default()
    });
    let lifts = [
        (marked.of("Premium"), Effect::Lift(1024)),
        (marked.of("Budget"), Effect::Lift(64)),
    ];
    assert!(
        lifts.iter().all(|lift| ruling.marks.contains(lift)),
        "{ruling:?}"
    );
    assert_eq!(
        judged("loyal-premium", |_| Context::default()).0,
        Ruling::default()
    );
}

#[test]
fn every_example_of_the_merchants_page_passes_the_linter() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/policy.md");
    let page = fs::read_to_string(page).unwrap();
    let blocks: Vec<&str> = page
        .split("```toml\n")
        .skip(1)
        .map(|rest| rest.split("```").next().unwrap())
        .collect();
    assert!(blocks.len() >= 5, "{}", blocks.len());
    for block in blocks {
        let (policy, findings) = read(block);
        assert!(
            findings.sorted().is_empty(),
            "{block}\n{:?}",
            findings.sorted()
        );
        compile(&policy.unwrap(), 2).unwrap();
    }
}

fn parsed(arguments: &[&str]) -> Command {
    let all = ["setwise"].iter().chain(arguments);
    Cli::try_parse_from(all).expect("arguments").command
}

/// A small shop with margins that nobody is to know.
struct Shop {
    temporary: tempfile::TempDir,
}

const MARGINS: [&str; 8] = [
    "31.7", "62.9", "13.3", "44.1", "55.7", "26.9", "67.3", "38.9",
];

impl Shop {
    fn new(margins: &[&str; 8]) -> Self {
        let temporary = tempfile::tempdir().unwrap();
        let shop = Self { temporary };
        let mut catalog = String::from("product_id,title,price,category,brand,margin,stock\n");
        for (number, margin) in margins.iter().enumerate() {
            let (price, kind) = (
                10 + number,
                if number < 3 {
                    "Cameras"
                } else {
                    "Cameras > Cards"
                },
            );
            catalog += &format!(
                "P{number},Thing {number},{price}.00,{kind},B{},{margin},{number}\n",
                number % 2
            );
        }
        let mut orders = String::from("order_id,time,product_id,quantity,unit_price\n");
        for order in 0..60 {
            for product in [order % 8, (order + 1) % 8, (order * 3) % 8] {
                orders += &format!(
                    "o{order},2025-03-{:02},P{product},1,10.00\n",
                    1 + order % 28
                );
            }
        }
        fs::write(shop.at("catalog.csv"), catalog).unwrap();
        fs::write(shop.at("orders.csv"), orders).unwrap();
        shop
    }

    fn at(&self, name: &str) -> PathBuf {
        self.temporary.path().join(name)
    }

    fn text(&self, name: &str) -> String {
        self.at(name).to_str().unwrap().to_owned()
    }

    fn train(&self, out: &str, more: &[&str]) {
        let [orders, catalog, out] = ["orders.csv", "catalog.csv", out].map(|name| self.text(name));
        let arguments = [
            &["train", "--quiet", "--orders", &orders][..],
            &["--catalog", &catalog, "--out", &out],
            more,
        ];
        match parsed(&arguments.concat()) {
            Command::Train(args) => train::run(&args).expect("trained"),
            other => panic!("{other:?}"),
        };
    }

    fn publish(&self, policy: &str, more: &[&str]) -> Result<Published, String> {
        fs::write(self.at("policy.toml"), policy).unwrap();
        let [file, out] = ["policy.toml", "out"].map(|name| self.text(name));
        let arguments = [&["policy", "publish", &file, "--into", &out][..], more];
        let Command::Policy(args) = parsed(&arguments.concat()) else {
            panic!()
        };
        let PolicyCommand::Publish(args) = args.command else {
            panic!()
        };
        publish_into(&args).map_err(|error| error.to_string())
    }

    /// Marks of all products by id, and the policy.
    fn published(&self, out: &str) -> (Vec<(String, MarkSet)>, Rulebook) {
        let folder = SnapshotFolder::open(&self.at(out)).unwrap();
        let mut marks = Vec::new();
        for name in folder.shards().unwrap() {
            let shard = folder.unpack(&folder.parcel(name).unwrap()).unwrap();
            for record in 0..shard.owned() {
                marks.push((shard.display().id(record).to_owned(), *shard.marks(record)));
            }
        }
        marks.sort();
        let hash = folder.manifest().rulebook.clone().unwrap();
        let bytes = fs::read(self.at(out).join(format!("{hash}.bin"))).unwrap();
        let named = ContentHash::parse(&hash).unwrap();
        (marks, Rulebook::open(&bytes, named).unwrap())
    }
}

const POLICY: &str = r#"
[[rule]]
name = "first"
when.seed = { category = "cameras", not = { category = "Cards" } }
then.boost = { margin = "high" }
then.demote = { stock = "low" }
then.exclude = { ids = ["P7", "P0"], brand = "b1" }
then.pin = { ids = ["P3"] }
then.cap = 14.5
"#;

#[test]
fn a_policy_is_published_without_training_and_replaced() {
    let shop = Shop::new(&MARGINS);
    shop.train("out", &[]);
    let before = SnapshotFolder::open(&shop.at("out"))
        .unwrap()
        .manifest()
        .clone();
    let with = ["--catalog", &shop.text("catalog.csv")];
    let published = shop.publish(POLICY, &with).unwrap();
    assert_eq!((published.rules, published.products), (1, 8));
    assert_eq!(published.products_of_marks, [3, 3, 5, 1], "{published:?}");
    let (marks, rulebook) = shop.published("out");
    let of = |id: &str| marks.iter().find(|(other, _)| other == id).unwrap().1;
    let fits = |mark: u8| -> Vec<&str> {
        marks
            .iter()
            .filter(|(_, set)| set.has(mark))
            .map(|(id, _)| id.as_str())
            .collect()
    };
    assert_eq!(fits(0), ["P0", "P1", "P2"]);
    assert_eq!(fits(3), ["P7"]);
    let mut ruling = Ruling::default();
    rulebook.judge(
        &Context {
            seeds: of("P0"),
            ..Context::default()
        },
        &mut ruling,
    );
    assert_eq!(ruling.pins, [ProductKey::of("P3")]);
    assert_eq!(ruling.cap, Some(Money(1450)));
    // Again: nothing changes, not even the name of a shard.
    let again = shop.publish(POLICY, &with).unwrap();
    assert_eq!(
        (again.rewritten_shards, &again.build),
        (0, &published.build)
    );
    let after = SnapshotFolder::open(&shop.at("out"))
        .unwrap()
        .manifest()
        .clone();
    assert_eq!(
        (after.floor, after.products),
        (before.floor, before.products)
    );
    // Another policy replaces it.
    let other = "[[rule]]\nname = \"none\"\nwhen = {}\nthen.count = 3\n";
    shop.publish(other, &[]).unwrap();
    let (marks, _) = shop.published("out");
    assert!(marks.iter().all(|(_, set)| set.is_empty()));
    // As if it had been trained with it.
    fs::write(shop.at("policy.toml"), POLICY).unwrap();
    shop.train("whole", &["--policy", &shop.text("policy.toml")]);
    shop.publish(POLICY, &with).unwrap();
    assert_eq!(shop.published("whole"), shop.published("out"));
}

/// Every file of a folder, but where margins must not matter: names that hash the rest.
fn bytes_of(folder: &Path) -> Vec<u8> {
    let mut all = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                all.extend(fs::read(&path).unwrap());
            }
        }
    }
    all
}

#[test]
fn no_margin_can_be_read_from_a_snapshot() {
    // Other margins of the same classes give the same folder byte for byte: nothing of their values is in it.
    let other = ["32.2", "99.0", "1.5", "46.0", "60.0", "2.5", "98.0", "37.0"];
    let folders: Vec<_> = [&MARGINS, &other]
        .iter()
        .map(|margins| {
            let shop = Shop::new(margins);
            fs::write(shop.at("policy.toml"), POLICY).unwrap();
            shop.train("out", &["--policy", &shop.text("policy.toml")]);
            (bytes_of(&shop.at("out")), shop)
        })
        .collect();
    let contents = |shop: &Shop| shop.published("out");
    assert_eq!(contents(&folders[0].1), contents(&folders[1].1));
    // No moment of training either, which would make two folders of the same exports differ once a second has passed.
    let folder = SnapshotFolder::open(&folders[0].1.at("out")).unwrap();
    assert_eq!(folder.manifest().as_of, None);
    let mut sorted: Vec<Vec<u8>> = folders.iter().map(|(bytes, _)| bytes.clone()).collect();
    sorted.iter_mut().for_each(|bytes| bytes.sort_unstable());
    assert_eq!(sorted[0], sorted[1]);
    // And without a policy they make no difference at all, whatever their class.
    let bare = |margins| {
        let shop = Shop::new(margins);
        shop.train("out", &[]);
        let mut bytes = bytes_of(&shop.at("out"));
        bytes.sort_unstable();
        bytes
    };
    assert_eq!(
        bare(&MARGINS),
        bare(&["1", "1", "1", "1", "1", "1", "1", "1"])
    );
}

#[test]
fn what_a_snapshot_does_not_hold_is_asked_for() {
    let shop = Shop::new(&MARGINS);
    shop.train("out", &[]);
    let refused = shop.publish(POLICY, &[]).unwrap_err();
    assert!(
        refused.contains("asks for margins") && refused.contains("--catalog FILE"),
        "{refused}"
    );
    let misspelt =
        "[[rule]]\nname = \"r\"\nwhen.seed = { category = \"Camera\" }\nthen.hide = true\n";
    let warned = shop.publish(misspelt, &[]).unwrap().warnings;
    assert_eq!(
        warned,
        ["no product of the snapshot fits category `Camera`; did you mean `Cameras`?"]
    );
    let wrong = shop.publish("[[rule]]\nname = 3\n", &[]).unwrap_err();
    assert!(
        wrong.contains("policy.toml:2:8: error: a rule's name is a text in quotes"),
        "{wrong}"
    );
}

#[test]
fn a_refresh_keeps_the_marks_or_gives_new_ones() {
    let shop = Shop::new(&MARGINS);
    fs::write(shop.at("policy.toml"), POLICY).unwrap();
    shop.train("out", &["--policy", &shop.text("policy.toml")]);
    let (marks, _) = shop.published("out");
    let today = fs::read_to_string(shop.at("catalog.csv")).unwrap();
    fs::write(
        shop.at("catalog.csv"),
        today.replace("P0,Thing 0,10.00,Cameras", "P0,Thing 0,11.00,Other"),
    )
    .unwrap();
    let refreshed = |more: &[&str]| {
        let (catalog, out) = (shop.text("catalog.csv"), shop.text("out"));
        let arguments = [
            &["refresh", "--quiet", "--catalog", &catalog, "--into", &out][..],
            more,
        ];
        match parsed(&arguments.concat()) {
            Command::Refresh(args) => refresh::run(&args).expect("refreshed"),
            other => panic!("{other:?}"),
        }
    };
    let warnings = refreshed(&[]).warnings;
    assert!(
        warnings
            .iter()
            .any(|warning| warning.contains("pass --policy")),
        "{warnings:?}"
    );
    assert_eq!(shop.published("out").0, marks);
    refreshed(&["--policy", &shop.text("policy.toml")]);
    let (after, _) = shop.published("out");
    assert_eq!((marks[0].1.has(0), after[0].1.has(0)), (true, false));
}

#[test]
fn a_checked_policy_names_its_rules() {
    let Command::Policy(args) =
        parsed(&["policy", "check", ready("quiet-checkout").to_str().unwrap()])
    else {
        panic!()
    };
    let PolicyCommand::Check(args) = args.command else {
        panic!()
    };
    let checked = check(&args).unwrap();
    assert_eq!(checked.rules.len(), 3);
    assert!(checked.to_string().ends_with("3 rule(s), nothing wrong\n"));
}
