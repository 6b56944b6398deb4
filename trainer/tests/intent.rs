//! Intent from the file to the folder: sessions in, a model that a page can open out, or the prior, said so.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use clap::Parser as _;
use setwise_core::catalog::{Money, ProductKey};
use setwise_core::intent::{IntentModel, MAX_INTENT_BYTES, Origin, Signal, Visit};
use setwise_core::snapshot::{ContentHash, Manifest};
use setwise_trainer::command::{Cli, Command, inspect, train};
use setwise_trainer::summary::Summary;

fn trained(arguments: &[&str]) -> Summary {
    let all = ["setwise", "train", "--quiet"].iter().chain(arguments);
    match Cli::try_parse_from(all).expect("arguments").command {
        Command::Train(args) => train::run(&args).expect("trained"),
        other => panic!("{other:?}"),
    }
}

fn path(path: &Path) -> &str {
    path.to_str().expect("temporary folders are UTF-8")
}

/// Who comes back to a product puts it into the cart and buys, nine times in ten; who looks at another one leaves, nine times in ten.
fn visits(folder: &Path, count: usize) -> String {
    let mut text = String::from("session_id,time,event,product_id\n");
    for visit in 0..count {
        let back = visit % 2 == 0;
        let buys = back != (visit % 20 < 2);
        let mut row = |second: usize, event: &str, product: &str| {
            let (hour, minute) = (visit / 60 % 24, visit % 60);
            writeln!(
                text,
                "v{visit},2025-03-{:02}T{hour:02}:{minute:02}:{second:02}Z,{event},{product}",
                1 + visit / 1_440
            )
            .expect("text");
        };
        row(0, "view", "tent");
        row(10, "view", "mat");
        row(20, "view", if back { "tent" } else { "lamp" });
        if buys {
            row(30, "add_to_cart", "tent");
            row(40, "begin_checkout", "tent");
            row(50, "purchase", "tent");
        }
    }
    let file = folder.join(format!("visits-{count}.csv"));
    fs::write(&file, text).expect("temporary folder");
    path(&file).to_owned()
}

fn manifest(folder: &Path) -> Manifest {
    let bytes = fs::read(folder.join("manifest.json")).expect("a manifest");
    serde_json::from_slice(&bytes).expect("JSON")
}

fn model(folder: &Path) -> IntentModel {
    let name = manifest(folder).intent.expect("a model");
    let bytes = fs::read(folder.join(format!("{name}.bin"))).expect("its file");
    assert!(bytes.len() <= MAX_INTENT_BYTES);
    IntentModel::open(&bytes, ContentHash::parse(&name).expect("a hash")).expect("opens")
}

#[test]
fn what_visits_do_is_learned_packed_and_told_after_every_event() {
    let folder = tempfile::tempdir().expect("temporary");
    let sessions = visits(folder.path(), 2_000);
    let out = folder.path().join("snapshot");
    let summary = trained(&["--sessions", &sessions, "--out", path(&out)]);
    let intent = summary.intent.clone().expect("intent");
    assert_eq!((intent.sessions, intent.buying), (2_000, 1_000));
    let after: Vec<i32> = intent.after.iter().map(|after| after.events).collect();
    assert_eq!(after, [1, 3, 5, 10]);
    let [one, three, five, ten] = &intent.after[..] else {
        panic!("{intent:?}")
    };
    assert!(
        one.figures.auc < 0.6,
        "the first view is the same in all: {one:?}"
    );
    assert!((0.85..0.95).contains(&three.figures.auc), "{three:?}");
    assert!(three.figures.ece < 0.06, "{three:?}");
    assert!(
        three.sessions > 300 && three.sessions < 500,
        "a fifth: {three:?}"
    );
    assert_eq!((five.sessions, five.buying), (five.buying, five.sessions));
    assert_eq!(ten.sessions, 0);
    let Command::Inspect(args) = Cli::try_parse_from(["setwise", "inspect", path(&out)])
        .expect("arguments")
        .command
    else {
        panic!("not inspect")
    };
    let found = inspect::run(&args).expect("read");
    let told = inspect::describe(&found);
    let seen = found.intent.expect("a model");
    assert_eq!(
        (seen.bytes, seen.trees as u64),
        (intent.bytes, intent.trees)
    );
    assert!(
        !seen.features.is_empty() && !seen.calibration.is_empty(),
        "{seen:?}"
    );
    assert!(
        seen.calibration
            .is_sorted_by(|a, b| a.log_odds < b.log_odds && a.likely <= b.likely)
    );
    assert!(told.contains(&seen.to_string()), "{told}");
    let text = summary.to_string();
    assert!(
        text.contains("after  3 events") && text.contains("AUC"),
        "{text}"
    );

    let model = model(&out);
    let visit = |third: &str| {
        let mut visit = Visit::new(Origin::default());
        for (second, product) in [(0, "tent"), (10, "mat"), (20, third)] {
            let signal = Signal::View {
                product: Some(ProductKey::of(product)),
                price: None::<Money>,
            };
            visit.observe(1_740_787_200 + second, signal);
        }
        model.probability(&visit.features().row()).to_f64()
    };
    let (back, on) = (visit("tent"), visit("lamp"));
    assert!(
        (back - 0.9).abs() < 0.08 && (on - 0.1).abs() < 0.08,
        "{back} {on}"
    );
}

