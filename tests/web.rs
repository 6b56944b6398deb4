//! The widget in a headless browser, as a page uses it: through its JavaScript interface and real DOM.
#![cfg(target_arch = "wasm32")]

#[path = "web/adding.rs"]
mod adding;
#[path = "web/cache.rs"]
mod cache;
#[path = "web/cart.rs"]
mod cart;
#[path = "web/heed.rs"]
mod heed;
#[path = "web/host.rs"]
mod host;
#[path = "web/inflate.rs"]
mod inflate;
#[path = "web/kinds.rs"]
mod kinds;
#[path = "web/reasons.rs"]
mod reasons;
#[path = "web/retry.rs"]
mod retry;
#[path = "web/shop.rs"]
mod shop;

use js_sys::{Array, Object};
use shop::{COMPLEMENTS, Files, Place, Stage, call, camera, contents, get, record, set, wait};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

async fn mounted(stage: &Stage, place: &Place) -> (JsValue, JsValue) {
    let setwise = stage.create().await.unwrap();
    let handle = call(&setwise, "mount", &[place.0.clone().into(), camera()])
        .await
        .unwrap();
    (setwise, handle)
}

fn eval(script: &str) -> JsValue {
    js_sys::eval(script).unwrap()
}

fn message(thrown: &JsValue) -> String {
    get(thrown, "message").as_string().unwrap()
}

#[wasm_bindgen_test]
async fn a_shelf_shows_the_slate_and_hides_the_shops_own_markup() {
    let (stage, place) = (Stage::new(Files::shop()), Place::new());
    let (_, handle) = mounted(&stage, &place).await;
    assert_eq!(place.state().as_deref(), Some("ready"));
    assert_eq!(get(&handle, "state").as_string().as_deref(), Some("ready"));
    assert_eq!(place.cards(), COMPLEMENTS[..6]);
    assert!(!place.shows_own());
    assert_eq!(place.of("card", "name").inner_text(), "Title of card");
    assert_eq!(place.of("card", "price").inner_text(), "£19.99");
    assert_eq!(
        place
            .of("card", "add")
            .get_attribute("aria-label")
            .as_deref(),
        Some("Add Title of card to cart")
    );
    assert_eq!(
        place.all("[part=context]")[0].inner_text(),
        "Goes with Title of camera"
    );
    assert!(place.of("card", "add").get_bounding_client_rect().height() >= 44.0);
}

#[wasm_bindgen_test]
async fn recommend_gives_the_slate_or_says_why_not() {
    let stage = Stage::new(Files::shop());
    let setwise = stage.create().await.unwrap();
    let slate = call(&setwise, "recommend", &[camera()]).await.unwrap();
    assert_eq!(get(&slate, "status").as_string().unwrap(), "ready");
    let items = Array::from(&get(&slate, "items"));
    assert_eq!(items.length(), 6);
    let product = get(&get(&items.get(0), "reason"), "product");
    assert_eq!(
        get(&product, "title").as_string().unwrap(),
        "Title of camera"
    );

    let request = Object::new();
    set(&request, "product", "no such product");
    let slate = call(&setwise, "recommend", &[request.into()])
        .await
        .unwrap();
    assert_eq!(
        get(&get(&slate, "why"), "kind").as_string().unwrap(),
        "unknown-seeds"
    );
}

#[wasm_bindgen_test]
async fn an_added_product_says_so_and_gives_its_place_to_the_next() {
    let (stage, place) = (Stage::new(Files::shop()), Place::new());
    mounted(&stage, &place).await;
    let button = place.of("case", "add");
    let neighbour = place.of("card", "add");
    button.focus().unwrap();
    button.click();
    wait(100).await;
    assert_eq!(*stage.lines.borrow(), ["case"]);
    assert_eq!(button.inner_text(), "Added");
    assert_eq!(place.cards()[1], "case", "it stays for a moment");
    assert_eq!(
        place.all("[role=status]")[0].text_content().unwrap(),
        "Added: Title of case"
    );

    wait(3_000).await;
    let mut expected = COMPLEMENTS[..6].to_vec();
    expected[1] = "light";
    assert_eq!(
        place.cards(),
        expected,
        "the best product that was not shown takes the place, nothing else moves"
    );
    assert!(
        neighbour.is_same_node(Some(&place.of("card", "add"))),
        "what stays is the same node"
    );
    let focused = place.0.shadow_root().unwrap().active_element().unwrap();
    assert!(
        focused.closest("[data-id=light]").unwrap().is_some(),
        "the focus went to the successor"
    );
}

