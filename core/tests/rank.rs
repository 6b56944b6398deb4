//! The ranking: what is shown, why, and when nothing is.

mod common;

use common::{contents, deflate, edge, open, ranked, record, shard};
use proptest::prelude::*;
use setwise_core::catalog::{ProductKey, Score};
use setwise_core::rank::{Item, Outcome, Reason, Scratch, Withheld, rank};
use setwise_core::request::{Placement, Policy, Request};
use setwise_core::snapshot::{Edge, ShardContents, Snapshot, packed, write};

fn keys(ids: &[&str]) -> Vec<ProductKey> {
    ids.iter().map(|id| ProductKey::of(id)).collect()
}

fn ids_of(shards: &[&Snapshot], items: &[Item]) -> Vec<String> {
    items
        .iter()
        .map(|item| shards[item.shard].display().id(item.record).to_owned())
        .collect()
}

fn slate(
    shards: &[&Snapshot],
    seeds: &[&str],
    exclude: &[&str],
    policy: &Policy,
) -> Result<Vec<String>, Withheld> {
    let (seeds, exclude) = (keys(seeds), keys(exclude));
    let request = Request {
        exclude: &exclude,
        ..Request::for_seeds(&seeds)
    };
    match rank(shards, &request, policy, &mut Scratch::default()) {
        Outcome::Slate(items) => Ok(ids_of(shards, items)),
        Outcome::Withheld(why) => Err(why),
    }
}

fn two_will_do() -> Policy {
    Policy {
        min_items: 2,
        ..Policy::default()
    }
}

#[test]
fn one_seed_gives_its_neighbours_best_first() {
    // The likeliest is sold out; of the two cards of one group the likelier stays.
    let shown = slate(&[&shard()], &["camera"], &[], &Policy::default()).unwrap();
    // "guest" does what "case" does.
    assert_eq!(shown, ["card-64", "case", "naïve ☃ id"]);
}

#[test]
fn a_variant_of_a_seed_is_not_shown() {
    let shown = slate(&[&shard()], &["card-64", "camera"], &[], &two_will_do()).unwrap();
    assert_eq!(shown, ["case", "naïve ☃ id"]);
}

#[test]
fn evidence_of_several_seeds_adds_up_and_names_the_loudest() {
    let shard = shard();
    let seeds = keys(&["card-64", "camera"]);
    let mut scratch = Scratch::default();
    let Outcome::Slate(items) = rank(
        &[&shard],
        &Request::for_seeds(&seeds),
        &two_will_do(),
        &mut scratch,
    ) else {
        panic!("withheld");
    };
    // 9/8 from the card and 8/8 from the camera.
    assert_eq!(items[0].score, Score(packed(9.0 / 8.0).0 + packed(1.0).0));
    assert_eq!(items[0].reason, Reason::GoesWith { seed: 0 });
    assert_eq!(items[1].reason, Reason::GoesWith { seed: 1 });
}

#[test]
fn nothing_is_shown_that_does_not_deserve_it() {
    let policy = Policy::default();
    let shard = shard();
    let on = [&shard];
    assert_eq!(slate(&on, &[], &[], &policy), Err(Withheld::NoSeeds));
    assert_eq!(
        slate(&on, &["nobody"], &[], &policy),
        Err(Withheld::UnknownSeeds)
    );
    // A guest is known but not at home: its neighbours are elsewhere.
    assert_eq!(
        slate(&on, &["guest"], &[], &policy),
        Err(Withheld::UnknownSeeds)
    );
    assert_eq!(
        slate(&on, &["sold-out"], &[], &policy),
        Err(Withheld::NoCandidates)
    );
    assert_eq!(
        slate(&on, &["card-64"], &["camera"], &policy),
        Err(Withheld::TooFew {
            found: 1,
            needed: 3,
            best: packed(15.0 / 16.0)
        })
    );
    let strict = Policy {
        floor: Score::from_f64(0.7),
        ..policy
    };
    assert_eq!(
        slate(&on, &["camera"], &[], &strict),
        Err(Withheld::TooFew {
            found: 2,
            needed: 3,
            best: packed(14.0 / 16.0)
        })
    );
}

#[test]
fn a_limit_below_the_minimum_is_served() {
    let seeds = keys(&["camera"]);
    let request = Request {
        limit: 1,
        ..Request::for_seeds(&seeds)
    };
    let shard = shard();
    let mut scratch = Scratch::default();
    let Outcome::Slate(items) = rank(&[&shard], &request, &Policy::default(), &mut scratch) else {
        panic!("withheld");
    };
    assert_eq!(items.len(), 1);
}

