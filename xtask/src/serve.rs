//! `cargo xtask serve`: a folder over HTTP, as a careful static host would serve it.
//!
//! The demo and the end-to-end tests load the widget from here, so what a good host does is done: exact MIME types,
//! revalidation, immutable shards, compression, and a Content-Security-Policy as strict as any shop's.

mod answer;
mod location;
mod media;
#[cfg(test)]
mod tests;

use std::convert::Infallible;
use std::future::pending;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use clap::Args;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::runtime::{Builder, Runtime};

use answer::Site;
pub(crate) use media::Caching;

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
    let server = Server::start(&options.root, options.port, options.caching)?;
    println!(
        "serving {} at {} (Ctrl-C ends)",
        options.root.display(),
        server.address()
    );
    server.wait()
}

/// A running server of one folder, reachable from this machine only; dropping it ends it.
pub(crate) struct Server {
    runtime: Runtime,
    port: u16,
}

impl Server {
    /// Starts serving `root`. Port 0 takes any free one.
    pub(crate) fn start(root: &Path, port: u16, caching: Caching) -> Result<Self> {
        if !root.is_dir() {
            bail!("{} is not a folder: nothing to serve", root.display());
        }
        let site = Arc::new(Site::new(root, caching)?);
        let listener = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port)))
            .with_context(|| {
                format!("cannot listen on port {port}; `--port 0` takes a free one")
            })?;
        let port = listener.local_addr()?.port();
        listener.set_nonblocking(true)?;

        let runtime = Builder::new_multi_thread()
            .enable_io()
            .build()
            .context("cannot start the server's threads")?;
        let listener = {
            let _inside = runtime.enter();
            tokio::net::TcpListener::from_std(listener)?
        };
        runtime.spawn(accept(listener, site));
        Ok(Self { runtime, port })
    }

    /// `http://127.0.0.1:PORT/`
    pub(crate) fn address(&self) -> String {
        format!("http://127.0.0.1:{}/", self.port)
    }

    /// Serves until the process is ended.
    pub(crate) fn wait(self) -> Result<()> {
        self.runtime.block_on(pending())
    }
}

async fn accept(listener: tokio::net::TcpListener, site: Arc<Site>) {
    loop {
        // A connection that was gone before it was taken is no reason to stop listening.
        let Ok((stream, _)) = listener.accept().await else {
            continue;
        };
        let site = Arc::clone(&site);
        tokio::spawn(async move {
            let answer = service_fn(move |request| {
                let site = Arc::clone(&site);
                async move { Ok::<_, Infallible>(site.answer(&request)) }
            });
            // Nor is one that breaks off in the middle.
            let _ = http1::Builder::new()
                .serve_connection(TokioIo::new(stream), answer)
                .await;
        });
    }
}
