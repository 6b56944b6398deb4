//! A product as its rows tell it, before the rows of its family and of the whole file have been read.

use super::kind::ProductKind;
use super::sale::SaleCells;
use super::shown::Said;
use super::{CatalogEntry, LinkKind};
use crate::ingest::currency_sign::Named;
use crate::ingest::money::PriceReading;

/// One product while the file is read. Texts are numbers of the catalog's texts.
#[derive(Clone, Debug, Default)]
pub(super) struct Draft {
    pub(super) entry: CatalogEntry,
    /// Rows that told of it.
    pub(super) rows: u64,
    /// Whether it can be bought, if a row says so.
    pub(super) stock: Option<bool>,
    /// Whether shoppers may see it, if a row says so.
    pub(super) said: Said,
    pub(super) kind: ProductKind,
    pub(super) sku: Option<u32>,
    pub(super) platform_id: Option<u32>,
    pub(super) handle: Option<u32>,
    /// What its row calls its parent, and what a parent calls its children.
    pub(super) parent: Option<u32>,
    pub(super) children: Option<u32>,
    /// Names and values of its options, in the order of the columns.
    pub(super) options: [(Option<u32>, Option<u32>); 3],
    pub(super) variant: Option<u32>,
    /// Rows of several variants were merged: they share a page, and no variant's name is the product's.
    pub(super) several: bool,
    /// Cells that name what the merchant shows with it.
    pub(super) links: Vec<(LinkKind, u32)>,
    /// Rows of it in the kept currency or none, and in another one.
    pub(super) own_currency: u64,
    pub(super) other_currency: u64,
}

/// Prices of one row, which wait for the whole column.
#[derive(Debug)]
pub(super) struct PricedRow {
    pub(super) draft: u32,
    pub(super) regular: Option<PriceReading>,
    pub(super) sale: Option<Box<SaleCells>>,
    pub(super) currency: Option<Named>,
}

impl Draft {
    /// A later row of the same product votes on the title, and fills what the earlier ones left blank.
    pub(super) fn merge(&mut self, found: Self) {
        let Self { entry, .. } = self;
        if let Some(title) = found.entry.title.winner() {
            entry.title.cast(title);
        }
        let fills = [
            (&mut entry.url, found.entry.url),
            (&mut entry.image, found.entry.image),
            (&mut entry.category, found.entry.category),
            (&mut entry.brand, found.entry.brand),
            (&mut entry.attributes, found.entry.attributes),
            (&mut entry.group, found.entry.group),
            (&mut self.platform_id, found.platform_id),
            (&mut self.handle, found.handle),
            (&mut self.parent, found.parent),
            (&mut self.children, found.children),
        ];
        for (known, new) in fills {
            *known = known.or(new);
        }
        self.rows += found.rows;
        // One of its variants is enough.
        self.stock = match (self.stock, found.stock) {
            (Some(a), Some(b)) => Some(a || b),
            (a, b) => a.or(b),
        };
        self.said = self.said.or(found.said);
        self.kind = self.kind.merged(found.kind);
        let differs = |a: Option<u32>, b: Option<u32>| a.is_some() && b.is_some() && a != b;
        let values = |draft: &Self| draft.options.map(|(_, value)| value);
        self.several |= found.several
            || differs(self.sku, found.sku)
            || values(self)
                .into_iter()
                .zip(values(&found))
                .any(|(a, b)| differs(a, b));
        for (known, new) in self.options.iter_mut().zip(found.options) {
            known.0 = known.0.or(new.0);
            known.1 = known.1.or(new.1);
        }
        self.variant = self.variant.or(found.variant);
        self.sku = self.sku.or(found.sku);
        self.entry.names.extend(found.entry.names);
        for link in found.links {
            if !self.links.contains(&link) {
                self.links.push(link);
            }
        }
    }
}
