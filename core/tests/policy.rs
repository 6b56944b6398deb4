//! A compiled policy: its bytes are checked, its conditions mean what they say, and its rules act together as documented.

use proptest::prelude::*;
use setwise_core::catalog::{Money, PriceTier, ProductKey};
use setwise_core::directives::{Effect, LIFT_ONE, MAX_LIFT, Ruling, Visibility};
use setwise_core::intent::{Device, Probability, Referrer, Returning};
use setwise_core::policy::{
    Choice, Context, Engagement, Fact, MAX_DEPTH, MAX_NAME, MarkSet, OfferState, Products, Rule,
    Rulebook, Step, segment,
};
use setwise_core::request::{Placement, Shelf};
use setwise_core::snapshot::{ContentHash, Fault};

fn rule(name: &str, when: &[Step], then: Ruling) -> Rule {
    Rule {
        when: when.to_vec(),
        then: Ruling {
            rules: format!("{name}\n"),
            ..then
        },
        ..Rule::default()
    }
}

fn compiled(rules: &[Rule]) -> Rulebook {
    let read = Rulebook::read(&Rulebook::write(rules).unwrap()).unwrap();
    assert_eq!(read.rules(), rules);
    read
}

fn judged(rules: &[Rule], context: &Context<'_>) -> Ruling {
    let mut ruling = Ruling {
        title: "of the shelf before".to_owned(),
        ..Ruling::default()
    };
    compiled(rules).judge(context, &mut ruling);
    ruling
}

fn holds(when: &[Step], context: &Context<'_>) -> bool {
    let ruling = judged(&[rule("r", when, Ruling::default())], context);
    ruling.rules().eq(["r"])
}

#[test]
fn numbers_are_in_ranges_and_nights_go_round() {
    let at = |hour| Context {
        hour: Some(hour),
        cart_value: Some(Money(8000)),
        ..Context::default()
    };
    let night = [Step::Number(Fact::Hour, 22, 6)];
    for (hour, expected) in [(21, false), (22, true), (0, true), (6, true), (7, false)] {
        assert_eq!(holds(&night, &at(hour)), expected, "{hour}");
    }
    assert!(holds(&[Step::Number(Fact::CartValue, 8000, 8000)], &at(0)));
    assert!(!holds(
        &[Step::Number(Fact::CartValue, 8001, u64::MAX >> 1)],
        &at(0)
    ));
}

#[test]
fn what_is_not_known_fulfils_no_condition() {
    let nothing = Context::default();
    for fact in [
        Fact::CartValue,
        Fact::LifetimeValue,
        Fact::Intent,
        Fact::Hour,
    ] {
        assert!(
            !holds(&[Step::Number(fact, 0, u64::MAX >> 1)], &nothing),
            "{fact:?}"
        );
    }
    for choice in [
        Choice::Engagement,
        Choice::PriceTier,
        Choice::Visitor,
        Choice::Device,
        Choice::Referrer,
        Choice::Weekday,
    ] {
        assert!(
            !holds(&[Step::Among(choice, u32::MAX)], &nothing),
            "{choice:?}"
        );
    }
    assert!(holds(
        &[Step::Not, Step::Among(Choice::Device, 4)],
        &nothing
    ));
}

#[test]
fn every_choice_knows_its_values() {
    let loyal = [segment("loyal")];
    let context = Context {
        placement: Placement::Checkout,
        shelf: Shelf::ForYou,
        checkout_started: true,
        engagement: Engagement::High,
        price_tier: PriceTier::Premium,
        visitor: Returning::New,
        segments: &loyal,
        device: Device::Mobile,
        referrer: Referrer::Email,
        weekday: Some(6),
        offer: OfferState::Ending,
        ..Context::default()
    };
    for (choice, number) in [
        (Choice::Placement, 2),
        (Choice::Shelf, 4),
        (Choice::Engagement, 3),
        (Choice::PriceTier, 3),
        (Choice::Visitor, 1),
        (Choice::Device, 2),
        (Choice::Referrer, 5),
        (Choice::Offer, 3),
        (Choice::Checkout, 1),
        (Choice::Weekday, 6),
    ] {
        assert!(
            holds(&[Step::Among(choice, 1 << number)], &context),
            "{choice:?}"
        );
        assert!(
            !holds(&[Step::Among(choice, !(1 << number))], &context),
            "{choice:?}"
        );
    }
    assert!(holds(&[Step::Segment(segment(" Loyal "))], &context));
    assert!(!holds(&[Step::Segment(segment("wholesale"))], &context));
}

