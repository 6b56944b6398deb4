//! The generic `catalog` table: one row a product.

use std::collections::BTreeMap;

use hashbrown::HashMap;

use super::bad_rows::BadRows;
use super::columns::CATALOG;
use super::error::IngestError;
use super::intern::Interner;
use super::money::{self, Currency, PriceReading};
use super::prices::{DecimalSign, PriceColumn};
use super::rows::{Cells, Options, TICK, number, personal};
use super::stock::in_stock;
use super::table::Table;
use super::text::decode;
use super::vote::Vote;

/// Unknown words for the stock that are shown.
const STOCK_EXAMPLES: usize = 5;
/// Prices beyond this cannot be held exactly by every program that reads a snapshot.
const MOST_MONEY: i64 = (1 << 53) - 1;

/// One product of a catalog. Texts are numbers of [`Catalog::texts`].
#[derive(Clone, Debug, Default)]
pub struct CatalogEntry {
    /// Number of the product in the interner of product ids.
    pub product: u32,
    /// Title that most rows of the product give.
    pub title: Vote<u32>,
    /// Price in minor units that most rows of the product give; only prices above zero.
    pub price: Vote<i64>,
    /// Link to the product's page.
    pub url: Option<u32>,
    /// Link to its picture.
    pub image: Option<u32>,
    /// Category, levels split by ` > `.
    pub category: Option<u32>,
    /// Brand.
    pub brand: Option<u32>,
    /// `key=value|…`.
    pub attributes: Option<u32>,
    /// Key of the family of variants.
    pub group: Option<u32>,
    /// Whether it can be bought; true unless the catalog says no.
    pub in_stock: bool,
}

/// A catalog as read.
pub struct Catalog {
    /// One entry a product, in the order of first appearance.
    pub entries: Vec<CatalogEntry>,
    /// All texts of the entries.
    pub texts: Interner,
    /// The currency of the prices.
    pub currency: Option<Currency>,
    /// The columns that the file has, of [`CATALOG`].
    pub columns: Vec<&'static str>,
    /// Whether the file has a price column.
    pub has_prices: bool,
    /// Rows read.
    pub rows: u64,
    /// Rows of a product that had a row before: merged with it.
    pub repeated_rows: u64,
    /// Rows not used, by reason.
    pub dropped: BTreeMap<&'static str, u64>,
    /// Rows that cannot be read.
    pub bad: BadRows,
    /// Cells that were not UTF-8.
    pub windows_1252: u64,
    /// Headers of personal columns, which were not read.
    pub personal: Vec<String>,
    /// Cells that say nothing usable, though their rows are used.
    pub unusable: Unusable,
}

/// Cells of a catalog that say nothing usable.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unusable {
    /// Prices of zero or less: no price.
    pub prices_not_above_zero: u64,
    /// Prices such as `1.234`, where other prices of the column have a decimal point and others a decimal comma.
    pub prices_of_two_readings: u64,
    /// Words for the stock that are not known: the product counts as in stock.
    pub stock_words: u64,
    /// The first of these words, each once.
    pub stock_examples: Vec<String>,
}

impl Unusable {
    fn stock_word(&mut self, cell: &[u8]) {
        self.stock_words += 1;
        if self.stock_examples.len() < STOCK_EXAMPLES {
            let word: String = decode(cell).0.chars().take(40).collect();
            if !self.stock_examples.contains(&word) {
                self.stock_examples.push(word);
            }
        }
    }
}

