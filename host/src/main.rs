//! `setwise-host`: serves a folder from this machine, and counts what its files take on the way.
//!
//! `cargo xtask` runs it beside the trainer, with which it shares all that takes long to compile.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::thread;

use clap::{Args, Parser, Subcommand};
use setwise_host::compress::{self, BEST_BROTLI};
use setwise_host::{Caching, Server, Site};

#[derive(Parser)]
#[command(
    name = "setwise-host",
    about = "Folders over HTTP on this machine, as a careful static host would serve them"
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve a folder; the first line on standard output is its address
    Serve(ServeOptions),
    /// A line for each file: bytes raw, of gzip and of brotli, and its path
    Sizes {
        /// The files
        files: Vec<PathBuf>,
    },
}

#[derive(Args)]
struct ServeOptions {
    /// The folder to serve
    #[arg(long)]
    root: PathBuf,
    /// The port on 127.0.0.1; 0 takes any free one
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// What browsers are told of how long they may use a copy
    #[arg(long, value_enum, default_value_t)]
    caching: Caching,
    /// End when standard input does: for a program that starts this one and must not leave it behind
    #[arg(long)]
    until_input_ends: bool,
}

fn main() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::Serve(options) => serve(&options),
        Command::Sizes { files } => sizes(&files),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("error: {why}");
            ExitCode::FAILURE
        }
    }
}

fn serve(options: &ServeOptions) -> Result<(), String> {
    let site = Site::of(&options.root, options.caching).map_err(|error| error.to_string())?;
    let server = Server::start(site, options.port).map_err(|error| error.to_string())?;
    if options.until_input_ends {
        thread::spawn(|| {
            // Whatever is written there; what ends it is the end.
            let _ = io::copy(&mut io::stdin().lock(), &mut io::sink());
            std::process::exit(0);
        });
    }
    println!("{}", server.address());
    server.wait();
    Ok(())
}

fn sizes(files: &[PathBuf]) -> Result<(), String> {
    for file in files {
        let (raw, gzip, brotli) =
            measured(file).map_err(|why| format!("cannot read {}: {why}", file.display()))?;
        println!("{raw} {gzip} {brotli} {}", file.display());
    }
    Ok(())
}

fn measured(file: &Path) -> io::Result<(usize, usize, usize)> {
    let bytes = fs::read(file)?;
    Ok((
        bytes.len(),
        compress::gzip(&bytes)?.len(),
        compress::brotli(&bytes, BEST_BROTLI)?.len(),
    ))
}
