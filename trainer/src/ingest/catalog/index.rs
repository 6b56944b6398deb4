//! A catalog by the numbers of its products.

use super::{Catalog, CatalogEntry};

/// The entries of a catalog by the number of their product.
pub struct CatalogIndex<'a> {
    catalog: Option<&'a Catalog>,
    /// Place in the catalog, `u32::MAX` for products that it does not list.
    places: Vec<u32>,
    /// What is chosen on pages, where shoppers may see it: (place of the page, place of the variation), ascending.
    children: Vec<(u32, u32)>,
}

impl<'a> CatalogIndex<'a> {
    /// Of a catalog, if there is one, that was read with so many `ids`.
    #[must_use]
    pub fn of(catalog: Option<&'a Catalog>, ids: usize) -> Self {
        let mut places = vec![u32::MAX; ids];
        let mut children = Vec::new();
        for (place, entry) in (0..).zip(catalog.iter().flat_map(|c| &c.entries)) {
            if let Some(slot) = places.get_mut(entry.product as usize) {
                *slot = place;
            }
            if let Some(parent) = entry.parent.filter(|_| entry.hidden.is_none()) {
                children.push((parent, place));
            }
        }
        children.sort_unstable();
        Self {
            catalog,
            places,
            children,
        }
    }

    /// Its place in the catalog; `u32::MAX` where it does not stand in it.
    #[must_use]
    pub fn place(&self, p: u32) -> u32 {
        self.places.get(p as usize).copied().unwrap_or(u32::MAX)
    }

    fn at(&self, place: u32) -> Option<&'a CatalogEntry> {
        self.catalog?.entries.get(place as usize)
    }

    /// What the catalog says of a product.
    #[must_use]
    pub fn entry(&self, p: u32) -> Option<&'a CatalogEntry> {
        self.at(self.place(p))
    }

    /// The product on whose page this one is chosen.
    #[must_use]
    pub fn parent(&self, p: u32) -> Option<u32> {
        Some(self.at(self.entry(p)?.parent?)?.product)
    }

    /// The catalog's price: of a page the lowest of what is chosen on it.
    #[must_use]
    pub fn price(&self, p: u32, now: Option<i64>) -> Option<i64> {
        let entry = self.entry(p)?;
        if !entry.is_parent() {
            return entry.price_at(now);
        }
        let page = self.place(p);
        let from = self.children.partition_point(|(parent, _)| *parent < page);
        let own = self
            .children
            .iter()
            .skip(from)
            .take_while(|(parent, _)| *parent == page);
        let lowest = own
            .filter_map(|(_, child)| self.at(*child)?.price_at(now))
            .min();
        lowest.or_else(|| entry.price_at(now))
    }
}
