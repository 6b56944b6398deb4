//! The `catalog` table: a row a product, or several rows of one, or of the variants of one.

mod category;
mod close;
mod draft;
mod entry;
mod index;
mod kind;
mod model;
mod options;
mod picture;
mod places;
mod said;
mod sale;
mod settle;
mod shown;

use std::collections::BTreeMap;

use hashbrown::HashMap;

use super::bad_rows::BadRows;
use super::columns::CATALOG;
use super::currency_sign::Named;
use super::dates::DateColumn;
use super::error::IngestError;
use super::intern::Interner;
use super::money::{self, PriceReading};
use super::prices::{Currencies, PriceColumn, named};
use super::rows::{Cells, Options, TICK, number, personal, text_number};
use super::table::{Row, Table};
use super::time::DateOrder;
use super::vote::Vote;
use draft::{Draft, PricedRow};
pub use entry::{CatalogEntry, LinkKind};
pub use index::CatalogIndex;
use kind::is_part;
pub use kind::{ProductKind, Role};
pub use model::{Catalog, Unusable};
use places::Places;
use sale::SaleCells;
pub use sale::SalePrice;
pub(super) use settle::listed;
pub use shown::Hidden;
pub(super) use shown::shown;

/// Unknown words for the stock that are shown.
const STOCK_EXAMPLES: usize = 5;
/// Prices beyond this cannot be held exactly by every program that reads a snapshot.
const MOST_MONEY: i64 = (1 << 53) - 1;

/// Reads a catalog; product ids get their numbers from `products`. `tick` is told the position in the file now and then.
///
/// # Errors
/// [`IngestError`] when the file is no such table, or too many of its rows are bad.
pub fn read_catalog(
    table: &mut Table,
    products: &mut Interner,
    options: &Options,
    tick: &mut dyn FnMut(u64),
) -> Result<Catalog, IngestError> {
    let columns = table.bind(&CATALOG, &options.mapping)?;
    table.only(&columns)?;
    let headers = table.headers().to_vec();
    let mut reader = Reader {
        places: Places::of(|name| columns.at(name)),
        file: table.file().to_owned(),
        products,
        by_product: HashMap::new(),
        drafts: Vec::new(),
        priced: Vec::new(),
        prices: PriceColumn::default(),
        dates: DateColumn::new(options.date_order),
        currencies: Currencies::new(options.currency, options.known_currency),
        catalog: Catalog {
            entries: Vec::new(),
            texts: Interner::new(),
            currency: None,
            sign: None,
            columns: columns.found().map(|(name, _)| name).collect(),
            has_prices: columns.at("price").is_some(),
            rows: 0,
            repeated_rows: 0,
            dropped: BTreeMap::new(),
            bad: BadRows::new(table.file(), options.max_bad_rows),
            windows_1252: 0,
            personal: personal(&headers, &columns),
            unusable: Unusable::default(),
            without_id: 0,
        },
    };
    loop {
        if reader.catalog.rows.is_multiple_of(TICK) {
            tick(table.position());
        }
        let Some(row) = table.next_row()? else { break };
        reader.catalog.rows += 1;
        if row.is_empty() {
            reader.drop_row("blank_row");
            continue;
        }
        let read = reader.catalog.rows;
        let mut cells = Cells {
            row,
            headers: &headers,
            columns: &columns,
            read,
            bad: &mut reader.catalog.bad,
        };
        if cells.whole()? {
            match reader.row(row)? {
                Ok(()) => {}
                Err((reason, column, expected)) => {
                    let mut cells = Cells {
                        row,
                        headers: &headers,
                        columns: &columns,
                        read,
                        bad: &mut reader.catalog.bad,
                    };
                    cells.reject(reason, column, expected)?;
                }
            }
        }
    }
    reader.catalog.bad.finish(reader.catalog.rows)?;
    let dates = match reader.dates.matters() {
        true => {
            let at = reader.places.sale_starts.or(reader.places.sale_ends);
            let header = at.and_then(|at| headers.get(at)).map_or("", String::as_str);
            reader.dates.order(&reader.file, header)?
        }
        false => DateOrder::DayMonth,
    };
    reader.close(dates, options)
}

/// Why a row is bad: the reason, its column, and what was expected there.
type Wrong = (&'static str, Option<usize>, &'static str);

struct Reader<'a> {
    places: Places,
    file: String,
    products: &'a mut Interner,
    by_product: HashMap<u32, u32>,
    drafts: Vec<Draft>,
    priced: Vec<PricedRow>,
    prices: PriceColumn,
    dates: DateColumn,
    currencies: Currencies,
    catalog: Catalog,
}

