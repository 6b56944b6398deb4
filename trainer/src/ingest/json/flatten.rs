//! An object as cells: a value within an object is named by both, `billing.email`; each line of an order is a row of its own.

use serde_json::{Map, Value};

/// Names of the lists whose objects are rows of their own: the lines of an order, the variants of a product.
const LISTS: [&str; 9] = [
    "line_items",
    "lineItems",
    "order_items",
    "orderItems",
    "order_lines",
    "lines",
    "variants",
    "products",
    "items",
];
/// How deep objects within objects are looked into.
const MOST_DEPTH: usize = 4;
/// Longest text of a list that is one cell, in bytes.
const MOST_LIST: usize = 4_096;

/// The list of an object whose objects are rows of their own.
pub(super) fn list_of(object: &Map<String, Value>) -> Option<&'static str> {
    let is_list = |name: &&&str| {
        let of_objects = |list: &Vec<Value>| !list.is_empty() && list.iter().all(Value::is_object);
        object.get(**name).and_then(list_in).is_some_and(of_objects)
    };
    LISTS.iter().find(is_list).copied()
}

/// The objects of a list, also where it is given in pages (`edges`, `nodes`).
fn list_in(value: &Value) -> Option<&Vec<Value>> {
    value
        .as_array()
        .or_else(|| value.get("edges")?.as_array())
        .or_else(|| value.get("nodes")?.as_array())
}

/// One row of an object for each object in its list, or one if it has none. Each cell comes with its name.
pub(super) fn rows_of(
    object: &Map<String, Value>,
    list: Option<&'static str>,
) -> Vec<Vec<(String, String)>> {
    let mut shared = Vec::new();
    let own = object.iter().filter(|(key, _)| Some(key.as_str()) != list);
    for (key, value) in own {
        put(&mut shared, key, value, 1);
    }
    let inner = list.and_then(|list| Some((list, list_in(object.get(list)?)?)));
    let Some((list, inner)) = inner.filter(|(_, inner)| !inner.is_empty()) else {
        return vec![shared];
    };
    inner
        .iter()
        .map(|item| {
            let item = item.get("node").unwrap_or(item);
            let mut row = shared.clone();
            put(&mut row, list, item, 1);
            row
        })
        .collect()
}

/// Adds what a value says under its name.
fn put(cells: &mut Vec<(String, String)>, name: &str, value: &Value, depth: usize) {
    match value {
        Value::Object(object) if depth < MOST_DEPTH => {
            for (key, value) in object {
                put(cells, &format!("{name}.{key}"), value, depth + 1);
            }
        }
        // Notes of plugins: anything may be in them, and nothing of products.
        Value::Array(_) if name.ends_with("meta_data") => {}
        Value::Array(list) if list.iter().any(Value::is_object) => {
            let mut inner: Vec<(String, String)> = Vec::new();
            for item in list {
                put(&mut inner, name, item, depth + 1);
            }
            // What several objects say under one name is one list.
            for (name, text) in inner {
                match cells.iter_mut().find(|cell| cell.0 == name) {
                    Some((_, cell)) if cell.len() < MOST_LIST => {
                        cell.push_str(", ");
                        cell.push_str(&text);
                    }
                    Some(_) => {}
                    None => cells.push((name, text)),
                }
            }
        }
        Value::Array(list) => {
            let texts: Vec<String> = list.iter().filter_map(text).collect();
            cells.push((name.to_owned(), texts.join(", ")));
        }
        value => cells.extend(text(value).map(|text| (name.to_owned(), text))),
    }
}

/// A value as a cell has it.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(yes) => Some(yes.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<Vec<(String, String)>> {
        let value: Value = serde_json::from_str(text).expect("JSON");
        let object = value.as_object().expect("an object");
        rows_of(object, list_of(object))
    }

    #[test]
    fn each_line_of_an_order_is_a_row_with_what_the_order_says() {
        let found = rows(
            r#"{"id":7,"billing":{"email":"x"},"tags":["a","b"],"meta_data":[{"key":"k","value":{"v":1}}],"line_items":[{"sku":"A","quantity":2},{"sku":"B","total":"1.50"}]}"#,
        );
        let of = |row: usize, name: &str| {
            let cell = found[row].iter().find(|cell| cell.0 == name);
            cell.map(|cell| cell.1.as_str())
        };
        assert_eq!(found.len(), 2);
        assert_eq!(
            (of(0, "id"), of(0, "line_items.sku")),
            (Some("7"), Some("A"))
        );
        assert_eq!(
            (of(1, "id"), of(1, "line_items.total")),
            (Some("7"), Some("1.50"))
        );
        assert_eq!(
            (of(0, "billing.email"), of(0, "tags")),
            (Some("x"), Some("a, b"))
        );
        assert!(!found[0].iter().any(|cell| cell.0.starts_with("meta_data")));
    }

    #[test]
    fn lists_in_pages_are_lists_and_other_lists_are_one_cell() {
        let found = rows(
            r#"{"name":"x","lineItems":{"edges":[{"node":{"sku":"A"}},{"node":{"sku":"B"}}]},"images":[{"src":"1"},{"src":"2"}]}"#,
        );
        assert_eq!(found.len(), 2);
        assert!(found[1].contains(&("lineItems.sku".to_owned(), "B".to_owned())));
        assert!(found[0].contains(&("images.src".to_owned(), "1, 2".to_owned())));
        assert_eq!(rows(r#"{"id":1,"line_items":[]}"#).len(), 1);
    }
}
