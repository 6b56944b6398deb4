//! How answers lie on the desk: numbers of eight bytes, 64-bit words, and texts behind their length.

use crate::desk::Desk;
use setwise_core::catalog::{Display, ProductKey};
use setwise_core::rank::{Item, Outcome, Reason, Withheld};
use setwise_core::snapshot::{Fault, Snapshot, SnapshotError};

/// The slate is on the desk: for each item its score, the position of the seed that speaks for it, its price in minor units
/// (-1 for none) and whether it needs options, then the texts id, title, address, picture and title of that seed.
const READY: i32 = 0;
const NO_SEEDS: i32 = 1;
const UNKNOWN_SEEDS: i32 = 2;
const NO_CANDIDATES: i32 = 3;
/// On the desk are the numbers found, needed and best.
const TOO_FEW: i32 = 4;
const OTHER: i32 = 5;

/// Writes what a ranking came to, and gives its status.
pub(crate) fn outcome(
    outcome: &Outcome<'_>,
    shards: &[&Snapshot],
    seeds: &[ProductKey],
    desk: &mut Desk,
) -> i32 {
    match *outcome {
        Outcome::Slate(items) => {
            for each in items {
                item(each, shards, seeds, desk);
            }
            READY
        }
        Outcome::Withheld(Withheld::NoSeeds) => NO_SEEDS,
        Outcome::Withheld(Withheld::UnknownSeeds) => UNKNOWN_SEEDS,
        Outcome::Withheld(Withheld::NoCandidates) => NO_CANDIDATES,
        Outcome::Withheld(Withheld::TooFew {
            found,
            needed,
            best,
        }) => {
            for number in [found as f64, needed as f64, best.to_f64()] {
                desk.put_number(number);
            }
            TOO_FEW
        }
        // A newer core may know more reasons.
        Outcome::Withheld(_) => OTHER,
    }
}

fn item(item: &Item, shards: &[&Snapshot], seeds: &[ProductKey], desk: &mut Desk) {
    let (Some(shard), Reason::GoesWith { seed }) = (shards.get(item.shard), item.reason) else {
        return;
    };
    let shown = shard.display().get(item.record);
    let price = shown.price.map_or(-1.0, |money| money.0 as f64);
    for number in [
        item.score.to_f64(),
        seed as f64,
        price,
        f64::from(u8::from(shown.needs_options)),
    ] {
        desk.put_number(number);
    }
    let seed = seeds.get(seed).and_then(|&key| display_of(shards, key));
    let seed = seed.map_or("", |seed| title_of(&seed));
    let (url, image) = (shown.url.text(), shown.image.text());
    for text in [shown.id, title_of(&shown), &url, &image, seed] {
        desk.put_text(text);
    }
}

fn display_of<'a>(shards: &[&'a Snapshot], key: ProductKey) -> Option<Display<'a>> {
    shards
        .iter()
        .find_map(|shard| Some(shard.display().get(shard.find_owned(key)?)))
}

/// A product without a title is called by its id.
fn title_of<'a>(product: &Display<'a>) -> &'a str {
    if product.title.is_empty() {
        product.id
    } else {
        product.title
    }
}

/// Writes what is wrong with a shard: the number of its kind and two words, the rule that is broken (or nothing), and where.
/// `pkg/core/error.js` puts it in the words of [`SnapshotError`]'s own text.
pub(crate) fn fault(error: &SnapshotError, desk: &mut Desk) {
    let (kind, words, rule) = match *error.fault() {
        Fault::NotASnapshot => (0.0, [0; 3], ""),
        Fault::Version { got } => (1.0, [u64::from(got), 0, 0], ""),
        Fault::Truncated { expected, got } => (2.0, [expected as u64, got as u64, 0], ""),
        Fault::Checksum { expected, got } => (3.0, [expected.0, got.0, 0], ""),
        Fault::OtherShard { got, .. } => (
            4.0,
            [got.generation.0, got.number.into(), got.shards.into()],
            "",
        ),
        Fault::DisplayLength { expected, got } => (5.0, [expected as u64, got as u64, 0], ""),
        Fault::Invalid { rule } => (6.0, [0; 3], rule),
        // A newer core may know more.
        _ => (7.0, [0; 3], "another fault"),
    };
    desk.put_number(kind);
    desk.put_number(error.offset() as f64);
    for word in words {
        desk.put_word(word);
    }
    desk.put_text(rule);
}