/// Reads a catalog; product ids get their numbers from `products`. `tick` is told the position in the file now and then.
pub fn read_catalog(
    table: &mut Table,
    products: &mut Interner,
    options: &Options,
    tick: &mut dyn FnMut(u64),
) -> Result<Catalog, IngestError> {
    let columns = table.bind(&CATALOG, &options.mapping)?;
    table.only(&columns)?;
    let at = |name| columns.at(name);
    let (id, title, price) = (at("product_id"), at("title"), at("price"));
    let (url, image, category, brand) = (at("url"), at("image"), at("category"), at("brand"));
    let (stock, attributes, group, currency) = (
        at("in_stock"),
        at("attributes"),
        at("item_group_id"),
        at("currency"),
    );
    let headers = table.headers().to_vec();
    let mut money = PriceColumn::new(options.currency);
    // (entry, price with a point, price with a comma) of cells that only the whole column can tell.
    let mut open: Vec<(u32, i64, i64)> = Vec::new();
    let mut by_product: HashMap<u32, u32> = HashMap::new();
    let mut catalog = Catalog {
        entries: Vec::new(),
        texts: Interner::new(),
        currency: None,
        columns: CATALOG
            .columns
            .iter()
            .map(|column| column.name)
            .filter(|name| at(name).is_some())
            .collect(),
        has_prices: price.is_some(),
        rows: 0,
        repeated_rows: 0,
        dropped: BTreeMap::new(),
        bad: BadRows::new(table.file(), options.max_bad_rows),
        windows_1252: 0,
        personal: personal(&headers, &columns),
        unusable: Unusable::default(),
    };
    let file = table.file().to_owned();
    loop {
        if catalog.rows.is_multiple_of(TICK) {
            tick(table.position());
        }
        let Some(row) = table.next_row()? else { break };
        catalog.rows += 1;
        let mut cells = Cells {
            row,
            headers: &headers,
            columns: &columns,
            read: catalog.rows,
            bad: &mut catalog.bad,
        };
        if row.is_empty() {
            *catalog.dropped.entry("blank_row").or_default() += 1;
            continue;
        }
        if !cells.whole()? {
            continue;
        }
        let key = row.cell(id);
        if key.is_empty() {
            *catalog.dropped.entry("blank_product_id").or_default() += 1;
            continue;
        }
        if !money.keeps(row.cell(currency)) {
            *catalog.dropped.entry("other_currency").or_default() += 1;
            continue;
        }
        let cell = row.cell(price);
        let reading = if cell.is_empty() {
            None
        } else {
            money.read(cell)
        };
        let (amount, either) = match reading {
            None if cell.is_empty() => (None, None),
            Some(PriceReading::Certain(amount, _)) if amount <= MOST_MONEY => (Some(amount), None),
            Some(PriceReading::Either { point, comma }) if point.max(comma) <= MOST_MONEY => {
                (None, Some((point, comma)))
            }
            _ => {
                cells.reject("bad_price", price, money::EXPECTED)?;
                continue;
            }
        };
        if amount.is_some_and(|amount| amount <= 0) {
            catalog.unusable.prices_not_above_zero += 1;
        }
        let amount = amount.filter(|&amount| amount > 0);
        let stock_cell = row.cell(stock);
        let can_be_bought = in_stock(stock_cell);
        if can_be_bought.is_none() {
            catalog.unusable.stock_word(stock_cell);
        }
        let mut text = |column: Option<usize>| -> Result<Option<u32>, IngestError> {
            let cell = row.cell(column);
            if cell.is_empty() {
                return Ok(None);
            }
            number(
                &mut catalog.texts,
                cell,
                &mut catalog.windows_1252,
                &file,
                "texts",
            )
            .map(Some)
        };
        let found = CatalogEntry {
            product: 0,
            title: text(title)?.map_or(Vote::new(), voted),
            price: amount.map_or(Vote::new(), voted),
            url: text(url)?,
            image: text(image)?,
            category: text(category)?,
            brand: text(brand)?,
            attributes: text(attributes)?,
            group: text(group)?,
            in_stock: can_be_bought.unwrap_or(true),
        };
        let product = number(products, key, &mut catalog.windows_1252, &file, "products")?;
        let next = catalog.entries.len() as u32;
        let known = *by_product.entry(product).or_insert(next);
        open.extend(either.map(|(point, comma)| (known, point, comma)));
        match catalog.entries.get_mut(known as usize) {
            Some(entry) => {
                catalog.repeated_rows += 1;
                merge(entry, &found);
            }
            None => catalog.entries.push(CatalogEntry { product, ..found }),
        }
    }
    catalog.bad.finish(catalog.rows)?;
    let sign = money.sign();
    for (entry, point, comma) in open {
        let amount = match sign {
            DecimalSign::Point => point,
            DecimalSign::Comma => comma,
            DecimalSign::Mixed => {
                catalog.unusable.prices_of_two_readings += 1;
                continue;
            }
        };
        if let Some(entry) = catalog
            .entries
            .get_mut(entry as usize)
            .filter(|_| amount > 0)
        {
            entry.price.cast(amount);
        }
    }
    let other = catalog.dropped.get("other_currency").copied();
    if let (true, Some(rows), Some(kept), Some(found)) =
        (catalog.entries.is_empty(), other, money.kept, money.other)
    {
        return Err(IngestError::OtherCurrency {
            file,
            rows,
            kept,
            found,
        });
    }
    catalog.currency = money.kept;
    Ok(catalog)
}

/// A later row of a product votes on title and price, and fills what the earlier ones left blank.
fn merge(entry: &mut CatalogEntry, found: &CatalogEntry) {
    if let Some(title) = found.title.winner() {
        entry.title.cast(title);
    }
    if let Some(price) = found.price.winner() {
        entry.price.cast(price);
    }
    let fills = [
        (&mut entry.url, found.url),
        (&mut entry.image, found.image),
        (&mut entry.category, found.category),
        (&mut entry.brand, found.brand),
        (&mut entry.attributes, found.attributes),
        (&mut entry.group, found.group),
    ];
    for (known, new) in fills {
        *known = known.or(new);
    }
    entry.in_stock |= found.in_stock;
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
