//! From lines as exported to sales that can be learned from; every line that falls away is counted by its reason.

mod identity;
mod price_history;
mod products;
mod returns;

use std::collections::BTreeMap;

use serde::Serialize;

use crate::ingest::catalog::{Catalog, CatalogEntry, CatalogIndex, LinkKind};
use crate::ingest::intern::Interner;
use crate::ingest::join::Names;
use crate::ingest::money::{Currency, NO_PRICE};
use crate::ingest::non_product::{Shapes, Signs, is_non_product};
use crate::ingest::orders::{Line, OrderHead, Orders, title_of_key};
use crate::ingest::rows::Options;
use crate::ingest::stray::strays_since;
use identity::Identity;
use price_history::Prices;
use products::Chosen;
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
    /// Index of the product on whose page it is chosen.
    pub parent: Option<u32>,
    /// Whether it is such a page: what is bought is chosen on it.
    pub needs_options: bool,
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
            parent: None,
            needs_options: false,
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

/// Two products that the merchant shows together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ChosenByHand {
    /// Index of the product that is looked at.
    pub from: u32,
    /// Index of the one that is shown with it.
    pub to: u32,
    /// To complete it, or in its place.
    pub kind: LinkKind,
}

/// A product that is not in the snapshot.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct LeftOut {
    /// Why.
    pub reason: &'static str,
    /// The shop's id.
    pub id: String,
    /// Its title, if it has one.
    pub title: String,
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
    /// The same by name, by reason and id.
    pub left_out: Vec<LeftOut>,
    /// Ids merged into another spelling of theirs.
    pub merged_spellings: u64,
    /// Ids of orders that are products under another name, by how they were found.
    pub joined_ids: BTreeMap<&'static str, u64>,
    /// By what names other files may speak of the products.
    pub names: Names,
    /// What the merchant shows with what.
    pub chosen_by_hand: Vec<ChosenByHand>,
}

