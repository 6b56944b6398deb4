//! Ranking alone: what `setwise/core` runs in Wasm, synchronously. All that waits (files, inflating, the shop's cart) and all
//! that is put in words is in `pkg/core/`.
//!
//! Numbers travel as arguments. Everything longer lies on the [`desk`]: JavaScript makes room, writes, and calls; what is
//! answered lies there until the next call. `pkg/core/wasm.js` is the other side of every function here.
//!
//! | call | on the desk before | gives | on the desk behind |
//! |---|---|---|---|
//! | [`desk`] | | its address | as many zeros as asked for |
//! | [`key`] | a product id, UTF-8 | its key | |
//! | [`open`] | a shard's file | a handle, or -1 | where its display records begin, their length, inflated length; or a fault |
//! | [`unpack`] | the inflated display records | bytes on the heap, or 0 | a fault |
//! | [`close`] | a handle's shard is dropped | | |
//! | [`rank`] | handles, seeds, exclusions, as 64-bit words | a status | an answer |
//!
//! A fault is what `answers::fault` writes. Nothing here panics: a handle that is none is a shard that is not there.
#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

/// Pages have one thread.
#[cfg(target_family = "wasm")]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

mod answers;
mod desk;
mod shards;

use desk::Desk;
use setwise_core::catalog::{ProductKey, Score};
use setwise_core::rank::Scratch;
use setwise_core::request::{Placement, Policy, Request};
use setwise_core::snapshot::{ContentHash, Parcel, ShardName, Snapshot};
use shards::Shards;
use std::cell::RefCell;

/// What one page's ranking keeps between calls.
#[derive(Default)]
struct State {
    desk: Desk,
    shards: Shards,
    scratch: Scratch,
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
    with(|state| state.desk.make_room(length))
}

/// Where the answer to the last call is.
#[unsafe(no_mangle)]
pub extern "C" fn answer() -> *const u8 {
    with(|state| state.desk.bytes().as_ptr())
}

/// How long it is, in bytes.
#[unsafe(no_mangle)]
pub extern "C" fn answered() -> usize {
    with(|state| state.desk.bytes().len())
}

/// The key of a product id.
#[unsafe(no_mangle)]
pub extern "C" fn key() -> u64 {
    with(|state| ProductKey::of_bytes(state.desk.bytes()).0)
}

/// Checks the file of the shard that a manifest names, and keeps it until it is unpacked. -1 if it cannot be used.
#[unsafe(no_mangle)]
pub extern "C" fn open(generation: u64, number: u32, shards: u32) -> i32 {
    with(|state| {
        let name = ShardName {
            generation: ContentHash(generation),
            number,
            shards,
        };
        match Parcel::open(state.desk.take()).and_then(|parcel| parcel.expect(name)) {
            Ok(parcel) => {
                let display = parcel.packed_display();
                for number in [display.start, display.bytes.len(), display.raw_len] {
                    state.desk.put_number(number as f64);
                }
                state.shards.put(parcel)
            }
            Err(error) => {
                answers::fault(&error, &mut state.desk);
                -1
            }
        }
    })
}

/// Validates the rest of a shard; from now on it can be ranked with. 0 if it cannot be used: then it is closed.
#[unsafe(no_mangle)]
pub extern "C" fn unpack(handle: usize) -> usize {
    with(|state| {
        let display = state.desk.take();
        match state.shards.unpack(handle, display) {
            Ok(bytes) => bytes,
            Err(error) => {
                answers::fault(&error, &mut state.desk);
                0
            }
        }
    })
}

/// Lets go of a shard.
#[unsafe(no_mangle)]
pub extern "C" fn close(handle: usize) {
    with(|state| state.shards.close(handle));
}

/// Ranks with the shards of the first `shards` words for the seeds of the next `seeds` words, without the products of all
/// other words. `placement` is 0 for a product's page, 1 for the cart, 2 for the checkout.
#[unsafe(no_mangle)]
pub extern "C" fn rank(
    shards: usize,
    seeds: usize,
    placement: u32,
    limit: usize,
    min_items: usize,
    max_items: usize,
    floor: f64,
) -> i32 {
    with(|state| {
        let question = state.desk.take();
        let mut words = desk::words(&question);
        let shards: Vec<&Snapshot> = words
            .by_ref()
            .take(shards)
            .filter_map(|handle| state.shards.get(handle as usize))
            .collect();
        let mut keys = words.map(ProductKey);
        let seeds: Vec<ProductKey> = keys.by_ref().take(seeds).collect();
        let exclude: Vec<ProductKey> = keys.collect();
        let request = Request {
            placement: match placement {
                1 => Placement::Cart,
                2 => Placement::Checkout,
                _ => Placement::Product,
            },
            exclude: &exclude,
            limit,
            ..Request::for_seeds(&seeds)
        };
        let policy = Policy {
            min_items,
            max_items,
            floor: Score::from_f64(floor),
        };
        let outcome = setwise_core::rank::rank(&shards, &request, &policy, &mut state.scratch);
        answers::outcome(&outcome, &shards, &seeds, &mut state.desk)
    })
}
