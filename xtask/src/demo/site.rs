//! The folder that is served: storefront pages, built package, snapshot, and the shop's data for its own pages.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde::Deserialize;
use serde_json::{Value, json};
use xshell::cmd;

use super::shop::{Exports, Shop};
use crate::project::{Project, remove_folder};
use crate::size::shipped;

/// The generated shop ships free of charge from here, in its minor unit.
const FREE_SHIPPING_FROM: u64 = 4_000;

/// Makes `folder/site` with the pages and the package in it, and returns it.
pub(super) fn start(project: &Project, folder: &Path) -> Result<PathBuf> {
    let site = folder.join("site");
    remove_folder(&site)?;
    copy_file(&project.root.join("index.html"), &site.join("index.html"))?;
    copy_folder(&project.root.join("www"), &site.join("www"))?;
    for file in shipped::files(project)? {
        copy_file(
            &project.package().join(&file),
            &site.join("pkg").join(&file),
        )?;
    }
    Ok(site)
}

/// Adds what the storefront's pages read of the shop: `shop/shop.json`, `shop/catalog.json`, `shop/images/`.
pub(super) fn furnish(
    project: &Project,
    setwise: &Path,
    site: &Path,
    shop: &Shop,
    exports: &Exports,
) -> Result<()> {
    let (shell, snapshot, data) = (&project.shell, site.join("snapshot"), site.join("shop"));
    fs::create_dir_all(&data).with_context(|| format!("cannot make {}", data.display()))?;

    let catalog = cmd!(shell, "{setwise} products {snapshot}")
        .quiet()
        .read()
        .context("the snapshot's products could not be listed")?;
    fs::write(data.join("catalog.json"), &catalog)?;
    let settings = settings(shop, &snapshot)?;
    fs::write(
        data.join("shop.json"),
        serde_json::to_string_pretty(&settings)?,
    )?;

    match &exports.images {
        Some(images) => copy_folder(images, &data.join("images")),
        None => Ok(()),
    }
}

/// The part of a snapshot's manifest that a storefront needs.
#[derive(Deserialize)]
struct Manifest {
    currency: Currency,
}

#[derive(Deserialize)]
struct Currency {
    code: String,
    minor_digits: u8,
}

fn settings(shop: &Shop, snapshot: &Path) -> Result<Value> {
    let manifest = fs::read_to_string(snapshot.join("manifest.json"))
        .context("training wrote no manifest.json")?;
    let Manifest { currency } = serde_json::from_str(&manifest)
        .context("the snapshot's manifest.json names no currency")?;

    let (name, synthetic, free_shipping_from) = match shop {
        Shop::Generated(_) => ("Setwise demo shop", true, Some(FREE_SHIPPING_FROM)),
        Shop::Merchant(_) => ("Your shop", false, None),
    };
    Ok(json!({
        "name": name,
        "note": shop.describe(),
        "synthetic": synthetic,
        "currency": currency.code,
        "minorUnits": currency.minor_digits,
        "freeShippingFrom": free_shipping_from,
    }))
}

fn copy_file(from: &Path, to: &Path) -> Result<()> {
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    }
    fs::copy(from, to)
        .with_context(|| format!("cannot copy {} to {}", from.display(), to.display()))?;
    Ok(())
}

fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    for entry in fs::read_dir(from).with_context(|| format!("cannot list {}", from.display()))? {
        let entry = entry?;
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        match from.is_dir() {
            true => copy_folder(&from, &to)?,
            false => copy_file(&from, &to)?,
        }
    }
    Ok(())
}
