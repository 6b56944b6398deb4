//! The bridge from `cargo test` to a headless browser: xtask is cargo's runner for Wasm test files.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Args;
use serde_json::{Value, json};

use crate::project::Project;
use crate::setup::{self, WASM_TARGET};
use crate::test::Program;

/// Seconds that all tests of one file may take together; the runner's own 20 are too few for a busy machine.
const SECONDS_PER_FILE: &str = "180";

/// Seconds that the browser's driver may take to start.
const SECONDS_TO_START: &str = "30";

#[derive(Args)]
pub(crate) struct RunnerArguments {
    /// The Wasm file and the test harness's own arguments
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<OsString>,
}

/// Runs one compiled test file with wasm-bindgen's runner, which xtask carries as a library.
pub(crate) fn run_test_file(arguments: RunnerArguments) -> Result<()> {
    // Cargo hands `--quiet` on to the harness; wasm-bindgen's does not know it.
    let arguments = arguments
        .arguments
        .into_iter()
        .filter(|argument| argument != "--quiet");
    let program = OsString::from("wasm-bindgen-test-runner");
    wasm_bindgen_cli::wasm_bindgen_test_runner::run_cli_with_args(
        [program].into_iter().chain(arguments),
    )
}

/// Where this program is. A build of the whole workspace may have put a new one in the place of the running one, and
/// then Linux says that its file was deleted.
fn this_program() -> Result<PathBuf> {
    let path = env::current_exe().context("cannot tell where this program is")?;
    let named = path.to_string_lossy();
    let replaced = named.strip_suffix(" (deleted)").map(PathBuf::from);
    Ok(replaced.filter(|path| path.is_file()).unwrap_or(path))
}

/// Makes a `cargo test` build for the browser and run its test files there, through this program.
pub(crate) fn with_browser(project: &Project, cargo_test: Program) -> Result<Program> {
    let this_program = this_program()?;
    let runner = json!([this_program, "browser-test-runner"]);
    Ok(cargo_test
        .arg("--target")
        .arg(WASM_TARGET)
        .arg("--config")
        // A list, for the path may hold spaces; a JSON list of texts is a TOML one too.
        .arg(format!("target.{WASM_TARGET}.runner={runner}"))
        .env("CHROMEDRIVER", setup::chromedriver()?)
        .env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", capabilities(project)?)
        .env("WASM_BINDGEN_TEST_TIMEOUT", SECONDS_PER_FILE)
        .env("WASM_BINDGEN_TEST_DRIVER_TIMEOUT", SECONDS_TO_START))
}

/// Writes tests/webdriver.json with the path of this machine's browser in it, and returns where.
fn capabilities(project: &Project) -> Result<OsString> {
    let source = project.tests().join("webdriver.json");
    let text =
        fs::read_to_string(&source).with_context(|| format!("cannot read {}", source.display()))?;
    let mut capabilities: Value =
        serde_json::from_str(&text).with_context(|| format!("{} is not JSON", source.display()))?;
    capabilities["goog:chromeOptions"]["binary"] = json!(setup::chromium()?);

    let target = project.target().join("webdriver.json");
    fs::write(&target, capabilities.to_string())
        .with_context(|| format!("cannot write {}", target.display()))?;
    Ok(target.into_os_string())
}
