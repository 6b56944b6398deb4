//! What the device remembers: bounded, canonical, mergeable, and read from any bytes without harm.

mod common;

use proptest::prelude::*;
use setwise_core::catalog::{Money, PriceTier, ProductKey};
use setwise_core::directives::Trait;
use setwise_core::intent::{Device, Origin, Referrer, Returning};
use setwise_core::policy::OfferState;
use setwise_core::profile::{
    Attested, Event, Facts, Happened, MAX_PROFILE_BYTES, Profile, Scene, Tolerance, VISIT_GAP,
};
use setwise_core::request::{Placement, Shelf};

const DAY: i64 = 86_400;
const NOW: i64 = 1_780_000_000;

fn key() -> impl Strategy<Value = ProductKey> {
    // Few, so that products come again.
    prop_oneof![
        (0_u64..40).prop_map(ProductKey),
        any::<u64>().prop_map(ProductKey)
    ]
}

fn happened() -> impl Strategy<Value = Happened> {
    prop_oneof![
        (0..4_usize, 0..7_usize).prop_map(|(device, referrer)| {
            let devices = [
                Device::Unknown,
                Device::Desktop,
                Device::Mobile,
                Device::Tablet,
            ];
            let referrers = [
                Referrer::Unknown,
                Referrer::Direct,
                Referrer::Search,
                Referrer::Paid,
                Referrer::Social,
                Referrer::Email,
                Referrer::Site,
            ];
            Happened::Start(Origin {
                device: devices[device],
                referrer: referrers[referrer],
                returning: Returning::New,
            })
        }),
        prop::option::of(key()).prop_map(Happened::View),
        any::<u32>().prop_map(Happened::Browse),
        Just(Happened::Search),
        any::<u8>().prop_map(Happened::Scroll),
        prop::option::of(key()).prop_map(Happened::Add),
        prop::option::of(key()).prop_map(Happened::Remove),
        Just(Happened::Checkout),
        key().prop_map(Happened::Purchase),
    ]
}

fn time() -> impl Strategy<Value = i64> {
    prop_oneof![NOW..NOW + 9, NOW - 400 * DAY..NOW, any::<i64>()]
}

fn facts() -> impl Strategy<Value = Facts> {
    let price = || prop::option::of(any::<u64>().prop_map(Money));
    let traits = prop::collection::vec(any::<u32>(), 0..20);
    let numbers = (prop::option::of(any::<u8>()), any::<u8>());
    (time(), key(), price(), price(), numbers, traits).prop_map(
        |(at, key, price, next, (level, levels), traits)| Facts {
            at,
            key,
            price,
            next,
            level,
            levels,
            traits,
        },
    )
}

fn profile(most: usize) -> impl Strategy<Value = Profile> {
    let events = prop::collection::vec((time(), happened()), 0..most);
    let facts = prop::collection::vec(facts(), 0..most / 3 + 1);
    let said = (
        time(),
        any::<u8>(),
        prop::option::of(any::<u64>().prop_map(Money)),
    );
    (events, facts, said).prop_map(|(events, facts, (at, tier, lifetime))| {
        let mut profile = Profile::default();
        for (at, what) in events {
            profile.observe(Event { at, what });
        }
        for facts in facts {
            profile.learn(facts);
        }
        profile.attest(Attested { at, tier, lifetime });
        profile
    })
}

