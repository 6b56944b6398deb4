//! What pages fetch of a shop of so many products: `cargo xtask bench shards` runs this for each size.
//!
//! The shop is drawn, not trained: a catalog with titles, addresses and prices as shops have them, and twelve neighbours a
//! product, most of them from the product's own corner of the shop and all of them by a power law. It goes through the
//! packer that ships. Prints one JSON object.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::time::Instant;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::json;
use setwise_core::catalog::ProductKey;
use setwise_trainer::baskets::Baskets;
use setwise_trainer::fit::{Complements, Edges, Extras, PairTable};
use setwise_trainer::folder::{MANIFEST, SnapshotFolder};
use setwise_trainer::ingest::{Currency, Product};
use setwise_trainer::pack::{Build, MODEL_BYTES, Packed, pack};

type Failure = Box<dyn Error>;

/// Neighbours of each product before the packer's budget.
const EDGES: usize = 12;
/// Products of one corner of the shop.
const CORNER: u32 = 60;
/// Of a hundred neighbours so many are of the product's own corner.
const NEAR: u32 = 60;
/// Product pages and carts that are looked at.
const SAMPLE: usize = 20_000;
/// Lines of a cart.
const LINES: usize = 10;

const BRANDS: [&str; 12] = [
    "Lumora",
    "Northpeak",
    "Casa Verde",
    "Ostmark",
    "Bellweather",
    "Kindle & Oak",
    "Tamsin",
    "Rivet",
    "Halden",
    "Mirabel",
    "Quill",
    "Purrfield",
];
const MADE: [&str; 16] = [
    "Brushed",
    "Cotton",
    "Recycled",
    "Ceramic",
    "Oak",
    "Enamel",
    "Linen",
    "Stainless",
    "Vintage",
    "Folding",
    "Insulated",
    "Cordless",
    "Quilted",
    "Matte",
    "Striped",
    "Compact",
];
const THINGS: [&str; 32] = [
    "Water Bottle",
    "Table Lamp",
    "Storage Basket",
    "Throw Blanket",
    "Travel Mug",
    "Cutting Board",
    "Desk Organiser",
    "Wall Clock",
    "Picture Frame",
    "Candle Holder",
    "Bath Towel",
    "Cushion Cover",
    "Serving Tray",
    "Mixing Bowl",
    "Phone Case",
    "Headphones",
    "Backpack",
    "Rain Jacket",
    "Running Shoes",
    "Yoga Mat",
    "Tea Towel",
    "Notebook",
    "Plant Pot",
    "Garden Shears",
    "Dog Lead",
    "Cat Treats",
    "Building Blocks",
    "Puzzle",
    "Memory Card",
    "Tripod",
    "Lens Cap",
    "Charger",
];
const COLOURS: [&str; 10] = [
    "Black",
    "White",
    "Sage",
    "Navy",
    "Terracotta",
    "Charcoal",
    "Cream",
    "Rose",
    "Ochre",
    "Sky Blue",
];

