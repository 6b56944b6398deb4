//! The `orders` table: one row a line of an order, read into columns of small numbers.
//!
//! Platforms write what an order is about (its time, its currency, whether it was paid) on one of its rows, which may be a row
//! that is no line of a product at all. So each row first says what it knows of its order, and only then what was sold;
//! once all rows are read it is decided which lines are sales.

mod close;
mod head;
mod model;
mod places;
mod refunds;
mod sold;

use hashbrown::HashMap;
use xxhash_rust::xxh64::xxh64;

use super::columns::ORDERS;
use super::currency_sign::Named;
use super::dates::{DateColumn, TwoTimes};
use super::described::{Descriptions, Said};
use super::error::IngestError;
use super::intern::Interner;
use super::money::{self, Currency, NO_PRICE, PriceReading};
use super::order_status::{NoSale, OrderState};
use super::prices::{Currencies, PriceColumn, named};
use super::rows::{Cells, Options, TICK, personal};
use super::table::{Row, Table};
pub use model::{Line, OrderHead, Orders};
use places::Places;
use refunds::Refunds;

/// Salt of the customer hash: fixed, so that equal input gives equal output; the hash never leaves memory.
const CUSTOMER_SALT: u64 = 0x5e74_7769_7365_0001;
/// Rows that tell the currency of orders before they are read.
const CURRENCY_ROWS: usize = 10_000;
/// Words for the state of an order that are shown where they are not known.
const STATE_EXAMPLES: usize = 5;
/// What stands before a title that is all that names a product.
const BY_TITLE: &[u8] = b"\0title\0";
/// The time of an order of which no row has told it yet.
const NO_TIME: i64 = i64::MAX;

/// The title of a product key that is none but a title.
pub(super) fn title_of_key(key: &[u8]) -> Option<&[u8]> {
    key.strip_prefix(BY_TITLE)
}

/// What stands for a customer in memory, in place of the key that the export has.
pub(crate) fn hash_of_customer(key: &[u8]) -> u64 {
    xxh64(key, CUSTOMER_SALT).max(1)
}

/// What else the rows of an order say of it, while the file is read.
#[derive(Clone, Copy, Debug, Default)]
struct Fate {
    currency: Option<Named>,
    /// Why it is no sale, by its date of cancellation, and by a word of some row.
    cancelled: bool,
    not_sold: Option<NoSale>,
    /// Another row says that it is one: then the words are those of lines.
    sold: bool,
}

/// The currency that most of the first rows of orders name: a catalog is read before them, and may not say what its prices are
/// in.
///
/// # Errors
/// [`IngestError`] when the file cannot be read.
pub fn main_currency(
    table: &mut Table,
    options: &Options,
) -> Result<Option<Currency>, IngestError> {
    let columns = table.bind(&ORDERS, &options.mapping)?;
    table.only(&columns)?;
    let (currency, price) = (columns.at("currency"), columns.at("unit_price"));
    let mut found = Currencies::new(None, None);
    for _ in 0..CURRENCY_ROWS {
        let Some(row) = table.next_row()? else { break };
        if let Some(own) = named(row.cell(currency), row.cell(price)) {
            found.count(own);
        }
    }
    Ok(found.main())
}

