//! The shelves beside "Complete your set": what each is called, says and does.

use crate::shop::{COMPLEMENTS, Files, Place, Stage, call, contents, get, set, wait};
use js_sys::{Array, Object};
use setwise_core::catalog::Money;
use setwise_core::snapshot::{Bundle, Edge, Repurchase, ShardContents};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

/// The camera is record 0, its complements 1 to 8; record 9 is a better camera.
pub(crate) fn shop() -> ShardContents {
    let mut contents = contents();
    let mut better = crate::shop::record("camera-pro");
    better.price = Some(Money(2999));
    better.attributes = vec!["video=8K".into(), "weather_sealed=yes".into()];
    contents.records.push(better);
    contents.records[1].repurchase = Some(Repurchase {
        days: 30,
        regularity: 2,
    });
    let edge = |to, code| Edge { to, code, rank: 0 };
    contents.edges.resize(10, Vec::new());
    contents.upgrades = vec![vec![edge(9, 12)]];
    contents.upgrades.resize(10, Vec::new());
    contents.bundles = vec![Bundle::new(&[0, 1, 2], 9).unwrap()];
    contents.next_weights = std::array::from_fn(|code| code as f64 / 16.0);
    contents.next_scales = [1.0; 16];
    contents.ages = [[1.0; 2]; 16];
    contents.next = vec![vec![edge(3, 15), edge(4, 8)]];
    contents.next.resize(10, Vec::new());
    // Of the first the price closes a gap of 8.01 best.
    contents.records[5].price = Some(Money(801));
    contents
}

fn stage() -> Stage {
    Stage::new(Files::of(&shop()))
}

pub(crate) async fn mounted(setwise: &JsValue, place: &Place, request: &str) -> JsValue {
    let request = js_sys::JSON::parse(request).unwrap();
    call(setwise, "mount", &[place.0.clone().into(), request])
        .await
        .unwrap()
}

pub(crate) fn text(place: &Place, selector: &str) -> String {
    place.all(selector)[0].inner_text().trim().to_owned()
}

fn root_attribute(place: &Place, name: &str) -> Option<String> {
    place.all(".setwise")[0].get_attribute(name)
}

/// Adds a function to the cart that notes what it is given.
fn noting(stage: &Stage, name: &str) -> Rc<RefCell<Vec<String>>> {
    let noted = Rc::new(RefCell::new(Vec::new()));
    let notes = Rc::clone(&noted);
    let note = Closure::<dyn Fn(JsValue)>::new(move |given: JsValue| {
        let text = js_sys::JSON::stringify_with_replacer(
            &given,
            &Array::of4(
                &"id".into(),
                &"quantity".into(),
                &"from".into(),
                &"to".into(),
            ),
        );
        notes.borrow_mut().push(text.unwrap().into());
    });
    let cart: Object = get(&stage.options, "cart").unchecked_into();
    set(&cart, name, note.into_js_value());
    noted
}

#[wasm_bindgen_test]
async fn an_upgrade_says_what_is_gained_and_what_it_costs() {
    let (stage, place) = (stage(), Place::new());
    mounted(
        &stage.create().await.unwrap(),
        &place,
        r#"{"kind":"upgrade","product":"camera"}"#,
    )
    .await;
    assert_eq!(text(&place, ".title"), "Upgrade to Title of camera-pro");
    assert_eq!(text(&place, ".context"), "In place of Title of camera");
    assert_eq!(
        place.of("camera-pro", "reason").inner_text(),
        "£10.00 more · video: 8K · weather sealed"
    );
    // The camera is not in the cart, so there is nothing to switch.
    assert_eq!(place.of("camera-pro", "add").tag_name(), "A");
    assert_eq!(place.of("camera-pro", "add").inner_text(), "View");
    assert_eq!(root_attribute(&place, "data-kind").unwrap(), "upgrade");
}

