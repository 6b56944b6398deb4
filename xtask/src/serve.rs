//! `cargo xtask serve`: a folder over HTTP, as a careful static host would serve it.

use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::Args;
pub(crate) use setwise_host::{Caching, Server};
use setwise_host::{HostError, Site};

#[derive(Args)]
pub(crate) struct ServeOptions {
    /// The folder to serve
    #[arg(long)]
    root: PathBuf,
    /// The port on 127.0.0.1; 0 takes any free one
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// What browsers are told of how long they may use a copy
    #[arg(long, value_enum, default_value_t)]
    caching: Caching,
}

pub(crate) fn run(options: &ServeOptions) -> Result<()> {
    let server = start(&options.root, options.port, options.caching)?;
    println!(
        "serving {} at {} (Ctrl-C ends)",
        options.root.display(),
        server.address()
    );
    server.wait();
    Ok(())
}

/// Starts serving a folder. Port 0 takes any free one.
pub(crate) fn start(root: &Path, port: u16, caching: Caching) -> Result<Server, HostError> {
    Server::start(Site::of(root, caching)?, port)
}