fn main() -> Result<(), Failure> {
    let mut arguments = std::env::args().skip(1);
    let usage = "expected: PRODUCTS FOLDER";
    let products: u32 = arguments.next().ok_or(usage)?.parse()?;
    let folder = PathBuf::from(arguments.next().ok_or(usage)?);

    let mut random = ChaCha8Rng::seed_from_u64(u64::from(products));
    let mut catalog: Vec<Product> = (0..products).map(|n| product(n, &mut random)).collect();
    let (edges, weights) = neighbours(products, &mut random);
    let sold: Vec<Vec<u32>> = (0..2 * products)
        .map(|_| vec![power_law(products, &mut random)])
        .collect();
    let baskets = Baskets::from_sets(&sold, products as usize);
    drop(sold);
    let extras = Extras {
        // Four needs a corner; every fifth product's is not known.
        needs: (0..products)
            .map(|n| {
                if n % 5 == 0 {
                    0
                } else {
                    1 + n / CORNER * 4 + n % 4
                }
            })
            .collect(),
        ..Extras::default()
    };
    let write = |catalog: &[Product]| -> Result<(Packed, f64), Failure> {
        let complements = Complements {
            edges: edges.clone(),
            weights: weights.clone(),
            floor: 0.001,
            ..Complements::default()
        };
        let started = Instant::now();
        let packed = pack(
            catalog,
            &baskets,
            complements,
            &extras,
            None,
            &BUILD,
            &folder,
        )?;
        Ok((packed, started.elapsed().as_secs_f64()))
    };
    let (packed, seconds) = write(&catalog)?;
    let fresh = visits(&catalog, &folder, &mut random)?;
    reprice(&mut catalog, products.div_ceil(10_000), &mut random);
    let (few, _) = write(&catalog)?;
    let few_visits = visits(&catalog, &folder, &mut random)?;
    reprice(&mut catalog, products / 100, &mut random);
    let (many, _) = write(&catalog)?;
    let many_visits = visits(&catalog, &folder, &mut random)?;
    println!(
        "{}",
        json!({
            "products": products,
            "shards": packed.shards,
            "megabytes": packed.bytes as f64 / 1e6,
            "display_bytes": packed.display_bytes as f64 / f64::from(products),
            "model_bytes": packed.model_bytes as f64 / f64::from(products),
            "edges": packed.edges as f64 / f64::from(products),
            "seconds": seconds,
            "peak_memory": peak_memory(),
            "fresh": fresh,
            "few": { "unchanged": few.unchanged_shards, "visits": few_visits },
            "many": { "unchanged": many.unchanged_shards, "visits": many_visits },
        })
    );
    Ok(())
}

const BUILD: Build = Build {
    currency: Currency::UNKNOWN,
    as_of: None,
    stale_after: 2_592_000,
    model_bytes: MODEL_BYTES as u64,
    shard_bytes: None,
};

fn pick<'a>(words: &[&'a str], random: &mut ChaCha8Rng) -> &'a str {
    let at = random.random_range(0..words.len().max(1));
    words.get(at).copied().unwrap_or_default()
}

/// Titles, slugs, picture addresses with a version, prices and attributes as a shop's feed has them.
fn product(n: u32, random: &mut ChaCha8Rng) -> Product {
    let corner = (n / CORNER) as usize;
    let word = |words: &[&'static str], at: usize| {
        words.get(at % words.len()).copied().unwrap_or_default()
    };
    let (brand, thing) = (word(&BRANDS, corner / 3), word(&THINGS, corner));
    let (made, colour) = (pick(&MADE, random), pick(&COLOURS, random));
    let size = random.random_range(1..40) * 25;
    let title = format!("{brand} {made} {thing} {size} ml, {colour}");
    let slug = title
        .to_lowercase()
        .replace([' ', ',', '&'], "-")
        .replace("--", "-");
    let id = format!(
        "{}",
        4_000_000_000_u64 + u64::from(n) * 4_099 + u64::from(random.random_range(0..4_000_u32))
    );
    Product {
        url: Some(format!("/products/{slug}")),
        image: Some(format!(
            "/cdn/shop/files/{slug}_{id}.jpg?v=17{:08}",
            random.random_range(0..100_000_000_u32)
        )),
        price: Some(i64::from(random.random_range(2..200_u32)) * 100 - 1),
        category: Some(format!("{} > {thing}", word(&MADE, corner / 7))),
        brand: Some(brand.to_owned()),
        attributes: Some(format!("colour={colour}|size={size} ml")),
        group: None,
        in_stock: random.random_range(0..20) > 0,
        place: n,
        parent: None,
        needs_options: false,
        title,
        id,
    }
}

/// A number below `count`, small ones far likelier than large ones: of density 1/n, spread over the catalog.
fn power_law(count: u32, random: &mut ChaCha8Rng) -> u32 {
    let rank = f64::from(count).powf(random.random::<f64>()) - 1.0;
    // Popular products stand anywhere in a catalog; a step without a common divisor visits all.
    ((rank as u64 * 2_654_435_761) % u64::from(count.max(1))) as u32
}

