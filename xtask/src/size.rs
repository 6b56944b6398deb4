//! `cargo xtask size`: what shoppers download, counted as static hosts send it and held to a committed budget.

mod budget;
mod measure;
pub(crate) mod shipped;

use std::path::Path;

use anyhow::{Result, bail, ensure};
use clap::{Args, ValueEnum};
use xshell::cmd;

use crate::build;
use crate::programs;
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
pub(crate) enum Format {
    /// A table for people
    #[default]
    Text,
    /// One JSON object: files and totals
    Json,
}

pub(crate) fn run(project: &Project, options: &SizeOptions) -> Result<()> {
    if let Some(functions) = options.top {
        let (shell, tools) = (&project.shell, programs::wasm_tools(project)?);
        let (wasm, functions) = (
            build::with_names(project, &tools, options.core)?,
            functions.to_string(),
        );
        return Ok(cmd!(shell, "{tools} top {wasm} {functions}")
            .quiet()
            .run()?);
    }
    held_to_budget(project, &programs::host(project)?, options.format)
}

/// Prints what the files take that the program `host` would send, and fails where that is too much.
pub(crate) fn held_to_budget(project: &Project, host: &Path, format: Format) -> Result<()> {
    ensure!(
        !build::is_quick(project),
        "pkg/dist holds a quick build, as `cargo xtask demo` makes it: run `cargo xtask build` first"
    );
    let report = Report::measure(project, host)?;
    match format {
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
