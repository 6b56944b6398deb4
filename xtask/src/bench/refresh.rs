//! `setwise refresh` and `setwise diff` on a large shop: seconds, memory, and what they find.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result};
use serde_json::Value;
use xshell::cmd;

use super::catalog::write_catalog;
use super::report::{Report, machine};
use crate::project::{Project, remove_folder, timed};
use crate::test::Made;

const PRODUCTS: u64 = 100_000;
/// Enough for neighbours; a refresh reads none of them.
const ORDERS: u64 = 300_000;

/// How a change is called, and which products then cost more than in the catalog that was trained on.
type Change = (&'static str, fn(u64) -> bool);

const CHANGES: [Change; 3] = [
    ("none", |_| false),
    ("1 %", |product| product % 100 == 0),
    ("all", |_| true),
];

/// What one refresh took, and what `setwise diff` says of its outcome beside the trained folder.
struct Took {
    what: &'static str,
    refresh: f64,
    diff: f64,
    refreshed: Value,
    difference: Value,
}

pub(crate) fn run(project: &Project) -> Result<Report> {
    let made = Made::new(project);
    let setwise = made.trainer()?;
    let folder = project.target().join("bench-refresh");
    remove_folder(&folder)?;
    fs::create_dir_all(&folder)?;
    let (catalog, trained) = (folder.join("catalog.csv"), folder.join("trained"));
    write_catalog(&catalog, PRODUCTS, |_| false)?;
    train(project, setwise, &folder, &catalog, &trained)?;
    let mut found = Vec::new();
    for (what, dearer) in CHANGES {
        write_catalog(&catalog, PRODUCTS, dearer)?;
        found.push(refresh(project, setwise, &catalog, &trained, what)?);
    }
    remove_folder(&folder)?;
    Ok(Report {
        name: "refresh",
        title: "Refresh and diff",
        text: table(&found),
        plots: Vec::new(),
    })
}

fn train(
    project: &Project,
    setwise: &Path,
    folder: &Path,
    catalog: &Path,
    out: &Path,
) -> Result<()> {
    let shell = &project.shell;
    let (orders, products) = (ORDERS.to_string(), PRODUCTS.to_string());
    let file = folder.join("orders.csv");
    cmd!(
        shell,
        "{setwise} bench-orders --orders {orders} --products {products} --out {file}"
    )
    .quiet()
    .ignore_stdout()
    .run()?;
    timed("train", || {
        cmd!(
            shell,
            "{setwise} train --quiet --currency EUR --catalog {catalog} --orders {file} --out {out}"
        )
        .quiet()
        .ignore_stdout()
        .run()?;
        Ok(())
    })
}

/// Refreshes a copy of the trained folder and compares the two.
fn refresh(
    project: &Project,
    setwise: &Path,
    catalog: &Path,
    trained: &Path,
    what: &'static str,
) -> Result<Took> {
    let shell = &project.shell;
    let fresh = trained.with_file_name("refreshed");
    remove_folder(&fresh)?;
    cmd!(shell, "cp -r {trained} {fresh}").quiet().run()?;
    let (refresh, refreshed) = clocked(cmd!(
        shell,
        "{setwise} refresh --quiet --format json --catalog {catalog} --into {fresh}"
    ))?;
    let (diff, difference) = clocked(cmd!(
        shell,
        "{setwise} diff --format json {trained} {fresh}"
    ))?;
    Ok(Took {
        what,
        refresh,
        diff,
        refreshed,
        difference,
    })
}

/// Seconds from start to end of a command, and the JSON that it prints.
fn clocked(command: xshell::Cmd<'_>) -> Result<(f64, Value)> {
    let start = Instant::now();
    let printed = command.quiet().read()?;
    let seconds = start.elapsed().as_secs_f64();
    let json = serde_json::from_str(&printed).context("no JSON was printed")?;
    Ok((seconds, json))
}

fn table(found: &[Took]) -> String {
    let mut text = format!(
        "{}\n\nData: {PRODUCTS} products in a CSV catalog, a snapshot trained on {ORDERS} orders (`setwise bench-orders`). Each row refreshes a \
copy of it with other prices and compares the two; seconds from start to end of the command.\n\n\
| prices changed | refresh | memory | products changed | shards rewritten | diff | pages compared | other products shown |\n\
|---|---|---|---|---|---|---|---|\n",
        machine()
    );
    for took in found {
        let number = |json: &Value, at: &str| json.pointer(at).and_then(Value::as_u64).unwrap_or(0);
        let of = |at| number(&took.refreshed, at);
        let diff = |at| number(&took.difference, at);
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "| {} | {:.1} s | {:.0} MB | {} | {} of {} | {:.1} s | {} | {} |",
            took.what,
            took.refresh,
            of("/peak_memory_bytes/all") as f64 / 1e6,
            of("/changed"),
            of("/rewritten_shards"),
            of("/shards"),
            took.diff,
            diff("/pages/compared"),
            diff("/pages/other_products"),
        );
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_row_says_what_was_found() {
        let text = table(&[Took {
            what: "1 %",
            refresh: 2.04,
            diff: 0.5,
            refreshed: json!({
                "changed": 1_000, "rewritten_shards": 60, "shards": 128, "peak_memory_bytes": { "all": 9e7 as u64 }
            }),
            difference: json!({ "pages": { "compared": 100_000, "other_products": 3 } }),
        }]);
        let row = "| 1 % | 2.0 s | 90 MB | 1000 | 60 of 128 | 0.5 s | 100000 | 3 |";
        assert!(text.contains(row), "{text}");
    }
}
