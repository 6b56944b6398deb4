//! wasm-bindgen's runner of Wasm test files, pinned by Cargo.lock together with the macro.
//!
//! A program of its own, which the step `browser` of `cargo xtask test` builds: what it links (a web server, a client, TLS) would
//! double what a newcomer waits for before `cargo xtask` says its first word.

use std::ffi::OsString;

use wasm_bindgen_cli::wasm_bindgen_test_runner::run_cli_with_args;

fn main() -> anyhow::Result<()> {
    // Cargo hands `--quiet` on to the harness; wasm-bindgen's does not know it.
    let arguments = std::env::args_os()
        .skip(1)
        .filter(|argument| argument != "--quiet");
    let program = OsString::from("wasm-bindgen-test-runner");
    run_cli_with_args([program].into_iter().chain(arguments))
}
