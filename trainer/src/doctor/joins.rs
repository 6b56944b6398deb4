//! Why ids of orders are not those of the catalog: another column of one of the two files may hold what joins.
//!
//! Every column of the catalog is held against the ids that found no product, and every column of the orders against the ids of the
//! catalog. Personal columns are left out by their name, and nothing but headers and numbers comes out of here.

use std::collections::HashSet;

use serde::Serialize;

use crate::ingest::{IngestError, Table, is_personal};

/// Rows of a file that are looked at.
const ROWS: u64 = 50_000;
/// Longer texts are no ids.
const LONGEST: usize = 200;
/// Two columns join if so much of what is asked for is found.
const JOINS: f64 = 0.3;

/// A column that joins better.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Guess {
    /// The file that has it.
    pub file: String,
    /// Its header.
    pub header: String,
    /// Whether the file is the catalog; else it is the orders.
    pub in_catalog: bool,
    /// How many ids were found there.
    pub found: u64,
    /// Of how many.
    pub of: u64,
}

/// The best of both ways to join: a column of the catalog that holds the orders' `unlisted` ids, or a column of the orders that holds
/// `listed` ones.
///
/// # Errors
/// [`IngestError`] when a file cannot be read any more.
pub(crate) fn guess(
    catalog: &mut Table,
    orders: &mut Table,
    unlisted: &HashSet<Vec<u8>>,
    listed: &HashSet<Vec<u8>>,
) -> Result<Option<Guess>, IngestError> {
    // Of the catalog's column it counts how many of the strange ids it holds, since most products may never have been sold; of the
    // orders' how many of its own cells are products.
    let in_catalog = columns(catalog, unlisted)?
        .into_iter()
        .map(|column| column.guess(catalog.file(), true, unlisted.len() as u64));
    let in_catalog: Vec<Guess> = in_catalog.collect();
    // The column that was read holds what did not join.
    let was_read = |column: &Held| 2 * column.texts.intersection(unlisted).count() > unlisted.len();
    let in_orders = columns(orders, listed)?
        .into_iter()
        .filter(|column| !was_read(column))
        .map(|column| (column.texts.len() as u64, column))
        .map(|(distinct, column)| column.guess(orders.file(), false, distinct));
    let share = |guess: &Guess| guess.found as f64 / guess.of.max(1) as f64;
    Ok(in_catalog
        .into_iter()
        .chain(in_orders)
        .filter(|guess| share(guess) >= JOINS)
        .max_by(|a, b| share(a).total_cmp(&share(b))))
}

/// What a column holds.
struct Held {
    header: String,
    /// Distinct texts that are asked for.
    found: u64,
    /// Distinct texts.
    texts: HashSet<Vec<u8>>,
}

impl Held {
    fn guess(self, file: &str, in_catalog: bool, of: u64) -> Guess {
        Guess {
            file: file.to_owned(),
            header: self.header,
            in_catalog,
            found: self.found,
            of,
        }
    }
}

/// The columns that hold something that is asked for.
fn columns(table: &mut Table, asked: &HashSet<Vec<u8>>) -> Result<Vec<Held>, IngestError> {
    let headers = table.headers().to_vec();
    let mut texts: Vec<HashSet<Vec<u8>>> = vec![HashSet::new(); headers.len()];
    let mut rows = 0;
    while let Some(row) = table.next_row()? {
        rows += 1;
        if rows > ROWS {
            break;
        }
        for (at, texts) in texts.iter_mut().enumerate() {
            let cell = row.cell(Some(at));
            if !cell.is_empty() && cell.len() <= LONGEST && !texts.contains(cell) {
                texts.insert(cell.to_vec());
            }
        }
    }
    let held = headers.into_iter().zip(texts).map(|(header, texts)| Held {
        found: texts.iter().filter(|text| asked.contains(*text)).count() as u64,
        texts,
        header,
    });
    Ok(held
        .filter(|column| column.found > 0 && !is_personal(&column.header))
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    fn table(name: &str, text: &str) -> Table {
        Table::from_reader(name, Cursor::new(text.to_owned()), 0).expect("a table")
    }

    fn set(ids: &[&str]) -> HashSet<Vec<u8>> {
        ids.iter().map(|id| id.as_bytes().to_vec()).collect()
    }

    #[test]
    fn the_column_of_the_catalog_that_orders_speak_of_is_named() {
        let mut catalog = table(
            "p.csv",
            "product_id,code,email\nlamp,L-1,a@b.c\nvase,V-2,L-1\ncup,C-3,V-2\n",
        );
        let mut orders = table("o.csv", "order_id,product_id\n1,L-1\n2,V-2\n3,X-9\n");
        let found = guess(
            &mut catalog,
            &mut orders,
            &set(&["L-1", "V-2", "X-9"]),
            &set(&["lamp", "vase", "cup"]),
        )
        .expect("read")
        .expect("a guess");
        assert_eq!((found.header.as_str(), found.in_catalog), ("code", true));
        assert_eq!((found.found, found.of), (2, 3));
    }

    #[test]
    fn the_column_that_was_read_is_no_guess() {
        let mut catalog = table("p.csv", "product_id,title\nlamp,Lamp\nvase,Vase\n");
        let mut orders = table("o.csv", "order_id,product_id\n1,lamp\n2,vase\n3,gone\n");
        let found = guess(
            &mut catalog,
            &mut orders,
            &set(&["gone"]),
            &set(&["lamp", "vase"]),
        );
        assert_eq!(found.expect("read"), None);
    }

    #[test]
    fn so_is_the_column_of_the_orders_that_holds_the_catalogs_ids() {
        let mut catalog = table("p.csv", "product_id,title\nlamp,Lamp\nvase,Vase\n");
        let mut orders = table(
            "o.csv",
            "order_id,product_id,handle\n1,11,lamp\n2,12,vase\n",
        );
        let found = guess(
            &mut catalog,
            &mut orders,
            &set(&["11", "12"]),
            &set(&["lamp", "vase"]),
        )
        .expect("read")
        .expect("a guess");
        assert_eq!((found.header.as_str(), found.in_catalog), ("handle", false));
    }

    #[test]
    fn ids_that_are_nowhere_give_no_guess() {
        let mut catalog = table("p.csv", "product_id,title\nlamp,Lamp\n");
        let mut orders = table("o.csv", "order_id,product_id\n1,77\n");
        let found = guess(&mut catalog, &mut orders, &set(&["77"]), &set(&["lamp"]));
        assert_eq!(found.expect("read"), None);
    }
}
