//! Makes what the ranking is timed on, and times it natively.

use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::Result;
use clap::Parser;
use setwise_benches::files::{self, LINES};
use setwise_benches::shop;

#[derive(Parser)]
#[command(
    name = "rank-bench",
    about = "Makes what the ranking is timed on, and times it natively"
)]
enum Command {
    /// Lay out a trained snapshot, the same as JSON, and questions
    Trained {
        /// The folder that `setwise train` wrote
        snapshot: PathBuf,
        /// The folder to write
        out: PathBuf,
    },
    /// Lay out some shards of a made-up shop, the same as JSON, and questions
    Made {
        /// Products of the shop
        #[arg(long, default_value_t = 1_000_000)]
        products: u32,
        /// The folder to write
        out: PathBuf,
    },
    /// Time the ranking natively; prints JSON
    Time {
        /// A folder that was laid out before
        folder: PathBuf,
        /// Calls of each size of cart
        #[arg(long, default_value_t = 10_000)]
        calls: usize,
    },
}

fn main() -> Result<()> {
    match Command::parse() {
        Command::Trained { snapshot, out } => {
            let (shop, shards) = files::trained(&snapshot)?;
            files::write(&out, shop, &shards)
        }
        Command::Made { products, out } => {
            let (shop, shards) = shop::make(products)?;
            files::write(&out, shop, &shards)
        }
        Command::Time { folder, calls } => time(&folder, calls),
    }
}

fn time(folder: &Path, calls: usize) -> Result<()> {
    let (_, mut page) = files::read(folder)?;
    let started = Instant::now();
    let microseconds = || started.elapsed().as_secs_f64() * 1e6;
    let mut rows = Vec::new();
    for lines in LINES {
        page.ask(&std::fs::read_to_string(
            folder.join(format!("questions-{lines}.txt")),
        )?);
        page.time(calls.min(4_000), microseconds);
        let mut times = page.time(calls, microseconds);
        times.each.sort_by(f64::total_cmp);
        let percentile = |part: usize| times.each[(times.each.len() - 1) * part / 100];
        rows.push(serde_json::json!({
            "lines": lines, "calls": calls, "mean": times.all / calls as f64,
            "p50": percentile(50), "p99": percentile(99), "allocations": times.allocations,
        }));
    }
    println!("{}", serde_json::Value::from(rows));
    Ok(())
}
