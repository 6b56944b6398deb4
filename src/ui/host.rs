//! The shop's element: where the shelf stands in it, and what the shop itself had there.

use super::style;
use crate::error::{Error, Problem};
use crate::page;
use wasm_bindgen::JsCast;
use web_sys::{
    CssStyleSheet, Element, HtmlElement, Node, ShadowRoot, ShadowRootInit, ShadowRootMode,
};

/// Marks the slot that stays in a shadow root after unmounting, since a shadow root cannot be taken off again.
const SLOT: &str = "data-setwise";

/// An element with room for a shelf.
pub(crate) struct Host {
    pub(super) element: HtmlElement,
    /// The parent of all that the shelf makes.
    pub(super) root: HtmlElement,
    fallback: Fallback,
}

enum Fallback {
    /// The shop's markup shows through a slot of the shadow root.
    Slot(Element),
    /// The shop's markup stands beside the shelf; these are the elements that were visible.
    Beside(Vec<HtmlElement>),
}

impl Host {
    /// # Errors
    /// [`Error::Element`]: the element cannot carry a shadow root, or has a shelf or a shadow root of its own.
    pub(super) fn new(
        element: HtmlElement,
        shadow: bool,
        sheet: Option<&CssStyleSheet>,
    ) -> Result<Self, Error> {
        let root: HtmlElement = page::create("div");
        root.set_class_name("setwise");
        let fallback = if shadow {
            let (shadow_root, slot) = shadow_root(&element)?;
            style::adopt(&shadow_root, sheet);
            append(&shadow_root, &root);
            Fallback::Slot(slot)
        } else {
            if element
                .query_selector(":scope > .setwise")
                .ok()
                .flatten()
                .is_some()
            {
                return Err(TAKEN.into());
            }
            style::adopt(&page::document(), sheet);
            let children = element.children();
            let visible = (0..children.length())
                .filter_map(|at| children.item(at)?.dyn_into::<HtmlElement>().ok())
                .filter(|child| !child.hidden())
                .collect();
            append(&element, &root);
            Fallback::Beside(visible)
        };
        Ok(Self {
            element,
            root,
            fallback,
        })
    }

    /// Whether the shop has something to show in place of the shelf.
    pub(super) fn has_fallback(&self) -> bool {
        match &self.fallback {
            Fallback::Slot(_) => {
                self.element.child_element_count() > 0
                    || self
                        .element
                        .text_content()
                        .is_some_and(|text| text.bytes().any(|byte| !byte.is_ascii_whitespace()))
            }
            Fallback::Beside(visible) => !visible.is_empty(),
        }
    }

    pub(super) fn show_fallback(&self, shown: bool) {
        match &self.fallback {
            Fallback::Slot(slot) => {
                let _ = slot.toggle_attribute_with_force("hidden", !shown);
            }
            Fallback::Beside(elements) => {
                for element in elements {
                    element.set_hidden(!shown);
                }
            }
        }
    }

    /// Leaves the element as it was.
    pub(super) fn restore(&self) {
        self.root.remove();
        self.show_fallback(true);
        let _ = self.element.remove_attribute("data-state");
    }
}

const TAKEN: Problem = Problem::Element {
    reason: "mount: the element has a shelf already; unmount that one first, or mount on an element of its own",
};

const OCCUPIED: Problem = Problem::Element {
    reason: "mount: the element has a shadow root of its own; mount on a div inside, or pass shadow: false",
};
const UNFIT: Problem = Problem::Element {
    reason: "mount: this kind of element cannot carry a shadow root; mount on a div or a section, or pass shadow: false",
};

fn shadow_root(element: &HtmlElement) -> Result<(ShadowRoot, Element), Error> {
    if let Some(there) = element.shadow_root() {
        // Ours, from before an unmount, holds nothing but the slot.
        let slot = there
            .first_element_child()
            .filter(|slot| slot.has_attribute(SLOT));
        return match slot {
            Some(slot) if there.child_element_count() == 1 => Ok((there, slot)),
            Some(_) => Err(TAKEN.into()),
            None => Err(OCCUPIED.into()),
        };
    }
    let init = ShadowRootInit::new(ShadowRootMode::Open);
    let made = element.attach_shadow(&init).map_err(|_| UNFIT)?;
    let slot: Element = page::create("slot");
    let _ = slot.set_attribute(SLOT, "");
    append(&made, &slot);
    Ok((made, slot))
}

fn append(parent: &Node, child: &Node) {
    let _ = parent.append_child(child);
}
