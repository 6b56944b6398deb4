//! What `setwise doctor` finds in exports with one fault each, and in a snapshot.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use jiff::{Timestamp, ToSpan as _};
use serde_json::Value;

/// Products of the shop: enough that every one has neighbours, and few enough to be read in a moment.
const PRODUCTS: usize = 12;
const ORDERS: usize = 400;
/// A customer who must not be in any output.
const CANARY: &str = "canary.person@mail.example";

/// A line of the catalog or of the orders, as named cells.
type Cells = Vec<(&'static str, String)>;

/// A shop without a fault, whose rows a test may spoil.
struct Shop {
    folder: tempfile::TempDir,
    catalog: Vec<Cells>,
    orders: Vec<Cells>,
}

impl Shop {
    fn new() -> Self {
        let now = Timestamp::now();
        let catalog = (0..PRODUCTS).map(|n| {
            vec![
                ("product_id", format!("P-{n}")),
                ("code", format!("C{n:03}")),
                ("title", format!("Thing number {n}")),
                ("price", format!("{}.50", n + 3)),
                ("currency", "EUR".to_owned()),
                ("url", format!("https://shop.example/products/{n}")),
                ("image", format!("https://cdn.example/{n}.jpg")),
                ("category", format!("Things > Kind {}", n % 3)),
                ("in_stock", "yes".to_owned()),
            ]
        });
        let orders = (0..ORDERS).flat_map(|n| {
            let ago = i64::try_from((ORDERS - n) * 18).expect("hours");
            let time = now.checked_sub(ago.hours()).expect("a time").to_string();
            (0..3).map(move |line| {
                let product = (n + line * (1 + n % 3)) % PRODUCTS;
                vec![
                    ("order_id", format!("O-{n}")),
                    ("time", time.clone()),
                    ("product_id", format!("P-{product}")),
                    ("code", format!("C{product:03}")),
                    ("unit_price", format!("{}.50", product + 3)),
                    ("customer_id", format!("{n}{CANARY}")),
                    ("email", format!("{n}{CANARY}")),
                ]
            })
        });
        Self {
            folder: tempfile::tempdir().expect("a folder"),
            catalog: catalog.collect(),
            orders: orders.collect(),
        }
    }

    fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes both files into a folder of their own, and returns it.
    fn exported(&self) -> PathBuf {
        let folder = self.at("exports");
        fs::create_dir_all(&folder).expect("made");
        for (name, rows) in [("catalog.csv", &self.catalog), ("orders.csv", &self.orders)] {
            if let Some(first) = rows.first() {
                let header: Vec<&str> = first.iter().map(|(header, _)| *header).collect();
                let mut text = header.join(",") + "\n";
                for row in rows {
                    let cells: Vec<&str> = row.iter().map(|(_, cell)| cell.as_str()).collect();
                    text += &(cells.join(",") + "\n");
                }
                fs::write(folder.join(name), text).expect("written");
            }
        }
        folder
    }
}

/// Changes one column of every row; `cell` is told the row's number and what stands there.
fn spoil(rows: &mut [Cells], column: &str, cell: impl Fn(usize, &str) -> String) {
    for (number, row) in rows.iter_mut().enumerate() {
        for (name, held) in row.iter_mut() {
            if *name == column {
                *held = cell(number, held);
            }
        }
    }
}

fn setwise(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_setwise"))
        .args(arguments)
        .output()
        .expect("runs")
}

fn text(path: &Path) -> &str {
    path.to_str().expect("UTF-8")
}

/// The report as data, and the exit code.
fn doctor(path: &Path) -> (Value, i32) {
    let output = setwise(&["doctor", text(path), "--format", "json"]);
    let report = serde_json::from_slice(&output.stdout).unwrap_or_else(|error| {
        panic!("{error}: {}", String::from_utf8_lossy(&output.stderr));
    });
    (report, output.status.code().expect("an exit code"))
}

fn finding<'a>(report: &'a Value, code: &str) -> &'a Value {
    let findings = report["findings"].as_array().expect("findings");
    findings
        .iter()
        .find(|finding| finding["code"] == code)
        .unwrap_or_else(|| panic!("no {code} in {report:#}"))
}

#[test]
fn a_shop_without_a_fault_is_fine() {
    let (report, code) = doctor(&Shop::new().exported());
    assert_eq!(code, 0, "{report:#}");
    assert!(
        report["worst"].is_null() || report["worst"] == "note",
        "{report:#}"
    );
}

