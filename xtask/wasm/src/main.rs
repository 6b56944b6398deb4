//! `setwise-wasm`: binds, renames, orders and explains Wasm files.
//!
//! A program of its own, so that `cargo xtask` says its first words before the libraries of this one are compiled. wasm-bindgen is one
//! of them: Cargo.lock pins it together with the macro, and nothing has to be installed.

mod bind;
mod imports;
mod order;
mod top;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "setwise-wasm", about = "What cargo xtask does to Wasm files")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Make the JavaScript that calls a Wasm, and the Wasm that it calls
    Bind(bind::BindOptions),
    /// Shorten the names of a Wasm's imports, in place
    Shorten {
        /// The file
        wasm: PathBuf,
        /// Where to write which name became what, as a cache of esbuild's `mangle-props`
        renamed: PathBuf,
    },
    /// Name a Wasm's functions, in place, so that alike ones are neighbours in alphabetical order
    Order {
        /// The file
        wasm: PathBuf,
    },
    /// Print what takes the bytes of a Wasm that has names
    Top {
        /// The file
        wasm: PathBuf,
        /// How many functions
        most: usize,
    },
}

fn main() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::Bind(options) => bind::run(&options),
        Command::Shorten { wasm, renamed } => imports::shorten(&wasm, &renamed),
        Command::Order { wasm } => order::name_in_order(&wasm),
        Command::Top { wasm, most } => top::report(&wasm, most).map(|text| print!("{text}")),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
