//! The lines of an order that one row holds: in columns of their own, one cell a line, or all in one cell.

use serde_json::Value;

use super::table::Row;
use super::text::decode;

/// Most lines that one row can hold: what is beyond is no order.
const MOST: usize = 2_000;

/// How a row holds its lines. Columns are those of the whole, with the columns of the file that fill them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Items {
    /// A row is a line.
    #[default]
    Row,
    /// Some columns a line: `Product Name #1`, `SKU #1`, `Product Name #2` …
    Groups(Vec<Vec<(usize, usize)>>),
    /// Cells that name what they say: `name:Lamp|sku:L|quantity:2;name:Bulb…`, or JSON. For each column of the whole the names it has.
    Named {
        /// Columns of the file.
        cells: Vec<usize>,
        /// Names of each column of the whole.
        names: Vec<(usize, &'static [&'static str])>,
    },
    /// Each cell is a list, and all of a row are equally long: `L|B` and `2|1`.
    Lists {
        /// Columns of the whole and of the file.
        columns: Vec<(usize, usize)>,
        /// What stands between.
        separator: char,
    },
    /// A list of pieces and titles: `2× Lamp, 1× Bulb`.
    Phrases {
        /// The column of the file.
        cell: usize,
        /// The columns of the whole that get the title.
        title: Vec<usize>,
        /// The column of the whole that gets the pieces.
        quantity: usize,
    },
}

impl Items {
    /// The columns of the file that lines come from.
    pub(crate) fn columns(&self) -> Vec<usize> {
        match self {
            Self::Row => Vec::new(),
            Self::Groups(groups) => groups.iter().flatten().map(|(_, from)| *from).collect(),
            Self::Named { cells, .. } => cells.clone(),
            Self::Lists { columns, .. } => columns.iter().map(|(_, from)| *from).collect(),
            Self::Phrases { cell, .. } => vec![*cell],
        }
    }

    /// The same with each column of the whole at its place among others.
    pub(crate) fn moved(self, places: &[usize]) -> Self {
        let to = |column: usize| places.get(column).copied().unwrap_or(usize::MAX);
        let pairs = |pairs: Vec<(usize, usize)>| -> Vec<(usize, usize)> {
            pairs
                .into_iter()
                .map(|(column, from)| (to(column), from))
                .collect()
        };
        match self {
            Self::Row => Self::Row,
            Self::Groups(groups) => Self::Groups(groups.into_iter().map(pairs).collect()),
            Self::Named { cells, names } => Self::Named {
                cells,
                names: names
                    .into_iter()
                    .map(|(column, names)| (to(column), names))
                    .collect(),
            },
            Self::Lists { columns, separator } => Self::Lists {
                columns: pairs(columns),
                separator,
            },
            Self::Phrases {
                cell,
                title,
                quantity,
            } => Self::Phrases {
                cell,
                title: title.into_iter().map(to).collect(),
                quantity: to(quantity),
            },
        }
    }

    /// Gives a column of the whole what lines say in another one, if lines say nothing in it.
    pub(crate) fn copy(&mut self, from: usize, to: usize) {
        let copied = |columns: &mut Vec<(usize, usize)>| {
            let source = columns
                .iter()
                .find(|(column, _)| *column == from)
                .map(|c| c.1);
            if let Some(source) =
                source.filter(|_| !columns.iter().any(|(column, _)| *column == to))
            {
                columns.push((to, source));
            }
        };
        match self {
            Self::Row | Self::Named { .. } => {}
            Self::Groups(groups) => groups.iter_mut().for_each(copied),
            Self::Lists { columns, .. } => copied(columns),
            Self::Phrases { title, .. } => {
                if title.contains(&from) && !title.contains(&to) {
                    title.push(to);
                }
            }
        }
    }

    /// In plain words how a row holds its lines; `None` where a row is a line.
    pub(crate) fn described(&self) -> Option<&'static str> {
        match self {
            Self::Row => None,
            Self::Groups(_) => Some("its lines stand in numbered columns"),
            Self::Named { .. } | Self::Phrases { .. } => Some("its lines stand in one cell"),
            Self::Lists { .. } => Some("its lines are lists in cells"),
        }
    }
}

/// What one line says, in place of what the row says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Item(Vec<(usize, String)>);

impl Item {
    pub(super) fn cell(&self, column: usize) -> Option<&str> {
        let found = self.0.iter().find(|(at, _)| *at == column);
        found.map(|(_, text)| text.as_str())
    }
}

