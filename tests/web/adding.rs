//! A product that is on its way into the cart is added once, whatever happens to shelves meanwhile.

use crate::mounted;
use crate::shop::{COMPLEMENTS, Files, Place, Stage, call, camera, set, wait};
use js_sys::Object;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

/// A shelf whose cart is working on the case, which is second of six.
async fn adding(stage: &Stage, place: &Place) -> (JsValue, JsValue) {
    let (setwise, handle) = mounted(stage, place).await;
    stage.hold.set(true);
    place.of("case", "add").click();
    wait(20).await;
    assert!(place.is_busy("case"));
    assert_eq!(stage.adds.get(), 1);
    (setwise, handle)
}

async fn tap_again(stage: &Stage, place: &Place) {
    assert_eq!(place.cards()[1], "case", "it keeps its place");
    assert!(place.is_busy("case"), "it is still on its way");
    place.of("case", "add").click();
    wait(20).await;
    assert_eq!(stage.adds.get(), 1, "added once");
}

async fn settled(stage: &Stage, place: &Place) {
    stage.settle(true);
    wait(100).await;
    assert_eq!(place.of("case", "add").inner_text(), "Added");
    place.of("case", "add").click();
    wait(50).await;
    assert_eq!(stage.adds.get(), 1);
    assert_eq!(*stage.lines.borrow(), ["case"]);
}

#[wasm_bindgen_test]
async fn a_double_click_adds_once() {
    let (stage, place) = (Stage::new(Files::shop()), Place::new());
    adding(&stage, &place).await;
    tap_again(&stage, &place).await;
    settled(&stage, &place).await;
}

#[wasm_bindgen_test]
async fn a_refresh_meanwhile_adds_once() {
    let (stage, place) = (Stage::new(Files::shop()), Place::new());
    let (_, handle) = adding(&stage, &place).await;
    call(&handle, "refresh", &[]).await.unwrap();
    tap_again(&stage, &place).await;

    // Another question makes new cards.
    let request = Object::new();
    set(&request, "product", "camera");
    set(&request, "limit", 4);
    call(&handle, "refresh", &[request.into()]).await.unwrap();
    assert_eq!(place.cards().len(), 4);
    tap_again(&stage, &place).await;
    settled(&stage, &place).await;
}

#[wasm_bindgen_test]
async fn a_shelf_taken_off_and_mounted_again_meanwhile_adds_once() {
    let (stage, place) = (Stage::new(Files::shop()), Place::new());
    let (setwise, handle) = adding(&stage, &place).await;
    call(&handle, "unmount", &[]).await.unwrap();
    call(&setwise, "mount", &[place.0.clone().into(), camera()])
        .await
        .unwrap();
    tap_again(&stage, &place).await;
    settled(&stage, &place).await;
}

#[wasm_bindgen_test]
async fn a_second_shelf_with_the_product_adds_once() {
    let (stage, place, second) = (Stage::new(Files::shop()), Place::new(), Place::new());
    let (setwise, _) = adding(&stage, &place).await;
    call(&setwise, "mount", &[second.0.clone().into(), camera()])
        .await
        .unwrap();
    tap_again(&stage, &second).await;
    settled(&stage, &second).await;
    assert_eq!(place.of("case", "add").inner_text(), "Added");
    wait(3_000).await;
    for shelf in [&place, &second] {
        let mut expected = COMPLEMENTS[..6].to_vec();
        expected[1] = "light";
        assert_eq!(shelf.cards(), expected, "the next one takes its place");
    }
}

#[wasm_bindgen_test]
async fn a_cart_that_changes_meanwhile_moves_nothing() {
    let (stage, place) = (Stage::new(Files::shop()), Place::new());
    adding(&stage, &place).await;
    stage.put()("tripod");
    wait(100).await;
    let mut expected = COMPLEMENTS[..6].to_vec();
    expected[2] = "light";
    assert_eq!(place.cards(), expected, "re-ranked around it");
    tap_again(&stage, &place).await;
    // A cart may say so before its promise does.
    stage.put()("case");
    wait(100).await;
    tap_again(&stage, &place).await;
}

#[wasm_bindgen_test]
async fn after_a_failure_every_shelf_can_try_again() {
    let (stage, place, second) = (Stage::new(Files::shop()), Place::new(), Place::new());
    let (setwise, handle) = adding(&stage, &place).await;
    call(&setwise, "mount", &[second.0.clone().into(), camera()])
        .await
        .unwrap();
    call(&handle, "unmount", &[]).await.unwrap();
    stage.settle(false);
    wait(50).await;
    assert!(!second.is_busy("case"));
    assert!(
        second
            .of("case", "reason")
            .inner_text()
            .contains("could not be added")
    );
    assert_eq!(stage.errors.borrow().len(), 1);

    second.of("case", "add").click();
    wait(20).await;
    assert_eq!(stage.adds.get(), 2);
    settled_after_retry(&stage, &second).await;
}

async fn settled_after_retry(stage: &Stage, place: &Place) {
    stage.settle(true);
    wait(100).await;
    assert_eq!(place.of("case", "add").inner_text(), "Added");
    assert_eq!(*stage.lines.borrow(), ["case"]);
}

#[wasm_bindgen_test]
async fn what_is_taken_out_of_the_cart_is_offered_again() {
    let (stage, place) = (Stage::new(Files::shop()), Place::new());
    let (setwise, _) = mounted(&stage, &place).await;
    place.of("case", "add").click();
    wait(100).await;
    stage.lines.borrow_mut().clear();
    call(&setwise, "cartChanged", &[]).await.unwrap();
    wait(50).await;
    assert_eq!(place.of("case", "add").inner_text(), "Add");
    place.of("case", "add").click();
    wait(50).await;
    assert_eq!(stage.adds.get(), 2);
}
