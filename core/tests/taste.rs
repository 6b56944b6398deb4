//! What one shopper likes, in a slate: only among what is relevant for anybody, and nothing for a new visitor.

mod common;

use setwise_core::catalog::{PriceTier, ProductKey, Score};
use setwise_core::directives::{Directives, TASTE_ONE, Trait};
use setwise_core::profile::{Event, Facts, Happened, Profile};
use setwise_core::rank::{Outcome, Scratch, rank};
use setwise_core::request::{Policy, Request, Shelf};

const NOW: i64 = 1_780_000_000;

/// Ids and scores of a slate.
fn slate(shelf: Shelf, seeds: &[&str], directives: Option<&Directives>) -> Vec<(String, f64)> {
    let shard = common::shard();
    let seeds: Vec<ProductKey> = seeds.iter().map(|id| ProductKey::of(id)).collect();
    let request = Request {
        shelf,
        directives,
        ..Request::for_seeds(&seeds)
    };
    let policy = Policy {
        min_items: 1,
        floor: Score::from_f64(0.7),
        ..Policy::default()
    };
    match rank(&[&shard], &request, &policy, &mut Scratch::default()) {
        Outcome::Slate(items) => items
            .iter()
            .map(|item| {
                let id = shard.display().get(item.record).id;
                (id.to_owned(), item.score.to_f64())
            })
            .collect(),
        Outcome::Withheld(_) => Vec::new(),
    }
}

fn ids(slate: &[(String, f64)]) -> Vec<&str> {
    slate.iter().map(|(id, _)| id.as_str()).collect()
}

/// What the mind says of a profile.
fn of(profile: &Profile) -> Directives {
    let taste = profile.taste(NOW);
    Directives {
        taste: taste.traits,
        own: taste.products,
        price_chances: profile.price_chances(NOW),
        price_tier: profile.price_tier(NOW),
        ..Directives::default()
    }
}

#[test]
fn a_new_visitor_gets_exactly_the_unpersonalised_slate() {
    let new = of(&Profile::default());
    assert_eq!(new, Directives::default());
    let mut shown = 0;
    for shelf in [Shelf::CompleteSet, Shelf::ForYou, Shelf::Upgrade] {
        for seeds in [&["camera"][..], &["camera", "case"], &["card-64"]] {
            let anybody = slate(shelf, seeds, None);
            assert_eq!(anybody, slate(shelf, seeds, Some(&new)));
            shown += anybody.len();
        }
    }
    assert!(shown > 9, "{shown}");
}

#[test]
fn what_was_bought_before_comes_first_among_what_is_relevant() {
    let shard = common::shard();
    let mut profile = Profile::default();
    for id in ["case", "guest"] {
        let key = ProductKey::of(id);
        profile.observe(Event {
            at: NOW - 40 * 86_400,
            what: Happened::Purchase(key),
        });
        profile.learn(Facts::of(&shard, shard.find(key).unwrap(), NOW));
    }
    let anybody = slate(Shelf::CompleteSet, &["camera"], None);
    let own = slate(Shelf::CompleteSet, &["camera"], Some(&of(&profile)));
    assert_eq!(ids(&anybody), ["card-64", "case"]);
    assert_eq!(
        ids(&own),
        ["case", "card-64"],
        "guest is filler beside a camera"
    );
}

#[test]
fn a_liked_attribute_lifts_and_a_disliked_one_does_not_sink_below_the_floor() {
    let with = |id: &str, weight| Directives {
        taste: vec![(Trait::Attribute.hash(&format!("id={id}")), weight)],
        ..Directives::default()
    };
    let liked = slate(
        Shelf::CompleteSet,
        &["camera"],
        Some(&with("case", TASTE_ONE)),
    );
    assert_eq!(ids(&liked), ["case", "card-64"]);
    let disliked = slate(
        Shelf::CompleteSet,
        &["camera"],
        Some(&with("card-64", i16::MIN)),
    );
    // Its variant takes its place: both do the same.
    assert_eq!(ids(&disliked).len(), 2);
    assert!(disliked.iter().all(|(_, score)| *score >= 0.7));
    let filler = slate(
        Shelf::CompleteSet,
        &["camera"],
        Some(&with("guest", i16::MAX)),
    );
    assert!(!ids(&filler).contains(&"guest"));
}

#[test]
fn every_level_of_a_category_counts_once_in_what_is_picked() {
    let weigh = |paths: &[&str]| {
        let mut taste: Vec<_> = paths
            .iter()
            .map(|path| (Trait::Category.hash(path), 512))
            .collect();
        taste.sort_unstable();
        let directives = Directives {
            taste,
            ..Directives::default()
        };
        slate(Shelf::ForYou, &["camera"], Some(&directives))[0].1
    };
    let plain = weigh(&[]);
    assert!((weigh(&["Cameras"]) / plain - 1.5).abs() < 1e-6);
    assert!((weigh(&["Cameras", "Cameras > Bodies"]) / plain - 2.0).abs() < 1e-6);
    assert!((weigh(&["Bodies", "Cameras > Bodies > Large"]) / plain - 1.0).abs() < 1e-6);
}

#[test]
fn a_set_is_completed_by_what_is_needed_and_not_by_what_is_liked_in_general() {
    let anybody = slate(Shelf::CompleteSet, &["camera"], None);
    for kind in [Trait::Category.hash("Cameras"), Trait::Brand.hash("Lumora")] {
        let directives = Directives {
            taste: vec![(kind, TASTE_ONE)],
            ..Directives::default()
        };
        // All cards and cases of the shop are of this category and brand.
        let own = slate(Shelf::CompleteSet, &["camera"], Some(&directives));
        assert_eq!(own, anybody);
    }
}

#[test]
fn who_keeps_to_a_price_tier_finds_it_among_products_of_one_category() {
    let anybody = slate(Shelf::CompleteSet, &["camera"], None);
    let of_tier = |price_tier| {
        let directives = Directives {
            price_tier,
            ..Directives::default()
        };
        slate(Shelf::CompleteSet, &["camera"], Some(&directives))
    };
    // The case costs twice as much as the card.
    assert_eq!(ids(&of_tier(PriceTier::Premium)), ["case", "card-64"]);
    assert_eq!(ids(&of_tier(PriceTier::Budget)), ["card-64", "case"]);
    let ratio = |slate: &[(String, f64)]| slate[0].1 / slate[1].1;
    assert!(ratio(&of_tier(PriceTier::Budget)) > ratio(&anybody));
    for nothing in [PriceTier::Middle, PriceTier::Unknown] {
        assert_eq!(of_tier(nothing), anybody);
    }
}

#[test]
fn steps_up_in_price_weigh_what_the_shopper_makes_of_them() {
    let anybody = slate(Shelf::Upgrade, &["card-64"], None);
    let never = Directives {
        price_chances: Some([0; 16]),
        ..Directives::default()
    };
    let half = Directives {
        price_chances: Some([128; 16]),
        ..Directives::default()
    };
    assert!(slate(Shelf::Upgrade, &["card-64"], Some(&never)).is_empty());
    let halved = slate(Shelf::Upgrade, &["card-64"], Some(&half));
    assert!((halved[0].1 / anybody[0].1 - 0.5).abs() < 0.01);
}
