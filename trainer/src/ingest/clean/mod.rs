//! From lines as exported to sales that can be learned from; every line that falls away is counted by its reason.

mod price_history;
mod returns;

use std::collections::BTreeMap;

use crate::ingest::catalog::{Catalog, CatalogEntry};
use crate::ingest::intern::Interner;
use crate::ingest::money::{Currency, NO_PRICE};
use crate::ingest::non_product::{Shapes, Signs, is_non_product};
use crate::ingest::orders::{Line, OrderHead, Orders};
use crate::ingest::spelling::merge_spellings;
use crate::ingest::stray::strays_since;
use price_history::Prices;
use returns::take_back;

/// One product that can be recommended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Product {
    /// The shop's id.
    pub id: String,
    /// Title; the id where the shop gives none.
    pub title: String,
    /// Price in minor units, above zero; `None` if nothing says it.
    pub price: Option<i64>,
    /// Link to its page.
    pub url: Option<String>,
    /// Link to its picture.
    pub image: Option<String>,
    /// Category, levels split by ` > `.
    pub category: Option<String>,
    /// Brand.
    pub brand: Option<String>,
    /// `key=value|…`.
    pub attributes: Option<String>,
    /// Key of the family of variants.
    pub group: Option<String>,
    /// Whether it can be bought.
    pub in_stock: bool,
    /// Its place in the catalog, from 0; products that only orders know come last.
    pub place: u32,
}

impl Product {
    /// A product of which nothing is known but its id.
    #[must_use]
    pub fn bare(id: &[u8]) -> Self {
        let id = String::from_utf8_lossy(id).into_owned();
        Self {
            title: id.clone(),
            id,
            price: None,
            url: None,
            image: None,
            category: None,
            brand: None,
            attributes: None,
            group: None,
            in_stock: true,
            place: u32::MAX,
        }
    }
}

/// One product in one order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sale {
    /// Number of the order in [`Cleaned::heads`].
    pub order: u32,
    /// Index in [`Cleaned::products`].
    pub product: u32,
    /// Pieces, at least 1.
    pub quantity: u32,
    /// Price of all pieces in minor units, 0 if prices are unknown.
    pub value: i64,
}

/// Clean sales and the products they are of.
pub struct Cleaned {
    /// Currency of all prices.
    pub currency: Currency,
    /// Products in the order of their ids' bytes.
    pub products: Vec<Product>,
    /// Sales in the order of (order, product).
    pub sales: Vec<Sale>,
    /// One head an order read, also of those that have no sale left.
    pub heads: Vec<OrderHead>,
    /// The order ids.
    pub order_ids: Interner,
    /// Lines that fell away, by reason.
    pub dropped: BTreeMap<&'static str, u64>,
    /// Products of the catalog that fell away, by reason.
    pub dropped_products: BTreeMap<&'static str, u64>,
    /// Ids merged into another spelling of theirs.
    pub merged_spellings: u64,
}

