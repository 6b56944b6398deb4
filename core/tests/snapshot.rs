//! The format: what is written is read, and what is damaged is named.

mod common;

use common::{NAME, bytes, contents, deflate, edge, open, ranked, shard};
use proptest::prelude::*;
use setwise_core::catalog::{Money, ProductKey};
use setwise_core::snapshot::{
    Bought, Bundle, ContentHash, Edge, Fault, HabitContents, Manifest, ManifestError, Parcel,
    RecordContents, Repurchase, SectionKind, ShardContents, ShardName, Snapshot, WEIGHT_CODES,
    packed, write,
};
use xxhash_rust::xxh64::xxh64;

/// Made once by `GOLDEN=write cargo test -p setwise-core`, kept from the first release on: a shard of this version must stay readable then.
const GOLDEN: &[u8] = include_bytes!("golden/v4.bin");

#[test]
fn golden_bytes_are_written() {
    if std::env::var_os("GOLDEN").is_some_and(|value| value == "write") {
        let golden = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/v4.bin");
        std::fs::write(golden, bytes()).unwrap();
        return;
    }
    // Checksum, stored length of the display records, the deflate stream and where what is behind it starts are the deflater's to
    // choose.
    let (display_row, habits_row) = (40 + 9 * 16, 40 + 10 * 16);
    let model = |file: &[u8]| {
        let parcel = Parcel::open(file).unwrap();
        let packed = parcel.packed_display();
        [
            &file[..8],
            &file[16..display_row + 8],
            &file[display_row + 12..habits_row + 4],
            &file[habits_row + 8..packed.start],
            &file[packed.start + packed.bytes.len()..],
        ]
        .concat()
    };
    assert_eq!(model(GOLDEN), model(&bytes()));
}

#[test]
fn golden_bytes_are_read() {
    let (golden, ours) = (open(GOLDEN).unwrap().unwrap(), shard());
    assert_eq!(
        (golden.owned(), golden.records()),
        (ours.owned(), ours.records())
    );
    for record in 0..ours.records() {
        assert_eq!(ours.display().get(record), golden.display().get(record));
        assert!(
            ours.display()
                .attributes(record)
                .eq(golden.display().attributes(record))
        );
        assert!(ours.edges(record).eq(golden.edges(record)));
        assert!(ours.upgrades(record).eq(golden.upgrades(record)));
        assert!(ours.next(record).eq(golden.next(record)));
        for edge in ours.next(record) {
            assert_eq!(
                ours.next_weight(record, edge),
                golden.next_weight(record, edge)
            );
        }
        assert_eq!(ours.prior(record, false), golden.prior(record, false));
        assert_eq!(ours.need(record), golden.need(record));
        assert_eq!(ours.repurchase(record), golden.repurchase(record));
        assert_eq!(ours.marks(record), golden.marks(record));
    }
    assert_eq!(ours.bundles(), golden.bundles());
    assert_eq!(ours.habits(), golden.habits());
    assert!((0..20).all(|age| ours.at_age(age) == golden.at_age(age)));
}