#[wasm_bindgen_test]
async fn a_switch_replaces_the_line_that_it_upgrades() {
    let (stage, place) = (stage(), Place::new());
    let noted = noting(&stage, "replace");
    stage.lines.borrow_mut().push("camera".to_owned());
    mounted(
        &stage.create().await.unwrap(),
        &place,
        r#"{"kind":"upgrade","placement":"checkout"}"#,
    )
    .await;
    assert!(root_attribute(&place, "data-line").is_some());
    let button = place.of("camera-pro", "add");
    assert_eq!(button.inner_text(), "Switch");
    assert_eq!(
        button.get_attribute("aria-label").unwrap(),
        "Switch to Title of camera-pro"
    );
    button.click();
    wait(50).await;
    assert_eq!(
        *noted.borrow(),
        [r#"{"from":"camera","to":{"id":"camera-pro","quantity":1}}"#]
    );
    assert_eq!(stage.adds.get(), 0);
}

#[wasm_bindgen_test]
async fn an_upgrade_of_what_comes_into_the_cart_becomes_a_switch() {
    let (stage, place) = (stage(), Place::new());
    noting(&stage, "replace");
    mounted(
        &stage.create().await.unwrap(),
        &place,
        r#"{"kind":"upgrade","product":"camera"}"#,
    )
    .await;
    assert_eq!(place.of("camera-pro", "add").inner_text(), "View");
    stage.put()("camera");
    wait(50).await;
    assert_eq!(place.of("camera-pro", "add").inner_text(), "Switch");
}

#[wasm_bindgen_test]
async fn of_a_set_only_what_the_shopper_came_for_is_chosen() {
    let (stage, place) = (stage(), Place::new());
    let noted = noting(&stage, "addAll");
    mounted(
        &stage.create().await.unwrap(),
        &place,
        r#"{"kind":"bundle","product":"camera"}"#,
    )
    .await;
    assert_eq!(text(&place, ".title"), "Better together");
    assert_eq!(text(&place, ".context"), "With Title of camera");
    assert_eq!(place.cards(), ["camera", "card", "case"]);
    assert_eq!(place.of("camera", "reason").inner_text(), "This product");
    let pressed = |id: &str| place.of(id, "add").get_attribute("aria-pressed").unwrap();
    assert_eq!(
        ["camera", "card", "case"].map(pressed),
        ["true", "false", "false"]
    );
    assert_eq!(text(&place, ".total"), "Total: £19.99");
    assert_eq!(text(&place, ".foot .add"), "Add 1 product");

    place.of("card", "add").click();
    wait(20).await;
    assert_eq!(text(&place, ".total"), "Total: £39.98");
    assert_eq!(text(&place, ".foot .add"), "Add 2 products");
    assert_eq!(stage.adds.get(), 0, "choosing adds nothing");
    place.all(".foot .add")[0].click();
    wait(50).await;
    // One call.
    assert_eq!(
        *noted.borrow(),
        [r#"[{"id":"camera","quantity":1},{"id":"card","quantity":1}]"#]
    );
    assert_eq!(stage.adds.get(), 0);
    assert_eq!(place.of("card", "add").inner_text(), "Added");
    assert_eq!(place.of("case", "add").inner_text(), "Choose");
}

#[wasm_bindgen_test]
async fn a_cart_without_add_all_is_asked_for_each() {
    let (stage, place) = (stage(), Place::new());
    mounted(
        &stage.create().await.unwrap(),
        &place,
        r#"{"kind":"bundle","product":"camera"}"#,
    )
    .await;
    for id in ["card", "camera", "case"] {
        place.of(id, "add").click();
    }
    wait(20).await;
    // The camera was taken out of the choice.
    assert_eq!(text(&place, ".foot .add"), "Add 2 products");
    place.all(".foot .add")[0].click();
    wait(50).await;
    assert_eq!(*stage.lines.borrow(), ["card", "case"]);
}

#[wasm_bindgen_test]
async fn nothing_chosen_is_nothing_to_add() {
    let (stage, place) = (stage(), Place::new());
    stage.lines.borrow_mut().push("camera".to_owned());
    mounted(
        &stage.create().await.unwrap(),
        &place,
        r#"{"kind":"bundle","placement":"cart"}"#,
    )
    .await;
    assert_eq!(place.cards(), ["card", "case"]);
    let button = place.all(".foot .add").remove(0);
    assert_eq!(button.inner_text(), "Choose what to add");
    assert_eq!(
        button.get_attribute("aria-disabled").as_deref(),
        Some("true")
    );
    assert_eq!(text(&place, ".total"), "");
    button.click();
    wait(20).await;
    assert_eq!(stage.adds.get(), 0);
}

/// Milliseconds since 1970, which the stage's clock has reached so many days later.
fn bought(stage: &Stage, id: &str, days_ago: f64) {
    const TODAY: f64 = 200.0 * 86_400_000.0;
    let now = Closure::<dyn Fn() -> f64>::new(|| TODAY).into_js_value();
    set(&stage.options, "now", now);
    let purchase = Object::new();
    set(&purchase, "id", id);
    set(&purchase, "at", TODAY - days_ago * 86_400_000.0);
    let history = get(&stage.options, "history");
    let history = if history.is_undefined() {
        Array::new()
    } else {
        history.into()
    };
    history.push(&purchase);
    set(&stage.options, "history", history);
}

#[wasm_bindgen_test]
async fn what_was_bought_before_says_when() {
    let (stage, place) = (stage(), Place::new());
    bought(&stage, "card", 41.0);
    mounted(
        &stage.create().await.unwrap(),
        &place,
        r#"{"kind":"buy-again"}"#,
    )
    .await;
    assert_eq!(text(&place, ".title"), "Time to restock?");
    assert_eq!(place.cards(), ["card"]);
    assert_eq!(
        place.of("card", "reason").inner_text(),
        "Last bought 5 weeks ago"
    );
    // Too old a snapshot claims no price.
    assert_eq!(place.of("card", "price").inner_text(), "");
}

#[wasm_bindgen_test]
async fn what_was_just_bought_is_not_suggested() {
    let (stage, place) = (stage(), Place::new());
    bought(&stage, "card", 2.0);
    bought(&stage, "case", 60.0);
    mounted(
        &stage.create().await.unwrap(),
        &place,
        r#"{"product":"camera"}"#,
    )
    .await;
    assert!(!place.cards().contains(&"card".to_owned()));
    assert!(place.cards().contains(&"case".to_owned()));
    let again = Place::new();
    mounted(
        &stage.create().await.unwrap(),
        &again,
        r#"{"kind":"buy-again"}"#,
    )
    .await;
    assert_eq!(again.cards(), ["case"]);
}

#[wasm_bindgen_test]
async fn add_ons_tell_what_is_missing_until_it_is_reached() {
    let (stage, place) = (stage(), Place::new());
    set(&stage.options, "freeShippingFrom", 2800);
    stage.lines.borrow_mut().push("camera".to_owned());
    mounted(
        &stage.create().await.unwrap(),
        &place,
        r#"{"kind":"add-ons","placement":"cart"}"#,
    )
    .await;
    assert_eq!(text(&place, ".title"), "Add for free shipping");
    assert_eq!(text(&place, ".context"), "£8.01 more for free shipping");
    assert_eq!(place.cards()[0], "strap", "it costs what is missing");
    place.of("strap", "add").click();
    wait(100).await;
    assert_eq!(text(&place, ".context"), "You have free shipping");
    assert_eq!(
        place.state().as_deref(),
        Some("ready"),
        "it stays and says so"
    );
    assert!(text(&place, ".status").contains("You have free shipping"));
    // A shelf that comes later has nothing to add.
    let late = Place::new();
    mounted(
        &stage.create().await.unwrap(),
        &late,
        r#"{"kind":"add-ons","placement":"cart"}"#,
    )
    .await;
    assert_eq!(late.state().as_deref(), Some("empty"));
}

#[wasm_bindgen_test]
async fn nothing_is_said_to_be_missing_where_a_price_is_unknown() {
    let mut contents = shop();
    contents.records[0].price = None;
    let (stage, place) = (Stage::new(Files::of(&contents)), Place::new());
    set(&stage.options, "freeShippingFrom", 4000);
    stage.lines.borrow_mut().push("camera".to_owned());
    mounted(
        &stage.create().await.unwrap(),
        &place,
        r#"{"kind":"add-ons","placement":"cart"}"#,
    )
    .await;
    assert_eq!(place.state().as_deref(), Some("empty"));
}

#[wasm_bindgen_test]
async fn picks_for_the_shopper_follow_what_was_looked_at() {
    let (stage, place) = (stage(), Place::new());
    mounted(
        &stage.create().await.unwrap(),
        &place,
        r#"{"kind":"for-you","product":"camera"}"#,
    )
    .await;
    assert_eq!(text(&place, ".title"), "Picked for you");
    assert_eq!(
        text(&place, ".context"),
        "Because you looked at Title of camera"
    );
    assert_eq!(place.cards(), [COMPLEMENTS[2], COMPLEMENTS[3]]);
}

#[wasm_bindgen_test]
async fn an_empty_shelf_shows_picks_only_where_that_is_allowed() {
    let (stage, place) = (stage(), Place::new());
    mounted(
        &stage.create().await.unwrap(),
        &place,
        r#"{"kind":"buy-again","product":"camera"}"#,
    )
    .await;
    assert_eq!(place.state().as_deref(), Some("empty"));
    let allowed = Place::new();
    let request = r#"{"kind":"buy-again","product":"camera","fallback":"for-you"}"#;
    mounted(&stage.create().await.unwrap(), &allowed, request).await;
    assert_eq!(text(&allowed, ".title"), "Picked for you");
    assert_eq!(root_attribute(&allowed, "data-kind").unwrap(), "for-you");
}

#[wasm_bindgen_test]
async fn an_unknown_kind_is_named() {
    let stage = stage();
    let setwise = stage.create().await.unwrap();
    let request = js_sys::JSON::parse(r#"{"kind":"upsell"}"#).unwrap();
    let refused = call(&setwise, "recommend", &[request]).await.unwrap_err();
    let message = get(&refused, "message").as_string().unwrap();
    assert!(message.contains("\"for-you\", got \"upsell\""), "{message}");
}