#[wasm_bindgen_test]
async fn a_cart_that_refuses_leaves_the_button_and_says_so() {
    let (stage, place) = (Stage::new(Files::shop()), Place::new());
    mounted(&stage, &place).await;
    stage.refuse.set(true);
    place.of("case", "add").click();
    wait(100).await;
    assert_eq!(place.of("case", "add").inner_text(), "Add");
    assert!(
        place
            .of("case", "reason")
            .inner_text()
            .contains("could not be added")
    );
    assert_eq!(stage.errors.borrow().len(), 1);
    assert!(stage.errors.borrow()[0].contains("sold out"));

    stage.refuse.set(false);
    place.of("case", "add").click();
    wait(100).await;
    assert_eq!(*stage.lines.borrow(), ["case"], "a second try works");
}

#[wasm_bindgen_test]
async fn unmounting_releases_everything_and_may_be_done_twice() {
    let (stage, place) = (Stage::new(Files::shop()), Place::new());
    let (setwise, handle) = mounted(&stage, &place).await;
    assert_eq!(stage.subscribers.get(), 1);
    let stale_button = place.of("card", "add");
    for _ in 0..2 {
        call(&handle, "unmount", &[]).await.unwrap();
    }
    assert_eq!(place.state(), None);
    assert!(place.shows_own());
    assert_eq!(
        place.0.shadow_root().unwrap().child_element_count(),
        1,
        "the slot alone is left"
    );
    stale_button.click();
    wait(50).await;
    assert!(stage.lines.borrow().is_empty(), "its listeners are gone");

    let again = call(&setwise, "mount", &[place.0.clone().into(), camera()])
        .await
        .unwrap();
    assert_eq!(
        get(&again, "state").as_string().unwrap(),
        "ready",
        "the element can be used again"
    );
    for _ in 0..2 {
        call(&setwise, "destroy", &[]).await.unwrap();
    }
    assert_eq!(place.state(), None, "destroy unmounts every shelf");
    assert_eq!(stage.subscribers.get(), 0);
    let refused = call(&setwise, "recommend", &[camera()]).await.unwrap_err();
    assert_eq!(get(&refused, "code").as_string().unwrap(), "destroyed");
}

#[wasm_bindgen_test]
async fn two_shelves_share_their_files_and_two_shops_share_nothing() {
    let (stage, other_stage) = (Stage::new(Files::shop()), Stage::new(Files::shop()));
    let (first, second, third) = (Place::new(), Place::new(), Place::new());
    let setwise = stage.create().await.unwrap();
    let other = other_stage.create().await.unwrap();
    let mounts = [(&setwise, &first), (&setwise, &second), (&other, &third)]
        .map(|(setwise, place)| (setwise.clone(), place.0.clone()));
    for (setwise, element) in mounts {
        call(&setwise, "mount", &[element.into(), camera()])
            .await
            .unwrap();
    }
    assert_eq!(stage.requests.borrow().len(), 2, "one manifest, one shard");
    first.of("case", "add").click();
    wait(100).await;
    assert_eq!(
        second.of("case", "add").inner_text(),
        "Added",
        "it is in the cart of both"
    );
    assert!(
        third.cards().contains(&"case".to_owned()),
        "it is not in the other shop's cart"
    );
}

#[wasm_bindgen_test]
async fn a_damaged_shard_leaves_the_shops_markup_and_is_told() {
    let mut files = Files::shop();
    *files.shard.last_mut().unwrap() ^= 1;
    let (stage, place, second) = (Stage::new(files), Place::new(), Place::new());
    let (setwise, _) = mounted(&stage, &place).await;
    call(&setwise, "mount", &[second.0.clone().into(), camera()])
        .await
        .unwrap();
    assert_eq!(place.state().as_deref(), Some("error"));
    assert!(place.shows_own() && second.shows_own());
    assert!(place.cards().is_empty());
    assert_eq!(stage.errors.borrow().len(), 2, "once a shelf");
    assert!(
        stage.errors.borrow()[0].contains("damaged"),
        "{:?}",
        stage.errors
    );
}

