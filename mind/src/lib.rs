//! What follows a visit: signals → profile → intent, taste, price tolerance → the merchant's policy → directives for a shelf. All of it
//! in Wasm beside the widget's, loaded when there is something to follow, and synchronous; what waits is in `pkg/mind/`.
//!
//! Numbers travel as arguments. Everything longer lies on the desk: JavaScript makes room, writes, and calls; what is answered lies
//! there until the next call. `pkg/mind/wasm.js` is the other side of every function here. Times are seconds since 1970.
//!
//! | call | on the desk before | gives | on the desk behind |
//! |---|---|---|---|
//! | [`desk`] | | its address | as many zeros as asked for |
//! | [`merge`] | a stored profile | 1, or 0 if it is none | |
//! | [`save`] | | | the profile |
//! | [`forget`] | | | |
//! | [`model`], [`policy`] | the file that the manifest names | 1, or 0 if it cannot be used | |
//! | [`segments`] | names, one a line | | |
//! | [`language`] | the page's language | | |
//! | [`attest`] | | | |
//! | [`begin`] | | 1 if a visit began | |
//! | [`observe`] | a product id, or what was browsed | | |
//! | [`learn`] | facts of a product, from the widget | 1, or 0 if they are none | |
//! | [`gate`] | | | |
//! | [`probability`] | | of a purchase | |
//! | [`wanted`] | | | keys of products that it wants to learn of |
//! | [`directives`] | seeds and cart: ids, one a line, an empty line between them | | directives |
//! | [`rules`] | | | names of rules, one a line |
//! | [`explain`] | | | the numbers of `Mind::explain` |
//!
//! Nothing here panics, and nothing here knows who the shopper is.
#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]
#![cfg_attr(
    test,
    allow(clippy::indexing_slicing, clippy::unwrap_used, clippy::expect_used)
)]

/// Pages have one thread.
#[cfg(target_family = "wasm")]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

mod mind;

pub use mind::{Mind, Page, Told};

use setwise_core::catalog::{Money, ProductKey};
use setwise_core::intent::IntentModel;
use setwise_core::policy::Rulebook;
use setwise_core::profile::{Attested, Facts, Profile};
use std::cell::RefCell;

/// One page's mind, and what lies between it and JavaScript.
#[derive(Default)]
struct State {
    desk: Vec<u8>,
    mind: Mind,
}

thread_local! {
    static STATE: RefCell<State> = RefCell::default();
}

/// Calls do not nest, since none of them calls out. What was on the desk is taken off it.
fn with<T>(call: impl FnOnce(&mut Mind, &[u8], &mut Vec<u8>) -> T) -> T {
    STATE.with_borrow_mut(|State { desk, mind }| {
        let told = std::mem::take(desk);
        call(mind, &told, desk)
    })
}

/// Clears the desk, makes room for so many bytes and tells where they are, until the next call.
#[unsafe(no_mangle)]
pub extern "C" fn desk(length: usize) -> *mut u8 {
    STATE.with_borrow_mut(|state| {
        state.desk = vec![0; length];
        state.desk.as_mut_ptr()
    })
}

/// Where the answer to the last call is.
#[unsafe(no_mangle)]
pub extern "C" fn answer() -> *const u8 {
    STATE.with_borrow(|state| state.desk.as_ptr())
}

/// How long it is, in bytes.
#[unsafe(no_mangle)]
pub extern "C" fn answered() -> usize {
    STATE.with_borrow(|state| state.desk.len())
}

/// Takes in what a storage or another tab remembers.
#[unsafe(no_mangle)]
pub extern "C" fn merge() -> u32 {
    with(|mind, told, _| match Profile::read(told) {
        Ok(profile) => {
            mind.profile.merge(&profile);
            1
        }
        Err(_) => 0,
    })
}

/// Writes what is remembered.
#[unsafe(no_mangle)]
pub extern "C" fn save() {
    with(|mind, _, answer| *answer = mind.profile.write());
}

/// Forgets the shopper, not the shop.
#[unsafe(no_mangle)]
pub extern "C" fn forget() {
    with(|mind, _, _| mind.forget());
}

/// Takes the shop's model of intent in place of the prior.
#[unsafe(no_mangle)]
pub extern "C" fn model() -> u32 {
    with(|mind, told, _| match IntentModel::read(told) {
        Ok(model) => {
            mind.model = model;
            1
        }
        Err(_) => 0,
    })
}

/// Takes the merchant's policy.
#[unsafe(no_mangle)]
pub extern "C" fn policy() -> u32 {
    with(|mind, told, _| match Rulebook::read(told) {
        Ok(rulebook) => {
            mind.rulebook = rulebook;
            1
        }
        Err(_) => 0,
    })
}