/// The lines of a row; one that says nothing if there are none, so that the row is counted.
pub(super) fn of(items: &Items, row: &Row<'_>) -> Vec<Item> {
    let cell = |at: usize| decode(row.cell(Some(at))).0;
    let mut found: Vec<Item> = match items {
        Items::Row => Vec::new(),
        Items::Groups(groups) => groups
            .iter()
            .map(|group| {
                let cells = group
                    .iter()
                    .map(|&(to, from)| (to, cell(from).into_owned()));
                Item(cells.collect())
            })
            .filter(|item| item.0.iter().any(|(_, text)| !text.is_empty()))
            .collect(),
        Items::Named { cells, names } => cells
            .iter()
            .flat_map(|&at| named_lines(&cell(at)))
            .take(MOST)
            .map(|line| line.item(names))
            .collect(),
        Items::Lists { columns, separator } => {
            let lists: Vec<(usize, Vec<String>)> = columns
                .iter()
                .map(|&(to, from)| {
                    let cell = cell(from);
                    let parts = cell.split(*separator).take(MOST);
                    (to, parts.map(|part| part.trim().to_owned()).collect())
                })
                .collect();
            lists_as_items(&lists)
        }
        Items::Phrases {
            cell: at,
            title,
            quantity,
        } => phrases(&cell(*at))
            .into_iter()
            .map(|(pieces, name)| {
                let titles = title.iter().map(|to| (*to, name.clone()));
                Item(titles.chain([(*quantity, pieces)]).collect())
            })
            .collect(),
    };
    if found.is_empty() {
        found.push(Item::default());
    }
    found
}

/// One line for each place of the longest list; a list of one says the same of all.
fn lists_as_items(lists: &[(usize, Vec<String>)]) -> Vec<Item> {
    let most = lists.iter().map(|(_, list)| list.len()).max().unwrap_or(0);
    let item = |at: usize| {
        let cells = lists.iter().map(|(to, list)| {
            let own = list
                .get(at)
                .or_else(|| list.first().filter(|_| list.len() == 1));
            (*to, own.cloned().unwrap_or_default())
        });
        Item(cells.collect())
    };
    (0..most).map(item).collect()
}

/// A line that names what it says.
#[derive(Debug, PartialEq, Eq)]
struct Named(Vec<(String, String)>);

impl Named {
    fn item(&self, names: &[(usize, &'static [&'static str])]) -> Item {
        let cells = names.iter().map(|(to, names)| {
            let found = names.iter().find_map(|name| {
                let mut said = self.0.iter();
                said.find(|(key, text)| key == name && !text.is_empty())
            });
            (
                *to,
                found.map_or_else(String::new, |(_, text)| text.clone()),
            )
        });
        Item(cells.collect())
    }
}

/// The names that a cell gives to what it says.
pub(crate) fn named_keys(cell: &str) -> Vec<String> {
    let lines = named_lines(cell).into_iter();
    lines.flat_map(|line| line.0).map(|(key, _)| key).collect()
}

/// The lines of a cell that names what it says; none if it does not. A line begins where the name that the first one began with
/// stands again.
fn named_lines(cell: &str) -> Vec<Named> {
    let cell = cell.trim();
    if cell.starts_with(['[', '{']) {
        return json_lines(cell);
    }
    let mut lines: Vec<Named> = Vec::new();
    for (separator, part) in parts(cell) {
        let named = key_of(&part).filter(|key| separator != ',' || is_of_line(key));
        match (named, lines.last_mut()) {
            (Some(key), last) => {
                let value = part.split_once([':', '=']).map_or("", |(_, value)| value);
                let field = (lower(key), unescaped(value.trim()));
                let again =
                    |line: &&mut Named| line.0.first().is_some_and(|first| first.0 == field.0);
                match last.filter(|line| !again(line)) {
                    Some(line) => line.0.push(field),
                    None => lines.push(Named(vec![field])),
                }
            }
            // A separator in a text.
            (None, Some(line)) => {
                if let Some((_, text)) = line.0.last_mut() {
                    text.push(separator);
                    text.push_str(&unescaped(part.trim_end()));
                }
            }
            (None, None) => return Vec::new(),
        }
    }
    lines.retain(|line| line.0.len() > 1);
    lines
}

/// Whether what stands behind a comma is the name of something of a line, and no word of a title.
fn is_of_line(key: &str) -> bool {
    let key = lower(key);
    let plain = ["sku", "qty", "quantity", "price", "name", "total", "id"];
    plain.contains(&key.as_str())
        || ["product_", "item_", "line_"]
            .iter()
            .any(|p| key.starts_with(p))
}

fn json_lines(cell: &str) -> Vec<Named> {
    let objects = match serde_json::from_str(cell) {
        Ok(Value::Array(list)) => list,
        Ok(object @ Value::Object(_)) => vec![object],
        _ => Vec::new(),
    };
    let texts = |object: Value| {
        let Value::Object(object) = object else {
            return Named(Vec::new());
        };
        let fields = object.into_iter().filter_map(|(key, value)| {
            let text = match value {
                Value::String(text) => text,
                Value::Number(number) => number.to_string(),
                _ => return None,
            };
            Some((lower(&key), text))
        });
        Named(fields.collect())
    };
    let lines = objects.into_iter().map(texts);
    lines.filter(|line| !line.0.is_empty()).collect()
}

fn lower(key: &str) -> String {
    key.trim().to_lowercase().replace([' ', '-'], "_")
}

