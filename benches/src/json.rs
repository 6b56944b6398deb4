//! A shard's records as a shop would write them in JSON, for a ranking in JavaScript: the same information, numbers ready
//! to be used. Scores are whole, in units of 2⁻²⁴, so that both rankings can be exactly equal.

use std::collections::BTreeMap;

use serde::Serialize;
use setwise_core::catalog::Display;
use setwise_core::snapshot::{Snapshot, WEIGHT_CODES};

#[derive(Serialize)]
struct Shard<'a> {
    /// Part of a likelihood that is added to a weight beside 1, 2, … 16 seeds.
    blend: Vec<i64>,
    products: Vec<Product<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    bundles: Vec<Bundle<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Product<'a> {
    id: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    title: &'a str,
    #[serde(skip_serializing_if = "String::is_empty")]
    url: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    image: String,
    #[serde(skip_serializing_if = "str::is_empty")]
    category: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    brand: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    group: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    price: Option<u64>,
    in_stock: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    needs_options: bool,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    attributes: BTreeMap<&'a str, &'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    need: Option<u32>,
    /// Beside a single seed, and beside several.
    prior: [i64; 2],
    /// Only products at home in the shard have neighbours.
    #[serde(skip_serializing_if = "Option::is_none")]
    neighbours: Option<Vec<Neighbour<'a>>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    upgrades: Vec<Other<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    next: Vec<Other<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    repurchase: Option<Repurchase>,
}

#[derive(Serialize)]
struct Neighbour<'a> {
    id: &'a str,
    weight: i64,
    likelihood: i64,
}

#[derive(Serialize)]
struct Other<'a> {
    id: &'a str,
    weight: i64,
}

#[derive(Serialize)]
struct Repurchase {
    days: u16,
    regularity: u8,
}

#[derive(Serialize)]
struct Bundle<'a> {
    products: Vec<&'a str>,
    strength: u8,
}

/// The JSON of a shard.
///
/// # Errors
/// None that a snapshot can cause.
pub fn of(shard: &Snapshot) -> serde_json::Result<Vec<u8>> {
    let display = shard.display();
    let product = |record| {
        let Display {
            id,
            title,
            url,
            image,
            category,
            brand,
            group,
            price,
            in_stock,
            needs_options,
        } = display.get(record);
        let neighbours = shard.edges(record).map(|edge| Neighbour {
            id: display.id(edge.to),
            weight: shard.weight(edge).0,
            likelihood: shard.likelihood(record, edge).0,
        });
        Product {
            id,
            title,
            url: url.text(),
            image: image.text(),
            category,
            brand,
            group,
            price: price.map(|money| money.0),
            in_stock,
            needs_options,
            attributes: display.attributes(record).collect(),
            need: shard.need(record),
            prior: [false, true].map(|in_cart| shard.prior(record, in_cart).0),
            neighbours: (record < shard.owned()).then(|| neighbours.collect()),
            upgrades: shard
                .upgrades(record)
                .map(|edge| Other {
                    id: display.id(edge.to),
                    weight: i64::from(edge.code),
                })
                .collect(),
            next: shard
                .next(record)
                .map(|edge| Other {
                    id: display.id(edge.to),
                    weight: shard.next_weight(record, edge).0,
                })
                .collect(),
            repurchase: shard.repurchase(record).map(|again| Repurchase {
                days: again.days,
                regularity: again.regularity,
            }),
        }
    };
    serde_json::to_vec(&Shard {
        blend: (1..=WEIGHT_CODES)
            .map(|seeds| shard.blend(seeds).0)
            .collect(),
        products: (0..shard.records()).map(product).collect(),
        bundles: shard
            .bundles()
            .iter()
            .map(|bundle| Bundle {
                products: bundle
                    .members()
                    .iter()
                    .map(|&member| display.id(member))
                    .collect(),
                strength: bundle.strength(),
            })
            .collect(),
    })
}