/// Reads orders; product ids get their numbers from `products`. `tick` is told the position in the file now and then.
///
/// # Errors
/// [`IngestError`] when the file is no such table, or too many of its rows are bad.
pub fn read_orders(
    table: &mut Table,
    products: &mut Interner,
    options: &Options,
    tick: &mut dyn FnMut(u64),
) -> Result<Orders, IngestError> {
    let columns = table.bind(&ORDERS, &options.mapping)?;
    table.only(&columns)?;
    let headers = table.headers().to_vec();
    let mut reader = Reader {
        places: Places::of(|name| columns.at(name)),
        orders: Orders::of(table.file(), options.max_bad_rows),
        products,
        fates: Vec::new(),
        rows: Vec::new(),
        not_sold: HashMap::new(),
        refunds: Refunds::default(),
        described: Descriptions::new(options),
        prices: PriceColumn::default(),
        currencies: Currencies::new(options.currency.or(options.known_currency), None),
        dates: DateColumn::new(options.date_order),
        month_first: Vec::new(),
        last_time: (Vec::new(), TwoTimes::default()),
        last_state: (Vec::new(), None),
        last_order: None,
        open: Vec::new(),
        variants: HashMap::new(),
    };
    reader.orders.personal = personal(&headers, &columns);
    loop {
        if reader.orders.rows.is_multiple_of(TICK) {
            tick(table.position());
        }
        let Some(row) = table.next_row()? else { break };
        reader.orders.rows += 1;
        if row.is_empty() {
            reader.drop("blank_row");
            continue;
        }
        let read = reader.orders.rows;
        let mut cells = Cells {
            row,
            headers: &headers,
            columns: &columns,
            read,
            bad: &mut reader.orders.bad,
        };
        if !cells.whole()? {
            continue;
        }
        match reader.row(row)? {
            Read::Kept => {}
            Read::Dropped(reason) => reader.drop(reason),
            Read::Bad(reason, column, expected) => {
                let mut cells = Cells {
                    row,
                    headers: &headers,
                    columns: &columns,
                    read,
                    bad: &mut reader.orders.bad,
                };
                cells.reject(reason, column, expected)?;
            }
        }
    }
    reader.close(&headers, options)
}

/// What became of a row.
enum Read {
    Kept,
    Dropped(&'static str),
    /// The reason, the column, and what was expected there.
    Bad(&'static str, Option<usize>, &'static str),
}

struct Reader<'a> {
    places: Places,
    orders: Orders,
    products: &'a mut Interner,
    /// By the number of the order, as the heads are.
    fates: Vec<Fate>,
    /// Row of each line, where the order had no time yet.
    rows: Vec<(u32, u64)>,
    /// Lines whose own row has a word for being no sale.
    not_sold: HashMap<u32, NoSale>,
    refunds: Refunds,
    described: Descriptions,
    prices: PriceColumn,
    currencies: Currencies,
    dates: DateColumn,
    /// Times of the heads with the month first, once a date needs it.
    month_first: Vec<i64>,
    last_time: (Vec<u8>, TwoTimes),
    last_state: (Vec<u8>, Option<OrderState>),
    /// Most exports have the lines of an order one after the other.
    last_order: Option<u32>,
    open: Vec<OpenPrice>,
    /// By product, its title with the variant that was chosen; `None` once several were.
    variants: HashMap<u32, Option<u32>>,
}

/// A price such as `1.234`, until the whole column has told its decimal sign. It stands in its line as with a point.
struct OpenPrice {
    line: u32,
    row: u64,
    reading: PriceReading,
    /// Pieces that share it, where it is a line's total.
    pieces: i64,
    cell: Vec<u8>,
}

