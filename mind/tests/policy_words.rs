//! Every word that may stand in a policy's `when`, as a page of a shop makes it true.

use setwise_core::catalog::{Money, ProductKey};
use setwise_core::directives::{Ruling, Trait};
use setwise_core::intent::Probability;
use setwise_core::policy::{
    Choice, Fact, MarkSet, OfferState, Products, Rule, Rulebook, Step, segment,
};
use setwise_core::profile::{Attested, Facts};
use setwise_core::request::{Placement, Shelf};
use setwise_mind::{Mind, Page, Told};

/// A Thursday, 20:26 UTC.
const NOW: i64 = 1_780_000_000;
const MOST: u64 = 1 << 40;

/// A visit from a search on a phone, one hour east of Greenwich, of a shop with one rule.
fn visit(when: Step) -> Mind {
    let mut mind = Mind::default();
    mind.rulebook = rulebook(when);
    mind.begin(NOW, 2, 2, 60);
    mind
}

fn rulebook(when: Step) -> Rulebook {
    let rule = Rule {
        when: vec![when],
        then: Ruling {
            rules: "acts\n".to_owned(),
            ..Ruling::default()
        },
        ..Rule::default()
    };
    Rulebook::read(&Rulebook::write(&[rule]).expect("a policy")).expect("the same")
}

/// Whether the rule acts on a shelf, so many seconds after the visit began.
fn acts(mind: &mut Mind, after: i64, page: &Page<'_>) -> bool {
    !mind
        .directives(NOW + after, page, false)
        .ruling
        .rules
        .is_empty()
}

const HERE: Page<'static> = Page {
    placement: Placement::Product,
    shelf: Shelf::CompleteSet,
    seeds: &[],
    cart: &[],
    cart_value: None,
    offer: OfferState::None,
};

fn from(fact: Fact, least: u64) -> Step {
    Step::Number(fact, least, MOST)
}

fn is(choice: Choice, number: u32) -> Step {
    Step::Among(choice, 1 << number)
}

fn happens(mind: &mut Mind, after: i64, kind: u32, product: &str) {
    let told = Told {
        kind,
        detail: 0,
        text: product,
    };
    mind.observe(NOW + after, told);
}

/// A product of this category that costs so much and has mark 7.
fn learn(mind: &mut Mind, product: &str, category: &str, price: u64) {
    let facts = Facts {
        at: NOW,
        key: ProductKey::of(product),
        price: Some(Money(price)),
        level: Some(240),
        levels: 1,
        traits: vec![Trait::Category.hash(category)],
        ..Facts::default()
    };
    mind.learn(facts, MarkSet::from_iter([7]));
}

fn keys(ids: &[&str]) -> Vec<ProductKey> {
    ids.iter().map(|id| ProductKey::of(id)).collect()
}

#[test]
fn placement_and_shelf_are_those_that_are_asked_for() {
    let mut mind = visit(is(Choice::Placement, 1));
    assert!(!acts(&mut mind, 1, &HERE));
    let cart = Page {
        placement: Placement::Cart,
        ..HERE
    };
    assert!(acts(&mut mind, 1, &cart));
    for (number, shelf) in [(1, Shelf::Upgrade), (4, Shelf::ForYou), (5, Shelf::AddOns)] {
        let mut mind = visit(is(Choice::Shelf, number));
        assert!(!acts(&mut mind, 1, &HERE));
        assert!(acts(&mut mind, 1, &Page { shelf, ..HERE }), "{shelf:?}");
    }
}

#[test]
fn seed_cart_and_viewed_are_products_with_their_marks() {
    let camera = keys(&["camera"]);
    let (seeds, cart) = (
        Page {
            seeds: &camera,
            ..HERE
        },
        Page {
            cart: &camera,
            ..HERE
        },
    );
    for (products, page) in [(Products::Seeds, &seeds), (Products::Cart, &cart)] {
        let mut mind = visit(Step::Marked(products, 7));
        assert!(!acts(&mut mind, 1, page), "not known yet");
        learn(&mut mind, "camera", "Cameras", 9_900);
        assert!(acts(&mut mind, 1, page));
        assert!(!acts(&mut mind, 1, &HERE));
    }
    let mut mind = visit(Step::Marked(Products::Viewed, 7));
    happens(&mut mind, 1, 1, "camera");
    // On the next page of the visit the mind asks after what was seen on the one before.
    assert_eq!(mind.wanted(NOW + 2), camera);
    assert!(!acts(&mut mind, 2, &HERE));
    learn(&mut mind, "camera", "Cameras", 9_900);
    assert!(acts(&mut mind, 2, &HERE) && mind.wanted(NOW + 2).is_empty());
    let mut other = visit(from(Fact::Views, 1));
    happens(&mut other, 1, 1, "camera");
    assert!(
        other.wanted(NOW + 2).is_empty(),
        "the policy does not ask for it"
    );
}

