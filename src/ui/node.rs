//! Elements that follow signals.
//!
//! Signals, effects and owners are Leptos's (`reactive_graph`). Its `view!` macro is not used: it makes a type of its own
//! for every element, with a dozen functions each, and this shelf came to 100 KB of Wasm more that way. A [`Node`] is the
//! one type of all elements here.

use crate::page;
use reactive_graph::effect::RenderEffect;
use std::any::Any;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::Element;

/// An element, and what must live as long as it: its effects, listeners and observers.
///
/// Behind one pointer, and closures boxed at once: builders that move little and are compiled once are half the size.
pub(super) struct Node(Box<Inner>);

struct Inner {
    element: Element,
    kept: Vec<Box<dyn Any>>,
}

impl Node {
    /// `part` is its class too.
    pub(super) fn new(tag: &str, part: &str) -> Self {
        let inner = Inner {
            element: page::create(tag),
            kept: Vec::new(),
        };
        Self(Box::new(inner)).set("class", part).set("part", part)
    }

    pub(super) fn element(&self) -> &Element {
        &self.0.element
    }

    /// An attribute.
    pub(super) fn set(self, name: &str, value: &str) -> Self {
        let _ = self.element().set_attribute(name, value);
        self
    }

    /// Text as text, whatever is in it.
    pub(super) fn text(self, text: &str) -> Self {
        self.element().set_text_content(Some(text));
        self
    }

    /// An attribute that follows signals; `None` takes it off.
    pub(super) fn bind(
        self,
        name: &'static str,
        value: impl Fn() -> Option<String> + 'static,
    ) -> Self {
        self.bind_boxed(name, Box::new(value))
    }

    fn bind_boxed(self, name: &'static str, value: Box<dyn Fn() -> Option<String>>) -> Self {
        let element = self.element().clone();
        self.follow(move || {
            let _ = match value() {
                Some(value) => element.set_attribute(name, &value),
                None => element.remove_attribute(name),
            };
        })
    }

    /// Text that follows signals.
    pub(super) fn bind_text(self, text: impl Fn() -> String + 'static) -> Self {
        self.bind_text_boxed(Box::new(text))
    }

    fn bind_text_boxed(self, text: Box<dyn Fn() -> String>) -> Self {
        let element = self.element().clone();
        self.follow(move || {
            let text = text();
            // A live region would say it again.
            if element.text_content().as_deref() != Some(&text) {
                element.set_text_content(Some(&text));
            }
        })
    }

    /// Runs now, and again whenever a signal that it read changes.
    pub(super) fn follow(self, effect: impl Fn() + 'static) -> Self {
        self.follow_boxed(Box::new(effect))
    }

    fn follow_boxed(self, effect: Box<dyn Fn()>) -> Self {
        let effect: RenderEffect<()> = RenderEffect::new(move |_| effect());
        self.keep(effect)
    }

    /// Calls back on an event, as long as the element lives.
    pub(super) fn on(self, event: &'static str, handler: impl Fn() + 'static) -> Self {
        self.on_boxed(event, Box::new(handler))
    }

    fn on_boxed(self, event: &'static str, handler: Box<dyn Fn()>) -> Self {
        let listener = Listener {
            element: self.element().clone(),
            event,
            handler: Closure::wrap(handler),
        };
        let function = listener.handler.as_ref().unchecked_ref();
        let _ = self
            .element()
            .add_event_listener_with_callback(event, function);
        self.keep(listener)
    }

    pub(super) fn keep(mut self, what: impl Any) -> Self {
        self.0.kept.push(Box::new(what));
        self
    }

    pub(super) fn child(mut self, child: Self) -> Self {
        let _ = self.element().append_child(child.element());
        self.0.kept.extend(child.0.kept);
        self
    }
}

/// Listens until dropped: an element may still be clicked when its closure is gone.
struct Listener {
    element: Element,
    event: &'static str,
    handler: Closure<dyn Fn()>,
}

impl Drop for Listener {
    fn drop(&mut self) {
        let function = self.handler.as_ref().unchecked_ref();
        let _ = self
            .element
            .remove_event_listener_with_callback(self.event, function);
    }
}
