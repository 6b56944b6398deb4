//! `setwise preview`: the demo storefront on a merchant's own products and shelves, with "why this" on.

use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use serde_json::json;
use setwise_host::{Caching, HostError, Server, Site};
use tempfile::TempDir;

use super::assets::{self, Assets};
use super::exports::{self, ExportArgs, ExportsError};
use super::train::{self, TrainError};
use crate::folder::{FolderError, SnapshotFolder};
use crate::listing::{ListedProduct, products};
use crate::publish_notes::Facts;

/// Where the storefront's pages read of the shop.
const DATA: &str = "shop";
/// What a picture's file ends in.
const PICTURES: [&str; 7] = ["avif", "gif", "jpeg", "jpg", "png", "svg", "webp"];

/// What to show.
#[derive(Debug, Clone, clap::Args)]
pub struct PreviewArgs {
    /// Where the exports are, and how they are read.
    #[command(flatten)]
    pub exports: ExportArgs,
    /// The port on 127.0.0.1; 0 takes any free one.
    #[arg(long, value_name = "PORT", default_value_t = 8080)]
    pub port: u16,
    /// The folder that holds index.html, www/ and the built pkg/: this repository. Unless given, the one above this program or above
    /// the current folder.
    #[arg(long, value_name = "DIR")]
    pub storefront: Option<PathBuf>,
}

/// Why there is no preview.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PreviewError {
    /// The exports are not there.
    #[error(transparent)]
    Exports(#[from] ExportsError),
    /// They cannot be trained on.
    #[error("{0}\n`setwise doctor` with the same files says more")]
    Train(#[from] TrainError),
    /// The snapshot is damaged.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// There is no storefront.
    #[error(
        "the storefront is not here: it stands in the Setwise repository; run this from there, or name that folder with --storefront"
    )]
    NoStorefront,
    /// The widget is not built.
    #[error(
        "the widget is not built: run `cargo xtask build` in {0} once, then this command again"
    )]
    NotBuilt(PathBuf),
    /// The storefront's data cannot be written.
    #[error("cannot write {path}: {source}")]
    Write {
        /// Where.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Nothing can be served.
    #[error(transparent)]
    Host(#[from] HostError),
}

/// A storefront that is being served; its folders are removed when this goes.
#[derive(Debug)]
pub struct Preview {
    server: Server,
    /// Where it is, what it shows, and what the training warned of.
    pub says: Vec<String>,
    _folders: [Option<TempDir>; 2],
}

impl Preview {
    /// Where it is.
    #[must_use]
    pub fn address(&self) -> String {
        self.server.address()
    }

    /// Serves until the process is ended.
    pub fn wait(self) {
        self.server.wait();
    }
}

/// Trains if need be, and begins to serve.
///
/// # Errors
/// [`PreviewError`].
pub fn start(args: &PreviewArgs) -> Result<Preview, PreviewError> {
    // First, since a training may take a while.
    let assets = storefront(args.storefront.as_deref())?;
    let mut says = Vec::new();
    let mut trained = None;
    let folder = match args.exports.snapshot() {
        Some(folder) => folder.to_owned(),
        None => {
            let found = exports::find(&args.exports)?;
            let temporary = exports::temporary()?;
            let folder = temporary.path().join("snapshot");
            let summary = train::run(&args.exports.training(found.files, &folder))?;
            says.extend(
                summary
                    .warnings
                    .iter()
                    .map(|line| format!("warning: {line}")),
            );
            trained = Some(temporary);
            folder
        }
    };
    let snapshot = SnapshotFolder::open(&folder)?;
    let listed = products(&snapshot)?;
    let pages = exports::temporary()?;
    furnish(
        &assets,
        pages.path(),
        &snapshot,
        &listed,
        &args.exports.named(),
    )?;
    for folder in args.exports.folders() {
        bring_pictures(&listed, &folder, &pages.path().join(DATA));
    }
    let pictures = match Facts::read(&snapshot)?.picture_hosts {
        Some(hosts) => hosts.into_iter().collect::<Vec<_>>().join(" "),
        None => "https: http:".to_owned(),
    };
    let site = Site::of(pages.path(), Caching::Careful)?
        .with_folder("www", &assets.root.join("www"))?
        .with_folder("pkg", &assets.root.join("pkg"))?
        .with_folder("snapshot", &folder)?
        .with_pictures_of(&pictures);
    let server = Server::start(site, args.port)?;
    says.push(format!(
        "{} products of {}",
        listed.len(),
        args.exports.named()
    ));
    Ok(Preview {
        server,
        says,
        _folders: [trained, Some(pages)],
    })
}

/// The storefront and the built package.
fn storefront(named: Option<&Path>) -> Result<Assets, PreviewError> {
    let assets = match named {
        Some(root) => assets::at(root),
        None => assets::find(),
    };
    let assets = assets.ok_or(PreviewError::NoStorefront)?;
    match assets.package.join("setwise.js").is_file() {
        true => Ok(assets),
        false => Err(PreviewError::NotBuilt(assets.root)),
    }
}

/// Writes what the storefront's pages read of the shop beside its first page.
fn furnish(
    assets: &Assets,
    folder: &Path,
    snapshot: &SnapshotFolder,
    products: &[ListedProduct],
    named: &str,
) -> Result<(), PreviewError> {
    let currency = &snapshot.manifest().currency;
    let settings = json!({
        "name": "Your shop",
        "note": format!("The products of {named}, and shelves that were trained on them."),
        "synthetic": false,
        "currency": currency.code,
        "minorUnits": currency.minor_digits,
        "explain": true,
        "pictures": "anywhere",
    });
    let data = folder.join(DATA);
    write(&data, |at| fs::create_dir_all(at))?;
    write(&folder.join("index.html"), |at| {
        fs::copy(assets.root.join("index.html"), at).map(drop)
    })?;
    write(&data.join("shop.json"), |at| {
        fs::write(at, settings.to_string())
    })?;
    write(&data.join("catalog.json"), |at| {
        fs::write(at, serde_json::to_vec(products).map_err(io::Error::from)?)
    })
}

/// Copies the pictures that the catalog names by a path from the exports' `folder`, and nothing else of it; where one is not there, its
/// card has none.
fn bring_pictures(products: &[ListedProduct], folder: &Path, data: &Path) {
    let named = products
        .iter()
        .filter_map(|product| product.image.as_deref());
    for image in named {
        let path = Path::new(image);
        let inside = path
            .components()
            .all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
        let extension = path.extension().and_then(|extension| extension.to_str());
        let extension = extension.map(str::to_ascii_lowercase);
        let is_picture = extension.is_some_and(|found| PICTURES.contains(&found.as_str()));
        let (from, to) = (folder.join(path), data.join(path));
        if inside && is_picture && from.is_file() && !to.exists() {
            // What cannot be copied is not shown.
            let _ = to.parent().map(fs::create_dir_all);
            let _ = fs::copy(from, to);
        }
    }
}

fn write(path: &Path, how: impl FnOnce(&Path) -> io::Result<()>) -> Result<(), PreviewError> {
    how(path).map_err(|source| PreviewError::Write {
        path: path.to_owned(),
        source,
    })
}
