//! A small shop that several tests share.
#![allow(dead_code)]

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use setwise_core::catalog::Money;
use setwise_core::snapshot::{
    Bundle, ContentHash, Edge, HABIT_LEVELS, HabitContents, Parcel, RecordContents, Repurchase,
    ShardContents, ShardName, Snapshot, SnapshotError, WEIGHT_CODES, seal, write,
};
use std::io::{Read, Write};

pub(crate) fn deflate(raw: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(raw).unwrap();
    encoder.finish().unwrap()
}

/// What a loader does: inflate no further than promised, then unpack. `None` if the stream itself is damaged.
pub(crate) fn open(bytes: &[u8]) -> Option<Result<Snapshot, SnapshotError>> {
    let parcel = match Parcel::open(bytes) {
        Ok(parcel) => parcel,
        Err(fault) => return Some(Err(fault)),
    };
    let packed = parcel.packed_display();
    let mut display = Vec::new();
    DeflateDecoder::new(packed.bytes)
        .take(packed.raw_len as u64 + 1)
        .read_to_end(&mut display)
        .ok()?;
    Some(parcel.unpack(display).and_then(|shard| shard.mark(&parcel)))
}

pub(crate) fn record(id: &str, price: u64, prior: u8) -> RecordContents {
    RecordContents {
        id: id.into(),
        title: format!("Title of {id}"),
        url: format!("/products/{id}"),
        image: format!("/images/{id}.svg"),
        category: "Cameras > Bodies".into(),
        brand: "Lumora".into(),
        attributes: vec!["mount=L".into(), format!("id={id}")],
        price: Some(Money(price)),
        in_stock: true,
        prior,
        ..RecordContents::default()
    }
}

/// An edge of a list that [`ranked`] completes.
pub(crate) fn edge(to: u32, code: u8) -> Edge {
    Edge { to, code, rank: 0 }
}

/// Gives the edges of a list their ranks: the higher the code the likelier, of equals the smaller record.
pub(crate) fn ranked(mut list: Vec<Edge>) -> Vec<Edge> {
    let mut order: Vec<usize> = (0..list.len()).collect();
    order.sort_by_key(|&at| (std::cmp::Reverse(list[at].code), at));
    for (rank, at) in order.into_iter().enumerate() {
        list[at].rank = rank as u8;
    }
    list
}

/// Twice as likely with every order, and the older the less likely; who has bought a product is certain to be due after its
/// interval, and a fifth as likely before it.
pub(crate) fn habits() -> HabitContents {
    let ones = [1.0; HABIT_LEVELS];
    HabitContents {
        levels: std::array::from_fn(|level| level as f64 / 32.0),
        chances: std::array::from_fn(|rank| 0.25 / (rank + 1) as f64),
        times: std::array::from_fn(|class| (1 << class.min(4)) as f64),
        orders_ago: ones,
        days_ago: ones,
        due: std::array::from_fn(|class| if class < 7 { 0.2 } else { 1.0 }),
        orders: ones,
        first: std::array::from_fn(|class| if class == 0 { 1.0 } else { 0.5 }),
        of: vec![3, 9, 0, 10, 31, 1],
        popular: vec![4, 6, 0],
    }
}

/// Beside several seeds a code is worth code / 8; beside one, rank 0 is worth 15 / 16, rank 1 14 / 16, …; priors nothing.
pub(crate) fn contents() -> ShardContents {
    let mut card_64 = record("card-64", 1999, 3);
    card_64.group = "card".into();
    let mut card_128 = record("card-128", 2999, 2);
    card_128.group = "card".into();
    let mut sold_out = record("sold-out", 999, 9);
    sold_out.in_stock = false;
    let mut bare = RecordContents {
        id: "naïve ☃ id".into(),
        in_stock: true,
        needs_options: true,
        ..RecordContents::default()
    };
    bare.prior = 15;
    let mut case = record("case", 3999, 4);
    case.need = 7;
    case.repurchase = Some(Repurchase {
        days: 30,
        regularity: 2,
    });
    let mut better_case = record("guest", 5999, 0);
    better_case.need = 7;
    better_case.attributes = vec!["mount=L".into(), "lining=felt".into()];
    ShardContents {
        shard: (0, 1),
        edge_weights: std::array::from_fn(|code| code as f64 / 8.0),
        scale_weights: [1.0; WEIGHT_CODES],
        curve: std::array::from_fn(|rank| (15 - rank) as f64 / 16.0),
        records: vec![
            record("camera", 89900, 5),
            card_64,
            card_128,
            case,
            sold_out,
            bare,
            better_case,
        ],
        edges: vec![
            ranked(vec![
                edge(1, 12),
                edge(2, 12),
                edge(3, 8),
                edge(4, 15),
                edge(5, 4),
                edge(6, 2),
            ]),
            ranked(vec![edge(0, 3), edge(3, 9)]),
            ranked(vec![edge(0, 3)]),
            ranked(vec![edge(0, 5), edge(1, 1), edge(6, 7)]),
            ranked(vec![]),
            ranked(vec![edge(6, 15)]),
        ],
        upgrades: vec![
            vec![],
            vec![edge(2, 9)],
            vec![],
            vec![edge(6, 3)],
            vec![],
            vec![],
        ],
        bundles: vec![
            Bundle::new(&[0, 1, 3], 9).unwrap(),
            Bundle::new(&[0, 4], 15).unwrap(),
            Bundle::new(&[3, 6], 2).unwrap(),
        ],
        next_weights: std::array::from_fn(|code| code as f64 / 16.0),
        next_scales: std::array::from_fn(|level| 1.0 / (level + 1) as f64),
        next_levels: vec![0, 0, 0, 3, 0, 0],
        ages: std::array::from_fn(|age| [0.5_f64.powi(age as i32), 1.0 / age.max(1) as f64]),
        habits: Some(habits()),
        next: vec![
            vec![edge(1, 8), edge(3, 4)],
            vec![edge(0, 8), edge(2, 8)],
            vec![],
            vec![edge(5, 15)],
            vec![],
            vec![],
        ],
        ..ShardContents::default()
    }
}

pub(crate) fn bytes() -> Vec<u8> {
    let mut file = write(&contents(), deflate).unwrap();
    seal(&mut file, NAME.generation);
    file
}

/// The name of the shard that [`bytes`] are of.
pub(crate) const NAME: ShardName = ShardName {
    generation: ContentHash(0x0123_4567_89ab_cdef),
    number: 0,
    shards: 1,
};

pub(crate) fn shard() -> Snapshot {
    open(&bytes()).unwrap().unwrap()
}
