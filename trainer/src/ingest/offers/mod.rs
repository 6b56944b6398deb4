//! A merchant's offers: `offers.csv`, or the sale prices with dates in a catalog export of WooCommerce or Google.
//!
//! Shoppers will be told that these end, so nothing is guessed and nothing is forgiven: a cell that cannot be understood is a
//! [`Finding`] with its line and column, and whoever publishes stops at the first error.

mod dialect;
mod finding;
mod kind;
mod moment;

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use setwise_core::offer::Kind;

use super::catalog::shown;
use super::columns::Binding;
use super::currency_sign::Named;
use super::dates::DateColumn;
use super::error::IngestError;
use super::marks::identifier;
use super::money::{self, Currency, PriceReading};
use super::prices::{DecimalSign, PriceColumn, named};
use super::rows::Options;
use super::table::{Row, Table};
use super::text::decode;
use dialect::Dialect;
pub(crate) use dialect::OF_CATALOG;
pub use finding::{Finding, Level};
use kind::kind_of;
use moment::{Cell, NoMoment};

/// What an offer is on, by the merchant's names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// Everything.
    Shop,
    /// A category and all below it: levels joined by ` > `.
    Category(String),
    /// The product of this id.
    Product(String),
}

/// One offer as the merchant wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfferRow {
    /// Where it stands.
    pub line: u64,
    /// The merchant's name for it, or one made of product and start.
    pub id: String,
    /// What it is on.
    pub subject: Subject,
    /// Other names that the file has for the product.
    pub other_names: Vec<String>,
    /// What it gives.
    pub kind: Kind,
    /// Minor units: the price, or the value of the cart that free shipping needs.
    pub price: Option<i64>,
    /// The currency that the row names.
    pub currency: Option<Currency>,
    /// Its start, seconds since 1970.
    pub starts: i64,
    /// Its end, seconds since 1970.
    pub ends: i64,
    /// For a personal window, seconds from the order on.
    pub after_order: Option<u32>,
    /// The lowest price of the 30 days before, in minor units.
    pub lowest: Option<i64>,
    /// The regular price that the same file names, in minor units.
    pub regular: Option<i64>,
    /// The merchant's words.
    pub terms: String,
}

/// A file of offers as read.
#[derive(Clone, Debug, Default)]
pub struct OfferSheet {
    /// The file as it was named.
    pub file: String,
    /// Rows read.
    pub rows: u64,
    /// The offers, in the order of the file.
    pub offers: Vec<OfferRow>,
    /// Rows that are no offers, by reason: products without a sale price.
    pub skipped: BTreeMap<&'static str, u64>,
    /// What is wrong with single cells.
    pub findings: Vec<Finding>,
    /// What the file calls each column.
    headers: Vec<(&'static str, String)>,
}

impl OfferSheet {
    /// What the file calls a column; the column's own name where it has none.
    #[must_use]
    pub fn header<'a>(&'a self, column: &'a str) -> &'a str {
        let named = self.headers.iter().find(|(name, _)| *name == column);
        named.map_or(column, |(_, header)| header.as_str())
    }

    /// Calls the products that offers are on by the names that `name` gives for one of those that the file has.
    pub fn rename(&mut self, name: impl Fn(&str) -> Option<String>) {
        for offer in &mut self.offers {
            if let Subject::Product(id) = &mut offer.subject {
                let mut names = std::iter::once(&*id).chain(&offer.other_names);
                if let Some(own) = names.find_map(|known| name(known)) {
                    *id = own;
                }
            }
        }
    }

    /// All names that it has for products.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.offers.iter().flat_map(|offer| {
            let id = match &offer.subject {
                Subject::Product(id) => Some(id.as_str()),
                _ => None,
            };
            id.into_iter()
                .chain(offer.other_names.iter().map(String::as_str))
        })
    }

    /// A finding about a row.
    #[must_use]
    pub fn finding(&self, level: Level, line: u64, column: &str, text: String) -> Finding {
        Finding {
            level,
            file: self.file.clone(),
            line,
            column: self.header(column).to_owned(),
            text,
        }
    }
}

