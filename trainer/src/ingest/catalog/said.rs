//! What a row says of its product besides its id and its prices.

use super::{CatalogEntry, Draft, Places, ProductKind, Reader, shown, voted};
use crate::ingest::error::IngestError;
use crate::ingest::stock::can_be_bought;
use crate::ingest::table::Row;
use crate::ingest::vote::Vote;

impl Reader<'_> {
    /// What a row says besides its id and its prices.
    pub(super) fn draft(&mut self, row: Row<'_>) -> Result<Draft, IngestError> {
        let cell = |at: Option<usize>| row.cell(at);
        let at = &self.places;
        let tracked = at.tracked.map(|tracked| row.cell(Some(tracked)));
        let stock = can_be_bought(
            cell(at.in_stock),
            cell(at.stock),
            cell(at.stock_policy),
            tracked,
        );
        if stock.is_none() {
            let word = [cell(at.in_stock), cell(at.stock)];
            let word = word.into_iter().find(|cell| !cell.is_empty());
            self.catalog.unusable.stock_word(word.unwrap_or_default());
        }
        let said = shown(cell(at.status), cell(at.published), cell(at.visibility));
        let kind = ProductKind::of(
            cell(at.kind),
            cell(at.gift_card),
            cell(at.requires_shipping),
        );
        let Places {
            title,
            url,
            image,
            variant_image,
            category,
            brand,
            attributes,
            group,
            sku,
            platform_id,
            handle,
            parent,
            children,
            variant,
            options,
            links,
            ..
        } = *at;
        let own_image = self.text(row, variant_image)?;
        let entry = CatalogEntry {
            title: self.text(row, title)?.map_or(Vote::new(), voted),
            url: self.text(row, url)?,
            image: match own_image {
                Some(own) => Some(own),
                None => self.text(row, image)?,
            },
            category: self.text(row, category)?,
            brand: self.text(row, brand)?,
            attributes: self.text(row, attributes)?,
            group: self.name(row, group)?,
            ..CatalogEntry::default()
        };
        let mut draft = Draft {
            entry,
            rows: 1,
            stock: stock.flatten(),
            said,
            kind,
            sku: self.name(row, sku)?,
            platform_id: self.name(row, platform_id)?,
            handle: self.name(row, handle)?,
            parent: self.name(row, parent)?,
            variant: self.text(row, variant)?,
            ..Draft::default()
        };
        for column in children {
            draft.children = draft.children.or(self.text(row, column)?);
        }
        for (slot, (name, value)) in draft.options.iter_mut().zip(options) {
            *slot = (self.text(row, name)?, self.text(row, value)?);
        }
        let names = [draft.sku, draft.platform_id, draft.handle];
        draft.entry.names.extend(names.into_iter().flatten());
        if let Some(sku) = draft.sku {
            // Etsy lists the SKUs of a listing's variants in its one row.
            let texts = &mut self.catalog.texts;
            let all = String::from_utf8_lossy(texts.key(sku)).into_owned();
            if all.contains(',') {
                let parts = all
                    .split(',')
                    .map(str::trim)
                    .filter(|part| !part.is_empty());
                draft
                    .entry
                    .names
                    .extend(parts.filter_map(|part| texts.intern(part.as_bytes())));
            }
        }
        if let Some(id) = draft.platform_id {
            // WooCommerce writes `id:12` where it speaks of another product.
            let texts = &mut self.catalog.texts;
            let name = [b"id:", texts.key(id)].concat();
            draft.entry.names.extend(texts.intern(&name));
        }
        for (kind, column) in links {
            if let Some(text) = self.text(row, column)? {
                draft.links.push((kind, text));
            }
        }
        Ok(draft)
    }
}
