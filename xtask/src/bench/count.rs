//! Counting co-purchases: `setwise count` beside DuckDB's self-join of the same Parquet file.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use xshell::cmd;

use super::plot::growth;
use super::report::{Report, machine};
use crate::project::{Project, remove_folder};
use crate::test::Made;

const DUCKDB: &str = "duckdb==2.0.0";
const SCRIPT: &str = include_str!("count.py");
/// Turns of each side, one after the other.
const TURNS: usize = 3;
/// Products of all orders.
const PRODUCTS: u64 = 200_000;
/// The growth curve has so many times fewer orders, and with `--large` more.
const STEP: u64 = 10;

/// What either side prints.
#[derive(Deserialize)]
struct Found {
    #[serde(default)]
    version: String,
    #[serde(default)]
    rows: u64,
    pairs: u64,
    pair_orders: u64,
    #[serde(default)]
    checksum: u64,
    #[serde(default)]
    spilled_bytes: u64,
    seconds: f64,
    #[serde(default)]
    peak_memory_bytes: u64,
}

struct Bench<'a> {
    project: &'a Project,
    setwise: PathBuf,
    folder: PathBuf,
}

pub(crate) fn run(project: &Project, orders: u64, large: bool) -> Result<Report> {
    let made = Made::new(project);
    let bench = Bench {
        project,
        setwise: made.trainer()?.to_owned(),
        folder: project.target().join("bench-count"),
    };
    let python = bench.python()?;
    let mut text = format!("{}\n\n", machine());
    let products = PRODUCTS;
    let file = bench.orders(orders, products, false)?;
    let verified = bench.duckdb(&python, &file, true)?;
    let counted = bench.setwise(&file)?;
    ensure!(
        (verified.pairs, verified.pair_orders, verified.checksum)
            == (counted.pairs, counted.pair_orders, counted.checksum),
        "the two sides do not count the same"
    );
    let number_ids = bench.compare(&python, &file)?;
    fs::remove_file(&file)?;
    let file = bench.orders(orders, products, true)?;
    let text_ids = bench.compare(&python, &file)?;
    fs::remove_file(&file)?;
    let _ = write!(
        text,
        "{orders} orders by a power law over {products} products (`setwise bench-orders`), {} lines, one Parquet file (snappy). Both sides read \
the file, take each product of an order once, and sum up all {} pairs; DuckDB {} joins the lines with themselves on all threads, without \
keeping an order. Number of pairs, sum of counts and a checksum over all counts are the same. Medians of {TURNS} turns, one side \
after the other.\n\n\
| ids | DuckDB | setwise count | ratio | peak memory: DuckDB, setwise |\n|---|---|---|---|---|\n",
        counted.rows, counted.pairs, verified.version
    );
    for (ids, (theirs, ours)) in [("whole numbers", number_ids), ("text", text_ids)] {
        let _ = writeln!(
            text,
            "| {ids} | {:.1} s | {:.2} s | {:.1} × | {:.1} GB, {:.1} GB |",
            theirs.seconds,
            ours.seconds,
            theirs.seconds / ours.seconds,
            giga(theirs.peak_memory_bytes),
            giga(ours.peak_memory_bytes)
        );
    }
    let mut sizes = vec![orders / STEP / STEP, orders / STEP, orders];
    if large {
        sizes.push(orders * STEP);
    }
    text.push_str("\nWith `--memory 4G`, the default:\n\n| orders | lines | pairs | seconds | peak memory | in temporary files |\n|---|---|---|---|---|---|\n");
    let (mut seconds, mut memory) = (Vec::new(), Vec::new());
    for orders in sizes {
        let file = bench.orders(orders, products, false)?;
        let found = bench.setwise(&file)?;
        fs::remove_file(&file)?;
        let _ = writeln!(
            text,
            "| {orders} | {} | {} | {:.2} | {:.2} GB | {:.1} GB |",
            found.rows,
            found.pairs,
            found.seconds,
            giga(found.peak_memory_bytes),
            giga(found.spilled_bytes)
        );
        seconds.push((orders as f64, found.seconds));
        memory.push((found.rows as f64, found.peak_memory_bytes as f64 / 1e6));
    }
    if !large {
        let _ = writeln!(text, "\n`--large` adds {} orders.", orders * STEP);
    }
    remove_folder(&bench.folder)?;
    Ok(Report {
        name: "count",
        title: "Counting",
        text,
        plots: vec![
            growth(
                project,
                "count-seconds",
                "Counting: orders and seconds",
                ("orders", "seconds"),
                &[("setwise count", &seconds)],
            )?,
            growth(
                project,
                "count-memory",
                "Counting: lines and memory",
                ("lines", "MB at the peak"),
                &[("setwise count --memory 4G", &memory)],
            )?,
        ],
    })
}

