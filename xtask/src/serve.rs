//! `cargo xtask serve`: a folder over HTTP, as a careful static host would serve it.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, ensure};
use clap::{Args, ValueEnum};

use crate::programs;
use crate::project::Project;

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

/// What browsers are told, in the words of `setwise-host`, which says what each is.
#[derive(Clone, Copy, Default, ValueEnum)]
pub(crate) enum Caching {
    #[default]
    Careful,
    Revalidate,
    TenMinutes,
}

pub(crate) fn run(project: &Project, options: &ServeOptions) -> Result<()> {
    let host = programs::host(project)?;
    let server = start(&host, &options.root, options.port, options.caching)?;
    println!(
        "serving {} at {} (Ctrl-C ends)",
        options.root.display(),
        server.address()
    );
    server.wait()
}

/// A folder that is served, by a program that ends with this value and with this process.
pub(crate) struct Server {
    program: Child,
    address: String,
}

/// Starts serving a folder with the program `host`. Port 0 takes any free one.
pub(crate) fn start(host: &Path, root: &Path, port: u16, caching: Caching) -> Result<Server> {
    let caching = caching.to_possible_value();
    let caching = caching.as_ref().map_or("careful", |value| value.get_name());
    let mut program = Command::new(host)
        .args(["serve", "--until-input-ends", "--caching", caching])
        .arg("--root")
        .arg(root)
        .arg(format!("--port={port}"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot start {}", host.display()))?;
    let mut address = String::new();
    if let Some(output) = program.stdout.take() {
        BufReader::new(output).read_line(&mut address)?;
    }
    let address = address.trim().to_owned();
    ensure!(
        !address.is_empty(),
        "{} is not served: see above",
        root.display()
    );
    Ok(Server { program, address })
}

impl Server {
    /// `http://127.0.0.1:PORT/`
    pub(crate) fn address(&self) -> String {
        self.address.clone()
    }

    /// Serves until somebody presses Ctrl-C, or the process is ended.
    pub(crate) fn wait(mut self) -> Result<()> {
        // Not `Child::wait`, which closes its input first, and so would end it.
        let _input = self.program.stdin.take();
        self.program.wait()?;
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}
