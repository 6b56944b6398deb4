//! Slices of a shop's data that stand for other shops: fewer orders, smaller ones, one country, no catalog.
//!
//! What a ranking does on the one shop that it was made on proves nothing. Slices change *what a training sees*; a slice that only takes
//! orders away (`share`, `one-line`) leaves the orders that are asked about whole, so that the figures keep their queries. A slice of a kind
//! of order (`lines`, `where`) is another shop: it is asked about its own orders alone. All choices are by a hash of the order id.

use std::ops::RangeInclusive;
use std::str::FromStr;

use hashbrown::{HashMap, HashSet};
use xxhash_rust::xxh64::xxh64;

use super::title_clusters;
use crate::ingest::{IngestError, Interner, Line, Mapping, ORDERS, Orders, Product, Table, decode};

/// Salts of the choices of orders, and of a product within one.
const SHARE: u64 = 0x511c_e001;
const CUT: u64 = 0x511c_e002;
const LINE: u64 = 0x511c_e003;

/// One change of a shop's data.
#[derive(Clone, Debug, PartialEq)]
pub enum Slice {
    /// `share=5%`: training sees so large a part of the orders. Smaller shares are parts of larger ones.
    Share(f64),
    /// `lines=2-6`: only orders of so many distinct products.
    Lines(RangeInclusive<usize>),
    /// `where=Country=Germany`: only orders of which a line has this cell under this header, which need not be a column that is read.
    Where {
        /// The header.
        header: String,
        /// The cell, without surrounding blanks.
        value: String,
    },
    /// `one-line=50%`: of so large a part of the orders training sees one product.
    OneLine(f64),
    /// `categories=titles`: every product has the category of a cluster of titles, and no other.
    TitleCategories,
    /// `categories=none`: no product has a category.
    NoCategories,
    /// `catalog=none`: neither a catalog nor titles, only ids.
    NoCatalog,
}

impl FromStr for Slice {
    type Err = String;

    fn from_str(given: &str) -> Result<Self, String> {
        let expected = "expected share=5%, lines=2-6, where=HEADER=CELL, one-line=50%, categories=titles, categories=none or catalog=none";
        let wrong = || format!("{expected}, found `{given}`");
        let (kind, rest) = given.split_once('=').ok_or_else(wrong)?;
        let part = || -> Option<f64> {
            let percent: f64 = rest.strip_suffix('%')?.trim().parse().ok()?;
            (percent > 0.0 && percent <= 100.0).then_some(percent / 100.0)
        };
        match (kind, rest) {
            ("share", _) => part().map(Self::Share),
            ("one-line", _) => part().map(Self::OneLine),
            ("lines", _) => rest.split_once('-').and_then(|(least, most)| {
                let (least, most): (usize, usize) = (least.parse().ok()?, most.parse().ok()?);
                (1 <= least && least <= most).then_some(Self::Lines(least..=most))
            }),
            ("where", _) => rest
                .split_once('=')
                .filter(|(header, value)| !header.is_empty() && !value.is_empty())
                .map(|(header, value)| Self::Where {
                    header: header.trim().to_owned(),
                    value: value.trim().to_owned(),
                }),
            ("categories", "titles") => Some(Self::TitleCategories),
            ("categories", "none") => Some(Self::NoCategories),
            ("catalog", "none") => Some(Self::NoCatalog),
            _ => None,
        }
        .ok_or_else(wrong)
    }
}

/// Whether a choice by hash that falls evenly on all ids takes this one.
fn falls_under(id: &[u8], salt: u64, part: f64) -> bool {
    // 53 bits are a number below one without rounding.
    let at = (xxh64(id, salt) >> 11) as f64 / (1u64 << 53) as f64;
    at < part
}

impl Slice {
    /// Whether the catalog file counts.
    pub(super) fn has_catalog(slices: &[Self]) -> bool {
        !slices.contains(&Self::NoCatalog)
    }

