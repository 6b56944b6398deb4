//! From what rows say to products: families find together, and what a variant leaves blank comes from its parent.

use std::collections::BTreeMap;

use hashbrown::HashMap;

use super::category::CategoryStyle;
use super::draft::Draft;
use super::kind::Role;
use super::options::{is_choice, variant_name, variant_title};
use super::picture::first_picture;
use super::shown::Hidden;
use super::{Catalog, CatalogEntry, voted};
use crate::ingest::address::Names;
use crate::ingest::intern::Interner;
use crate::ingest::rows::Options;

/// Makes the catalog's entries of all drafts.
pub(super) fn settle(
    mut drafts: Vec<Draft>,
    catalog: &mut Catalog,
    products: &Interner,
    options: &Options,
) {
    let parents = parents(&drafts, &catalog.texts, products);
    for (draft, parent) in drafts.iter_mut().zip(&parents) {
        draft.entry.parent = *parent;
    }
    share_handles(&mut drafts, products, &catalog.texts);
    name_variants(&mut drafts, catalog);
    inherit(&mut drafts);
    tidy_texts(&mut drafts, catalog);
    address(&mut drafts, catalog, products, options);
    let entries = drafts.into_iter().map(|draft| CatalogEntry {
        in_stock: draft.stock.unwrap_or(true),
        kind: draft.kind,
        links: draft.links,
        ..draft.entry
    });
    catalog.entries = entries.collect();
    open_parents(&mut catalog.entries);
}

/// By what name a file may speak of a product of its own.
struct References<'a> {
    texts: &'a Interner,
    /// Every name with its product; `None` where two products have it.
    ids: HashMap<&'a [u8], Option<u32>>,
    skus: HashMap<&'a [u8], Option<u32>>,
    platform_ids: HashMap<&'a [u8], Option<u32>>,
}

impl<'a> References<'a> {
    fn of(drafts: &[Draft], texts: &'a Interner, products: &'a Interner) -> Self {
        let mut found = Self {
            texts,
            ids: HashMap::new(),
            skus: HashMap::new(),
            platform_ids: HashMap::new(),
        };
        // A file without families has nothing to look up.
        let refers = |draft: &Draft| {
            draft.parent.is_some() || draft.children.is_some() || draft.entry.group.is_some()
        };
        if !drafts.iter().any(refers) {
            return found;
        }
        let add = |map: &mut HashMap<&'a [u8], Option<u32>>, name: &'a [u8], of: u32| {
            map.entry(name)
                .and_modify(|known| *known = known.filter(|known| *known == of))
                .or_insert(Some(of));
        };
        for (number, draft) in (0..).zip(drafts) {
            add(&mut found.ids, products.key(draft.entry.product), number);
            if let Some(sku) = draft.sku {
                add(&mut found.skus, texts.key(sku), number);
            }
            if let Some(id) = draft.platform_id {
                add(&mut found.platform_ids, texts.key(id), number);
            }
        }
        found
    }

    /// The product of a name: an id, a SKU, or `id:12` for the platform's own id.
    fn find(&self, name: &[u8]) -> Option<u32> {
        let name = name.trim_ascii();
        let of = |map: &HashMap<&[u8], Option<u32>>, name: &[u8]| map.get(name).copied().flatten();
        if let Some(id) = name.strip_prefix(b"id:") {
            let id = id.trim_ascii();
            return of(&self.platform_ids, id).or_else(|| of(&self.ids, id));
        }
        of(&self.ids, name)
            .or_else(|| of(&self.skus, name))
            .or_else(|| of(&self.platform_ids, name))
    }

    fn text(&self, number: u32) -> &'a [u8] {
        self.texts.key(number)
    }
}