#[test]
fn lines_without_an_id_are_counted() {
    let mut shop = Shop::new();
    spoil(&mut shop.orders, "product_id", |row, id| match row % 5 {
        0 | 1 => String::new(),
        _ => id.to_owned(),
    });
    let (report, code) = doctor(&shop.exported());
    let found = finding(&report, "lines-without-id");
    assert_eq!((code, &found["harm"]), (4, &Value::from("harmful")));
    let says = found["says"].as_str().expect("text");
    assert!(
        says.starts_with("480 of 1200 order lines (40 %) name no product"),
        "{says}"
    );
    assert_eq!(
        report["findings"][0]["harm"], "harmful",
        "the most harmful first"
    );
}

#[test]
fn ids_that_do_not_join_are_shown_and_the_column_that_would_is_named() {
    let mut shop = Shop::new();
    spoil(&mut shop.orders, "product_id", |row, _| {
        format!("C{:03}", row % PRODUCTS)
    });
    // Only the catalog has the column then.
    for row in &mut shop.orders {
        row.retain(|(name, _)| *name != "code");
    }
    // One product joins, so that there is a training at all.
    let known = shop.orders[0].clone();
    for n in 0..9 {
        let mut row = known.clone();
        spoil(std::slice::from_mut(&mut row), "product_id", |_, _| {
            "P-1".to_owned()
        });
        spoil(std::slice::from_mut(&mut row), "order_id", |_, _| {
            format!("K-{n}")
        });
        shop.orders.push(row);
    }
    let (report, code) = doctor(&shop.exported());
    let found = finding(&report, "ids-do-not-join");
    assert_eq!(code, 4);
    let mend = found["mend"].as_str().expect("text");
    assert!(
        mend.starts_with("12 of 12 of these ids stand in the column `code` of "),
        "{mend}"
    );
    assert!(
        mend.ends_with("try --map catalog.product_id=code"),
        "{mend}"
    );
    assert!(
        found["examples"]
            .as_array()
            .expect("ids")
            .contains(&Value::from("C000"))
    );
}

#[test]
fn what_cards_lack_is_counted() {
    let mut shop = Shop::new();
    spoil(&mut shop.catalog, "image", |row, image| match row {
        0..3 => String::new(),
        _ => image.to_owned(),
    });
    spoil(&mut shop.catalog, "url", |_, _| String::new());
    let (report, code) = doctor(&shop.exported());
    assert_eq!(code, 4);
    let pictures = finding(&report, "no-pictures");
    assert_eq!(
        (&pictures["share"]["part"], &pictures["harm"]),
        (&Value::from(3), &Value::from("warning"))
    );
    assert_eq!(finding(&report, "no-links")["harm"], "harmful");
}

#[test]
fn products_without_prices_stock_or_a_currency_are_named() {
    let mut shop = Shop::new();
    for row in &mut shop.catalog {
        row.retain(|(name, _)| *name != "price" && *name != "currency");
    }
    for row in &mut shop.orders {
        row.retain(|(name, _)| *name != "unit_price");
    }
    let (report, code) = doctor(&shop.exported());
    let found = finding(&report, "no-prices");
    assert_eq!(
        (code, &found["says"].as_str().expect("text")[..16]),
        (4, "all 12 products ")
    );

    let mut shop = Shop::new();
    spoil(&mut shop.catalog, "in_stock", |_, _| "no".to_owned());
    let (report, code) = doctor(&shop.exported());
    assert_eq!(code, 4);
    assert_eq!(finding(&report, "nothing-in-stock")["harm"], "harmful");
}

#[test]
fn thin_data_says_how_many_orders_it_takes() {
    let mut shop = Shop::new();
    // A long tail that nobody buys.
    for n in 0..88 {
        let mut row = shop.catalog[0].clone();
        spoil(std::slice::from_mut(&mut row), "product_id", |_, _| {
            format!("T-{n}")
        });
        shop.catalog.push(row);
    }
    let (report, code) = doctor(&shop.exported());
    let found = finding(&report, "thin-data");
    assert!(code >= 3);
    let says = found["says"].as_str().expect("text");
    assert!(
        says.starts_with("12 of 100 products (12 %) were bought together"),
        "{says}"
    );
    assert!(
        says.contains("in 400 orders; 12 were sold at all"),
        "{says}"
    );
}

#[test]
fn orders_of_one_line_and_old_ones_are_noticed() {
    let mut shop = Shop::new();
    spoil(&mut shop.orders, "order_id", |row, _| format!("L-{row}"));
    spoil(&mut shop.orders, "time", |row, _| {
        format!("2019-03-{:02}T10:00:00Z", row % 28 + 1)
    });
    let (report, code) = doctor(&shop.exported());
    assert_eq!(code, 4);
    assert_eq!(
        finding(&report, "orders-of-one-product")["share"]["part"],
        1200
    );
    let says = finding(&report, "old-orders")["says"]
        .as_str()
        .expect("text")
        .to_owned();
    assert!(
        says.starts_with("The last order is of 2019-03-28, "),
        "{says}"
    );
}

