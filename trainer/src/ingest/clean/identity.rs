//! Which product each id of the orders is: itself, one of the catalog under another name, or another spelling of it.

use std::collections::BTreeMap;

use hashbrown::{HashMap, HashSet};

use super::products::Chosen;
use super::{Catalog, Product};
use crate::ingest::intern::Interner;
use crate::ingest::join::{Join, Names, better_spelling};
use crate::ingest::orders::{Line, Orders, title_of_key};
use crate::ingest::spelling::merge_spellings;

/// The product of each number of an id.
pub(super) struct Identity {
    into: Vec<u32>,
    /// Products of the catalog whose id a spreadsheet damaged, with the number of the id that orders have.
    better: HashMap<u32, u32>,
    /// Ids merged into another spelling of theirs.
    pub(super) merged_spellings: u64,
    /// Ids found under another name, by how.
    pub(super) joined: BTreeMap<&'static str, u64>,
    /// Titles that stand for an id and are those of several products.
    shared_titles: HashSet<u32>,
    /// The names of the catalog's products, if anybody asked for them.
    names: Option<Names>,
}

impl Identity {
    /// Of the ids that lines name, which a catalog may know otherwise.
    pub(super) fn of<'a>(
        orders: &Orders,
        lines: &[Line],
        catalog: Option<&Catalog>,
        ids: &'a Interner,
        title: impl Fn(u32) -> Option<&'a str>,
    ) -> Self {
        let count = u32::try_from(ids.len()).unwrap_or(u32::MAX);
        let mut lines_of = vec![0u64; ids.len()];
        for line in lines {
            if let Some(n) = lines_of.get_mut(line.product as usize) {
                *n += 1;
            }
        }
        let mut identity = Self {
            into: (0..count).collect(),
            better: HashMap::new(),
            merged_spellings: 0,
            joined: BTreeMap::new(),
            shared_titles: HashSet::new(),
            names: None,
        };
        if let Some(catalog) = catalog {
            identity.join(orders, catalog, ids, &lines_of);
            // A page names a product as the catalog spells it.
            for entry in &catalog.entries {
                if let Some(n) = lines_of.get_mut(entry.product as usize) {
                    *n += u64::from(u32::MAX);
                }
            }
        }
        let id = |p: u32| ids.key(p);
        let spelled = merge_spellings(count, id, title, &lines_of);
        for slot in &mut identity.into {
            let own = *slot;
            *slot = spelled.get(own as usize).copied().unwrap_or(own);
        }
        let others = spelled.iter().zip(0u32..).filter(|&(&to, p)| to != p);
        identity.merged_spellings = others.count() as u64;
        identity
    }

    /// Finds the ids of orders that the catalog does not list as they stand.
    fn join(&mut self, orders: &Orders, catalog: &Catalog, ids: &Interner, lines_of: &[u64]) {
        let mut listed = vec![false; ids.len()];
        for entry in &catalog.entries {
            if let Some(slot) = listed.get_mut(entry.product as usize) {
                *slot = true;
            }
        }
        let is_sold = |p: u32| lines_of.get(p as usize).is_some_and(|lines| *lines > 0);
        let is_listed = |p: u32| listed.get(p as usize) == Some(&true);
        let open: Vec<u32> = (0..ids.len() as u32)
            .filter(|&p| is_sold(p) && !is_listed(p))
            .collect();
        if open.is_empty() {
            return;
        }
        let names = catalog.names(ids);
        let sold_as = |p: u32| {
            let title = orders.titles.get(p as usize)?.winner()?;
            Some(String::from_utf8_lossy(orders.texts.key(title)))
        };
        let mut found: Vec<(u32, u32, Join)> = Vec::new();
        for p in open {
            if let Some(title) = title_of_key(ids.key(p)) {
                let title = String::from_utf8_lossy(title);
                found.extend(names.of_title(&title).map(|to| (p, to, Join::Title)));
                if names.is_shared_title(&title) {
                    self.shared_titles.insert(p);
                }
                continue;
            }
            let others = orders.names.get(&p).map_or(&[][..], Vec::as_slice);
            let exact = others.iter().copied().find(|&other| is_listed(other));
            let mut all = std::iter::once(p).chain(others.iter().copied());
            let joined = names
                .find(ids.key(p))
                .filter(|(_, join)| *join == Join::OtherName)
                .or(exact.map(|to| (to, Join::OtherName)))
                .or_else(|| all.find_map(|name| names.find(ids.key(name))))
                .or_else(|| Some((names.of_title(&sold_as(p)?)?, Join::Title)));
            found.extend(joined.map(|(to, join)| (p, to, join)));
        }
        // What lost something could be another product: not if the product is sold under its own name too, and only one
        // name can be what is left.
        let mut claims: HashMap<u32, u32> = HashMap::new();
        for (_, to, _) in found.iter().filter(|(_, _, join)| join.is_lossy()) {
            *claims.entry(*to).or_default() += 1;
        }
        found.retain(|(_, to, join)| {
            !join.is_lossy() || (!is_sold(*to) && claims.get(to) == Some(&1))
        });
        for (p, to, join) in found {
            if let Some(slot) = self.into.get_mut(p as usize) {
                *slot = to;
            }
            *self.joined.entry(join.words()).or_default() += 1;
            let text = |p: u32| std::str::from_utf8(ids.key(p)).unwrap_or_default();
            if better_spelling(text(to), text(p), join) != text(to) {
                self.better.insert(to, p);
            }
        }
        self.names = Some(names);
    }

    /// The product that an id is.
    pub(super) fn of_product(&self, p: u32) -> u32 {
        self.into.get(p as usize).copied().unwrap_or(p)
    }

    /// Whether all that is known of it is a title that several products have.
    pub(super) fn is_shared_title(&self, p: u32) -> bool {
        self.shared_titles.contains(&p)
    }

    /// How a product's id is spelled.
    pub(super) fn id<'a>(&self, p: u32, ids: &'a Interner) -> &'a str {
        let spelled = self.better.get(&p).copied().unwrap_or(p);
        std::str::from_utf8(ids.key(spelled)).unwrap_or("")
    }

    /// By what names files may speak of the products that are left, by their indices.
    pub(super) fn names(
        self,
        catalog: Option<&Catalog>,
        ids: &Interner,
        chosen: &Chosen,
        products: &[Product],
    ) -> Names {
        let listed = self.names.or_else(|| Some(catalog?.names(ids)));
        let mut names =
            listed.map_or_else(Names::new, |names| names.renumbered(|p| chosen.index(p)));
        for (product, index) in products.iter().zip(0..) {
            if catalog.is_none() || product.place == u32::MAX {
                names.add(product.id.as_bytes(), index);
            } else {
                names.add_other(product.id.as_bytes(), index);
            }
        }
        for (&to, p) in self.into.iter().zip(0..) {
            if to != p
                && let Some(index) = chosen.index(to)
            {
                names.add_other(ids.key(p), index);
            }
        }
        names
    }
}
