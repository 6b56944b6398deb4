//! The generic `orders` table: one row a line of an order, read into columns of small numbers.

use std::collections::BTreeMap;

use xxhash_rust::xxh64::xxh64;

use super::bad_rows::{BadRowLimit, BadRows};
use super::columns::ORDERS;
use super::dates::{DateColumn, TwoTimes};
use super::error::IngestError;
use super::intern::Interner;
use super::money::{self, Currency, NO_PRICE, PriceReading};
use super::prices::{DecimalSign, PriceColumn};
use super::quantity::{self, parse_quantity};
use super::rows::{Cells, Options, TICK, number, personal};
use super::table::Table;
use super::time::{self, DateOrder, read_time};
use super::vote::Vote;

/// Salt of the customer hash: fixed, so that equal input gives equal output; the hash never leaves memory.
const CUSTOMER_SALT: u64 = 0x5e74_7769_7365_0001;
/// Cells of two readings that are kept to be shown.
const OPEN_EXAMPLES: usize = 3;

/// What stands for a customer in memory, in place of the key that the export has.
pub(crate) fn hash_of_customer(key: &[u8]) -> u64 {
    xxh64(key, CUSTOMER_SALT).max(1)
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

/// Reads orders; product ids get their numbers from `products`. `tick` is told the position in the file now and then.
pub fn read_orders(
    table: &mut Table,
    products: &mut Interner,
    options: &Options,
    tick: &mut dyn FnMut(u64),
) -> Result<Orders, IngestError> {
    let columns = table.bind(&ORDERS, &options.mapping)?;
    table.only(&columns)?;
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
    let mut money = PriceColumn::new(options.currency);
    let mut dates = DateColumn::new(options.date_order);
    // Times of the heads with the month first, once a date needs it.
    let mut month_first: Vec<i64> = Vec::new();
    let mut open = OpenPrices::default();
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
    let mut last_time: (Vec<u8>, TwoTimes) = (Vec::new(), TwoTimes::default());
    // Most exports have the lines of an order one after the other.
    let mut last_order: Option<u32> = None;
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
        let reading = if price.is_none() {
            PriceReading::Certain(NO_PRICE, None)
        } else if price_cell.is_empty() {
            drop("blank_price");
            continue;
        } else if let Some(reading) = money.read(price_cell) {
            reading
        } else {
            cells.reject("bad_price", price, money::EXPECTED)?;
            continue;
        };
        // Shopify and others give the order's own columns on its first line only.
        let time_cell = row.cell(time_at);
        let known = last_order
            .filter(|&order| orders.ids.key(order) == order_key)
            .or_else(|| orders.ids.get(order_key));
        let known_time = || {
            let at = known? as usize;
            let day_month = orders.heads.get(at)?.time;
            Some(TwoTimes {
                day_month,
                month_day: month_first.get(at).copied().unwrap_or(day_month),
            })
        };
        let parsed = if time_cell.is_empty() {
            known_time()
        } else if time_cell == last_time.0 {
            Some(last_time.1)
        } else {
            let reading = read_time(time_cell);
            let taken = reading.and_then(|reading| dates.take(reading, row.line));
            if let Some(at) = taken {
                last_time.0.clear();
                last_time.0.extend_from_slice(time_cell);
                last_time.1 = at;
            }
            taken
        };
        let Some(at) = parsed else {
            cells.reject("bad_time", time_at, time::EXPECTED)?;
            continue;
        };
        if dates.matters() && month_first.len() < orders.heads.len() {
            let heads = orders.heads.iter().skip(month_first.len());
            month_first.extend(heads.map(|head| head.time));
        }

        let file = orders.file.as_str();
        let order = match known {
            Some(order) => order,
            None => number(
                &mut orders.ids,
                order_key,
                &mut orders.windows_1252,
                file,
                "orders",
            )?,
        };
        last_order = Some(order);
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
            hash_of_customer(customer_key)
        };
        match orders.heads.get_mut(order as usize) {
            Some(head) => {
                head.time = head.time.min(at.day_month);
                if let Some(time) = month_first.get_mut(order as usize) {
                    *time = (*time).min(at.month_day);
                }
                if head.customer == 0 {
                    head.customer = hashed;
                }
            }
            None => {
                orders.heads.push(OrderHead {
                    time: at.day_month,
                    customer: hashed,
                });
                if dates.matters() {
                    month_first.push(at.month_day);
                }
            }
        }
        let unit_price = match reading {
            PriceReading::Certain(amount, _) => amount,
            PriceReading::Either { point, comma } => {
                open.add(orders.lines.len(), row.line, (point, comma), price_cell);
                point
            }
        };
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
    let header = |column: Option<usize>| {
        column
            .and_then(|at| headers.get(at))
            .map_or("", String::as_str)
    };
    if dates.matters() && dates.order(&orders.file, header(time_at))? == DateOrder::MonthDay {
        for (head, time) in orders.heads.iter_mut().zip(month_first) {
            head.time = time;
        }
    }
    open.close(money.sign(), header(price), &mut orders)?;
    orders.bad.finish(orders.rows)?;
    let other = orders.dropped.get("other_currency").copied();
    if let (true, Some(rows), Some(kept), Some(found)) =
        (orders.lines.is_empty(), other, money.kept, money.other)
    {
        let file = orders.file;
        return Err(IngestError::OtherCurrency {
            file,
            rows,
            kept,
            found,
        });
    }
    orders.currency = money.kept;
    Ok(orders)
}

/// Prices such as `1.234`, until the whole column has told its decimal sign. They stand in the lines as with a point.
#[derive(Default)]
struct OpenPrices {
    /// Number of the line in [`Orders::lines`], its line in the file, and the price with a comma.
    lines: Vec<(u32, u64, i64)>,
    /// The first cells, for examples.
    cells: Vec<Vec<u8>>,
}

impl OpenPrices {
    fn add(&mut self, line: usize, of_file: u64, (_, comma): (i64, i64), cell: &[u8]) {
        self.lines.push((line as u32, of_file, comma));
        if self.cells.len() < OPEN_EXAMPLES {
            self.cells.push(cell.to_vec());
        }
    }

    /// Gives the lines their prices, or takes them out where the column contradicts itself.
    fn close(
        self,
        sign: DecimalSign,
        header: &str,
        orders: &mut Orders,
    ) -> Result<(), IngestError> {
        match sign {
            DecimalSign::Point => {}
            DecimalSign::Comma => {
                for (line, _, comma) in self.lines {
                    if let Some(line) = orders.lines.get_mut(line as usize) {
                        line.unit_price = comma;
                    }
                }
            }
            DecimalSign::Mixed => {
                let mut open = self.lines.iter().map(|line| line.0).peekable();
                let mut at = 0;
                orders.lines.retain(|_| {
                    let out = open.next_if_eq(&at).is_some();
                    at += 1;
                    !out
                });
                let cells = self
                    .cells
                    .iter()
                    .map(Vec::as_slice)
                    .chain(std::iter::repeat(&b""[..]));
                for ((_, line, _), cell) in self.lines.iter().zip(cells) {
                    let expected = "a price with the decimal sign of all other rows";
                    let place = (*line, header);
                    orders
                        .bad
                        .add("price_of_two_readings", place, expected, cell, orders.rows)?;
                }
            }
        }
        Ok(())
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
            [123, 700],
            "nothing says otherwise"
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
