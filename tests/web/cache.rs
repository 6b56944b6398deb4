//! Shards in memory are bounded: the ones that were used last stay, others are fetched again when they are asked for.

use crate::shop::{Files, Stage, call, contents, get, record, sealed, set};
use js_sys::{Object, Promise};
use setwise_core::catalog::ProductKey;
use setwise_core::snapshot::ShardContents;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::Response;

/// Twelve of them would take all that shards may, 24 MiB.
const SHARD_BYTES: usize = 2 << 20;
const SHARDS: u32 = 13;

/// A product that is at home in a shard of a shop of [`SHARDS`].
fn product_of(shard: u32) -> String {
    (0..)
        .map(|number| format!("camera-{number}"))
        .find(|id| ProductKey::of(id).shard(SHARDS) == shard)
        .unwrap()
}

/// A shard with one product of its own, and much that nobody asks for.
fn shard(number: u32) -> ShardContents {
    let mut shard = ShardContents {
        shard: (number, SHARDS),
        ..contents()
    };
    shard.records[0] = record(&product_of(number));
    let mut unseen = record("unseen");
    unseen.title = "x".repeat(SHARD_BYTES);
    shard.records.push(unseen);
    shard
}

#[wasm_bindgen_test]
async fn what_shards_take_in_memory_is_bounded_and_those_used_last_stay() {
    let (manifest, shards) = sealed(&(0..SHARDS).map(shard).collect::<Vec<_>>());
    let stage = Stage::new(Files::shop());
    let asked = Rc::new(RefCell::new(Vec::new()));
    let seen = Rc::clone(&asked);
    let fetch = Closure::<dyn Fn(String) -> Promise>::new(move |url: String| {
        let found = shards.iter().position(|(name, _)| url.ends_with(name));
        let mut body = found.map_or(manifest.clone().into(), |at| shards[at].1.clone());
        seen.borrow_mut().extend(found);
        let response = Response::new_with_opt_u8_array(Some(&mut body)).unwrap();
        Promise::resolve(&JsValue::from(response))
    });
    set(&stage.options, "fetch", fetch.into_js_value());
    let setwise = stage.create().await.unwrap();

    let steps: [(&[u32], &[usize], &str); 5] = [
        (&[0, 1, 2, 3, 4, 5], &[0, 1, 2, 3, 4, 5], "each is fetched"),
        (&[0, 5], &[], "what is here is not fetched again"),
        (
            &[6, 7, 8, 9, 10, 11, 12],
            &[6, 7, 8, 9, 10, 11, 12],
            "the others",
        ),
        (&[12, 0, 5], &[], "what was used last stayed"),
        (&[1], &[1], "what was not had to go"),
    ];
    for (shards, fetched, what) in steps {
        for &shard in shards {
            let request = Object::new();
            set(&request, "product", product_of(shard));
            let slate = call(&setwise, "recommend", &[request.into()])
                .await
                .unwrap();
            assert_eq!(get(&slate, "status"), "ready", "shard {shard}");
        }
        assert_eq!(asked.take(), fetched, "{what}");
    }
}