#[test]
fn accessors_give_what_was_written() {
    let (shard, contents) = (shard(), contents());
    assert_eq!(shard.owned(), 6);
    assert_eq!(shard.records(), 7);
    for (at, wrote) in contents.records.iter().enumerate() {
        let record = at as u32;
        let read = shard.display().get(record);
        assert_eq!(
            (read.id, read.title),
            (wrote.id.as_str(), wrote.title.as_str())
        );
        assert_eq!(
            (read.url.text(), read.image.text()),
            (wrote.url.clone(), wrote.image.clone())
        );
        assert_eq!(
            (read.category, read.brand, read.group),
            (
                wrote.category.as_str(),
                wrote.brand.as_str(),
                wrote.group.as_str()
            )
        );
        assert_eq!(
            (read.price, read.in_stock, read.needs_options),
            (wrote.price, wrote.in_stock, wrote.needs_options)
        );
        let attributes: Vec<String> = shard
            .display()
            .attributes(record)
            .map(|(key, value)| format!("{key}={value}"))
            .collect();
        assert_eq!(attributes, wrote.attributes);
        assert_eq!(shard.find(ProductKey::of(&wrote.id)), Some(record));
        let edges: Vec<Edge> = shard.edges(record).collect();
        assert_eq!(edges, contents.edges.get(at).cloned().unwrap_or_default());
    }
    for (own, upgrades) in contents.upgrades.iter().enumerate() {
        assert!(shard.upgrades(own as u32).eq(upgrades.iter().copied()));
    }
    assert_eq!(shard.bundles(), sorted(&contents.bundles));
    assert_eq!(
        [shard.need(0), shard.need(3), shard.need(6)],
        [None, Some(7), Some(7)]
    );
    assert_eq!(shard.repurchase(3).map(|entry| entry.days), Some(30));
    assert_eq!(shard.repurchase(0), None);
    assert_eq!(shard.find_owned(ProductKey::of("guest")), None);
    assert_eq!(shard.find(ProductKey::of("nobody")), None);
    let card = shard.edges(0).next().unwrap();
    assert_eq!((card.to, card.code, card.rank), (1, 12, 1));
    assert_eq!(shard.edge_weight(0, card, None), packed(14.0 / 16.0));
    assert_eq!(shard.edge_weight(0, card, Some(2)), packed(1.5));
    // Beyond the end there is nothing, and no fault.
    assert_eq!(shard.display().get(99).id, "");
    assert_eq!(shard.edges(99).count(), 0);
}

/// Bundles by first member, in which order they are read.
fn sorted(bundles: &[Bundle]) -> Vec<Bundle> {
    let mut sorted = bundles.to_vec();
    sorted.sort_by_key(|bundle| bundle.members()[0]);
    sorted
}

#[test]
fn every_truncation_is_an_error() {
    let whole = bytes();
    for length in 0..whole.len() {
        let fault = Parcel::open(&whole[..length]).unwrap_err();
        let fits = match fault.fault() {
            Fault::NotASnapshot => length < 4,
            Fault::Truncated { .. } => length < 16,
            Fault::Checksum { .. } => length >= 16,
            _ => false,
        };
        assert!(fits, "{length} bytes: {fault}");
    }
}

#[test]
fn every_bit_flip_is_an_error() {
    let whole = bytes();
    let named = |file: Vec<u8>| Parcel::open(file).and_then(|parcel| parcel.expect(NAME));
    named(whole.clone()).unwrap();
    for bit in 0..whole.len() * 8 {
        let mut flipped = whole.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        // The checksum does not cover the generation, which the manifest names.
        let in_generation = (16..24).contains(&(bit / 8));
        assert_eq!(Parcel::open(&flipped).is_ok(), in_generation, "bit {bit}");
        let fault = named(flipped).unwrap_err();
        if in_generation {
            assert!(matches!(fault.fault(), Fault::OtherShard { .. }));
        }
    }
}

/// Damage with a checksum that fits it: what a faulty writer, not a faulty network, would send.
fn resealed(mut file: Vec<u8>) -> Vec<u8> {
    let sum = xxh64(file.get(24..).unwrap_or_default(), 0).to_le_bytes();
    if let Some(slot) = file.get_mut(8..16) {
        slot.copy_from_slice(&sum);
    }
    file
}

