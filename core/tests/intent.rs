//! The bytes of a model of intent: golden, total, canonical, and without allocation.

use proptest::prelude::*;
use setwise_core::intent::{
    FEATURES, IntentContents, IntentModel, Knot, MAX_INTENT_BYTES, Node, Probability, Question,
    Test, Tree,
};
use setwise_core::snapshot::{ContentHash, Fault};

const GOLDEN: &[u8] = include_bytes!("golden/intent.bin");

fn asks(feature: u8, test: Test) -> Node {
    Node::Ask(Question { feature, test })
}

/// Two trees over views, seconds and the device.
fn contents() -> IntentContents {
    IntentContents {
        features: FEATURES as u8,
        shift: 1,
        base: -300,
        trees: vec![
            Tree(vec![
                asks(10, Test::AtLeast(-5)),
                Node::Leaf(-128),
                asks(17, Test::Among(0b1010)),
                Node::Leaf(7),
                asks(10, Test::AtLeast(100_000)),
                Node::Leaf(20),
                Node::Leaf(127),
            ]),
            Tree(vec![
                asks(1, Test::AtLeast(2)),
                Node::Leaf(-3),
                Node::Leaf(4),
            ]),
            Tree(vec![Node::Leaf(1)]),
        ],
        knots: [(-600, 0.01), (0, 0.25), (200, 0.25), (400, 1.0)]
            .map(|(score, share)| Knot {
                score,
                probability: Probability::from_f64(share),
            })
            .to_vec(),
    }
}

fn row(views: i32, seconds: i32, device: i32) -> [i32; FEATURES] {
    let mut row = [0; FEATURES];
    row[1] = views;
    row[10] = seconds;
    row[17] = device;
    row
}

#[test]
fn golden_bytes_are_written() {
    let bytes = contents().write().unwrap();
    if std::env::var("GOLDEN").is_ok_and(|value| value == "write") {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/intent.bin");
        std::fs::write(path, &bytes).unwrap();
        return;
    }
    assert_eq!(
        bytes, GOLDEN,
        "set GOLDEN=write to accept a change of format"
    );
}

#[test]
fn golden_bytes_say_what_was_written() {
    let model = IntentModel::read(GOLDEN).unwrap();
    for (views, seconds, device, sum) in [
        (0, -6, 1, -128 - 3 + 1),
        (2, -5, 0, 7 + 4 + 1),
        (2, 99_999, 1, 20 + 4 + 1),
        (1, 100_000, 3, 127 - 3 + 1),
        (1, 100_000, 33, 7 - 3 + 1),
    ] {
        assert_eq!(model.score(&row(views, seconds, device)), -300 + 2 * sum);
    }
    let share = |score| model.calibrated(score).to_f64();
    for (score, expected) in [
        (i32::MIN, 0.01),
        (-600, 0.01),
        (-300, 0.13),
        (0, 0.25),
        (100, 0.25),
        (300, 0.625),
        (i32::MAX, 1.0),
    ] {
        assert!(
            (share(score) - expected).abs() < 1e-4,
            "{score}: {}",
            share(score)
        );
    }
    assert_eq!((model.trees(), model.features()), (3, FEATURES));
}

#[test]
fn every_truncation_and_every_flip_is_noticed_or_harmless() {
    let hash = ContentHash::of(GOLDEN);
    assert!(IntentModel::open(GOLDEN, hash).is_ok());
    for end in 0..GOLDEN.len() {
        assert!(IntentModel::read(&GOLDEN[..end]).is_err(), "{end} bytes");
    }
    let mut longer = GOLDEN.to_vec();
    longer.push(0);
    assert!(IntentModel::read(&longer).is_err());
    for bit in 0..GOLDEN.len() * 8 {
        let mut bytes = GOLDEN.to_vec();
        bytes[bit / 8] ^= 1 << (bit % 8);
        assert!(matches!(
            IntentModel::open(&bytes, hash).unwrap_err().fault(),
            Fault::Checksum { .. }
        ));
        // With a mended checksum it is another model or none, but no panic and no loop.
        if let Ok(model) = IntentModel::read(&bytes) {
            let _ = model.probability(&row(2, 100_000, 1));
        }
    }
}

#[test]
fn an_error_page_another_version_and_a_foreign_model_are_told() {
    let fault = |bytes: &[u8]| IntentModel::read(bytes).unwrap_err().fault().clone();
    assert_eq!(fault(b"<!doctype html>"), Fault::NotASnapshot);
    let mut newer = GOLDEN.to_vec();
    newer[4] = 9;
    assert_eq!(fault(&newer), Fault::Version { got: 9 });
    let foreign = IntentContents {
        features: FEATURES as u8 + 1,
        ..contents()
    };
    let bytes = foreign.write().unwrap();
    assert!(IntentModel::read(&bytes).is_ok(), "any table has a model");
    assert!(
        IntentModel::open(&bytes, ContentHash::of(&bytes)).is_err(),
        "but not every model is of visits"
    );
}