#[test]
fn conditions_combine() {
    let context = Context {
        views: 3,
        seeds: MarkSet::from_iter([4]),
        cart: MarkSet::from_iter([5]),
        viewed: MarkSet::from_iter([4, 6]),
        ..Context::default()
    };
    let yes = Step::Marked(Products::Seeds, 4);
    let no = Step::Marked(Products::Cart, 4);
    assert!(holds(&[Step::All(0)], &context), "always");
    assert!(!holds(&[Step::Any(0)], &context), "never");
    assert!(holds(
        &[Step::All(2), yes, Step::Marked(Products::Viewed, 6)],
        &context
    ));
    assert!(!holds(&[Step::All(2), no, yes], &context));
    assert!(holds(
        &[Step::Any(2), no, Step::All(2), yes, Step::Not, no],
        &context
    ));
    assert!(!holds(&[Step::All(2), Step::Any(1), no, yes], &context));
}

#[test]
fn rules_act_together() {
    let always = [Step::All(0)];
    let first = Ruling {
        visibility: Visibility::Shown,
        marks: vec![
            (1, Effect::Lift(512)),
            (2, Effect::Exclude),
            (9, Effect::Lift(MAX_LIFT)),
        ],
        pins: (0..5).map(ProductKey).collect(),
        count: Some(4),
        title: "First".to_owned(),
        ..Ruling::default()
    };
    let second = Ruling {
        visibility: Visibility::Hidden,
        marks: vec![
            (0, Effect::Pin),
            (1, Effect::Lift(128)),
            (2, Effect::Pin),
            (9, Effect::Lift(512)),
        ],
        pins: [3, 8, 9].map(ProductKey).to_vec(),
        count: Some(3),
        cap: Some(Money(1500)),
        threshold: Some(Probability(9)),
        shelf: Some(Shelf::Bundle),
        title: "Second".to_owned(),
        ..Ruling::default()
    };
    let never = [Step::Any(0)];
    let rules = [
        rule("one", &always, first),
        rule("none", &never, second.clone()),
        rule("two", &always, second),
    ];
    let expected = Ruling {
        visibility: Visibility::Shown,
        marks: vec![
            (0, Effect::Pin),
            (1, Effect::Lift(LIFT_ONE)),
            (2, Effect::Exclude),
            (9, Effect::Lift(MAX_LIFT)),
        ],
        pins: [0, 1, 2, 3, 4, 8].map(ProductKey).to_vec(),
        cap: Some(Money(1500)),
        count: Some(4),
        threshold: Some(Probability(9)),
        shelf: Some(Shelf::Bundle),
        title: "First".to_owned(),
        rules: "one\ntwo\n".to_owned(),
    };
    assert_eq!(judged(&rules, &Context::default()), expected);
}

#[test]
fn a_cap_may_be_a_share_of_the_cart() {
    let rules = [Rule {
        cap_of_cart: 20,
        ..rule("small", &[Step::All(0)], Ruling::default())
    }];
    let of = |cart_value| {
        judged(
            &rules,
            &Context {
                cart_value,
                ..Context::default()
            },
        )
        .cap
    };
    assert_eq!(of(Some(Money(8040))), Some(Money(1608)));
    assert_eq!(of(None), None, "a cart of unknown value caps nothing");
}

#[test]
fn titles_are_in_the_language_of_the_page() {
    let titles = [("de", "Passt dazu"), ("pt-br", "Combina")];
    let then = Ruling {
        title: "Goes with it".to_owned(),
        ..Ruling::default()
    };
    let rules = [Rule {
        titles: titles
            .map(|(of, title)| (of.to_owned(), title.to_owned()))
            .to_vec(),
        ..rule("title", &[Step::All(0)], then)
    }];
    for (language, title) in [
        ("de-AT", "Passt dazu"),
        ("DE", "Passt dazu"),
        ("pt-BR", "Combina"),
        ("pt", "Goes with it"),
        ("", "Goes with it"),
    ] {
        let context = Context {
            language,
            ..Context::default()
        };
        assert_eq!(judged(&rules, &context).title, title, "{language}");
    }
}

