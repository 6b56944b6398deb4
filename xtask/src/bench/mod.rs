//! `cargo xtask bench`: times, which are noisy and therefore printed beside their budgets and never tested.
//!
//! Each bench is a file here that gives a [`Report`]; `--write` keeps it as a section of `docs/performance.md`.

mod bytes;
mod catalog;
mod count;
mod load;
mod page;
mod plot;
mod rank;
mod refresh;
mod report;
mod shards;
mod train;

use anyhow::Result;
use clap::{Args, ValueEnum};

use crate::project::Project;
use report::Report;

#[derive(Args)]
pub(crate) struct BenchOptions {
    /// What to measure
    #[arg(value_enum)]
    what: Bench,
    /// Put the table into docs/performance.md too
    #[arg(long)]
    write: bool,
    /// With the largest data too, which takes minutes and gigabytes of disk
    #[arg(long)]
    large: bool,
    /// With small made-up data, to see in minutes that `rank` or `shards` runs; its figures say little
    #[arg(long, conflicts_with_all = ["large", "write"])]
    small: bool,
    /// Orders of the main table of count and train, for trying a bench out; the other sizes follow
    #[arg(long, value_name = "N", default_value_t = 10_000_000, value_parser = clap::value_parser!(u64).range(1_000..))]
    orders: u64,
}

#[derive(Clone, Copy, ValueEnum)]
enum Bench {
    /// What a snapshot takes: bits a neighbour beside their bounds, display records beside brotli
    Bytes,
    /// Co-purchases counted, beside DuckDB's self-join of the same file; growth in orders and lines
    Count,
    /// The demo's product page with and without Setwise, as Lighthouse rates pages: paints, blocking, layout shift, requests, bytes
    Load,
    /// A slow phone on the demo shop: script start to shelf, cold and cached, long tasks, layout shift, bytes
    Page,
    /// The ranking natively, in Wasm and beside JavaScript: times, allocations, memory, opening
    Rank,
    /// Today's prices into a snapshot of 100,000 products, and what `setwise diff` says of it
    Refresh,
    /// Requests and bytes of a product page and of a cart, of shops of a hundred products to, with --large, a million
    Shards,
    /// Training on 100,000 to 10 million orders: seconds and memory of each stage
    Train,
}

impl Bench {
    fn run(self, project: &Project, options: &BenchOptions) -> Result<Report> {
        let &BenchOptions {
            large,
            small,
            orders,
            ..
        } = options;
        match self {
            Self::Bytes => bytes::run(project),
            Self::Count => count::run(project, orders, large),
            Self::Load => load::run(project),
            Self::Page => page::run(project),
            Self::Rank => rank::run(project, small),
            Self::Refresh => refresh::run(project),
            Self::Shards => shards::run(project, large, small),
            Self::Train => train::run(project, orders),
        }
    }
}

pub(crate) fn run(project: &Project, options: &BenchOptions) -> Result<()> {
    let report = options.what.run(project, options)?;
    print!("{}", report.text);
    if options.write {
        report.write(project)?;
    }
    Ok(())
}