fn giga(bytes: u64) -> f64 {
    bytes as f64 / 1e9
}

impl Bench<'_> {
    /// A Python with DuckDB in a folder of its own.
    fn python(&self) -> Result<PathBuf> {
        let shell = &self.project.shell;
        let folder = self.project.target().join("bench-python");
        let python = folder.join("bin/python");
        let there = python.is_file()
            && cmd!(shell, "{python} -c 'import duckdb'")
                .quiet()
                .ignore_stderr()
                .run()
                .is_ok();
        if !there {
            cmd!(shell, "python3 -m venv {folder}")
                .quiet()
                .run()
                .context("the bench compares with DuckDB, which needs Python 3 with its module venv: apt install python3-venv, or dnf install python3")?;
            cmd!(shell, "{python} -m pip install --quiet {DUCKDB}")
                .quiet()
                .run()
                .with_context(|| format!("cannot install {DUCKDB} with pip"))?;
        }
        Ok(python)
    }

    fn orders(&self, orders: u64, products: u64, text_ids: bool) -> Result<PathBuf> {
        fs::create_dir_all(&self.folder)?;
        let (shell, setwise) = (&self.project.shell, &self.setwise);
        let file = self.folder.join("orders.parquet");
        let (orders, products) = (orders.to_string(), products.to_string());
        let ids = text_ids.then_some("--text-ids");
        cmd!(
            shell,
            "{setwise} bench-orders --orders {orders} --products {products} {ids...} --out {file}"
        )
        .quiet()
        .ignore_stdout()
        .run()?;
        Ok(file)
    }

    fn setwise(&self, file: &Path) -> Result<Found> {
        let (shell, setwise, folder) = (&self.project.shell, &self.setwise, &self.folder);
        let printed = cmd!(
            shell,
            "{setwise} count --orders {file} --temp {folder} --format json"
        )
        .quiet()
        .read()?;
        serde_json::from_str(&printed).context("cannot read what setwise count prints")
    }

    fn duckdb(&self, python: &Path, file: &Path, verify: bool) -> Result<Found> {
        let shell = &self.project.shell;
        let verify = verify.then_some("verify");
        let printed = cmd!(shell, "{python} -c {SCRIPT} {file} {verify...}")
            .quiet()
            .read()?;
        serde_json::from_str(&printed).context("cannot read what DuckDB's script prints")
    }

    /// The median turn of each side.
    fn compare(&self, python: &Path, file: &Path) -> Result<(Found, Found)> {
        let (mut theirs, mut ours) = (Vec::new(), Vec::new());
        for _ in 0..TURNS {
            theirs.push(self.duckdb(python, file, false)?);
            ours.push(self.setwise(file)?);
        }
        Ok((median(theirs)?, median(ours)?))
    }
}

fn median(mut turns: Vec<Found>) -> Result<Found> {
    turns.sort_by(|a, b| a.seconds.total_cmp(&b.seconds));
    let middle = turns.len() / 2;
    turns.into_iter().nth(middle).context("there were no turns")
}
