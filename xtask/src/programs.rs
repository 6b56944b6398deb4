//! Programs of this workspace that commands start: compiled by the commands that need them, beside whatever else takes time.

use std::env::consts::EXE_SUFFIX;
use std::path::PathBuf;

use anyhow::Result;
use xshell::cmd;

use crate::project::{Project, timed};

/// The profile of what a newcomer waits for.
pub(crate) const QUICK: &str = "quick";
/// The one that merchants run, where it works for minutes.
pub(crate) const RELEASE: &str = "release";
/// That of cargo's tools, which has no folder of its own name.
const DEV: &str = "dev";

const TRAINER: &[&str] = &["--package", "setwise-trainer", "--bin", "setwise"];
const HOST: &[&str] = &["--package", "setwise-host", "--bin", "setwise-host"];

/// Builds the `setwise` command with a profile.
pub(crate) fn trainer(project: &Project, profile: &str) -> Result<PathBuf> {
    build(project, "the trainer", profile, TRAINER)?;
    Ok(built(project, profile, "setwise"))
}

/// Builds the `setwise` command and what serves its folders, in the time of the former: most of what they link is the same.
pub(crate) fn trainer_and_host(project: &Project) -> Result<(PathBuf, PathBuf)> {
    let both = [TRAINER, HOST].concat();
    build(project, "the trainer and the host", QUICK, &both)?;
    Ok((built(project, QUICK, "setwise"), host_path(project)))
}

/// Builds what serves folders.
pub(crate) fn host(project: &Project) -> Result<PathBuf> {
    build(project, "the host", QUICK, HOST)?;
    Ok(host_path(project))
}

fn host_path(project: &Project) -> PathBuf {
    built(project, QUICK, "setwise-host")
}

/// Builds what binds, orders and explains Wasm files.
pub(crate) fn wasm_tools(project: &Project) -> Result<PathBuf> {
    let package = "setwise-wasm";
    build(project, "wasm-bindgen", DEV, &["--package", package])?;
    Ok(built(project, DEV, package))
}

/// Builds wasm-bindgen's runner of Wasm test files.
pub(crate) fn browser_tests(project: &Project) -> Result<PathBuf> {
    let package = "setwise-browser-tests";
    build(
        project,
        "the runner of Wasm tests",
        DEV,
        &["--package", package],
    )?;
    Ok(built(project, DEV, package))
}

/// Builds what draws the curves of benches.
pub(crate) fn plotter(project: &Project) -> Result<PathBuf> {
    let package = "setwise-plot";
    build(project, "the plotter", DEV, &["--package", package])?;
    Ok(built(project, DEV, package))
}

fn build(project: &Project, what: &str, profile: &str, selected: &[&str]) -> Result<()> {
    let (shell, cargo) = (&project.shell, project.cargo());
    timed(&format!("compile {what}"), || {
        cmd!(shell, "{cargo} build --profile {profile} {selected...}")
            .quiet()
            // Another cargo may be drawing its bar at the same time.
            .env("CARGO_TERM_PROGRESS_WHEN", "never")
            .run()
            .map_err(Into::into)
    })
}

fn built(project: &Project, profile: &str, name: &str) -> PathBuf {
    let folder = if profile == DEV { "debug" } else { profile };
    project
        .target()
        .join(folder)
        .join(format!("{name}{EXE_SUFFIX}"))
}
