//! The generic `catalog` and `orders` tables, read into columns of small numbers.

use std::collections::BTreeMap;

use hashbrown::HashMap;
use xxhash_rust::xxh64::xxh64;

use super::bad_rows::{BadRowLimit, BadRows};
use super::columns::{Binding, CATALOG, Mapping, ORDERS, is_personal};
use super::error::IngestError;
use super::intern::Interner;
use super::money::{self, Currency, NO_PRICE, parse_price};
use super::quantity::{self, parse_quantity};
use super::table::{Row, Table};
use super::text::decode;
use super::time::{self, parse_time};
use super::vote::Vote;

/// Salt of the customer hash: fixed, so that equal input gives equal output; the hash never leaves memory.
const CUSTOMER_SALT: u64 = 0x5e74_7769_7365_0001;
/// Rows between two reports of progress.
pub(super) const TICK: u64 = 8_192;

/// What reading needs to be told.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Which header is which column.
    pub mapping: Mapping,
    /// The currency to keep; `None` takes the first one that the files name.
    pub currency: Option<Currency>,
    /// When to give up.
    pub max_bad_rows: BadRowLimit,
}

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
}

/// One line of an order, as read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// Number of the order in [`Orders::ids`].
    pub order: u32,
    /// Number of the product in the interner of product ids.
    pub product: u32,
    /// Pieces; negative for a return.
    pub quantity: i32,
    /// Whether the line names a title (or the file has no titles).
    pub titled: bool,
    /// Price of one piece in minor units, or [`NO_PRICE`].
    pub unit_price: i64,
}

/// What the lines of an order share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OrderHead {
    /// Seconds since 1970 UTC, of its earliest line.
    pub time: i64,
    /// Salted hash of the customer key, 0 if unknown.
    pub customer: u64,
}

/// The orders as read.
pub struct Orders {
    /// The file as it was named.
    pub file: String,
    /// All lines that could be read, in file order.
    pub lines: Vec<Line>,
    /// One head an order, by its number.
    pub heads: Vec<OrderHead>,
    /// Order ids.
    pub ids: Interner,
    /// Titles of products by their number, from lines that are sales; empty if the file has no titles.
    pub titles: Vec<Vote<u32>>,
    /// The texts of the titles.
    pub texts: Interner,
    /// The currency of the prices.
    pub currency: Option<Currency>,
    /// Rows read.
    pub rows: u64,
    /// Rows not used, by reason.
    pub dropped: BTreeMap<&'static str, u64>,
    /// Rows that cannot be read.
    pub bad: BadRows,
    /// Cells that were not UTF-8.
    pub windows_1252: u64,
    /// Headers of personal columns, which were not read.
    pub personal: Vec<String>,
}

