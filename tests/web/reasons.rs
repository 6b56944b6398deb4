//! Why a product is in a slate: said on its card as it is, and no heading claims more than the cards below it.

use crate::heed::{heed, says};
use crate::kinds::{mounted, text};
use crate::shop::{Files, Place, Stage, call, contents, get};
use js_sys::{Array, Reflect};
use setwise_core::catalog::ProductKey;
use setwise_core::directives::{Directives, Ruling, TASTE_ONE};
use setwise_core::snapshot::{Edge, ShardContents};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

/// A list of complements, best first.
fn list(records: &[u32], code: u8) -> Vec<Edge> {
    let ranked = (0..).zip(records);
    ranked.map(|(rank, &to)| Edge { to, code, rank }).collect()
}

/// The camera's own orders name `own`, those of products like it `similar`; `popular` is bought most. Its complements are the
/// records from 1 on, and the case is a product of the shard too.
fn shop(own: &[u32], similar: &[u32], popular: &[u32]) -> ShardContents {
    ShardContents {
        edges: vec![list(own, 9), Vec::new(), list(own, 9)],
        cohorts: vec![1, 0, 1],
        shared: vec![(list(similar, 0), 0), (Vec::new(), 0), (Vec::new(), 0)],
        popular: (list(popular, 0), 0),
        blend: [1.0; 16],
        next: vec![list(&[4], 8), Vec::new(), Vec::new()],
        next_weights: [0.5; 16],
        next_scales: [1.0; 16],
        ages: [[1.0; 2]; 16],
        ..contents()
    }
}

fn stage(own: &[u32], similar: &[u32], popular: &[u32]) -> Stage {
    Stage::new(Files::of(&shop(own, similar, popular)))
}

/// What the cards say, in order.
fn said(place: &Place) -> Vec<String> {
    let line = |id: &String| format!("{id}: {}", place.of(id, "reason").inner_text());
    place.cards().iter().map(line).collect()
}

/// What a slate says of its items to pages that draw their own: for each its id, the kind of its reason and the seed.
async fn told(setwise: &JsValue, request: &str) -> Vec<String> {
    let request = js_sys::JSON::parse(request).unwrap();
    let slate = call(setwise, "recommend", &[request]).await.unwrap();
    let line = |item: JsValue| {
        let (reason, text) = (get(&item, "reason"), |of: &JsValue, name| {
            get(of, name).as_string().unwrap()
        });
        let seed = match Reflect::has(&reason, &"product".into()) {
            Ok(true) => text(&get(&reason, "product"), "id"),
            _ => "none".to_owned(),
        };
        format!("{} {} {seed}", text(&item, "id"), text(&reason, "kind"))
    };
    Array::from(&get(&slate, "items"))
        .iter()
        .map(line)
        .collect()
}

#[wasm_bindgen_test]
async fn each_card_says_what_speaks_for_it() {
    let (stage, place) = (stage(&[1], &[3, 4], &[5, 6]), Place::new());
    let setwise = stage.create().await.unwrap();
    let request = r#"{"product":"camera"}"#;
    mounted(&setwise, &place, request).await;
    assert_eq!(text(&place, ".title"), "Complete your set");
    assert_eq!(
        said(&place),
        [
            "card: Often bought together",
            "tripod: Bought with similar products",
            "lens: Bought with similar products",
            "strap: Popular in this shop",
            "cloth: Popular in this shop",
        ]
    );
    assert_eq!(text(&place, ".context"), "", "two of them go with nothing");
    assert_eq!(
        told(&setwise, request).await,
        [
            "card goes-with camera",
            "tripod goes-with-similar camera",
            "lens goes-with-similar camera",
            "strap popular none",
            "cloth popular none",
        ]
    );
}

