//! The shop's element: where the shelf stands in it, and what the shop itself had there.

use super::style;
use crate::error::{Error, Problem};
use crate::page;
use web_sys::{Element, HtmlElement, Node, ShadowRoot, ShadowRootInit, ShadowRootMode};

/// Marks the slot that stays in a shadow root after unmounting, since a shadow root cannot be taken off again.
const SLOT: &str = "data-setwise";
/// Marks an element whose own children the sheet hides, so that those that come later are hidden too.
const COVERED: &str = "data-setwise-covered";

/// An element with room for a shelf.
pub(crate) struct Host {
    pub(super) element: HtmlElement,
    /// The parent of all that the shelf makes.
    pub(super) root: HtmlElement,
    /// The document or shadow root whose sheet styles it.
    tree: Node,
    fallback: Fallback,
}

enum Fallback {
    /// The shop's markup shows through a slot, which lies with the shelf on a stage of one cell.
    Slot { slot: Element, stage: Element },
    /// The shop's markup stands beside the shelf. No sheet can hide bare words, so these were put into elements.
    Beside { words: Vec<Element> },
}

impl Host {
    /// # Errors
    /// [`Error::Element`]: the element cannot carry a shadow root, or has a shelf or a shadow root of its own.
    pub(super) fn new(element: HtmlElement, shadow: bool) -> Result<Self, Error> {
        let root: HtmlElement = page::create("div");
        root.set_class_name("setwise");
        let (tree, fallback) = if shadow {
            let (shadow_root, slot) = shadow_root(&element)?;
            let stage: Element = page::create("div");
            stage.set_class_name("stage");
            append(&stage, &slot);
            append(&stage, &root);
            append(&shadow_root, &stage);
            (shadow_root.into(), Fallback::Slot { slot, stage })
        } else {
            let there = element.query_selector(":scope > .setwise");
            if there.ok().flatten().is_some() {
                return Err(TAKEN.into());
            }
            let words = wrap_words(&element);
            append(&element, &root);
            (style::tree_of(&element), Fallback::Beside { words })
        };
        style::adopt(&tree);
        Ok(Self {
            element,
            root,
            tree,
            fallback,
        })
    }

    /// Whether the shop has something to show in place of the shelf.
    pub(super) fn has_fallback(&self) -> bool {
        let own = match &self.fallback {
            Fallback::Slot { .. } => 0,
            Fallback::Beside { .. } => 1,
        };
        self.element.child_element_count() > own || (own == 0 && has_words(&self.element))
    }

    pub(super) fn show_fallback(&self, shown: bool) {
        let _ = match &self.fallback {
            Fallback::Slot { slot, .. } => slot.toggle_attribute_with_force("hidden", !shown),
            Fallback::Beside { .. } => self.element.toggle_attribute_with_force(COVERED, !shown),
        };
    }

    /// Leaves the element as it was.
    pub(super) fn restore(&self) {
        self.show_fallback(true);
        self.root.remove();
        match &self.fallback {
            Fallback::Slot { slot, stage } => {
                append(&self.tree, slot);
                stage.remove();
            }
            Fallback::Beside { words } => words.iter().for_each(unwrap),
        }
        style::release(&self.tree);
        let _ = self.element.remove_attribute("data-state");
    }
}

fn has_words(node: &Node) -> bool {
    node.text_content()
        .is_some_and(|text| text.bytes().any(|byte| !byte.is_ascii_whitespace()))
}

/// Puts each bare text among an element's children into an element of its own.
fn wrap_words(element: &Element) -> Vec<Element> {
    let mut words = Vec::new();
    let mut next = element.first_child();
    while let Some(node) = next {
        next = node.next_sibling();
        if node.node_type() == Node::TEXT_NODE && has_words(&node) {
            let wrap: Element = page::create("span");
            let _ = element.insert_before(&wrap, Some(&node));
            append(&wrap, &node);
            words.push(wrap);
        }
    }
    words
}

fn unwrap(wrap: &Element) {
    if let Some(parent) = wrap.parent_node() {
        while let Some(node) = wrap.first_child() {
            let _ = parent.insert_before(&node, Some(wrap));
        }
    }
    wrap.remove();
}

const TAKEN: Problem = Problem::Element {
    reason: "mount: the element has a shelf already; unmount that one first",
};

const OCCUPIED: Problem = Problem::Element {
    reason: "mount: the element has a shadow root of its own; pass shadow: false",
};
const UNFIT: Problem = Problem::Element {
    reason: "mount: this element cannot carry a shadow root; pass shadow: false",
};

fn shadow_root(element: &HtmlElement) -> Result<(ShadowRoot, Element), Error> {
    if let Some(there) = element.shadow_root() {
        let slot = there.query_selector("[data-setwise]").ok().flatten();
        return match slot {
            // Ours, from before an unmount, holds nothing but the slot.
            Some(slot) if there.first_element_child().as_ref() == Some(&slot) => Ok((there, slot)),
            Some(_) => Err(TAKEN.into()),
            None => Err(OCCUPIED.into()),
        };
    }
    let init = ShadowRootInit::new(ShadowRootMode::Open);
    let made = element.attach_shadow(&init).map_err(|_| UNFIT)?;
    let slot: Element = page::create("slot");
    let _ = slot.set_attribute(SLOT, "");
    Ok((made, slot))
}

fn append(parent: &Node, child: &Node) {
    let _ = parent.append_child(child);
}
