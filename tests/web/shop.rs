//! A shop of a few products, served from memory, and a cart that tests can look into.

use js_sys::{Array, Function, Object, Promise, Reflect};
use setwise_core::catalog::Money;
use setwise_core::snapshot::{
    ContentHash, Edge, Parcel, RecordContents, ShardContents, seal, write,
};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{HtmlElement, Response, ResponseInit};

/// Complements of `camera`, best first.
pub(crate) const COMPLEMENTS: [&str; 8] = [
    "card", "case", "tripod", "lens", "strap", "cloth", "light", "battery",
];

pub(crate) fn record(id: &str) -> RecordContents {
    RecordContents {
        id: id.into(),
        title: ["Title of ", id].concat(),
        url: ["/products/", id].concat(),
        price: Some(Money(1999)),
        in_stock: true,
        ..RecordContents::default()
    }
}

/// The camera and what goes with it, the earlier the better.
pub(crate) fn contents() -> ShardContents {
    let mut records = vec![record("camera")];
    records.extend(COMPLEMENTS.iter().map(|id| record(id)));
    let edges = (0..COMPLEMENTS.len() as u8).map(|rank| Edge {
        to: u32::from(rank) + 1,
        code: 15 - rank,
        rank,
    });
    ShardContents {
        shard: (0, 1),
        edge_weights: std::array::from_fn(|code| code as f64 / 8.0),
        scale_weights: [1.0; 16],
        curve: std::array::from_fn(|rank| (16 - rank) as f64 / 16.0),
        records,
        edges: vec![edges.collect()],
        ..ShardContents::default()
    }
}

/// Deflate without compression: blocks of bytes as they are.
pub(crate) fn stored(raw: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut blocks = raw.chunks(0xffff).peekable();
    while let Some(block) = blocks.next() {
        out.push(u8::from(blocks.peek().is_none()));
        out.extend((block.len() as u16).to_le_bytes());
        out.extend((!(block.len() as u16)).to_le_bytes());
        out.extend(block);
    }
    out
}

/// What a test's `fetch` answers.
#[derive(Clone)]
pub(crate) struct Files {
    pub(crate) manifest: String,
    pub(crate) shard: Vec<u8>,
    pub(crate) name: String,
}

/// The manifest of all shards of a shop, and each under its name.
pub(crate) fn sealed(contents: &[ShardContents]) -> (String, Vec<(String, Vec<u8>)>) {
    sealed_as(contents, stored)
}

/// The same by another deflater.
pub(crate) fn sealed_as(
    contents: &[ShardContents],
    deflate: fn(&[u8]) -> Vec<u8>,
) -> (String, Vec<(String, Vec<u8>)>) {
    let mut files: Vec<Vec<u8>> = contents
        .iter()
        .map(|contents| write(contents, deflate).unwrap())
        .collect();
    let checksums: Vec<_> = (0..)
        .zip(&files)
        .map(|(number, file)| (number, Parcel::open(file.as_slice()).unwrap().checksum()))
        .collect();
    let generation = ContentHash::of_generation(&checksums);
    files.iter_mut().for_each(|file| seal(file, generation));
    let manifest = format!(
        r#"{{"format":"setwise","version":1,"generator":"test","build":"b1","products":9,
            "currency":{{"code":"GBP","minor_digits":2}},"as_of":1000,"stale_after":3600,
            "min_items":3,"max_items":6,"floor":0.001,"shards":{},"generations":["{generation}"]}}"#,
        files.len()
    );
    let named = (0..)
        .zip(files)
        .map(|(number, file): (u32, _)| (format!("{generation}/{number}.bin"), file));
    (manifest, named.collect())
}

impl Files {
    pub(crate) fn of(contents: &ShardContents) -> Self {
        Self::deflated(contents, stored)
    }

    pub(crate) fn deflated(contents: &ShardContents, deflate: fn(&[u8]) -> Vec<u8>) -> Self {
        let (manifest, mut shards) = sealed_as(std::slice::from_ref(contents), deflate);
        let (name, shard) = shards.remove(0);
        Self {
            manifest,
            shard,
            name,
        }
    }

    pub(crate) fn shop() -> Self {
        Self::of(&contents())
    }
}

/// Everything around a shelf that a test may want to look at.
pub(crate) struct Stage {
    pub(crate) options: Object,
    pub(crate) lines: Rc<RefCell<Vec<String>>>,
    pub(crate) refuse: Rc<Cell<bool>>,
    /// The cart answers no add until `settle`.
    pub(crate) hold: Rc<Cell<bool>>,
    held: Rc<RefCell<Vec<Held>>>,
    /// How often something was added, successfully or not.
    pub(crate) adds: Rc<Cell<u32>>,
    pub(crate) subscribers: Rc<Cell<i32>>,
    pub(crate) requests: Rc<RefCell<Vec<String>>>,
    pub(crate) errors: Rc<RefCell<Vec<String>>>,
    changed: Rc<RefCell<Option<Function>>>,
}

