//! `cargo xtask bench`: times, which are noisy and therefore printed beside their budgets and never tested.

use anyhow::Result;
use clap::{Args, ValueEnum};

use crate::project::Project;
use crate::setup;
use crate::test::{Made, Program};

#[derive(Args)]
pub(crate) struct BenchOptions {
    /// What to measure
    #[arg(value_enum)]
    what: Bench,
}

#[derive(Clone, Copy, ValueEnum)]
enum Bench {
    /// A slow phone on the demo shop: script start to shelf, cold and cached, long tasks, layout shift, bytes
    Page,
}

pub(crate) fn run(project: &Project, options: &BenchOptions) -> Result<()> {
    let made = Made::new(project);
    setup::node_tools(project)?;
    let script = match options.what {
        Bench::Page => "bench/page.mjs",
    };
    Program::new("node", &project.tests())
        .arg(script)
        .env("CHROMIUM", setup::chromium()?)
        .env("SETWISE_DEMO", made.demo()?)
        .env("SETWISE_SITE", made.demo_site())
        .check()
        .map(|_| ())
}
