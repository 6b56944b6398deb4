//! A made-up catalog for the orders of `setwise bench-orders`.

use std::fs;
use std::io::{self, BufWriter, Write as _};
use std::path::Path;

use anyhow::{Context, Result};

/// Words of titles: families of products and nouns that categories agree on.
const MAKERS: [&str; 12] = [
    "Alta", "Brio", "Faro", "Kestra", "Luma", "Nord", "Orbis", "Quill", "Solis", "Terra", "Vero",
    "Vista",
];
const KINDS: [&str; 20] = [
    "Lamp", "Bowl", "Chair", "Table", "Shirt", "Scarf", "Knife", "Pan", "Case", "Strap", "Bag",
    "Camera", "Lens", "Mug", "Plate", "Towel", "Pillow", "Rug", "Shelf", "Candle",
];

/// Writes a catalog whose ids are those of `setwise bench-orders`: the numbers from 0. Products that are `dearer` cost more than
/// they did.
pub(super) fn write_catalog(path: &Path, products: u64, dearer: fn(u64) -> bool) -> Result<()> {
    write(path, products, dearer).with_context(|| format!("cannot write {}", path.display()))
}

fn write(path: &Path, products: u64, dearer: fn(u64) -> bool) -> io::Result<()> {
    let mut file = BufWriter::new(fs::File::create(path)?);
    writeln!(
        file,
        "product_id,title,price,currency,category,brand,in_stock,attributes"
    )?;
    for product in 0..products {
        // Some spread without a generator of random numbers.
        let mixed = product.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 24;
        let pick = |list: &[&'static str], at: u64| {
            list.get(at as usize % list.len()).copied().unwrap_or("")
        };
        let (maker, kind) = (pick(&MAKERS, mixed), pick(&KINDS, mixed >> 8));
        let (line, size) = (mixed % 1_009, 1 + (mixed >> 4) % 8);
        writeln!(
            file,
            "{product},{maker} {kind} {line},{}.{:02},EUR,{kind}s > {kind} {},{maker},yes,size={} cm",
            2 + mixed % 200 + u64::from(dearer(product)),
            mixed % 100,
            (mixed >> 12) % 100,
            size * 10
        )?;
    }
    file.flush()
}
