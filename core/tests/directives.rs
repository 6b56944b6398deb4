//! The message that crosses from the part that follows a visit to the part that ranks.

use proptest::prelude::*;
use setwise_core::catalog::{Money, PriceTier, ProductKey};
use setwise_core::directives::{
    Directives, Effect, Gate, LIFT_ONE, MAX_LIFT, MAX_TASTE, MAX_TITLE, Ruling, Trait, Visibility,
};
use setwise_core::intent::Probability;
use setwise_core::request::Shelf;
use std::collections::BTreeMap;

fn bytes(directives: &Directives) -> Vec<u8> {
    let mut out = Vec::new();
    directives.write(&mut out);
    out
}

fn full() -> Directives {
    let mut taste = vec![
        (Trait::Category.hash("Cameras > Bodies"), 512),
        (Trait::Brand.hash("Lumora"), -300),
        (Trait::Attribute.hash("mount=L"), i16::MAX),
    ];
    taste.sort_unstable();
    Directives {
        gate: Gate::LowIntent,
        taste,
        own: vec![(ProductKey(3), 1), (ProductKey(u64::MAX), i16::MIN)],
        price_tolerance: Some(140),
        price_chances: Some(std::array::from_fn(|step| 255 - step as u8)),
        price_tier: PriceTier::Premium,
        ruling: Ruling {
            visibility: Visibility::Shown,
            marks: vec![
                (0, Effect::Exclude),
                (7, Effect::Pin),
                (255, Effect::Lift(LIFT_ONE / 2)),
            ],
            pins: vec![ProductKey(9), ProductKey(2)],
            cap: Some(Money(1500)),
            count: Some(4),
            threshold: Some(Probability(u16::MAX)),
            shelf: Some(Shelf::ForYou),
            title: "Für die Reise ☃".into(),
            rules: "camera\nevening\n".into(),
        },
    }
}

#[test]
fn what_is_written_is_read() {
    for directives in [Directives::default(), full()] {
        assert_eq!(Directives::read(&bytes(&directives)).unwrap(), directives);
    }
    assert_eq!(bytes(&Directives::default()).len(), 16);
    assert!(full().ruling.rules().eq(["camera", "evening"]));
}

#[test]
fn a_ruling_is_cleared_to_nothing() {
    let mut ruling = full().ruling;
    ruling.clear();
    assert_eq!(ruling, Ruling::default());
}

#[test]
fn kinds_of_traits_do_not_meet() {
    let hashes = [Trait::Category, Trait::Brand, Trait::Attribute].map(|kind| kind.hash("x"));
    assert!(hashes[0] != hashes[1] && hashes[1] != hashes[2] && hashes[0] != hashes[2]);
}

#[test]
fn every_truncation_and_what_follows_the_end_are_named() {
    let whole = bytes(&full());
    for end in 0..whole.len() {
        let error = Directives::read(&whole[..end]).unwrap_err().to_string();
        assert!(error.contains("expected more bytes"), "{end}: {error}");
    }
    let longer = [whole.as_slice(), &[0]].concat();
    let error = Directives::read(&longer).unwrap_err().to_string();
    assert_eq!(
        error,
        format!(
            "directives invalid at byte {}: expected that directives end with the names of rules; load all files of Setwise from one release",
            whole.len()
        )
    );
}

#[test]
fn what_is_too_much_for_a_message_is_left_out() {
    let many = Directives {
        taste: (0..2000).map(|hash| (hash, 1)).collect(),
        price_tolerance: Some(u32::MAX),
        ruling: Ruling {
            cap: Some(Money(u64::MAX)),
            // Three bytes a letter: the end falls into one.
            title: "☃".repeat(100),
            pins: (0..9).map(ProductKey).collect(),
            ..Ruling::default()
        },
        ..Directives::default()
    };
    let read = Directives::read(&bytes(&many)).unwrap();
    assert_eq!(read.taste.len(), MAX_TASTE);
    assert_eq!(read.ruling.title, "☃".repeat(MAX_TITLE / 3));
    assert_eq!(read.ruling.pins.len(), 6);
}

fn directives() -> impl Strategy<Value = Directives> {
    let effect = prop_oneof![
        Just(Effect::Exclude),
        Just(Effect::Pin),
        (1..=MAX_LIFT).prop_map(Effect::Lift)
    ];
    let lists = (
        prop::collection::btree_map(any::<u32>(), any::<i16>(), 0..20),
        prop::collection::btree_map(any::<u64>(), any::<i16>(), 0..20),
        prop::collection::btree_map(any::<u8>(), effect, 0..20),
        prop::collection::vec(any::<u64>(), 0..=6),
    );
    let words = ("[a-zé☃]{0,30}", "([a-z-]{1,9}\n){0,5}");
    let numbers = (
        prop::option::of(0..u32::MAX),
        prop::option::of(0_u64..1 << 53),
        prop::option::of(3_u8..=6),
        prop::option::of(any::<u16>()),
    );
    (lists, words, numbers).prop_map(|((taste, own, marks, pins), (title, rules), numbers)| {
        let list = |map: BTreeMap<u64, i16>| map.into_iter();
        Directives {
            taste: taste.into_iter().collect(),
            own: list(own).map(|(key, w)| (ProductKey(key), w)).collect(),
            price_tolerance: numbers.0,
            ruling: Ruling {
                marks: marks.into_iter().collect(),
                pins: pins.into_iter().map(ProductKey).collect(),
                cap: numbers.1.map(Money),
                count: numbers.2,
                threshold: numbers.3.map(Probability),
                title,
                rules,
                ..Ruling::default()
            },
            ..Directives::default()
        }
    })
}

proptest! {
    #[test]
    fn any_directives_come_back(written in directives()) {
        prop_assert_eq!(Directives::read(&bytes(&written)).unwrap(), written);
    }

    /// Nothing panics, and there is one spelling of everything that is read.
    #[test]
    fn any_bytes_are_an_error_or_the_only_spelling(
        whole in directives(),
        at in any::<prop::sample::Index>(),
        by in prop::collection::vec(any::<u8>(), 0..12),
    ) {
        let mut damaged = bytes(&whole);
        let at = at.index(damaged.len());
        for (slot, byte) in damaged[at..].iter_mut().zip(&by) {
            *slot = *byte;
        }
        if let Ok(read) = Directives::read(&damaged) {
            prop_assert_eq!(bytes(&read), damaged);
        }
        if let Ok(read) = Directives::read(&by) {
            prop_assert_eq!(bytes(&read), by);
        }
    }
}

#[test]
fn a_category_is_known_by_its_levels() {
    let levels = |path| Trait::levels(path).collect::<Vec<u32>>();
    let of = |path| Trait::Category.hash(path);
    let path = "Cameras > Bodies > Full frame > Used > As new";
    let widest = [
        "Cameras",
        "Cameras > Bodies",
        "Cameras > Bodies > Full frame",
        "Cameras > Bodies > Full frame > Used",
    ];
    assert_eq!(levels(path), widest.map(of));
    assert_eq!(levels("Ünder 20 > €"), ["Ünder 20", "Ünder 20 > €"].map(of));
    assert_eq!(levels("no>level"), ["no>level"].map(of));
    assert_eq!(levels(" > nameless"), [" > nameless"].map(of));
    assert_eq!(levels(""), []);
}
