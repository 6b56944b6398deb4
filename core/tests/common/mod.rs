//! A small shop that several tests share.
#![allow(dead_code)]

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use setwise_core::catalog::Money;
use setwise_core::snapshot::{
    Bundle, Edge, Parcel, RecordContents, Repurchase, ShardContents, Snapshot, SnapshotError,
    WEIGHT_CODES, write,
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
    Some(parcel.unpack(&display))
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

/// Codes are worth code / 16 for one seed and twice that for several; prior levels nothing.
pub(crate) fn contents() -> ShardContents {
    let mut edge_weights = [[0.0; 2]; WEIGHT_CODES];
    for (code, pair) in edge_weights.iter_mut().enumerate() {
        *pair = [code as f64 / 16.0, code as f64 / 8.0];
    }
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
    let edge = |to, code| Edge { to, code };
    ShardContents {
        shard: (0, 1),
        edge_weights,
        prior_weights: [[0.0; 2]; WEIGHT_CODES],
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
            vec![
                edge(1, 12),
                edge(2, 12),
                edge(3, 8),
                edge(4, 15),
                edge(5, 4),
                edge(6, 2),
            ],
            vec![edge(0, 3), edge(3, 9)],
            vec![edge(0, 3)],
            vec![edge(0, 5), edge(1, 1), edge(6, 7)],
            vec![],
            vec![edge(6, 15)],
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
        blend: [0.0; WEIGHT_CODES],
        next_weights: std::array::from_fn(|code| code as f64 / 16.0),
        next: vec![
            vec![edge(1, 8), edge(3, 4)],
            vec![edge(0, 8), edge(2, 8)],
            vec![],
            vec![edge(5, 15)],
            vec![],
            vec![],
        ],
    }
}

pub(crate) fn bytes() -> Vec<u8> {
    write(&contents(), deflate).unwrap()
}

pub(crate) fn shard() -> Snapshot {
    open(&bytes()).unwrap().unwrap()
}