/// Two shards that know the same candidate under different record numbers.
fn two_shards() -> [Snapshot; 2] {
    let contents = contents();
    let make = |seed: &str, records, edges| {
        let contents = ShardContents {
            // A seed is looked for only where it is at home.
            shard: (ProductKey::of(seed).shard(2), 2),
            records,
            edges,
            upgrades: vec![],
            next: vec![],
            next_levels: vec![],
            habits: None,
            bundles: vec![],
            ..contents.clone()
        };
        open(&write(&contents, deflate).unwrap()).unwrap().unwrap()
    };
    [
        make(
            "a",
            vec![
                record("a", 1, 0),
                record("x", 1, 0),
                record("y", 1, 0),
                record("z", 1, 0),
            ],
            vec![ranked(vec![edge(1, 4), edge(2, 6), edge(3, 1)])],
        ),
        make(
            "b",
            vec![record("b", 1, 0), record("y", 1, 0), record("x", 1, 0)],
            vec![ranked(vec![edge(1, 1), edge(2, 8)])],
        ),
    ]
}

#[test]
fn shards_are_joined_by_product_and_their_order_does_not_matter() {
    let [first, second] = two_shards();
    let policy = Policy::default();
    let one = slate(&[&first, &second], &["a", "b"], &[], &policy).unwrap();
    assert_eq!(one, ["x", "y", "z"]);
    assert_eq!(
        one,
        slate(&[&second, &first], &["b", "a"], &[], &policy).unwrap()
    );
}

fn random_shop() -> impl Strategy<Value = (Vec<Vec<(u32, u8)>>, Vec<usize>)> {
    (
        prop::collection::vec(prop::collection::vec((0_u32..30, 0_u8..16), 0..8), 30),
        prop::collection::vec(0_usize..30, 0..12),
    )
}

