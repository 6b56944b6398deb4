//! Events that a page can listen to anywhere: they bubble and leave shadow roots.

use wasm_bindgen::JsValue;
use web_sys::{CustomEvent, CustomEventInit, EventTarget};

/// Dispatches `name` from a shelf's element.
pub(crate) fn emit(target: &EventTarget, name: &str, detail: &JsValue) {
    let init = CustomEventInit::new();
    init.set_bubbles(true);
    init.set_composed(true);
    init.set_detail(detail);
    if let Ok(event) = CustomEvent::new_with_event_init_dict(name, &init) {
        // A listener that throws reports to the page itself.
        let _ = target.dispatch_event(&event);
    }
}