/// Walks all accessors, so that a fault that validation missed would show, and checks what they promise.
fn walk(snapshot: &Snapshot) {
    for record in 0..=snapshot.records() {
        for list in snapshot
            .cohort(record)
            .into_iter()
            .chain([snapshot.popular()])
        {
            assert!(snapshot.list(list).all(|edge| edge.to < snapshot.records()));
        }
        let display = snapshot.display().get(record);
        let _ = (display.title.chars().count(), display.url.text());
        let _ = snapshot.display().attributes(record).count();
        let _ = (
            snapshot.need(record),
            snapshot.marks(record),
            snapshot.prior(record, true),
        );
        assert!(
            snapshot
                .repurchase(record)
                .is_none_or(|again| again.days > 0)
        );
        let complements: Vec<Edge> = snapshot.edges(record).collect();
        let mut ranks: Vec<u8> = complements.iter().map(|edge| edge.rank).collect();
        ranks.sort_unstable();
        assert!(ranks.into_iter().eq(0..complements.len() as u8));
        for &edge in &complements {
            let _ = snapshot.edge_weight(record, edge, Some(3));
        }
        let upgrades = snapshot.upgrades(record).collect();
        let next: Vec<Edge> = snapshot.next(record).collect();
        for &edge in &next {
            let _ = snapshot.next_weight(record, edge);
        }
        if let Some(habits) = snapshot.habits() {
            let bought = Bought {
                times: record,
                orders_ago: u32::MAX,
                days_ago: 0,
                due: record.checked_sub(3),
            };
            let _ = habits.again(habits.level(record), &bought, record);
            assert!(habits.popular(record).count() <= 32 && habits.level(record) < 32);
            assert!(
                habits
                    .popular(1)
                    .all(|(popular, _)| popular < snapshot.records())
            );
        }
        for list in [complements, upgrades, next] {
            let ascending = list.windows(2).all(|pair| pair[0].to < pair[1].to);
            let valid =
                |edge: &Edge| edge.to < snapshot.records() && edge.to != record && edge.code < 16;
            assert!(ascending && list.iter().all(valid), "{record}: {list:?}");
            assert!(list.is_empty() || record < snapshot.owned());
        }
    }
    for bundle in snapshot.bundles() {
        assert!(
            bundle
                .members()
                .iter()
                .all(|&member| member < snapshot.records())
        );
    }
}

#[test]
fn every_resealed_bit_flip_is_an_error_or_a_snapshot() {
    let whole = bytes();
    let mut errors = 0;
    for bit in 24 * 8..whole.len() * 8 {
        let mut flipped = whole.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        match open(&resealed(flipped)) {
            Some(Ok(snapshot)) => {
                walk(&snapshot);
            }
            Some(Err(_)) | None => errors += 1,
        }
    }
    assert!(errors > 500, "only {errors} flips were noticed");
}

#[test]
fn display_records_are_validated_after_inflating() {
    let file = bytes();
    let parcel = Parcel::open(&file).unwrap();
    let mut display = Vec::new();
    std::io::Read::read_to_end(
        &mut flate2::read::DeflateDecoder::new(parcel.packed_display().bytes),
        &mut display,
    )
    .unwrap();
    assert!(matches!(
        parcel.unpack(&display[1..]).unwrap_err().fault(),
        Fault::DisplayLength { .. }
    ));
    for bit in 0..display.len() * 8 {
        let mut flipped = display.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        if let Ok(snapshot) = parcel.unpack(flipped.as_slice()) {
            walk(&snapshot);
        }
    }
}

#[test]
fn a_page_of_html_and_another_build_are_named() {
    let html = Parcel::open(b"<!doctype html><title>404</title>".as_slice()).unwrap_err();
    assert_eq!(html.fault(), &Fault::NotASnapshot);
    let named = |name: ShardName| Parcel::open(bytes()).unwrap().expect(name);
    assert_eq!(named(NAME).unwrap().name(), NAME);
    for other in [
        ShardName {
            generation: ContentHash(7),
            ..NAME
        },
        ShardName { number: 1, ..NAME },
        ShardName { shards: 2, ..NAME },
    ] {
        let fault = named(other).unwrap_err();
        assert!(matches!(fault.fault(), Fault::OtherShard { .. }));
        let text = fault.to_string();
        assert!(text.contains("another build"), "{text}");
        assert!(
            text.contains(&format!("{other} of {}", other.shards)),
            "{text}"
        );
    }
}

#[test]
fn the_writer_names_the_record_that_breaks_a_rule() {
    let mut twice = contents();
    twice.records[6].id = "case".into();
    assert_eq!(
        write(&twice, deflate).unwrap_err().to_string(),
        "record 6 cannot be packed: product ids are unique"
    );
    let mut looped = contents();
    looped.edges[0][0].to = 0;
    assert!(
        write(&looped, deflate)
            .unwrap_err()
            .to_string()
            .starts_with("record 0 ")
    );
}

