//! The bench in a browser: what the page's script calls.

use js_sys::Uint8Array;

use crate::page::{Page, policy};
use setwise_core::snapshot::Parcel;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = performance)]
    fn now() -> f64;
}

/// A shard that was checked and not yet unpacked.
#[wasm_bindgen]
pub struct Shard(Parcel<Vec<u8>>);

#[wasm_bindgen]
impl Shard {
    /// Checks a file as it came over the network.
    ///
    /// # Errors
    /// What is wrong with it.
    #[wasm_bindgen(constructor)]
    pub fn new(file: Vec<u8>) -> Result<Shard, JsError> {
        Ok(Self(Parcel::open(file)?))
    }

    /// What of the file the page has to inflate.
    pub fn packed(&self, file: &Uint8Array) -> Uint8Array {
        let packed = self.0.packed_display();
        let start = packed.start as u32;
        file.subarray(start, start + packed.bytes.len() as u32)
    }

    /// To how many bytes.
    pub fn inflated(&self) -> usize {
        self.0.packed_display().raw_len
    }
}

/// [`Page`] for scripts.
#[wasm_bindgen]
pub struct BenchPage {
    page: Page,
    allocations: usize,
    all: f64,
}

#[wasm_bindgen]
impl BenchPage {
    /// A page that holds nothing yet; the floor in units of a score.
    #[wasm_bindgen(constructor)]
    pub fn new(min_items: usize, max_items: usize, floor: f64) -> BenchPage {
        Self {
            page: Page::new(policy(min_items, max_items, floor as i64)),
            allocations: 0,
            all: 0.0,
        }
    }

    /// Adds a shard, validated.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn hold(&mut self, shard: Shard, display: Vec<u8>) -> Result<(), JsError> {
        self.page.hold(shard.0.unpack(display)?);
        Ok(())
    }

    /// Bytes on the heap of all shards.
    pub fn heap_bytes(&self) -> usize {
        self.page.heap_bytes()
    }

    /// Takes questions: one a line, product ids separated by tabs.
    pub fn ask(&mut self, lines: &str) {
        self.page.ask(lines);
    }

    /// Times of so many single calls, in milliseconds.
    pub fn time(&mut self, calls: usize) -> Vec<f64> {
        let times = self.page.time(calls, now);
        self.allocations = times.allocations;
        self.all = times.all;
        times.each
    }

    /// Heap allocations during the last [`BenchPage::time`].
    pub fn allocations(&self) -> usize {
        self.allocations
    }

    /// Milliseconds of as many calls in one go, without a look at the clock between them.
    pub fn all(&self) -> f64 {
        self.all
    }

    /// The answers to all questions, a line each.
    pub fn answers(&mut self) -> String {
        self.page.answers()
    }
}