/// Cleans orders. With a catalog, its products are the products; without, they are derived from the orders.
///
/// In this order: returns and stock corrections, worthless lines, other spellings, lines that are no products, products
/// not in the catalog, purchases that a later return takes back, and repeated lines (merged: their quantities add up).
pub fn clean(orders: Orders, catalog: Option<Catalog>, ids: &Interner) -> Cleaned {
    let count = u32::try_from(ids.len()).unwrap_or(u32::MAX);
    let mut dropped = orders.dropped.clone();
    for (reason, rows) in orders.bad.counts() {
        *dropped.entry(reason).or_default() += rows;
    }
    let mut drop = |reason: &'static str| *dropped.entry(reason).or_default() += 1;

    let mut lines = Vec::with_capacity(orders.lines.len());
    let mut returns: Vec<Line> = Vec::new();
    let times = orders.heads.iter().map(|head| head.time).collect();
    let strays = strays_since(times).unwrap_or(i64::MAX);
    let time_of = |line: &Line| orders.heads.get(line.order as usize).map_or(0, |h| h.time);
    for line in &orders.lines {
        match (line.quantity, line.unit_price) {
            _ if time_of(line) >= strays => drop("stray_time"),
            (0, _) => drop("zero_quantity"),
            (..0, 1.. | NO_PRICE) => {
                drop("cancellation");
                returns.push(*line);
            }
            (..0, _) => drop("stock_correction"),
            (_, NO_PRICE | 1..) => lines.push(*line),
            (_, 0) if !line.titled => drop("blank_line"),
            (_, 0) => drop("zero_price"),
            (_, _) => drop("negative_price"),
        }
    }

    let mut entries: Vec<Option<&CatalogEntry>> = vec![None; ids.len()];
    let mut places: Vec<u32> = vec![u32::MAX; ids.len()];
    for (place, entry) in (0..).zip(catalog.iter().flat_map(|c| &c.entries)) {
        if let Some(slot) = entries.get_mut(entry.product as usize) {
            *slot = Some(entry);
        }
        if let Some(slot) = places.get_mut(entry.product as usize) {
            *slot = place;
        }
    }
    let entry = |p: u32| entries.get(p as usize).copied().flatten();
    let title = |p: u32| -> Option<&str> {
        let listed = catalog
            .as_ref()
            .zip(entry(p))
            .and_then(|(c, e)| Some(c.texts.key(e.title.winner()?)));
        let sold = || Some(orders.texts.key(orders.titles.get(p as usize)?.winner()?));
        std::str::from_utf8(listed.or_else(sold)?)
            .ok()
            .map(str::trim)
            .filter(|t| !t.is_empty())
    };
    let id = |p: u32| std::str::from_utf8(ids.key(p)).unwrap_or("");

    let mut lines_of = vec![0u64; ids.len()];
    for line in &lines {
        if let Some(n) = lines_of.get_mut(line.product as usize) {
            *n += 1;
        }
    }
    // A page names a product as the catalog spells it.
    for entry in catalog.iter().flat_map(|c| &c.entries) {
        if let Some(n) = lines_of.get_mut(entry.product as usize) {
            *n += u64::from(u32::MAX);
        }
    }
    let into = merge_spellings(count, |p| ids.key(p), title, &lines_of);
    let merged_spellings = into.iter().zip(0u32..).filter(|&(&to, p)| to != p).count() as u64;
    for line in lines.iter_mut().chain(&mut returns) {
        line.product = into
            .get(line.product as usize)
            .copied()
            .unwrap_or(line.product);
    }

    let prices = Prices::of(&lines, ids.len(), time_of);
    let seen = |p: u32| entry(p).is_some() || prices.lines(p) > 0;
    let shapes = Shapes::of((0..count).filter(|&p| seen(p)).map(id));
    let non_product: Vec<bool> = (0..count)
        .map(|p| {
            seen(p)
                && is_non_product(
                    &Signs {
                        id: id(p),
                        title: title(p),
                        prices: prices.deciles(p),
                    },
                    &shapes,
                )
        })
        .collect();

    let kept_before = lines.len();
    lines.retain(|l| {
        !non_product
            .get(l.product as usize)
            .copied()
            .unwrap_or(false)
    });
    let non_product_lines = kept_before - lines.len();
    let listed = |p: u32| catalog.is_none() || entry(p).is_some();
    let kept_before = lines.len();
    lines.retain(|l| listed(l.product));
    let unlisted = kept_before - lines.len();
    let taken_back = take_back(&mut lines, &returns, &orders.heads);
    let before_merge = lines.len();
    let merged = merge_repeats(lines);
    for (reason, rows) in [
        ("non_product", non_product_lines),
        ("not_in_catalog", unlisted),
        ("cancelled_purchase", taken_back),
        ("repeated_line", before_merge - merged.len()),
    ] {
        if rows > 0 {
            *dropped.entry(reason).or_default() += rows as u64;
        }
    }

    // Products: those listed, or those sold.
    let mut sold = vec![false; ids.len()];
    for line in &merged {
        if let Some(flag) = sold.get_mut(line.product as usize) {
            *flag = true;
        }
    }
    let mut dropped_products: BTreeMap<&'static str, u64> = BTreeMap::new();
    let mut chosen: Vec<u32> = Vec::new();
    for p in 0..count {
        let is_sold = sold.get(p as usize).copied().unwrap_or(false);
        let is_alias = into.get(p as usize).is_some_and(|&to| to != p);
        if is_alias || !(is_sold || entry(p).is_some()) {
            continue;
        }
        let has_prices = catalog.as_ref().is_some_and(|c| c.has_prices);
        if non_product.get(p as usize).copied().unwrap_or(false) {
            *dropped_products.entry("non_product").or_default() += 1;
        } else if !is_sold && has_prices && entry(p).is_some_and(|e| e.price.winner().is_none()) {
            *dropped_products.entry("no_price").or_default() += 1;
        } else {
            chosen.push(p);
        }
    }
    chosen.sort_by(|&a, &b| ids.key(a).cmp(ids.key(b)));
    let mut index = vec![u32::MAX; ids.len()];
    for (&p, n) in chosen.iter().zip(0u32..) {
        if let Some(slot) = index.get_mut(p as usize) {
            *slot = n;
        }
    }
    let repeated_catalog = catalog.as_ref().is_some_and(|c| c.repeated_rows > 0);
    let products = chosen
        .iter()
        .map(|&p| {
            let listed = entry(p);
            let text = |at: Option<u32>| {
                let bytes = catalog.as_ref()?.texts.key(at?);
                std::str::from_utf8(bytes).ok().map(str::to_owned)
            };
            let listed_price = listed.and_then(|e| e.price.winner());
            let sold_price = prices.latest_median(p);
            Product {
                id: id(p).to_owned(),
                title: title(p).unwrap_or_else(|| id(p)).to_owned(),
                // A catalog made of order lines has many prices a product: the latest median says more than a vote.
                price: if repeated_catalog {
                    sold_price.or(listed_price)
                } else {
                    listed_price.or(sold_price)
                },
                url: text(listed.and_then(|e| e.url)),
                image: text(listed.and_then(|e| e.image)),
                category: text(listed.and_then(|e| e.category)),
                brand: text(listed.and_then(|e| e.brand)),
                attributes: text(listed.and_then(|e| e.attributes)),
                group: text(listed.and_then(|e| e.group)),
                in_stock: listed.is_none_or(|e| e.in_stock),
                place: places.get(p as usize).copied().unwrap_or(u32::MAX),
            }
        })
        .collect();
    let mut sales: Vec<Sale> = merged
        .iter()
        .filter_map(|line| {
            let product = index
                .get(line.product as usize)
                .copied()
                .filter(|&n| n != u32::MAX)?;
            let quantity = u32::try_from(line.quantity).ok()?;
            let price = if line.unit_price == NO_PRICE {
                0
            } else {
                line.unit_price
            };
            Some(Sale {
                order: line.order,
                product,
                quantity,
                value: price.saturating_mul(i64::from(quantity)),
            })
        })
        .collect();
    sales.sort_by_key(|s| (s.order, s.product));
    let currency = catalog
        .as_ref()
        .and_then(|c| c.currency)
        .or(orders.currency)
        .unwrap_or(Currency::UNKNOWN);
    Cleaned {
        currency,
        products,
        sales,
        heads: orders.heads,
        order_ids: orders.ids,
        dropped,
        dropped_products,
        merged_spellings,
    }
}

