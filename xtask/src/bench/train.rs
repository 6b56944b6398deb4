//! `setwise train` on large shops: stage by stage, and how time and memory grow.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::{Map, Value};
use xshell::cmd;

use super::catalog::write_catalog;
use super::plot::growth;
use super::report::{Report, machine};
use crate::project::{Project, remove_folder, timed};
use crate::test::Made;

/// Products of every shop.
const PRODUCTS: u64 = 200_000;
/// The smaller shops have so many times fewer orders each.
const STEP: u64 = 10;

/// Stages in their order.
const STAGES: [&str; 13] = [
    "catalog",
    "orders",
    "clean",
    "baskets",
    "facts",
    "learn",
    "fit",
    "needs",
    "upgrades",
    "bundles",
    "intervals",
    "cold",
    "pack",
];

/// What one training took.
struct Took {
    orders: u64,
    lines: u64,
    pairs: u64,
    seconds: Map<String, Value>,
    memory: Map<String, Value>,
}

pub(crate) fn run(project: &Project, orders: u64) -> Result<Report> {
    let made = Made::new(project);
    let setwise = made.trainer()?;
    let folder = project.target().join("bench-train");
    fs::create_dir_all(&folder)?;
    let catalog = folder.join("catalog.csv");
    write_catalog(&catalog, PRODUCTS, |_| false)?;
    let mut found = Vec::new();
    for orders in [orders / STEP / STEP, orders / STEP, orders] {
        found.push(train(project, setwise, &folder, &catalog, orders)?);
    }
    remove_folder(&folder)?;
    let seconds: Vec<(f64, f64)> = found
        .iter()
        .map(|took| (took.orders as f64, took.total()))
        .collect();
    let memory: Vec<(f64, f64)> = found
        .iter()
        .map(|took| (took.lines as f64, took.megabytes("all")))
        .collect();
    Ok(Report {
        name: "train",
        title: "Training",
        text: table(&found),
        plots: vec![
            growth(
                project,
                "train-seconds",
                "Training: orders and seconds",
                ("orders", "seconds"),
                &[("setwise train", &seconds)],
            )?,
            growth(
                project,
                "train-memory",
                "Training: lines and memory",
                ("lines", "MB at the peak"),
                &[("setwise train", &memory)],
            )?,
        ],
    })
}

/// Draws orders and trains on them from CSV, as a shop would.
fn train(
    project: &Project,
    setwise: &Path,
    folder: &Path,
    catalog: &Path,
    orders: u64,
) -> Result<Took> {
    let shell = &project.shell;
    let (products, count) = (PRODUCTS.to_string(), orders.to_string());
    let file: PathBuf = folder.join("orders.csv");
    cmd!(
        shell,
        "{setwise} bench-orders --orders {count} --products {products} --out {file}"
    )
    .quiet()
    .ignore_stdout()
    .run()?;
    let out = folder.join("out");
    let printed = timed(&format!("train on {orders} orders"), || {
        Ok(cmd!(
            shell,
            "{setwise} train --quiet --format json --currency EUR --catalog {catalog} --orders {file} --out {out}"
        )
        .quiet()
        .read()?)
    })?;
    fs::remove_file(&file)?;
    remove_folder(&out)?;
    let summary: Value = serde_json::from_str(&printed).context("train printed no JSON")?;
    let map = |name: &str| summary.get(name).and_then(Value::as_object).cloned();
    Ok(Took {
        orders,
        lines: summary
            .pointer("/rows/read")
            .and_then(Value::as_u64)
            .unwrap_or(0),
        pairs: summary.get("pairs").and_then(Value::as_u64).unwrap_or(0),
        seconds: map("seconds").context("train says no seconds")?,
        memory: map("peak_memory_bytes").context("train says no memory; it can on Linux only")?,
    })
}

impl Took {
    fn total(&self) -> f64 {
        self.seconds.values().filter_map(Value::as_f64).sum()
    }

    fn megabytes(&self, stage: &str) -> f64 {
        self.memory
            .get(stage)
            .and_then(Value::as_f64)
            .unwrap_or(0.0)
            / 1e6
    }
}

fn table(found: &[Took]) -> String {
    let mut text = format!(
        "{}\n\nOrders by a power law over {PRODUCTS} products (`setwise bench-orders`) and a catalog with titles, brands, categories \
and attributes, both CSV. Seconds of each stage of `setwise train`, and the most memory that the process held in it.\n\n| stage |",
        machine()
    );
    for took in found {
        let _ = write!(text, " {} orders |  |", took.orders);
    }
    text.push_str("\n|---|");
    text.push_str(&"---|---|".repeat(found.len()));
    for stage in STAGES {
        let _ = write!(text, "\n| {stage} |");
        for took in found {
            let seconds = took
                .seconds
                .get(stage)
                .and_then(Value::as_f64)
                .unwrap_or(0.0);
            let _ = write!(text, " {seconds:.2} s | {:.0} MB |", took.megabytes(stage));
        }
    }
    text.push_str("\n| **all** |");
    for took in found {
        let _ = write!(
            text,
            " **{:.1} s** | **{:.0} MB** |",
            took.total(),
            took.megabytes("all")
        );
    }
    text.push_str("\n| lines, pairs |");
    for took in found {
        let _ = write!(text, " {} | {} |", took.lines, took.pairs);
    }
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn stages_stand_in_their_order_with_a_sum() {
        let map = |value: Value| value.as_object().cloned().unwrap_or_default();
        let took = Took {
            orders: 1_000,
            lines: 3_500,
            pairs: 9,
            seconds: map(json!({ "catalog": 0.5, "fit": 1.25, "pack": 0.25 })),
            memory: map(json!({ "catalog": 1e6, "fit": 7e6, "all": 7e6 })),
        };
        let text = table(&[took]);
        let at = |part: &str| text.find(part).unwrap_or_else(|| panic!("{part}: {text}"));
        assert!(at("| catalog | 0.50 s | 1 MB |") < at("| fit | 1.25 s | 7 MB |"));
        assert!(at("| fit |") < at("| **all** | **2.0 s** | **7 MB** |"));
        at("| lines, pairs | 3500 | 9 |");
    }
}
