//! Carts as shoppers fill them: most lines were bought with another one, the others came for no reason.

use std::collections::HashMap;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use setwise_core::catalog::ProductKey;
use setwise_core::snapshot::Snapshot;

/// How many of ten further lines go with a line that is already there.
const GOES_WITH: u32 = 7;

/// `count` carts of `lines` different products, a line each, ids separated by tabs. Equal seeds give equal carts.
#[must_use]
pub fn draw(shards: &[Snapshot], lines: usize, count: usize, seed: u64) -> String {
    let mut dice = ChaCha8Rng::seed_from_u64(seed);
    let home: HashMap<ProductKey, (usize, u32)> = shards
        .iter()
        .enumerate()
        .flat_map(|(at, shard)| (0..shard.owned()).map(move |own| (shard.key(own), (at, own))))
        .collect();
    let homes_of_neighbours = |&(at, record): &(usize, u32)| -> Vec<(usize, u32)> {
        let shard = &shards[at];
        shard
            .edges(record)
            .filter_map(|edge| home.get(&shard.key(edge.to)).copied())
            .collect()
    };
    // Where only some shards of a shop are here, those of whose neighbours half are here too.
    let own: Vec<(usize, u32)> = (0..)
        .zip(shards)
        .flat_map(|(at, shard)| (0..shard.owned()).map(move |record| (at, record)))
        .filter(|line| {
            let here = homes_of_neighbours(line).len();
            here > 0 && here * 2 >= shards[line.0].edges(line.1).count()
        })
        .collect();
    let mut text = String::new();
    for _ in 0..count {
        let mut cart: Vec<(usize, u32)> = Vec::new();
        while cart.len() < lines.min(own.len()) {
            let anything = own[dice.random_range(0..own.len())];
            let mut line = anything;
            if !cart.is_empty() && dice.random_range(0..10) < GOES_WITH {
                let neighbours = homes_of_neighbours(&cart[dice.random_range(0..cart.len())]);
                if !neighbours.is_empty() {
                    line = neighbours[dice.random_range(0..neighbours.len())];
                }
            }
            if !cart.contains(&line) {
                cart.push(line);
            }
        }
        let ids: Vec<&str> = cart
            .iter()
            .map(|&(at, record)| shards[at].display().id(record))
            .collect();
        text.push_str(&ids.join("\t"));
        text.push('\n');
    }
    text
}
