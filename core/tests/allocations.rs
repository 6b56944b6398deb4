//! After warm-up, ranking, policy and intent allocate nothing. Alone in its file, because the counter counts the whole process.

mod common;

use setwise_core::catalog::{Money, ProductKey};
use setwise_core::directives::{Directives, Effect, Ruling, Trait};
use setwise_core::intent::{IntentModel, Origin, Signal, Visit};
use setwise_core::policy::{Context, Fact, MarkSet, Products, Rule, Rulebook, Step};
use setwise_core::rank::{Scratch, rank};
use setwise_core::request::{Policy, Request, Shelf};
use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering};

struct Counting;

static ALLOCATIONS: AtomicUsize = AtomicUsize::new(0);

// SAFETY: hands every call on to the system's allocator, unchanged.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
        unsafe { System.alloc(layout) }
    }
    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

#[test]
fn ranking_policy_and_intent_allocate_nothing_after_warm_up() {
    let shard = common::shard();
    let shards = [&shard];
    let seeds = ["camera", "card-64", "case", "nobody"].map(ProductKey::of);
    let request = Request::for_seeds(&seeds);
    let policy = Policy::default();
    let mut scratch = Scratch::default();
    let before = ALLOCATIONS.load(Ordering::Relaxed);
    rank(&shards, &request, &policy, &mut scratch);
    let warm = ALLOCATIONS.load(Ordering::Relaxed);
    assert!(warm > before, "the counter counts");
    for count in 1..=seeds.len() {
        let request = Request {
            seeds: &seeds[..count],
            ..request
        };
        rank(&shards, &request, &policy, &mut scratch);
    }
    assert_eq!(ALLOCATIONS.load(Ordering::Relaxed), warm);

    let directives = Directives {
        taste: vec![(Trait::Brand.hash("Lumora"), 300)],
        own: vec![(seeds[1], 500)],
        ..Directives::default()
    };
    let told = ALLOCATIONS.load(Ordering::Relaxed);
    for shelf in [Shelf::CompleteSet, Shelf::ForYou] {
        let directives = Some(&directives);
        let request = Request {
            shelf,
            directives,
            ..request
        };
        rank(&shards, &request, &policy, &mut scratch);
        let warm = ALLOCATIONS.load(Ordering::Relaxed);
        rank(&shards, &request, &policy, &mut scratch);
        assert_eq!(ALLOCATIONS.load(Ordering::Relaxed), warm, "taste");
    }
    assert!(
        ALLOCATIONS.load(Ordering::Relaxed) > told,
        "another shelf needs more room"
    );

    let rules: Vec<Rule> = (0..40)
        .map(|number| Rule {
            when: vec![
                Step::All(2),
                Step::Number(Fact::Views, number, 60),
                Step::Marked(Products::Seeds, 7),
            ],
            then: Ruling {
                marks: vec![(number as u8, Effect::Lift(300)), (200, Effect::Pin)],
                pins: vec![ProductKey::of("case")],
                title: "Goes with it".to_owned(),
                rules: format!("rule {number}\n"),
                ..Ruling::default()
            },
            ..Rule::default()
        })
        .collect();
    let policy = Rulebook::read(&Rulebook::write(&rules).unwrap()).unwrap();
    let context = |views| Context {
        views,
        seeds: MarkSet::from_iter([7]),
        ..Context::default()
    };
    let mut directives = Directives::default();
    policy.judge(&context(60), &mut directives.ruling);
    assert_eq!(directives.ruling.rules().count(), 40);
    let warm = ALLOCATIONS.load(Ordering::Relaxed);
    for views in 0..60 {
        policy.judge(&context(views), &mut directives.ruling);
        let request = Request {
            directives: Some(&directives),
            ..request
        };
        rank(&shards, &request, &Policy::default(), &mut scratch);
    }
    assert_eq!(ALLOCATIONS.load(Ordering::Relaxed), warm, "policy");

    let model = IntentModel::prior();
    let built = ALLOCATIONS.load(Ordering::Relaxed);
    let mut visit = Visit::new(Origin::default());
    for (second, product) in seeds.into_iter().cycle().take(200).enumerate() {
        let signal = Signal::View {
            product: Some(product),
            price: Some(Money(100)),
        };
        visit.observe(second as i64, signal);
        let _ = model.probability(&visit.features().row());
    }
    assert_eq!(ALLOCATIONS.load(Ordering::Relaxed), built, "intent");
}