#[test]
fn equal_sessions_give_an_equal_folder_with_any_number_of_threads() {
    let folder = tempfile::tempdir().expect("temporary");
    let sessions = visits(folder.path(), 600);
    let of = |threads: &str| {
        let out = folder.path().join(threads);
        trained(&[
            "--sessions",
            &sessions,
            "--threads",
            threads,
            "--out",
            path(&out),
        ]);
        (manifest(&out), model(&out))
    };
    assert_eq!(of("1"), of("3"));
}

#[test]
fn too_few_purchases_leave_the_prior_and_it_is_said() {
    let folder = tempfile::tempdir().expect("temporary");
    let sessions = visits(folder.path(), 150);
    let out = folder.path().join("snapshot");
    let summary = trained(&["--sessions", &sessions, "--out", path(&out)]);
    let why = summary
        .intent
        .clone()
        .and_then(|intent| intent.prior)
        .expect("the prior");
    assert!(why.contains("75 of 150 sessions bought"), "{why}");
    assert!(
        summary
            .to_string()
            .contains("the documented prior stands in")
    );
    assert_eq!(manifest(&out).intent, None);
}

#[test]
fn the_export_of_google_analytics_is_a_source() {
    let folder = tempfile::tempdir().expect("temporary");
    let mut text = String::new();
    for visit in 0..600 {
        let buys = visit % 2 == 0;
        let device = if buys { "desktop" } else { "mobile" };
        let mut event = |name: &str, second: i64| {
            writeln!(
                text,
                r#"{{"event_name":"{name}","event_timestamp":"{}000000","user_pseudo_id":"{visit}.1","user_id":"secret-{visit}","device":{{"category":"{device}"}},"event_params":[{{"key":"ga_session_id","value":{{"int_value":"5"}}}}],"items":[{{"item_id":"tent"}}]}}"#,
                1_740_787_200 + second
            )
            .expect("text");
        };
        event("page_view", 0);
        event("view_item", 1);
        event("view_item", 5);
        event("view_item", 9);
        if buys {
            event("purchase", 60);
        }
    }
    let file = folder.path().join("events.json");
    fs::write(&file, text).expect("temporary folder");
    let out = folder.path().join("snapshot");
    let summary = trained(&["--sessions", path(&file), "--out", path(&out)]);
    let intent = summary.intent.clone().expect("intent");
    assert_eq!((intent.sessions, intent.buying), (600, 300));
    assert!(
        intent.after[0].figures.auc > 0.99,
        "the device tells: {intent:?}"
    );
    let json = serde_json::to_string(&summary).expect("JSON");
    assert!(
        !json.contains("secret") && json.contains("user_pseudo_id (hashed)"),
        "{json}"
    );
    assert!(model(&out).trees() > 0);
}
