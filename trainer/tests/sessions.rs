//! A shop that has visits and nothing else: from the file to a folder that says what is looked at next.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use clap::Parser as _;
use setwise_core::catalog::ProductKey;
use setwise_core::rank::{Outcome, Reason, Scratch, rank};
use setwise_core::request::{Request, Shelf};
use setwise_trainer::command::{Cli, Command, evaluate, train};
use setwise_trainer::evaluate::Report;
use setwise_trainer::pipeline::TrainedFolder;
use setwise_trainer::summary::Summary;

fn command(arguments: &[&str]) -> Command {
    let all = ["setwise"].iter().chain(arguments);
    Cli::try_parse_from(all).expect("arguments").command
}

fn trained(arguments: &[&str]) -> Summary {
    match command(&[&["train", "--quiet"], arguments].concat()) {
        Command::Train(args) => train::run(&args).expect("trained"),
        other => panic!("{other:?}"),
    }
}

fn measured(arguments: &[&str]) -> Report {
    match command(&[&["evaluate", "--protocol", "next-item"], arguments].concat()) {
        Command::Evaluate(args) => evaluate::run(&args).expect("measured"),
        other => panic!("{other:?}"),
    }
}

fn path(path: &Path) -> &str {
    path.to_str().expect("temporary folders are UTF-8")
}

/// Four visits go tent, mat, lamp; two go tent, stove.
fn visits(folder: &Path) -> String {
    let mut text = String::from("session_id,time,product_id\n");
    for visit in 0..6 {
        let products: &[&str] = if visit < 4 {
            &["tent", "mat", "lamp"]
        } else {
            &["tent", "stove"]
        };
        for (minute, product) in products.iter().enumerate() {
            writeln!(
                text,
                "v{visit},2025-03-0{}T10:0{minute}:00Z,{product}",
                visit + 1
            )
            .expect("text");
        }
    }
    let file = folder.join("visits.csv");
    fs::write(&file, text).expect("temporary folder");
    path(&file).to_owned()
}

/// What follows a visit, by the shipped ranking.
fn next(folder: &Path, seen: &[&str], revisits: bool) -> Vec<(String, Reason)> {
    let folder = TrainedFolder::read(folder).expect("folder");
    let shards = folder.open().expect("opens");
    let shards: Vec<_> = shards.iter().collect();
    let seeds: Vec<ProductKey> = seen.iter().map(|id| ProductKey::of(id)).collect();
    let request = Request {
        shelf: Shelf::ForYou,
        revisits,
        ..Request::for_seeds(&seeds)
    };
    let mut scratch = Scratch::default();
    match rank(&shards, &request, &folder.manifest().policy(), &mut scratch) {
        Outcome::Slate(items) => items
            .iter()
            .map(|item| {
                (
                    shards[item.shard].display().id(item.record).to_owned(),
                    item.reason,
                )
            })
            .collect(),
        Outcome::Withheld(_) => Vec::new(),
    }
}

#[test]
fn visits_alone_make_a_folder_that_says_what_is_looked_at_next() {
    let folder = tempfile::tempdir().expect("temporary");
    let (file, out) = (visits(folder.path()), folder.path().join("out"));
    let summary = trained(&[
        "--sessions",
        &file,
        "--min-visits",
        "3",
        "--out",
        path(&out),
    ]);
    assert_eq!(
        (
            summary.products,
            summary.orders,
            summary.snapshot.products_with_next
        ),
        (4, 0, 3)
    );
    let note = summary
        .notes
        .iter()
        .find(|note| note.contains("--min-visits"))
        .expect("a note");
    assert!(
        note.contains("3 of 4 products") && note.contains("3 sessions"),
        "{note}"
    );

    let after = |seed| Reason::ViewedNext { seed };
    let expected = [("mat".to_owned(), after(0)), ("lamp".to_owned(), after(0))];
    assert_eq!(
        next(&out, &["tent"], true),
        expected,
        "two visits to the stove are too few"
    );
    // The tent comes back for its own sake, ahead of the lamp, which both speak for.
    let back = ("tent".to_owned(), Reason::SeenBefore { seed: 0 });
    assert_eq!(
        next(&out, &["tent", "mat"], true),
        [back, ("lamp".to_owned(), after(1))]
    );
    assert_eq!(
        next(&out, &["tent", "mat"], false),
        [("lamp".to_owned(), after(1))]
    );

    let all = folder.path().join("all");
    let summary = trained(&["--sessions", &file, "--out", path(&all)]);
    assert_eq!(summary.snapshot.products_with_next, 4);
    let found = next(&all, &["stove"], true);
    assert_eq!(found.first().map(|item| item.0.as_str()), Some("tent"));
}