#[test]
fn sections_that_say_nothing_are_left_out() {
    let mut bare = contents();
    bare.upgrades.clear();
    bare.bundles.clear();
    bare.next.clear();
    bare.next_levels.clear();
    bare.habits = None;
    for record in &mut bare.records {
        record.need = 0;
        record.repurchase = None;
    }
    let file = write(&bare, deflate).unwrap();
    let kinds: Vec<&str> = Parcel::open(&file)
        .unwrap()
        .sections()
        .map(|section| section.kind.name())
        .collect();
    assert_eq!(kinds, ["weights", "edges", "scales", "priors", "display"]);
    let shard = open(&file).unwrap().unwrap();
    assert_eq!(shard.upgrades(1).count() + shard.bundles().len(), 0);
    assert_eq!((shard.need(3), shard.repurchase(3)), (None, None));
}

#[test]
fn addresses_that_are_made_of_ids_take_a_bit() {
    let mut many = contents();
    many.records = (0..200)
        .map(|n| common::record(&format!("SKU-{n}"), 100, 0))
        .collect();
    let raw = |contents: &ShardContents| {
        let file = write(contents, deflate).unwrap();
        Parcel::open(&file).unwrap().packed_display().raw_len
    };
    let with = raw(&many);
    for record in &mut many.records {
        (record.url, record.image) = (String::new(), String::new());
    }
    let templates = "/products/".len() + "/images/".len() + ".svg".len();
    // Without addresses each of these records has an empty text in either column.
    assert_eq!(raw(&many) + templates - 2 * 200, with);
}

#[test]
fn sections_add_up_to_the_file() {
    let file = bytes();
    let parcel = Parcel::open(&file).unwrap();
    let stored: usize = parcel.sections().map(|section| section.stored).sum();
    assert_eq!(40 + 11 * 16 + stored, file.len());
    assert!(
        parcel
            .sections()
            .all(|s| s.kind == SectionKind::Display || s.stored == s.raw)
    );
}

fn manifest() -> Manifest {
    serde_json::from_str(
        r#"{"format":"setwise","version":1,"generator":"t","build":"b","products":6,
            "currency":{"code":"GBP","minor_digits":2},"stale_after":86400,"min_items":3,"max_items":6,
            "floor":0.01,"shards":3,"generations":["00000000000000aa","00000000000000bb"],"generation_of":"010"}"#,
    )
    .unwrap()
}

#[test]
fn a_manifest_routes_products_and_knows_its_age() {
    let manifest = manifest();
    manifest.check().unwrap();
    let key = ProductKey::of("camera");
    let home = manifest.shard(key.shard(3)).unwrap();
    let files = [0, 1, 2].map(|number| manifest.shard(number).unwrap().to_string());
    assert_eq!(
        files,
        [
            "00000000000000aa/0.bin",
            "00000000000000bb/1.bin",
            "00000000000000aa/2.bin"
        ]
    );
    assert_eq!(manifest.shard(3), None);
    let keys: Vec<ProductKey> = (0..50).map(|n| ProductKey::of(&n.to_string())).collect();
    assert_eq!(manifest.homes([key, key]), [home]);
    let mut homes = manifest.homes(keys);
    homes.sort();
    let numbers: Vec<u32> = homes.iter().map(|home| home.number).collect();
    assert_eq!(numbers, [0, 2, 1], "by generation, each once");
    assert_eq!(manifest.is_stale(None, 1_000_000), None);
    assert_eq!(manifest.is_stale(Some(0), 86_400), Some(false));
    assert_eq!(manifest.is_stale(Some(0), 86_401), Some(true));
}

#[test]
fn a_wrong_manifest_field_is_named() {
    type Break = fn(&mut Manifest);
    let breaks: [(Break, &str); 9] = [
        (|m| m.generations[1] = "../../secret".into(), "generations"),
        (|m| m.generations = vec!["0".repeat(16); 9], "generations"),
        (|m| m.shards = 0, "generations"),
        (|m| m.shards = 4, "generation_of"),
        (|m| m.generation_of = "012".into(), "generation_of"),
        (|m| m.generation_of = "0B1".into(), "generation_of"),
        (|m| m.generation_of = "0zzzzzzzzz".into(), "generation_of"),
        (|m| m.generation_of = "c".into(), "generation_of"),
        (|m| m.generation_of = String::new(), "generation_of"),
    ];
    for (breaks, named) in breaks {
        let mut broken = manifest();
        breaks(&mut broken);
        let fault = broken.check().unwrap_err();
        assert!(
            matches!(fault, ManifestError::Field { name, .. } if name == named),
            "{fault}"
        );
    }
    let mut items = manifest();
    items.min_items = 7;
    assert!(items.check().unwrap_err().to_string().contains("min_items"));
}

