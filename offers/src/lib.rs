//! `setwise_core::offer` for a page: what `pkg/offers/` asks before it shows a price, a badge or a timer.
//!
//! It is loaded only where a manifest names offers. JavaScript hands over bytes and numbers on one desk, as it does with the
//! ranker; `pkg/offers/wasm.js` is the other side of every function here. Moments are seconds since 1970, amounts minor
//! units; what is not known is not a number (NaN).
//!
//! | call | on the desk before | gives | on the desk behind |
//! |---|---|---|---|
//! | [`desk`] | | its address | as many zeros as asked for |
//! | [`open`] | the file of offers | 1, or 0 | the rule that is broken, if it is one |
//! | [`claim`] | a product's id, of the length told, and its category; nothing for the whole shop | a number, -1 or -2 | the offer |
//! | [`running`] | a product's id, of the length told, and its category | 0 to 3 | |
//! | [`left`] | | seconds, -1 or 0 | |
//! | [`milestone`] | | 0 to 4 | |
#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

use setwise_core::catalog::{Money, ProductKey};
use setwise_core::offer::{
    Claim, Clock, Kind, Left, Milestone, Offer, Offers, OrderTime, Scope, Truth,
};
use setwise_core::snapshot::{ContentHash, Fault};
use std::cell::RefCell;

/// Pages have one thread.
#[cfg(target_family = "wasm")]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

#[derive(Default)]
struct State {
    desk: Vec<u8>,
    offers: Option<Offers>,
}

thread_local! {
    static STATE: RefCell<State> = RefCell::default();
}

/// Calls do not nest, since none of them calls out.
fn with<T>(call: impl FnOnce(&mut State) -> T) -> T {
    STATE.with_borrow_mut(call)
}

/// Clears the desk, makes room for so many bytes and tells where they are, until the next call.
#[unsafe(no_mangle)]
pub extern "C" fn desk(length: usize) -> *mut u8 {
    with(|state| {
        state.desk = vec![0; length];
        state.desk.as_mut_ptr()
    })
}

/// Where the answer to the last call is.
#[unsafe(no_mangle)]
pub extern "C" fn answer() -> *const u8 {
    with(|state| state.desk.as_ptr())
}

/// How long it is, in bytes.
#[unsafe(no_mangle)]
pub extern "C" fn answered() -> usize {
    with(|state| state.desk.len())
}

/// Reads the file of offers that a manifest names. 0 if it cannot be used: then there are no offers.
#[unsafe(no_mangle)]
pub extern "C" fn open(named: u64) -> u32 {
    with(
        |state| match Offers::open(&state.desk, ContentHash(named)) {
            Ok(offers) => {
                state.offers = Some(offers);
                1
            }
            Err(error) => {
                let rule = match error.fault() {
                    Fault::Invalid { rule } => rule,
                    _ => "",
                };
                state.desk = rule.into();
                0
            }
        },
    )
}

fn known(number: f64) -> Option<i64> {
    // `as` saturates.
    number.is_finite().then_some(number as i64)
}

fn amount(number: f64) -> Option<Money> {
    (number >= 0.0).then_some(Money(number as u64))
}

/// The arguments that [`claim`] and [`left`] share.
fn truth([device, host, of, stale_after, listed, live, ordered]: [f64; 7]) -> Truth {
    Truth {
        clock: Clock {
            device: known(device).unwrap_or(i64::MIN),
            host: known(host),
        },
        prices: known(of).map(|of| (of, stale_after as u32)),
        listed: amount(listed),
        live: amount(live),
        ordered: known(ordered).map(OrderTime),
    }
}

/// A product's id and its category.
fn product(named: &[u8], id_length: usize) -> (&[u8], &str) {
    let (id, category) = named.split_at_checked(id_length).unwrap_or_default();
    (id, std::str::from_utf8(category).unwrap_or_default())
}