#[test]
fn a_catalog_without_orders_keeps_its_products() {
    let folder = tempfile::tempdir().expect("temporary");
    let (file, out) = (visits(folder.path()), folder.path().join("out"));
    let catalog = folder.path().join("catalog.csv");
    fs::write(
        &catalog,
        "product_id,title\ntent,Tent\nmat,Mat\nrope,Rope\n",
    )
    .expect("written");
    let summary = trained(&[
        "--sessions",
        &file,
        "--catalog",
        path(&catalog),
        "--out",
        path(&out),
    ]);
    assert_eq!(summary.products, 3);
    let rows = summary.sessions.expect("sessions were read");
    assert_eq!((rows.read, rows.kept, rows.sessions), (16, 10, 6));
    assert_eq!(rows.dropped.get("not_in_catalog"), Some(&6));
    assert_eq!(
        next(&out, &["tent"], true),
        [("mat".to_owned(), Reason::ViewedNext { seed: 0 })]
    );
}

#[test]
fn equal_visits_give_equal_bytes_with_any_number_of_threads() {
    let folder = tempfile::tempdir().expect("temporary");
    let file = visits(folder.path());
    let shard = |name: &str, threads: &str| {
        let out = folder.path().join(name);
        trained(&[
            "--sessions",
            &file,
            "--threads",
            threads,
            "--out",
            path(&out),
        ]);
        let folder = TrainedFolder::read(&out).expect("folder");
        let checksums = folder.shards().iter().map(|shard| shard.checksum());
        checksums.collect::<Vec<_>>()
    };
    assert_eq!(shard("one", "1"), shard("three", "3"));
}

#[test]
fn a_floor_of_visits_has_its_price() {
    let folder = tempfile::tempdir().expect("temporary");
    let file = visits(folder.path());
    let test = folder.path().join("test.csv");
    fs::write(&test, "session_id,time,product_id\nt,2025-04-01,tent\nt,2025-04-02,mat\nu,2025-04-01,stove\nu,2025-04-02,tent\n")
        .expect("written");
    let files = ["--sessions", &file, "--test-sessions", path(&test)];
    let report = measured(&files);
    assert_eq!((report.rows.len(), report.rows[0].queries), (1, 2));
    let hits = |options: &[&str]| {
        let report = measured(&[&files[..], options].concat());
        report.rows[0].metrics[0].1.value
    };
    assert_eq!(hits(&[]), 1.0);
    assert_eq!(hits(&["--min-visits", "3"]), 0.5);
    let report = measured(&[&files[..], &["--min-visits", "2", "--min-orders", "9"]].concat());
    assert_eq!(report.rows[0].metrics[0].1.value, 1.0);
    let report = measured(&[&files[..], &["--min-orders", "1"]].concat());
    assert_eq!((report.rows.len(), report.notes.len()), (1, 0));
}

#[test]
#[ignore = "needs ../shared/data/serenade-sessions and takes a minute unoptimised"]
fn published_sessions_are_predicted_better_than_published() {
    let file = |name: &str| {
        let data = "../../shared/data/serenade-sessions";
        format!("{}/{data}/{name}", env!("CARGO_MANIFEST_DIR"))
    };
    let (train, test) = (file("train.txt.gz"), file("test.txt"));
    let report = measured(&[
        "--sessions",
        &train,
        "--test-sessions",
        &test,
        "--map=sessions.session_id=SessionId",
        "--map=sessions.product_id=ItemId",
        "--map=sessions.time=Time",
        "--min-visits=1",
    ]);
    let row = &report.rows[0];
    assert_eq!((row.method.as_str(), row.queries), ("setwise", 931));
    let figure = |name| {
        row.metrics
            .iter()
            .find(|m| m.0 == name)
            .expect("measured")
            .1
            .value
    };
    // VMIS-kNN as published: .6402 and .3277; a tenth more is the aim.
    assert!(figure("hr@20") >= 1.1 * 0.6402, "{}", figure("hr@20"));
    assert!(figure("mrr@20") >= 1.1 * 0.3277, "{}", figure("mrr@20"));
}
