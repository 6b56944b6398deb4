//! The generic `sessions` table: what happened in visits. Without an `event` column every row is a view.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use setwise_core::intent::Origin;

use super::bad_rows::BadRows;
use super::columns::SESSIONS;
use super::dates::DateColumn;
use super::described::{Described, Descriptions, Said};
use super::error::IngestError;
use super::ga4;
use super::intern::Interner;
use super::rows::{Cells, Options, TICK, number, personal};
use super::table::Table;
use super::time::{self, DateOrder, read_time};

/// What happened to a product in a visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SessionEvent {
    /// Its page was seen.
    View,
    /// It was put into the cart.
    AddToCart,
    /// It was taken out again.
    RemoveFromCart,
    /// It was in a cart whose checkout began.
    BeginCheckout,
    /// It was bought.
    Purchase,
    /// Something was searched for; of no product.
    Search,
}

impl SessionEvent {
    /// By the name in the table, or that of GA4 or of other trackers for the same.
    pub(super) fn named(cell: &[u8]) -> Option<Self> {
        Some(match cell.to_ascii_lowercase().as_slice() {
            b"view" | b"view_item" | b"product_view" | b"detail" => Self::View,
            b"add_to_cart" | b"cart" | b"addtocart" | b"add" => Self::AddToCart,
            b"remove_from_cart" | b"remove" => Self::RemoveFromCart,
            b"begin_checkout" => Self::BeginCheckout,
            b"purchase" | b"transaction" | b"buy" => Self::Purchase,
            b"search" | b"view_search_results" => Self::Search,
            _ => return None,
        })
    }

    /// Whether it says something even where no product is named.
    pub(super) fn stands_alone(self) -> bool {
        matches!(self, Self::BeginCheckout | Self::Purchase | Self::Search)
    }
}

/// Events of trackers that say nothing of a product's visit.
fn is_other_event(cell: &[u8]) -> bool {
    const OTHERS: [&[u8]; 24] = [
        b"page_view",
        b"pageview",
        b"session_start",
        b"first_visit",
        b"user_engagement",
        b"scroll",
        b"click",
        b"login",
        b"sign_up",
        b"share",
        b"generate_lead",
        b"view_item_list",
        b"select_item",
        b"view_cart",
        b"add_shipping_info",
        b"add_payment_info",
        b"view_promotion",
        b"select_promotion",
        b"add_to_wishlist",
        b"remove_from_wishlist",
        b"wishlist",
        b"favorite",
        b"refund",
        b"impression",
    ];
    OTHERS.contains(&cell.to_ascii_lowercase().as_slice())
}

const EVENTS: &str = "view, add_to_cart, remove_from_cart, begin_checkout, purchase or search";

/// One event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionRow {
    /// Number of the session in [`SessionLog::ids`].
    pub session: u32,
    /// Number of the product in [`SessionLog::products`]; always there for a view, an add and a removal.
    pub product: Option<u32>,
    /// Seconds since 1970 UTC.
    pub time: i64,
    /// What happened.
    pub event: SessionEvent,
}

/// Sessions as read.
pub struct SessionLog {
    /// All events that could be read, in file order.
    pub rows: Vec<SessionRow>,
    /// Session ids.
    pub ids: Interner,
    /// What is known of a session's start, by its number; sessions beyond the end are unknown.
    pub origins: Vec<Origin>,
    /// Whether the file says what was done, and not only with what.
    pub has_events: bool,
    /// Product ids as the file spells them.
    pub products: Interner,
    /// Rows read.
    pub read: u64,
    /// Rows not used, by reason.
    pub dropped: BTreeMap<&'static str, u64>,
    /// Rows that cannot be read.
    pub bad: BadRows,
    /// Headers of personal columns, which were not read.
    pub personal: Vec<String>,
    /// What rows say of the products.
    pub(crate) described: Described,
}

impl SessionLog {
    /// Calls products by the names that `name` gives for those of the file; a product without one keeps its own.
    pub fn rename(&mut self, name: impl Fn(&[u8]) -> Option<String>) {
        let mut renamed = Interner::new();
        let numbers: Vec<Option<u32>> = (0..self.products.len() as u32)
            .map(|product| {
                let own = self.products.key(product);
                match name(own) {
                    Some(other) => renamed.intern(other.as_bytes()),
                    None => renamed.intern(own),
                }
            })
            .collect();
        for row in &mut self.rows {
            let product = row.product.and_then(|p| numbers.get(p as usize).copied());
            row.product = product.flatten();
        }
        self.products = renamed;
        let described = std::mem::take(&mut self.described);
        self.described = described.renumbered(|own| numbers.get(own).copied().flatten());
    }
}

