//! `cargo xtask serve`: a folder over HTTP, as a careful static host would serve it.
//!
//! The demo and the end-to-end tests load the widget from here, so what a good host does is done: exact MIME types,
//! revalidation, immutable shards, compression, and a Content-Security-Policy as strict as any shop's.

mod answer;
mod location;
mod media;
#[cfg(test)]
mod tests;

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use anyhow::{Context, Result, anyhow, bail};
use clap::Args;

use answer::Site;

/// Browsers open six connections to a host.
const THREADS: usize = 6;

#[derive(Args)]
pub(crate) struct ServeOptions {
    /// The folder to serve
    #[arg(long)]
    root: PathBuf,
    /// The port on 127.0.0.1; 0 takes any free one
    #[arg(long, default_value_t = 8080)]
    port: u16,
}

pub(crate) fn run(options: &ServeOptions) -> Result<()> {
    let server = Server::start(&options.root, options.port)?;
    println!(
        "serving {} at {} (Ctrl-C ends)",
        options.root.display(),
        server.address()
    );
    server.wait()
}

/// A running server of one folder, reachable from this machine only; dropping it ends it.
pub(crate) struct Server {
    http: Arc<tiny_http::Server>,
    port: u16,
    threads: Vec<JoinHandle<()>>,
}

impl Server {
    /// Starts serving `root`. Port 0 takes any free one.
    pub(crate) fn start(root: &Path, port: u16) -> Result<Self> {
        if !root.is_dir() {
            bail!("{} is not a folder: nothing to serve", root.display());
        }
        let http = tiny_http::Server::http(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).map_err(
            |error| anyhow!("cannot listen on port {port}: {error}. `--port 0` takes a free one"),
        )?;
        let port = http
            .server_addr()
            .to_ip()
            .context("the server has no IP address")?
            .port();
        let (http, site) = (Arc::new(http), Arc::new(Site::new(root)?));
        let threads = (0..THREADS)
            .map(|_| {
                let (http, site) = (Arc::clone(&http), Arc::clone(&site));
                thread::spawn(move || {
                    while let Ok(request) = http.recv() {
                        let response = site.answer(&request);
                        // A browser that went away in the middle is no concern of the next one.
                        let _ = request.respond(response);
                    }
                })
            })
            .collect();
        Ok(Self {
            http,
            port,
            threads,
        })
    }

    /// `http://127.0.0.1:PORT/`
    pub(crate) fn address(&self) -> String {
        format!("http://127.0.0.1:{}/", self.port)
    }

    /// Serves until the process is ended.
    pub(crate) fn wait(mut self) -> Result<()> {
        for thread in self.threads.drain(..) {
            thread
                .join()
                .map_err(|_| anyhow!("a server thread has panicked"))?;
        }
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        for _ in &self.threads {
            self.http.unblock();
        }
        for thread in self.threads.drain(..) {
            let _ = thread.join();
        }
    }
}