impl Orders {
    /// The orders of a shop that has none to show.
    #[must_use]
    pub fn none() -> Self {
        Self {
            file: String::new(),
            lines: Vec::new(),
            heads: Vec::new(),
            ids: Interner::new(),
            titles: Vec::new(),
            texts: Interner::new(),
            currency: None,
            rows: 0,
            dropped: BTreeMap::new(),
            bad: BadRows::new("", BadRowLimit::Rows(0)),
            windows_1252: 0,
            personal: Vec::new(),
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
    let columns = options
        .mapping
        .bind(&CATALOG, table.file(), table.headers())?;
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
    let mut money = MoneyColumn {
        kept: options.currency,
    };
    let mut by_product: HashMap<u32, u32> = HashMap::new();
    let mut catalog = Catalog {
        entries: Vec::new(),
        texts: Interner::new(),
        currency: None,
        has_prices: price.is_some(),
        rows: 0,
        repeated_rows: 0,
        dropped: BTreeMap::new(),
        bad: BadRows::new(table.file(), options.max_bad_rows),
        windows_1252: 0,
        personal: personal(&headers, &columns),
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
        let amount = if cell.is_empty() {
            None
        } else {
            match parse_price(cell, money.digits()) {
                Some(amount) if amount <= MOST_MONEY => Some(amount).filter(|&a| a > 0),
                _ => {
                    cells.reject("bad_price", price, money::EXPECTED)?;
                    continue;
                }
            }
        };
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
            in_stock: in_stock(row.cell(stock)),
        };
        let product = number(products, key, &mut catalog.windows_1252, &file, "products")?;
        let next = catalog.entries.len() as u32;
        let known = *by_product.entry(product).or_insert(next);
        match catalog.entries.get_mut(known as usize) {
            Some(entry) => {
                catalog.repeated_rows += 1;
                merge(entry, &found);
            }
            None => catalog.entries.push(CatalogEntry { product, ..found }),
        }
    }
    catalog.bad.finish(catalog.rows)?;
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

/// Reads orders; product ids get their numbers from `products`. `tick` is told the position in the file now and then.
pub fn read_orders(
    table: &mut Table,
    products: &mut Interner,
    options: &Options,
    tick: &mut dyn FnMut(u64),
) -> Result<Orders, IngestError> {
    let columns = options
        .mapping
        .bind(&ORDERS, table.file(), table.headers())?;
    let at = |name| columns.at(name);
    let (order_id, time_at, id, quantity_at) =
        (at("order_id"), at("time"), at("product_id"), at("quantity"));
    let (price, currency, customer, title) = (
        at("unit_price"),
        at("currency"),
        at("customer_id"),
        at("title"),
    );
    let headers = table.headers().to_vec();
    let mut money = MoneyColumn {
        kept: options.currency,
    };
    let mut orders = Orders {
        file: table.file().to_owned(),
        lines: Vec::new(),
        heads: Vec::new(),
        ids: Interner::new(),
        titles: Vec::new(),
        texts: Interner::new(),
        currency: None,
        rows: 0,
        dropped: BTreeMap::new(),
        bad: BadRows::new(table.file(), options.max_bad_rows),
        windows_1252: 0,
        personal: personal(&headers, &columns),
    };
    let mut last_time: (Vec<u8>, i64) = (Vec::new(), 0);
    loop {
        if orders.rows.is_multiple_of(TICK) {
            tick(table.position());
        }
        let Some(row) = table.next_row()? else { break };
        orders.rows += 1;
        let mut cells = Cells {
            row,
            headers: &headers,
            columns: &columns,
            read: orders.rows,
            bad: &mut orders.bad,
        };
        let mut drop = |reason| *orders.dropped.entry(reason).or_default() += 1;
        if row.is_empty() {
            drop("blank_row");
            continue;
        }
        if !cells.whole()? {
            continue;
        }
        let (order_key, product_key) = (row.cell(order_id), row.cell(id));
        if order_key.is_empty() || product_key.is_empty() {
            drop(if order_key.is_empty() {
                "blank_order_id"
            } else {
                "blank_product_id"
            });
            continue;
        }
        if !money.keeps(row.cell(currency)) {
            drop("other_currency");
            continue;
        }
        let quantity_cell = row.cell(quantity_at);
        let quantity = if quantity_cell.is_empty() {
            Some(1)
        } else {
            parse_quantity(quantity_cell)
        };
        let Some(quantity) = quantity else {
            cells.reject("bad_quantity", quantity_at, quantity::EXPECTED)?;
            continue;
        };
        let price_cell = row.cell(price);
        let unit_price = if price.is_none() {
            NO_PRICE
        } else if price_cell.is_empty() {
            drop("blank_price");
            continue;
        } else if let Some(amount) = parse_price(price_cell, money.digits()) {
            amount
        } else {
            cells.reject("bad_price", price, money::EXPECTED)?;
            continue;
        };
        // Shopify and others give the order's own columns on its first line only.
        let time_cell = row.cell(time_at);
        let known = orders
            .ids
            .get(order_key)
            .and_then(|n| orders.heads.get(n as usize))
            .map(|h| h.time);
        let parsed = if time_cell.is_empty() {
            known
        } else if time_cell == last_time.0 {
            Some(last_time.1)
        } else {
            parse_time(time_cell)
        };
        let Some(at) = parsed else {
            cells.reject("bad_time", time_at, time::EXPECTED)?;
            continue;
        };
        if time_cell != last_time.0 && !time_cell.is_empty() {
            last_time.0.clear();
            last_time.0.extend_from_slice(time_cell);
            last_time.1 = at;
        }

        let file = orders.file.as_str();
        let order = number(
            &mut orders.ids,
            order_key,
            &mut orders.windows_1252,
            file,
            "orders",
        )?;
        let product = number(
            products,
            product_key,
            &mut orders.windows_1252,
            file,
            "products",
        )?;
        let customer_key = row.cell(customer);
        let hashed = if customer_key.is_empty() {
            0
        } else {
            xxh64(customer_key, CUSTOMER_SALT).max(1)
        };
        match orders.heads.get_mut(order as usize) {
            Some(head) => {
                head.time = head.time.min(at);
                if head.customer == 0 {
                    head.customer = hashed;
                }
            }
            None => orders.heads.push(OrderHead {
                time: at,
                customer: hashed,
            }),
        }
        let title_cell = row.cell(title);
        if !title_cell.is_empty() && quantity > 0 && (unit_price > 0 || unit_price == NO_PRICE) {
            let text = number(
                &mut orders.texts,
                title_cell,
                &mut orders.windows_1252,
                file,
                "titles",
            )?;
            if orders.titles.len() <= product as usize {
                orders.titles.resize(product as usize + 1, Vote::new());
            }
            if let Some(vote) = orders.titles.get_mut(product as usize) {
                vote.cast(text);
            }
        }
        if orders.lines.len() >= u32::MAX as usize {
            return Err(IngestError::TooLarge {
                file: file.to_owned(),
                what: "lines",
                limit: u64::from(u32::MAX),
            });
        }
        orders.lines.push(Line {
            order,
            product,
            quantity,
            titled: title.is_none() || !title_cell.is_empty(),
            unit_price,
        });
    }
    orders.bad.finish(orders.rows)?;
    orders.currency = money.kept;
    Ok(orders)
}

/// A vote with one voice.
fn voted<T: Copy + PartialEq>(value: T) -> Vote<T> {
    let mut vote = Vote::new();
    vote.cast(value);
    vote
}

/// The number of a key, as UTF-8 whatever the file's encoding.
pub(super) fn number(
    interner: &mut Interner,
    key: &[u8],
    windows_1252: &mut u64,
    file: &str,
    what: &'static str,
) -> Result<u32, IngestError> {
    let (text, old) = decode(key);
    *windows_1252 += u64::from(old);
    let too_large = || IngestError::TooLarge {
        file: file.to_owned(),
        what,
        limit: u64::from(u32::MAX) - 1,
    };
    interner.intern(text.as_bytes()).ok_or_else(too_large)
}

/// Headers that hold personal data and are not bound: named in the summary, so that it is seen that they stay out.
pub(super) fn personal(headers: &[String], columns: &Binding) -> Vec<String> {
    let key = columns.at("customer_id");
    headers
        .iter()
        .enumerate()
        .filter(|(at, h)| is_personal(h) && Some(*at) != key)
        .map(|(_, h)| h.clone())
        .collect()
}

/// Prices beyond this cannot be held exactly by every program that reads a snapshot.
const MOST_MONEY: i64 = (1 << 53) - 1;

/// Words by which catalogs say that a product cannot be bought now.
fn in_stock(cell: &[u8]) -> bool {
    const NO: [&str; 9] = [
        "0",
        "no",
        "false",
        "n",
        "out of stock",
        "out_of_stock",
        "outofstock",
        "sold out",
        "discontinued",
    ];
    let text = decode(cell).0.to_lowercase();
    !(NO.contains(&text.as_str()) || text.starts_with('-'))
}

/// Which currency is kept, and how its prices are read.
struct MoneyColumn {
    kept: Option<Currency>,
}

impl MoneyColumn {
    /// Whether a row with this cell is in the kept currency; a blank or unreadable code is taken to be.
    fn keeps(&mut self, cell: &[u8]) -> bool {
        let Some(found) = std::str::from_utf8(cell)
            .ok()
            .and_then(|t| t.parse::<Currency>().ok())
        else {
            return true;
        };
        *self.kept.get_or_insert(found) == found
    }

    fn digits(&self) -> u32 {
        self.kept.unwrap_or(Currency::UNKNOWN).digits()
    }
}

/// A row together with what is needed to report it as bad.
pub(super) struct Cells<'a> {
    pub(super) row: Row<'a>,
    pub(super) headers: &'a [String],
    pub(super) columns: &'a Binding,
    pub(super) read: u64,
    pub(super) bad: &'a mut BadRows,
}

impl Cells<'_> {
    /// Whether the row has as many cells as the header row (one empty one more is a trailing separator).
    pub(super) fn whole(&mut self) -> Result<bool, IngestError> {
        let (found, width) = (self.row.len(), self.columns.width);
        if found == width || (found == width + 1 && self.row.cell(Some(width)).is_empty()) {
            return Ok(true);
        }
        let found = format!("{found} columns where the header has {width}");
        let expected = "as many columns as the header row";
        self.bad.add(
            "wrong_column_count",
            (self.row.line, "-"),
            expected,
            found.as_bytes(),
            self.read,
        )?;
        Ok(false)
    }