/// The parent of each draft: the one that it names itself, that names it, or whose id its group is where that one has no
/// price of its own.
fn parents(drafts: &[Draft], texts: &Interner, products: &Interner) -> Vec<Option<u32>> {
    let references = References::of(drafts, texts, products);
    let mut parents: Vec<Option<u32>> = vec![None; drafts.len()];
    for (slot, draft) in parents.iter_mut().zip(drafts) {
        let by_name = draft
            .parent
            .and_then(|name| references.find(references.text(name)));
        let by_group = || {
            let group = references.find(references.text(draft.entry.group?))?;
            let page = drafts.get(group as usize)?;
            let is_page = page.kind.role == Role::Variable || page.entry.price.winner().is_none();
            is_page.then_some(group)
        };
        let own = references.find(products.key(draft.entry.product));
        *slot = by_name
            .or_else(by_group)
            .filter(|parent| Some(*parent) != own);
    }
    for (parent, draft) in (0..).zip(drafts) {
        let Some(cell) = draft.children else { continue };
        for name in listed(texts.key(cell)) {
            let child = references.find(name).filter(|child| *child != parent);
            if let Some(slot) = child.and_then(|child| parents.get_mut(child as usize)) {
                slot.get_or_insert(parent);
            }
        }
    }
    // A parent of a parent would be a page of pages: nobody has one, and a circle must not be walked.
    let nested: Vec<bool> = parents
        .iter()
        .map(|parent| parent.is_some_and(|p| parents.get(p as usize).copied().flatten().is_some()))
        .collect();
    for (slot, nested) in parents.iter_mut().zip(nested) {
        if nested {
            *slot = None;
        }
    }
    parents
}

/// The names in a list of products: `a, b`, Magento's `a=1,b=2`, or its `sku=a,size=S|sku=b,size=M`.
pub(in crate::ingest) fn listed(cell: &[u8]) -> Vec<&[u8]> {
    let by_variant = cell.split(|byte| *byte == b'|');
    let skus: Vec<&[u8]> = by_variant
        .filter_map(|part| {
            let mut pairs = part.split(|byte| *byte == b',');
            pairs.find_map(|pair| pair.trim_ascii().strip_prefix(b"sku="))
        })
        .collect();
    if !skus.is_empty() {
        return skus;
    }
    cell.split(|byte| matches!(byte, b',' | b'|' | b';' | b'\n'))
        .map(|name| {
            let quantity = name.iter().rposition(|byte| *byte == b'=');
            name.get(..quantity.unwrap_or(name.len()))
                .unwrap_or(name)
                .trim_ascii()
        })
        .map(|name| name.trim_ascii_start().strip_prefix(b"\"").unwrap_or(name))
        .map(|name| name.strip_suffix(b"\"").unwrap_or(name))
        .filter(|name| !name.is_empty())
        .collect()
}

/// Rows with one handle are one family: the first row of it carries what the platform says once.
fn share_handles(drafts: &mut [Draft], products: &Interner, texts: &Interner) {
    let mut families: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (at, draft) in drafts.iter().enumerate() {
        if let Some(handle) = draft.handle {
            families.entry(handle).or_default().push(at);
        }
    }
    for (handle, members) in families
        .into_iter()
        .filter(|(_, members)| members.len() > 1)
    {
        let mut shared = Draft::default();
        for draft in members.iter().filter_map(|at| drafts.get(*at)) {
            let entry = &mut shared.entry;
            let own = &draft.entry;
            if entry.title.winner().is_none() {
                entry.title = own.title;
            }
            entry.url = entry.url.or(own.url);
            entry.image = entry.image.or(own.image);
            entry.category = entry.category.or(own.category);
            entry.brand = entry.brand.or(own.brand);
            shared.said = shared.said.or(draft.said);
            shared.kind.gift_card |= draft.kind.gift_card;
            for (known, found) in shared.options.iter_mut().zip(draft.options) {
                known.0 = known.0.or(found.0);
            }
            for link in &draft.links {
                if !shared.links.contains(link) {
                    shared.links.push(*link);
                }
            }
        }
        for at in members {
            let Some(draft) = drafts.get_mut(at) else {
                continue;
            };
            let page = products.key(draft.entry.product) == texts.key(handle);
            fill(draft, &shared);
            draft.kind.gift_card |= shared.kind.gift_card;
            draft.entry.group = draft.entry.group.or(Some(handle));
            draft.several |= page;
            for (own, name) in draft.options.iter_mut().zip(shared.options) {
                own.0 = own.0.or(name.0);
            }
            draft.links.clone_from(&shared.links);
        }
    }
}

