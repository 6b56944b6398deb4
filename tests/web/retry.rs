//! A host that stumbles is asked once more after a pause; one that says no is believed.

use crate::shop::{Files, Stage, call, camera, get, set};
use crate::{eval, message};
use js_sys::{Function, Object};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

/// A stage whose `fetch` spoils the first `times` requests of addresses that end with `end`, and writes down when it was asked.
struct Stumbling {
    stage: Stage,
    asked: JsValue,
}

impl Stumbling {
    /// `fault` is the script of what the spoiled request gives.
    fn new(end: &str, fault: &str, times: u32) -> Self {
        let stage = Stage::new(Files::shop());
        let asked: JsValue = js_sys::Array::new().into();
        let script = format!(
            "(fetch, asked) => async (url, init) => {{
               if (!url.endsWith('{end}')) return fetch(url, init);
               return asked.push(performance.now()) > {times} ? fetch(url, init) : {fault};
             }}"
        );
        let wrap: Function = eval(&script).unchecked_into();
        let fetch = get(&stage.options, "fetch");
        let fetch = wrap.call2(&JsValue::UNDEFINED, &fetch, &asked).unwrap();
        set(&stage.options, "fetch", fetch);
        Self { stage, asked }
    }

    async fn recommend(&self) -> Result<JsValue, JsValue> {
        let setwise = self.stage.create().await?;
        let request: Object = camera().unchecked_into();
        call(&setwise, "recommend", &[request.into()]).await
    }

    /// When each request was made, in milliseconds.
    fn asked(&self) -> Vec<f64> {
        let times = js_sys::Array::from(&self.asked);
        times.iter().filter_map(|time| time.as_f64()).collect()
    }
}

/// Faults that pass: the answer never comes, breaks off, or says that the server is in trouble or too busy.
const FAULTS: [&str; 4] = [
    "Promise.reject(new TypeError('connection reset'))",
    "new Response(new ReadableStream({ start: (body) => body.error(new TypeError('cut off')) }))",
    "new Response('sorry', { status: 503 })",
    "new Response('slow down', { status: 429 })",
];

#[wasm_bindgen_test]
async fn what_stumbles_once_is_asked_again_after_a_pause() {
    for end in ["/manifest.json", "/0.bin"] {
        for fault in FAULTS {
            let shop = Stumbling::new(end, fault, 1);
            let slate = shop.recommend().await;
            let slate = slate.unwrap_or_else(|error| panic!("{end}, {fault}: {}", message(&error)));
            assert_eq!(get(&slate, "status"), "ready", "{end}, {fault}");
            let asked = shop.asked();
            assert_eq!(asked.len(), 2, "{end}, {fault}");
            assert!(asked[1] - asked[0] >= 390.0, "{end}, {fault}: {asked:?}");
        }
    }
}

#[wasm_bindgen_test]
async fn a_network_that_stays_away_is_asked_twice_and_named() {
    for (end, fault) in [("/manifest.json", FAULTS[0]), ("/0.bin", FAULTS[1])] {
        let shop = Stumbling::new(end, fault, 99);
        let error = shop.recommend().await.unwrap_err();
        assert_eq!(get(&error, "code"), "network");
        assert!(message(&error).contains(end), "{}", message(&error));
        assert_eq!(shop.asked().len(), 2, "{end}");
    }
}

#[wasm_bindgen_test]
async fn a_missing_manifest_is_asked_for_once() {
    let shop = Stumbling::new("/manifest.json", "new Response('', { status: 404 })", 99);
    let error = shop.recommend().await.unwrap_err();
    assert_eq!(get(&error, "code"), "status");
    assert_eq!(shop.asked().len(), 1);
}