proptest! {
    #[test]
    fn runs_say_which_shard_is_of_which_generation(
        runs in prop::collection::vec((0_u8..8, 1_usize..900), 1..20),
    ) {
        let of: Vec<u8> = runs.iter().flat_map(|&(generation, shards)| vec![generation; shards]).collect();
        let mut manifest = manifest();
        manifest.generations = (0..8).map(|n| ContentHash(n).to_string()).collect();
        manifest.shards = of.len() as u32;
        manifest.generation_of = Manifest::spell_runs(&of);
        manifest.check().unwrap();
        for (number, &generation) in (0..).zip(&of) {
            let name = manifest.shard(number).unwrap();
            prop_assert_eq!((name.number, name.generation.0), (number, u64::from(generation)));
        }
        prop_assert_eq!(manifest.shard(of.len() as u32), None);
    }
}

fn unranked(lists: &[Vec<Edge>]) -> Vec<Vec<Edge>> {
    let plain = |list: &Vec<Edge>| list.iter().map(|e| edge(e.to, e.code)).collect();
    lists.iter().map(plain).collect()
}

prop_compose! {
    fn a_shard()(records in 0_usize..40)(
        ids in prop::collection::btree_set("[a-z0-9ß☃-]{1,12}", records),
        titles in prop::collection::vec("[^\\x00\n]{0,20}", records),
        prices in prop::collection::vec(prop::option::of(0..1_u64 << 53), records),
        bits in prop::collection::vec(any::<u8>(), records),
        raw_edges in prop::collection::vec(prop::collection::btree_map(0_u32..40, 0_u8..16, 0..=16), records),
        weights in prop::array::uniform16(-100.0..100.0_f64),
    ) -> ShardContents {
        let records: Vec<RecordContents> = ids.into_iter().zip(titles).zip(prices).zip(bits)
            .map(|(((id, title), price), bits)| RecordContents {
                url: if bits & 4 == 0 { format!("/p/{id}.html?of={id}") } else { title.clone() },
                image: if bits & 32 == 0 { format!("{id}.png") } else { String::new() },
                id,
                category: if bits & 4 == 0 { title.clone() } else { String::new() },
                attributes: if bits & 8 == 0 { vec![format!("a={title}")] } else { vec![] },
                title,
                price: price.map(|minor| Money(minor.min((1 << 53) - 1))),
                in_stock: bits & 1 == 0,
                needs_options: bits & 2 == 0,
                prior: bits >> 4,
                marks: [bits, bits / 2, 9].into_iter().filter(|mark| mark % 3 == 0).collect(),
                need: u32::from(bits) * 1000,
                repurchase: (bits & 16 == 0).then_some(Repurchase { days: 1 + u16::from(bits), regularity: bits & 3 }),
                ..RecordContents::default()
            })
            .collect();
        let count = records.len() as u32;
        let owned = records.len() * 3 / 4;
        let edges = raw_edges.into_iter().take(owned).enumerate()
            .map(|(own, edges)| edges.into_iter()
                .filter(|&(to, _)| to < count && to != own as u32)
                .map(|(to, code)| edge(to, code))
                .collect())
            .map(ranked)
            .collect();
        let edges: Vec<Vec<Edge>> = edges;
        let bundles = edges.iter().enumerate().filter_map(|(own, list)| {
            let mut members: Vec<u32> = list.iter().map(|edge| edge.to).take(3).chain([own as u32]).collect();
            members.sort_unstable();
            Bundle::new(&members, own as u8 % 16)
        }).collect();
        let upgrades = edges.iter().rev().enumerate()
            .map(|(own, list)| list.iter().filter(|e| e.to != own as u32).map(|e| edge(e.to, e.code)).collect()).collect();
        let edges: Vec<Vec<Edge>> = edges.into_iter().map(without_rank).collect();
        // Every second product is in the cohort of the first, whose list is a product's, itself among them.
        let cohorts: Vec<u32> = (0..edges.len() as u32).map(|own| own % 2).collect();
        let hosted = |own: usize| ranked(vec![edge(own as u32, 3)]);
        let shared: Vec<_> = (0..edges.len()).map(|own| (hosted(own), own as u8 % 16)).collect();
        let popular = (ranked((0..count.min(3)).map(|to| edge(to, 0)).collect()), 5);
        ShardContents { cohorts, shared, popular, alternatives: [0.5, 0.25], unranked: 4, next_scales: [0.5; WEIGHT_CODES], next_levels: vec![7; edges.len()], ages: [[0.5; 2]; WEIGHT_CODES], habits: Some(HabitContents { of: (0..edges.len()).map(|own| (own * 7 % 32) as u8).collect(), popular: (0..count.min(3)).rev().collect(), ..common::habits() }), shard: (2, 5), edge_weights: weights, scale_weights: [0.75; WEIGHT_CODES], curve: [0.5; WEIGHT_CODES], prior_weights: [[0.0; 2]; WEIGHT_CODES], scales: vec![9; edges.len()], records, next: unranked(&edges), next_weights: [0.5; WEIGHT_CODES], blend: [0.25; WEIGHT_CODES], edges, upgrades, bundles }
    }
}

