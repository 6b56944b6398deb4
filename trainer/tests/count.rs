//! Counting a file: the same as brute force, whatever the memory, the threads, and the order of the lines.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use proptest::prelude::*;
use setwise_trainer::count::{CountError, Counted, FileOptions, count_file};
use setwise_trainer::ingest::{Kind, Mapping, ParquetFile, Values};
use setwise_trainer::write_parquet::{ColumnType, ColumnValues, Layout, ParquetWriter};

/// Order and product of a line.
type Lines = Vec<(i64, i64)>;

fn options(memory: u64) -> FileOptions {
    FileOptions {
        mapping: Mapping::default(),
        memory,
        temporary: std::env::temp_dir(),
        max_basket: 6,
        min_orders: 1,
    }
}

fn write_parquet(path: &Path, lines: &Lines, text: bool) {
    let kind = if text {
        ColumnType::Text
    } else {
        ColumnType::Int64
    };
    let layout = Layout::new(&[("order_id", kind), ("product_id", kind)]).expect("layout");
    let mut file = ParquetWriter::create(path, &layout).expect("created");
    for lines in lines.chunks(100) {
        let column = |ids: Vec<i64>| match text {
            true => ColumnValues::Text(
                ids.iter()
                    .map(|id| id.to_string().as_str().into())
                    .collect(),
            ),
            false => ColumnValues::Int64(ids),
        };
        let columns = [
            column(lines.iter().map(|line| line.0).collect()),
            column(lines.iter().map(|line| line.1).collect()),
        ];
        file.append(layout.encode(&columns).expect("encodes"))
            .expect("appends");
    }
    file.finish().expect("finishes");
}

fn write_csv(path: &Path, lines: &Lines) {
    let mut text = "time,product_id,order_id\n".to_owned();
    for (order, product) in lines {
        text.push_str(&format!("x,{product},{order}\n"));
    }
    std::fs::write(path, text).expect("written");
}

/// Pairs by id, each with its orders.
fn brute_force(lines: &Lines, most: usize) -> BTreeMap<(i64, i64), i64> {
    let mut orders: BTreeMap<i64, BTreeSet<i64>> = BTreeMap::new();
    for &(order, product) in lines {
        orders.entry(order).or_default().insert(product);
    }
    let mut pairs = BTreeMap::new();
    for products in orders.values().filter(|products| products.len() <= most) {
        for &a in products {
            for &b in products.iter().filter(|&&b| b > a) {
                *pairs.entry((a, b)).or_default() += 1;
            }
        }
    }
    pairs
}

fn read_back(path: &Path) -> BTreeMap<(i64, i64), i64> {
    let file = ParquetFile::open(path).expect("opens");
    assert_eq!(file.headers(), ["product_a", "product_b", "orders"]);
    let mut columns = [Vec::new(), Vec::new(), Vec::new()];
    for group in 0..file.groups() {
        for (at, column) in columns.iter_mut().enumerate() {
            let mut cursor = file.cursor(group, at).expect("column");
            let mut values = Values::Whole(Vec::new());
            while cursor.next(50, &mut values).expect("reads") > 0 {
                match &values {
                    Values::Whole(found) => column.extend_from_slice(found),
                    Values::Text(found) => {
                        let text = found
                            .iter()
                            .map(|t| std::str::from_utf8(t.data()).expect("text"));
                        column.extend(text.map(|t| t.parse::<i64>().expect("digits")));
                    }
                    Values::Float(_) => panic!("no floats are written"),
                }
            }
        }
    }
    let [a, b, orders] = columns;
    let keys: Vec<(i64, i64)> = a.into_iter().zip(b).collect();
    if file.columns()[0].kind == Kind::Number {
        assert!(keys.is_sorted(), "rows ascend");
    }
    let rows = keys.len();
    let map: BTreeMap<_, _> = keys.into_iter().zip(orders).collect();
    assert_eq!(map.len(), rows, "every pair stands once");
    map
}

