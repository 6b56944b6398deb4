//! The columns of each table, and how they are found: by header name or by `--map table.column=Header`.

use super::error::IngestError;
use super::header::{can_be_said, said_if_known};

/// One column of a table.
#[derive(Debug)]
pub struct Column {
    /// Its name, which is also the header looked for.
    pub name: &'static str,
    /// Whether the table is useless without it.
    pub required: bool,
    /// Headers of platforms that mean this and nothing else: taken where its own name is not there and nothing is mapped.
    /// What is said in brackets of a header counts too (`Complementary products (product.metafields.…)`).
    pub also: &'static [&'static str],
    /// Headers that other exports use for it: suggested in errors, never taken silently.
    pub seen_as: &'static [&'static str],
}

/// The columns of one table.
#[derive(Debug)]
pub struct Schema {
    /// The name before the dot in `--map`.
    pub table: &'static str,
    /// All columns that are read.
    pub columns: &'static [Column],
}

const fn required(name: &'static str, seen_as: &'static [&'static str]) -> Column {
    Column {
        name,
        required: true,
        also: &[],
        seen_as,
    }
}

const fn optional(name: &'static str, seen_as: &'static [&'static str]) -> Column {
    Column {
        name,
        required: false,
        also: &[],
        seen_as,
    }
}

/// A column that platforms have under headers of their own.
const fn known(name: &'static str, also: &'static [&'static str]) -> Column {
    Column {
        name,
        required: false,
        also,
        seen_as: &[],
    }
}

const PRODUCT_ID: &[&str] = &[
    "item_id",
    "sku",
    "stockcode",
    "id",
    "product",
    "lineitem sku",
    "variant sku",
];
const TITLE: &[&str] = &[
    "name",
    "description",
    "item_name",
    "product_name",
    "lineitem name",
];

/// The catalog: one row a product.
pub static CATALOG: Schema = Schema {
    table: "catalog",
    columns: &[
        required("product_id", PRODUCT_ID),
        required("title", TITLE),
        optional(
            "price",
            &["unitprice", "unit_price", "variant price", "regular price"],
        ),
        optional("currency", &[]),
        optional("url", &["link"]),
        optional("image", &["image_link", "image src", "images"]),
        optional("category", &["product_type", "categories", "type"]),
        optional("brand", &["vendor"]),
        optional("in_stock", &["availability", "in stock?"]),
        optional("attributes", &[]),
        optional("item_group_id", &["parent", "handle"]),
        // For policies only; they stay in the shop.
        optional("margin", &[]),
        optional("cost", &["cost per item"]),
        // A variant's own picture.
        known("variant_image", &["variant image", "variant image url"]),
        // Whether it can be bought, where `in_stock` does not say; and for policies.
        known(
            "stock",
            &["inventory quantity", "variant inventory qty", "qty"],
        ),
        known(
            "stock_policy",
            &[
                "continue selling when out of stock",
                "variant inventory policy",
                "backorders allowed?",
                "allow_backorders",
            ],
        ),
        known(
            "tracked",
            &[
                "inventory tracker",
                "variant inventory tracker",
                "manage_stock",
            ],
        ),
        // Other names of the same product, by which orders, links and parents may call it.
        known("sku", &["variant sku"]),
        known("platform_id", &["id"]),
        known("handle", &["url handle", "url_key"]),
        // What shoppers may see.
        known("status", &[]),
        known(
            "published",
            &["published on online store", "product_online"],
        ),
        known("visibility", &["visibility in catalog"]),
        // What kind of thing it is: simple, variable, variation, configurable, virtual …
        known("kind", &["type", "product_type"]),
        known("gift_card", &["gift card"]),
        known(
            "requires_shipping",
            &["requires shipping", "variant requires shipping"],
        ),
        // Families.
        known("parent", &[]),
        known("variations", &["configurable_variations"]),
        known("grouped", &["grouped products", "associated_skus"]),
        known("variant", &["variant title"]),
        known("option1_name", &["option1 name", "attribute 1 name"]),
        known(
            "option1_value",
            &["option1 value", "attribute 1 value(s)", "color", "colour"],
        ),
        known("option2_name", &["option2 name", "attribute 2 name"]),
        known(
            "option2_value",
            &["option2 value", "attribute 2 value(s)", "size"],
        ),
        known("option3_name", &["option3 name", "attribute 3 name"]),
        known("option3_value", &["option3 value", "attribute 3 value(s)"]),
        // The price of a sale, and when it holds.
        known("sale_price", &["sale price", "special_price"]),
        known(
            "sale_starts",
            &["date sale price starts", "special_price_from_date"],
        ),
        known(
            "sale_ends",
            &["date sale price ends", "special_price_to_date"],
        ),
        known("sale_effective", &["sale_price_effective_date"]),
        // What the merchant chose by hand.
        known("upsells", &["upsell_skus"]),
        known("cross_sells", &["cross-sells", "crosssell_skus"]),
        known(
            "related",
            &[
                "related_skus",
                "product.metafields.shopify--discovery--product_recommendation.related_products",
            ],
        ),
        known(
            "complementary",
            &[
                "product.metafields.shopify--discovery--product_recommendation.complementary_products",
            ],
        ),
    ],
};

/// The orders: one row a line of an order.
pub static ORDERS: Schema = Schema {
    table: "orders",
    columns: &[
        required(
            "order_id",
            &["invoiceno", "invoice", "order", "name", "transaction_id"],
        ),
        required(
            "time",
            &[
                "ts",
                "date",
                "invoicedate",
                "created at",
                "created_at",
                "timestamp",
                "date_created_gmt",
            ],
        ),
        required("product_id", PRODUCT_ID),
        optional("quantity", &["qty", "lineitem quantity"]),
        optional("unit_price", &["price", "unitprice", "lineitem price"]),
        optional("currency", &[]),
        optional(
            "customer_id",
            &["customerid", "customer", "email", "user_id"],
        ),
        Column {
            name: "title",
            required: false,
            also: &["lineitem name"],
            seen_as: TITLE,
        },
        // The option that was chosen, where the title does not say it.
        known("variant", &["variations"]),
        // What the product is, for a shop that gives no catalog.
        known("category", &[]),
        known("brand", &[]),
        known("url", &[]),
        known("image", &[]),
        // Other names of what was sold.
        known("sku", &["lineitem sku"]),
        known("variation_id", &["variation id", "item variation id"]),
        // What became of the order, and of the line.
        known("status", &["order status", "order_status"]),
        known(
            "financial_status",
            &["financial status", "payment status", "payment_status"],
        ),
        known("cancelled_at", &["cancelled at", "canceled at"]),
        known(
            "refunded_quantity",
            &[
                "refunded quantity",
                "quantity refunded",
                "qty refunded",
                "qty_refunded",
            ],
        ),
        known("refunded_amount", &["refunded amount", "amount_refunded"]),
        // What was paid: the line's total stands in for a price of a piece.
        known(
            "line_total",
            &["item_total", "item total", "line total", "line_total"],
        ),
    ],
};

/// The sessions: one row an event.
pub static SESSIONS: Schema = Schema {
    table: "sessions",
    columns: &[
        required(
            "session_id",
            &["sessionid", "session", "ga_session_id", "visit_id"],
        ),
        required("time", &["ts", "timestamp", "event_timestamp", "date"]),
        required("product_id", PRODUCT_ID),
        optional("event", &["event_name", "action", "event_type"]),
        optional("value", &[]),
        // What the product is, for a shop that gives no catalog.
        known("title", &[]),
        known("category", &[]),
        known("brand", &[]),
        known("price", &[]),
        known("currency", &[]),
        known("url", &[]),
        known("image", &[]),
    ],
};

/// The offers: one row an offer.
pub static OFFERS: Schema = Schema {
    table: "offers",
    columns: &[
        required("offer_id", &["id", "promotion_id", "name"]),
        optional("product_id", PRODUCT_ID),
        optional("category", &["product_type", "categories"]),
        required("kind", &["type"]),
        optional("offer_price", &["price", "sale_price"]),
        optional("currency", &[]),
        required("starts_at", &["start", "starts", "from"]),
        required("ends_at", &["end", "ends", "to"]),
        optional("lowest_price_30d", &[]),
        optional("terms", &[]),
        optional("hours_after_order", &[]),
    ],
};

/// The offers that stand in a catalog: sale prices with their dates.
pub(crate) static SALES: Schema = Schema {
    table: "offers",
    columns: &[
        required("product_id", PRODUCT_ID),
        required("offer_price", &[]),
        optional("currency", &[]),
        optional("regular_price", &[]),
        optional("lowest_price_30d", &[]),
        optional("starts_at", &[]),
        optional("ends_at", &[]),
        optional("effective", &[]),
        // Other names of the product, and whether shoppers may see it.
        optional("sku", &[]),
        optional("platform_id", &[]),
        optional("status", &[]),
        optional("published", &[]),
        optional("visibility", &[]),
    ],
};

static TABLES: [&Schema; 4] = [&CATALOG, &ORDERS, &SESSIONS, &OFFERS];

/// The `--map` options, checked against the tables.
#[derive(Clone, Debug, Default)]
pub struct Mapping {
    entries: Vec<(&'static str, &'static str, String)>,
    /// Headers that the merchant says hold nothing personal.
    not_personal: Vec<String>,
}

impl Mapping {
    /// Reads the values of all `--map` options.
    pub fn parse<S: AsRef<str>>(options: &[S]) -> Result<Self, IngestError> {
        Self::parse_with(options, &[])
    }

    /// Reads the values of all `--map` and `--not-personal` options.
    pub fn parse_with<S: AsRef<str>>(
        options: &[S],
        not_personal: &[String],
    ) -> Result<Self, IngestError> {
        let mut entries: Vec<(&'static str, &'static str, String)> = Vec::new();
        for option in options {
            let given = option.as_ref();
            let syntax = || IngestError::MapSyntax {
                given: given.to_owned(),
            };
            let (left, header) = given.split_once('=').ok_or_else(syntax)?;
            let (table, column) = left.split_once('.').ok_or_else(syntax)?;
            let (table, column, header) = (table.trim(), column.trim(), header.trim());
            if header.is_empty() {
                return Err(syntax());
            }
            let unknown = |what, name: &str, known: Vec<&str>| IngestError::MapUnknown {
                given: given.to_owned(),
                what,
                name: name.to_owned(),
                known: known.join(", "),
            };
            let Some(schema) = TABLES.iter().find(|s| s.table == table) else {
                return Err(unknown(
                    "table",
                    table,
                    TABLES.iter().map(|s| s.table).collect(),
                ));
            };
            let Some(column) = schema.columns.iter().find(|c| c.name == column) else {
                return Err(unknown(
                    "column",
                    column,
                    schema.columns.iter().map(|c| c.name).collect(),
                ));
            };
            let full = format!("{}.{}", schema.table, column.name);
            if let Some(earlier) = entries
                .iter()
                .find(|e| e.0 == schema.table && e.1 == column.name)
            {
                return Err(IngestError::MapTwice {
                    given: given.to_owned(),
                    column: full,
                    earlier: earlier.2.clone(),
                });
            }
            let cleared = not_personal.iter().any(|cleared| same(cleared, header));
            if is_personal(header) && !cleared && full != "orders.customer_id" {
                return Err(IngestError::Personal {
                    column: full,
                    header: header.to_owned(),
                });
            }
            entries.push((schema.table, column.name, header.to_owned()));
        }
        Ok(Self {
            entries,
            not_personal: not_personal.to_vec(),
        })
    }

    /// These and the headers that a kind of file is known to have, where nothing else is said and they are there.
    pub(super) fn with_headers(
        &self,
        table: &'static str,
        known: &[(&'static str, String)],
        headers: &[String],
    ) -> Self {
        let mut entries = self.entries.clone();
        for (column, header) in known {
            let said = entries.iter().any(|e| e.0 == table && e.1 == *column);
            if !said && !places(headers, header).is_empty() {
                entries.push((table, *column, header.clone()));
            }
        }
        Self {
            entries,
            not_personal: self.not_personal.clone(),
        }
    }

    /// Where the headers stand that `--map` names for columns of a table.
    ///
    /// # Errors
    /// [`IngestError`] if a file has no such header, or two.
    pub(crate) fn mapped(
        &self,
        schema: &'static Schema,
        file: &str,
        headers: &[String],
    ) -> Result<Vec<(&'static str, usize)>, IngestError> {
        let said = |name: &str| {
            self.entries
                .iter()
                .any(|e| e.0 == schema.table && e.1 == name)
        };
        let columns = schema.columns.iter().filter(|column| said(column.name));
        let mut found = Vec::new();
        for column in columns {
            if let Some(at) = self.place(schema, column, file, headers)? {
                found.push((column.name, at));
            }
        }
        Ok(found)
    }

    /// Whether a header is said to hold nothing personal.
    pub(crate) fn is_cleared(&self, header: &str) -> bool {
        self.not_personal
            .iter()
            .any(|cleared| same(cleared, header))
    }

    /// The header that is a column of a table: the one that is mapped, else the column's own, else one of a platform; `None` if
    /// the file has none, or has it twice.
    pub(super) fn header<'a>(
        &self,
        schema: &Schema,
        column: &str,
        headers: &'a [String],
    ) -> Option<&'a str> {
        let known = schema.columns.iter().find(|c| c.name == column)?;
        let mapped = self
            .entries
            .iter()
            .find(|e| e.0 == schema.table && e.1 == column);
        let wanted = mapped.map_or(known.name, |entry| entry.2.as_str());
        let found = match places(headers, wanted).as_slice() {
            [one] => Some(*one),
            [] if mapped.is_none() => known_place(headers, known),
            _ => None,
        };
        headers.get(found?).map(String::as_str)
    }

    /// Checks that every mapped table is read.
    ///
    /// # Errors
    /// [`IngestError::MapNoFile`] for the first option whose table is not among `read`.
    pub fn only_of(&self, read: &[&str]) -> Result<(), IngestError> {
        match self.entries.iter().find(|entry| !read.contains(&entry.0)) {
            Some((table, column, header)) => Err(IngestError::MapNoFile {
                table,
                given: format!("{table}.{column}={header}"),
            }),
            None => Ok(()),
        }
    }

    /// Finds each column of a table among the headers of a file.
    pub fn bind(
        &self,
        schema: &'static Schema,
        file: &str,
        headers: &[String],
    ) -> Result<Binding, IngestError> {
        self.bind_columns(schema, schema.columns.iter().collect(), file, headers)
    }

    /// Finds only the named columns, for who needs no others.
    pub fn bind_only(
        &self,
        schema: &'static Schema,
        names: &[&str],
        file: &str,
        headers: &[String],
    ) -> Result<Binding, IngestError> {
        let columns = schema.columns.iter().filter(|c| names.contains(&c.name));
        self.bind_columns(schema, columns.collect(), file, headers)
    }

    /// Where a column stands: under the header that `--map` names, under its own name, or under one that a platform has for it.
    fn place(
        &self,
        schema: &'static Schema,
        column: &'static Column,
        file: &str,
        headers: &[String],
    ) -> Result<Option<usize>, IngestError> {
        let mut mapped = self.entries.iter();
        let mapped = mapped.find(|e| e.0 == schema.table && e.1 == column.name);
        let wanted = mapped.map_or(column.name, |e| e.2.as_str());
        let full = || format!("{}.{}", schema.table, column.name);
        let mut places = places(headers, wanted);
        if let (true, Some((header, nth))) = (places.is_empty(), numbered(wanted)) {
            let of_that_name = self::places(headers, header);
            places.extend(nth.checked_sub(1).and_then(|n| of_that_name.get(n)));
        }
        if places.is_empty() && mapped.is_none() {
            places.extend(known_place(headers, column));
        }
        if places.len() > 1 {
            return Err(IngestError::AmbiguousHeader {
                file: file.to_owned(),
                column: full(),
                header: wanted.to_owned(),
                times: places.len(),
            });
        }
        if mapped.is_some() && places.is_empty() {
            return Err(IngestError::MapHeader {
                file: file.to_owned(),
                column: full(),
                header: wanted.to_owned(),
                headers: said_if_known(headers),
            });
        }
        Ok(places.first().copied())
    }

    fn bind_columns(
        &self,
        schema: &'static Schema,
        columns: Vec<&'static Column>,
        file: &str,
        headers: &[String],
    ) -> Result<Binding, IngestError> {
        let list = || said_if_known(headers);
        let mut found: Vec<(&'static str, Option<usize>)> = Vec::with_capacity(columns.len());
        for column in columns.iter().copied() {
            found.push((column.name, self.place(schema, column, file, headers)?));
        }
        let missing: Vec<&Column> = columns
            .into_iter()
            .filter(|c| {
                c.required
                    && !found
                        .iter()
                        .any(|(name, at)| *name == c.name && at.is_some())
            })
            .collect();
        if !missing.is_empty() {
            let hint = |c: &&Column| {
                let header = headers
                    .iter()
                    .find(|h| can_be_said(h) && c.seen_as.iter().any(|s| same(h, s)));
                format!(
                    "--map {}.{}={}",
                    schema.table,
                    c.name,
                    quoted(header.map_or("Header", String::as_str))
                )
            };
            return Err(IngestError::MissingColumns {
                file: file.to_owned(),
                table: schema.table,
                missing: missing
                    .iter()
                    .map(|c| c.name)
                    .collect::<Vec<_>>()
                    .join(", "),
                headers: list(),
                hint: missing.iter().map(hint).collect::<Vec<_>>().join(" "),
            });
        }
        Ok(Binding::new(found, schema, headers.len()))
    }
}

/// Where a header stands.
fn places(headers: &[String], wanted: &str) -> Vec<usize> {
    let named = headers.iter().enumerate().filter(|(_, h)| same(h, wanted));
    named.map(|(at, _)| at).collect()
}

/// Where a column stands under a header that some platform has for it: the first header of its list that is there once.
fn known_place(headers: &[String], column: &Column) -> Option<usize> {
    column.also.iter().find_map(|wanted| {
        let named = headers.iter().enumerate();
        let mut found =
            named.filter(|(_, header)| same(header, wanted) || in_brackets(header) == *wanted);
        let (at, _) = found.next()?;
        found.next().is_none().then_some(at)
    })
}

/// What a header says in brackets at its end.
fn in_brackets(header: &str) -> &str {
    let inner = header.trim().strip_suffix(')');
    inner
        .and_then(|text| text.rsplit_once('('))
        .map_or("", |(_, key)| key)
}

/// `Price#2` is the second header `Price`.
fn numbered(wanted: &str) -> Option<(&str, usize)> {
    let (header, nth) = wanted.rsplit_once('#')?;
    Some((header, nth.parse().ok()?))
}

fn same(header: &str, wanted: &str) -> bool {
    header.trim().to_lowercase() == wanted.trim().to_lowercase()
}

fn quoted(header: &str) -> String {
    if header.contains(' ') {
        format!("\"{header}\"")
    } else {
        header.to_owned()
    }
}

/// Where each column of a table stands in a file.
#[derive(Clone, Debug)]
pub struct Binding {
    columns: Vec<(&'static str, Option<usize>)>,
    /// Number of headers: what a whole row has.
    pub width: usize,
    /// Cells that a row needs to say all that must be said: empty ones at its end may have been left out.
    pub(super) least: usize,
}

impl Binding {
    pub(crate) fn new(
        columns: Vec<(&'static str, Option<usize>)>,
        schema: &Schema,
        width: usize,
    ) -> Self {
        let required = |name: &str| schema.columns.iter().any(|c| c.required && c.name == name);
        let ends = columns.iter().filter(|(name, _)| required(name));
        let least = ends.filter_map(|(_, at)| Some((*at)? + 1)).max();
        Self {
            columns,
            width,
            least: least.unwrap_or(1),
        }
    }

    /// The position of a column, from 0; `None` if the file does not have it.
    pub fn at(&self, column: &str) -> Option<usize> {
        self.columns
            .iter()
            .find(|(name, _)| *name == column)
            .and_then(|(_, at)| *at)
    }

    /// The columns that the file has, and where.
    pub(super) fn found(&self) -> impl Iterator<Item = (&'static str, usize)> + '_ {
        let columns = self.columns.iter();
        columns.filter_map(|&(name, at)| Some((name, at?)))
    }
}

/// Whether a header is a word that tables of shops are known to have.
pub(super) fn is_known(header: &str) -> bool {
    let of = |column: &Column| {
        let mut words = column.also.iter().chain(column.seen_as);
        same(header, column.name) || words.any(|word| same(header, word))
    };
    is_personal(header) || TABLES.iter().any(|schema| schema.columns.iter().any(of))
}

/// Words of headers whose columns hold personal data.
const PERSONAL: &[&str] = &[
    "email",
    "e-mail",
    "mail",
    "phone",
    "telephone",
    "mobile",
    "address",
    "address1",
    "address2",
    "street",
    "zip",
    "postcode",
    "billing",
    "shipping",
    "surname",
    "firstname",
    "lastname",
    "note",
    "notes",
    "payment",
    "card",
    "iban",
    "birthday",
    "ip",
];

/// Whether a header, by its words, announces personal data: such columns are never read, except as the hashed customer key.
pub fn is_personal(header: &str) -> bool {
    // "Gift card" and "Requires shipping" say something of products.
    let known = |column: &Column| {
        same(header, column.name) || column.also.iter().any(|also| same(header, also))
    };
    if TABLES.iter().any(|schema| schema.columns.iter().any(known)) {
        return false;
    }
    let lower = header.to_lowercase();
    if [
        "first name",
        "last name",
        "first_name",
        "last_name",
        "full name",
        "customer name",
        "customer_name",
        "credit card",
    ]
    .iter()
    .any(|p| lower.contains(p))
    {
        return true;
    }
    let words: Vec<&str> = lower
        .split(|c: char| !c.is_alphanumeric() && c != '-')
        .filter(|word| !word.is_empty())
        .collect();
    // Whether something must be sent, of a line or a variant.
    if words.ends_with(&["requires", "shipping"]) {
        return false;
    }
    // When it was shipped and what that cost says nothing of anybody.
    let is_measure = words.last().is_some_and(|word| MEASURES.contains(word));
    let personal =
        |word: &&str| PERSONAL.contains(word) && !(is_measure && OF_ORDERS.contains(word));
    words.iter().any(personal)
}

/// Words that say something of an order where what follows is a time or an amount.
const OF_ORDERS: &[&str] = &["billing", "shipping", "payment", "card"];

/// Words of times and amounts.
const MEASURES: &[&str] = &[
    "date", "time", "at", "amount", "cost", "price", "total", "tax", "fee", "value", "weight",
    "class", "required", "status", "type",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(line: &str) -> Vec<String> {
        line.split(',').map(str::to_owned).collect()
    }

    #[test]
    fn headers_match_whatever_their_case_and_order() {
        let found = Mapping::default()
            .bind(
                &ORDERS,
                "o.csv",
                &headers("Extra, TIME ,Product_ID,order_id"),
            )
            .expect("bound");
        assert_eq!(
            (
                found.at("order_id"),
                found.at("time"),
                found.at("product_id")
            ),
            (Some(3), Some(1), Some(2))
        );
        assert_eq!(found.at("quantity"), None);
    }

    #[test]
    fn what_is_missing_is_named_with_the_map_that_helps() {
        let error = Mapping::default()
            .bind(&ORDERS, "o.csv", &headers("InvoiceNo,StockCode,When"))
            .expect_err("missing");
        let text = error.to_string();
        for part in [
            "order_id, time, product_id",
            "`When`",
            "--map orders.order_id=InvoiceNo",
            "--map orders.time=Header",
        ] {
            assert!(text.contains(part), "{part} not in: {text}");
        }
    }

    #[test]
    fn wrong_maps_are_refused_with_the_names_that_exist() {
        for (option, part) in [
            ("order_id=InvoiceNo", "expected table.column=Header"),
            ("orders.order_id=", "expected table.column=Header"),
            (
                "order.order_id=X",
                "known are: catalog, orders, sessions, offers",
            ),
            ("orders.orderid=X", "order_id, time, product_id"),
            ("catalog.title=Billing Name", "personal data"),
        ] {
            let text = Mapping::parse(&[option]).expect_err(option).to_string();
            assert!(text.contains(part), "{part} not in: {text}");
        }
        assert!(Mapping::parse(&["orders.time=A", "orders.time=B"]).is_err());
        assert!(Mapping::parse(&["orders.customer_id=Email"]).is_ok());
        let map = Mapping::parse(&["orders.time=Wen"]).expect("well formed");
        let text = map
            .bind(&ORDERS, "o.csv", &headers("order_id,product_id,When"))
            .expect_err("absent")
            .to_string();
        assert!(text.contains("no header `Wen`"), "{text}");
        assert!(
            Mapping::default()
                .bind(&ORDERS, "o.csv", &headers("order_id,time,TIME,product_id"))
                .is_err()
        );
    }

    #[test]
    fn equal_headers_are_told_apart_by_their_number() {
        let line = headers("order_id,Time,product_id,TIME");
        let error = Mapping::default()
            .bind(&ORDERS, "o.csv", &line)
            .expect_err("two");
        let text = error.to_string();
        assert!(text.contains("--map \"orders.time=time#2\""), "{text}");
        let map = Mapping::parse(&["orders.time=time#2"]).expect("well formed");
        assert_eq!(
            map.bind(&ORDERS, "o.csv", &line).expect("bound").at("time"),
            Some(3)
        );
        for wrong in ["orders.time=time#3", "orders.time=time#0"] {
            let map = Mapping::parse(&[wrong]).expect("well formed");
            assert!(map.bind(&ORDERS, "o.csv", &line).is_err(), "{wrong}");
        }
    }

    #[test]
    fn maps_that_would_do_nothing_are_refused() {
        let map = Mapping::parse(&["orders.time=When", "sessions.time=When"]).expect("two tables");
        let text = map
            .only_of(&["orders"])
            .expect_err("no sessions")
            .to_string();
        assert!(
            text.contains("sessions.time=When") && text.contains("--sessions"),
            "{text}"
        );
        assert!(map.only_of(&["orders", "sessions"]).is_ok());
    }

    #[test]
    fn one_header_may_be_two_columns() {
        let map = Mapping::parse(&["catalog.url=Handle", "catalog.item_group_id=handle"]);
        let line = headers("product_id,title,Handle");
        let found = map.expect("both").bind(&CATALOG, "c.csv", &line);
        let found = found.expect("bound");
        assert_eq!(
            (found.at("url"), found.at("item_group_id")),
            (Some(2), Some(2))
        );
    }

    #[test]
    fn headers_of_platforms_are_known_unless_something_else_is_said() {
        let line = headers(
            "SKU,Title,product_id,Variant Inventory Policy,Complementary products (product.metafields.shopify--discovery--product_recommendation.complementary_products),Backorders",
        );
        let bind = |maps: &[&str]| {
            let map = Mapping::parse(maps).expect("maps");
            map.bind(&CATALOG, "c.csv", &line).expect("bound")
        };
        let found = bind(&[]);
        assert_eq!(
            (found.at("sku"), found.at("stock_policy")),
            (Some(0), Some(3))
        );
        assert_eq!(found.at("complementary"), Some(4));
        assert_eq!(
            bind(&["catalog.stock_policy=Backorders"]).at("stock_policy"),
            Some(5)
        );
        let twice = headers("product_id,title,Gift card,gift card");
        let found = Mapping::default().bind(&CATALOG, "c.csv", &twice);
        assert_eq!(
            found.expect("bound").at("gift_card"),
            None,
            "which of the two is not known"
        );
    }

    #[test]
    fn personal_headers_are_known_by_their_words() {
        for header in [
            "Email",
            "Billing Street",
            "Shipping Phone",
            "Customer Name",
            "Payment Method",
            "notes",
        ] {
            assert!(is_personal(header), "{header}");
        }
        for header in [
            "Name",
            "Gift card",
            "Variant requires shipping",
            "Title",
            "image",
            "StockCode",
            "description",
            "mailbox_colour",
            "shipping_limit_date",
            "Shipping cost",
        ] {
            assert!(!is_personal(header), "{header}");
        }
    }
}