fn merged(a: &Profile, b: &Profile) -> Profile {
    let mut both = a.clone();
    both.merge(b);
    both
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_is_read_and_bounded(profile in profile(900)) {
        let bytes = profile.write();
        prop_assert!(bytes.len() <= MAX_PROFILE_BYTES, "{} bytes", bytes.len());
        prop_assert_eq!(Profile::read(&bytes).unwrap(), profile);
    }

    #[test]
    fn any_bytes_are_an_error_or_a_profile(mut bytes in prop::collection::vec(any::<u8>(), 0..200), headed in any::<bool>()) {
        if headed {
            bytes.splice(0..0, *b"SETP\x01");
        }
        if let Ok(profile) = Profile::read(&bytes) {
            prop_assert_eq!(profile.write(), bytes);
        }
    }

    #[test]
    fn a_damaged_profile_is_an_error_or_canonical(profile in profile(40), at in any::<prop::sample::Index>(), to in any::<u8>()) {
        let mut bytes = profile.write();
        let at = at.index(bytes.len());
        bytes[at] = to;
        if let Ok(other) = Profile::read(&bytes) {
            prop_assert_eq!(other.write(), bytes);
            // And whatever is computed from it is total.
            let _ = (other.taste(NOW), other.tolerance(NOW).curve(), other.price_tier(NOW), other.engagement(NOW), other.visit(NOW));
        }
        let cut = profile.write();
        prop_assert!(Profile::read(&cut[..at]).is_err());
    }

    #[test]
    fn two_tabs_merge_in_any_order_and_any_number_of_times(a in profile(300), b in profile(300)) {
        let both = merged(&a, &b);
        prop_assert_eq!(&both, &merged(&b, &a));
        prop_assert_eq!(&both, &merged(&both, &b));
        prop_assert_eq!(&both, &merged(&a, &both));
        prop_assert_eq!(&a, &merged(&a, &a));
        prop_assert!(both.write().len() <= MAX_PROFILE_BYTES);
    }

    #[test]
    fn all_that_is_computed_is_total(profile in profile(200), now in any::<i64>()) {
        let curve = profile.tolerance(now).curve();
        prop_assert!(curve.is_sorted_by(|a, b| a >= b));
        let tolerance = profile.tolerance(now);
        prop_assert!((5.0..=200.0).contains(&tolerance.percent()) && tolerance.deviation() <= 100.0);
        prop_assert!(tolerance.evidence() > 0.0 || tolerance == Tolerance::default());
        prop_assert!(profile.attention(now) <= 100);
        let taste = profile.taste(now);
        prop_assert!(taste.traits.is_sorted() && taste.products.is_sorted());
        prop_assert!(taste.traits.len() <= 64 && taste.products.len() <= 64);
        let _ = (profile.price_tier(now), profile.visit(now), profile.visits());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// Whatever was seen before, to begin at a dearer product never speaks for a lower tolerance.
    #[test]
    fn a_dearer_first_look_never_lowers_the_tolerance(
        before in prop::collection::vec(prop::collection::vec((1_u64..5, 0_u64..=10), 1..4), 0..6),
        level in 0_u64..10,
    ) {
        let with = |level| {
            let mut visits = before.clone();
            visits.push(vec![(9, level)]);
            told(&visits).tolerance(NOW + 9 * DAY).percent()
        };
        prop_assert!(with(level) <= with(level + 1) + 1e-9);
    }
}

/// The largest profile that there can be: every list at its limit, every number at its longest.
#[test]
fn the_largest_profile_fits() {
    let mut profile = Profile::default();
    let key = |n: u64| ProductKey(u64::MAX - n * 0x1_0000_0001);
    for n in 0..400_u64 {
        let at = (n as i64) << 26;
        for what in [
            Happened::Start(Origin::default()),
            Happened::View(Some(key(3 * n))),
            Happened::Add(Some(key(3 * n + 1))),
            Happened::Purchase(key(3 * n + 2)),
        ] {
            profile.observe(Event { at, what });
        }
    }
    for n in 0..1200 {
        profile.learn(Facts {
            at: i64::MAX,
            key: key(n),
            price: Some(Money(u64::MAX)),
            next: Some(Money(u64::MAX)),
            level: Some(255),
            levels: 4,
            traits: vec![u32::MAX; 20],
        });
    }
    profile.attest(Attested {
        at: i64::MAX,
        tier: 255,
        lifetime: Some(Money(u64::MAX)),
    });
    let bytes = profile.write();
    assert!(
        (13_000..=MAX_PROFILE_BYTES).contains(&bytes.len()),
        "{}",
        bytes.len()
    );
    assert_eq!(Profile::read(&bytes), Ok(profile));
}

fn product(id: &str, price: u64, next: Option<u64>, level: u8) -> Facts {
    Facts {
        at: NOW,
        key: ProductKey::of(id),
        price: Some(Money(price)),
        next: next.map(Money),
        level: Some(level),
        levels: 1,
        traits: vec![Trait::Category.hash("Cameras"), Trait::Brand.hash("Halden")],
    }
}

fn shopper(events: &[(i64, Happened)]) -> Profile {
    let mut profile = Profile::default();
    for &(after, what) in events {
        let at = NOW + after;
        profile.observe(Event { at, what });
    }
    for (id, price, next, level) in [
        ("body", 100, Some(130), 20),
        ("kit", 130, Some(260), 120),
        ("pro", 260, None, 230),
    ] {
        profile.learn(product(id, price, next, level));
    }
    profile
}

fn view(id: &str) -> Happened {
    Happened::View(Some(ProductKey::of(id)))
}

fn add(id: &str) -> Happened {
    Happened::Add(Some(ProductKey::of(id)))
}

#[test]
fn the_widget_tells_what_its_shard_knows() {
    let shard = common::shard();
    let record = shard.find(ProductKey::of("card-64")).unwrap();
    let told = Facts::tell(&shard, record, NOW);
    let (facts, marks) = Facts::hear(&told).unwrap();
    assert_eq!(facts, Facts::of(&shard, record, NOW));
    assert!(marks.is_empty());
    assert_eq!(
        (facts.price, facts.next),
        (Some(Money(1999)), Some(Money(2999)))
    );
    // Of six priced records of its category only one is cheaper.
    assert_eq!((facts.levels, facts.level), (2, Some(254 / 5)));
    let names = ["Cameras", "Cameras > Bodies"].map(|path| Trait::Category.hash(path));
    assert_eq!(facts.traits[..2], names);
    assert_eq!(facts.traits[2], Trait::Brand.hash("Lumora"));
    for end in 0..told.len() {
        assert_eq!(Facts::hear(&told[..end]), None);
    }
}

#[test]
fn the_policy_reads_what_the_visit_was() {
    let profile = shopper(&[
        (
            0,
            Happened::Start(Origin {
                device: Device::Mobile,
                referrer: Referrer::Email,
                returning: Returning::Unknown,
            }),
        ),
        (5, view("body")),
        (9, view("kit")),
        (20, Happened::Search),
        (30, Happened::Checkout),
    ]);
    let marks = |key: ProductKey| {
        let mark = u8::from(key == ProductKey::of("kit"));
        setwise_core::policy::MarkSet::from_iter([mark])
    };
    let scene = Scene {
        placement: Placement::Cart,
        shelf: Shelf::CompleteSet,
        seeds: &[ProductKey::of("kit")],
        cart: &[],
        cart_value: None,
        offer: OfferState::Announced,
        intent: None,
        segments: &[],
        language: "en",
        east: 3_600,
        marks: &marks,
    };
    let context = profile.context(NOW + 40, &scene);
    assert_eq!(
        (context.views, context.similar_views, context.searches),
        (2, 2, 1)
    );
    assert!(context.checkout_started && context.seeds.has(1) && !context.seeds.has(0));
    assert!(context.viewed.has(0) && context.cart.is_empty());
    assert_eq!(
        (context.device, context.referrer),
        (Device::Mobile, Referrer::Email)
    );
    assert_eq!(context.visitor, Returning::New);
    assert_eq!(
        (context.offer, context.seconds),
        (OfferState::Announced, 40)
    );
    // 1,780,000,000 is a Thursday, 20:26 UTC.
    assert_eq!((context.hour, context.weekday), (Some(21), Some(3)));
}

#[test]
fn a_choice_among_tiers_tells_what_is_tolerated() {
    let unknown = Profile::default().tolerance(NOW).percent();
    let up = shopper(&[
        (0, view("body")),
        (9, view("pro")),
        (20, view("kit")),
        (30, add("kit")),
    ]);
    let stays = shopper(&[(0, view("body")), (9, view("kit")), (20, add("body"))]);
    let top = shopper(&[
        (0, view("body")),
        (9, view("kit")),
        (12, view("pro")),
        (20, add("pro")),
    ]);
    let [up, stays, top] = [up, stays, top].map(|p| p.tolerance(NOW + 60).percent());
    assert!(
        stays < unknown && unknown < up && up < top,
        "{stays} {unknown} {up} {top}"
    );
    // In another visit the two have nothing to do with each other: only the tier above is known to have been left.
    let apart = shopper(&[(0, view("body")), (VISIT_GAP + 1, add("kit"))]);
    assert!(apart.tolerance(NOW + 9_000).percent() < up);
    let old = shopper(&[
        (0, view("body")),
        (9, view("kit")),
        (12, view("pro")),
        (20, add("pro")),
    ]);
    let faded = old.tolerance(NOW + 720 * DAY).percent();
    assert!(unknown < faded && faded < top, "{unknown} {faded} {top}");
}

/// Products of five categories at eleven price levels each, as a shard would tell them.
fn shelf(category: u64, level: u64) -> Facts {
    Facts {
        at: NOW,
        key: ProductKey(100 * category + level),
        price: Some(Money(1_000 + 150 * level)),
        next: Some(Money(1_150 + 150 * level)),
        level: Some((level * 254 / 10) as u8),
        levels: 1,
        traits: vec![category as u32, level as u32],
    }
}

fn told(visits: &[Vec<(u64, u64)>]) -> Profile {
    let mut profile = Profile::default();
    for (number, visit) in visits.iter().enumerate() {
        for (step, &(category, level)) in visit.iter().enumerate() {
            let facts = shelf(category, level);
            let at = NOW + number as i64 * DAY + step as i64 * 60;
            let what = Happened::View(Some(facts.key));
            profile.observe(Event { at, what });
            profile.learn(facts);
        }
    }
    profile
}

#[test]
fn looks_tell_of_tolerance_before_anything_is_chosen() {
    let now = NOW + DAY;
    let percent = |visits: &[Vec<(u64, u64)>]| told(visits).tolerance(now).percent();
    let unknown = Profile::default().tolerance(now).percent();
    // The first look, in each of more categories.
    let cheap = percent(&[vec![(1, 1)]]);
    let dear = percent(&[vec![(1, 9)]]);
    assert!(
        cheap < unknown && unknown < dear,
        "{cheap} {unknown} {dear}"
    );
    assert!(percent(&[vec![(1, 9), (2, 9), (3, 10)]]) > dear + 3.0);
    // Pages a little dearer than the first, or far dearer.
    let near = percent(&[vec![(1, 2), (1, 3), (1, 1)]]);
    let far = percent(&[vec![(1, 2), (1, 7), (1, 8)]]);
    assert!(
        near < percent(&[vec![(1, 2)]]) && far > unknown,
        "{near} {far}"
    );
    // Habits say the same again: coming back ten times is not ten times the evidence.
    let again: Vec<Vec<(u64, u64)>> = vec![vec![(1, 9)]; 10];
    let others: Vec<Vec<(u64, u64)>> = (1..=5).map(|category| vec![(category, 9)]).collect();
    assert!(percent(&again) < percent(&others));
}

#[test]
fn what_is_taken_out_again_was_not_chosen() {
    let tolerance = |events: &[(i64, Happened)]| shopper(events).tolerance(NOW + 60).percent();
    let removed = Happened::Remove(Some(ProductKey::of("pro")));
    let kept = tolerance(&[(0, view("body")), (9, view("pro")), (20, add("pro"))]);
    let back = tolerance(&[
        (0, view("body")),
        (9, view("pro")),
        (20, add("pro")),
        (30, removed),
    ]);
    let looked = tolerance(&[(0, view("body")), (9, view("pro"))]);
    assert!(back < kept);
    assert!((back - looked).abs() < 0.001, "{back} {looked}");
    // Bought is the same choice as put into the cart.
    let bought = Happened::Purchase(ProductKey::of("pro"));
    let twice = [
        (0, view("body")),
        (9, view("pro")),
        (20, add("pro")),
        (30, bought),
    ];
    assert!((tolerance(&twice) - kept).abs() < 0.001);
}

#[test]
fn tiers_are_unknown_before_three_levels_were_seen() {
    let few = shopper(&[(0, view("pro")), (9, add("pro"))]);
    assert_eq!(few.price_tier(NOW + 60), PriceTier::Unknown);
    let many = shopper(&[
        (0, view("pro")),
        (9, add("pro")),
        (60, view("kit")),
        (70, view("pro")),
    ]);
    assert_eq!(many.price_tier(NOW + 100), PriceTier::Premium);
    let low = shopper(&[(0, view("body")), (9, add("body")), (60, view("body"))]);
    assert_eq!(low.price_tier(NOW + 100), PriceTier::Budget);
}

#[test]
fn a_visit_goes_on_over_pages_and_ends_by_a_pause_or_a_purchase() {
    let profile = shopper(&[
        (0, view("body")),
        (DAY, Happened::Start(Origin::default())),
        (DAY, view("kit")),
        (DAY + 60, view("kit")),
        (DAY + 90, add("kit")),
    ]);
    let seen = profile.visit(NOW + DAY + 100).features();
    assert_eq!(
        (
            seen.views,
            seen.repeated_views,
            seen.cart_lines,
            seen.cart_value
        ),
        (2, 1, 1, 130)
    );
    assert_eq!(seen.origin.returning, Returning::Returning);
    assert_eq!(
        profile.visit(NOW + DAY + 91 + VISIT_GAP).features().events,
        0
    );
    let bought = {
        let mut profile = profile.clone();
        profile.observe(Event {
            at: NOW + DAY + 95,
            what: Happened::Purchase(ProductKey::of("kit")),
        });
        profile
    };
    assert_eq!(bought.visit(NOW + DAY + 100).features().events, 0);
    assert!(profile.attention(NOW + DAY + 100) > bought.attention(NOW + DAY + 100));
}

#[test]
fn a_new_visitor_has_no_taste_and_an_old_one_what_was_chosen() {
    assert!(Profile::default().taste(NOW).is_empty());
    let profile = shopper(&[
        (0, view("body")),
        (5, view("kit")),
        (9, Happened::Purchase(ProductKey::of("kit"))),
    ]);
    let taste = profile.taste(NOW + DAY);
    let weight = |id: &str| {
        let key = ProductKey::of(id);
        taste
            .products
            .iter()
            .find(|p| p.0 == key)
            .map_or(0, |p| p.1)
    };
    assert!(weight("kit") > weight("body") && weight("body") > 0);
    assert!(
        taste
            .traits
            .iter()
            .any(|t| t.0 == Trait::Brand.hash("Halden") && t.1 > 0)
    );
    let later = profile.taste(NOW + 300 * DAY);
    assert!(later.products.iter().all(|p| p.1 < weight("kit")));
}
