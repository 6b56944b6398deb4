//! What the browser observes for a shelf: its size, and whether it is seen.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{
    Element, IntersectionObserver, IntersectionObserverEntry, IntersectionObserverInit,
    ResizeObserver,
};

/// Calls back whenever an element changes size, until dropped.
pub(super) struct SizeWatch {
    observer: ResizeObserver,
    _closure: Closure<dyn Fn()>,
}

impl SizeWatch {
    pub(super) fn new(element: &Element, changed: impl Fn() + 'static) -> Option<Self> {
        let closure = Closure::<dyn Fn()>::new(changed);
        let observer = ResizeObserver::new(closure.as_ref().unchecked_ref()).ok()?;
        observer.observe(element);
        Some(Self {
            observer,
            _closure: closure,
        })
    }
}

impl Drop for SizeWatch {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

/// How much of an element is visible.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Seen {
    Not,
    Less,
    /// At least half of it, or of the window.
    Half,
}

/// An observer that stops when dropped.
pub(super) struct Watch {
    observer: IntersectionObserver,
    _closure: Closure<dyn Fn(js_sys::Array)>,
}

impl Watch {
    pub(super) fn new(element: &Element, seen: impl Fn(Seen) + 'static) -> Option<Self> {
        let closure = Closure::<dyn Fn(js_sys::Array)>::new(move |entries: js_sys::Array| {
            let last = entries.pop();
            let Some(entry) = last.dyn_ref::<IntersectionObserverEntry>() else {
                return;
            };
            seen(if !entry.is_intersecting() {
                Seen::Not
            } else if entry.intersection_ratio() >= 0.5 {
                Seen::Half
            } else {
                Seen::Less
            });
        });
        let init = IntersectionObserverInit::new();
        init.set_threshold(&js_sys::Array::of2(&0.into(), &0.5.into()));
        let observer =
            IntersectionObserver::new_with_options(closure.as_ref().unchecked_ref(), &init).ok()?;
        observer.observe(element);
        Some(Self {
            observer,
            _closure: closure,
        })
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}
