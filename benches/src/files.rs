//! The folder that every runner reads: shards, the same as JSON, questions, and `shop.json`, which names them.

use std::fs;
use std::io::{Read, Write};
use std::path::Path;

use anyhow::{Context, Result, ensure};
use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::{DeflateEncoder, GzEncoder};
use serde::{Deserialize, Serialize};
use setwise_core::snapshot::{Manifest, Parcel, Snapshot};

use crate::page::{Page, policy};
use crate::{json, questions};

/// Lines of the carts that are asked about; 1 is a product page.
pub const LINES: [usize; 3] = [1, 10, 50];
/// Different questions of each size.
const QUESTIONS: usize = 2_000;

/// Pages that are opened, each with the shards of one question.
const VISITS: usize = 20;

/// What the shop shows, and how much of it is in the folder.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Shop {
    /// Products of the whole shop.
    pub products: u32,
    /// Shards of the whole shop.
    pub shards: u32,
    /// Shards in the folder: `0.bin`, `0.json.gz`, `1.bin` and so on.
    pub held: usize,
    /// Fewest and most items of a slate.
    pub min_items: usize,
    /// See `min_items`.
    pub max_items: usize,
    /// Candidates below it are filler; in units of a score.
    pub floor: i64,
    /// For each of [`LINES`] the shards of some questions' seeds: what a page with these lines opens.
    pub homes: Vec<Vec<Vec<usize>>>,
}

/// A raw deflate stream, as small as it gets.
#[must_use]
pub fn deflate(raw: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    // Writing to memory cannot fail.
    let _ = encoder.write_all(raw);
    encoder.finish().unwrap_or_default()
}

/// Opens a shard as a page does.
///
/// # Errors
/// What is wrong with the file.
pub fn open(file: &[u8]) -> Result<Snapshot> {
    let parcel = Parcel::open(file)?;
    let packed = parcel.packed_display();
    let mut display = Vec::with_capacity(packed.raw_len);
    DeflateDecoder::new(packed.bytes)
        .take(packed.raw_len as u64 + 1)
        .read_to_end(&mut display)?;
    Ok(parcel.unpack(display)?)
}

/// The shards of a trained snapshot folder, and its shop.
///
/// # Errors
/// A file that cannot be read, or is no snapshot's.
pub fn trained(folder: &Path) -> Result<(Shop, Vec<Vec<u8>>)> {
    let at = folder.join("manifest.json");
    let text = fs::read(&at).with_context(|| format!("cannot read {}", at.display()))?;
    let manifest: Manifest = serde_json::from_slice(&text)?;
    manifest.check()?;
    let files = (0..manifest.shards)
        .map(|number| {
            let name = manifest.shard(number).context("a shard without a name")?;
            let at = folder.join(name.to_string());
            fs::read(&at).with_context(|| format!("cannot read {}", at.display()))
        })
        .collect::<Result<Vec<_>>>()?;
    let policy = manifest.policy();
    let shop = Shop {
        products: manifest.products,
        shards: files.len() as u32,
        held: files.len(),
        min_items: policy.min_items,
        max_items: policy.max_items,
        floor: policy.floor.0,
        homes: Vec::new(),
    };
    Ok((shop, files))
}

/// Writes the folder, drawing the questions from a fixed seed.
///
/// # Errors
/// A file that cannot be written, or is no shard.
pub fn write(folder: &Path, mut shop: Shop, files: &[Vec<u8>]) -> Result<()> {
    ensure!(
        shop.held == files.len(),
        "a shop holds the shards that it is given"
    );
    fs::create_dir_all(folder)?;
    let mut page = Page::new(policy(shop.min_items, shop.max_items, shop.floor));
    for (at, file) in files.iter().enumerate() {
        let shard = open(file)?;
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(&json::of(&shard)?)?;
        fs::write(folder.join(format!("{at}.bin")), file)?;
        fs::write(folder.join(format!("{at}.json.gz")), encoder.finish()?)?;
        page.hold(shard);
    }
    for lines in LINES {
        let drawn = questions::draw(page.shards(), lines, QUESTIONS, lines as u64);
        page.ask(&drawn);
        shop.homes
            .push(page.homes().take(VISITS).map(<[usize]>::to_vec).collect());
        fs::write(folder.join(format!("questions-{lines}.txt")), drawn)?;
    }
    fs::write(folder.join("shop.json"), serde_json::to_vec(&shop)?)?;
    Ok(())
}

/// A page that holds all shards of a folder.
///
/// # Errors
/// A file that cannot be read, or is none of this folder's.
pub fn read(folder: &Path) -> Result<(Shop, Page)> {
    let at = folder.join("shop.json");
    let text = fs::read(&at).with_context(|| format!("cannot read {}", at.display()))?;
    let shop: Shop = serde_json::from_slice(&text)?;
    let mut page = Page::new(policy(shop.min_items, shop.max_items, shop.floor));
    for shard in 0..shop.held {
        page.hold(open(&fs::read(folder.join(format!("{shard}.bin")))?)?);
    }
    Ok((shop, page))
}