/// The list where codes from 12 on have no rank.
fn without_rank(mut list: Vec<Edge>) -> Vec<Edge> {
    let mut order: Vec<usize> = (0..list.len()).collect();
    order.sort_by_key(|&at| list[at].rank);
    let mut next = 0;
    for at in order {
        list[at].rank = if list[at].code < 12 { next } else { 15 };
        next += u8::from(list[at].code < 12);
    }
    list
}

/// Every optional section damaged at random, in a file that is otherwise whole.
#[test]
fn damaged_model_sections_never_panic() {
    let mut marked = contents();
    marked.records[1].marks = [3, 9].into_iter().collect();
    marked.records[3].marks = [9, 255].into_iter().collect();
    marked.records[5].marks = marked.records[1].marks;
    let whole = write(&marked, deflate).unwrap();
    let ranges: Vec<(usize, usize)> = (0..12)
        .map(|row| {
            let at = |from: usize| {
                u32::from_le_bytes(whole[from..from + 4].try_into().unwrap()) as usize
            };
            (at(40 + row * 16 + 4), at(40 + row * 16 + 8))
        })
        .collect();
    for &(start, length) in ranges[..9].iter().chain(&ranges[10..]) {
        for byte in start..start + length {
            for value in [0, 1, 0x7f, 0x80, 0xff] {
                let mut damaged = whole.clone();
                damaged[byte] = value;
                if let Some(Ok(snapshot)) = open(&resealed(damaged)) {
                    walk(&snapshot);
                }
            }
        }
    }
}