impl Reader<'_> {
    fn drop_row(&mut self, reason: &'static str) {
        *self.catalog.dropped.entry(reason).or_default() += 1;
    }

    /// The number of a cell's text; `None` for a blank one.
    fn text(&mut self, row: Row<'_>, column: Option<usize>) -> Result<Option<u32>, IngestError> {
        let cell = row.cell(column);
        if cell.is_empty() {
            return Ok(None);
        }
        let Catalog {
            texts,
            windows_1252,
            ..
        } = &mut self.catalog;
        text_number(texts, cell, windows_1252, &self.file, "texts").map(Some)
    }

    /// The number of an id's text; `None` for a blank one.
    fn name(&mut self, row: Row<'_>, column: Option<usize>) -> Result<Option<u32>, IngestError> {
        let cell = row.cell(column);
        if cell.is_empty() {
            return Ok(None);
        }
        let Catalog {
            texts,
            windows_1252,
            ..
        } = &mut self.catalog;
        number(texts, cell, windows_1252, &self.file, "texts").map(Some)
    }

    /// The cell that names the row's product: its id, or where that is blank another name of it. A row without a price and a
    /// title of its own, as for one more picture, needs an id.
    fn key<'r>(&mut self, row: Row<'r>) -> Result<&'r [u8], &'static str> {
        let own = row.cell(self.places.id);
        if !own.is_empty() {
            return Ok(own);
        }
        let Places {
            sku,
            handle,
            platform_id,
            price,
            title,
            image,
            ..
        } = self.places;
        let other = [sku, platform_id, handle].map(|at| row.cell(at));
        let other = other.into_iter().find(|cell| !cell.is_empty());
        let tells = !row.cell(price).is_empty() || !row.cell(title).is_empty();
        match other {
            Some(name) if tells => {
                self.catalog.without_id += 1;
                Ok(name)
            }
            Some(_) if !row.cell(image).is_empty() => Err("picture"),
            _ => Err("blank_product_id"),
        }
    }

    /// Reads a price; the inner `None` for a blank cell.
    fn price(&mut self, cell: &[u8], currency: Option<Named>) -> Result<Option<PriceReading>, ()> {
        if cell.is_empty() {
            return Ok(None);
        }
        let digits = self.currencies.digits(currency);
        match self.prices.read(cell, digits) {
            Some(PriceReading::Certain(amount, _)) if amount > MOST_MONEY => Err(()),
            Some(PriceReading::Either { point, comma }) if point.max(comma) > MOST_MONEY => Err(()),
            reading => reading.map(Some).ok_or(()),
        }
    }

    fn row(&mut self, row: Row<'_>) -> Result<Result<(), Wrong>, IngestError> {
        if is_part(row.cell(self.places.kind)) {
            let sku = self.name(row, self.places.sku)?;
            if let Some(draft) = self.drafts.last_mut() {
                draft.entry.names.extend(sku);
            }
            self.drop_row("part_of_the_product_above");
            return Ok(Ok(()));
        }
        let key = match self.key(row) {
            Ok(key) => key,
            Err(reason) => {
                self.drop_row(reason);
                return Ok(Ok(()));
            }
        };
        let at_price = self.places.price;
        let price_cell = row.cell(at_price);
        let sale_cell = row.cell(self.places.sale_price);
        let currency = named(row.cell(self.places.currency), price_cell);
        if let Some(found) = currency {
            self.currencies.count(found);
        }
        let Ok(regular) = self.price(price_cell, currency) else {
            return Ok(Err(("bad_price", at_price, money::EXPECTED)));
        };
        if matches!(regular, Some(PriceReading::Certain(..=0, _))) {
            self.catalog.unusable.prices_not_above_zero += 1;
        }
        // A sale that cannot be read is none.
        let sale = self.price(sale_cell, currency).ok().flatten().map(|price| {
            let Places {
                sale_starts,
                sale_ends,
                sale_effective,
                ..
            } = self.places;
            let cells = (
                row.cell(sale_starts),
                row.cell(sale_ends),
                row.cell(sale_effective),
            );
            SaleCells::read(price, cells, &mut self.dates, row.line)
        });
        let draft = self.draft(row)?;
        let product = {
            let Catalog { windows_1252, .. } = &mut self.catalog;
            number(self.products, key, windows_1252, &self.file, "products")?
        };
        let next = self.drafts.len() as u32;
        let known = *self.by_product.entry(product).or_insert(next);
        if regular.is_some() || sale.is_some() || currency.is_some() {
            self.priced.push(PricedRow {
                draft: known,
                regular,
                sale: sale.map(Box::new),
                currency,
            });
        }
        match self.drafts.get_mut(known as usize) {
            Some(earlier) => {
                self.catalog.repeated_rows += 1;
                earlier.merge(draft);
            }
            None => self.drafts.push(Draft {
                entry: CatalogEntry {
                    product,
                    ..draft.entry
                },
                ..draft
            }),
        }
        Ok(Ok(()))
    }
}

/// A vote with one voice.
fn voted<T: Copy + PartialEq>(value: T) -> Vote<T> {
    let mut vote = Vote::new();
    vote.cast(value);
    vote
}

#[cfg(test)]
mod tests {
    use super::super::columns::Mapping;
    use super::*;
    use std::io::Cursor;