#[test]
fn exports_that_cannot_be_trained_on_are_a_finding() {
    let mut shop = Shop::new();
    spoil(&mut shop.orders, "time", |_, _| "yesterday".to_owned());
    let (report, code) = doctor(&shop.exported());
    assert_eq!(code, 4);
    let says = finding(&report, "cannot-train")["says"]
        .as_str()
        .expect("text")
        .to_owned();
    assert!(says.contains("orders.csv"), "{says}");
}

#[test]
fn what_else_lies_in_the_folder_does_no_harm() {
    let shop = Shop::new();
    let exports = shop.exported();
    fs::write(
        exports.join("run.sh"),
        "curl https://shop.example/a https://shop.example/b\n",
    )
    .expect("written");
    fs::write(exports.join("read me.txt"), "These are the exports.\n").expect("written");
    let (report, code) = doctor(&exports);
    assert_eq!(code, 0, "{report}");
    let found = finding(&report, "files-not-used");
    assert!(
        found["says"].as_str().expect("text").contains("2 files"),
        "{found}"
    );
    // Said to be orders, one of them is asked for its columns.
    let output = setwise(&["doctor", text(&exports), "--as", "read me.txt=orders"]);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(said.contains("read me.txt"), "{said}");
    assert_ne!(output.status.code(), Some(0));

    let folder = shop.at("nothing");
    fs::create_dir_all(&folder).expect("made");
    fs::write(
        folder.join("a.csv"),
        "1,2026-01-01,https://x.example\n2,2026-01-02,https://y.example\n",
    )
    .expect("written");
    let output = setwise(&["doctor", text(&folder)]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("a.csv (no header row)"), "{said}");
}

#[test]
fn a_snapshot_is_examined_and_its_age_is_harmful() {
    let shop = Shop::new();
    let (exports, out) = (shop.exported(), shop.at("snapshot"));
    let (catalog, orders) = (exports.join("catalog.csv"), exports.join("orders.csv"));
    let train = |more: &[&str]| {
        let all = [
            &["train", "--quiet", "--catalog", text(&catalog)][..],
            &["--orders", text(&orders), "--out", text(&out)],
            more,
        ];
        let output = setwise(&all.concat());
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
    };
    train(&[]);
    let (report, code) = doctor(&out);
    assert_eq!(code, 0, "{report:#}");
    let figures = report["figures"].to_string();
    assert!(
        figures.contains("[\"pages with a shelf\",\"12 of 12\"]"),
        "{figures}"
    );
    train(&["--as-of", "2020-01-01"]);
    let (report, code) = doctor(&out);
    assert_eq!(
        (code, &finding(&report, "stale-snapshot")["harm"]),
        (4, &Value::from("harmful"))
    );
}

#[test]
fn the_page_is_written_and_no_output_holds_a_person() {
    let mut shop = Shop::new();
    spoil(&mut shop.orders, "product_id", |row, id| match row % 3 {
        0 => format!("X-{row}"),
        _ => id.to_owned(),
    });
    let (exports, page) = (shop.exported(), shop.at("report.html"));
    let output = setwise(&["doctor", text(&exports), "--out", text(&page)]);
    assert!(matches!(output.status.code(), Some(3 | 4)), "{output:?}");
    let html = fs::read_to_string(&page).expect("written");
    assert!(html.starts_with("<!doctype html>") && html.contains("ids-do-not-join"));
    let said = [
        html,
        String::from_utf8_lossy(&output.stdout).into_owned(),
        String::from_utf8_lossy(&output.stderr).into_owned(),
        doctor(&exports).0.to_string(),
    ];
    for text in said {
        assert!(text.len() < 64 * 1024 && !text.contains("canary"), "{text}");
    }
}

#[test]
fn what_is_not_there_is_one_line_and_exit_code_1() {
    let folder = tempfile::tempdir().expect("a folder");
    let missing = folder.path().join("missing.csv");
    fs::write(folder.path().join("empty.csv"), "").expect("written");
    for path in [missing, folder.path().to_owned()] {
        let output = setwise(&["doctor", text(&path)]);
        assert_eq!(output.status.code(), Some(1));
        let said = String::from_utf8(output.stderr).expect("text");
        assert!(
            said.starts_with("error: ") && said.lines().count() <= 2,
            "{said}"
        );
    }
}
