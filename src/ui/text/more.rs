//! The words of other shelves than "Complete your set", by `pkg/words.js`.

use crate::convert::{object, output};
use js_sys::{Array, Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// What is said of a slate.
#[derive(Default)]
pub(crate) struct Told {
    pub(crate) title: String,
    pub(crate) context: String,
    /// For each item: why it is there, what stands on its button, and what that is called.
    pub(crate) cards: Vec<[String; 3]>,
}

/// These words, as `pkg/all.js` hands them over; `undefined` where only sets are completed.
#[derive(Default)]
pub(crate) struct More(pub(crate) JsValue);

fn text(value: &JsValue, name: &str) -> String {
    let text = Reflect::get(value, &name.into()).unwrap_or_default();
    text.as_string().unwrap_or_default()
}

impl More {
    fn say(&self, what: &str, about: &JsValue) -> JsValue {
        let function = Reflect::get(&self.0, &what.into()).unwrap_or_default();
        function
            .dyn_ref::<Function>()
            .and_then(|function| function.call1(&self.0, about).ok())
            .unwrap_or_default()
    }

    /// What is said of a slate with these buttons.
    pub(crate) fn describe(&self, slate: JsValue, ways: &Array, seeds: usize) -> Told {
        let about = [
            ("slate", slate),
            ("ways", ways.into()),
            ("seeds", output::number(seeds)),
        ];
        let told = self.say("describe", &object(&about));
        let cards = Reflect::get(&told, &"cards".into()).unwrap_or_default();
        let card = |card: JsValue| ["reason", "label", "name"].map(|part| text(&card, part));
        Told {
            title: text(&told, "title"),
            context: text(&told, "context"),
            cards: Array::from(&cards).iter().map(card).collect(),
        }
    }

    /// What stands under a set: what is chosen costs `sum` together, and the button.
    pub(crate) fn foot(&self, count: usize, sum: &str) -> [String; 2] {
        let about = object(&[("count", output::number(count)), ("sum", sum.into())]);
        let told = self.say("foot", &about);
        ["total", "button"].map(|part| text(&told, part))
    }
}