/// Cleans orders. With a catalog, its products are the products; without, they are derived from the orders.
///
/// In this order: returns and stock corrections, worthless lines, other names and spellings, lines that are no products,
/// products not in the catalog or not for shoppers, purchases that a later return takes back, and repeated lines (merged:
/// their quantities add up).
pub fn clean(
    orders: Orders,
    catalog: Option<Catalog>,
    ids: &Interner,
    options: &Options,
) -> Cleaned {
    let count = u32::try_from(ids.len()).unwrap_or(u32::MAX);
    let mut dropped = orders.dropped.clone();
    for (reason, rows) in orders.bad.counts() {
        *dropped.entry(reason).or_default() += rows;
    }
    let times = orders.heads.iter().map(|head| head.time).collect();
    let strays = strays_since(times).unwrap_or(i64::MAX);
    let time_of = |line: &Line| orders.heads.get(line.order as usize).map_or(0, |h| h.time);
    let (mut lines, mut returns) = sort_out(&orders.lines, time_of, strays, &mut dropped);
    let latest = lines.iter().map(time_of).max();

    let listing = CatalogIndex::of(catalog.as_ref(), ids.len());
    let entry = |p: u32| listing.entry(p);
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
    let identity = Identity::of(&orders, &lines, catalog.as_ref(), ids, title);
    for line in lines.iter_mut().chain(&mut returns) {
        line.product = identity.of_product(line.product);
    }
    let id = |p: u32| identity.id(p, ids);

    let prices = Prices::of(&lines, ids.len(), time_of);
    let named = |p: u32| title_of_key(ids.key(p)).is_none();
    let seen = |p: u32| entry(p).is_some() || (prices.lines(p) > 0 && named(p));
    let shapes = Shapes::of((0..count).filter(|&p| seen(p)).map(id));
    let has_prices = catalog.as_ref().is_some_and(|c| c.has_prices);
    let non_product: Vec<bool> = (0..count)
        .map(|p| {
            let listed = entry(p);
            let signs = Signs {
                id: id(p),
                title: title(p),
                prices: prices.deciles(p),
                listed: listed.is_some(),
                gift_card: listed.is_some_and(|e| e.kind.gift_card),
                intangible: listed.is_some_and(|e| e.kind.intangible),
                of_orders: prices.lines(p) as f64 / orders.heads.len().max(1) as f64,
                unpriced: has_prices
                    && listed.is_some_and(|e| !e.is_parent() && e.price_at(None).is_none()),
            };
            seen(p) && is_non_product(&signs, &shapes)
        })
        .collect();
    let is_non_product = |p: u32| non_product.get(p as usize) == Some(&true);

    let mut retain = |reason: &'static str, keeps: &dyn Fn(u32) -> bool| {
        let before = lines.len();
        lines.retain(|line| keeps(line.product));
        if before > lines.len() {
            *dropped.entry(reason).or_default() += (before - lines.len()) as u64;
        }
    };
    retain("non_product", &|p| !is_non_product(p));
    retain("title_of_several_products", &|p| {
        !identity.is_shared_title(p)
    });
    retain("blank_product_id", &named);
    let mut unlisted: Vec<u32> = Vec::new();
    if catalog.is_some() {
        unlisted = (0..count)
            .filter(|&p| prices.lines(p) > 0 && named(p) && entry(p).is_none())
            .collect();
        retain("not_in_catalog", &|p| entry(p).is_some());
        retain("not_for_shoppers", &|p| {
            entry(p).is_some_and(|e| e.hidden.is_none())
        });
    }
    let taken_back = take_back(&mut lines, &returns, &orders.heads);
    let before_merge = lines.len();
    let merged = merge_repeats(lines);
    for (reason, rows) in [
        ("cancelled_purchase", taken_back),
        ("repeated_line", before_merge - merged.len()),
    ] {
        if rows > 0 {
            *dropped.entry(reason).or_default() += rows as u64;
        }
    }

    let mut sold = vec![false; ids.len()];
    for line in &merged {
        if let Some(flag) = sold.get_mut(line.product as usize) {
            *flag = true;
        }
    }
    let mut left_out: Vec<LeftOut> = Vec::new();
    let mut dropped_products: BTreeMap<&'static str, u64> = BTreeMap::new();
    let mut leave_out = |p: u32, reason: &'static str| {
        left_out.push(LeftOut {
            reason,
            id: id(p).to_owned(),
            title: title(p).unwrap_or_default().to_owned(),
        });
        *dropped_products.entry(reason).or_default() += 1;
    };
    let now = options.as_of.or(latest);
    let mut chosen: Vec<u32> = Vec::new();
    for p in 0..count {
        let is_sold = sold.get(p as usize).copied().unwrap_or(false);
        if identity.of_product(p) != p
            || !named(p)
            || !(is_sold || entry(p).is_some() || is_non_product(p))
        {
            continue;
        }
        if is_non_product(p) {
            leave_out(p, "non_product");
        } else if let Some(why) = entry(p).and_then(|e| e.hidden) {
            leave_out(p, why.reason());
        } else if !is_sold && has_prices && listing.price(p, now).is_none() {
            leave_out(p, "no_price");
        } else {
            chosen.push(p);
        }
    }
    for p in unlisted {
        if !is_non_product(p) {
            left_out.push(LeftOut {
                reason: "not_in_catalog",
                id: id(p).to_owned(),
                title: title(p).unwrap_or_default().to_owned(),
            });
        }
    }
    left_out.sort();
    chosen.sort_by(|&a, &b| id(a).cmp(id(b)));
    let chosen = Chosen::new(chosen, ids.len());
    let products = chosen.numbers.iter().map(|&p| {
        let listed = entry(p);
        let text = |at: Option<u32>| {
            let bytes = catalog.as_ref()?.texts.key(at?);
            std::str::from_utf8(bytes).ok().map(str::to_owned)
        };
        let mut product = Product {
            id: id(p).to_owned(),
            title: title(p).unwrap_or_else(|| id(p)).to_owned(),
            price: listing.price(p, now).or_else(|| prices.latest_median(p)),
            url: text(listed.and_then(|e| e.url)),
            image: text(listed.and_then(|e| e.image)),
            category: text(listed.and_then(|e| e.category)),
            brand: text(listed.and_then(|e| e.brand)),
            attributes: text(listed.and_then(|e| e.attributes)),
            group: text(listed.and_then(|e| e.group)),
            in_stock: listed.is_none_or(|e| e.in_stock),
            place: listing.place(p),
            parent: listing.parent(p).and_then(|parent| chosen.index(parent)),
            needs_options: listed.is_some_and(CatalogEntry::is_parent),
        };
        if catalog.is_none() {
            orders.described.complete(p, &mut product);
        }
        product
    });
    let products: Vec<Product> = products.collect();
    let sales = sales(&merged, &chosen);
    let currency = options
        .currency
        .or(catalog.as_ref().and_then(|c| c.currency))
        .or(orders.currency.filter(|code| {
            let sign = catalog.as_ref().and_then(|c| c.sign);
            sign.is_none_or(|sign| sign.is_of(*code))
        }))
        .unwrap_or(Currency::UNKNOWN);
    let (merged_spellings, joined_ids) = (identity.merged_spellings, identity.joined.clone());
    let names = identity.names(catalog.as_ref(), ids, &chosen, &products);
    let chosen_by_hand = catalog.as_ref().map_or_else(Vec::new, |catalog| {
        products::chosen_by_hand(catalog, &chosen, &names)
    });
    Cleaned {
        currency,
        products,
        sales,
        heads: orders.heads,
        order_ids: orders.ids,
        dropped,
        dropped_products,
        left_out,
        merged_spellings,
        joined_ids,
        names,
        chosen_by_hand,
    }
}

/// Purchases and returns among the lines; the others are counted by their reason.
fn sort_out(
    lines: &[Line],
    time_of: impl Fn(&Line) -> i64,
    strays: i64,
    dropped: &mut BTreeMap<&'static str, u64>,
) -> (Vec<Line>, Vec<Line>) {
    let mut drop = |reason: &'static str| *dropped.entry(reason).or_default() += 1;
    let mut bought = Vec::with_capacity(lines.len());
    let mut returns: Vec<Line> = Vec::new();
    for line in lines {
        match (line.quantity, line.unit_price) {
            _ if time_of(line) >= strays => drop("stray_time"),
            (0, _) => drop("zero_quantity"),
            (..0, 1.. | NO_PRICE) => {
                drop("cancellation");
                returns.push(*line);
            }
            (..0, _) => drop("stock_correction"),
            (_, NO_PRICE | 1..) => bought.push(*line),
            (_, 0) if !line.titled => drop("blank_line"),
            (_, 0) => drop("zero_price"),
            (_, _) => drop("negative_price"),
        }
    }
    (bought, returns)
}

/// What was sold of the products that are left, in the order of (order, product).
fn sales(lines: &[Line], chosen: &Chosen) -> Vec<Sale> {
    let mut sales: Vec<Sale> = lines
        .iter()
        .filter_map(|line| {
            let quantity = u32::try_from(line.quantity).ok()?;
            let price = if line.unit_price == NO_PRICE {
                0
            } else {
                line.unit_price
            };
            Some(Sale {
                order: line.order,
                product: chosen.index(line.product)?,
                quantity,
                value: price.saturating_mul(i64::from(quantity)),
            })
        })
        .collect();
    sales.sort_by_key(|s| (s.order, s.product));
    sales
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
        let cleaned = clean(orders, catalog, &ids, &Options::default());
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
