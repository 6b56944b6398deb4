//! Parquet as other programs write it reads as the same orders in CSV do. The files beside this test were written by
//! DuckDB 2.0 and by PyArrow 26 in the ways of pandas, of Spark and of its own.

use std::path::{Path, PathBuf};

use setwise_trainer::ingest::{
    Id, Interner, Kind, Line, Mapping, Options, OrderHead, ParquetFile, Table, Values,
    read_catalog, read_orders,
};
use setwise_trainer::write_parquet::{ColumnType, ColumnValues, Layout, ParquetWriter};

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/parquet")
        .join(name)
}

type Read = (Vec<Line>, Vec<OrderHead>, Vec<Vec<u8>>, Vec<Vec<u8>>, u64);

fn orders(path: &Path) -> Read {
    let mut table = Table::open(path).expect("opens");
    let mut products = Interner::new();
    let options = Options::default();
    let mut positions = Vec::new();
    let orders = read_orders(&mut table, &mut products, &options, &mut |at| {
        positions.push(at)
    })
    .expect("reads");
    assert!(positions.is_sorted());
    let keys = |interner: &Interner| {
        (0..interner.len() as u32)
            .map(|n| interner.key(n).to_vec())
            .collect()
    };
    assert_eq!(orders.bad.total(), 0, "{path:?}: {:?}", orders.bad);
    let blank = orders.dropped.get("blank_product_id").copied().unwrap_or(0);
    (
        orders.lines.clone(),
        orders.heads.clone(),
        keys(&orders.ids),
        keys(&products),
        blank,
    )
}

#[test]
fn whatever_wrote_it_the_orders_are_the_same() {
    let expected = orders(&fixture("orders.csv"));
    assert_eq!((expected.0.len(), expected.1.len(), expected.4), (11, 4, 1));
    for name in [
        "duckdb-snappy.parquet",
        "pandas-snappy.parquet",
        "pyarrow-v2-zstd.parquet",
        "spark-int96-gzip.parquet",
        "lz4.parquet",
    ] {
        assert_eq!(orders(&fixture(name)), expected, "{name}");
    }
}

/// An id as text.
fn told(id: Id<'_>) -> String {
    match id {
        Id::Number(id) => id.to_string(),
        Id::Text(id) => String::from_utf8_lossy(id).into_owned(),
    }
}

/// The ids of a column, by way of their values.
fn by_value(file: &ParquetFile, column: usize) -> Vec<Option<String>> {
    let mut ids = Vec::new();
    for group in 0..file.groups() {
        let mut cursor = file.cursor(group, column).expect("column");
        let mut values = Values::Whole(Vec::new());
        loop {
            let rows = cursor.next(5, &mut values).expect("reads");
            if rows == 0 {
                break;
            }
            let mut present = match &values {
                Values::Whole(ids) => ids.iter().map(|&id| told(Id::Number(id))).collect(),
                Values::Text(ids) => ids.iter().map(|id| told(Id::Text(id.data()))).collect(),
                Values::Float(_) => Vec::new(),
            }
            .into_iter();
            ids.extend((0..rows).map(|row| match cursor.levels().get(row) {
                Some(0) => None,
                _ => present.next(),
            }));
        }
    }
    ids
}

/// The ids of a column as counting reads them.
fn by_place(file: &ParquetFile, column: usize) -> Vec<Option<String>> {
    let (mut texts, mut ids) = (Vec::new(), Vec::new());
    for group in 0..file.groups() {
        let mut cursor = file.ids::<usize>(group, column).expect("column");
        loop {
            let rows = cursor
                .rows(|id| {
                    texts.push(told(id));
                    Ok(Some(texts.len() - 1))
                })
                .expect("reads");
            if rows.is_empty() {
                break;
            }
            // Not all at once: another column's pages may be shorter.
            let some = rows.len().min(3);
            ids.extend_from_slice(&rows[..some]);
            cursor.use_up(some);
        }
    }
    let ids = ids.into_iter();
    ids.map(|id| id.map(|at| texts[at].clone())).collect()
}

#[test]
fn ids_are_the_same_by_their_places_in_a_dictionary() {
    for name in [
        "duckdb-snappy.parquet",
        "pandas-snappy.parquet",
        "pyarrow-v2-zstd.parquet",
        "spark-int96-gzip.parquet",
        "lz4.parquet",
    ] {
        let file = ParquetFile::open(&fixture(name)).expect("opens");
        for header in ["order_id", "product_id"] {
            let mut columns = file.columns().iter();
            let at = columns.position(|column| column.name == header);
            let at = at.expect("column");
            let ids = by_place(&file, at);
            assert_eq!(ids, by_value(&file, at), "{name}, {header}");
            assert_eq!(ids.len(), 12, "{name}, {header}");
            if file.columns()[at].kind == Kind::Text && header == "product_id" {
                assert_eq!(ids[7], None, "{name}: a null");
            }
        }
    }
}