/// Reads the sessions of a file: a table, or the BigQuery export of Google Analytics 4 as a JSON object a line.
///
/// # Errors
/// [`IngestError`] when the file is neither or too many of its rows are bad.
pub fn read_session_file(
    path: &Path,
    options: &Options,
    tick: &mut dyn FnMut(u64),
) -> Result<SessionLog, IngestError> {
    match ga4::open(path)? {
        Some(export) => ga4::read(vec![export], options, tick),
        None => read_sessions(&mut Table::open(path)?, options, tick),
    }
}

/// Reads the sessions of several exports of Google Analytics 4 as one: a day each, for example.
///
/// # Errors
/// [`IngestError`] when a file is none or too many of all rows are bad.
pub fn read_session_files(
    paths: &[PathBuf],
    options: &Options,
    tick: &mut dyn FnMut(u64),
) -> Result<SessionLog, IngestError> {
    let mut exports = Vec::new();
    for path in paths {
        match ga4::open(path)? {
            Some(export) => exports.push(export),
            None => {
                return Err(IngestError::NotText {
                    file: path.display().to_string(),
                    found: "no export of Google Analytics 4",
                });
            }
        }
    }
    ga4::read(exports, options, tick)
}

/// Reads sessions. `tick` is told the position in the file now and then.
///
/// # Errors
/// [`IngestError`] when the file is no such table or too many of its rows are bad.
pub fn read_sessions(
    table: &mut Table,
    options: &Options,
    tick: &mut dyn FnMut(u64),
) -> Result<SessionLog, IngestError> {
    let columns = table.bind(&SESSIONS, &options.mapping)?;
    table.only(&columns)?;
    let at = |name| columns.at(name);
    let (session_id, time_at, product_id, event_at) =
        (at("session_id"), at("time"), at("product_id"), at("event"));
    let headers = table.headers().to_vec();
    let file = table.file().to_owned();
    let mut log = SessionLog {
        rows: Vec::new(),
        ids: Interner::new(),
        origins: Vec::new(),
        has_events: event_at.is_some(),
        products: Interner::new(),
        read: 0,
        dropped: BTreeMap::new(),
        bad: BadRows::new(&file, options.max_bad_rows),
        personal: personal(&headers, &columns),
        described: Described::default(),
    };
    let mut described = Descriptions::new(options);
    let (title, category, brand) = (at("title"), at("category"), at("brand"));
    let (price, currency) = (at("price"), at("currency"));
    let (url, image) = (at("url"), at("image"));
    // Old encodings are read as everywhere; how many cells had one is of no interest here.
    let mut old_cells = 0;
    let mut dates = DateColumn::new(options.date_order);
    // Times of the rows with the month first, once a date needs it.
    let mut month_first: Vec<i64> = Vec::new();
    loop {
        if log.read.is_multiple_of(TICK) {
            tick(table.position());
        }
        let Some(row) = table.next_row()? else { break };
        log.read += 1;
        let mut cells = Cells {
            row,
            headers: &headers,
            columns: &columns,
            read: log.read,
            bad: &mut log.bad,
        };
        let mut drop = |reason| *log.dropped.entry(reason).or_default() += 1;
        if row.is_empty() {
            drop("blank_row");
            continue;
        }
        if !cells.whole()? {
            continue;
        }
        let (session_key, product_key) = (row.cell(session_id), row.cell(product_id));
        if session_key.is_empty() {
            drop("blank_session_id");
            continue;
        }
        let event = match event_at {
            None => Some(SessionEvent::View),
            Some(_) => SessionEvent::named(row.cell(event_at)),
        };
        if product_key.is_empty() && !event.is_some_and(SessionEvent::stands_alone) {
            drop("blank_product_id");
            continue;
        }
        let Some(event) = event else {
            if is_other_event(row.cell(event_at)) {
                drop("other_event");
                continue;
            }
            cells.reject("bad_event", event_at, EVENTS)?;
            continue;
        };
        let reading = read_time(row.cell(time_at));
        let Some(time) = reading.and_then(|reading| dates.take(reading, row.line)) else {
            cells.reject("bad_time", time_at, time::EXPECTED)?;
            continue;
        };
        let session = number(&mut log.ids, session_key, &mut old_cells, &file, "sessions")?;
        let product = if product_key.is_empty() {
            None
        } else {
            let products = &mut log.products;
            Some(number(
                products,
                product_key,
                &mut old_cells,
                &file,
                "products",
            )?)
        };
        if let Some(product) = product {
            let said = Said {
                title: row.cell(title),
                category: row.cell(category),
                brand: row.cell(brand),
                url: row.cell(url),
                image: row.cell(image),
                price: row.cell(price),
                currency: row.cell(currency),
            };
            described.add(product, time.day_month, &said);
        }
        if dates.matters() {
            let rows = log.rows.iter().skip(month_first.len());
            month_first.extend(rows.map(|row| row.time));
            month_first.push(time.month_day);
        }
        log.rows.push(SessionRow {
            session,
            product,
            time: time.day_month,
            event,
        });
    }
    let header = time_at
        .and_then(|at| headers.get(at))
        .map_or("", String::as_str);
    if dates.matters() && dates.order(&file, header)? == DateOrder::MonthDay {
        for (row, time) in log.rows.iter_mut().zip(month_first) {
            row.time = time;
        }
    }
    log.bad.finish(log.read)?;
    log.described = described.close();
    Ok(log)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::Mapping;
    use std::io::Cursor;

    fn read(text: &str, maps: &[&str]) -> Result<SessionLog, IngestError> {
        let options = Options {
            mapping: Mapping::parse(maps).expect("maps"),
            max_bad_rows: crate::ingest::BadRowLimit::Rows(1),
            ..Options::default()
        };
        let mut table = Table::from_reader("s.csv", Cursor::new(text.to_owned()), 0)?;
        read_sessions(&mut table, &options, &mut |_| ())
    }

    #[test]
    fn events_are_read_and_bad_ones_are_named() {
        let log = read(
            "session_id,time,event,product_id,value\ns1,2025-10-01T00:09:03Z,view,a,\ns1,2025-10-01T00:10:00Z,purchase,b,5\ns2,2025-10-01,looked,a,\ns2,2025-10-01,view,,\n",
            &[],
        )
        .expect("read");
        let events: Vec<_> = log
            .rows
            .iter()
            .map(|row| (row.session, row.product, row.event))
            .collect();
        assert_eq!(
            events,
            [
                (0, Some(0), SessionEvent::View),
                (0, Some(1), SessionEvent::Purchase)
            ]
        );
        assert_eq!(
            (
                log.read,
                log.bad.total(),
                log.dropped.get("blank_product_id")
            ),
            (4, 1, Some(&1))
        );
        let example = log.bad.examples().next().expect("one").to_string();
        assert!(
            example.contains("line 4") && example.contains("`looked`"),
            "{example}"
        );
    }

    #[test]
    fn a_search_a_checkout_and_a_purchase_need_no_product() {
        let log = read(
            "session_id,time,event,product_id\ns,2025-10-01,search,\ns,2025-10-01,begin_checkout,\ns,2025-10-01,purchase,\ns,2025-10-01,add_to_cart,\n",
            &[],
        )
        .expect("read");
        let events: Vec<_> = log
            .rows
            .iter()
            .map(|row| (row.product, row.event))
            .collect();
        assert_eq!(
            events,
            [
                (None, SessionEvent::Search),
                (None, SessionEvent::BeginCheckout),
                (None, SessionEvent::Purchase)
            ]
        );
        assert_eq!(log.dropped.get("blank_product_id"), Some(&1));
    }

    #[test]
    fn tab_separated_rows_without_events_are_views() {
        let maps = [
            "sessions.session_id=SessionId",
            "sessions.product_id=ItemId",
            "sessions.time=Time",
        ];
        let log = read(
            "SessionId\tItemId\tTime\n27\t5959\t1593536687.0\n27\t13697\t1593536656.0\n",
            &maps,
        )
        .expect("read");
        assert_eq!(log.rows.len(), 2);
        assert_eq!(
            (log.rows[0].time, log.rows[0].event),
            (1_593_536_687, SessionEvent::View)
        );
        let error = read("SessionId\tItemId\tTime\n", &[])
            .err()
            .expect("unmapped")
            .to_string();
        assert!(
            error.contains("--map sessions.session_id=SessionId"),
            "{error}"
        );
    }
}