fn count(path: &Path, out: Option<&Path>, options: &FileOptions, threads: usize) -> Counted {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .expect("pool");
    pool.install(|| count_file(path, out, options))
        .expect("counts")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn counts_are_those_of_brute_force(
        lines in proptest::collection::vec((-3i64..90, 0i64..40), 0..700),
        text in any::<bool>(),
    ) {
        // Lines of an order stand anywhere, and some twice.
        let folder = tempfile::tempdir().expect("folder");
        let (file, csv) = (folder.path().join("o.parquet"), folder.path().join("o.csv"));
        write_parquet(&file, &lines, text);
        write_csv(&csv, &lines);
        let mut expected = brute_force(&lines, 6);
        if text {
            // Ids are in the order of their bytes.
            expected = expected
                .into_iter()
                .map(|((a, b), orders)| (if a.to_string() < b.to_string() { (a, b) } else { (b, a) }, orders))
                .collect();
        }
        let (roomy, tight) = (folder.path().join("roomy"), folder.path().join("tight"));
        let counted = count(&file, Some(&roomy), &options(1 << 30), 1);
        prop_assert_eq!(read_back(&roomy), expected.clone());
        prop_assert_eq!(counted.pairs, expected.len() as u64);
        prop_assert_eq!(counted.pair_orders, expected.values().sum::<i64>() as u64);
        prop_assert_eq!((counted.rows, counted.spilled_bytes), (lines.len() as u64, 0));
        let spilled = count(&file, Some(&tight), &options(200), 3);
        prop_assert!(spilled.spilled_bytes > 0 || lines.len() < 50);
        prop_assert_eq!(Counted { spilled_bytes: 0, ..spilled }, counted.clone());
        prop_assert!(std::fs::read(&roomy).expect("read") == std::fs::read(&tight).expect("read"));
        let table = count(&csv, None, &options(1 << 20), 2);
        prop_assert_eq!((table.pairs, table.pair_orders, table.orders), (counted.pairs, counted.pair_orders, counted.orders));
        if text {
            prop_assert_eq!(table.checksum, counted.checksum);
        }
    }
}

#[test]
fn nothing_and_one_product_have_no_pairs() {
    let folder = tempfile::tempdir().expect("folder");
    let file = folder.path().join("o.parquet");
    for lines in [vec![], vec![(1, 5), (1, 5), (2, 5)]] {
        write_parquet(&file, &lines, false);
        let out = folder.path().join("out.parquet");
        let counted = count(&file, Some(&out), &options(1 << 20), 2);
        assert_eq!((counted.pairs, counted.rows), (0, lines.len() as u64));
        assert!(read_back(&out).is_empty());
    }
}

#[test]
fn rare_pairs_and_large_orders_are_left_out() {
    let folder = tempfile::tempdir().expect("folder");
    let file = folder.path().join("o.parquet");
    let mut lines: Lines = vec![(1, 1), (1, 2), (2, 1), (2, 2), (2, 3)];
    lines.extend((0..7).map(|product| (3, product)));
    write_parquet(&file, &lines, false);
    let counted = count(
        &file,
        None,
        &FileOptions {
            min_orders: 2,
            ..options(1 << 20)
        },
        2,
    );
    assert_eq!(
        (counted.pairs, counted.pair_orders, counted.orders_too_large),
        (1, 2, 1)
    );
}

#[test]
fn what_goes_wrong_is_one_error_and_leaves_nothing() {
    let folder = tempfile::tempdir().expect("folder");
    let file = folder.path().join("o.parquet");
    write_parquet(&file, &(0..400).map(|n| (n / 4, n % 9)).collect(), false);
    let files = || std::fs::read_dir(folder.path()).expect("folder").count();

    let nowhere = FileOptions {
        temporary: folder.path().join("absent"),
        ..options(100)
    };
    let text = count_file(&file, None, &nowhere)
        .expect_err("no folder")
        .to_string();
    assert!(text.contains("absent") && text.contains("--temp"), "{text}");

    let out = folder.path().join("absent/out.parquet");
    let error = count_file(&file, Some(&out), &options(1 << 20)).expect_err("no folder");
    assert!(matches!(error, CountError::Write { .. }), "{error}");

    let whole = std::fs::read(&file).expect("read");
    let damaged = folder.path().join("d.parquet");
    let out = folder.path().join("out.parquet");
    let mut broken = whole.clone();
    for byte in &mut broken[8..200] {
        *byte = 0xff;
    }
    std::fs::write(&damaged, broken).expect("written");
    let text = count_file(&damaged, Some(&out), &options(1 << 20))
        .expect_err("damaged")
        .to_string();
    assert!(text.contains("d.parquet as Parquet"), "{text}");
    assert_eq!(files(), 2, "neither counts nor temporary files are left");

    let layout = Layout::new(&[
        ("order_id", ColumnType::Int64),
        ("product_id", ColumnType::Cents),
    ])
    .expect("layout");
    let mut wrong = ParquetWriter::create(&damaged, &layout).expect("created");
    let columns = [ColumnValues::Int64(vec![1]), ColumnValues::Int64(vec![1])];
    wrong
        .append(layout.encode(&columns).expect("encodes"))
        .expect("appends");
    wrong.finish().expect("finishes");
    let text = count_file(&damaged, None, &options(1 << 20))
        .expect_err("wrong type")
        .to_string();
    assert!(
        text.contains("column `product_id`") && text.contains("Decimal"),
        "{text}"
    );
}