    /// Takes away what the slice does not show of orders; of a training also what only thins it.
    pub(super) fn cut_orders(
        slices: &[Self],
        orders: &mut Orders,
        products: &Interner,
        allowed: &Allowed,
        training: bool,
    ) {
        let Orders { lines, ids, .. } = orders;
        lines.retain(|line| {
            allowed
                .of
                .as_ref()
                .is_none_or(|set| set.contains(ids.key(line.order)))
        });
        for slice in slices {
            match slice {
                Self::Share(part) if training => {
                    lines.retain(|line| falls_under(ids.key(line.order), SHARE, *part));
                }
                Self::OneLine(part) if training => {
                    let kept = one_of_each(lines, ids, products, *part);
                    lines.retain(|line| {
                        kept.get(&line.order)
                            .is_none_or(|kept| kept.1 == line.product)
                    });
                }
                Self::Lines(range) => {
                    let sold = products_of(lines);
                    // Orders that sell nothing are returns, which take purchases back.
                    lines.retain(|line| {
                        sold.get(&line.order)
                            .is_none_or(|products| range.contains(&products.len()))
                    });
                }
                Self::NoCatalog => orders.titles.clear(),
                _ => {}
            }
        }
    }

    /// Takes away or changes what the slice does not show of products.
    pub(super) fn cut_products(slices: &[Self], products: &mut [Product]) {
        for slice in slices {
            match slice {
                Self::TitleCategories => title_clusters::categorise(products),
                Self::NoCategories => {
                    for product in &mut *products {
                        product.category = None;
                    }
                }
                _ => {}
            }
        }
    }
}

/// The orders that `where` allows, by id; all of them if there is no such slice.
#[derive(Clone, Debug, Default)]
pub(super) struct Allowed {
    of: Option<HashSet<Vec<u8>>>,
}

impl Allowed {
    /// Reads the orders once for their ids and the cells that decide.
    pub(super) fn read(
        slices: &[Slice],
        open: impl Fn() -> Result<Table, IngestError>,
        mapping: &Mapping,
    ) -> Result<Self, IngestError> {
        let mut of: Option<HashSet<Vec<u8>>> = None;
        for slice in slices {
            let Slice::Where { header, value } = slice else {
                continue;
            };
            let mut table = open()?;
            let columns =
                mapping.bind_only(&ORDERS, &["order_id"], table.file(), table.headers())?;
            let at = table
                .headers()
                .iter()
                .position(|known| known.eq_ignore_ascii_case(header));
            let Some(at) = at else {
                return Err(IngestError::SliceHeader {
                    file: table.file().to_owned(),
                    header: header.clone(),
                    headers: table.headers().join(", "),
                });
            };
            let mut found = HashSet::new();
            while let Some(row) = table.next_row()? {
                if decode(row.cell(Some(at))).0 == value.as_str() {
                    found.insert(
                        decode(row.cell(columns.at("order_id")))
                            .0
                            .into_owned()
                            .into_bytes(),
                    );
                }
            }
            if let Some(before) = of {
                found.retain(|id| before.contains(id));
            }
            of = Some(found);
        }
        Ok(Self { of })
    }
}

/// Distinct products that each order sells.
fn products_of(lines: &[Line]) -> HashMap<u32, HashSet<u32>> {
    let mut sold: HashMap<u32, HashSet<u32>> = HashMap::new();
    for line in lines.iter().filter(|line| line.quantity > 0) {
        sold.entry(line.order).or_default().insert(line.product);
    }
    sold
}

