//! The shelves beside "Complete your set".

mod common;

use common::{contents, deflate, open, shard};
use setwise_core::catalog::{Money, ProductKey, Score};
use setwise_core::rank::{Item, Outcome, Reason, Scratch, Withheld, rank};
use setwise_core::request::{Policy, Purchase, Request, Shelf};
use setwise_core::shelf::{Gain, gains};
use setwise_core::snapshot::{Snapshot, packed, write};

const DAY: i64 = 86_400;

fn ask(shard: &Snapshot, request: &Request<'_>) -> Result<Vec<Item>, Withheld> {
    match rank(
        &[shard],
        request,
        &Policy::default(),
        &mut Scratch::default(),
    ) {
        Outcome::Slate(items) => Ok(items.to_vec()),
        Outcome::Withheld(why) => Err(why),
    }
}

fn ids(shard: &Snapshot, items: &[Item]) -> Vec<String> {
    items
        .iter()
        .map(|item| shard.display().id(item.record).to_owned())
        .collect()
}

fn of_shelf(shelf: Shelf, seeds: &[ProductKey]) -> Request<'_> {
    Request {
        shelf,
        ..Request::for_seeds(seeds)
    }
}

#[test]
fn an_upgrade_is_dearer_tolerated_and_says_what_is_gained() {
    let shard = shard();
    let seeds = [ProductKey::of("case")];
    let request = of_shelf(Shelf::Upgrade, &seeds);
    let items = ask(&shard, &request).unwrap();
    assert_eq!(ids(&shard, &items), ["guest"]);
    assert_eq!(items[0].reason, Reason::UpgradeOf { seed: 0 });
    // 20.00 more than 39.99, accepted by 4 of 16.
    let expected = 2000.0 / 3999.0 * 4.0 / 16.0;
    assert!((items[0].score.to_f64() - expected).abs() < 1e-6);
    let gained: Vec<Gain<'_>> = gains(&shard, 3, 6).collect();
    assert_eq!(
        gained,
        [Gain {
            key: "lining",
            from: None,
            to: "felt"
        }]
    );

    let thrifty = Request {
        price_tolerance: 149,
        ..request
    };
    assert_eq!(ask(&shard, &thrifty), Err(Withheld::NoCandidates));
}

#[test]
fn an_upgrade_is_never_cheaper_or_unpriced() {
    for price in [Some(Money(3999)), Some(Money(1)), None] {
        let mut contents = contents();
        contents.records[6].price = price;
        let shard = open(&write(&contents, deflate).unwrap()).unwrap().unwrap();
        let seeds = [ProductKey::of("case")];
        assert_eq!(
            ask(&shard, &of_shelf(Shelf::Upgrade, &seeds)),
            Err(Withheld::NoCandidates),
            "{price:?}"
        );
    }
}

#[test]
fn the_strongest_whole_set_is_offered() {
    let shard = shard();
    // The strongest set of a camera has a member that is sold out.
    let camera = [ProductKey::of("camera")];
    let items = ask(&shard, &of_shelf(Shelf::Bundle, &camera)).unwrap();
    assert_eq!(ids(&shard, &items), ["card-64", "case"]);
    assert_eq!(items[0].reason, Reason::InSetWith { seed: 0 });

    let both = [ProductKey::of("camera"), ProductKey::of("case")];
    let items = ask(&shard, &of_shelf(Shelf::Bundle, &both)).unwrap();
    assert_eq!(ids(&shard, &items), ["card-64"]);

    let excluded = [ProductKey::of("card-64")];
    let request = Request {
        exclude: &excluded,
        ..of_shelf(Shelf::Bundle, &camera)
    };
    assert_eq!(ask(&shard, &request), Err(Withheld::NoCandidates));
}