/// What a draft leaves blank comes from another one.
fn fill(draft: &mut Draft, from: &Draft) {
    let entry = &mut draft.entry;
    if entry.title.winner().is_none() {
        entry.title = from.entry.title;
    }
    entry.url = entry.url.or(from.entry.url);
    entry.image = entry.image.or(from.entry.image);
    entry.category = entry.category.or(from.entry.category);
    entry.brand = entry.brand.or(from.entry.brand);
    draft.said = draft.said.or(from.said);
}

/// Variants that would be called alike get their own titles, and what tells them apart as attributes.
fn name_variants(drafts: &mut [Draft], catalog: &mut Catalog) {
    // How many of a family have a title.
    let mut alike: HashMap<(u32, u32), u32> = HashMap::new();
    let titled = |draft: &Draft| Some((draft.entry.group?, draft.entry.title.winner()?));
    for key in drafts.iter().filter_map(titled) {
        *alike.entry(key).or_default() += 1;
    }
    let titles: Vec<Option<u32>> = drafts.iter().map(|d| d.entry.title.winner()).collect();
    for draft in drafts.iter_mut().filter(|draft| !draft.several) {
        let parent = draft.entry.parent;
        let of_parent = parent.and_then(|parent| titles.get(parent as usize).copied().flatten());
        let own = draft.entry.title.winner();
        let shared = titled(draft)
            .and_then(|key| alike.get(&key))
            .is_some_and(|count| *count > 1);
        let says_nothing = parent.is_some() && (own.is_none() || own == of_parent);
        if !(shared || says_nothing) || matches!(draft.kind.role, Role::Variable | Role::Grouped) {
            continue;
        }
        let text = |number: u32| String::from_utf8_lossy(catalog.texts.key(number)).into_owned();
        let values: Vec<String> = draft
            .options
            .iter()
            .filter_map(|(_, v)| v.map(text))
            .collect();
        let variant = match draft.variant {
            Some(variant) => variant_name(std::iter::once(text(variant).as_str())),
            None => variant_name(values.iter().map(String::as_str)),
        };
        let Some(title) = own.or(of_parent) else {
            continue;
        };
        let named = variant_title(&text(title), &variant);
        let pairs: Vec<String> = draft
            .options
            .iter()
            .filter_map(|(name, value)| {
                let value = text((*value)?);
                let plain = |text: &str| !text.contains(['|', '=']);
                let name = text((*name)?);
                (is_choice(&value) && plain(&name) && plain(&value))
                    .then(|| format!("{name}={value}"))
            })
            .collect();
        if let Some(number) = catalog.texts.intern(named.as_bytes()) {
            draft.entry.title = voted(number);
        }
        if draft.entry.attributes.is_none() && !pairs.is_empty() {
            draft.entry.attributes = catalog.texts.intern(pairs.join("|").as_bytes());
        }
    }
}

/// Variations take from their parents what they leave blank, and with them they are one family.
fn inherit(drafts: &mut [Draft]) {
    let pages: Vec<Option<Draft>> = {
        let mut wanted = vec![false; drafts.len()];
        for parent in drafts.iter().filter_map(|draft| draft.entry.parent) {
            if let Some(slot) = wanted.get_mut(parent as usize) {
                *slot = true;
            }
        }
        let page = |(draft, wanted): (&Draft, bool)| wanted.then(|| draft.clone());
        drafts.iter().zip(wanted).map(page).collect()
    };
    // A family has the key that its variations name, else the name of its page.
    let mut keys: Vec<Option<u32>> = vec![None; drafts.len()];
    for draft in drafts.iter() {
        if let Some(slot) = draft.entry.parent.and_then(|p| keys.get_mut(p as usize)) {
            *slot = slot.or(draft.entry.group).or(draft.parent);
        }
    }
    for (draft, own) in drafts.iter_mut().zip(&pages) {
        let at = draft.entry.parent.map(|parent| parent as usize);
        let Some((page, parent)) = at.and_then(|at| Some((pages.get(at)?.as_ref()?, at))) else {
            // A product that others name as their parent is a page, whatever its own row says.
            if own.is_some() && draft.kind.role == Role::Unsaid {
                draft.kind.role = Role::Variable;
            }
            continue;
        };
        let grouped = page.kind.role == Role::Grouped;
        let only_invisible = draft.said == Some(Err(Hidden::Hidden)) && !grouped;
        if only_invisible {
            // Magento sells what is chosen on a page without showing it by itself.
            draft.said = page.said;
        }
        if grouped {
            continue;
        }
        if let Some(Err(why)) = page.said {
            draft.said = Some(Err(why));
        }
        fill(draft, page);
        if draft.kind.role == Role::Unsaid || draft.kind.role == Role::Simple {
            draft.kind.role = Role::Variation;
        }
        if draft.entry.price.winner().is_none() && draft.entry.sale.is_none() {
            draft.entry.price = page.entry.price;
            draft.entry.sale = page.entry.sale;
        }
        draft.entry.group = keys.get(parent).copied().flatten().or(draft.entry.group);
        for link in &page.links {
            if !draft.links.contains(link) {
                draft.links.push(*link);
            }
        }
    }
    for (at, draft) in drafts.iter_mut().enumerate() {
        if draft.kind.role == Role::Variable {
            draft.entry.group = keys.get(at).copied().flatten().or(draft.entry.group);
        }
        draft.entry.hidden = draft.said.and_then(Result::err);
    }
}