/// What a part of a cell names itself, if it does.
fn key_of(part: &str) -> Option<&str> {
    let (key, _) = part.split_once([':', '='])?;
    let is_key = |c: char| c.is_alphanumeric() || matches!(c, '_' | ' ' | '-');
    let key = key.trim();
    (!key.is_empty() && key.len() <= 30 && key.chars().all(is_key)).then_some(key)
}

/// Parts between separators that no backslash precedes, each with the separator before it.
fn parts(text: &str) -> Vec<(char, String)> {
    let mut parts = vec![('\n', String::new())];
    let mut escaped = false;
    for letter in text.chars() {
        if matches!(letter, '|' | ';' | '\n' | ',') && !escaped {
            parts.push((letter, String::new()));
        } else if let Some((_, part)) = parts.last_mut() {
            part.push(letter);
        }
        escaped = letter == '\\' && !escaped;
    }
    parts.retain(|(_, part)| !part.trim().is_empty());
    parts
}

fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut escaped = false;
    for letter in text.chars() {
        if letter == '\\' && !escaped {
            escaped = true;
        } else {
            escaped = false;
            plain.push(letter);
        }
    }
    plain
}

/// Pieces and titles of `2× Lamp, 1× Bulb, small`.
pub(crate) fn phrases(cell: &str) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    for part in cell.split(", ") {
        let begins = part
            .trim()
            .split_once(['×', 'x'])
            .and_then(|(pieces, title)| {
                let pieces = pieces.trim();
                let is_number = !pieces.is_empty() && pieces.chars().all(|c| c.is_ascii_digit());
                (is_number && title.starts_with(' ')).then(|| (pieces, title.trim()))
            });
        match (begins, found.last_mut()) {
            (Some((pieces, title)), _) => found.push((pieces.to_owned(), title.to_owned())),
            // A comma in a title.
            (None, Some((_, title))) => {
                title.push_str(", ");
                title.push_str(part.trim());
            }
            (None, None) => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn items(items: &Items, cells: &[&str]) -> Vec<Vec<String>> {
        let bytes: Vec<u8> = cells.concat().into_bytes();
        let ends: Vec<usize> = cells
            .iter()
            .scan(0, |end, cell| {
                *end += cell.len();
                Some(*end)
            })
            .collect();
        let found = of(items, &Row::new(&bytes, &ends, 1));
        let texts = |item: Item| item.0.into_iter().map(|(_, text)| text).collect();
        found.into_iter().map(texts).collect()
    }

    #[test]
    fn numbered_columns_are_a_line_each() {
        let groups = Items::Groups(vec![vec![(0, 0), (1, 1)], vec![(0, 2), (1, 3)]]);
        let found = items(&groups, &["L", "2", "B", "1"]);
        assert_eq!(found, [["L", "2"], ["B", "1"]]);
        assert_eq!(items(&groups, &["L", "2", "", ""]).len(), 1);
        let none = items(&groups, &["", "", "", ""]);
        assert_eq!(
            none,
            [Vec::<String>::new()],
            "counted as a row without a product"
        );
    }

    #[test]
    fn cells_that_name_what_they_say_are_a_line_each() {
        let named = Items::Named {
            cells: vec![0],
            names: vec![
                (0, &["sku", "product_sku"]),
                (1, &["qty", "quantity", "product_qty"]),
                (2, &["name", "product_name"]),
            ],
        };
        for cell in [
            r"id:1|name:Lamp\; tall|sku:L|quantity:2;id:2|name:Bulb|sku:B|quantity:1",
            "id:1|name:Lamp; tall|sku:L|quantity:2;id:2|name:Bulb|sku:B|quantity:1",
            "Name: Lamp; tall | SKU: L | Qty: 2\nName: Bulb | SKU: B | Qty: 1",
            "Product ID: 1, Product Qty: 2, Product SKU: L, Product Name: Lamp; tall|Product ID: 2, Product Qty: 1, Product SKU: B, Product Name: Bulb",
            r#"[{"name":"Lamp; tall","sku":"L","quantity":2},{"name":"Bulb","sku":"B","quantity":1}]"#,
        ] {
            assert_eq!(
                items(&named, &[cell]),
                [["L", "2", "Lamp; tall"], ["B", "1", "Bulb"]],
                "{cell}"
            );
        }
        assert_eq!(items(&named, &["just a text"]).len(), 1);
    }

    #[test]
    fn lists_and_phrases_are_a_line_for_each_place() {
        let lists = Items::Lists {
            columns: vec![(0, 0), (1, 1)],
            separator: '|',
        };
        assert_eq!(items(&lists, &["L|B", "2|1"]), [["L", "2"], ["B", "1"]]);
        assert_eq!(items(&lists, &["L|B", "1"]), [["L", "1"], ["B", "1"]]);
        let phrases = Items::Phrases {
            cell: 0,
            title: vec![0],
            quantity: 1,
        };
        assert_eq!(
            items(&phrases, &["2× Lamp, tall, 1× Bulb"]),
            [["Lamp, tall", "2"], ["Bulb", "1"]]
        );
    }
}
