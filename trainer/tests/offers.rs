//! Offers on their way into a snapshot: with a training, and without one.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, SystemTime};

use clap::Parser as _;
use setwise_core::offer::{Offer, Offers};
use setwise_core::snapshot::ContentHash;
use setwise_trainer::command::{self, Cli, offers::OffersCommand, train};
use setwise_trainer::folder::SnapshotFolder;
use setwise_trainer::offers::{OffersError, Published};
use setwise_trainer::pipeline::TrainedFolder;

const HEADER: &str = "offer_id,product_id,category,kind,offer_price,currency,starts_at,ends_at,lowest_price_30d,terms\n";

fn path(path: &Path) -> &str {
    path.to_str().expect("temporary folders are UTF-8")
}

/// A shop of three products.
struct Shop {
    temporary: tempfile::TempDir,
}

impl Shop {
    fn new() -> Self {
        let shop = Self {
            temporary: tempfile::tempdir().expect("temporary"),
        };
        shop.write(
            "catalog.csv",
            "product_id,title,price,currency,category\nlamp,Lamp,20.00,GBP,Home > Light\nvase,Vase,9.00,GBP,Home\ncup,Cup,4.00,GBP,Kitchen\n",
        );
        let orders: String = (0..30)
            .map(|n| {
                format!(
                    "o{n},2026-10-{:02}T10:00:00Z,lamp\no{n},2026-10-{:02}T10:00:00Z,vase\n",
                    n % 28 + 1,
                    n % 28 + 1
                )
            })
            .collect();
        shop.write("orders.csv", &format!("order_id,time,product_id\n{orders}"));
        shop
    }

    fn at(&self, name: &str) -> PathBuf {
        self.temporary.path().join(name)
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.at(name);
        fs::write(&path, text).expect("written");
        path
    }

    /// A file of price offers: id, product, first and last day of November 2026.
    fn offers(&self, name: &str, rows: &[(&str, &str, u32, u32)]) -> PathBuf {
        let rows: String = rows
            .iter()
            .map(|(id, product, from, to)| {
                format!("{id},{product},,price,3.00,GBP,2026-11-{from:02}T00:00:00Z,2026-11-{to:02}T00:00:00Z,3.50,One each\n")
            })
            .collect();
        self.write(name, &format!("{HEADER}{rows}"))
    }

    fn trained(&self, more: &[&str]) -> Result<PathBuf, train::TrainError> {
        let (catalog, orders, out) = (
            self.at("catalog.csv"),
            self.at("orders.csv"),
            self.at("out"),
        );
        let arguments = [
            &["setwise", "train", "--quiet", "--catalog", path(&catalog)][..],
            &["--orders", path(&orders), "--out", path(&out)],
            more,
        ];
        match Cli::try_parse_from(arguments.concat())
            .expect("arguments")
            .command
        {
            command::Command::Train(args) => train::run(&args).map(|_| out),
            other => panic!("{other:?}"),
        }
    }

    fn publish(&self, offers: &Path, now: &str) -> Result<Published, OffersError> {
        let out = self.at("out");
        let arguments = [
            "setwise",
            "offers",
            "publish",
            path(offers),
            "--into",
            path(&out),
            "--now",
            now,
        ];
        match Cli::try_parse_from(arguments).expect("arguments").command {
            command::Command::Offers(offers) => match *offers {
                OffersCommand::Publish(args) => command::offers::run_publish(&args),
                other => panic!("{other:?}"),
            },
            other => panic!("{other:?}"),
        }
    }

    /// The lamp's offer was taken back on 4 November: the same from the 6th on comes too soon.
    fn refuses_the_lamp_again(&self) {
        let back = self.offers("back.csv", &[("A-2", "lamp", 6, 20)]);
        let refused = self.publish(&back, "2026-11-05");
        let text = refused.expect_err("the same once more").to_string();
        assert!(text.contains("2 days after"), "{text}");
    }
}

fn assert_taken_back(folder: &Path) {
    let offers = offers_of(folder);
    let ends = offers.find("A").expect("remembered").span().ends();
    assert_eq!(
        ends, 1_793_750_400,
        "2026-11-04T00:00:00Z, when it was taken back"
    );
}

fn offers_of(folder: &Path) -> Offers {
    let folder = SnapshotFolder::open(folder).expect("opens");
    let name = folder.manifest().offers.clone().expect("names offers");
    let bytes = fs::read(folder.path().join(format!("{name}.bin"))).expect("is there");
    Offers::open(&bytes, ContentHash::parse(&name).expect("a hash")).expect("reads")
}