fn write(path: &Path, columns: &[(&str, ColumnType, ColumnValues)]) {
    let names: Vec<_> = columns
        .iter()
        .map(|(name, kind, _)| (*name, *kind))
        .collect();
    let layout = Layout::new(&names).expect("names");
    let mut file = ParquetWriter::create(path, &layout).expect("created");
    let values: Vec<_> = columns
        .iter()
        .map(|(_, _, values)| values.clone())
        .collect();
    file.append(layout.encode(&values).expect("encodes"))
        .expect("appends");
    file.finish().expect("writes");
}

fn text(values: &[&str]) -> ColumnValues {
    ColumnValues::Text(values.iter().map(|&value| value.into()).collect())
}

#[test]
fn columns_are_mapped_and_wrong_types_are_named() {
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("o.parquet");
    write(
        &path,
        &[
            (
                "InvoiceNo",
                ColumnType::Int64,
                ColumnValues::Int64(vec![1, 1]),
            ),
            ("time", ColumnType::Cents, ColumnValues::Int64(vec![1, 2])),
            ("when", ColumnType::Text, text(&["2025-01-01", "soon"])),
            ("product_id", ColumnType::Text, text(&["a", "b"])),
        ],
    );
    let read = |maps: &[&str]| {
        let options = Options {
            mapping: Mapping::parse(maps).expect("maps"),
            ..Options::default()
        };
        let mut table = Table::open(&path).expect("opens");
        read_orders(&mut table, &mut Interner::new(), &options, &mut |_| ())
    };
    let missing = read(&[]).err().expect("no order_id").to_string();
    assert!(
        missing.contains("--map orders.order_id=InvoiceNo"),
        "{missing}"
    );
    let wrong = read(&["orders.order_id=InvoiceNo"])
        .err()
        .expect("cents")
        .to_string();
    assert!(
        wrong.contains("column `time`")
            && wrong.contains("expected a timestamp")
            && wrong.contains("Decimal"),
        "{wrong}"
    );
    let bad = read(&["orders.order_id=InvoiceNo", "orders.time=when"]).expect("reads");
    let examples: Vec<String> = bad.bad.examples().map(ToString::to_string).collect();
    assert!(
        examples[0].contains("o.parquet, row 2, column `when`") && examples[0].contains("`soon`"),
        "{examples:?}"
    );
}

#[test]
fn a_catalog_is_read_and_a_damaged_file_is_named() {
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("c.parquet");
    write(
        &path,
        &[
            (
                "product_id",
                ColumnType::Int64,
                ColumnValues::Int64(vec![7, 8]),
            ),
            ("title", ColumnType::Text, text(&["Lamp", "Vase"])),
            (
                "price",
                ColumnType::Cents,
                ColumnValues::Int64(vec![1_250, 5]),
            ),
        ],
    );
    let mut products = Interner::new();
    let mut table = Table::open(&path).expect("opens");
    let catalog =
        read_catalog(&mut table, &mut products, &Options::default(), &mut |_| ()).expect("reads");
    let prices: Vec<_> = catalog.entries.iter().map(|e| e.price.winner()).collect();
    assert_eq!(
        (prices, products.key(1)),
        (vec![Some(1_250), Some(5)], &b"8"[..])
    );

    let whole = std::fs::read(fixture("pyarrow-v2-zstd.parquet")).expect("fixture");
    let damaged = folder.path().join("d.parquet");
    for cut in [4, 60, whole.len() / 2, whole.len() - 1] {
        std::fs::write(&damaged, &whole[..cut]).expect("written");
        let text = Table::open(&damaged).err().expect("cut").to_string();
        assert!(text.contains("d.parquet as Parquet"), "{text}");
    }
    // A flipped byte in the pages is an error or other values, never a panic.
    for at in (4..whole.len()).step_by(3) {
        let mut flipped = whole.clone();
        flipped[at] ^= 0x55;
        std::fs::write(&damaged, &flipped).expect("written");
        if let Ok(mut table) = Table::open(&damaged) {
            let _ = read_orders(
                &mut table,
                &mut Interner::new(),
                &Options::default(),
                &mut |_| (),
            );
        }
    }
}
