//! What a catalog says of the products of a snapshot, by the rules of a training.

use setwise_core::catalog::Money;
use setwise_core::snapshot::{DisplayTable, RecordContents};

use crate::ingest::{Catalog, CatalogEntry, Interner};
use crate::pack::attribute_texts;
use crate::record::displayed;

/// A catalog that is looked up by product id.
pub(super) struct Listing<'a> {
    catalog: &'a Catalog,
    ids: &'a Interner,
    /// Number of the entry by number of the id.
    entries: Vec<Option<u32>>,
    has: Columns,
}

/// Columns that keep what the snapshot displays where the file lacks them.
struct Columns {
    url: bool,
    image: bool,
    category: bool,
    brand: bool,
    attributes: bool,
    group: bool,
}

/// A record as the catalog wants it displayed.
pub(super) struct Listed {
    pub(super) record: RecordContents,
    /// Number of the catalog's entry; `None` if the catalog lacks the product.
    pub(super) entry: Option<u32>,
    /// The catalog gives no price, the snapshot has one.
    pub(super) price_kept: bool,
}

impl<'a> Listing<'a> {
    /// `ids` are those that `catalog` was read with.
    pub(super) fn of(catalog: &'a Catalog, ids: &'a Interner) -> Self {
        let mut entries = vec![None; ids.len()];
        for (number, entry) in (0..).zip(&catalog.entries) {
            if let Some(slot) = entries.get_mut(entry.product as usize) {
                *slot = Some(number);
            }
        }
        let has = |name: &str| catalog.columns.contains(&name);
        Self {
            has: Columns {
                url: has("url"),
                image: has("image"),
                category: has("category"),
                brand: has("brand"),
                attributes: has("attributes"),
                group: has("item_group_id"),
            },
            catalog,
            ids,
            entries,
        }
    }

    fn text(&self, number: Option<u32>) -> Option<&str> {
        std::str::from_utf8(self.catalog.texts.key(number?)).ok()
    }

    /// A record with what the catalog says of its product. A product that is not listed is out of stock and else as it was; so
    /// is a field of which the file has no column, and a title or a price that it leaves blank.
    pub(super) fn redisplay(&self, table: &DisplayTable, number: u32) -> Listed {
        let mut record = displayed(table, number);
        let entry = self.ids.get(record.id.as_bytes());
        let entry = entry.and_then(|id| self.entries.get(id as usize).copied().flatten());
        let found = entry.and_then(|entry| self.catalog.entries.get(entry as usize));
        let mut price_kept = false;
        match found {
            None => record.in_stock = false,
            Some(found) => {
                let price = found.price.winner().and_then(|p| u64::try_from(p).ok());
                price_kept = price.is_none() && record.price.is_some();
                record.price = price.map(Money).or(record.price);
                self.overwrite(&mut record, found);
            }
        }
        Listed {
            record,
            entry,
            price_kept,
        }
    }

    fn overwrite(&self, record: &mut RecordContents, found: &CatalogEntry) {
        let title = self.text(found.title.winner()).map(str::trim);
        if let Some(title) = title.filter(|title| !title.is_empty()) {
            title.clone_into(&mut record.title);
        }
        record.in_stock = found.in_stock;
        for (has, field, text) in [
            (self.has.url, &mut record.url, found.url),
            (self.has.image, &mut record.image, found.image),
            (self.has.category, &mut record.category, found.category),
            (self.has.brand, &mut record.brand, found.brand),
            (self.has.group, &mut record.group, found.group),
        ] {
            if has {
                self.text(text).unwrap_or_default().clone_into(field);
            }
        }
        if self.has.attributes {
            let cell = self.text(found.attributes).unwrap_or_default();
            record.attributes = attribute_texts(cell).map(str::to_owned).collect();
        }
    }
}
