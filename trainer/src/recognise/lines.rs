//! How a file of orders holds the lines of an order, where a row is an order and not a line.

use super::layout::plain;
use super::sample::Sample;
use crate::ingest::parts::{Cell, Items, named_keys, phrases};

/// What our columns of a line are called in columns with a number, and in cells that name what they say.
static WORDS: [(&str, &[&str]); 7] = [
    ("product_id", &["product_id", "id_product", "item_id"]),
    (
        "variation_id",
        &["variation_id", "variant_id", "product_variation_id"],
    ),
    (
        "sku",
        &[
            "sku",
            "product_sku",
            "item_sku",
            "product_code",
            "reference",
        ],
    ),
    (
        "title",
        &[
            "name",
            "product_name",
            "item_name",
            "title",
            "product",
            "item",
            "product_title",
        ],
    ),
    (
        "quantity",
        &[
            "quantity",
            "qty",
            "product_qty",
            "item_quantity",
            "product_quantity",
            "item_qty",
            "quantity_(_refund)",
        ],
    ),
    (
        "unit_price",
        &[
            "price",
            "unit_price",
            "item_cost",
            "cost",
            "product_unit_price",
            "item_price",
            "product_price",
        ],
    ),
    (
        "line_total",
        &[
            "total",
            "line_total",
            "item_total",
            "product_total_price",
            "product_total",
        ],
    ),
];
/// Columns that say which product a line is of.
const PRODUCTS: [&str; 4] = ["product_id", "variation_id", "sku", "title"];
/// Other lists that an order has.
const OTHERS: [&str; 8] = [
    "shipping", "fee", "tax", "coupon", "refund", "note", "billing", "customer",
];
/// What stands between the parts of a list, the surest first.
const SEPARATORS: [char; 5] = ['|', '\n', ';', '/', ','];

