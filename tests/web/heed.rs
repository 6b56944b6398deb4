//! What the mind and the merchant's policy make of a shelf: the widget asks before each ranking and does what it is told.

use crate::kinds::{mounted, shop, text};
use crate::shop::{Files, Place, Stage, call, get};
use js_sys::{Function, Reflect, Uint8Array};
use setwise_core::directives::{Directives, Gate, Ruling};
use setwise_core::request::Shelf;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

pub(crate) type Asked = Rc<RefCell<Vec<String>>>;

/// Has a Setwise heed these directives; gives what it asked with.
pub(crate) fn heed(setwise: &JsValue, said: &Rc<RefCell<Directives>>) -> Asked {
    let asked = Asked::default();
    let (notes, said) = (Rc::clone(&asked), Rc::clone(said));
    let says = Closure::<dyn Fn(u32, u32, String, f64, u32) -> Uint8Array>::new(
        move |placement, shelf, about: String, value: f64, offer| {
            let about = about.replace('\n', "|");
            let note = format!("{placement} {shelf} {about} {value} {offer}");
            notes.borrow_mut().push(note);
            let mut bytes = Vec::new();
            said.borrow().write(&mut bytes);
            Uint8Array::from(bytes.as_slice())
        },
    );
    let heed: Function = get(setwise, "heed").unchecked_into();
    heed.call1(setwise, &says.into_js_value()).unwrap();
    asked
}

fn renew(setwise: &JsValue) {
    let renew: Function = get(setwise, "renew").unchecked_into();
    renew.call0(setwise).unwrap();
}

pub(crate) fn says(ruling: Ruling) -> Rc<RefCell<Directives>> {
    Rc::new(RefCell::new(Directives {
        ruling,
        ..Directives::default()
    }))
}

#[wasm_bindgen_test]
async fn a_policy_titles_a_shelf_and_replaces_it() {
    let (stage, place) = (Stage::new(Files::of(&shop())), Place::new());
    stage.lines.borrow_mut().push("bag".to_owned());
    let setwise = stage.create().await.unwrap();
    let said = says(Ruling {
        title: "Ready for the first picture\u{202e}".into(),
        ..Ruling::default()
    });
    let asked = heed(&setwise, &said);
    let shelf = mounted(&setwise, &place, r#"{"product":"camera"}"#).await;
    assert_eq!(text(&place, ".title"), "Ready for the first picture");
    assert_eq!(asked.borrow().last().unwrap(), "0 0 camera||bag -1 0");

    said.borrow_mut().ruling.shelf = Some(Shelf::Upgrade);
    said.borrow_mut().ruling.title.clear();
    call(&shelf, "refresh", &[]).await.unwrap();
    assert_eq!(place.cards(), ["camera-pro"]);
    assert_eq!(text(&place, ".title"), "Upgrade to Title of camera-pro");

    *said.borrow_mut() = Directives::default();
    call(&shelf, "refresh", &[]).await.unwrap();
    assert_eq!(text(&place, ".title"), "Complete your set");
}

#[wasm_bindgen_test]
async fn a_closed_gate_withholds_and_says_why_and_nothing_stands_in() {
    let (stage, place) = (Stage::new(Files::of(&shop())), Place::new());
    let setwise = stage.create().await.unwrap();
    let said = says(Ruling::default());
    heed(&setwise, &said);
    for (gate, name) in [(Gate::LowIntent, "low-intent"), (Gate::Hidden, "hidden")] {
        said.borrow_mut().gate = gate;
        let request = js_sys::JSON::parse(r#"{"product":"camera","fallback":"for-you"}"#).unwrap();
        let slate = call(&setwise, "recommend", &[request]).await.unwrap();
        assert_eq!(get(&get(&slate, "why"), "kind").as_string().unwrap(), name);
    }
    mounted(&setwise, &place, r#"{"product":"camera"}"#).await;
    assert_eq!(place.state().unwrap(), "empty");
    said.borrow_mut().gate = Gate::Open;
    renew(&setwise);
    crate::shop::wait(100).await;
    assert_eq!(place.state().unwrap(), "ready");
}

#[wasm_bindgen_test]
async fn what_cannot_be_read_is_heeded_by_nobody() {
    let (stage, place) = (Stage::new(Files::of(&shop())), Place::new());
    let setwise = stage.create().await.unwrap();
    let heed: Function = get(&setwise, "heed").unchecked_into();
    for body in [
        "return 'no bytes'",
        "return new Uint8Array([9, 9])",
        "throw new Error('mine')",
    ] {
        heed.call1(&setwise, &Function::new_no_args(body)).unwrap();
        let slate = call(&setwise, "recommend", &[crate::shop::camera()])
            .await
            .unwrap();
        assert_eq!(get(&slate, "status"), "ready");
        assert!(Reflect::get(&slate, &"title".into()).unwrap().is_null());
    }
    heed.call1(&setwise, &JsValue::NULL).unwrap();
    mounted(&setwise, &place, r#"{"product":"camera"}"#).await;
    assert_eq!(text(&place, ".title"), "Complete your set");
}
