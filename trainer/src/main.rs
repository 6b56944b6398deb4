//! The `setwise` command.

use std::process::ExitCode;

use clap::Parser;
use clap::error::ErrorKind;
use setwise_trainer::command::{Cli, run};

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        // All that is to be said of a wrong value stands in the first line.
        Err(error) if error.kind() == ErrorKind::ValueValidation => {
            let text = error.to_string();
            eprintln!("{}", text.lines().next().unwrap_or_default());
            return ExitCode::from(2);
        }
        Err(error) => error.exit(),
    };
    match run(&cli) {
        Ok(code) => code,
        Err(error) => {
            // Findings name their own level.
            let text = error.to_string();
            eprintln!("error: {}", text.strip_prefix("error: ").unwrap_or(&text));
            ExitCode::FAILURE
        }
    }
}
