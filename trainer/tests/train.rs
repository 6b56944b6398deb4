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

/// Paths in the folder, and bytes.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).expect("folder") {
        let file = entry.expect("entry").path();
        let name = file.file_name().expect("name").to_string_lossy();
        if file.is_dir() {
            let inside = files(&file).into_iter();
            all.extend(inside.map(|(path, bytes)| (format!("{name}/{path}"), bytes)));
        } else {
            all.push((name.into_owned(), fs::read(&file).expect("file")));
        }
    }
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
    assert_eq!(names.first(), Some(&"Bulb; warm"));
    assert!(
        names.iter().all(|name| !name.contains("Vase")),
        "one order with a vase is below the privacy floor: {names:?}"
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
    // `Invoice` and `SKU` are known words; of `When` only its cells say that they are times.
    let text = run(&[]);
    assert!(
        text.contains("has no column for time of table `orders`")
            && text.ends_with("Name the right header with --map orders.time=When"),
        "{text}"
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

/// Trains from files written here.
fn from_files(folder: &Path, files: &[(&str, &str)], more: &[&str]) -> Result<Summary, String> {
    let mut arguments: Vec<String> = Vec::new();
    for (table, text) in files {
        let file = folder.join(format!("{table}.csv"));
        fs::write(&file, text).expect("temporary folder");
        arguments.extend([format!("--{table}"), path(&file).to_owned()]);
    }
    let out = folder.join("out");
    arguments.extend(["--out".to_owned(), path(&out).to_owned()]);
    let arguments: Vec<&str> = arguments
        .iter()
        .map(String::as_str)
        .chain(more.iter().copied())
        .collect();
    train(&arguments)
}

const CATALOG: &str = "product_id,title,in_stock\na,A,yes\nb,B,sometimes\n";
const SESSIONS: &str =
    "session_id,time,product_id\ns,2025-01-01,zz\ns,2025-01-01,a\nt,2025-01-01,yy\n";

#[test]
fn files_that_say_next_to_nothing_are_warned_of() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let orders = "order_id,time,product_id\n1,2025-01-01,a\n1,2025-01-01,x1\n2,2025-01-01,x2\n3,2025-01-01,x3\n";
    let files = [
        ("catalog", CATALOG),
        ("orders", orders),
        ("sessions", SESSIONS),
    ];
    let summary = from_files(folder.path(), &files, &[]).expect("trained");
    let warned = |part: &str| {
        summary
            .warnings
            .iter()
            .any(|warning| warning.contains(part))
    };
    assert!(
        warned("3 of 4 rows name products that are not in the catalog"),
        "{:?}",
        summary.warnings
    );
    assert!(
        warned("2 of 3 rows name products that are not known"),
        "{:?}",
        summary.warnings
    );
    assert!(
        warned("1 rows say of their stock what is not understood (`sometimes`)"),
        "{:?}",
        summary.warnings
    );
    let rows = summary.sessions.expect("sessions were read");
    assert_eq!((rows.read, rows.kept, rows.sessions), (3, 1, 1));
    assert_eq!(rows.dropped.get("not_in_catalog"), Some(&2));

    let files = [
        ("catalog", CATALOG),
        ("orders", "order_id,time,product_id\n"),
    ];
    let summary = from_files(folder.path(), &files, &[]).expect("a catalog alone");
    assert!(
        summary
            .warnings
            .iter()
            .any(|w| w.contains("no rows below the header")),
        "{:?}",
        summary.warnings
    );
}

#[test]
fn a_catalog_of_other_ids_or_another_currency_is_said_so() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let run = |orders: &str, more: &[&str]| {
        let catalog = "product_id,title,price,currency\na,A,2.00,USD\n";
        let files = [("catalog", catalog), ("orders", orders)];
        from_files(folder.path(), &files, more).expect_err("nothing is left")
    };
    let text = run("order_id,time,product_id\n1,2025-01-01,x\n", &[]);
    assert!(
        text.contains("none of 1 rows") && text.contains("same product ids"),
        "{text}"
    );
    let text = run(
        "order_id,time,product_id\n1,2025-01-01,a\n",
        &["--currency", "EUR"],
    );
    assert!(
        text.contains("another currency than EUR") && text.contains("--currency"),
        "{text}"
    );
}

#[test]
fn what_cannot_be_written_is_found_before_anything_is_read() {
    let folder = tempfile::tempdir().expect("temporary folder");
    fs::write(folder.path().join("out"), "in the way").expect("temporary folder");
    let text = from_files(folder.path(), &[("orders", "not,a,table\n")], &[]).expect_err("a file");
    assert!(
        text.contains("cannot write") && text.contains("is a file, expected a folder"),
        "{text}"
    );
    fs::remove_file(folder.path().join("out")).expect("removed");
    let map = "--map=sessions.time=When";
    let text =
        from_files(folder.path(), &[("orders", "not,a,table\n")], &[map]).expect_err("no sessions");
    assert!(
        text.contains("there is no file of table `sessions`"),
        "{text}"
    );
}

#[test]
fn a_training_that_fails_leaves_the_old_snapshot_whole() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let orders = "order_id,time,product_id\n1,2025-01-01,a\n1,2025-01-01,b\n";
    let good = [("catalog", CATALOG), ("orders", orders)];
    from_files(folder.path(), &good, &[]).expect("trained");
    let before = files(&folder.path().join("out"));
    let broken = [
        ("catalog", CATALOG),
        (
            "orders",
            "order_id,time,product_id\n1,2025-01-01,\"a\n2,2025-01-01,b\n3,2025-01-01,b\n",
        ),
    ];
    let text = from_files(folder.path(), &broken, &[]).expect_err("an open quote");
    assert!(text.contains("a quote in it is not closed"), "{text}");
    assert_eq!(files(&folder.path().join("out")), before);
}

#[test]
fn days_held_out_without_a_query_are_no_zeros() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let mut text = String::from("order_id,time,product_id\n");
    for n in 0..40 {
        writeln!(
            text,
            "{n},2025-01-{:02},a\n{n},2025-01-{:02},b",
            1 + n % 28,
            1 + n % 28
        )
        .expect("text");
    }
    text.push_str("last,2025-03-20,a\n");
    let file = folder.path().join("orders.csv");
    fs::write(&file, text).expect("temporary folder");
    let arguments = ["setwise", "evaluate", "--orders", path(&file)];
    let report = match Cli::try_parse_from(arguments).expect("arguments").command {
        Command::Evaluate(args) => {
            setwise_trainer::command::evaluate::run(&args).expect("measured")
        }
        other => panic!("{other:?}"),
    };
    assert!(report.rows.is_empty(), "{report}");
    assert!(
        report
            .to_string()
            .contains("pdp: no queries, because no order of the days held out"),
        "{report}"
    );
}