    fn catalog(text: &str, options: &Options) -> Result<Catalog, IngestError> {
        let mut table = Table::from_reader("c.csv", Cursor::new(text.to_owned()), 0)?;
        read_catalog(&mut table, &mut Interner::new(), options, &mut |_| ())
    }

    #[test]
    fn repeated_catalog_rows_are_one_product() {
        let text = "product_id,title,price,url\nA,Lamp,2.00,\nA,lamp damaged,0,http://x/a\nA,Lamp,2.00,\nB,Vase,,\n";
        let catalog = catalog(text, &Options::default()).expect("read");
        assert_eq!((catalog.entries.len(), catalog.repeated_rows), (2, 2));
        let lamp = &catalog.entries[0];
        assert_eq!(
            catalog.texts.key(lamp.title.winner().expect("title")),
            b"Lamp"
        );
        assert_eq!(lamp.price.winner(), Some(200));
        assert!(lamp.url.is_some() && catalog.entries[1].price.winner().is_none());
    }

    #[test]
    fn cells_that_say_nothing_are_counted_and_their_rows_used() {
        let text = "product_id;title;price;in_stock\na;A;0;yes\nb;B;-1,50;perhaps\nc;C;1.234;nein\nd;D;2,50;perhaps\n";
        let found = catalog(text, &Options::default()).expect("read");
        let unusable = Unusable {
            prices_not_above_zero: 2,
            stock_words: 2,
            stock_examples: vec!["perhaps".to_owned()],
            ..Unusable::default()
        };
        assert_eq!(found.unusable, unusable);
        let prices: Vec<_> = found
            .entries
            .iter()
            .map(|entry| entry.price.winner())
            .collect();
        assert_eq!(
            prices,
            [None, None, Some(123_400), Some(250)],
            "a decimal comma"
        );
        let stock: Vec<bool> = found.entries.iter().map(|entry| entry.in_stock).collect();
        assert_eq!(stock, [true, true, false, true]);
        let mixed = text.replace("-1,50", "1.50");
        let found = catalog(&mixed, &Options::default()).expect("read");
        assert_eq!(found.unusable.prices_of_two_readings, 1);
    }

    #[test]
    fn a_catalog_of_another_currency_is_named() {
        let options = Options {
            currency: Some("EUR".parse().expect("code")),
            ..Options::default()
        };
        let text = catalog("product_id,title,currency\na,A,USD\n", &options);
        let text = text.err().expect("nothing left").to_string();
        assert!(
            text.contains("another currency than EUR, the first in USD"),
            "{text}"
        );
    }

    #[test]
    fn a_feed_in_xml_is_the_catalog_of_the_same_feed_as_a_table() {
        let table = "id\ttitle\tlink\timage_link\tavailability\tprice\titem_group_id\tproduct_type\tbrand\n\
            LAMP\tA lamp & shade\t/lamp\t/lamp.jpg\tin_stock\t15.00 USD\tLAMPS\tHome > Lamps\tLux\n\
            VASE\tVase\t/vase\t\tout_of_stock\t9.00 USD\t\tHome\t\n";
        let xml = "<rss xmlns:g=\"http://base.google.com/ns/1.0\"><channel><title>Shop</title>\
            <item><g:id>LAMP</g:id><title>A lamp &amp; shade</title><link>/lamp</link><g:image_link>/lamp.jpg</g:image_link>\
            <g:availability>in_stock</g:availability><g:price>15.00 USD</g:price><g:item_group_id>LAMPS</g:item_group_id>\
            <g:product_type>Home &gt; Lamps</g:product_type><g:brand>Lux</g:brand></item>\
            <item><g:id>VASE</g:id><title>Vase</title><link>/vase</link><g:availability>out_of_stock</g:availability>\
            <g:price>9.00 USD</g:price><g:product_type>Home</g:product_type></item></channel></rss>";
        let read = |text: &str| {
            let maps = [
                "product_id=id",
                "url=link",
                "image=image_link",
                "in_stock=availability",
                "category=product_type",
            ];
            let options = Options {
                mapping: Mapping::parse(&maps.map(|map| format!("catalog.{map}")))
                    .expect("columns"),
                ..Options::default()
            };
            let found = catalog(text, &options).expect("read");
            let entries: Vec<String> = found
                .entries
                .iter()
                .map(|entry| {
                    let text = |number: Option<u32>| {
                        number.map(|number| {
                            String::from_utf8_lossy(found.texts.key(number)).into_owned()
                        })
                    };
                    let told = [
                        entry.title.winner(),
                        entry.url,
                        entry.image,
                        entry.category,
                        entry.brand,
                        entry.group,
                    ];
                    format!(
                        "{:?} {:?} {}",
                        told.map(text),
                        entry.price.winner(),
                        entry.in_stock
                    )
                })
                .collect();
            (entries, found.currency)
        };
        let (entries, currency) = read(xml);
        assert_eq!((entries.clone(), currency), read(table));
        assert!(
            entries[0].contains("Some(1500)") && entries[1].ends_with("false"),
            "{entries:?}"
        );
    }
}