proptest! {
    #[test]
    fn anything_written_is_read_back(contents in a_shard()) {
        let file = write(&contents, deflate).unwrap();
        prop_assert_eq!(&file, &write(&contents, deflate).unwrap());
        let shard = open(&file).unwrap().unwrap();
        prop_assert_eq!(shard.records() as usize, contents.records.len());
        prop_assert_eq!(shard.bundles(), sorted(&contents.bundles));
        for (at, record) in contents.records.iter().enumerate() {
            let read = shard.display().get(at as u32);
            prop_assert_eq!(read.id, &record.id);
            prop_assert_eq!(read.title, &record.title);
            prop_assert_eq!((read.url.text(), read.image.text()), (record.url.clone(), record.image.clone()));
            prop_assert_eq!(read.price, record.price);
            prop_assert_eq!(shard.need(at as u32).unwrap_or(0), record.need);
            prop_assert_eq!(shard.marks(at as u32), &record.marks);
            if at < contents.edges.len() {
                prop_assert_eq!(shard.repurchase(at as u32), record.repurchase);
                prop_assert!(shard.next(at as u32).eq(contents.next[at].iter().copied()));
                let habits = shard.habits().map(|habits| habits.level(at as u32));
                prop_assert_eq!(habits, contents.habits.as_ref().map(|habits| habits.of[at]));
                prop_assert!(shard.upgrades(at as u32).eq(contents.upgrades[at].iter().copied()));
            }
            let edges: Vec<Edge> = shard.edges(at as u32).collect();
            let wrote = contents.edges.get(at).cloned().unwrap_or_default();
            prop_assert_eq!(&edges, &wrote);
            for edge in edges {
                let weight = contents.edge_weights[usize::from(edge.code)];
                let read = shard.edge_weight(at as u32, edge, Some(2)).to_f64();
                // What speaks against a product says nothing else; a number that is nearly 0 may have been rounded to it.
                let near = |wrote: f64| (wrote - read).abs() < 0.03 * wrote.abs() + 1e-4;
                let (alone, with) = (near(weight), near(packed(weight).to_f64() + 0.25 * packed(0.75).to_f64() * 0.5));
                let against = shard.weight(edge).to_f64() < 0.0;
                prop_assert!(if against { alone } else { with }, "{} {}", weight, read);
            }
        }
    }

    #[test]
    fn arbitrary_bytes_never_panic(sections in 0_u8..13, bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let mut file = b"SETW\x04\0".to_vec();
        file.extend([sections, 0]);
        file.extend([0; 8]);
        file.extend(bytes);
        if let Some(Ok(snapshot)) = open(&resealed(file)) {
            walk(&snapshot);
        }
    }

    #[test]
    fn whatever_digits_a_section_has_never_panic(
        kind in prop::sample::select(vec![1_u16, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13]),
        kept in 0.0..1.0_f64,
        digits in prop::collection::vec(any::<u8>(), 1..64),
    ) {
        let mut file = several_blocks();
        let rows = usize::from(u16::from_le_bytes([file[6], file[7]]));
        let row = (0..rows).map(|row| 40 + row * 16).find(|&at| file[at..at + 2] == kind.to_le_bytes()).unwrap();
        let number = |at: usize| u32::from_le_bytes(file[at..at + 4].try_into().unwrap()) as usize;
        let (start, length) = (number(row + 4), number(row + 8));
        // What stands before is whole: codes, for the most part, without which no list would be read.
        let spoiled = start + (length as f64 * kept) as usize..start + length;
        for (slot, byte) in file[spoiled].iter_mut().zip(digits.iter().cycle()) {
            *slot = *byte;
        }
        if let Some(Ok(snapshot)) = open(&resealed(file)) {
            walk(&snapshot);
        }
    }
}

/// A shard with every section, whose lists take several blocks.
fn several_blocks() -> Vec<u8> {
    let small = contents();
    let (own, copies) = (small.edges.len(), 40);
    let mut records: Vec<RecordContents> = (0..own * copies)
        .map(|at| RecordContents {
            id: format!("{}-{at}", small.records[at % own].id),
            marks: [at as u8 % 5, 200].into_iter().collect(),
            ..small.records[at % own].clone()
        })
        .collect();
    records.push(small.records[own].clone());
    // The list of a small shop's product, each neighbour within the same copy of the shop.
    let moved = |lists: &[Vec<Edge>]| -> Vec<Vec<Edge>> {
        let of = |at: usize| {
            let start = (at / own * own) as u32;
            let to = |edge: &Edge| match edge.to as usize == own {
                true => (own * copies) as u32,
                false => start + edge.to,
            };
            let list = lists[at % own].iter();
            list.map(|edge| Edge {
                to: to(edge),
                ..*edge
            })
            .collect()
        };
        (0..own * copies).map(of).collect()
    };
    let many = ShardContents {
        cohorts: (0..own * copies).map(|at| at as u32 % 7).collect(),
        shared: (0..own * copies)
            .map(|at| (ranked(vec![edge(at as u32, 3)]), 5))
            .collect(),
        popular: (ranked(vec![edge(1, 0), edge(2, 0)]), 0),
        unranked: 0,
        edges: moved(&small.edges),
        upgrades: moved(&small.upgrades),
        next: moved(&small.next),
        next_levels: (0..own * copies).map(|at| at as u8 % 16).collect(),
        habits: Some(HabitContents {
            of: (0..own * copies).map(|at| at as u8 % 32).collect(),
            ..common::habits()
        }),
        records,
        ..small
    };
    write(&many, deflate).unwrap()
}
