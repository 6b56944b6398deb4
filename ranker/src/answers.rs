//! How answers lie on the desk: numbers of eight bytes, 64-bit words, and texts behind their length.

use crate::desk::Desk;
use setwise_core::catalog::{Display, ProductKey};
use setwise_core::rank::{Item, Outcome, Reason, Withheld};
use setwise_core::snapshot::{Fault, SHARD_VERSION, Snapshot, SnapshotError};

/// The slate is on the desk: for each item its score, the kind of its reason, the position of the seed that speaks for it and
/// its price in minor units (-1 for none), and whether it needs options, then the texts id, title, address, picture and title of that seed.
const READY: i32 = 0;
const NO_SEEDS: i32 = 1;
const UNKNOWN_SEEDS: i32 = 2;
const NO_CANDIDATES: i32 = 3;
/// On the desk are the numbers found, needed and best.
const TOO_FEW: i32 = 4;
const OTHER: i32 = 5;

/// Kinds of reasons: those that a ranking of complements gives.
const GOES_WITH: f64 = 0.0;
const GOES_WITH_SIMILAR: f64 = 1.0;
const POPULAR: f64 = 2.0;

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
    let Some(shard) = shards.get(item.shard) else {
        return;
    };
    let kind = match item.reason {
        Reason::GoesWithSimilar { .. } => GOES_WITH_SIMILAR,
        Reason::Popular => POPULAR,
        _ => GOES_WITH,
    };
    let seed = item.reason.seed();
    let shown = shard.display().get(item.record);
    for number in [
        item.score.to_f64(),
        kind,
        seed.map_or(-1.0, |seed| seed as f64),
        shown.price.map_or(-1.0, |money| money.0 as f64),
        f64::from(u8::from(shown.needs_options)),
    ] {
        desk.put_number(number);
    }
    let seed = seed.and_then(|seed| display_of(shards, *seeds.get(seed)?));
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
        Fault::Version { got } => (1.0, [got.into(), SHARD_VERSION.into(), 0], ""),
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

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may stop")]
mod tests {
    use super::{GOES_WITH, GOES_WITH_SIMILAR, POPULAR, READY, outcome};
    use crate::desk::{Desk, words};
    use setwise_core::catalog::ProductKey;
    use setwise_core::rank::{Scratch, rank};
    use setwise_core::request::{Policy, Request};
    use setwise_core::snapshot::{Edge, Parcel, RecordContents, ShardContents, write};

    /// Shards are kept as they are, so that nothing has to be inflated.
    fn as_it_is(raw: &[u8]) -> Vec<u8> {
        raw.to_vec()
    }

    #[test]
    fn every_reason_crosses_with_its_kind_and_its_seed() {
        let record = |id: &str| RecordContents {
            id: id.into(),
            in_stock: true,
            ..RecordContents::default()
        };
        let edge = |to, code| vec![Edge { to, code, rank: 0 }];
        let contents = ShardContents {
            shard: (0, 1),
            edge_weights: [1.0; 16],
            // The cohort knows less than the product itself.
            scale_weights: core::array::from_fn(|level| if level == 0 { 1.0 } else { 0.5 }),
            curve: [0.5; 16],
            records: ["rod", "line", "hook", "boots"].map(record).into(),
            edges: vec![edge(1, 3)],
            cohorts: vec![1],
            shared: vec![(edge(2, 0), 1)],
            popular: (edge(3, 0), 0),
            ..ShardContents::default()
        };
        let file = write(&contents, as_it_is).unwrap();
        let parcel = Parcel::open(file.as_slice()).unwrap();
        let display = parcel.packed_display().bytes;
        let shard = parcel.unpack_complements(display).unwrap();

        let seeds = [ProductKey::of("another"), ProductKey::of("rod")];
        let mut scratch = Scratch::default();
        let request = Request::for_seeds(&seeds);
        let ranked = rank(&[&shard], &request, &Policy::default(), &mut scratch);
        let mut desk = Desk::default();
        assert_eq!(outcome(&ranked, &[&shard], &seeds, &mut desk), READY);

        let mut left = desk.bytes();
        let mut items = Vec::new();
        while !left.is_empty() {
            let (numbers, texts) = left.split_at(5 * 8);
            let numbers: Vec<f64> = words(numbers).map(f64::from_bits).collect();
            left = texts;
            let text = |_| {
                let (length, behind) = left.split_at(8);
                let length = words(length).map(f64::from_bits).next().unwrap() as usize;
                let (text, rest) = behind.split_at(length);
                left = rest;
                String::from_utf8(text.to_vec()).unwrap()
            };
            let [id, _, _, _, seed] = [(); 5].map(text);
            let at = |number: usize| numbers.get(number).copied().unwrap_or(f64::NAN);
            items.push((id, at(1), at(2), seed));
        }
        let expected = [
            ("line", GOES_WITH, 1.0, "rod"),
            ("hook", GOES_WITH_SIMILAR, 1.0, "rod"),
            ("boots", POPULAR, -1.0, ""),
        ];
        let items: Vec<_> = items
            .iter()
            .map(|(id, kind, seed, title)| (id.as_str(), *kind, *seed, title.as_str()))
            .collect();
        assert_eq!(items, expected);
    }
}