/// One category path and one picture a product.
fn tidy_texts(drafts: &mut [Draft], catalog: &mut Catalog) {
    // WooCommerce and Magento, which say what kind of thing a row is, write lists of categories.
    let lists = drafts.iter().any(|draft| draft.kind.role != Role::Unsaid);
    let style = {
        let cells = drafts.iter().filter_map(|draft| draft.entry.category);
        let text = |number| std::str::from_utf8(catalog.texts.key(number)).unwrap_or_default();
        CategoryStyle::of(lists, cells.map(text))
    };
    let mut known: HashMap<(bool, u32), Option<u32>> = HashMap::new();
    for draft in drafts.iter_mut() {
        for (is_category, slot) in [
            (true, &mut draft.entry.category),
            (false, &mut draft.entry.image),
        ] {
            let Some(number) = *slot else { continue };
            let Catalog { texts, .. } = catalog;
            *slot = *known.entry((is_category, number)).or_insert_with(|| {
                let text = String::from_utf8_lossy(texts.key(number)).into_owned();
                let tidy = match is_category {
                    true => style.path(&text),
                    false => first_picture(text.into()).into_owned(),
                };
                (!tidy.is_empty())
                    .then(|| texts.intern(tidy.as_bytes()))
                    .flatten()
            });
        }
    }
}

/// Products without an address get one by the shop's pattern; a variation has that of its parent's page.
fn address(drafts: &mut [Draft], catalog: &mut Catalog, products: &Interner, options: &Options) {
    let Some(pattern) = &options.addresses else {
        return;
    };
    let addresses: Vec<Option<String>> = drafts
        .iter()
        .map(|draft| {
            let page = draft
                .entry
                .parent
                .and_then(|parent| drafts.get(parent as usize));
            let page = page
                .filter(|page| page.kind.role == Role::Variable)
                .unwrap_or(draft);
            let text = |number: u32| std::str::from_utf8(catalog.texts.key(number)).ok();
            let own = std::str::from_utf8(products.key(page.entry.product)).ok()?;
            pattern.fill(Names {
                id: page.platform_id.and_then(text).unwrap_or(own),
                sku: page.sku.and_then(text).or(Some(own)),
                handle: page.handle.and_then(text),
            })
        })
        .collect();
    for (draft, address) in drafts.iter_mut().zip(addresses) {
        if draft.entry.url.is_none() {
            draft.entry.url = address.and_then(|address| catalog.texts.intern(address.as_bytes()));
        }
    }
}

/// A page can be bought while one of its variations can.
fn open_parents(entries: &mut [CatalogEntry]) {
    let mut open: BTreeMap<u32, bool> = BTreeMap::new();
    for entry in entries.iter() {
        if let Some(parent) = entry.parent {
            *open.entry(parent).or_default() |= entry.in_stock && entry.hidden.is_none();
        }
    }
    for (parent, open) in open {
        if let Some(entry) = entries.get_mut(parent as usize) {
            entry.in_stock = open;
        }
    }
}
