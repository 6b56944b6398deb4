//! A made-up shop of any size, of which only the shards are written that the questions need.
//!
//! Products stand in a row, each bought with products near it and with bestsellers; hashing scatters neighbours over the
//! shards, as it does in a real shop. It is for measuring time and bytes, and says nothing of quality.

use std::collections::BTreeSet;

use anyhow::Result;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use setwise_core::catalog::{Money, ProductKey, Score};
use setwise_core::snapshot::{Edge, RecordContents, ShardContents, WEIGHT_CODES, write};

use crate::files::{Shop, deflate};

/// Products of a shard, about; with their neighbours' display records that is a file of some 12 KB.
const PRODUCTS_A_SHARD: u32 = 33;
const NEIGHBOURS: usize = 12;
/// So many stretches of the row are held with all their shards, so that carts can be filled with what goes together.
const STRETCHES: u32 = 12;
/// Products of a stretch.
const STRETCH: u32 = 64;

const MAKES: [&str; 16] = [
    "Alder", "Brisk", "Corvo", "Dapple", "Elmet", "Fenway", "Gable", "Harrow", "Inga", "Juno",
    "Kestrel", "Lumen", "Marlow", "Nordic", "Orla", "Pemba",
];
const LOOKS: [&str; 20] = [
    "black",
    "white",
    "red",
    "navy",
    "sage",
    "sand",
    "oak",
    "walnut",
    "striped",
    "spotted",
    "vintage",
    "matt",
    "polished",
    "folding",
    "travel",
    "compact",
    "large",
    "small",
    "waterproof",
    "insulated",
];
const THINGS: [&str; 40] = [
    "lunch box",
    "water bottle",
    "desk lamp",
    "backpack",
    "camera case",
    "memory card",
    "tripod",
    "phone cover",
    "charger",
    "cable",
    "mug",
    "teapot",
    "cake tin",
    "storage jar",
    "candle holder",
    "picture frame",
    "doormat",
    "cushion",
    "throw",
    "bath towel",
    "hand cream",
    "face mask",
    "shampoo",
    "running socks",
    "rain jacket",
    "beanie",
    "scarf",
    "umbrella",
    "notebook",
    "pen set",
    "gift bag",
    "wrapping paper",
    "night light",
    "jigsaw",
    "skipping rope",
    "paint set",
    "garden trowel",
    "seed tray",
    "bird feeder",
    "watering can",
];

/// The made-up shop.
struct Row {
    products: u32,
}

impl Row {
    fn id(product: u32) -> String {
        format!(
            "{:05}{}",
            product * 7 + 10_000,
            ["", "A", "B", "W"][product as usize % 4]
        )
    }

    /// Dice of a product's own, so that any shard can be made without the others.
    fn dice(product: u32, purpose: u64) -> ChaCha8Rng {
        ChaCha8Rng::seed_from_u64(u64::from(product) << 8 | purpose)
    }

    /// Different products: most of them near in the row, some from all over it, bestsellers (low numbers) first.
    fn neighbours(&self, product: u32) -> Vec<u32> {
        let mut dice = Self::dice(product, 0);
        let mut found = BTreeSet::new();
        while found.len() < NEIGHBOURS.min(self.products as usize - 1) {
            let skewed: f64 = dice.random();
            let neighbour = if dice.random_range(0..4) == 0 {
                f64::from(self.products).powf(skewed) as u32 - 1
            } else {
                let distance = (STRETCH as f64).powf(skewed) as u32;
                let up: bool = dice.random();
                let to = if up {
                    product + distance
                } else {
                    product.wrapping_sub(distance)
                };
                to.min(self.products - 1)
            };
            if neighbour != product {
                found.insert(neighbour);
            }
        }
        found.into_iter().collect()
    }

