//! What a ruling of the merchant's policy does to a slate.

mod common;

use common::{contents, deflate, open};
use setwise_core::catalog::{Money, ProductKey, Score};
use setwise_core::directives::{Directives, Effect, Gate, LIFT_ONE, Ruling};
use setwise_core::policy::MarkSet;
use setwise_core::rank::{Outcome, Reason, Scratch, Withheld, rank};
use setwise_core::request::{Policy, Request, Shelf};
use setwise_core::snapshot::{Parcel, SectionKind, Snapshot, redisplay, write};

const CARDS: u8 = 3;
const CASES: u8 = 200;

/// The common shop, whose cards and cases have marks.
fn shop() -> Snapshot {
    let mut contents = contents();
    for record in &mut contents.records {
        if record.id.starts_with("card") {
            record.marks.insert(CARDS);
        }
        if matches!(record.id.as_str(), "case" | "guest") {
            record.marks = [CASES, 255].into_iter().collect();
        }
    }
    open(&write(&contents, deflate).unwrap()).unwrap().unwrap()
}

fn ask(directives: &Directives, shelf: Shelf, min_items: usize) -> Result<Vec<String>, Withheld> {
    let shard = shop();
    let seeds = [ProductKey::of("camera")];
    let request = Request {
        shelf,
        directives: Some(directives),
        ..Request::for_seeds(&seeds)
    };
    let policy = Policy {
        min_items,
        floor: Score::from_f64(0.1),
        ..Policy::default()
    };
    match rank(&[&shard], &request, &policy, &mut Scratch::default()) {
        Outcome::Slate(items) => {
            assert!(items.iter().all(|item| item.score < Score::from_f64(64.0)));
            let id = |record| shard.display().id(record).to_owned();
            Ok(items.iter().map(|item| id(item.record)).collect())
        }
        Outcome::Withheld(why) => Err(why),
    }
}

fn ruled(ruling: Ruling) -> Directives {
    Directives {
        ruling,
        ..Directives::default()
    }
}

fn shown(ruling: Ruling) -> Vec<String> {
    ask(&ruled(ruling), Shelf::CompleteSet, 1).unwrap()
}

/// Without a ruling: 14/16, 12/16 and 11/16.
const USUAL: [&str; 3] = ["card-64", "case", "naïve ☃ id"];

#[test]
fn a_ruling_that_says_nothing_changes_nothing() {
    assert_eq!(shown(Ruling::default()), USUAL);
}

#[test]
fn gates_withhold_and_say_which() {
    for (gate, why) in [
        (Gate::LowIntent, Withheld::LowIntent),
        (Gate::Hidden, Withheld::Hidden),
    ] {
        let directives = Directives {
            gate,
            ..Directives::default()
        };
        assert_eq!(ask(&directives, Shelf::CompleteSet, 1), Err(why));
    }
}

#[test]
fn what_is_excluded_or_dearer_than_the_cap_is_not_shown() {
    let excluded = Ruling {
        marks: vec![(CARDS, Effect::Exclude), (9, Effect::Exclude)],
        ..Ruling::default()
    };
    assert_eq!(shown(excluded), ["case", "naïve ☃ id"]);
    // The case costs 39.99; what has no price may cost anything.
    let capped = Ruling {
        cap: Some(Money(1999)),
        ..Ruling::default()
    };
    assert_eq!(shown(capped), ["card-64"]);
    let unaffordable = ruled(Ruling {
        cap: Some(Money(10)),
        ..Ruling::default()
    });
    assert_eq!(
        ask(&unaffordable, Shelf::CompleteSet, 1),
        Err(Withheld::NoCandidates)
    );
}

#[test]
fn lifts_change_the_order_and_not_what_is_filler() {
    let boosted = Ruling {
        marks: vec![(CASES, Effect::Lift(LIFT_ONE * 2))],
        ..Ruling::default()
    };
    assert_eq!(shown(boosted), ["case", "card-64", "naïve ☃ id"]);
    let demoted = Ruling {
        marks: vec![(CARDS, Effect::Lift(1))],
        ..Ruling::default()
    };
    // As low as the floor and not below.
    assert_eq!(shown(demoted), ["case", "naïve ☃ id", "card-64"]);
    let both_marks = Ruling {
        marks: vec![
            (CASES, Effect::Lift(LIFT_ONE * 2)),
            (255, Effect::Lift(LIFT_ONE / 4)),
        ],
        ..Ruling::default()
    };
    assert_eq!(shown(both_marks), ["card-64", "naïve ☃ id", "case"]);
}

