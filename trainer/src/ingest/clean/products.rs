//! The products that are left, by their indices.

use super::{Catalog, ChosenByHand};
use crate::ingest::catalog::listed;
use crate::ingest::join::Names;

/// Numbers of the products of a snapshot, in its order.
pub(super) struct Chosen {
    pub(super) numbers: Vec<u32>,
    index: Vec<u32>,
}

impl Chosen {
    pub(super) fn new(numbers: Vec<u32>, ids: usize) -> Self {
        let mut index = vec![u32::MAX; ids];
        for (&p, n) in numbers.iter().zip(0u32..) {
            if let Some(slot) = index.get_mut(p as usize) {
                *slot = n;
            }
        }
        Self { numbers, index }
    }

    /// The index of a product; `None` if it is left out.
    pub(super) fn index(&self, p: u32) -> Option<u32> {
        let index = self.index.get(p as usize).copied();
        index.filter(|&index| index != u32::MAX)
    }
}

/// What the merchant shows with what, both by index, ascending and each once.
pub(super) fn chosen_by_hand(
    catalog: &Catalog,
    chosen: &Chosen,
    names: &Names,
) -> Vec<ChosenByHand> {
    let mut found = Vec::new();
    for entry in catalog
        .entries
        .iter()
        .filter(|entry| !entry.links.is_empty())
    {
        let Some(from) = chosen.index(entry.product) else {
            continue;
        };
        for (kind, cell) in &entry.links {
            for name in listed(catalog.texts.key(*cell)) {
                // `id:12` is a name of its own.
                if let Some(to) = names.first(name).filter(|to| *to != from) {
                    found.push(ChosenByHand {
                        from,
                        to,
                        kind: *kind,
                    });
                }
            }
        }
    }
    // The merchant's order is the order of the list: only what stands there twice goes.
    let mut known = std::collections::BTreeSet::new();
    found.retain(|chosen| known.insert(*chosen));
    found.sort_by_key(|chosen| chosen.from);
    found
}
