//! Folders over HTTP, as a careful static host would serve them, reachable from this machine only.
//!
//! `cargo xtask serve`, the demo, the end-to-end tests and `setwise preview` load the widget from here, so what a good host does is
//! done: exact MIME types, revalidation, immutable shards, compression, and a Content-Security-Policy as strict as any shop's.
//!
//! ```no_run
//! use setwise_host::{Caching, Server, Site};
//!
//! let site = Site::of("page".as_ref(), Caching::Careful)?.with_folder("snapshot", "out/snapshot".as_ref())?;
//! let server = Server::start(site, 0)?;
//! println!("{}", server.address());
//! # Ok::<(), setwise_host::HostError>(())
//! ```

#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing
    )
)]

mod answer;
pub mod compress;
mod location;
mod media;
#[cfg(test)]
mod tests;

use std::convert::Infallible;
use std::future::pending;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::runtime::{Builder, Runtime};

pub use answer::Site;
pub use media::Caching;

/// Why nothing can be served.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HostError {
    /// What should be served is not there.
    #[error("{path} is not a folder that can be served: {source}")]
    Folder {
        /// Which.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Another program has the port.
    #[error("cannot listen on port {port}: {source}; `--port 0` takes a free one")]
    Port {
        /// Which.
        port: u16,
        /// What the system said.
        source: io::Error,
    },
    /// The system gives no threads or sockets.
    #[error("cannot start the server: {0}")]
    Start(#[from] io::Error),
}

/// A running server of one site; dropping it ends it.
#[derive(Debug)]
pub struct Server {
    runtime: Runtime,
    port: u16,
}

impl Server {
    /// Starts serving on 127.0.0.1. Port 0 takes any free one.
    ///
    /// # Errors
    /// [`HostError`] when the port cannot be had.
    pub fn start(site: Site, port: u16) -> Result<Self, HostError> {
        let site = Arc::new(site);
        let listener = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port)))
            .map_err(|source| HostError::Port { port, source })?;
        let port = listener.local_addr()?.port();
        listener.set_nonblocking(true)?;

        let runtime = Builder::new_multi_thread().enable_io().build()?;
        let listener = {
            let _inside = runtime.enter();
            tokio::net::TcpListener::from_std(listener)?
        };
        runtime.spawn(accept(listener, site));
        Ok(Self { runtime, port })
    }

    /// `http://127.0.0.1:PORT/`
    #[must_use]
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}/", self.port)
    }

    /// Serves until somebody presses Ctrl-C, or the process is ended.
    pub fn wait(self) {
        self.runtime.block_on(async {
            // Where the system gives no signals, the process has to be ended.
            if tokio::signal::ctrl_c().await.is_err() {
                pending::<()>().await;
            }
        });
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