/// Of a part of the orders the product whose hash with the order is the least.
fn one_of_each(
    lines: &[Line],
    orders: &Interner,
    products: &Interner,
    part: f64,
) -> HashMap<u32, (u64, u32)> {
    let mut kept: HashMap<u32, (u64, u32)> = HashMap::new();
    for line in lines.iter().filter(|line| line.quantity > 0) {
        let order = orders.key(line.order);
        if falls_under(order, CUT, part) {
            let hash = xxh64(products.key(line.product), LINE ^ xxh64(order, LINE));
            let this = (hash, line.product);
            let least = kept.entry(line.order).or_insert(this);
            *least = this.min(*least);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::{Options, read_orders};
    use std::io::Cursor;

    fn slice(given: &str) -> Slice {
        given.parse().expect("a slice")
    }

    /// Orders of (id, products), cut as for a training: what is left of each, by id.
    fn left(orders: &[(String, usize)], given: &str, training: bool) -> Vec<(String, usize)> {
        let mut text = String::from("order_id,time,product_id,Land\n");
        for (id, count) in orders {
            for product in 0..*count {
                let land = if id.ends_with('1') {
                    "Elbonia"
                } else {
                    "Utopia"
                };
                text += &format!("{id},2025-01-01,p{product},{land}\n");
            }
        }
        let open = || Table::from_reader("orders.csv", Cursor::new(text.clone().into_bytes()), 0);
        let slices = [slice(given)];
        let options = Options::default();
        let allowed = Allowed::read(&slices, open, &options.mapping).expect("read");
        let mut ids = Interner::new();
        let mut read = read_orders(&mut open().expect("opens"), &mut ids, &options, &mut |_| ())
            .expect("read");
        Slice::cut_orders(&slices, &mut read, &ids, &allowed, training);
        read.lines
            .chunk_by(|a, b| a.order == b.order)
            .map(|lines| {
                let id = String::from_utf8_lossy(read.ids.key(lines[0].order)).into_owned();
                (id, lines.len())
            })
            .collect()
    }

    fn orders(count: usize, lines: usize) -> Vec<(String, usize)> {
        (0..count).map(|n| (format!("o{n}"), lines)).collect()
    }

    #[test]
    fn a_share_is_about_as_large_as_said_and_part_of_every_larger_one() {
        let all = orders(2_000, 2);
        let small = left(&all, "share=5%", true);
        let large = left(&all, "share=20%", true);
        assert!((70..130).contains(&small.len()), "{}", small.len());
        assert!((340..460).contains(&large.len()), "{}", large.len());
        assert!(small.iter().all(|order| large.contains(order)), "nested");
        assert_eq!(
            left(&all, "share=5%", false).len(),
            2_000,
            "all are asked about"
        );
        assert_eq!(left(&all, "share=100%", true).len(), 2_000);
    }

    #[test]
    fn half_of_the_orders_keep_one_product() {
        let cut = left(&orders(1_000, 3), "one-line=50%", true);
        let ones = cut.iter().filter(|order| order.1 == 1).count();
        assert_eq!(cut.len(), 1_000, "no order is lost");
        assert!(cut.iter().all(|order| order.1 == 1 || order.1 == 3));
        assert!((430..570).contains(&ones), "{ones}");
        let whole = left(&orders(1_000, 3), "one-line=50%", false);
        assert!(whole.iter().all(|order| order.1 == 3));
    }

    #[test]
    fn orders_of_a_size_and_of_a_country_are_another_shop() {
        let mixed = [("a1", 1), ("b1", 2), ("c2", 6), ("d1", 7)].map(|(id, n)| (id.to_owned(), n));
        let ids = |given| -> Vec<String> {
            left(&mixed, given, false)
                .into_iter()
                .map(|order| order.0)
                .collect()
        };
        assert_eq!(ids("lines=2-6"), ["b1", "c2"]);
        assert_eq!(ids("where=land=Elbonia"), ["a1", "b1", "d1"]);
        assert_eq!(
            ids("where=Land=elbonia"),
            [""; 0],
            "cells are compared as they stand"
        );
    }

    #[test]
    fn a_header_that_is_not_there_is_named() {
        let open = || Table::from_reader("o.csv", Cursor::new(b"order_id,Land\n1,x\n".to_vec()), 0);
        let found = Allowed::read(&[slice("where=Country=x")], open, &Mapping::default());
        let error = found.expect_err("no such header").to_string();
        assert!(
            error.contains("Country") && error.contains("order_id, Land"),
            "{error}"
        );
    }

    #[test]
    fn what_is_no_slice_is_refused_with_what_is_expected() {
        for wrong in [
            "share=0%",
            "share=5",
            "share=101%",
            "lines=6-2",
            "lines=0-3",
            "where=Country",
            "catalog",
            "x=1",
        ] {
            let error = wrong.parse::<Slice>().expect_err(wrong);
            assert!(
                error.contains(wrong) && error.contains("lines=2-6"),
                "{error}"
            );
        }
    }

    #[test]
    fn categories_are_taken_away_or_made_of_titles() {
        let shop = || -> Vec<Product> {
            let product = |title: &str| Product {
                title: title.to_owned(),
                category: Some("Department".to_owned()),
                ..Product::bare(title.as_bytes())
            };
            ["iron pot", "iron pan", "silk scarf", "silk tie"]
                .map(product)
                .to_vec()
        };
        let cut = |given: &str| -> Vec<Option<String>> {
            let mut products = shop();
            Slice::cut_products(&[slice(given)], &mut products);
            products
                .into_iter()
                .map(|product| product.category)
                .collect()
        };
        assert_eq!(cut("categories=none"), [None, None, None, None]);
        let [pot, pan, scarf, tie] = cut("categories=titles").try_into().expect("four");
        assert!(
            pot == pan && scarf == tie && pot != scarf,
            "{pot:?} {scarf:?}"
        );
        assert!(cut("share=5%").iter().all(Option::is_some));
        assert!(!Slice::has_catalog(&[slice("catalog=none")]));
    }
}