#[wasm_bindgen_test]
async fn a_page_in_place_of_the_manifest_is_called_that() {
    let mut files = Files::shop();
    files.manifest = "<!doctype html><title>Not found</title>".into();
    let refused = Stage::new(files).create().await.unwrap_err();
    assert_eq!(get(&refused, "code").as_string().unwrap(), "manifest");
    assert!(
        message(&refused).contains("is not JSON"),
        "{}",
        message(&refused)
    );
}

#[wasm_bindgen_test]
async fn a_slate_below_the_floor_is_withheld() {
    let mut contents = contents();
    contents.edges[0].truncate(2);
    let (stage, place) = (Stage::new(Files::of(&contents)), Place::new());
    let (setwise, _) = mounted(&stage, &place).await;
    assert_eq!(place.state().as_deref(), Some("empty"));
    assert!(place.shows_own());
    assert!(stage.errors.borrow().is_empty(), "that is no error");
    let slate = call(&setwise, "recommend", &[camera()]).await.unwrap();
    let why = get(&slate, "why");
    assert_eq!(get(&why, "kind").as_string().unwrap(), "too-few");
    assert_eq!(get(&why, "needed").as_f64(), Some(3.0));
}

#[wasm_bindgen_test]
async fn titles_are_text_and_addresses_lead_to_pages_only() {
    let mut contents = contents();
    contents.records[1].title = "<img src=x onerror=alert(1)>".into();
    contents.records[1].url = "javascript:alert(1)".into();
    contents.records[1].image = "data:image/svg+xml,<svg onload='alert(1)'/>".into();
    let (stage, place) = (Stage::new(Files::of(&contents)), Place::new());
    mounted(&stage, &place).await;
    assert_eq!(
        place.of("card", "name").inner_text(),
        "<img src=x onerror=alert(1)>"
    );
    assert_eq!(place.of("card", "link").get_attribute("href"), None);
    assert!(place.all("[data-id=card] img").is_empty());
    assert!(
        place
            .of("case", "link")
            .get_attribute("href")
            .unwrap()
            .ends_with("/products/case")
    );
}

#[wasm_bindgen_test]
async fn a_product_with_options_leads_to_its_page() {
    let mut contents = contents();
    contents.records[1].needs_options = true;
    let (stage, place) = (Stage::new(Files::of(&contents)), Place::new());
    mounted(&stage, &place).await;
    let action = place.of("card", "add");
    assert_eq!(action.tag_name(), "A");
    assert_eq!(action.inner_text(), "Choose options");
}

#[wasm_bindgen_test]
async fn prices_are_not_claimed_when_stale_or_in_another_currency() {
    let stage = Stage::new(Files::shop());
    let late = Closure::<dyn Fn() -> f64>::new(|| 1_000_000.0 + 3_600_000.0 + 2_000.0);
    set(&stage.options, "now", late.into_js_value());
    let place = Place::new();
    let (setwise, _) = mounted(&stage, &place).await;
    assert_eq!(place.of("card", "price").inner_text(), "");
    let slate = call(&setwise, "recommend", &[camera()]).await.unwrap();
    assert_eq!(get(&slate, "stale").as_bool(), Some(true));
    assert!(get(&Array::from(&get(&slate, "items")).get(0), "price").is_null());

    let stage = Stage::new(Files::shop());
    set(&stage.options, "currency", "EUR");
    let place = Place::new();
    mounted(&stage, &place).await;
    assert_eq!(place.of("card", "price").inner_text(), "");
}

