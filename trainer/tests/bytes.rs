//! What a shop may weigh: the demo shop's model, and its display records beside `brotli -11` of the same as JSON.

use clap::Parser as _;
use setwise_trainer::command::{Cli, Command, demo_data, inspect, train};

/// Runs a command line as the shell would.
fn run(arguments: &[&str]) -> Option<inspect::Inspection> {
    let all = std::iter::once("setwise").chain(arguments.iter().copied());
    match Cli::try_parse_from(all).expect("a command").command {
        Command::Train(args) => {
            train::run(&args).expect("trained");
            None
        }
        Command::DemoData(args) => {
            demo_data::run(&args).expect("drawn");
            None
        }
        Command::Inspect(args) => Some(inspect::run(&args).expect("read")),
        other => unreachable!("{other:?}"),
    }
}

#[test]
fn the_demo_shop_keeps_to_its_budgets() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let path = |name: &str| folder.path().join(name).display().to_string();
    let (data, out) = (path("data"), path("snapshot"));
    run(&[
        "demo-data",
        "--products",
        "300",
        "--orders",
        "5000",
        "--out",
        &data,
    ]);
    let (catalog, orders) = (format!("{data}/catalog.csv"), format!("{data}/orders.csv"));
    run(&[
        "train",
        "--quiet",
        "--catalog",
        &catalog,
        "--orders",
        &orders,
        "--out",
        &out,
    ]);
    let found = run(&["inspect", &out]).expect("an inspection");
    // Tables take as much in a small shop as in a large one.
    let tables = 256.0 / f64::from(found.manifest.products);
    assert!(
        found.model_bytes_per_product <= 16.0 + tables,
        "{} model bytes a product",
        found.model_bytes_per_product
    );
    let bytes = found.bytes.expect("all shards are looked at");
    assert!(bytes.display <= bytes.display_brotli, "{bytes}");
    assert!(
        bytes.ids < bytes.ids_set && bytes.ids_set < bytes.ids_raw,
        "{bytes}"
    );
}