fn neighbours(products: u32, random: &mut ChaCha8Rng) -> (Edges, PairTable) {
    let mut triples = Vec::with_capacity(products as usize * EDGES);
    let mut chosen: Vec<u32> = Vec::new();
    for product in 0..products {
        let start = product / CORNER * CORNER;
        let corner = CORNER.min(products - start);
        chosen.clear();
        for _ in 0..4 * EDGES {
            let near = random.random_range(0..100) < NEAR;
            let to = match near {
                true => start + power_law(corner, random),
                false => power_law(products, random),
            };
            if to != product && !chosen.contains(&to) {
                let likely =
                    0.2 * 0.85_f64.powi(chosen.len() as i32) * random.random_range(0.5..1.0);
                triples.push((product, to, likely));
                chosen.push(to);
            }
            if chosen.len() == EDGES {
                break;
            }
        }
    }
    // Beside several seeds a neighbour is worth something else than alone.
    let mut weights: Vec<(u32, u32, f64)> = triples
        .iter()
        .map(|&(product, to, likely)| (product, to, likely * random.random_range(0.0..0.5)))
        .collect();
    weights.sort_unstable_by_key(|&(product, to, _)| (to, product));
    let weights = PairTable::by_row(&weights, products as usize);
    (Edges::strongest(triples, products as usize, EDGES), weights)
}

fn reprice(catalog: &mut [Product], count: u32, random: &mut ChaCha8Rng) {
    for _ in 0..count {
        let at = random.random_range(0..catalog.len().max(1));
        if let Some(product) = catalog.get_mut(at) {
            product.price = product.price.map(|price| price + 100);
        }
    }
}

/// What cold pages transfer: the manifest as it is and gzipped, one shard for a product, up to ten for a cart.
fn visits(
    catalog: &[Product],
    folder: &Path,
    random: &mut ChaCha8Rng,
) -> Result<serde_json::Value, Failure> {
    let opened = SnapshotFolder::open(folder)?;
    let manifest = opened.manifest();
    let text = std::fs::read(folder.join(MANIFEST))?;
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    std::io::Write::write_all(&mut gzip, &text)?;
    let gzipped = gzip.finish()?.len() as u64;
    let mut visit = |lines: usize| -> Result<(u64, u64), Failure> {
        let keys: Vec<ProductKey> = (0..lines)
            .filter_map(|_| catalog.get(random.random_range(0..catalog.len())))
            .map(|product| ProductKey::of(&product.id))
            .collect();
        let homes = manifest.homes(keys);
        let mut bytes = text.len() as u64;
        for home in &homes {
            bytes += std::fs::metadata(folder.join(home.to_string()))?.len();
        }
        Ok((1 + homes.len() as u64, bytes))
    };
    let mut spread = |lines: usize| -> Result<serde_json::Value, Failure> {
        let all: Vec<(u64, u64)> = (0..SAMPLE)
            .map(|_| visit(lines))
            .collect::<Result<_, _>>()?;
        let mut bytes: Vec<u64> = all.iter().map(|visit| visit.1).collect();
        bytes.sort_unstable();
        let at = |share: usize| bytes.get((bytes.len() - 1) * share / 100);
        Ok(json!({
            "requests": all.iter().map(|visit| visit.0).max(),
            "mean": bytes.iter().sum::<u64>() / bytes.len().max(1) as u64,
            "p95": at(95),
            "max": at(100),
        }))
    };
    Ok(json!({
        "generations": manifest.generations.len(),
        "manifest": text.len(),
        "manifest_gzipped": gzipped,
        "page": spread(1)?,
        "cart": spread(LINES)?,
    }))
}

/// The most memory that this process had, in bytes; none where the system does not say.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().split(' ').next()?.parse().ok()?;
    Some(kibibytes << 10)
}