/// Takes the segments that the shop's page names for this shopper.
#[unsafe(no_mangle)]
pub extern "C" fn segments() {
    with(|mind, told, _| mind.set_segments(text(told)));
}

/// Takes the language of the page.
#[unsafe(no_mangle)]
pub extern "C" fn language() {
    with(|mind, told, _| text(told).clone_into(&mut mind.language));
}

/// Takes what the shop says of its customer: tier of its loyalty programme (0 for none) and all that was spent, in minor units (below
/// 0 if it does not say).
#[unsafe(no_mangle)]
pub extern "C" fn attest(at: f64, tier: u32, lifetime: f64) {
    with(|mind, _, _| {
        mind.profile.attest(Attested {
            at: at as i64,
            tier: tier.min(255) as u8,
            lifetime: (lifetime >= 0.0).then_some(Money(lifetime as u64)),
        });
    });
}

/// Begins a visit unless one goes on, and takes the page's minutes east of UTC. `device` and `referrer` are numbers of the variants in
/// `core::intent`.
#[unsafe(no_mangle)]
pub extern "C" fn begin(at: f64, device: u32, referrer: u32, east: i32) -> u32 {
    with(|mind, _, _| u32::from(mind.begin(at as i64, device, referrer, east)))
}

/// Takes in what happened: see [`Told`] for the kinds.
#[unsafe(no_mangle)]
pub extern "C" fn observe(at: f64, kind: u32, detail: u32) {
    with(|mind, told, _| {
        mind.observe(
            at as i64,
            Told {
                kind,
                detail,
                text: text(told),
            },
        );
    });
}

/// Takes in what the widget knows of a product.
#[unsafe(no_mangle)]
pub extern "C" fn learn() -> u32 {
    with(|mind, told, _| match Facts::hear(told) {
        Some((facts, marks)) => {
            mind.learn(facts, marks);
            1
        }
        None => 0,
    })
}

/// The chance of a purchase, 0 to 1, below which a placement (0 product, 1 cart, 2 checkout) shows nothing, in place of its usual gate;
/// 0 for none.
#[unsafe(no_mangle)]
pub extern "C" fn gate(placement: u32, threshold: f64) {
    with(|mind, _, _| mind.set_gate(placement, threshold));
}

/// How likely the visit ends in a purchase, 0 to 1.
#[unsafe(no_mangle)]
pub extern "C" fn probability(now: f64) -> f64 {
    with(|mind, _, _| mind.probability(now as i64).to_f64())
}

/// Keys of products that this visit saw on other pages and that the policy asks about, eight bytes each.
#[unsafe(no_mangle)]
pub extern "C" fn wanted(now: f64) {
    with(|mind, _, answer| {
        for key in mind.wanted(now as i64) {
            answer.extend_from_slice(&key.0.to_le_bytes());
        }
    });
}

/// What the ranking of a shelf has to heed; `shelf` is the number of the kind in `core::request`, `offer` of what there is on a seed in
/// `core::policy`. `cart_value` is below 0 where the widget cannot tell. `plain` leaves out taste, which changes with every view, so
/// that one can be compared with the last.
#[unsafe(no_mangle)]
pub extern "C" fn directives(
    now: f64,
    placement: u32,
    shelf: u32,
    cart_value: f64,
    offer: u32,
    plain: u32,
) {
    with(|mind, told, answer| {
        // An empty list has no line of its own.
        let mut lists = text(told).split("\n\n");
        let mut next = || lists.next().unwrap_or_default().lines();
        let seeds: Vec<ProductKey> = next().map(ProductKey::of).collect();
        let cart: Vec<ProductKey> = next().map(ProductKey::of).collect();
        let value = (cart_value >= 0.0).then_some(Money(cart_value as u64));
        let page = mind::Page {
            placement: mind::placement(placement),
            shelf: mind::shelf(shelf),
            seeds: &seeds,
            cart: &cart,
            cart_value: value,
            offer: mind::offer(offer),
        };
        mind.directives(now as i64, &page, plain > 0).write(answer);
    });
}

/// Names of the rules that acted on the last [`directives`], one a line.
#[unsafe(no_mangle)]
pub extern "C" fn rules() {
    with(|mind, _, answer| answer.extend_from_slice(mind.rules().as_bytes()));
}

/// Writes what is known, for a merchant who tries out a page.
#[unsafe(no_mangle)]
pub extern "C" fn explain(now: f64) {
    with(|mind, _, answer| {
        for number in mind.explain(now as i64) {
            answer.extend_from_slice(&number.to_le_bytes());
        }
    });
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap_or_default()
}
