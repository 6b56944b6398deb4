//! What a shelf leaves alone: the page around it, its own host, and the place of what follows it.

use crate::shop::{Files, Place, Stage, call, camera, contents, get, set, wait};
use crate::{eval, mounted};
use js_sys::{Array, Object};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Document, HtmlElement};

fn document() -> Document {
    web_sys::window().unwrap().document().unwrap()
}

/// A style sheet of the page, until dropped.
struct PageStyle(web_sys::Element);

impl PageStyle {
    fn new(css: &str) -> Self {
        let style = document().create_element("style").unwrap();
        style.set_text_content(Some(css));
        document().head().unwrap().append_child(&style).unwrap();
        Self(style)
    }
}

impl Drop for PageStyle {
    fn drop(&mut self) {
        self.0.remove();
    }
}

fn computed(element: &HtmlElement, property: &str) -> String {
    let style = eval("(element, property) => getComputedStyle(element).getPropertyValue(property)");
    let style: js_sys::Function = style.unchecked_into();
    let value = style.call2(&JsValue::UNDEFINED, element, &property.into());
    value.unwrap().as_string().unwrap()
}

fn sheets(tree: &JsValue) -> u32 {
    Array::from(&get(tree, "adoptedStyleSheets")).length()
}

fn light() -> JsValue {
    let options: Object = camera().unchecked_into();
    set(&options, "shadow", false);
    options.into()
}

#[wasm_bindgen_test]
async fn nothing_is_mounted_once_destroyed() {
    let (stage, place, late) = (Stage::new(Files::shop()), Place::new(), Place::new());
    let setwise = stage.create().await.unwrap();
    let mount: js_sys::Function = get(&setwise, "mount").unchecked_into();
    let mounting = mount.call2(&setwise, &place.0, &camera()).unwrap();
    call(&setwise, "destroy", &[]).await.unwrap();
    let _ = wasm_bindgen_futures::JsFuture::from(js_sys::Promise::resolve(&mounting)).await;
    let refused = call(&setwise, "mount", &[late.0.clone().into(), camera()])
        .await
        .unwrap_err();
    assert_eq!(get(&refused, "code").as_string().unwrap(), "destroyed");
    for place in [&place, &late] {
        assert_eq!(place.state(), None);
        assert!(place.shows_own());
        assert!(place.cards().is_empty());
    }
    assert!(stage.errors.borrow().is_empty());
}

#[wasm_bindgen_test]
async fn a_page_may_hide_the_host() {
    let _style = PageStyle::new(".tab { display: none }");
    let (stage, place) = (Stage::new(Files::shop()), Place::new());
    place.0.set_class_name("tab");
    mounted(&stage, &place).await;
    assert_eq!(computed(&place.0, "display"), "none");
}

#[wasm_bindgen_test]
async fn inherited_styles_of_the_page_do_not_reach_a_card() {
    let _style = PageStyle::new(
        "body { word-break: break-all; -webkit-text-fill-color: red; writing-mode: vertical-rl; letter-spacing: 9px;
                text-transform: uppercase; text-indent: 30px; font-family: monospace; color: rgb(1, 2, 3) }",
    );
    let (stage, place) = (Stage::new(Files::shop()), Place::new());
    mounted(&stage, &place).await;
    let name = place.of("card", "name");
    for (property, expected) in [
        ("word-break", "normal"),
        ("-webkit-text-fill-color", "rgb(1, 2, 3)"),
        ("writing-mode", "horizontal-tb"),
        ("letter-spacing", "normal"),
        ("text-transform", "none"),
        ("text-indent", "0px"),
        ("font-family", "monospace"),
        ("color", "rgb(1, 2, 3)"),
    ] {
        assert_eq!(computed(&name, property), expected, "{property}");
    }
}

