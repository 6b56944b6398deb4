//! What the merchant says of headers: `--map table.column=Header`, `--not-personal Header`.

use super::headers::{known_place, numbered, places, quoted, same};
use super::schema::TABLES;
use super::{Binding, Column, Schema, is_personal};
use crate::ingest::error::IngestError;
use crate::ingest::header::{can_be_said, said_if_known};

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
    pub(in crate::ingest) fn with_headers(
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
    pub(in crate::ingest) fn header<'a>(
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::columns::{CATALOG, ORDERS};

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
}