#[wasm_bindgen_test]
async fn mistakes_in_options_are_named() {
    for (name, value, expected) in [
        ("manifst", JsValue::from("x"), "did you mean \"manifest\"?"),
        (
            "locale",
            "no locale!".into(),
            "options.locale: expected a language tag",
        ),
        (
            "currency",
            "pounds".into(),
            "options.currency: expected three capital letters",
        ),
        (
            "manifest",
            7.into(),
            "options.manifest: expected text that is not empty, got 7",
        ),
        (
            "cart",
            eval(
                "new Proxy({}, { ownKeys() { throw 1 }, get() { throw 2 }, getPrototypeOf() { throw 3 } })",
            ),
            "options.cart.add: expected a function that puts a product into the cart, got nothing",
        ),
        (
            "cart",
            eval("{ const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); proxy }"),
            "options.cart",
        ),
        (
            "cart",
            true.into(),
            "options.cart: expected an object, got true",
        ),
    ] {
        let stage = Stage::new(Files::shop());
        set(&stage.options, name, value);
        let refused = stage.create().await.unwrap_err();
        assert_eq!(get(&refused, "code").as_string().unwrap(), "value");
        assert!(
            message(&refused).contains(expected),
            "{}",
            message(&refused)
        );
    }
    let setwise = Stage::new(Files::shop()).create().await.unwrap();
    for (name, value, expected) in [
        (
            "placment",
            JsValue::from("cart"),
            "did you mean \"placement\"?",
        ),
        (
            "placement",
            "sidebar".into(),
            "expected \"product\", \"cart\" or \"checkout\", got \"sidebar\"",
        ),
        (
            "limit",
            0.into(),
            "expected a whole number from 1 to 24, got 0",
        ),
        (
            "products",
            "camera".into(),
            "expected an array of product ids",
        ),
    ] {
        let request = Object::new();
        set(&request, name, value);
        let refused = call(&setwise, "recommend", &[request.into()])
            .await
            .unwrap_err();
        assert!(
            message(&refused).contains(expected),
            "{}",
            message(&refused)
        );
    }
}

#[wasm_bindgen_test]
async fn a_cart_page_asks_for_what_goes_with_its_lines() {
    let mut contents = contents();
    contents.records.push(record("film"));
    let (stage, place) = (Stage::new(Files::of(&contents)), Place::new());
    let setwise = stage.create().await.unwrap();
    let options = Object::new();
    set(&options, "placement", "cart");
    call(&setwise, "mount", &[place.0.clone().into(), options.into()])
        .await
        .unwrap();
    assert_eq!(place.state().as_deref(), Some("empty"), "an empty cart");
    let lines = js_sys::JSON::parse(r#"[{"id":"camera","quantity":2}]"#).unwrap();
    call(&setwise, "cartChanged", &[lines]).await.unwrap();
    wait(50).await;
    assert_eq!(place.state().as_deref(), Some("ready"));
    assert_eq!(place.cards().len(), 6);
}

#[wasm_bindgen_test]
async fn a_cart_that_throws_is_an_empty_cart() {
    // Storage that throws in a private window, behind the shop's own cart.
    let (stage, place) = (Stage::new(Files::shop()), Place::new());
    let denied = Closure::<dyn Fn() -> Result<JsValue, JsValue>>::new(|| {
        Err(js_sys::Error::new("storage denied").into())
    });
    set(
        get(&stage.options, "cart").unchecked_ref(),
        "lines",
        denied.into_js_value(),
    );
    mounted(&stage, &place).await;
    assert_eq!(place.state().as_deref(), Some("ready"));
    assert_eq!(place.cards().len(), 6);
    assert!(stage.errors.borrow()[0].contains("storage denied"));
}

#[wasm_bindgen_test]
async fn hostile_page_styles_do_not_reach_a_shelf() {
    let document = web_sys::window().unwrap().document().unwrap();
    let style = document.create_element("style").unwrap();
    style.set_text_content(Some(
        "* { all: unset !important } ul, section, li, .setwise { display: none !important }",
    ));
    document.head().unwrap().append_child(&style).unwrap();
    let (stage, place) = (Stage::new(Files::shop()), Place::new());
    mounted(&stage, &place).await;
    let card = place.all("[part=card]")[0].get_bounding_client_rect();
    style.remove();
    assert!(
        card.width() > 100.0 && card.height() > 100.0,
        "{} × {}",
        card.width(),
        card.height()
    );
}