fn sample() -> Vec<u8> {
    let then = Ruling {
        marks: vec![(3, Effect::Exclude), (8, Effect::Lift(512))],
        title: "Zum Schutz ☃".to_owned(),
        ..Ruling::default()
    };
    let when = [
        Step::Any(3),
        Step::Number(Fact::CartLines, 4, 1000),
        Step::Not,
        Step::Among(Choice::Placement, 6),
        Step::All(2),
        Step::Marked(Products::Viewed, 200),
        Step::Segment(7),
    ];
    let titled = Rule {
        cap_of_cart: 50,
        titles: vec![("en".to_owned(), "To protect it".to_owned())],
        ..rule("second", &[Step::All(0)], Ruling::default())
    };
    Rulebook::write(&[rule("first", &when, then), titled]).unwrap()
}

#[test]
fn damage_is_named() {
    let whole = sample();
    let named = ContentHash::of(&whole);
    assert!(Rulebook::open(&whole, named).is_ok());
    for end in 0..whole.len() {
        assert!(Rulebook::read(&whole[..end]).is_err(), "{end}");
    }
    let fault = |bytes: &[u8]| Rulebook::open(bytes, named).unwrap_err().fault().clone();
    assert!(matches!(fault(b"<!doctype html>"), Fault::Checksum { .. }));
    let html = Rulebook::read(b"<!doctype html>").unwrap_err().to_string();
    assert!(html.starts_with("not a compiled policy"), "{html}");
    let mut newer = whole.clone();
    newer[4] = 9;
    assert_eq!(
        Rulebook::read(&newer).unwrap_err().fault(),
        &Fault::Version { got: 9 }
    );
    let mut longer = whole;
    longer.push(0);
    assert_eq!(
        Rulebook::read(&longer).unwrap_err().to_string(),
        format!(
            "policy invalid at byte {}: a policy ends with its last rule; publish it again",
            longer.len() - 1
        )
    );
}

#[test]
fn what_is_too_much_for_a_file_is_refused() {
    let always = [Step::All(0)];
    let many: Vec<Rule> = (0..257)
        .map(|n| rule(&format!("r{n}"), &always, Ruling::default()))
        .collect();
    assert!(Rulebook::write(&many[..256]).is_ok() && Rulebook::write(&many).is_err());
    let deep = |depth: usize| {
        let mut when = vec![Step::Not; depth - 1];
        when.push(Step::All(0));
        Rulebook::write(&[rule("deep", &when, Ruling::default())])
    };
    assert!(deep(MAX_DEPTH).is_ok() && deep(MAX_DEPTH + 1).is_err());
    let named = |length| Rulebook::write(&[rule(&"n".repeat(length), &always, Ruling::default())]);
    assert!(named(MAX_NAME).is_ok() && named(MAX_NAME + 1).is_err() && named(0).is_err());
}

/// A policy of any bytes that are one acts on any facts.
fn act(bytes: &[u8]) {
    let Ok(policy) = Rulebook::read(bytes) else {
        return;
    };
    assert_eq!(
        Rulebook::write(policy.rules()).unwrap(),
        bytes,
        "the only spelling"
    );
    let mut ruling = Ruling::default();
    let full = Context {
        cart_value: Some(Money(u64::MAX)),
        hour: Some(255),
        weekday: Some(255),
        intent: Some(Probability(u16::MAX)),
        seeds: (0..=255).collect(),
        ..Context::default()
    };
    for context in [Context::default(), full] {
        policy.judge(&context, &mut ruling);
    }
}

#[test]
fn every_changed_byte_is_an_error_or_a_policy() {
    let whole = sample();
    for at in 0..whole.len() {
        for value in 0..=255 {
            let mut damaged = whole.clone();
            damaged[at] = value;
            act(&damaged);
        }
    }
}

proptest! {
    #[test]
    fn any_bytes_are_an_error_or_a_policy(
        at in any::<prop::sample::Index>(),
        bytes in prop::collection::vec(any::<u8>(), 0..40),
        rules in 0_u8..3,
    ) {
        act(&[b"SETP\x01\0".as_slice(), &[rules, 0], &bytes].concat());
        let mut damaged = sample();
        let at = at.index(damaged.len());
        damaged.splice(at..at, bytes);
        act(&damaged);
    }
}