#[wasm_bindgen_test]
async fn a_heading_names_the_product_where_all_cards_go_with_it() {
    let (stage, place) = (stage(&[1], &[3, 4], &[]), Place::new());
    let setwise = stage.create().await.unwrap();
    mounted(&setwise, &place, r#"{"product":"camera"}"#).await;
    assert_eq!(text(&place, ".context"), "Goes with Title of camera");
}

#[wasm_bindgen_test]
async fn bestsellers_are_called_that() {
    let (stage, place) = (stage(&[], &[], &[1, 4, 5]), Place::new());
    let setwise = stage.create().await.unwrap();
    mounted(&setwise, &place, r#"{"product":"camera"}"#).await;
    assert_eq!(text(&place, ".title"), "Bestsellers");
    assert_eq!(text(&place, ".context"), "");
    assert_eq!(place.cards(), ["card", "lens", "strap"]);
}

#[wasm_bindgen_test]
async fn a_cart_hears_which_of_its_products_speaks() {
    let (stage, place) = (stage(&[1, 5], &[3, 4], &[7]), Place::new());
    for id in ["camera", "case"] {
        stage.lines.borrow_mut().push(id.to_owned());
    }
    let setwise = stage.create().await.unwrap();
    mounted(&setwise, &place, r#"{"placement":"cart"}"#).await;
    assert_eq!(
        said(&place),
        [
            "card: Often bought with Title of camera",
            "strap: Often bought with Title of camera",
            "tripod: Bought with products like Title of camera",
            "lens: Bought with products like Title of camera",
            "light: Popular in this shop",
        ]
    );
}

#[wasm_bindgen_test]
async fn what_the_merchant_or_a_habit_puts_there_says_so() {
    let (stage, place) = (stage(&[1], &[3], &[]), Place::new());
    let setwise = stage.create().await.unwrap();
    let directives = says(Ruling {
        pins: vec![ProductKey::of("case")],
        ..Ruling::default()
    });
    heed(&setwise, &directives);
    let request = r#"{"product":"camera"}"#;
    let complements = mounted(&setwise, &place, request).await;
    assert_eq!(
        said(&place),
        [
            "case: Recommended by this shop",
            "card: Often bought together",
            "tripod: Bought with similar products",
        ]
    );
    assert_eq!(text(&place, ".title"), "Complete your set");
    assert_eq!(text(&place, ".context"), "");
    assert_eq!(told(&setwise, request).await[0], "case pinned none");
    // One product stands once on a page: what this shelf shows, the next would leave out.
    call(&complements, "unmount", &[]).await.unwrap();

    let request = r#"{"kind":"for-you","product":"camera"}"#;
    let place = Place::new();
    directives.borrow_mut().ruling.pins.clear();
    mounted(&setwise, &place, request).await;
    let context = "Because you looked at Title of camera";
    assert_eq!(text(&place, ".context"), context);
    assert_eq!(
        said(&place),
        ["lens: Often looked at after Title of camera"]
    );

    let place = Place::new();
    *directives.borrow_mut() = Directives {
        own: vec![(ProductKey::of("case"), TASTE_ONE)],
        ..Directives::default()
    };
    mounted(&setwise, &place, request).await;
    assert_eq!(
        said(&place),
        [
            "case: You come back to this",
            "lens: Often looked at after Title of camera",
        ]
    );
    assert_eq!(text(&place, ".title"), "Picked for you");
    assert_eq!(text(&place, ".context"), "", "a habit has other grounds");
    assert_eq!(
        told(&setwise, request).await,
        ["case habit none", "lens viewed-next camera"]
    );
}

#[wasm_bindgen_test]
async fn a_product_stands_once_on_a_page() {
    let (stage, first, second) = (stage(&[1, 3, 4], &[], &[]), Place::new(), Place::new());
    let setwise = stage.create().await.unwrap();
    let complements = mounted(&setwise, &first, r#"{"product":"camera"}"#).await;
    assert_eq!(first.cards(), ["card", "tripod", "lens"]);

    // All that it could show stands above it.
    let picks = mounted(
        &setwise,
        &second,
        r#"{"kind":"for-you","product":"camera"}"#,
    )
    .await;
    assert_eq!(second.state().as_deref(), Some("empty"));
    assert!(second.shows_own());

    call(&complements, "unmount", &[]).await.unwrap();
    call(&picks, "refresh", &[]).await.unwrap();
    assert_eq!(second.cards(), ["lens"]);
}