#[wasm_bindgen_test]
async fn in_the_light_only_the_shelf_is_styled_and_nothing_stays() {
    let (stage, place, second) = (Stage::new(Files::shop()), Place::new(), Place::new());
    let page: HtmlElement = document().create_element("p").unwrap().unchecked_into();
    page.set_class_name("card price");
    document().body().unwrap().append_child(&page).unwrap();
    place.0.append_with_str_1("bare words").unwrap();
    let own = place.0.inner_html();
    let before = (
        sheets(&document()),
        computed(&page, "display"),
        computed(&page, "font-weight"),
    );

    let setwise = stage.create().await.unwrap();
    let mut handles = Vec::new();
    for place in [&place, &second] {
        let handle = call(&setwise, "mount", &[place.0.clone().into(), light()]).await;
        handles.push(handle.unwrap());
    }
    assert_eq!(sheets(&document()), before.0 + 1, "one sheet for both");
    assert_eq!(place.0.query_selector_all("[data-id]").unwrap().length(), 6);
    assert!(!place.shows_own());
    assert!(!place.0.inner_text().contains("bare words"));
    assert_eq!(
        document()
            .query_selector_all("#setwise-title")
            .unwrap()
            .length(),
        0
    );
    let card: HtmlElement = place
        .0
        .query_selector("[data-id]")
        .unwrap()
        .unwrap()
        .unchecked_into();
    assert_eq!(computed(&card, "display"), "flex");
    assert_eq!(
        computed(&page, "display"),
        before.1,
        "the page's own card is the page's"
    );
    assert_eq!(computed(&page, "font-weight"), before.2);

    call(&handles[0], "unmount", &[]).await.unwrap();
    assert_eq!(place.0.inner_html(), own, "as it was");
    assert!(place.shows_own());
    assert_eq!(
        sheets(&document()),
        before.0 + 1,
        "the other shelf needs it"
    );
    call(&handles[1], "unmount", &[]).await.unwrap();
    assert_eq!(sheets(&document()), before.0);
    page.remove();
}

#[wasm_bindgen_test]
async fn an_element_used_by_one_shop_after_another_keeps_no_sheets() {
    let place = Place::new();
    for _ in 0..3 {
        let (setwise, _) = mounted(&Stage::new(Files::shop()), &place).await;
        assert_eq!(sheets(&place.0.shadow_root().unwrap()), 1);
        call(&setwise, "destroy", &[]).await.unwrap();
        assert_eq!(sheets(&place.0.shadow_root().unwrap()), 0);
    }
}

/// A shop whose camera has too few complements, and a place for it without a list of the shop's own.
fn empty() -> (Stage, Place) {
    let mut contents = contents();
    contents.edges[0].truncate(2);
    let place = Place::new();
    place.0.set_inner_html("");
    (Stage::new(Files::of(&contents)), place)
}

fn height(place: &Place) -> f64 {
    place.0.get_bounding_client_rect().height()
}

#[wasm_bindgen_test]
async fn an_empty_shelf_below_the_fold_leaves_no_hole() {
    let (stage, place) = empty();
    let above: HtmlElement = document().create_element("div").unwrap().unchecked_into();
    above.set_attribute("style", "height: 3000px").unwrap();
    place.0.before_with_node_1(&above).unwrap();
    // The shard takes its time: the page is painted with the place kept.
    let slow = eval(
        "(fetch) => async (url, init) => {
           if (url.endsWith('.bin')) await new Promise((done) => setTimeout(done, 300));
           return fetch(url, init); }",
    );
    let slow: js_sys::Function = slow.unchecked_into();
    let fetch = get(&stage.options, "fetch");
    set(
        &stage.options,
        "fetch",
        slow.call1(&JsValue::UNDEFINED, &fetch).unwrap(),
    );
    let setwise = stage.create().await.unwrap();
    let mount: js_sys::Function = get(&setwise, "mount").unchecked_into();
    let mounting = mount.call2(&setwise, &place.0, &camera()).unwrap();
    wait(150).await;
    assert!(height(&place) > 200.0, "kept while loading");
    wasm_bindgen_futures::JsFuture::from(js_sys::Promise::resolve(&mounting))
        .await
        .unwrap();
    assert_eq!(place.state().as_deref(), Some("empty"));
    assert_eq!(height(&place), 0.0);
    above.remove();
}

#[wasm_bindgen_test]
async fn an_empty_shelf_in_view_keeps_its_place_until_it_is_below() {
    let (stage, place) = empty();
    let mut contents = contents();
    contents.records.truncate(9);
    let setwise = Stage::new(Files::of(&contents)).create().await.unwrap();
    let handle = call(&setwise, "mount", &[place.0.clone().into(), camera()])
        .await
        .unwrap();
    place.0.scroll_into_view();
    wait(200).await;
    let full = height(&place);
    let request = Object::new();
    set(&request, "product", "no such product");
    call(&handle, "refresh", &[request.into()]).await.unwrap();
    assert_eq!(place.state().as_deref(), Some("empty"));
    assert!(
        (height(&place) - full).abs() < 60.0,
        "{} not {full}",
        height(&place)
    );
    let above: HtmlElement = document().create_element("div").unwrap().unchecked_into();
    above.set_attribute("style", "height: 3000px").unwrap();
    place.0.before_with_node_1(&above).unwrap();
    web_sys::window().unwrap().scroll_to_with_x_and_y(0.0, 0.0);
    wait(200).await;
    assert_eq!(height(&place), 0.0);
    above.remove();
    drop(stage);
}