#[test]
fn what_was_bought_before_comes_back_when_it_is_due() {
    let shard = shard();
    let buy = |id: &str, day: i64| Purchase {
        key: ProductKey::of(id),
        at: day * DAY,
    };
    // The case is bought every 30 days; cards whenever.
    let history = [buy("case", 0), buy("card-64", 1), buy("nobody", 1)];
    let request = |now: i64| Request {
        history: &history,
        now: now * DAY,
        ..of_shelf(Shelf::BuyAgain, &[])
    };
    assert_eq!(
        ids(&shard, &ask(&shard, &request(3)).unwrap()),
        ["card-64", "case"]
    );
    let later = ask(&shard, &request(31)).unwrap();
    // Equally due and equally often bought: the one of the higher level first.
    assert_eq!(ids(&shard, &later), ["case", "card-64"]);
    assert_eq!(
        later[0].reason,
        Reason::BoughtBefore {
            times: 1,
            days_ago: 31
        }
    );
    assert!(later[0].score > later[1].score);

    // Purchases of the future are a wrong clock's, not history.
    assert_eq!(ask(&shard, &request(-1)), Err(Withheld::NoHistory));
    assert_eq!(
        ask(&shard, &of_shelf(Shelf::BuyAgain, &[])),
        Err(Withheld::NoHistory)
    );
    let in_cart = [ProductKey::of("card-64")];
    let request = Request {
        seeds: &in_cart,
        ..request(31)
    };
    assert_eq!(ids(&shard, &ask(&shard, &request).unwrap()), ["case"]);
}

#[test]
fn a_pick_weighs_own_products_against_popular_ones() {
    let shard = shard();
    let buy = |id: &str, day: i64| Purchase {
        key: ProductKey::of(id),
        at: day * DAY,
    };
    let picked = |history: &[Purchase]| {
        let request = Request {
            history,
            now: 40 * DAY,
            ..of_shelf(Shelf::ForYou, &[])
        };
        let items = ask(&shard, &request).unwrap();
        let of = |item: &Item| (shard.display().id(item.record).to_owned(), item.reason);
        let scores: Vec<f64> = items.iter().map(|item| item.score.to_f64()).collect();
        (items.iter().map(of).collect::<Vec<_>>(), scores)
    };
    let popular = |id: &str| (id.to_owned(), Reason::Popular);
    let again = |id: &str, times: usize, days_ago: i64| {
        (id.to_owned(), Reason::BoughtBefore { times, days_ago })
    };
    // One order: 9/32 for the card, 1/4 · 1/2 for the second of the popular ones, of which the first is sold out; the camera is
    // bought, and so no stranger any more: 3/32.
    let (items, scores) = picked(&[buy("card-64", 3), buy("camera", 3)]);
    let expected = [
        again("card-64", 1, 37),
        popular("guest"),
        again("camera", 1, 37),
    ];
    assert_eq!(items, expected);
    assert!(
        (scores[0] - packed(9.0 / 32.0).to_f64()).abs() < 1e-4,
        "{scores:?}"
    );
    assert!((scores[1] - 0.125).abs() < 1e-4, "{scores:?}");
    assert!(
        (scores[2] - packed(3.0 / 32.0).to_f64()).abs() < 1e-4,
        "{scores:?}"
    );
    // Two orders of the camera count twice, and who has two orders buys half as much that is new.
    let (items, scores) = picked(&[buy("camera", 3), buy("camera", 9)]);
    assert_eq!(items, [again("camera", 2, 31), popular("guest")]);
    assert!(
        (scores[0] - packed(3.0 / 32.0).to_f64() * 2.0).abs() < 1e-4,
        "{scores:?}"
    );
    assert!((scores[1] - 0.0625).abs() < 1e-4, "{scores:?}");
    // Nothing bought, nothing in view: nothing to start from.
    let nobody = of_shelf(Shelf::ForYou, &[]);
    assert_eq!(ask(&shard, &nobody), Err(Withheld::NoSeeds));
}

#[test]
fn without_the_first_shard_own_products_rank_by_how_often() {
    let mut other = contents();
    other.habits = None;
    let shard = open(&write(&other, deflate).unwrap()).unwrap().unwrap();
    let buy = |id: &str, at: i64| Purchase {
        key: ProductKey::of(id),
        at,
    };
    let history = [buy("case", 1), buy("card-64", 1), buy("card-64", 2)];
    let request = Request {
        history: &history,
        now: DAY,
        ..of_shelf(Shelf::ForYou, &[])
    };
    let items = ask(&shard, &request).unwrap();
    assert_eq!(ids(&shard, &items), ["card-64", "case"]);
}

#[test]
fn a_list_has_a_scale_of_its_own() {
    let shard = shard();
    // The case leads to the bare product with 15/16, on a scale of a quarter.
    let items = ask(&shard, &of_shelf(Shelf::ForYou, &[ProductKey::of("case")])).unwrap();
    assert_eq!(items[0].reason, Reason::ViewedNext { seed: 0 });
    assert_eq!(items[0].score, Score(packed(15.0 / 16.0).0 / 4));
}

