//! The whole way, from files to a folder that reads back.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use clap::Parser as _;
use setwise_trainer::command::{Cli, Command, inspect, train};
use setwise_trainer::summary::Summary;

fn train(arguments: &[&str]) -> Result<Summary, String> {
    let all = ["setwise", "train", "--quiet"].iter().chain(arguments);
    match Cli::try_parse_from(all).map_err(|e| e.to_string())?.command {
        Command::Train(args) => train::run(&args).map_err(|e| e.to_string()),
        other => Err(format!("{other:?}")),
    }
}

fn path(path: &Path) -> &str {
    path.to_str().expect("temporary folders are UTF-8")
}

/// Sixty orders a pair: lamp with bulb, vase with flowers; and one chance meeting of lamp and vase.
fn shop(folder: &Path) -> String {
    let mut text = String::from("Invoice;When;SKU;Qty;Price;Email;Title\r\n");
    for n in 0..60 {
        for (order, sku, title) in [
            ("A", "lamp", "Lamp"),
            ("A", "bulb", "Bulb; warm"),
            ("B", "vase", "Vase"),
            ("B", "tulips", "Tulips"),
        ] {
            let day = 1 + n % 28;
            writeln!(
                text,
                "{order}{n};2025-01-{day:02};{sku};1;2,50;a{n}@example.org;\"{title}\"\r"
            )
            .expect("text");
        }
    }
    text.push_str("C1;2025-02-01;lamp;1;2,50;;Lamp\r\nC1;2025-02-01;vase;1;2,50;;Vase\r\n");
    text.push_str("C2;soon;lamp;1;2,50;;Lamp\r\nC3;2025-02-02;POST;1;3;;Postage\r\n");
    let file = folder.join("orders.csv");
    fs::write(&file, text).expect("temporary folder");
    path(&file).to_owned()
}

const MAPS: [&str; 7] = [
    "--map=orders.order_id=Invoice",
    "--map=orders.time=When",
    "--map=orders.product_id=SKU",
    "--map=orders.quantity=Qty",
    "--map=orders.unit_price=Price",
    "--map=orders.customer_id=Email",
    "--map=orders.title=Title",
];

fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut all: Vec<(String, Vec<u8>)> = fs::read_dir(folder)
        .expect("folder")
        .map(|entry| entry.expect("entry").path())
        .map(|file| {
            (
                file.file_name()
                    .expect("name")
                    .to_string_lossy()
                    .into_owned(),
                fs::read(&file).expect("file"),
            )
        })
        .collect();
    all.sort();
    all
}

#[test]
fn any_number_of_threads_gives_the_same_bytes_and_they_read_back() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let orders = shop(folder.path());
    let run = |name: &str, threads: &str| {
        let out = folder.path().join(name);
        let mut arguments = vec![
            "--orders",
            &orders,
            "--currency",
            "EUR",
            "--threads",
            threads,
            "--out",
            path(&out),
        ];
        arguments.extend(MAPS);
        (train(&arguments).expect("trained"), files(&out))
    };
    let (summary, one) = run("one", "1");
    let (_, three) = run("three", "3");
    assert_eq!(one, three);
    assert_eq!(one.len(), 2, "a manifest and a shard");

    assert_eq!(
        (summary.orders, summary.products, summary.customers),
        (121, 4, 60)
    );
    assert_eq!(summary.rows.read, 244);
    assert_eq!(summary.rows.dropped.get("bad_time"), Some(&1));
    assert_eq!(summary.rows.dropped.get("non_product"), Some(&1));
    assert_eq!(
        summary.rows.read,
        summary.rows.kept + summary.rows.dropped.values().sum::<u64>()
    );
    let example = summary
        .bad_row_examples
        .first()
        .expect("one bad row")
        .to_string();
    assert!(
        example.contains("line 244, column `When`") && example.contains("`soon`"),
        "{example}"
    );

    let args = inspect::InspectArgs {
        folder: folder.path().join("one"),
        product: Some("lamp".to_owned()),
        format: Default::default(),
    };
    let found = inspect::run(&args).expect("reads back");
    let lamp = found.product.expect("known");
    assert_eq!((lamp.title.as_str(), lamp.price), ("Lamp", Some(250)));
    let names: Vec<&str> = lamp.neighbours.iter().map(|n| n.title.as_str()).collect();
    assert_eq!(
        names,
        ["Bulb; warm"],
        "one order with a vase is below the privacy floor"
    );
    assert!(lamp.neighbours.iter().all(|n| n.single > 0.0));

    // Nothing of a customer is in the folder.
    for (name, bytes) in &one {
        assert!(!bytes.windows(7).any(|w| w == b"example"), "{name}");
    }
}

#[test]
fn a_damaged_folder_is_named() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let orders = shop(folder.path());
    let out = folder.path().join("out");
    let mut arguments = vec!["--orders", &orders, "--out", path(&out)];
    arguments.extend(MAPS);
    let summary = train(&arguments).expect("trained");
    assert!(
        summary.notes.iter().any(|n| n.contains("--currency")),
        "{:?}",
        summary.notes
    );
    let shard = files(&out)
        .into_iter()
        .find(|f| f.0.ends_with(".bin"))
        .expect("shard");
    let mut bytes = shard.1;
    let last = bytes.last_mut().expect("not empty");
    *last ^= 1;
    fs::write(out.join(&shard.0), bytes).expect("write");
    let args = inspect::InspectArgs {
        folder: out,
        product: None,
        format: Default::default(),
    };
    let text = inspect::run(&args).expect_err("damaged").to_string();
    assert!(text.contains(&shard.0), "{text}");
}

#[test]
fn what_cannot_be_trained_from_says_what_to_do() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let orders = shop(folder.path());
    let out = folder.path().join("out");
    let run = |more: &[&str]| {
        let mut arguments = vec!["--orders", orders.as_str(), "--out", path(&out)];
        arguments.extend(more);
        train(&arguments).expect_err("cannot be trained")
    };
    assert!(
        run(&[]).contains("--map orders.order_id=Invoice"),
        "{}",
        run(&[])
    );
    assert!(run(&["--map=orders.when=When"]).contains("there is no column `when`"));
    assert!(run(&["--max-bad-rows=lots"]).contains("expected a number of rows"));
    let mut strict = MAPS.to_vec();
    strict.push("--max-bad-rows=0");
    assert!(run(&strict).contains("line 244"), "{}", run(&strict));
    assert!(
        !out.exists(),
        "nothing is written before everything is read"
    );
}
