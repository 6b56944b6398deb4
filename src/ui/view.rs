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
    /// It is before what is in view, or beside it.
    Past,
    /// It is after what is in view, or nowhere.
    Below,
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
            if let Some(last) = last(&entries) {
                seen(last);
            }
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

    /// What was measured since it called back last; it does not call back for that any more.
    pub(super) fn latest(&self) -> Option<Seen> {
        last(&self.observer.take_records())
    }
}

fn last(entries: &js_sys::Array) -> Option<Seen> {
    let last = entries.pop();
    let entry = last.dyn_ref::<IntersectionObserverEntry>()?;
    Some(if !entry.is_intersecting() {
        match entry.bounding_client_rect().top() < 0.0 {
            true => Seen::Past,
            false => Seen::Below,
        }
    } else if entry.intersection_ratio() >= 0.5 {
        Seen::Half
    } else {
        Seen::Less
    })
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}
