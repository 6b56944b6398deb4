//! What only the whole catalog tells: decimal sign and order of dates, the main currency, families.

use super::{Catalog, Reader, SalePrice, settle, voted};
use crate::ingest::error::IngestError;
use crate::ingest::money::PriceReading;
use crate::ingest::rows::Options;
use crate::ingest::time::DateOrder;

impl Reader<'_> {
    /// Gives the products their prices, and settles their families.
    pub(super) fn close(
        mut self,
        dates: DateOrder,
        options: &Options,
    ) -> Result<Catalog, IngestError> {
        self.catalog.currency = self.currencies.main();
        self.catalog.sign = self.currencies.sign();
        let sign = self.prices.sign();
        let mut lowest: Vec<Option<i64>> = vec![None; self.drafts.len()];
        for row in &self.priced {
            let Some(draft) = self.drafts.get_mut(row.draft as usize) else {
                continue;
            };
            if self.currencies.is_other(row.currency) {
                draft.other_currency += 1;
                continue;
            }
            draft.own_currency += 1;
            let mut amount = |reading: PriceReading| {
                let found = sign.amount(reading);
                self.catalog.unusable.prices_of_two_readings += u64::from(found.is_none());
                found.filter(|&amount| amount > 0)
            };
            if let Some(price) = row.regular.and_then(&mut amount) {
                draft.entry.price.cast(price);
                if let Some(low) = lowest.get_mut(row.draft as usize) {
                    *low = Some(low.map_or(price, |low| low.min(price)));
                }
            }
            if let Some((cells, price)) = row
                .sale
                .as_deref()
                .and_then(|cells| Some((cells, amount(cells.price)?)))
            {
                let sale = cells.close(price, dates);
                let cheaper = |known: &SalePrice| sale.price < known.price;
                if draft.entry.sale.as_ref().is_none_or(cheaper) {
                    draft.entry.sale = Some(sale);
                }
            }
        }
        // A page of several variants says from what price on.
        for (draft, low) in self.drafts.iter_mut().zip(lowest) {
            if let Some(low) = low.filter(|_| draft.several) {
                draft.entry.price = voted(low);
            }
        }
        self.drop_other_currencies()?;
        let Self {
            drafts,
            mut catalog,
            products,
            ..
        } = self;
        settle::settle(drafts, &mut catalog, products, options);
        Ok(catalog)
    }

    /// Products of which every row is in another currency are left out.
    pub(super) fn drop_other_currencies(&mut self) -> Result<(), IngestError> {
        let mut rows = 0;
        let catalog = &mut self.catalog;
        self.drafts.retain(|draft| {
            let other = draft.other_currency > 0 && draft.own_currency == 0;
            if other {
                rows += draft.rows;
                catalog.repeated_rows -= draft.rows.saturating_sub(1);
            }
            !other
        });
        if rows > 0 {
            *catalog.dropped.entry("other_currency").or_default() += rows;
        }
        if let (true, true, Some(kept), Some(found)) = (
            rows > 0,
            self.drafts.is_empty(),
            self.currencies.main(),
            self.currencies.other(),
        ) {
            return Err(IngestError::OtherCurrency {
                file: self.file.clone(),
                rows,
                kept,
                found: found.to_string(),
            });
        }
        Ok(())
    }
}