#[test]
fn cart_value_is_what_the_widget_knows() {
    let mut mind = visit(from(Fact::CartValue, 8_000));
    let told = |value| Page {
        cart_value: value,
        ..HERE
    };
    assert!(!acts(&mut mind, 1, &told(None)), "a price is missing");
    assert!(!acts(&mut mind, 1, &told(Some(Money(7_999)))));
    assert!(acts(&mut mind, 1, &told(Some(Money(8_000)))));
}

#[test]
fn cart_lines_are_counted() {
    let mut mind = visit(from(Fact::CartLines, 2));
    let cart = keys(&["camera", "card"]);
    assert!(!acts(
        &mut mind,
        1,
        &Page {
            cart: &cart[..1],
            ..HERE
        }
    ));
    assert!(acts(
        &mut mind,
        1,
        &Page {
            cart: &cart,
            ..HERE
        }
    ));
}

#[test]
fn views_and_similar_views_are_different_products() {
    let (mut views, mut similar) = (
        visit(from(Fact::Views, 3)),
        visit(from(Fact::SimilarViews, 3)),
    );
    for (after, product, category) in [
        (1, "a", "Cameras"),
        (2, "a", "Cameras"),
        (3, "b", "Cameras"),
    ] {
        for mind in [&mut views, &mut similar] {
            happens(mind, after, 1, product);
            learn(mind, product, category, 100);
            assert!(!acts(mind, after, &HERE));
        }
    }
    for mind in [&mut views, &mut similar] {
        happens(mind, 4, 1, "lens");
        learn(mind, "lens", "Lenses", 100);
    }
    assert!(acts(&mut views, 4, &HERE) && !acts(&mut similar, 4, &HERE));
    happens(&mut similar, 5, 1, "c");
    learn(&mut similar, "c", "Cameras", 100);
    assert!(acts(&mut similar, 5, &HERE));
}

#[test]
fn searches_are_counted_and_seconds_go_on_while_the_shopper_reads() {
    let mut searches = visit(from(Fact::Searches, 2));
    happens(&mut searches, 1, 3, "");
    assert!(!acts(&mut searches, 1, &HERE));
    happens(&mut searches, 9, 3, "");
    assert!(acts(&mut searches, 9, &HERE));
    let mut seconds = visit(from(Fact::Seconds, 120));
    happens(&mut seconds, 5, 1, "camera");
    assert!(!acts(&mut seconds, 119, &HERE));
    assert!(
        acts(&mut seconds, 120, &HERE),
        "nothing happened since, but time went on"
    );
}

#[test]
fn a_checkout_lasts_until_something_is_bought() {
    let mut mind = visit(is(Choice::Checkout, 1));
    assert!(!acts(&mut mind, 1, &HERE));
    happens(&mut mind, 2, 7, "");
    assert!(acts(&mut mind, 3, &HERE));
    happens(&mut mind, 9, 8, "camera");
    assert!(!acts(&mut mind, 10, &HERE));
}

#[test]
fn past_orders_are_moments_of_purchases() {
    let mut mind = visit(from(Fact::PastOrders, 2));
    // Two products of one order, as the shop's page attests.
    happens(&mut mind, -90_000, 8, "camera");
    happens(&mut mind, -90_000, 8, "card");
    assert!(!acts(&mut mind, 1, &HERE));
    happens(&mut mind, -50_000, 8, "card");
    assert!(acts(&mut mind, 1, &HERE));
}

#[test]
fn lifetime_value_and_segments_are_what_the_page_says() {
    let mut mind = visit(from(Fact::LifetimeValue, 50_000));
    assert!(!acts(&mut mind, 1, &HERE), "unknown");
    mind.profile.attest(Attested {
        at: NOW,
        tier: 0,
        lifetime: Some(Money(50_000)),
    });
    assert!(acts(&mut mind, 1, &HERE));
    let mut mind = visit(Step::Segment(segment("Gold")));
    mind.set_segments("loyal");
    assert!(!acts(&mut mind, 1, &HERE));
    mind.set_segments("loyal\n gold ");
    assert!(acts(&mut mind, 1, &HERE));
}