/// An add that waits for its answer.
struct Held {
    id: String,
    resolve: Function,
    reject: Function,
}

fn function<T: ?Sized + wasm_bindgen::closure::WasmClosure>(closure: Closure<T>) -> JsValue {
    // Tests may leak: the page ends with them.
    closure.into_js_value()
}

pub(crate) fn set(object: &Object, name: &str, value: impl Into<JsValue>) {
    Reflect::set(object, &name.into(), &value.into()).unwrap();
}

pub(crate) fn get(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).unwrap()
}

impl Stage {
    /// Options with a cart, a clock within `stale_after`, and a `fetch` for these files.
    pub(crate) fn new(files: Files) -> Self {
        let stage = Self {
            options: Object::new(),
            lines: Rc::default(),
            refuse: Rc::default(),
            hold: Rc::default(),
            held: Rc::default(),
            adds: Rc::default(),
            subscribers: Rc::default(),
            requests: Rc::default(),
            errors: Rc::default(),
            changed: Rc::default(),
        };
        let requests = Rc::clone(&stage.requests);
        let fetch = Closure::<dyn Fn(String) -> Promise>::new(move |url: String| {
            requests.borrow_mut().push(url.clone());
            Promise::resolve(&JsValue::from(answer(&files, &url)))
        });
        let errors = Rc::clone(&stage.errors);
        let on_error = Closure::<dyn Fn(JsValue)>::new(move |error: JsValue| {
            let message = get(&error, "message").as_string().unwrap_or_default();
            errors.borrow_mut().push(message);
        });
        set(
            &stage.options,
            "manifest",
            "https://shop.example/snapshot/manifest.json",
        );
        set(&stage.options, "locale", "en-GB");
        set(
            &stage.options,
            "now",
            function(Closure::<dyn Fn() -> f64>::new(|| 2_000_000.0)),
        );
        set(&stage.options, "fetch", function(fetch));
        set(&stage.options, "onError", function(on_error));
        set(&stage.options, "cart", stage.cart());
        stage
    }

    fn cart(&self) -> Object {
        let cart = Object::new();
        let lines = Rc::clone(&self.lines);
        let get_lines = Closure::<dyn Fn() -> Array>::new(move || {
            let line = |id: &String| {
                let line = Object::new();
                set(&line, "id", id.as_str());
                line
            };
            lines.borrow().iter().map(line).collect()
        });
        let (refuse, hold, held, adds) = (
            Rc::clone(&self.refuse),
            Rc::clone(&self.hold),
            Rc::clone(&self.held),
            Rc::clone(&self.adds),
        );
        let put = self.put();
        let add = Closure::<dyn Fn(JsValue) -> Promise>::new(move |line: JsValue| {
            adds.set(adds.get() + 1);
            let id = get(&line, "id").as_string().unwrap();
            if hold.get() {
                return Promise::new(&mut |resolve, reject| {
                    held.borrow_mut().push(Held {
                        id: id.clone(),
                        resolve,
                        reject,
                    });
                });
            }
            if refuse.get() {
                return Promise::reject(&js_sys::Error::new("sold out"));
            }
            put(&id);
            Promise::resolve(&JsValue::UNDEFINED)
        });
        let (subscribers, changed) = (Rc::clone(&self.subscribers), Rc::clone(&self.changed));
        let subscribe = Closure::<dyn Fn(Function) -> JsValue>::new(move |callback: Function| {
            subscribers.set(subscribers.get() + 1);
            changed.replace(Some(callback));
            let (subscribers, changed) = (Rc::clone(&subscribers), Rc::clone(&changed));
            function(Closure::<dyn Fn()>::new(move || {
                subscribers.set(subscribers.get() - 1);
                changed.replace(None);
            }))
        });
        set(&cart, "lines", function(get_lines));
        set(&cart, "add", function(add));
        set(&cart, "subscribe", function(subscribe));
        cart
    }