impl Reader<'_> {
    fn drop(&mut self, reason: &'static str) {
        *self.orders.dropped.entry(reason).or_default() += 1;
    }

    fn row(&mut self, row: Row<'_>) -> Result<Read, IngestError> {
        let order_key = row.cell(self.places.order_id);
        if order_key.is_empty() {
            return Ok(Read::Dropped("blank_order_id"));
        }
        let order = self.order(order_key)?;
        let price_at = self.places.price;
        let total_at = self.places.line_total;
        if let Some(bad) = self.head(order, row) {
            return Ok(bad);
        }
        let Some(product) = self.product(row)? else {
            return Ok(Read::Dropped("blank_product_id"));
        };
        let quantity = match self.quantity(row) {
            Ok(quantity) => quantity,
            Err(bad) => return Ok(bad),
        };
        let Some(quantity) = quantity else {
            return Ok(Read::Dropped("refunded_line"));
        };
        let own = self
            .fates
            .get(order as usize)
            .and_then(|fate| fate.currency);
        let digits = self.currencies.digits(own);
        let mut cell = row.cell(price_at);
        let mut pieces = 1;
        if cell.is_empty() && total_at.is_some() {
            cell = row.cell(total_at);
            pieces = i64::from(quantity).abs().max(1);
        }
        let reading = if !self.places.has_prices() {
            PriceReading::Certain(NO_PRICE, None)
        } else if cell.is_empty() {
            return Ok(Read::Dropped("blank_price"));
        } else if let Some(reading) = self.prices.read(cell, digits) {
            reading
        } else {
            let at = if pieces == 1 {
                price_at.or(total_at)
            } else {
                total_at
            };
            return Ok(Read::Bad("bad_price", at, money::EXPECTED));
        };
        let unit_price = match reading {
            PriceReading::Certain(NO_PRICE, _) => NO_PRICE,
            PriceReading::Certain(amount, _) => of_piece(amount, pieces),
            PriceReading::Either { point, .. } => {
                self.open.push(OpenPrice {
                    line: self.orders.lines.len() as u32,
                    row: row.line,
                    reading,
                    pieces,
                    cell: cell.to_vec(),
                });
                of_piece(point, pieces)
            }
        };
        let titled = self.title(
            product,
            row,
            quantity > 0 && (unit_price > 0 || unit_price == NO_PRICE),
        )?;
        let describing = self.places.describing;
        if describing.iter().any(Option::is_some) {
            let [category, brand, url, image] = describing.map(|at| row.cell(at));
            let said = Said {
                category,
                brand,
                url,
                image,
                ..Said::default()
            };
            self.described.add(product, 0, &said);
        }
        if self.orders.lines.len() >= u32::MAX as usize {
            return Err(IngestError::TooLarge {
                file: self.orders.file.clone(),
                what: "lines",
                limit: u64::from(u32::MAX),
            });
        }
        if self
            .orders
            .heads
            .get(order as usize)
            .is_some_and(|head| head.time == NO_TIME)
        {
            self.rows.push((self.orders.lines.len() as u32, row.line));
        }
        self.orders.lines.push(Line {
            order,
            product,
            quantity,
            titled,
            unit_price,
        });
        Ok(Read::Kept)
    }
}

