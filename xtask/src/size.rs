//! `cargo xtask size`: what shoppers download, counted as static hosts send it and held to a committed budget.

mod budget;
mod measure;
pub(crate) mod shipped;
mod top;

use anyhow::{Result, bail};
use clap::{Args, ValueEnum};

use crate::build;
use crate::project::Project;
use budget::Budget;
use measure::Report;

#[derive(Args, Default)]
pub(crate) struct SizeOptions {
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Instead, what takes the bytes: the widget's Wasm by crate, and its so many largest functions (builds it with names)
    #[arg(long, value_name = "N", conflicts_with = "format")]
    top: Option<usize>,
    /// The same of the ranking-only build
    #[arg(long, requires = "top")]
    core: bool,
}

#[derive(Clone, Copy, Default, ValueEnum)]
enum Format {
    /// A table for people
    #[default]
    Text,
    /// One JSON object: files and totals
    Json,
}

pub(crate) fn run(project: &Project, options: &SizeOptions) -> Result<()> {
    if let Some(functions) = options.top {
        print!(
            "{}",
            top::report(&build::with_names(project, options.core)?, functions)?
        );
        return Ok(());
    }
    let report = Report::measure(project)?;
    match options.format {
        Format::Text => print!("{report}"),
        Format::Json => println!("{}", serde_json::to_string_pretty(&report)?),
    }
    let excesses = Budget::read(project)?.excesses(&report);
    if !excesses.is_empty() {
        bail!(
            "over the budget of {}:\n{}",
            budget::FILE,
            excesses.join("\n")
        );
    }
    Ok(())
}