fn ids(offers: &Offers) -> Vec<&str> {
    let mut ids: Vec<&str> = offers.iter().map(|offer: Offer<'_>| offer.id()).collect();
    ids.sort_unstable();
    ids
}

#[test]
fn a_training_packs_the_offers_that_hold() {
    let shop = Shop::new();
    let file = shop.offers("offers.csv", &[("A", "lamp", 1, 5), ("B", "vase", 1, 8)]);
    let out = shop.trained(&["--offers", path(&file)]).expect("trained");
    assert_eq!(ids(&offers_of(&out)), ["A", "B"]);
    let first = fs::read(out.join("manifest.json")).expect("manifest");
    shop.trained(&["--offers", path(&file)]).expect("trained");
    assert_eq!(
        fs::read(out.join("manifest.json")).expect("manifest"),
        first,
        "equal exports, an equal folder"
    );
    shop.trained(&["--offers", path(&file), "--as-of", "2026-12-06"])
        .expect("trained");
    assert_eq!(
        ids(&offers_of(&out)),
        ["B"],
        "A ended more than 30 days before"
    );
}

#[test]
fn a_training_refuses_a_successor_and_names_both_lines() {
    let shop = Shop::new();
    let file = shop.offers(
        "offers.csv",
        &[
            ("A", "lamp", 1, 5),
            ("B", "vase", 1, 8),
            ("C", "lamp", 12, 15),
        ],
    );
    let text = shop
        .trained(&["--offers", path(&file)])
        .expect_err("refused")
        .to_string();
    for part in [
        "offers.csv, line 4",
        "offer `A` of line 2",
        "7 days after",
        "30 days",
    ] {
        assert!(text.contains(part), "{part} not in: {text}");
    }
    assert!(!shop.at("out/manifest.json").exists(), "nothing is written");
    shop.trained(&["--offers", path(&file), "--cooling-off-days", "7"])
        .expect("the merchant's own rule");
}

#[test]
fn offers_are_replaced_without_training() {
    let shop = Shop::new();
    let out = shop.trained(&[]).expect("trained");
    let shards = |folder: &Path| {
        TrainedFolder::read(folder)
            .expect("whole")
            .shards()
            .to_vec()
    };
    let (before, model) = (
        fs::read(out.join("manifest.json")).expect("manifest"),
        shards(&out),
    );
    let file = shop.offers("offers.csv", &[("A", "lamp", 1, 5)]);
    let published = shop.publish(&file, "2026-11-02").expect("published");
    assert_eq!((published.offers, published.remembered), (1, 0));
    assert_ne!(
        fs::read(out.join("manifest.json")).expect("manifest"),
        before
    );
    assert!(
        shards(&out)
            .iter()
            .map(|shard| shard.name())
            .eq(model.iter().map(|shard| shard.name())),
        "the model stays"
    );

    // A second file takes its place; what ended is remembered, and may not be repeated at once.
    let next = shop.offers("next.csv", &[("B", "vase", 7, 9)]);
    let published = shop.publish(&next, "2026-11-06").expect("published");
    assert_eq!((published.offers, published.remembered), (1, 1));
    assert_eq!(ids(&offers_of(&out)), ["A", "B"]);
    let again = shop.offers("again.csv", &[("A-2", "lamp", 10, 12)]);
    let held = fs::read(out.join("manifest.json")).expect("manifest");
    let text = shop
        .publish(&again, "2026-11-09")
        .expect_err("too soon")
        .to_string();
    assert!(
        text.contains("again.csv, line 2") && text.contains("`A`, which the folder holds"),
        "{text}"
    );
    assert_eq!(
        fs::read(out.join("manifest.json")).expect("manifest"),
        held,
        "the folder holds what it held"
    );
    shop.publish(&again.with_file_name("next.csv"), "2026-12-06")
        .expect("published");
    assert!(
        !ids(&offers_of(&out)).contains(&"A"),
        "after 30 days it cannot matter any more"
    );
}

#[test]
fn an_offer_that_is_taken_back_ends_and_an_end_that_was_told_stays() {
    let shop = Shop::new();
    let out = shop.trained(&[]).expect("trained");
    shop.publish(&shop.offers("a.csv", &[("A", "lamp", 1, 20)]), "2026-11-02")
        .expect("published");
    let text = shop
        .publish(
            &shop.offers("longer.csv", &[("A", "lamp", 1, 25)]),
            "2026-11-03",
        )
        .expect_err("moved")
        .to_string();
    assert!(text.contains("an end that was told stays"), "{text}");
    shop.publish(&shop.write("none.csv", HEADER), "2026-11-04")
        .expect("published");
    assert_taken_back(&out);
    shop.refuses_the_lamp_again();
}

#[test]
fn publishing_makes_no_prices_younger() {
    let shop = Shop::new();
    let out = shop.trained(&[]).expect("trained");
    let week_ago = SystemTime::now() - Duration::from_secs(7 * 86_400);
    let manifest = fs::File::options()
        .write(true)
        .open(out.join("manifest.json"))
        .expect("manifest");
    manifest.set_modified(week_ago).expect("set");
    drop(manifest);
    shop.publish(&shop.offers("a.csv", &[("A", "lamp", 1, 5)]), "2026-11-02")
        .expect("published");
    let as_of = SnapshotFolder::open(&out)
        .expect("opens")
        .manifest()
        .as_of
        .expect("named");
    let expected = week_ago
        .duration_since(SystemTime::UNIX_EPOCH)
        .expect("after 1970")
        .as_secs();
    assert_eq!(as_of.unsigned_abs(), expected);
    shop.publish(&shop.offers("b.csv", &[("B", "vase", 1, 5)]), "2026-11-02")
        .expect("published");
    assert_eq!(
        SnapshotFolder::open(&out).expect("opens").manifest().as_of,
        Some(as_of)
    );
}

#[test]
fn the_linter_tells_all_and_fails() {
    let shop = Shop::new();
    let file = shop.write(
        "offers.csv",
        &format!("{HEADER}A,lamp,,price,25.00,GBP,2026-11-01T00:00:00Z,2026-11-05T00:00:00Z,,\nB,spoon,,price,1.00,EUR,2026-11-01T00:00:00,2026-11-05T00:00:00Z,,\n"),
    );
    let run = |more: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_setwise"))
            .args(["offers", "check", path(&file)])
            .args(more)
            .output()
            .expect("runs");
        let text = String::from_utf8_lossy(&output.stdout).into_owned()
            + &String::from_utf8_lossy(&output.stderr);
        (output.status.success(), text)
    };
    let catalog = shop.at("catalog.csv");
    let (passed, text) = run(&["--catalog", path(&catalog)]);
    assert!(!passed);
    assert!(!text.contains("error: error:"), "{text}");
    for part in [
        "line 2, column `offer_price`: 25.00 is above 20.00, the catalog's price",
        "warning: ",
        "line 3, column `starts_at`: expected a time with its zone",
        "1 offers in 2 rows, 2 errors",
    ] {
        assert!(text.contains(part), "{part} not in: {text}");
    }
    let (passed, text) = run(&[
        "--format",
        "json",
        "--time-zone",
        "UTC",
        "--catalog",
        path(&catalog),
    ]);
    assert!(
        !passed && text.contains("\"level\": \"error\"") && text.contains("in EUR"),
        "{text}"
    );
    let good = shop.offers("good.csv", &[("A", "lamp", 1, 5)]);
    let output = Command::new(env!("CARGO_BIN_EXE_setwise"))
        .args(["offers", "check", path(&good), "--catalog", path(&catalog)])
        .output()
        .expect("runs");
    assert!(output.status.success(), "{output:?}");
}