/// The price of a piece, of a total of several.
fn of_piece(total: i64, pieces: i64) -> i64 {
    let pieces = pieces.max(1);
    (total.saturating_add(total.signum() * (pieces / 2))) / pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::time::DateOrder;
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
        assert_ne!(orders.heads[0].customer, 0);
        assert_eq!(
            orders.bad.counts().collect::<Vec<_>>(),
            [("bad_time", 1)],
            "#2 has no time anywhere"
        );
    }

    #[test]
    fn bad_rows_say_where_and_others_go_on() {
        let text = b"order_id;time;product_id;quantity;unit_price\n1;2025-01-01;a;1;1,50\n1;2025-01-01;b;x;2\n2;soon;a;1;1\n2;2025-01-01;a;1\n;2025-01-01;a;1;1\n3;2025-01-01\n";
        let (orders, _) = orders(text, &Options::default()).expect("read");
        assert_eq!(
            (orders.rows, orders.lines.len(), orders.lines[0].unit_price),
            (6, 1, 150)
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
        assert_eq!(
            orders.dropped.get("blank_price"),
            Some(&1),
            "left out at the end"
        );
    }

    #[test]
    fn the_main_currency_has_the_prices_and_all_orders_the_products() {
        let text = b"order_id,time,product_id,unit_price,currency\n1,2025-01-01,a,100,JPY\n1,,b,200,\n2,2025-01-01,a,1.00,USD\n3,2025-01-01,a,100,JPY\n";
        let (all, _) = orders(text, &Options::default()).expect("read");
        let prices: Vec<i64> = all.lines.iter().map(|line| line.unit_price).collect();
        assert_eq!(prices, [100, 200, NO_PRICE, 100]);
        assert_eq!(all.other_currency_orders, 1);
        let usd = Options {
            currency: Some("USD".parse().expect("code")),
            ..Options::default()
        };
        let (asked, _) = orders(text, &usd).expect("read");
        assert_eq!((asked.lines.len(), asked.lines[0].unit_price), (1, 100));
        assert_eq!(
            asked.dropped.get("other_currency"),
            Some(&3),
            "also the row that leaves its currency blank"
        );
    }

    #[test]
    fn what_the_first_row_says_holds_whatever_becomes_of_it() {
        let text = b"order_id,time,product_id,unit_price,currency,customer_id\n1,2025-01-01,,1,EUR,me\n1,,a,2.00,,\n2,2025-01-02,a,cheap,USD,you\n2,,b,3.00,,\n";
        let options = Options {
            currency: Some("EUR".parse().expect("code")),
            ..Options::default()
        };
        let (found, _) = orders(text, &options).expect("read");
        assert_eq!(found.lines.len(), 1);
        let head = found.heads[found.lines[0].order as usize];
        assert_eq!(Some(head.time), crate::ingest::parse_time(b"2025-01-01"));
        assert_ne!(head.customer, 0);
        let dropped: Vec<_> = found.dropped.into_iter().collect();
        assert_eq!(dropped, [("blank_product_id", 1), ("other_currency", 1)]);
        assert_eq!(found.bad.total(), 1);
    }

    #[test]
    fn an_order_that_was_called_off_is_no_sale() {
        let text = b"order_id,time,product_id,Financial Status,Cancelled at,status\n1,2025-01-01,a,paid,,\n1,,b,,,\n2,2025-01-01,a,voided,,\n2,,b,,,\n3,2025-01-01,a,paid,2025-01-02,\n4,2025-01-01,a,,,on-hold\n5,2025-01-01,a,,,odd\n6,2025-01-01,a,partially_refunded,,\n";
        let (found, _) = orders(text, &Options::default()).expect("read");
        assert_eq!(found.lines.len(), 4);
        let dropped: Vec<_> = found.dropped.into_iter().collect();
        assert_eq!(dropped, [("cancelled_order", 3), ("unpaid_order", 1)]);
        assert_eq!(found.unknown_states, ["odd"]);
    }

    #[test]
    fn states_that_differ_within_an_order_are_those_of_its_lines() {
        let text = b"order_id,time,product_id,status\n1,2025-01-01,a,completed\n1,,b,refunded\n1,,c,\n2,2025-01-01,a,refunded\n2,,b,\n";
        let (found, products) = orders(text, &Options::default()).expect("read");
        let left: Vec<&[u8]> = found
            .lines
            .iter()
            .map(|line| products.key(line.product))
            .collect();
        assert_eq!(left, [b"a", b"c"]);
        assert_eq!(found.dropped.get("refunded_order"), Some(&3));
    }

    #[test]
    fn what_was_given_back_is_taken_off_its_line() {
        let text = b"order_id,time,product_id,quantity,unit_price,refunded_quantity,Refunded Amount\n1,2025-01-01,a,3,5.00,1,\n1,2025-01-01,b,2,5.00,2,\n2,2025-01-01,a,1,5.00,,7.00\n2,,c,1,7.00,,\n";
        let (found, _) = orders(text, &Options::default()).expect("read");
        let left: Vec<(u32, i32)> = found.lines.iter().map(|l| (l.order, l.quantity)).collect();
        assert_eq!(left, [(0, 2), (1, 1)]);
        assert_eq!(found.dropped.get("refunded_line"), Some(&2));
    }

    #[test]
    fn a_line_has_its_most_telling_name_and_a_price_of_a_piece() {
        let text = b"order_id,time,product_id,variation_id,sku,item_total,quantity,title,variant\n1,2025-01-01,10,11,red,9.00,3,Hoodie,Red\n1,2025-01-01,20,0,cap,4.00,1,Cap,\n1,2025-01-01,,,mug,1.00,1,Mug,\n1,2025-01-01,,,,2.00,1,Gift &amp; card,\n";
        let (found, products) = orders(text, &Options::default()).expect("read");
        let id = |number: u32| String::from_utf8_lossy(products.key(number)).into_owned();
        let lines: Vec<(String, i64)> = found
            .lines
            .iter()
            .map(|line| (id(line.product), line.unit_price))
            .collect();
        assert_eq!(lines[0], ("11".to_owned(), 300));
        assert_eq!((lines[1].0.as_str(), lines[2].0.as_str()), ("20", "mug"));
        let title = title_of_key(products.key(found.lines[3].product));
        assert_eq!(title, Some(&b"Gift & card"[..]));
        let others: Vec<String> = found.names[&found.lines[0].product]
            .iter()
            .map(|n| id(*n))
            .collect();
        assert_eq!(others, ["10", "red"]);
        let titles: Vec<&[u8]> = found
            .titles
            .iter()
            .filter_map(|vote| Some(found.texts.key(vote.winner()?)))
            .collect();
        assert!(titles.contains(&&b"Hoodie - Red"[..]));
    }

    fn prices(cells: &[&str]) -> (Vec<i64>, Vec<(&'static str, u64)>) {
        let mut text = String::from("order_id;time;product_id;unit_price\n");
        for (n, cell) in cells.iter().enumerate() {
            text.push_str(&format!("{n};2025-01-01;a;{cell}\n"));
        }
        let (orders, _) = orders(text.as_bytes(), &Options::default()).expect("read");
        let bad = orders.bad.counts().collect();
        (
            orders.lines.iter().map(|line| line.unit_price).collect(),
            bad,
        )
    }

    #[test]
    fn the_whole_column_tells_its_decimal_sign() {
        let thousands = prices(&["1.234", "2,50", "1.000"]);
        assert_eq!(thousands, (vec![123_400, 250, 100_000], vec![]));
        let decimals = prices(&["1.234", "2.50", "1,000"]);
        assert_eq!(decimals, (vec![123, 250, 100_000], vec![]));
        assert_eq!(
            prices(&["1.234", "7"]).0,
            [123_400, 700],
            "three decimals would be one of many"
        );
        let mixed = prices(&["1.234", "2.50", "3,50"]);
        assert_eq!(mixed, (vec![250, 350], vec![("price_of_two_readings", 1)]));
    }

    fn times(cells: &[&str], date_order: Option<DateOrder>) -> Result<Vec<i64>, IngestError> {
        let mut text = String::from("order_id;time;product_id\n");
        for (n, cell) in cells.iter().enumerate() {
            text.push_str(&format!("{n};{cell};a\n"));
        }
        let options = Options {
            date_order,
            ..Options::default()
        };
        let (orders, _) = orders(text.as_bytes(), &options)?;
        Ok(orders.heads.iter().map(|head| head.time).collect())
    }

    #[test]
    fn the_whole_column_tells_whether_the_day_comes_first() {
        let at = |text: &str| crate::ingest::parse_time(text.as_bytes()).expect("a time");
        let day = times(&["1/2/2025", "31/1/2025"], None).expect("day first");
        assert_eq!(day, [at("2025-02-01"), at("2025-01-31")]);
        let month = times(&["2025-01-03", "1/2/2025", "1/31/2025"], None).expect("month first");
        assert_eq!(
            month,
            [at("2025-01-03"), at("2025-01-02"), at("2025-01-31")]
        );
        let points = times(&["1.2.2025"], None).expect("points");
        assert_eq!(points, [at("2025-02-01")]);
        let given = times(&["1/2/2025"], Some(DateOrder::MonthDay)).expect("given");
        assert_eq!(given, [at("2025-01-02")]);
        for (cells, part) in [
            (&["1/2/2025", "3/4/2025"][..], "line 2"),
            (
                &["31/1/2025", "1/31/2025"],
                "line 2 has the day first, line 3 the month",
            ),
        ] {
            let text = times(cells, None).expect_err("unclear").to_string();
            assert!(
                text.contains(part) && text.contains("--date-order"),
                "{text}"
            );
        }
    }

    #[test]
    fn rows_of_another_currency_alone_are_an_error() {
        let text = b"order_id,time,product_id,currency\n1,2025-01-01,a,USD\n";
        let options = Options {
            currency: Some("EUR".parse().expect("code")),
            ..Options::default()
        };
        let text = orders(text, &options).err().expect("none left").to_string();
        assert!(
            text.contains("all 1 rows") && text.contains("than EUR, the first in USD"),
            "{text}"
        );
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
