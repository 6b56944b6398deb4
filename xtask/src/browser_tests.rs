//! The bridge from `cargo test` to a headless browser: the crate `setwise-browser-tests` is cargo's runner for Wasm test files.

use std::ffi::OsString;
use std::fs;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::programs;
use crate::project::Project;
use crate::setup::{self, WASM_TARGET};
use crate::test::Program;

/// Seconds that all tests of one file may take together; the runner's own 20 are too few for a busy machine.
const SECONDS_PER_FILE: &str = "180";

/// Seconds that the browser's driver may take to start.
const SECONDS_TO_START: &str = "30";

/// Makes a `cargo test` build for the browser and run its test files there, through the runner.
pub(crate) fn with_browser(project: &Project, cargo_test: Program) -> Result<Program> {
    let runner = json!([programs::browser_tests(project)?]);
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
