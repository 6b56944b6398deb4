//! How many shards a snapshot gets, and how many neighbours fit its budget.
//!
//! A page loads the homes of its products whole, so a shard is as large as a page can afford ten of: a cart of ten lines,
//! the worst case being ten shards, is to stay within 150 KB. A small shop stays in one file, which every page then has
//! from the cache.

use rayon::prelude::*;
use setwise_core::catalog::ProductKey;

use super::PackError;
use super::deflate::Effort;
use super::homes::Homes;
use super::model::{Model, Sizes};

/// A snapshot of at most so many bytes stays in one shard.
const ONE_FILE: u64 = 128 << 10;
/// No catalog of more products is tried as one file: its smallest record takes eight bytes.
const ONE_FILE_PRODUCTS: usize = 1 << 14;
/// Mean bytes of a shard, of many.
const SHARD_BYTES: u32 = 10_500;
/// Products of a shard of that size in a shop with pictures; where the search for the number begins.
const FIRST_GUESS: usize = 28;
/// Shards that are spelled to learn the mean size.
const SAMPLE: u32 = 64;
/// Rounds of that search; each is nearer by a factor of about ten.
const ROUNDS: usize = 4;
/// A folder keeps its number of shards, and so the names of those that do not change, while their mean size is within
/// this many percent of the target.
const HYSTERESIS: u64 = 20;

/// Products that a slate shows: so many neighbours are kept whatever the budget.
pub(super) const SHOWN: usize = 6;
/// Cuts until the model is within its budget: of what cohorts share, of neighbours, of what speaks against; two are usual.
const CUTS: usize = 8;
/// Catalogs of more products are not spelled as one file only to be measured.
const SPELLED_WHOLE: usize = 1 << 17;

/// Leaves out the least likely neighbours until the model is within `bytes_per_product`, but of each product keeps the
/// first [`SHOWN`].
///
/// What is measured is the model as one file, so that recommendations do not depend on the number of shards; of large
/// catalogs a sample of shards, without what shards repeat of products at home elsewhere.
pub(super) fn cut_to_budget(
    model: &mut Model<'_>,
    keys: &[ProductKey],
    bytes_per_product: u64,
) -> Result<(), PackError> {
    for _ in 0..CUTS {
        let edges = model.edges().len() as u64;
        let measured = if keys.len() <= SPELLED_WHOLE {
            measure_whole(model, keys)?
        } else {
            measure_sample(model, keys)?
        };
        let budget = bytes_per_product.saturating_mul(measured.products);
        let over = measured.model.saturating_sub(budget);
        if over == 0 || edges == 0 {
            return Ok(());
        }
        if model.cut_shared(SHOWN + 2) {
            continue;
        }
        // A little more than the mean edge takes, for rare gaps are the long ones.
        let cut = over * edges / measured.edges.max(1) + edges / 500;
        model.cut(edges.saturating_sub(cut) as usize, SHOWN);
        if model.edges().len() as u64 == edges && !model.cut_against() {
            return Ok(());
        }
    }
    Ok(())
}

struct Measured {
    products: u64,
    /// Bytes without what visits and customers tell: a shop that knows them must not have poorer carts for it.
    model: u64,
    edges: u64,
}

fn measure_whole(model: &Model<'_>, keys: &[ProductKey]) -> Result<Measured, PackError> {
    let homes = Homes::of(keys, &model.extras().bundles, 1);
    let sizes = Sizes::of(&model.spell(&homes, (0, 1), Effort::None)?)?;
    Ok(Measured {
        products: keys.len() as u64,
        model: sizes.model - sizes.next,
        edges: sizes.edges,
    })
}

fn measure_sample(model: &Model<'_>, keys: &[ProductKey]) -> Result<Measured, PackError> {
    let shards = (keys.len() / FIRST_GUESS) as u32;
    let homes = Homes::of(keys, &model.extras().bundles, shards);
    let sample = sample(shards);
    let products: usize = sample.iter().map(|&n| homes.products(n).len()).sum();
    let sizes = measure(model, &homes, &sample, shards, Effort::None)?;
    let needs = model.extras().needs.iter().copied().max().unwrap_or(0);
    let bits = 4 + u64::from(u32::BITS - needs.leading_zeros());
    let own = products as u64 * bits / 8;
    Ok(Measured {
        products: products as u64,
        model: sizes.model - sizes.next - sizes.shared + own,
        edges: sizes.edges,
    })
}

/// Numbers of shards, evenly spread.
fn sample(shards: u32) -> Vec<u32> {
    let count = shards.min(SAMPLE);
    (0..count)
        .map(|n| (u64::from(n) * u64::from(shards) / u64::from(count)) as u32)
        .collect()
}

fn measure(
    model: &Model<'_>,
    homes: &Homes,
    sample: &[u32],
    shards: u32,
    effort: Effort,
) -> Result<Sizes, PackError> {
    let size = |&number: &u32| Sizes::of(&model.spell(homes, (number, shards), effort)?);
    let all: Vec<Sizes> = sample.par_iter().map(size).collect::<Result<_, _>>()?;
    Ok(all.into_iter().sum())
}

/// The number of shards. `wanted` is the mean size of one in bytes where the merchant names it; `before` the number that
/// the folder has.
pub(super) fn shards(
    model: &Model<'_>,
    keys: &[ProductKey],
    wanted: Option<u32>,
    before: Option<u32>,
) -> Result<u32, PackError> {
    let sets = &model.extras().bundles;
    let mean = |shards: u32| -> Result<u64, PackError> {
        let sample = sample(shards);
        let homes = Homes::of(keys, sets, shards);
        let sizes = measure(model, &homes, &sample, shards, Effort::Quick)?;
        Ok((sizes.file / sample.len() as u64).max(1))
    };
    if wanted.is_none() && keys.len() <= ONE_FILE_PRODUCTS && mean(1)? <= ONE_FILE {
        return Ok(1);
    }
    let target = u64::from(wanted.unwrap_or(SHARD_BYTES).max(1));
    let products = keys.len().max(1) as u64;
    if let Some(before) = before.filter(|&n| n > 1 && u64::from(n) <= products) {
        let off = mean(before)?.abs_diff(target);
        if off * 100 <= target * HYSTERESIS {
            return Ok(before);
        }
    }
    let mut shards = (products / FIRST_GUESS as u64).clamp(1, u64::from(u32::MAX)) as u32;
    for _ in 0..ROUNDS {
        let next = u64::from(shards) * mean(shards)? / target;
        let next = next.clamp(1, products.min(u64::from(u32::MAX))) as u32;
        if next == shards {
            break;
        }
        shards = next;
    }
    Ok(shards)
}

#[cfg(test)]
mod tests {
    use super::sample;

    #[test]
    fn a_sample_is_spread_over_all_shards() {
        assert_eq!(sample(3), [0, 1, 2]);
        let many = sample(1_000_000);
        assert_eq!((many.len(), many[0], many[63]), (64, 0, 984_375));
    }
}