/// One line for each (order, product, price), with the quantities added up.
fn merge_repeats(mut lines: Vec<Line>) -> Vec<Line> {
    lines.sort_unstable_by_key(|l| (l.order, l.product, l.unit_price, l.quantity));
    lines.dedup_by(|later, kept| {
        let same = (later.order, later.product, later.unit_price)
            == (kept.order, kept.product, kept.unit_price);
        if same {
            kept.quantity = kept.quantity.saturating_add(later.quantity);
        }
        same
    });
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::table::Table;
    use crate::ingest::{Options, read_catalog, read_orders};
    use std::io::Cursor;

    fn cleaned(orders: &str, catalog: Option<&str>) -> Cleaned {
        let mut ids = Interner::new();
        let catalog = catalog.map(|text| {
            let mut table =
                Table::from_reader("c.csv", Cursor::new(text.to_owned()), 0).expect("table");
            read_catalog(&mut table, &mut ids, &Options::default(), &mut |_| ()).expect("catalog")
        });
        let text =
            format!("order_id,time,product_id,quantity,unit_price,customer_id,title\n{orders}");
        let mut table = Table::from_reader("o.csv", Cursor::new(text), 0).expect("table");
        let orders =
            read_orders(&mut table, &mut ids, &Options::default(), &mut |_| ()).expect("orders");
        let read = orders.rows;
        let cleaned = clean(orders, catalog, &ids);
        assert_eq!(
            cleaned.dropped.values().sum::<u64>() + cleaned.sales.len() as u64,
            read,
            "every row is accounted for"
        );
        cleaned
    }

    fn dropped(cleaned: &Cleaned) -> Vec<(&'static str, u64)> {
        cleaned.dropped.iter().map(|(k, v)| (*k, *v)).collect()
    }

    #[test]
    fn a_return_takes_its_purchase_back() {
        let found = cleaned(
            "1,2025-01-01,10,2,5,me,Lamp\n2,2025-01-02,10,2,5,me,Lamp\n3,2025-01-02,10,9,5,you,Lamp\nC4,2025-01-03,10,-2,5,me,Lamp\nC5,2025-01-04,10,-3,5,you,Lamp\nC6,2024-01-01,10,-2,5,me,Lamp\n",
            None,
        );
        assert_eq!(
            dropped(&found),
            [("cancellation", 3), ("cancelled_purchase", 1)]
        );
        let sold: Vec<(u32, u32)> = found.sales.iter().map(|s| (s.order, s.quantity)).collect();
        assert_eq!(
            sold,
            [(0, 2), (2, 6)],
            "the latest goes, a part is taken off, nothing before its purchase"
        );
    }

    #[test]
    fn each_kind_of_line_has_its_reason() {
        let found = cleaned(
            "1,2025-01-01,10,1,5,,Lamp\n1,2025-01-01,10,2,5,,Lamp\n1,2025-01-01,11,1,0,,Vase\n1,2025-01-01,11,1,0,,\n1,2025-01-01,12,-4,0,,\n1,2025-01-01,11,1,-3,,Vase\n1,2025-01-01,POST,1,4,,POSTAGE\n1,2025-01-01,10,0,5,,Lamp\n",
            None,
        );
        let expected = [
            ("blank_line", 1),
            ("negative_price", 1),
            ("non_product", 1),
            ("repeated_line", 1),
            ("stock_correction", 1),
            ("zero_price", 1),
            ("zero_quantity", 1),
        ];
        assert_eq!(dropped(&found), expected);
        assert_eq!(
            found.sales,
            [Sale {
                order: 0,
                product: 0,
                quantity: 3,
                value: 1_500
            }]
        );
    }

    #[test]
    fn an_order_of_a_wrong_year_is_no_order() {
        let mut text = String::new();
        for n in 0..120 {
            text.push_str(&format!(
                "{n},2025-0{}-{:02},a,1,5,,A\n",
                1 + n % 3,
                1 + n % 28
            ));
        }
        text.push_str("typo,2052-01-01,a,1,5,,A\n");
        let found = cleaned(&text, None);
        assert_eq!(dropped(&found), [("stray_time", 1)]);
        assert_eq!(found.sales.len(), 120);
    }

    #[test]
    fn without_a_catalog_products_come_from_the_orders() {
        let found = cleaned(
            "1,2024-01-01,b2,1,9,,Lamp\n2,2025-01-01,b2,1,5,,Lamp\n3,2025-01-02,b2,1,6,,Lamp\n4,2025-01-03,B2,1,7,,LAMP\n4,2025-01-03,a1,1,1,,\n",
            None,
        );
        let products: Vec<_> = found
            .products
            .iter()
            .map(|p| (p.id.as_str(), p.title.as_str(), p.price))
            .collect();
        assert_eq!(
            products,
            [("a1", "a1", Some(100)), ("b2", "Lamp", Some(600))]
        );
        assert_eq!(found.merged_spellings, 1);
    }

    #[test]
    fn with_a_catalog_its_products_are_the_products() {
        let found = cleaned(
            "1,2025-01-01,a,1,5,,\n1,2025-01-01,zz,1,5,,\n1,2025-01-01,B,1,5,,\n",
            Some("product_id,title,price\na,Lamp,4.00\nb,Vase,3.00\ncold,Bowl,2.00\nnone,Test,\n"),
        );
        assert_eq!(dropped(&found), [("not_in_catalog", 1)]);
        let products: Vec<_> = found
            .products
            .iter()
            .map(|p| (p.title.as_str(), p.price))
            .collect();
        assert_eq!(
            products,
            [
                ("Lamp", Some(400)),
                ("Vase", Some(300)),
                ("Bowl", Some(200))
            ]
        );
        assert_eq!(found.dropped_products.get("no_price"), Some(&1));
    }
}