proptest! {
    /// Against the definition, written plainly.
    #[test]
    fn scores_are_the_sums_of_weights((lists, seeds) in random_shop()) {
        let mut contents = ShardContents { shard: (0, 1), ..contents() };
        (contents.upgrades, contents.next, contents.bundles) = Default::default();
        (contents.next_levels, contents.habits) = Default::default();
        contents.records = (0..30).map(|at| record(&format!("p{at:02}"), 1, 0)).collect();
        contents.edges = lists.iter().enumerate().map(|(own, list)| {
            let mut edges: Vec<Edge> = list.iter().filter(|&&(to, _)| to as usize != own)
                .map(|&(to, code)| edge(to, code)).collect();
            edges.sort_by_key(|edge| edge.to);
            edges.dedup_by_key(|edge| edge.to);
            ranked(edges)
        }).collect();
        let mut distinct = seeds.clone();
        distinct.sort_unstable();
        distinct.dedup();
        let worth = |edge: &Edge| if distinct.len() == 1 {
            packed(f64::from(15 - edge.rank) / 16.0).0
        } else {
            packed(f64::from(edge.code) / 8.0).0
        };
        let mut expected: Vec<(i64, String)> = (0..30_usize).filter(|p| !distinct.contains(p)).filter_map(|p| {
            let sum: i64 = distinct.iter()
                .flat_map(|&s| contents.edges[s].iter().filter(move |e| e.to as usize == p)).map(worth).sum();
            (sum > 0).then(|| (-sum, format!("p{p:02}")))
        }).collect();
        expected.sort();
        let shard = open(&write(&contents, deflate).unwrap()).unwrap().unwrap();
        let names: Vec<String> = seeds.iter().map(|s| format!("p{s:02}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let policy = Policy { min_items: 1, max_items: 24, ..Policy::default() };
        let got = slate(&[&shard], &names, &[], &policy).unwrap_or_default();
        let expected: Vec<String> = expected.into_iter().take(24).map(|(_, id)| id).collect();
        prop_assert_eq!(got, expected);
    }
}

/// The shard with other alternatives, cohorts and popular products: its slate for a seed, with reasons.
fn reasons(change: impl Fn(&mut ShardContents), seeds: &[&str]) -> Vec<(String, Reason)> {
    let mut contents = contents();
    change(&mut contents);
    let file = write(&contents, deflate).unwrap();
    let shard = open(&file).unwrap().unwrap();
    let seeds = keys(seeds);
    let policy = Policy {
        min_items: 1,
        ..Policy::default()
    };
    let request = Request::for_seeds(&seeds);
    match rank(&[&shard], &request, &policy, &mut Scratch::default()) {
        Outcome::Slate(items) => items
            .iter()
            .map(|item| {
                let id = shard.display().id(item.record).to_owned();
                (id, item.reason)
            })
            .collect(),
        Outcome::Withheld(_) => Vec::new(),
    }
}

fn ids(slate: &[(String, Reason)]) -> Vec<&str> {
    slate.iter().map(|(id, _)| id.as_str()).collect()
}

#[test]
fn an_alternative_costs_what_training_found() {
    let of = |alternatives| {
        let change = |shard: &mut ShardContents| shard.alternatives = alternatives;
        let slate = reasons(change, &["camera"]);
        ids(&slate).join(" ")
    };
    // Codes 12 and 12 of one group, 8 and 2 of one need: likelihoods fall by a sixteenth a rank.
    assert_eq!(of([0.0, 0.0]), "card-64 case naïve ☃ id");
    assert_eq!(of([0.0, 1.0]), "card-64 card-128 case naïve ☃ id guest");
    assert_eq!(of([0.0, 0.5]), "card-64 case naïve ☃ id card-128 guest");
    // The case's own need is the guest's, which a card goes with too.
    let beside = |alternatives| {
        let change = |shard: &mut ShardContents| shard.alternatives = alternatives;
        let slate = reasons(change, &["case"]);
        ids(&slate).join(" ")
    };
    assert_eq!(beside([0.0, 0.0]), "camera card-64");
    assert_eq!(beside([1.0, 0.0]), "guest camera card-64");
    assert_eq!(beside([0.5, 0.0]), "camera card-64 guest");
}

#[test]
fn a_cohort_speaks_where_its_product_does_not() {
    // The second card is in the cohort of the camera, whose list names the camera's best complements and the card itself.
    let change = |shard: &mut ShardContents| {
        shard.cohorts = vec![0, 0, 1, 0, 0, 0];
        shard.shared = vec![(Vec::new(), 0); 6];
        let list = vec![edge(0, 9), edge(2, 1), edge(3, 2), edge(5, 1)];
        shard.shared[0] = (ranked(list), 0);
    };
    let slate = reasons(change, &["card-128"]);
    let similar = Reason::GoesWithSimilar { seed: 0 };
    let expected = [
        ("camera", Reason::GoesWith { seed: 0 }),
        ("case", similar),
        ("naïve ☃ id", similar),
    ];
    let expected = expected.map(|(id, reason)| (id.to_owned(), reason));
    assert_eq!(slate, expected);
    // In a cart what both lists name counts once: 3/8 for the camera, not 12/8.
    let mut contents = contents();
    change(&mut contents);
    let file = write(&contents, deflate).unwrap();
    let shard = open(&file).unwrap().unwrap();
    let seeds = keys(&["card-128", "sold-out"]);
    let mut scratch = Scratch::default();
    let request = Request::for_seeds(&seeds);
    let Outcome::Slate(items) = rank(&[&shard], &request, &two_will_do(), &mut scratch) else {
        panic!("withheld");
    };
    let camera = items
        .iter()
        .find(|item| item.key == ProductKey::of("camera"));
    assert_eq!(camera.unwrap().score, packed(3.0 / 8.0));
}

#[test]
fn popular_products_fill_what_is_left_and_say_so() {
    let change = |shard: &mut ShardContents| {
        shard.popular = (
            ranked(vec![edge(0, 1), edge(1, 3), edge(2, 2), edge(5, 0)]),
            0,
        );
    };
    // Of the two cards the first; the seed itself and what is there already never.
    assert_eq!(
        reasons(change, &["sold-out"])
            .iter()
            .map(|(id, reason)| (id.as_str(), *reason))
            .collect::<Vec<_>>(),
        ["card-64", "camera", "naïve ☃ id"].map(|id| (id, Reason::Popular)),
    );
    let slate = reasons(change, &["card-128"]);
    assert_eq!(ids(&slate), ["camera", "naïve ☃ id"]);
    assert_eq!(slate[0].1, Reason::GoesWith { seed: 0 });
}

#[test]
fn a_weight_below_zero_speaks_against() {
    let change = |shard: &mut ShardContents| {
        shard.edge_weights[12] = -0.5;
        shard.blend = [1.0; 16];
    };
    let slate = reasons(change, &["camera", "sold-out"]);
    assert_eq!(ids(&slate), ["case", "naïve ☃ id"], "neither card");
    let slate = reasons(change, &["camera"]);
    assert_eq!(ids(&slate), ["case", "naïve ☃ id"]);
}

#[test]
fn a_cart_of_one_line_is_ranked_as_a_cart() {
    let mut contents = contents();
    // With the card a case is likelier, and the camera is what is bought as the second of two.
    let place = |to, code, rank| Edge { to, code, rank };
    contents.edges[2] = vec![place(0, 9, 1), place(3, 1, 0)];
    let file = write(&contents, deflate).unwrap();
    let shard = open(&file).unwrap().unwrap();
    let seeds = keys(&["card-128"]);
    let shown = |placement| {
        let request = Request {
            placement,
            ..Request::for_seeds(&seeds)
        };
        match rank(&[&shard], &request, &two_will_do(), &mut Scratch::default()) {
            Outcome::Slate(items) => ids_of(&[&shard], items),
            Outcome::Withheld(why) => panic!("{why:?}"),
        }
    };
    assert_eq!(shown(Placement::Product), ["case", "camera"]);
    assert_eq!(shown(Placement::Cart), ["camera", "case"]);
    assert_eq!(shown(Placement::Checkout), ["camera", "case"]);
}
