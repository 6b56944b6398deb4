//! What a device learns of the demo shop's shoppers, whose truth is known, by the command that prints it.

mod shop;

use setwise_trainer::command::{Command, evaluate};
use setwise_trainer::demo::{DEFAULT_UNTIL, DemoOptions, generate};
use setwise_trainer::evaluate::Report;
use shop::parsed;

/// A figure of a row.
fn figure(report: &Report, protocol: &str, method: &str, metric: &str) -> f64 {
    let mut rows = report.rows.iter();
    let row = rows
        .find(|row| row.protocol == protocol && row.method == method)
        .expect("a row");
    let mut metrics = row.metrics.iter();
    let (_, found) = metrics.find(|(name, _)| *name == metric).expect("a figure");
    found.value
}

/// A shop that nothing was chosen on; small, so that the bounds are below those of docs/quality.md.
#[test]
fn visits_tell_of_tolerance_and_orders_of_taste() {
    let folder = tempfile::tempdir().expect("a folder");
    let options = DemoOptions {
        seed: 31,
        products: 300,
        orders: 6_000,
        until: DEFAULT_UNTIL.to_owned(),
        offers_from: None,
    };
    generate(&options, folder.path()).expect("a shop");
    let path = |name: &str| folder.path().join(name).display().to_string();
    let files = ["catalog", "orders", "sessions"].map(|name| path(&format!("{name}.csv")));
    let [catalog, orders, sessions] = &files;
    let truth = path("truth.json");
    let report = match parsed(&[
        "evaluate",
        "--shoppers",
        "--protocol=pdp",
        "--catalog",
        catalog,
        "--orders",
        orders,
        "--sessions",
        sessions,
        "--truth",
        &truth,
    ]) {
        Command::Evaluate(args) => evaluate::run(&args).expect("measured"),
        other => panic!("{other:?}"),
    };
    let correlation = |after| figure(&report, "tolerance", after, "spearman");
    let (five, ten) = (
        correlation("after 5 events"),
        correlation("after 10 events"),
    );
    assert!(five > 0.4 && ten > 0.55 && ten > five, "{five} {ten}");
    let gain = |protocol, metric, method| {
        figure(&report, protocol, "setwise", metric) / figure(&report, protocol, method, metric)
    };
    let upgrades = gain("upgrade-both", "value", "unpersonalised");
    assert!(upgrades > 1.25, "{upgrades}");
    let page = gain("taste-page", "ndcg@6", "unpersonalised");
    let picked = gain("taste-picked", "ndcg@10", "popularity");
    assert!(page > 1.02 && picked > 1.5, "{page} {picked}");
}
