//! The `setwise` command.

use std::process::ExitCode;

use clap::Parser;
use setwise_trainer::command::{Cli, run};

fn main() -> ExitCode {
    match run(&Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
