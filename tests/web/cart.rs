//! Carts that are slow, broken or careless.

use crate::shop::{COMPLEMENTS, Files, Place, Stage, call, camera, get, set, wait};
use crate::{eval, message, mounted};
use js_sys::Function;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

/// Replaces a function of the stage's cart by one written in JavaScript.
fn replace(stage: &Stage, name: &str, script: &str) {
    set(
        get(&stage.options, "cart").unchecked_ref(),
        name,
        eval(&format!("({script})")),
    );
}

/// Makes waits of 20 seconds and more short, until dropped.
struct Hurry(Function);

impl Hurry {
    fn new() -> Self {
        let old = get(&js_sys::global(), "setTimeout").unchecked_into();
        eval(
            "{ const real = setTimeout;
               globalThis.setTimeout = (run, wait, ...values) => real(run, wait >= 20000 ? 50 : wait, ...values); }",
        );
        Self(old)
    }
}

impl Drop for Hurry {
    fn drop(&mut self) {
        set(
            js_sys::global().unchecked_ref(),
            "setTimeout",
            self.0.clone(),
        );
    }
}

#[wasm_bindgen_test]
async fn a_slow_answer_does_not_overwrite_a_newer_one() {
    let (stage, place) = (Stage::new(Files::shop()), Place::new());
    // The first question gets nothing, the second is answered late and with what was true then, the third at once.
    replace(
        &stage,
        "lines",
        "() => { const turn = globalThis.turn = (globalThis.turn ?? 0) + 1;
                 const lines = turn === 2 ? [{ id: 'card' }] : turn > 2 ? [{ id: 'tripod' }] : [];
                 return new Promise((done) => setTimeout(done, turn === 2 ? 200 : 0, lines)); }",
    );
    let (setwise, _) = mounted(&stage, &place).await;
    let changed: Function = get(&setwise, "cartChanged").unchecked_into();
    for _ in 0..2 {
        changed.call0(&setwise).unwrap();
    }
    wait(400).await;
    let mut expected = COMPLEMENTS[..6].to_vec();
    expected[2] = "light";
    assert_eq!(
        place.cards(),
        expected,
        "the tripod is in the cart, the card is not"
    );
}

#[wasm_bindgen_test]
async fn lines_that_never_come_hold_nothing_up() {
    let _hurry = Hurry::new();
    let (stage, place) = (Stage::new(Files::shop()), Place::new());
    replace(&stage, "lines", "() => new Promise(() => {})");
    let before = js_sys::Date::now();
    mounted(&stage, &place).await;
    assert!(js_sys::Date::now() - before < 5_000.0);
    assert_eq!(place.state().as_deref(), Some("ready"));
    wait(100).await;
    let errors = stage.errors.borrow().clone();
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert!(errors[0].contains("cart.lines() failed: its promise did not settle"));
}

#[wasm_bindgen_test]
async fn lines_that_come_late_re_rank() {
    let (stage, place) = (Stage::new(Files::shop()), Place::new());
    replace(
        &stage,
        "lines",
        "() => new Promise((done) => setTimeout(done, 900, [{ id: 'card' }]))",
    );
    mounted(&stage, &place).await;
    assert_eq!(place.cards()[0], "card");
    wait(700).await;
    assert_eq!(place.cards()[0], "light");
}

#[wasm_bindgen_test]
async fn an_add_that_never_settles_can_be_tried_again() {
    let _hurry = Hurry::new();
    let (stage, place) = (Stage::new(Files::shop()), Place::new());
    mounted(&stage, &place).await;
    stage.hold.set(true);
    place.of("case", "add").click();
    wait(150).await;
    assert!(!place.is_busy("case"));
    assert!(stage.errors.borrow()[0].contains("cart.add() failed: its promise did not settle"));
    stage.hold.set(false);
    place.of("case", "add").click();
    wait(50).await;
    assert_eq!(*stage.lines.borrow(), ["case"]);
}

#[wasm_bindgen_test]
async fn a_bad_line_leaves_the_others_and_is_told_once() {
    let (stage, place) = (Stage::new(Files::shop()), Place::new());
    replace(&stage, "lines", "() => [{ id: 7 }, { id: 'case' }]");
    let (setwise, _) = mounted(&stage, &place).await;
    assert!(!place.cards().contains(&"case".to_owned()));
    call(&setwise, "cartChanged", &[]).await.unwrap();
    let errors = stage.errors.borrow().clone();
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert!(
        errors[0].contains("cart.lines()[0].id: expected text"),
        "{errors:?}"
    );

    let lines = js_sys::JSON::parse(r#"[{"id":"card"},{"id":"lens","quantity":-1}]"#).unwrap();
    call(&setwise, "cartChanged", &[lines]).await.unwrap();
    wait(50).await;
    assert!(!place.cards().contains(&"card".to_owned()));
    assert!(stage.errors.borrow()[1].contains("cartChanged lines[1].quantity"));
    let refused = call(&setwise, "cartChanged", &[7.into()])
        .await
        .unwrap_err();
    assert!(message(&refused).contains("expected an array of lines"));
}

#[wasm_bindgen_test]
async fn a_subscription_without_an_end_is_told_and_does_no_harm() {
    let (stage, place) = (Stage::new(Files::shop()), Place::new());
    replace(
        &stage,
        "subscribe",
        "(changed) => { globalThis.changed = changed; return 7 }",
    );
    let (setwise, _) = mounted(&stage, &place).await;
    assert!(stage.errors.borrow()[0].contains("cart.subscribe(): expected a function"));
    let changed: Function = get(&js_sys::global(), "changed").unchecked_into();
    stage.lines.borrow_mut().push("card".to_owned());
    changed.call0(&JsValue::UNDEFINED).unwrap();
    wait(50).await;
    assert!(
        !place.cards().contains(&"card".to_owned()),
        "it works all the same"
    );
    call(&setwise, "destroy", &[]).await.unwrap();
    changed.call0(&JsValue::UNDEFINED).unwrap();
}

#[wasm_bindgen_test]
async fn the_console_hears_of_equal_failures_once() {
    let stage = Stage::new(Files::shop());
    set(&stage.options, "onError", JsValue::UNDEFINED);
    replace(&stage, "lines", "() => { throw new Error('no storage') }");
    eval(
        "{ globalThis.warned = []; globalThis.realWarn = console.warn; console.warn = (line) => warned.push(line); }",
    );
    let setwise = stage.create().await.unwrap();
    call(&setwise, "cartChanged", &[]).await.unwrap();
    call(&setwise, "recommend", &[camera()]).await.unwrap();
    eval("console.warn = realWarn");
    let warned = js_sys::Array::from(&get(&js_sys::global(), "warned"));
    assert_eq!(warned.length(), 1);
    let line = warned.get(0).as_string().unwrap();
    assert_eq!(line, "setwise: the shop's cart.lines() failed: no storage");
}
