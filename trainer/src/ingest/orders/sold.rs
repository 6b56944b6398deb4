//! What a row says was sold: the product by its most telling name, pieces, and what it is called.

use super::{BY_TITLE, Orders, Places, Read, Reader};
use crate::ingest::chosen::without_own_words;
use crate::ingest::error::IngestError;
use crate::ingest::marks::readable;
use crate::ingest::quantity::{self, parse_quantity};
use crate::ingest::rows::{number, text_number};
use crate::ingest::table::Row;
use crate::ingest::vote::Vote;

impl Reader<'_> {
    /// The product of a row by its most telling name; `None` if it has none. The others are kept, for a catalog that knows the
    /// product by another one.
    pub(super) fn product(&mut self, row: Row<'_>) -> Result<Option<u32>, IngestError> {
        let Places {
            id,
            sku,
            variation_id,
            title,
            ..
        } = self.places;
        // A product without variations has the variation 0.
        let variation = Some(row.cell(variation_id)).filter(|cell| *cell != b"0");
        let cells = [variation.unwrap_or_default(), row.cell(id), row.cell(sku)];
        let mut names = cells.into_iter().filter(|cell| !cell.is_empty());
        let Orders {
            windows_1252,
            file,
            names: others,
            ..
        } = &mut self.orders;
        let Some(first) = names.next() else {
            let title = row.cell(title);
            if title.is_empty() {
                return Ok(None);
            }
            let key = [BY_TITLE, readable(title).0.as_bytes()].concat();
            return match self.products.intern(&key) {
                Some(product) => Ok(Some(product)),
                None => Ok(None),
            };
        };
        let product = number(self.products, first, windows_1252, file, "products")?;
        for cell in names.filter(|cell| *cell != first) {
            let name = number(self.products, cell, windows_1252, file, "products")?;
            let known = others.entry(product).or_default();
            if !known.contains(&name) {
                known.push(name);
            }
        }
        Ok(Some(product))
    }

    /// Pieces of a row, without those that were given back; the inner `None` if all of them were.
    pub(super) fn quantity(&self, row: Row<'_>) -> Result<Option<i32>, Read> {
        let Places {
            quantity,
            refunded_quantity,
            ..
        } = self.places;
        let cell = row.cell(quantity);
        let bought = match cell {
            b"" => Some(1),
            cell => parse_quantity(cell),
        };
        let bought = bought.ok_or(Read::Bad("bad_quantity", quantity, quantity::EXPECTED))?;
        let back = parse_quantity(row.cell(refunded_quantity))
            .unwrap_or(0)
            .saturating_abs();
        let left = bought.saturating_sub(back);
        Ok(
            (back == 0 || bought <= 0 || left > 0).then_some(if bought > 0 {
                left
            } else {
                bought
            }),
        )
    }

    /// Casts the vote of a row's title; whether it has one, or the file has none at all.
    pub(super) fn title(
        &mut self,
        product: u32,
        row: Row<'_>,
        sells: bool,
    ) -> Result<bool, IngestError> {
        let Places { title, variant, .. } = self.places;
        let cell = row.cell(title);
        if cell.is_empty() {
            return Ok(title.is_none());
        }
        if !sells {
            return Ok(true);
        }
        let Orders {
            texts,
            titles,
            windows_1252,
            file,
            ..
        } = &mut self.orders;
        let chosen = without_own_words(row.cell(variant));
        let mut text = text_number(texts, cell, windows_1252, file, "titles")?;
        if !chosen.is_empty() {
            let both = [cell, b" - ", chosen].concat();
            let both = text_number(texts, &both, windows_1252, file, "titles")?;
            // What is sold in several variants under one id is called by none of them.
            let known = self.variants.entry(product).or_insert(Some(both));
            if *known == Some(both) {
                text = both;
            } else if known.take().is_some()
                && let Some(vote) = titles.get_mut(product as usize)
            {
                *vote = Vote::new();
            }
        }
        if titles.len() <= product as usize {
            titles.resize(product as usize + 1, Vote::new());
        }
        if let Some(vote) = titles.get_mut(product as usize) {
            vote.cast(text);
        }
        Ok(true)
    }
}