/// Reads a file of offers. `zone` is that of times that name none.
///
/// # Errors
/// [`IngestError`] if it is no table, or lacks columns.
pub fn read_offers(
    table: &mut Table,
    options: &Options,
    zone: Option<&TimeZone>,
) -> Result<OfferSheet, IngestError> {
    let headers = table.headers().to_vec();
    let columns = match table.bound() {
        Some(bound) => bound.clone(),
        None => {
            let dialect = Dialect::of(&options.mapping, &headers);
            let known = &dialect.headers;
            let mapping = options
                .mapping
                .with_headers(dialect.schema.table, known, &headers);
            mapping.bind(dialect.schema, table.file(), &headers)?
        }
    };
    table.only(&columns)?;
    let named = |(name, at): (&'static str, usize)| Some((name, headers.get(at)?.clone()));
    let mut sheet = OfferSheet {
        file: table.file().to_owned(),
        rows: 0,
        offers: Vec::new(),
        skipped: BTreeMap::new(),
        findings: Vec::new(),
        headers: columns.found().filter_map(named).collect(),
    };
    let mut dates = DateColumn::new(options.date_order);
    let mut prices = PriceColumn::default();
    let mut drafts = Vec::new();
    while let Some(row) = table.next_row()? {
        sheet.rows += 1;
        let mut reader = RowReader {
            row,
            columns: &columns,
            currency: options.currency,
            zone,
            dates: &mut dates,
            prices: &mut prices,
            sheet: &mut sheet,
        };
        match reader.read() {
            Some(Ok(draft)) => drafts.push(draft),
            Some(Err(reason)) => *sheet.skipped.entry(reason).or_default() += 1,
            None => {}
        }
    }
    let order = dates.order(&sheet.file, sheet.header("starts_at"))?;
    let sign = prices.sign();
    for draft in drafts {
        match draft.close(sign, |cell, ends| cell.close(order, zone, ends)) {
            Ok(offer) => sheet.offers.push(offer),
            Err((line, column, text)) => {
                let finding = sheet.finding(Level::Error, line, column, text);
                sheet.findings.push(finding);
            }
        }
    }
    sheet.findings.sort_by_key(|finding| finding.line);
    Ok(sheet)
}

/// An offer, until its columns have told how their dates and prices are to be read.
struct Draft {
    offer: OfferRow,
    /// Made of its product and start once that is known.
    named: bool,
    price: Option<Price>,
    lowest: Option<Price>,
    regular: Option<Price>,
    starts: When,
    ends: When,
}

/// A price, and where it stands.
struct Price {
    reading: PriceReading,
    column: &'static str,
    text: String,
}

/// A moment, and where it stands.
struct When {
    cell: Cell,
    column: &'static str,
    text: String,
}

/// What is wrong with a row, and with which of its columns.
type Wrong = (u64, &'static str, String);

impl Price {
    /// The amount: three digits behind a sign are thousands where the column says so, and no decimals anywhere.
    fn amount(&self, sign: DecimalSign, line: u64) -> Result<i64, Wrong> {
        let amount = match self.reading {
            PriceReading::Certain(amount, _) => Some(amount),
            PriceReading::Either { point, comma } => match sign {
                DecimalSign::Comma if comma > point => Some(comma),
                DecimalSign::Point if point > comma => Some(point),
                _ => None,
            },
        };
        match amount {
            Some(amount) if (1..1 << 53).contains(&amount) => Ok(amount),
            Some(_) => Err((line, self.column, wrong("a price above zero", &self.text))),
            None => Err((
                line,
                self.column,
                wrong(
                    "a price that cannot be read in two ways, such as 1234.00 or 1.23",
                    &self.text,
                ),
            )),
        }
    }
}

impl Draft {
    fn close(
        self,
        sign: DecimalSign,
        moment: impl Fn(Cell, bool) -> Result<i64, NoMoment>,
    ) -> Result<OfferRow, Wrong> {
        let Self {
            mut offer, named, ..
        } = self;
        let line = offer.line;
        let amount = |price: Option<Price>| price.map(|price| price.amount(sign, line)).transpose();
        offer.price = amount(self.price)?;
        offer.lowest = amount(self.lowest)?;
        offer.regular = amount(self.regular)?;
        let at = |when: &When, ends: bool| {
            let expected = |why: NoMoment| (line, when.column, wrong(why.expected(), &when.text));
            moment(when.cell, ends).map_err(expected)
        };
        offer.starts = at(&self.starts, false)?;
        offer.ends = at(&self.ends, true)?;
        let wrong_when =
            |when: When, expected: &str| Err((line, when.column, wrong(expected, &when.text)));
        if offer.starts < 0 {
            return wrong_when(self.starts, "a time after 1970");
        }
        if offer.ends <= offer.starts {
            return wrong_when(self.ends, "an end after the start");
        }
        if let (true, Subject::Product(product)) = (named, &offer.subject) {
            offer.id = format!("sale:{product}:{}", offer.starts);
        }
        Ok(offer)
    }
}

/// What was expected of a cell, and what stands in it.
fn wrong(expected: &str, found: &str) -> String {
    let found: String = found.chars().take(60).collect();
    match found.as_str() {
        "" => format!("expected {expected}, found nothing"),
        found => format!("expected {expected}, found `{found}`"),
    }
}

struct RowReader<'a> {
    row: Row<'a>,
    columns: &'a Binding,
    currency: Option<Currency>,
    zone: Option<&'a TimeZone>,
    dates: &'a mut DateColumn,
    prices: &'a mut PriceColumn,
    sheet: &'a mut OfferSheet,
}

impl RowReader<'_> {
    fn text(&self, column: &str) -> String {
        decode(self.row.cell(self.columns.at(column)))
            .0
            .into_owned()
    }

    fn id(&self, column: &str) -> String {
        let cell = self.row.cell(self.columns.at(column));
        identifier(cell).0.into_owned()
    }

    /// Tells what is wrong with a cell, and gives up on its row.
    fn wrong<T>(&mut self, column: &'static str, expected: &str) -> Option<T> {
        let text = wrong(expected, &self.text(column));
        let finding = self
            .sheet
            .finding(Level::Error, self.row.line, column, text);
        self.sheet.findings.push(finding);
        None
    }

    /// The offer of the row; the reason if it has none; `None` if something was wrong with it.
    fn read(&mut self) -> Option<Result<Draft, &'static str>> {
        if self.row.is_empty() {
            return Some(Err("blank_row"));
        }
        let (found, width) = (self.row.len(), self.columns.width);
        if found != width && !(found == width + 1 && self.row.cell(Some(width)).is_empty()) {
            let text =
                format!("expected as many columns as the header row ({width}), found {found}");
            let finding = self.sheet.finding(Level::Error, self.row.line, "-", text);
            self.sheet.findings.push(finding);
            return None;
        }
        // A catalog's row is an offer if it has a sale price with an end.
        let own = self.columns.at("offer_id").is_some();
        if !own {
            if self.text("offer_price").is_empty() {
                // Its regular price still tells how the file writes prices.
                let digits = self.digits(None);
                let cell = self.row.cell(self.columns.at("regular_price"));
                let _ = self.prices.read(cell, digits);
                return Some(Err("no_sale_price"));
            }
            let cell = |column: &str| self.row.cell(self.columns.at(column));
            let said = shown(cell("status"), cell("published"), cell("visibility"));
            if matches!(said, Some(Err(_))) {
                return Some(Err("not_for_shoppers"));
            }
            if self.text("ends_at").is_empty() && self.text("effective").is_empty() {
                return Some(Err("sale_without_end"));
            }
            if self.text("starts_at").is_empty() && self.text("effective").is_empty() {
                return Some(Err("sale_without_start"));
            }
        }
        let kind = match kind_of(&self.text("kind")) {
            Some(kind) => kind,
            None if !own && self.text("kind").is_empty() => Kind::Price,
            None => return self.wrong("kind", "price, perk or free_shipping"),
        };
        let currency = self.row_currency()?;
        let price = self.price("offer_price", currency)?;
        match kind {
            Kind::Price if price.is_none() => {
                return self.wrong("offer_price", "the price of the offer");
            }
            Kind::Perk if price.is_some() => {
                return self.wrong("offer_price", "nothing, because a perk has no price");
            }
            _ => {}
        }
        let lowest = self.price("lowest_price_30d", currency)?;
        if lowest.is_some() && kind != Kind::Price {
            return self.wrong(
                "lowest_price_30d",
                "nothing, because only kind price has one",
            );
        }
        let subject = self.subject(kind)?;
        let regular = self.price("regular_price", currency)?;
        let (starts, ends) = self.times()?;
        let after_order = self.after_order()?;
        let terms = self.text("terms");
        if terms.len() > 1_000 {
            return self.wrong("terms", "at most 1000 bytes");
        }
        if kind == Kind::Perk && terms.is_empty() {
            return self.wrong("terms", "words that say what the perk is");
        }
        let named = !own && matches!(subject, Subject::Product(_));
        let id = self.text("offer_id");
        if !named && (id.is_empty() || id.len() > 1_000) {
            return self.wrong("offer_id", "a name of the offer, at most 1000 bytes");
        }
        let offer = OfferRow {
            line: self.row.line,
            id,
            subject,
            other_names: ["sku", "platform_id"]
                .into_iter()
                .map(|column| self.id(column))
                .filter(|name| !own && !name.is_empty())
                .collect(),
            kind,
            price: None,
            currency,
            starts: 0,
            ends: 0,
            after_order,
            lowest: None,
            regular: None,
            terms,
        };
        Some(Ok(Draft {
            offer,
            named,
            price,
            lowest,
            regular,
            starts,
            ends,
        }))
    }

    /// The currency of the row: its own column, or the code beside its price. The inner `None` if it names none.
    fn row_currency(&mut self) -> Option<Option<Currency>> {
        let code = self.text("currency");
        if !code.is_empty() {
            return match code.parse() {
                Ok(currency) => Some(Some(currency)),
                Err(_) => self.wrong("currency", "three letters of ISO 4217, such as EUR"),
            };
        }
        let beside = named(b"", self.row.cell(self.columns.at("offer_price")));
        Some(beside.and_then(Named::code))
    }

    /// Digits of the minor unit of a row's prices.
    fn digits(&self, currency: Option<Currency>) -> u32 {
        let known = currency.or(self.currency);
        known.unwrap_or(Currency::UNKNOWN).digits()
    }

    /// A price. The inner `None` if the cell is blank.
    fn price(&mut self, column: &'static str, currency: Option<Currency>) -> Option<Option<Price>> {
        let cell = self.row.cell(self.columns.at(column));
        if cell.is_empty() {
            return Some(None);
        }
        let digits = self.digits(currency);
        match self.prices.read(cell, digits) {
            Some(reading) => Some(Some(Price {
                reading,
                column,
                text: self.text(column),
            })),
            None => self.wrong(column, money::EXPECTED),
        }
    }

    fn subject(&mut self, kind: Kind) -> Option<Subject> {
        let (mut product, category) = (self.id("product_id"), self.text("category"));
        for other in ["sku", "platform_id"] {
            if product.is_empty() {
                product = self.id(other);
            }
        }
        match (product.is_empty(), category.is_empty()) {
            (false, true) => Some(Subject::Product(product)),
            (true, false) => {
                let levels: Vec<&str> = category.split('>').map(str::trim).collect();
                Some(Subject::Category(levels.join(" > ")))
            }
            (true, true) if kind != Kind::Price => Some(Subject::Shop),
            (true, true) => self.wrong(
                "product_id",
                "a product_id or a category that the price is for",
            ),
            (false, false) => self.wrong("category", "either a product_id or a category, not both"),
        }
    }

    /// Start and end.
    fn times(&mut self) -> Option<(When, When)> {
        let effective = self.text("effective");
        let (from, to) = match effective.split_once('/') {
            Some((from, to)) => (from.to_owned(), to.to_owned()),
            None if !effective.is_empty() => {
                return self.wrong("effective", "two times with a slash between them");
            }
            None => (self.text("starts_at"), self.text("ends_at")),
        };
        let (zone, line) = (self.zone, self.row.line);
        let is_pair = !effective.is_empty();
        let mut when = |text: &str, own: &'static str, ends: bool| When {
            cell: Cell::read(text, zone, ends, self.dates, line),
            column: if is_pair { "effective" } else { own },
            text: if is_pair { &effective } else { text }.to_owned(),
        };
        let starts = when(&from, "starts_at", false);
        Some((starts, when(&to, "ends_at", true)))
    }

    /// How long a personal window lasts; the inner `None` for an offer that is the same for everyone.
    fn after_order(&mut self) -> Option<Option<u32>> {
        let text = self.text("hours_after_order");
        if text.is_empty() {
            return Some(None);
        }
        match text.parse::<u32>() {
            Ok(hours @ 1..=8_760) => Some(Some(hours * 3_600)),
            _ => self.wrong("hours_after_order", "whole hours from 1 to 8760"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::columns::Mapping;
    use super::*;
    use std::io::Cursor;

    fn read(text: &str) -> Result<OfferSheet, IngestError> {
        read_with(text, &Options::default(), None)
    }

    fn read_with(
        text: &str,
        options: &Options,
        zone: Option<&TimeZone>,
    ) -> Result<OfferSheet, IngestError> {
        let mut table = Table::from_reader("o.csv", Cursor::new(text.to_owned()), 0)?;
        read_offers(&mut table, options, zone)
    }

    const HEADER: &str = "offer_id,product_id,category,kind,offer_price,currency,starts_at,ends_at,lowest_price_30d,terms,hours_after_order\n";

    #[test]
    fn a_row_of_each_kind() {
        let text = format!(
            "{HEADER}A,P1,,price,12.00,GBP,2026-11-27T00:00:00Z,2026-12-01T00:00:00Z,15.00,One each,\n\
             B,,Beauty>Skin,perk,,,2026-11-27T00:00:00+01:00,2026-12-01T00:00:00Z,,A sample,\n\
             C,,,free shipping,50,GBP,2026-11-27T00:00:00Z,2026-12-01T00:00:00Z,,,\n\
             D,P2,,price,9,,2026-11-27T00:00:00Z,2026-12-01T00:00:00Z,,,24\n"
        );
        let sheet = read(&text).expect("read");
        assert_eq!(sheet.findings, []);
        let [a, b, c, d] = &sheet.offers[..] else {
            panic!("{:?}", sheet.offers)
        };
        assert_eq!(a.subject, Subject::Product("P1".to_owned()));
        assert_eq!((a.price, a.lowest, a.line), (Some(1_200), Some(1_500), 2));
        assert_eq!(b.subject, Subject::Category("Beauty > Skin".to_owned()));
        assert_eq!((b.kind, b.starts), (Kind::Perk, a.starts - 3_600));
        assert_eq!((&c.subject, c.price), (&Subject::Shop, Some(5_000)));
        assert_eq!(d.after_order, Some(86_400));
    }

    #[test]
    fn every_wrong_cell_is_named_by_line_and_column() {
        let good = "A,P1,,price,12.00,GBP,2026-11-27T00:00:00Z,2026-12-01T00:00:00Z,15.00,,";
        for (from, to, column, part) in [
            ("price,", "sale,", "kind", "price, perk or free_shipping"),
            ("12.00", "", "offer_price", "found nothing"),
            ("12.00", "cheap", "offer_price", "`cheap`"),
            ("12.00", "0", "offer_price", "above zero"),
            ("12.00", "1.234", "offer_price", "two ways"),
            ("GBP", "pounds", "currency", "ISO 4217"),
            (
                "00:00:00Z,2026-12",
                "00:00:00,2026-12",
                "starts_at",
                "with its zone",
            ),
            (
                "2026-12-01T00:00:00Z",
                "2026-12-01",
                "ends_at",
                "--time-zone",
            ),
            (
                "2026-12-01T00:00:00Z",
                "2026-11-27T00:00:00Z",
                "ends_at",
                "after the start",
            ),
            ("2026-11-27", "soon", "starts_at", "a time with its zone"),
            ("P1,", ",", "product_id", "product_id or a category"),
            ("P1,", "P1,Skin", "category", "not both"),
            ("A,P1", ",P1", "offer_id", "a name"),
            ("15.00,,", "15.00,,0", "hours_after_order", "1 to 8760"),
            (
                "price,12.00",
                "perk,12.00",
                "offer_price",
                "a perk has no price",
            ),
            (
                "price,12.00",
                "perk,",
                "lowest_price_30d",
                "only kind price",
            ),
        ] {
            let text = format!("{HEADER}{}\n", good.replacen(from, to, 1));
            let sheet = read(&text).expect("a table");
            let [finding] = &sheet.findings[..] else {
                panic!("{from} → {to}: {:?}", sheet.findings)
            };
            let said = finding.to_string();
            assert!(
                said.contains(&format!("o.csv, line 2, column `{column}`")) && said.contains(part),
                "{said}"
            );
            assert_eq!(sheet.offers, []);
        }
        let short = read(&format!("{HEADER}A,P1\n")).expect("a table");
        assert!(short.findings[0].text.contains("(11), found 2"));
    }

    #[test]
    fn missing_columns_are_named_with_the_map_that_helps() {
        let error = read("id,from,to\n").expect_err("no offers").to_string();
        for part in ["offer_id", "starts_at", "--map offers.ends_at=to"] {
            assert!(error.contains(part), "{part} not in: {error}");
        }
        let map =
            Mapping::parse(&["offers.offer_id=Promo", "offers.product_id=SKU"]).expect("known");
        let options = Options {
            mapping: map,
            ..Options::default()
        };
        let text =
            "Promo,SKU,kind,offer_price,starts_at,ends_at\nX,P,price,1,2026-11-27T00:00:00Z,soon\n";
        let sheet = read_with(text, &options, None).expect("read");
        assert_eq!(sheet.header("offer_id"), "Promo");
        assert_eq!(sheet.findings.len(), 1);
    }

    #[test]
    fn sales_of_a_woocommerce_export_are_offers() {
        let text = "ID,Type,SKU,Name,Date sale price starts,Date sale price ends,Sale price,Regular price\n\
            1,simple,LAMP,Lamp,2026-11-27 00:00:00,2026-11-30 23:59:59,\"12,50\",\"15,00\"\n\
            2,simple,VASE,Vase,,,,\"9,00\"\n\
            3,simple,CUP,Cup,,2026-11-30,\"3,00\",\"4,00\"\n\
            4,simple,JUG,Jug,2026-11-27,2026-11-30,\"3,00\",\"4,00\"\n\
            5,simple,POT,Pot,2026-11-27,,\"3,00\",\"4,00\"\n";
        let without = read(text).expect("read");
        assert_eq!(without.findings.len(), 2, "no zone");
        assert!(
            without.findings[0]
                .to_string()
                .contains("column `Date sale price starts`")
        );
        let berlin = TimeZone::get("Europe/Berlin").expect("bundled");
        let sheet = read_with(text, &Options::default(), Some(&berlin)).expect("read");
        assert_eq!(sheet.findings, []);
        let ids: Vec<_> = sheet
            .offers
            .iter()
            .map(|offer| (&offer.subject, offer.price, offer.regular))
            .collect();
        assert_eq!(
            ids,
            [
                (
                    &Subject::Product("LAMP".to_owned()),
                    Some(1_250),
                    Some(1_500)
                ),
                (&Subject::Product("JUG".to_owned()), Some(300), Some(400)),
            ]
        );
        assert_eq!(
            sheet.offers[1].ends,
            sheet.offers[0].ends + 1,
            "the last day to its end"
        );
        assert_eq!(
            sheet.offers[0].lowest, None,
            "a regular price is not the lowest of 30 days"
        );
        let skipped: Vec<_> = sheet.skipped.into_iter().collect();
        assert_eq!(
            skipped,
            [
                ("no_sale_price", 1),
                ("sale_without_end", 1),
                ("sale_without_start", 1)
            ]
        );
    }

    #[test]
    fn sales_know_all_names_of_their_product_and_none_of_drafts() {
        let text = "ID,SKU,Name,Published,Sale price,Date sale price starts,Date sale price ends\n\
            7,LAMP,Lamp,1,12,2026-11-20 0:00:00,2026-11-27 0:00:00\n\
            8,,Vase,1,9,2026-11-20 0:00:00,2026-11-27 0:00:00\n\
            9,CUP,Cup,-1,3,2026-11-20 0:00:00,2026-11-27 0:00:00\n";
        let berlin = TimeZone::get("Europe/Berlin").expect("bundled");
        let mut sheet = read_with(text, &Options::default(), Some(&berlin)).expect("read");
        assert_eq!(sheet.findings, []);
        assert_eq!(sheet.skipped.get("not_for_shoppers"), Some(&1));
        let names: Vec<&str> = sheet.names().collect();
        assert_eq!(names, ["LAMP", "LAMP", "7", "8", "8"]);
        sheet.rename(|name| (name == "7").then(|| "seven".to_owned()));
        assert_eq!(
            sheet.offers[0].subject,
            Subject::Product("seven".to_owned())
        );
        assert_eq!(sheet.offers[1].subject, Subject::Product("8".to_owned()));
        let maps = [
            "catalog.sale_price=Angebotspreis",
            "catalog.sale_starts=Von",
            "catalog.sale_ends=Bis",
        ];
        let options = Options {
            mapping: Mapping::parse(&maps).expect("maps"),
            ..Options::default()
        };
        let text = "SKU,Angebotspreis,Von,Bis\nLAMP,12,2026-11-20T00:00:00Z,2026-11-27T00:00:00Z\n";
        let sheet = read_with(text, &options, None).expect("read");
        assert_eq!(sheet.offers.len(), 1, "{:?}", sheet.findings);
    }

    #[test]
    fn sales_of_a_google_feed_are_offers() {
        let text = "id\ttitle\tprice\tsale_price\tsale_price_effective_date\n\
            LAMP\tLamp\t15.00 USD\t12.00 USD\t2026-11-27T00:00-0500/2026-11-30T23:59-0500\n\
            VASE\tVase\t9.00 USD\t\t\n\
            CUP\tCup\t4.00 USD\t3.00 USD\t2026-11-27T00:00-0500\n";
        let sheet = read(text).expect("read");
        assert_eq!(sheet.offers.len(), 1);
        let lamp = &sheet.offers[0];
        assert_eq!((lamp.price, lamp.regular), (Some(1_200), Some(1_500)));
        assert_eq!(
            lamp.currency.map(|code| code.to_string()).as_deref(),
            Some("USD")
        );
        assert_eq!(lamp.ends - lamp.starts, 4 * 86_400 - 60);
        assert_eq!(lamp.id, format!("sale:LAMP:{}", lamp.starts));
        assert!(
            sheet.findings[0]
                .to_string()
                .contains("column `sale_price_effective_date`")
        );
    }

    #[test]
    fn a_feed_in_xml_has_the_offers_of_the_same_feed_as_a_table() {
        let item = |fields: &str| format!("<item>{fields}</item>\n");
        let sale = |date: &str| {
            item(&format!(
                "<g:id>LAMP</g:id><g:price>15.00 USD</g:price><g:sale_price>12.00 USD</g:sale_price>\
                 <g:sale_price_effective_date>{date}</g:sale_price_effective_date>"
            ))
        };
        let feed = |items: &str| {
            read(&format!(
                "<?xml version=\"1.0\"?>\n<rss xmlns:g=\"http://base.google.com/ns/1.0\"><channel>\n{items}</channel></rss>"
            ))
        };
        let table = "id\ttitle\tprice\tsale_price\tsale_price_effective_date\n\
            LAMP\tLamp\t15.00 USD\t12.00 USD\t2026-11-27T00:00-0500/2026-11-30T23:59-0500\n";
        let of = |sheet: OfferSheet| -> Vec<OfferRow> {
            let unplaced = |offer: OfferRow| OfferRow { line: 0, ..offer };
            sheet.offers.into_iter().map(unplaced).collect()
        };
        let dated = sale("2026-11-27T00:00-0500/2026-11-30T23:59-0500");
        let unsold = item("<g:id>VASE</g:id><g:price>9.00 USD</g:price>");
        let sheet = feed(&(dated + &unsold)).expect("read");
        assert!(sheet.findings.is_empty(), "{:?}", sheet.findings);
        assert_eq!(sheet.offers[0].line, 3);
        assert_eq!(of(sheet), of(read(table).expect("read")));
        // Nothing is guessed here either.
        for (date, told) in [
            ("2026-11-27/2026-11-30", "zone"),
            ("soon", "column `sale_price_effective_date`"),
            ("2026-11-30T00:00Z/2026-11-27T00:00Z", "column"),
        ] {
            let sheet = feed(&sale(date)).expect("read");
            assert_eq!(sheet.offers.len(), 0, "{date}");
            let finding = sheet.findings[0].to_string();
            assert!(
                finding.contains(told) && finding.contains("line 3"),
                "{finding}"
            );
        }
    }
}
