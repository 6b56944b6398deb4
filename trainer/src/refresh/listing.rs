//! What a catalog says of the products of a snapshot, by the rules of a training.

use setwise_core::catalog::Money;
use setwise_core::snapshot::{DisplayTable, RecordContents};

use crate::ingest::{Catalog, CatalogEntry, CatalogIndex, Interner, Names};
use crate::pack::attribute_texts;
use crate::record::displayed;

/// A catalog that is looked up by product id.
pub(super) struct Listing<'a> {
    catalog: &'a Catalog,
    ids: &'a Interner,
    index: CatalogIndex<'a>,
    /// By what names it knows its products, for ids that a training has spelled otherwise.
    names: Names,
    /// The moment whose prices count, seconds since 1970 UTC.
    now: i64,
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
    pub(super) fn of(catalog: &'a Catalog, ids: &'a Interner, now: i64) -> Self {
        let has = |name: &str| catalog.columns.contains(&name);
        Self {
            has: Columns {
                // A pattern of addresses is as good as a column.
                url: has("url") || catalog.entries.iter().any(|entry| entry.url.is_some()),
                image: has("image"),
                category: has("category"),
                brand: has("brand"),
                attributes: has("attributes"),
                group: has("item_group_id"),
            },
            index: CatalogIndex::of(Some(catalog), ids.len()),
            names: catalog.names(ids),
            now,
            catalog,
            ids,
        }
    }

    fn text(&self, number: Option<u32>) -> Option<&str> {
        std::str::from_utf8(self.catalog.texts.key(number?)).ok()
    }

    /// A record with what the catalog says of its product. A product that is not listed is out of stock and else as it was; so
    /// is a field of which the file has no column, and a title or a price that it leaves blank.
    pub(super) fn redisplay(&self, table: &DisplayTable, number: u32) -> Listed {
        let mut record = displayed(table, number);
        let id = record.id.as_bytes();
        let listed = |product: &u32| self.index.entry(*product).is_some();
        let known = self.ids.get(id).filter(listed);
        let product = known.or_else(|| Some(self.names.find(id)?.0));
        let found = product.and_then(|product| self.index.entry(product));
        let entry = found.map(|found| self.index.place(found.product));
        let mut price_kept = false;
        match found.filter(|found| found.hidden.is_none()) {
            None => record.in_stock = false,
            Some(found) => {
                let price = self.index.price(found.product, Some(self.now));
                let price = price.and_then(|p| u64::try_from(p).ok());
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
        record.needs_options = found.is_parent();
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