#[test]
fn intent_and_engagement_follow_what_is_done() {
    let least = u64::from(Probability::from_f64(0.2).0);
    let (mut intent, mut engagement) = (
        visit(from(Fact::Intent, least)),
        visit(is(Choice::Engagement, 3)),
    );
    for mind in [&mut intent, &mut engagement] {
        happens(mind, 1, 1, "camera");
        assert!(!acts(mind, 2, &HERE));
        happens(mind, 40, 3, "");
        happens(mind, 80, 5, "camera");
        happens(mind, 120, 7, "");
        assert!(acts(mind, 121, &HERE));
    }
}

#[test]
fn price_tier_is_what_the_shopper_chooses() {
    let mut mind = visit(is(Choice::PriceTier, 3));
    assert!(!acts(&mut mind, 1, &HERE));
    for (after, product) in [(1, "a"), (20, "b"), (40, "c"), (60, "d")] {
        happens(&mut mind, after, 5, product);
        learn(&mut mind, product, product, 90_000);
    }
    assert!(
        acts(&mut mind, 61, &HERE),
        "four of the dearest of their categories"
    );
}

#[test]
fn visitor_device_and_referrer_are_those_of_the_visit() {
    for (choice, number) in [
        (Choice::Visitor, 1),
        (Choice::Device, 2),
        (Choice::Referrer, 2),
    ] {
        for other in 1..=3 {
            assert_eq!(
                acts(&mut visit(is(choice, other)), 1, &HERE),
                other == number,
                "{choice:?}"
            );
        }
    }
    let mut back = visit(is(Choice::Visitor, 2));
    assert!(!acts(&mut back, 1, &HERE));
    back.begin(NOW + 90_000, 1, 5, 0);
    assert!(acts(&mut back, 90_001, &HERE), "the next day");
    back.rulebook = rulebook(is(Choice::Device, 1));
    assert!(acts(&mut back, 90_001, &HERE), "at a desk now");
    back.rulebook = rulebook(is(Choice::Referrer, 5));
    assert!(acts(&mut back, 90_001, &HERE), "by e-mail now");
}

#[test]
fn hour_and_weekday_are_the_shoppers_own() {
    let mut hour = visit(Step::Number(Fact::Hour, 21, 21));
    assert!(acts(&mut hour, 1, &HERE), "20:26 in Greenwich, 21:26 here");
    hour.begin(NOW, 2, 2, -300);
    assert!(!acts(&mut hour, 1, &HERE), "15:26 in New York");
    let mut friday = visit(is(Choice::Weekday, 4));
    assert!(!acts(&mut friday, 1, &HERE));
    friday.begin(NOW, 2, 2, 600);
    assert!(acts(&mut friday, 1, &HERE), "Friday morning in Sydney");
}

#[test]
fn an_offer_on_a_seed_is_what_the_widget_says() {
    let states = [
        OfferState::None,
        OfferState::Announced,
        OfferState::Running,
        OfferState::Ending,
    ];
    for (number, offer) in (0..).zip(states) {
        let mut mind = visit(is(Choice::Offer, number));
        for other in states {
            let page = Page {
                offer: other,
                ..HERE
            };
            assert_eq!(acts(&mut mind, 1, &page), other == offer, "{other:?}");
        }
    }
}

#[test]
fn any_and_not_join_the_others() {
    let step = |when: &[Step]| {
        let rule = Rule {
            when: when.to_vec(),
            then: Ruling {
                rules: "acts\n".to_owned(),
                ..Ruling::default()
            },
            ..Rule::default()
        };
        Rulebook::read(&Rulebook::write(&[rule]).expect("a policy")).expect("the same")
    };
    let mut mind = visit(Step::All(0));
    assert!(acts(&mut mind, 1, &HERE));
    mind.rulebook = step(&[Step::Any(2), from(Fact::Views, 1), from(Fact::Searches, 1)]);
    assert!(!acts(&mut mind, 1, &HERE));
    happens(&mut mind, 2, 3, "");
    assert!(acts(&mut mind, 3, &HERE));
    mind.rulebook = step(&[Step::Not, is(Choice::Device, 2)]);
    assert!(!acts(&mut mind, 3, &HERE), "a phone");
    mind.rulebook = step(&[Step::Not, from(Fact::LifetimeValue, 1)]);
    assert!(acts(&mut mind, 3, &HERE), "the unknown does hold here");
}