#[test]
fn pins_come_first_and_keep_their_scores() {
    let marked = Ruling {
        marks: vec![(CASES, Effect::Pin)],
        ..Ruling::default()
    };
    assert_eq!(shown(marked), ["case", "card-64", "naïve ☃ id"]);
    let named = |id: &str| Ruling {
        pins: vec![ProductKey::of("naïve ☃ id"), ProductKey::of(id)],
        marks: vec![(CASES, Effect::Pin)],
        ..Ruling::default()
    };
    assert_eq!(shown(named("case")), ["naïve ☃ id", "case", "card-64"]);
    // Sold out, chosen already, unknown.
    for id in ["sold-out", "camera", "nobody"] {
        assert_eq!(shown(named(id)), ["naïve ☃ id", "case", "card-64"], "{id}");
    }
    let excluded = Ruling {
        marks: vec![(CASES, Effect::Exclude)],
        ..named("case")
    };
    assert_eq!(shown(excluded), ["naïve ☃ id", "card-64"]);
}

#[test]
fn what_nothing_speaks_for_can_be_pinned_by_name() {
    let shard = shop();
    let seeds = [ProductKey::of("card-128")];
    let directives = ruled(Ruling {
        pins: vec![ProductKey::of("case")],
        ..Ruling::default()
    });
    let request = Request {
        directives: Some(&directives),
        ..Request::for_seeds(&seeds)
    };
    let policy = Policy {
        min_items: 1,
        ..Policy::default()
    };
    let mut scratch = Scratch::default();
    let Outcome::Slate([first, second]) = rank(&[&shard], &request, &policy, &mut scratch) else {
        panic!("withheld");
    };
    assert_eq!(first.reason, Reason::Pinned);
    assert_eq!(
        (first.key, first.score),
        (directives.ruling.pins[0], Score(0))
    );
    assert_eq!(second.reason, Reason::GoesWith { seed: 0 });
}

#[test]
fn the_count_is_the_policys() {
    let many = Ruling {
        count: Some(3),
        ..Ruling::default()
    };
    assert_eq!(shown(many).len(), 3);
    let ruling = ruled(Ruling {
        marks: vec![(CARDS, Effect::Exclude)],
        ..Ruling::default()
    });
    assert!(matches!(
        ask(&ruling, Shelf::CompleteSet, 3),
        Err(Withheld::TooFew { found: 2, .. })
    ));
}

#[test]
fn a_set_with_an_excluded_member_is_no_offer() {
    let set = |ruling| ask(&ruled(ruling), Shelf::Bundle, 1);
    assert_eq!(set(Ruling::default()).unwrap(), ["card-64", "case"]);
    let without_cards = Ruling {
        marks: vec![(CARDS, Effect::Exclude)],
        ..Ruling::default()
    };
    assert_eq!(set(without_cards), Err(Withheld::NoCandidates));
}

#[test]
fn upgrades_heed_what_the_shopper_tolerates() {
    let shard = shop();
    let seeds = [ProductKey::of("card-64")];
    let ask = |percent| {
        let directives = Directives {
            price_tolerance: Some(percent),
            ..Directives::default()
        };
        let request = Request {
            shelf: Shelf::Upgrade,
            directives: Some(&directives),
            ..Request::for_seeds(&seeds)
        };
        let mut scratch = Scratch::default();
        let outcome = rank(&[&shard], &request, &Policy::default(), &mut scratch);
        matches!(outcome, Outcome::Slate(_))
    };
    // 19.99 to 29.99.
    assert!(ask(151) && !ask(150));
}

#[test]
fn marks_are_read_as_written_and_can_be_replaced() {
    let shard = shop();
    let marks = |shard: &Snapshot| -> Vec<MarkSet> {
        (0..=shard.records())
            .map(|record| *shard.marks(record))
            .collect()
    };
    let cases = MarkSet::from_iter([CASES, 255]);
    let (none, cards) = (MarkSet::EMPTY, MarkSet::from_iter([CARDS]));
    let expected = [none, cards, cards, cases, none, none, cases, none];
    assert_eq!(marks(&shard), expected);

    let file = common::bytes();
    let parcel = Parcel::open(&file).unwrap();
    assert!(
        parcel
            .sections()
            .all(|section| section.kind != SectionKind::Marks)
    );
    let mut records = contents().records;
    records[6].marks = (0..=255).collect();
    let marked = redisplay(&parcel, &records, deflate).unwrap();
    let again = open(&marked).unwrap().unwrap();
    assert_eq!(marks(&again)[6].iter().count(), 256);
    assert_eq!(marks(&again)[5], none);
    // And away again: the same bytes as if they had never been there.
    let parcel = Parcel::open(&marked).unwrap();
    let bare = redisplay(&parcel, &contents().records, deflate).unwrap();
    assert_eq!(bare[24..], file[24..]);
}