/// How the lines are held; `columns` are ours and where each comes from, and get those that only lines have.
pub(super) fn of(
    sample: &Sample,
    columns: &mut Vec<(&'static str, Cell, String)>,
    mapped: &[&'static str],
) -> Items {
    let product_is_mapped = PRODUCTS.iter().any(|name| mapped.contains(name));
    if product_is_mapped {
        return Items::Row;
    }
    let has_products = columns.iter().any(|(name, cell, _)| {
        let filled = |at: &usize| !sample.is_blank(*at);
        PRODUCTS.contains(name) && cell.columns().iter().any(filled)
    });
    if !has_products && let Some(groups) = groups(sample, columns) {
        return groups;
    }
    if let Some(named) = named(sample, columns, has_products) {
        return named;
    }
    if let Some(phrases) = phrased(sample, columns, has_products) {
        return phrases;
    }
    lists(sample, columns).unwrap_or_default()
}

/// The place of one of our columns among those of the whole; it is added if it is not there.
fn place(
    columns: &mut Vec<(&'static str, Cell, String)>,
    name: &'static str,
    label: &str,
) -> usize {
    let known = columns.iter().position(|column| column.0 == name);
    known.unwrap_or_else(|| {
        columns.push((name, Cell::Text(String::new()), label.to_owned()));
        columns.len() - 1
    })
}

/// Columns of one line that only differ by a number: `Product Name #1`, `line_item_2_sku`.
fn groups(sample: &Sample, columns: &mut Vec<(&'static str, Cell, String)>) -> Option<Items> {
    // (number, our column, column of the file)
    let mut found: Vec<(u32, &'static str, usize)> = Vec::new();
    for (at, header) in sample.headers.iter().enumerate() {
        let Some((number, stem)) = numbered(header) else {
            continue;
        };
        if OTHERS.iter().any(|other| stem.contains(other)) {
            continue;
        }
        let of_line = |name: &&(&'static str, &'static [&'static str])| {
            name.1.iter().any(|word| {
                let word = word.replace('_', " ");
                let prefixed = [
                    "item ",
                    "product ",
                    "line item ",
                    "lineitem ",
                    "product item ",
                    "order item ",
                ];
                stem == word
                    || prefixed
                        .iter()
                        .any(|prefix| stem.strip_prefix(prefix) == Some(&word))
            })
        };
        if let Some((name, _)) = WORDS.iter().find(of_line) {
            found.push((number, name, at));
        }
    }
    let has_product = |number: u32| {
        found
            .iter()
            .any(|f| f.0 == number && PRODUCTS.contains(&f.1))
    };
    if !has_product(1) && !has_product(0) {
        return None;
    }
    found.sort_by_key(|found| (found.0, found.2));
    let mut groups: Vec<(u32, Vec<(usize, usize)>)> = Vec::new();
    for (number, name, at) in found {
        let label = sample.headers.get(at).map_or("", String::as_str);
        let to = place(columns, name, label);
        match groups.last_mut() {
            Some((last, group)) if *last == number => {
                if !group.iter().any(|(known, _)| *known == to) {
                    group.push((to, at));
                }
            }
            _ => groups.push((number, vec![(to, at)])),
        }
    }
    let mut groups: Vec<Vec<(usize, usize)>> = groups.into_iter().map(|group| group.1).collect();
    identify(columns, &mut groups);
    Some(Items::Groups(groups))
}

/// The product id of a line is its SKU where it has no other.
fn identify(columns: &mut Vec<(&'static str, Cell, String)>, groups: &mut [Vec<(usize, usize)>]) {
    let places: Vec<usize> = ["product_id", "sku"]
        .iter()
        .filter_map(|name| columns.iter().position(|column| column.0 == *name))
        .collect();
    let id = place(columns, "product_id", "");
    for group in groups {
        if group.iter().any(|(to, _)| *to == id) {
            continue;
        }
        let of = |to: &usize| group.iter().find(|cell| cell.0 == *to).map(|cell| cell.1);
        if let Some(from) = places.iter().find_map(of) {
            group.push((id, from));
        }
    }
}

/// A header's number and the rest of it.
fn numbered(header: &str) -> Option<(u32, String)> {
    let words = plain(&header.replace('#', " "));
    let mut number = None;
    let mut rest: Vec<&str> = Vec::new();
    for word in words.split(' ').filter(|word| !word.is_empty()) {
        match word.trim_matches(['(', ')']).parse::<u32>() {
            Ok(found) if number.is_none() && found < 1_000 => number = Some(found),
            _ => rest.push(word),
        }
    }
    Some((number?, rest.join(" ")))
}

/// Cells that name what they say.
fn named(
    sample: &Sample,
    columns: &mut Vec<(&'static str, Cell, String)>,
    has_products: bool,
) -> Option<Items> {
    let used: Vec<usize> = columns
        .iter()
        .flat_map(|(_, cell, _)| cell.columns())
        .collect();
    let is_named = |at: &usize| {
        let header = sample
            .headers
            .get(*at)
            .map_or_else(String::new, |header| plain(header));
        let is_other = OTHERS.iter().any(|other| header.contains(other));
        !is_other && sample.mostly(*at, 60, says_a_line)
    };
    let cells: Vec<usize> = (0..sample.headers.len()).filter(is_named).collect();
    // Beside a column of products such a cell is a note about it, unless it is that column.
    if cells.is_empty() || (has_products && !cells.iter().any(|at| used.contains(at))) {
        return None;
    }
    let label = cells
        .first()
        .and_then(|at| sample.headers.get(*at))?
        .clone();
    let mut names: Vec<(usize, &'static [&'static str])> = Vec::new();
    for (name, words) in &WORDS {
        names.push((place(columns, name, &label), words));
    }
    // A line without an id is known by its SKU.
    let id = place(columns, "product_id", &label);
    for (to, words) in &mut names {
        if *to == id {
            *words = &[
                "product_id",
                "id_product",
                "item_id",
                "sku",
                "product_sku",
                "item_sku",
            ];
        }
    }
    Some(Items::Named { cells, names })
}

/// Whether a cell names a product and how many pieces of it.
fn says_a_line(cell: &str) -> bool {
    let keys = named_keys(cell);
    let of = |name: &str| {
        let words = WORDS
            .iter()
            .find(|word| word.0 == name)
            .map_or(&[][..], |word| word.1);
        keys.iter().any(|key| words.contains(&key.as_str()))
    };
    (of("sku") || of("product_id") || of("title")) && of("quantity")
}

/// A cell that tells pieces and titles: `2× Lamp, 1× Bulb`.
fn phrased(
    sample: &Sample,
    columns: &mut Vec<(&'static str, Cell, String)>,
    has_products: bool,
) -> Option<Items> {
    if has_products {
        return None;
    }
    let is_one = |cell: &str| !phrases(cell).is_empty();
    let cell = (0..sample.headers.len()).find(|at| sample.mostly(*at, 90, is_one))?;
    let label = sample.headers.get(cell)?.clone();
    let title = place(columns, "title", &label);
    let quantity = place(columns, "quantity", &label);
    place(columns, "product_id", "");
    Some(Items::Phrases {
        cell,
        title: vec![title],
        quantity,
    })
}

/// Lists of equal length in several cells of a row: `L|B` and `2|1`.
fn lists(sample: &Sample, columns: &[(&'static str, Cell, String)]) -> Option<Items> {
    let single = |name: &str| {
        let column = columns.iter().position(|column| column.0 == name)?;
        let own = columns.get(column)?.1.columns();
        own.into_iter()
            .find(|at| !sample.is_blank(*at))
            .map(|at| (column, at))
    };
    let product = ["product_id", "sku", "title"]
        .iter()
        .find_map(|name| single(name))?;
    let others: Vec<(usize, usize)> = WORDS.iter().filter_map(|(name, _)| single(name)).collect();
    let length = |row: &[String], at: usize, separator: char| {
        row.get(at).map_or(0, |cell| cell.split(separator).count())
    };
    SEPARATORS.into_iter().find_map(|separator| {
        let rows: Vec<&Vec<String>> = sample
            .rows
            .iter()
            .filter(|row| length(row, product.1, separator) > 1)
            .collect();
        let equal = |at: usize| {
            let same = rows
                .iter()
                .filter(|row| length(row, at, separator) == length(row, product.1, separator));
            same.count() * 10 >= rows.len() * 9
        };
        let quantity = single("quantity").filter(|(_, at)| *at != product.1 && equal(*at))?;
        let mut lists: Vec<(usize, usize)> = others
            .iter()
            .copied()
            .filter(|(_, at)| equal(*at))
            .collect();
        lists.push(product);
        lists.sort_unstable();
        lists.dedup();
        (!rows.is_empty() && lists.contains(&quantity)).then_some(Items::Lists {
            columns: lists,
            separator,
        })
    })
}
