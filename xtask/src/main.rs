//! Build, size, serve, demo and test of Setwise, as one table of commands: `cargo xtask --help`.
//!
//! Each command is a file of the same name. They run programs (cargo, the `setwise` command, the node tools pinned in
//! `tests/package-lock.json`) and know the layout of the repository; what the product does is in the other crates.

mod bench;
mod browser_tests;
mod build;
mod demo;
mod programs;
mod project;
mod quality;
mod serve;
mod setup;
mod size;
mod test;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use project::Project;

#[derive(Parser)]
#[command(
    name = "cargo xtask",
    bin_name = "cargo xtask",
    about = "Build, size, serve, demo and test Setwise"
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Install what the other commands need: Rust targets and the node tools of tests/
    Setup,
    /// Build the widget into pkg/dist: compile, bind, optimise, minify
    Build(build::BuildOptions),
    /// Print raw, gzip and brotli sizes of all that ships, and fail over budget
    Size(size::SizeOptions),
    /// Serve a folder as a careful static host would: MIME types, caching, compression, strict CSP
    Serve(serve::ServeOptions),
    /// Make a shop, train on it, build the widget and serve it all at one address
    Demo(demo::DemoOptions),
    /// Measure speed and bytes, beside budgets and peers
    Bench(bench::BenchOptions),
    /// Measure recommendation quality and write docs/quality.md
    Quality(quality::QualityOptions),
    /// Run every check, or those named, and sum up
    Test(test::TestOptions),
}

fn main() -> ExitCode {
    match run(Arguments::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> anyhow::Result<()> {
    let project = Project::open()?;
    match command {
        Command::Setup => setup::everything(&project),
        Command::Build(options) => build::run(&project, &options),
        Command::Size(options) => size::run(&project, &options),
        Command::Serve(options) => serve::run(&project, &options),
        Command::Demo(options) => demo::run(&project, &options),
        Command::Bench(options) => bench::run(&project, &options),
        Command::Quality(options) => quality::run(&project, &options),
        Command::Test(options) => test::run(&project, &options),
    }
}