/// The first offer that may be shown of a product, or of the whole shop if there is no id (`id_length` 0): its number. -1 if
/// there is none; -2 if the listed price is that of an offer which is over, so that no price may be shown either.
#[unsafe(no_mangle)]
pub extern "C" fn claim(
    id_length: usize,
    device: f64,
    host: f64,
    of: f64,
    stale_after: f64,
    listed: f64,
    live: f64,
    ordered: f64,
) -> i32 {
    with(|state| {
        let named = std::mem::take(&mut state.desk);
        let Some(offers) = &state.offers else {
            return -1;
        };
        let truth = truth([device, host, of, stale_after, listed, live, ordered]);
        let (id, category) = product(&named, id_length);
        let mut taken = false;
        let shop = offers.on(Scope::Shop).filter(|_| id.is_empty());
        let own = offers
            .of_product(ProductKey::of_bytes(id), category)
            .filter(|_| !id.is_empty());
        for offer in shop.chain(own) {
            taken |= offer.has_taken_price(&truth);
            if let Ok(claim) = offer.claim(&truth) {
                state.desk = spelled(&offer, &claim);
                let number = offers.iter().position(|other| other.id() == offer.id());
                return number.map_or(-1, |number| number as i32);
            }
        }
        if taken { -2 } else { -1 }
    })
}

/// Whether a product has an offer, in the words of a policy: 0 none, 1 one that has not begun, 2 one that may be shown, 3 one that
/// ends within 20 hours. Of several the nearest to its end counts.
#[unsafe(no_mangle)]
pub extern "C" fn running(
    id_length: usize,
    device: f64,
    host: f64,
    of: f64,
    stale_after: f64,
    listed: f64,
    live: f64,
    ordered: f64,
) -> u32 {
    with(|state| {
        let named = std::mem::take(&mut state.desk);
        let truth = truth([device, host, of, stale_after, listed, live, ordered]);
        let (id, category) = product(&named, id_length);
        let offers = state.offers.as_ref();
        offers.map_or(0, |all| {
            all.state(ProductKey::of_bytes(id), category, &truth) as u32
        })
    })
}

/// Kind, start, end, price, price to strike through, seconds left (-1 where only the date is told), bytes of the id, as numbers of eight
/// bytes; then id and terms.
fn spelled(offer: &Offer<'_>, claim: &Claim) -> Vec<u8> {
    let kind = match offer.kind() {
        Kind::Price => 0.0,
        Kind::Perk => 1.0,
        Kind::FreeShipping => 2.0,
    };
    let money = |money: Option<Money>| money.map_or(f64::NAN, |money| money.0 as f64);
    let window = claim.window();
    let numbers = [
        kind,
        window.starts() as f64,
        window.ends() as f64,
        money(offer.price()),
        money(claim.was()),
        seconds(claim.left()),
        offer.id().len() as f64,
    ];
    let mut desk: Vec<u8> = numbers.into_iter().flat_map(f64::to_le_bytes).collect();
    desk.extend_from_slice(offer.id().as_bytes());
    desk.extend_from_slice(offer.terms().as_bytes());
    desk
}

fn seconds(left: Left) -> f64 {
    match left {
        Left::Date => -1.0,
        Left::Seconds(seconds) => f64::from(seconds),
        Left::Nothing => 0.0,
    }
}

fn numbered(state: &State, number: usize) -> Option<Offer<'_>> {
    state.offers.as_ref()?.iter().nth(number)
}

/// What is left of an offer that was claimed: seconds, -1 where only the date is told, 0 if it may not be shown any more.
#[unsafe(no_mangle)]
pub extern "C" fn left(
    number: usize,
    device: f64,
    host: f64,
    of: f64,
    stale_after: f64,
    listed: f64,
    live: f64,
    ordered: f64,
) -> f64 {
    with(|state| {
        let truth = truth([device, host, of, stale_after, listed, live, ordered]);
        let claim = numbered(state, number).and_then(|offer| offer.claim(&truth).ok());
        claim.map_or(0.0, |claim| seconds(claim.left()))
    })
}

/// What is to be said aloud when time has gone from one moment to another: 1 an hour is left, 2 ten minutes, 3 a minute, 4 the end,
/// 0 nothing.
#[unsafe(no_mangle)]
pub extern "C" fn milestone(number: usize, ordered: f64, before: f64, now: f64) -> u32 {
    with(|state| {
        let ordered = known(ordered).map(OrderTime);
        let window = numbered(state, number).and_then(|offer| offer.window(ordered).ok());
        let passed = window.zip(known(before).zip(known(now)));
        match passed.and_then(|(window, (before, now))| window.milestone(before, now)) {
            None => 0,
            Some(Milestone::Hour) => 1,
            Some(Milestone::TenMinutes) => 2,
            Some(Milestone::Minute) => 3,
            Some(Milestone::End) => 4,
        }
    })
}