#[test]
fn a_training_without_offers_takes_them_back_and_forgets_none() {
    let shop = Shop::new();
    shop.trained(&[]).expect("trained");
    shop.publish(&shop.offers("a.csv", &[("A", "lamp", 1, 20)]), "2026-11-02")
        .expect("published");
    let out = shop.trained(&["--as-of", "2026-11-04"]).expect("trained");
    assert_taken_back(&out);
    shop.refuses_the_lamp_again();
    // Long after that nothing of it matters.
    let out = shop.trained(&["--as-of", "2027-03-01"]).expect("trained");
    let folder = SnapshotFolder::open(&out).expect("opens");
    assert_eq!(folder.manifest().offers, None);
}

#[test]
fn a_damaged_memory_is_named_and_nothing_is_published() {
    let shop = Shop::new();
    let out = shop.trained(&[]).expect("trained");
    let file = shop.offers("a.csv", &[("A", "lamp", 1, 5)]);
    shop.publish(&file, "2026-11-02").expect("published");
    let name = SnapshotFolder::open(&out)
        .expect("opens")
        .manifest()
        .offers
        .clone()
        .expect("named");
    let bin = out.join(format!("{name}.bin"));
    let bytes = fs::read(&bin).expect("offers");
    fs::write(&bin, &bytes[..bytes.len() - 1]).expect("cut");
    let text = shop
        .publish(&file, "2026-11-02")
        .expect_err("damaged")
        .to_string();
    assert!(
        text.contains(&name) && text.contains("put the file back"),
        "{text}"
    );
    fs::remove_file(&bin).expect("removed");
    let text = shop
        .publish(&file, "2026-11-02")
        .expect_err("missing")
        .to_string();
    assert!(text.contains("cannot read"), "{text}");
}

#[test]
fn the_demo_shops_offers_break_no_rule() {
    let temporary = tempfile::tempdir().expect("temporary");
    let data = temporary.path().join("data");
    let setwise = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_setwise"))
            .args(arguments)
            .output()
            .expect("runs");
        assert!(output.status.success(), "{output:?}");
    };
    setwise(&["demo-data", "--orders", "300", "--out", path(&data)]);
    let (offers, catalog) = (data.join("offers.csv"), data.join("catalog.csv"));
    setwise(&[
        "offers",
        "check",
        path(&offers),
        "--catalog",
        path(&catalog),
    ]);
}