    /// Puts a product into the cart and tells whoever subscribed.
    pub(crate) fn put(&self) -> impl Fn(&str) + 'static {
        let (lines, changed) = (Rc::clone(&self.lines), Rc::clone(&self.changed));
        move |id| {
            lines.borrow_mut().push(id.to_owned());
            let changed = changed.borrow().clone();
            if let Some(changed) = changed {
                changed.call0(&JsValue::UNDEFINED).unwrap();
            }
        }
    }

    /// The cart's answer to all adds that it held back.
    pub(crate) fn settle(&self, accept: bool) {
        let put = self.put();
        for Held {
            id,
            resolve,
            reject,
        } in self.held.take()
        {
            if accept {
                put(&id);
            }
            let answer = if accept { resolve } else { reject };
            answer.call0(&JsValue::UNDEFINED).unwrap();
        }
    }

    pub(crate) async fn create(&self) -> Result<JsValue, JsValue> {
        JsFuture::from(setwise::create_setwise(
            self.options.clone().into(),
            words().into(),
        ))
        .await
    }
}

/// What `pkg/all.js` hands over beside the Wasm: the English words of all shelves.
fn words() -> Object {
    let phrases = include_str!("../../pkg/text/more-en.js").split_once("export default");
    let phrases = phrases.unwrap().1.trim().trim_end_matches(';');
    let logic = include_str!("../../pkg/words.js").replace("export function", "function");
    let script = format!("(() => {{ {logic}\n return wordsOf({phrases}, undefined, 'en'); }})()");
    let ahead = Object::new();
    set(&ahead, "words", js_sys::eval(&script).unwrap());
    ahead
}

fn answer(files: &Files, url: &str) -> Response {
    if url.ends_with("/manifest.json") {
        return Response::new_with_opt_str(Some(&files.manifest)).unwrap();
    }
    if url.ends_with(&files.name) {
        let mut bytes = files.shard.clone();
        return Response::new_with_opt_u8_array(Some(&mut bytes)).unwrap();
    }
    let init = ResponseInit::new();
    init.set_status(404);
    Response::new_with_opt_str_and_init(Some("not found"), &init).unwrap()
}

/// Calls a method that gives a promise.
pub(crate) async fn call(
    object: &JsValue,
    method: &str,
    arguments: &[JsValue],
) -> Result<JsValue, JsValue> {
    let method: Function = get(object, method).dyn_into().unwrap();
    let result = method.apply(object, &arguments.iter().cloned().collect::<Array>())?;
    JsFuture::from(Promise::resolve(&result)).await
}

pub(crate) async fn wait(milliseconds: i32) {
    let promise = Promise::new(&mut |resolve, _| {
        let window = web_sys::window().unwrap();
        window
            .set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, milliseconds)
            .unwrap();
    });
    JsFuture::from(promise).await.unwrap();
}

/// An element in the page, with a shop's own markup in it, that is gone at the end of the test.
pub(crate) struct Place(pub(crate) HtmlElement);

impl Place {
    pub(crate) fn new() -> Self {
        let document = web_sys::window().unwrap().document().unwrap();
        let element: HtmlElement = document.create_element("div").unwrap().unchecked_into();
        let own = document.create_element("p").unwrap();
        own.set_text_content(Some("The shop's own list"));
        element.append_child(&own).unwrap();
        document.body().unwrap().append_child(&element).unwrap();
        Self(element)
    }

    pub(crate) fn state(&self) -> Option<String> {
        self.0.get_attribute("data-state")
    }

    /// Whether the shop's own markup is what is visible.
    pub(crate) fn shows_own(&self) -> bool {
        self.0
            .first_element_child()
            .unwrap()
            .get_bounding_client_rect()
            .height()
            > 0.0
    }

    pub(crate) fn all(&self, selector: &str) -> Vec<HtmlElement> {
        let Some(root) = self.0.shadow_root() else {
            return Vec::new();
        };
        let found = root.query_selector_all(selector).unwrap();
        (0..found.length())
            .map(|at| found.item(at).unwrap().unchecked_into())
            .collect()
    }

    /// Product ids of the cards, in order.
    pub(crate) fn cards(&self) -> Vec<String> {
        self.all("[part=card][data-id]")
            .iter()
            .map(|card| card.get_attribute("data-id").unwrap())
            .collect()
    }

    /// Whether a product's button says that the cart is working on it.
    pub(crate) fn is_busy(&self, id: &str) -> bool {
        self.of(id, "add").get_attribute("data-phase").as_deref() == Some("adding")
    }

    /// Something of a product's card.
    pub(crate) fn of(&self, id: &str, part: &str) -> HtmlElement {
        self.all(&format!("[data-id='{id}'] [part={part}]"))
            .remove(0)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.0.remove();
    }
}

/// Mount options for the camera's page.
pub(crate) fn camera() -> JsValue {
    let options = Object::new();
    set(&options, "product", "camera");
    options.into()
}