#[test]
fn the_present_product_leads_on_and_earlier_ones_come_back() {
    let shard = shard();
    // camera → card-64 (.5), case (.25); card-64 → camera (.5), card-128 (.5).
    let session = ["camera", "card-64"].map(ProductKey::of);
    let request = of_shelf(Shelf::ForYou, &session);
    let items = ask(&shard, &request).unwrap();
    assert_eq!(ids(&shard, &items), ["camera", "card-128", "case"]);
    // Seen before counts 1, and the card leads to it with .5.
    assert_eq!(items[0].reason, Reason::SeenBefore { seed: 0 });
    let close = |score: Score, expected: f64| (score.to_f64() - expected).abs() < 1e-5;
    assert!(close(items[1].score, 0.5), "{}", items[1].score);
    assert_eq!(items[1].reason, Reason::ViewedNext { seed: 1 });
    // Half of .25 from the camera, which was viewed before the card.
    assert!(close(items[2].score, 0.125), "{}", items[2].score);

    let only_new = Request {
        revisits: false,
        ..request
    };
    let items = ask(&shard, &only_new).unwrap();
    assert_eq!(ids(&shard, &items), ["card-128", "case"]);
    // A second look at the camera makes it the present product.
    let again = ["camera", "card-64", "camera"].map(ProductKey::of);
    let items = ask(&shard, &of_shelf(Shelf::ForYou, &again)).unwrap();
    assert_eq!(items[0].reason, Reason::SeenBefore { seed: 1 });
    assert!(!ids(&shard, &items).contains(&"camera".to_owned()));
}

#[test]
fn a_cart_adds_a_part_of_the_likelihood_and_a_page_is_nothing_else() {
    let mut contents = contents();
    // For two seeds half of the likelihood, for three and more none.
    contents.blend[1] = 0.5;
    let shard = open(&write(&contents, deflate).unwrap()).unwrap().unwrap();
    let edge = shard.edges(0).next().unwrap();
    assert_eq!(shard.edge_weight(0, edge, None), packed(14.0 / 16.0));
    assert_eq!(
        shard.edge_weight(0, edge, Some(2)),
        Score(packed(1.5).0 + packed(14.0 / 16.0).0 / 2)
    );
    // A cart of one line has a part of its own.
    assert_eq!(shard.edge_weight(0, edge, Some(1)), packed(1.5));
    assert_eq!(shard.edge_weight(0, edge, Some(3)), packed(1.5));
    assert_eq!(shard.edge_weight(0, edge, Some(1000)), packed(1.5));
}

#[test]
fn add_ons_are_complements_that_cost_about_what_is_missing() {
    let shard = shard();
    let seeds = [ProductKey::of("camera")];
    let add_ons = |gap: u64, floor: f64| {
        let request = Request {
            gap: Money(gap),
            ..of_shelf(Shelf::AddOns, &seeds)
        };
        let policy = Policy {
            floor: Score::from_f64(floor),
            ..Policy::default()
        };
        match rank(&[&shard], &request, &policy, &mut Scratch::default()) {
            Outcome::Slate(items) => Ok(ids(&shard, items)),
            Outcome::Withheld(why) => Err(why),
        }
    };
    let owned = |ids: &[&str]| Ok(ids.iter().map(|&id| id.to_owned()).collect::<Vec<_>>());
    // 29.99 is nearer to 25.00 than 39.99 is; 19.99 would leave something missing, and is the same product as 29.99.
    assert_eq!(add_ons(2500, 0.01), owned(&["card-128", "case"]));
    // As complements both are filler by this measure, whatever they cost.
    assert_eq!(add_ons(2500, 0.8), owned(&["card-128"]));
    assert_eq!(add_ons(1999, 0.01), owned(&["card-64", "case"]));
    // Nobody spends 19.99 to save a delivery that 5.00 would.
    let none = Withheld::TooFew {
        found: 0,
        needed: 1,
        best: Score(0),
    };
    assert_eq!(add_ons(500, 0.01), Err(none));
    assert_eq!(add_ons(0, 0.01), Err(Withheld::NoGap));
}