#[test]
fn what_the_format_cannot_hold_is_not_written() {
    let fails = |contents: IntentContents, why: &str| {
        let error = contents.write().unwrap_err().to_string();
        assert!(error.contains(why), "{error}");
    };
    let with = |tree: Vec<Node>| IntentContents {
        trees: vec![Tree(tree)],
        ..contents()
    };
    let ask = asks(1, Test::AtLeast(2));
    fails(with(vec![]), "leaves");
    fails(with(vec![ask, Node::Leaf(1)]), "leaves");
    fails(with(vec![Node::Leaf(1), Node::Leaf(1)]), "leaves");
    let long = (0..8)
        .flat_map(|_| [ask, Node::Leaf(0)])
        .chain([Node::Leaf(0)]);
    fails(with(long.collect()), "leaves");
    fails(
        with(vec![
            asks(20, Test::AtLeast(0)),
            Node::Leaf(0),
            Node::Leaf(1),
        ]),
        "features",
    );
    fails(
        with(vec![asks(2, Test::Among(0)), Node::Leaf(0), Node::Leaf(1)]),
        "set",
    );
    let mut falling = contents();
    falling.knots.swap(0, 1);
    fails(falling, "calibration");
    let huge = IntentContents {
        trees: vec![contents().trees[0].clone(); 255],
        ..contents()
    };
    fails(huge, &MAX_INTENT_BYTES.to_string());
}

fn tree() -> impl Strategy<Value = Tree> {
    let leaf = any::<i8>()
        .prop_map(|worth| vec![Node::Leaf(worth)])
        .boxed();
    let question = (0..17_u8, any::<i32>())
        .prop_map(|(feature, value)| asks(feature, Test::AtLeast(value)))
        .boxed();
    let set = (17..20_u8, 1..=u32::MAX)
        .prop_map(|(feature, set)| asks(feature, Test::Among(set)))
        .boxed();
    leaf.prop_recursive(3, 15, 2, move |part| {
        let ask = prop_oneof![question.clone(), set.clone()];
        (ask, part.clone(), part).prop_map(|(ask, no, yes)| [vec![ask], no, yes].concat())
    })
    .prop_map(Tree)
}

/// What a tree says, told from its nodes by the book.
fn told(nodes: &[Node], row: &[i32]) -> (i32, usize) {
    match nodes[0] {
        Node::Leaf(worth) => (i32::from(worth), 1),
        Node::Ask(question) => {
            let value = row[usize::from(question.feature)];
            let yes = match question.test {
                Test::AtLeast(least) => value >= least,
                Test::Among(set) => (0..32).contains(&value) && set >> value & 1 == 1,
            };
            let (no, at) = told(&nodes[1..], row);
            let (other, end) = told(&nodes[1 + at..], row);
            (if yes { other } else { no }, 1 + at + end)
        }
    }
}

proptest! {
    #[test]
    fn what_is_written_is_read(
        trees in prop::collection::vec(tree(), 0..12),
        rows in prop::collection::vec(prop::array::uniform20(prop_oneof![-2..40_i32, any::<i32>()]), 1..20),
    ) {
        let contents = IntentContents { trees, ..contents() };
        let model = contents.model().unwrap();
        for row in &rows {
            let sum: i32 = contents.trees.iter().map(|tree| told(&tree.0, row).0).sum();
            prop_assert_eq!(model.score(row), -300 + 2 * sum);
        }
        let mut sorted: Vec<_> = rows.iter().map(|row| (model.score(row), model.probability(row))).collect();
        sorted.sort();
        prop_assert!(sorted.windows(2).all(|pair| pair[0].1 <= pair[1].1), "calibration keeps the order");
    }

    #[test]
    fn any_bytes_are_a_model_or_an_error(
        tail in prop::collection::vec(any::<u8>(), 0..300),
        row in prop::collection::vec(any::<i32>(), 0..30),
    ) {
        let bytes = [&GOLDEN[..6], &tail].concat();
        if let Ok(model) = IntentModel::read(&bytes) {
            let _ = model.probability(&row);
        }
    }

    #[test]
    fn a_damaged_model_still_ends(
        at in 6..GOLDEN.len(),
        byte in any::<u8>(),
        row in prop::array::uniform20(any::<i32>()),
    ) {
        let mut bytes = GOLDEN.to_vec();
        bytes[at] = byte;
        if let Ok(model) = IntentModel::read(&bytes) {
            let _ = model.probability(&row);
        }
    }
}
