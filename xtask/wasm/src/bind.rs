//! wasm-bindgen, for modules that a page loads by a URL of its own.

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Args;
use wasm_bindgen_cli_support::Bindgen;

#[derive(Args)]
pub(crate) struct BindOptions {
    /// What cargo compiled
    wasm: PathBuf,
    /// Where to put what is made
    folder: PathBuf,
    /// What that is called: STEM.js and STEM_bg.wasm
    #[arg(long)]
    stem: String,
    /// Keep the names of functions, for people to read
    #[arg(long)]
    names: bool,
}

pub(crate) fn run(options: &BindOptions) -> Result<()> {
    let BindOptions {
        wasm,
        folder,
        stem,
        names,
    } = options;
    let mut bindgen = Bindgen::new();
    bindgen
        .web(true)?
        .input_path(wasm)
        .out_name(stem)
        // The locator says where the Wasm is.
        .omit_default_module_path(true)
        .remove_name_section(!names)
        .remove_producers_section(true)
        .generate(folder)
        .with_context(|| format!("wasm-bindgen could not bind {}", wasm.display()))
}