    fn record(&self, product: u32) -> RecordContents {
        let mut dice = Self::dice(product, 1);
        let mut pick = |words: &[&'static str]| words[dice.random_range(0..words.len())];
        let (make, first, second, thing) =
            (pick(&MAKES), pick(&LOOKS), pick(&LOOKS), pick(&THINGS));
        let id = Self::id(product);
        let title = format!("{make} {first} {second} {thing}");
        let popularity = f64::from(self.products).ln() - f64::from(product + 1).ln();
        RecordContents {
            url: format!("/products/{id}"),
            image: format!("/images/{id}.jpg"),
            category: format!("Home > {}", thing.split(' ').next_back().unwrap_or(thing)),
            brand: make.to_owned(),
            // Every third pair in the row is one product in two colours.
            group: if (product / 2).is_multiple_of(3) {
                format!("G{}", product / 2)
            } else {
                String::new()
            },
            attributes: vec![format!("colour={first}"), format!("style={second}")],
            price: Some(Money(dice.random_range(2..200) * 50 - 1)),
            in_stock: dice.random_range(0..100) < 92,
            prior: (popularity as u8).min(WEIGHT_CODES as u8 - 1),
            need: product / 6 + 1,
            title,
            id,
            ..RecordContents::default()
        }
    }

    fn shard(&self, number: u32, shards: u32, own: &[u32]) -> ShardContents {
        let lists: Vec<Vec<u32>> = own
            .iter()
            .map(|&product| self.neighbours(product))
            .collect();
        let guests: BTreeSet<u32> = lists
            .iter()
            .flatten()
            .copied()
            .filter(|product| !own.contains(product))
            .collect();
        let products: Vec<u32> = own.iter().copied().chain(guests).collect();
        let edges = own
            .iter()
            .zip(&lists)
            .map(|(&product, list)| {
                let mut dice = Self::dice(product, 2);
                let mut to: Vec<u32> = list
                    .iter()
                    .filter_map(|neighbour| {
                        products.iter().position(|product| product == neighbour)
                    })
                    .map(|at| at as u32)
                    .collect();
                to.sort_unstable();
                let start = dice.random_range(0..to.len());
                let count = to.len();
                to.into_iter()
                    .enumerate()
                    .map(|(at, to)| Edge {
                        to,
                        code: dice
                            .random_range(0..WEIGHT_CODES as u8)
                            .min(dice.random_range(0..WEIGHT_CODES as u8)),
                        rank: ((at + start) % count) as u8,
                    })
                    .collect()
            })
            .collect();
        ShardContents {
            shard: (number, shards),
            edge_weights: std::array::from_fn(|code| 0.02 * code as f64 - 0.01),
            scale_weights: std::array::from_fn(|level| 0.02 * 1.25_f64.powi(level as i32)),
            curve: std::array::from_fn(|rank| 1.0 / (1.0 + 0.3 * rank as f64)),
            blend: std::array::from_fn(|others| 0.8 / (others + 1) as f64),
            prior_weights: std::array::from_fn(|level| {
                [0.001 * level as f64, 0.0005 * level as f64]
            }),
            scales: own
                .iter()
                .map(|product| (product % WEIGHT_CODES as u32) as u8)
                .collect(),
            records: products
                .iter()
                .map(|&product| self.record(product))
                .collect(),
            edges,
            ..ShardContents::default()
        }
    }
}

/// A shop of so many products, and those of its shards that are homes of some stretches of the row.
///
/// # Errors
/// None: what is made can be written.
pub fn make(products: u32) -> Result<(Shop, Vec<Vec<u8>>)> {
    let row = Row { products };
    let shards = products.div_ceil(PRODUCTS_A_SHARD);
    let home = |product| ProductKey::of(&Row::id(product)).shard(shards);
    let held: BTreeSet<u32> = (0..STRETCHES)
        .flat_map(|stretch| {
            let start = products / STRETCHES * stretch;
            (start..products.min(start + STRETCH)).map(home)
        })
        .collect();
    let mut own = vec![Vec::new(); shards as usize];
    for product in 0..products {
        own[home(product) as usize].push(product);
    }
    let files = held
        .iter()
        .map(|&shard| {
            Ok(write(
                &row.shard(shard, shards, &own[shard as usize]),
                deflate,
            )?)
        })
        .collect::<Result<Vec<_>>>()?;
    let shop = Shop {
        products,
        shards,
        held: files.len(),
        min_items: 3,
        max_items: 6,
        floor: Score::from_f64(0.02).0,
        homes: Vec::new(),
    };
    Ok((shop, files))
}