    pub(super) fn reject(
        &mut self,
        reason: &'static str,
        column: Option<usize>,
        expected: &'static str,
    ) -> Result<(), IngestError> {
        let header = column
            .and_then(|c| self.headers.get(c))
            .map_or("-", String::as_str);
        self.bad.add(
            reason,
            (self.row.line, header),
            expected,
            self.row.cell(column),
            self.read,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::io::Cursor;

    fn orders(text: &[u8], options: &Options) -> Result<(Orders, Interner), IngestError> {
        let mut products = Interner::new();
        let mut table = Table::from_reader("o.csv", Cursor::new(text.to_vec()), 0)?;
        let orders = read_orders(&mut table, &mut products, options, &mut |_| ())?;
        Ok((orders, products))
    }

    #[test]
    fn later_lines_of_an_order_may_leave_its_time_and_customer_blank() {
        let text = b"order_id,time,product_id,customer_id\n#1,2025-10-07 09:50:26 +0200,a,me@x\n#1,,b,\n#2,,a,\n";
        let (orders, _) = orders(text, &Options::default()).expect("read");
        assert_eq!(orders.lines.len(), 2);
        assert_eq!(orders.heads.len(), 1);
        assert_ne!(orders.heads[0].customer, 0);
        assert_eq!(
            orders.bad.counts().collect::<Vec<_>>(),
            [("bad_time", 1)],
            "#2 has no time anywhere"
        );
    }

    #[test]
    fn bad_rows_say_where_and_others_go_on() {
        let text = b"order_id;time;product_id;quantity;unit_price\n1;2025-01-01;a;1;1,50\n1;2025-01-01;b;x;2\n2;soon;a;1;1\n2;2025-01-01;a;1\n;2025-01-01;a;1;1\n";
        let (orders, _) = orders(text, &Options::default()).expect("read");
        assert_eq!(
            (orders.rows, orders.lines.len(), orders.lines[0].unit_price),
            (5, 1, 150)
        );
        let examples: Vec<String> = orders.bad.examples().map(ToString::to_string).collect();
        assert!(
            examples
                .iter()
                .any(|e| e.contains("line 3, column `quantity`") && e.contains("`x`")),
            "{examples:?}"
        );
        assert!(
            examples
                .iter()
                .any(|e| e.contains("line 4, column `time`") && e.contains("`soon`")),
            "{examples:?}"
        );
        assert_eq!(orders.bad.total(), 3);
        assert_eq!(orders.dropped.get("blank_order_id"), Some(&1));
    }

    #[test]
    fn other_currencies_are_counted_out() {
        let text = b"order_id,time,product_id,unit_price,currency\n1,2025-01-01,a,100,JPY\n2,2025-01-01,a,1.00,USD\n";
        let (all, _) = orders(text, &Options::default()).expect("read");
        assert_eq!(
            (
                all.lines.len(),
                all.lines[0].unit_price,
                all.dropped.get("other_currency")
            ),
            (1, 100, Some(&1))
        );
        let usd = Options {
            currency: Some("USD".parse().expect("code")),
            ..Options::default()
        };
        assert_eq!(orders(text, &usd).expect("read").0.lines[0].unit_price, 100);
    }

    #[test]
    fn repeated_catalog_rows_are_one_product() {
        let text = b"product_id,title,price,url\nA,Lamp,2.00,\nA,lamp damaged,0,http://x/a\nA,Lamp,2.00,\nB,Vase,,\n";
        let mut products = Interner::new();
        let mut table = Table::from_reader("c.csv", Cursor::new(text.to_vec()), 0).expect("table");
        let catalog = read_catalog(&mut table, &mut products, &Options::default(), &mut |_| ())
            .expect("read");
        assert_eq!((catalog.entries.len(), catalog.repeated_rows), (2, 2));
        let lamp = &catalog.entries[0];
        assert_eq!(
            catalog.texts.key(lamp.title.winner().expect("title")),
            b"Lamp"
        );
        assert_eq!(lamp.price.winner(), Some(200));
        assert!(lamp.url.is_some() && catalog.entries[1].price.winner().is_none());
    }

    proptest! {
        #[test]
        fn no_orders_file_makes_it_panic(body in proptest::collection::vec(any::<u8>(), 0..300)) {
            let mut text = b"order_id,time,product_id,quantity,unit_price,customer_id,title,currency\n".to_vec();
            text.extend(&body);
            let _ = orders(&text, &Options::default());
        }
    }
}
