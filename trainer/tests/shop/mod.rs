//! The synthetic shop and the commands of `setwise`, as tests of whole folders use them.

// Every test binary has a copy of this file and uses a part of it.
#![allow(dead_code)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use clap::Parser as _;
use setwise_trainer::command::{Cli, Command, demo_data, train};
use setwise_trainer::folder::SnapshotFolder;
use setwise_trainer::summary::Summary;

/// Bytes of a shard, so few that a shop of some hundred products has dozens.
pub(crate) const FEW: &str = "--shard-bytes=4000";

/// A path as an argument.
pub(crate) fn path(path: &Path) -> &str {
    path.to_str().expect("temporary folders are UTF-8")
}

/// A command line as the shell would have it read.
pub(crate) fn parsed(arguments: &[&str]) -> Command {
    let all = ["setwise"].iter().chain(arguments);
    Cli::try_parse_from(all).expect("arguments").command
}

/// Draws the synthetic shop, with sets, upgrades and needs, into `shop` in a folder.
pub(crate) fn draw(folder: &Path) -> PathBuf {
    let out = folder.join("shop");
    match parsed(&["demo-data", "--orders", "3000", "--out", path(&out)]) {
        Command::DemoData(args) => {
            demo_data::run(&args).expect("demo data");
        }
        other => panic!("{other:?}"),
    }
    out
}

/// What `setwise train` is told of a shop, and more.
pub(crate) fn training(shop: &Path, catalog: &Path, out: &Path, more: &[&str]) -> Vec<String> {
    let orders = shop.join("orders.csv");
    let arguments = [
        &["train", "--quiet", "--orders", path(&orders)][..],
        &["--catalog", path(catalog), "--out", path(out)],
        more,
    ];
    arguments.concat().into_iter().map(str::to_owned).collect()
}

/// Trains.
pub(crate) fn trained(
    shop: &Path,
    catalog: &Path,
    out: &Path,
    more: &[&str],
) -> Result<Summary, String> {
    let arguments = training(shop, catalog, out, more);
    match parsed(&arguments.iter().map(String::as_str).collect::<Vec<_>>()) {
        Command::Train(args) => train::run(&args).map_err(|e| e.to_string()),
        other => panic!("{other:?}"),
    }
}

/// Paths in a folder, and bytes.
pub(crate) fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    fn walk(root: &Path, folder: &Path, all: &mut BTreeMap<PathBuf, Vec<u8>>) {
        for entry in fs::read_dir(folder).expect("folder") {
            let path = entry.expect("entry").path();
            if path.is_dir() {
                walk(root, &path, all);
            } else {
                let name = path.strip_prefix(root).expect("inside").to_owned();
                all.insert(name, fs::read(&path).expect("file"));
            }
        }
    }
    let mut all = BTreeMap::new();
    walk(folder, folder, &mut all);
    all
}

/// Files that the manifest names.
pub(crate) fn live(folder: &Path) -> BTreeSet<PathBuf> {
    let folder = SnapshotFolder::open(folder).expect("folder");
    let names = folder.shards().expect("names");
    names.iter().map(|name| name.to_string().into()).collect()
}
