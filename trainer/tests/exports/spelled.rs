//! Files of no platform, of unknown languages, in parts, and what the merchant says of them.

use std::fs;

use crate::files::{generic_orders, woo_table};
use crate::recognised::train;

/// A folder with these files.
fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        fs::write(folder.path().join(name), text).expect("written");
    }
    folder
}

fn by_sku() -> String {
    generic_orders(|goods| goods.sku.to_owned())
}

#[test]
fn woocommerce_is_known_in_a_language_that_nobody_here_has() {
    // Headers as made of nonsense: only their order and two columns that are never translated tell.
    let nonsense: Vec<String> = (0..39)
        .map(|n| match n {
            0 => "ID".to_owned(),
            38 => "Pozicio".to_owned(),
            n => format!(
                "Vorto{}",
                "abcdefghijklmnopqrstuvwxyzäöüßéèçñøåæœłşğďť"
                    .chars()
                    .nth(n)
                    .expect("a letter")
            ),
        })
        .collect();
    let header = format!(
        "{},Nomo de eco 1,Valoroj de eco 1,Videbla 1,Tuta 1",
        nonsense.join(",")
    );
    let products = woo_table(&header, str::to_owned);
    let folder = folder(&[("p", &products), ("o", &by_sku())]);
    let summary = train(folder.path(), &["p", "o"], &[]).expect("trained");
    let report = &summary.files[0];
    assert_eq!(report.kind, "woocommerce-products");
    let of = |name: &str| {
        report
            .columns
            .iter()
            .find(|column| column.0 == name)
            .map(|c| c.1.as_str())
    };
    assert_eq!(of("title"), Some(nonsense[3].as_str()));
    assert_eq!(of("price"), Some(nonsense[25].as_str()));
    assert_eq!(of("image"), Some(nonsense[29].as_str()));
    assert_eq!(of("option1_value"), Some("Valoroj de eco 1"));
    assert_eq!(summary.products, 6);
}

#[test]
fn orders_split_by_month_are_one_table() {
    let whole = by_sku();
    let mut lines = whole.lines();
    let header = lines.next().expect("a header");
    let rows: Vec<&str> = lines.collect();
    let part = |rows: &[&str]| format!("{header}\n{}\n", rows.join("\n"));
    let (first, second) = (part(&rows[..50]), part(&rows[50..]));
    // Another order of columns in the second month.
    let turned: Vec<String> = second
        .lines()
        .map(|line| line.split(',').rev().collect::<Vec<_>>().join(","))
        .collect();
    let folder = folder(&[
        ("all", &whole),
        ("jan", &first),
        ("feb", &turned.join("\n")),
    ]);
    let one = train(folder.path(), &["all"], &[]).expect("one file");
    let two = train(folder.path(), &["jan", "feb"], &[]).expect("two files");
    assert_eq!((one.orders, one.lines), (two.orders, two.lines));
    assert_eq!(one.snapshot.build, two.snapshot.build, "the same snapshot");
    let bad = two_with_a_bad_row(&folder, &turned.join("\n"));
    assert!(bad.contains("feb, line 72, column `time`"), "{bad}");
}

/// What is said of a bad row in the second of two files.
fn two_with_a_bad_row(folder: &tempfile::TempDir, second: &str) -> String {
    let more = format!("{second}\nEUR,9.50,1,BULB-W,soon,9999\n");
    fs::write(folder.path().join("feb"), more).expect("written");
    let summary = train(folder.path(), &["jan", "feb"], &[]).expect("trained");
    let examples: Vec<String> = summary
        .bad_row_examples
        .iter()
        .map(ToString::to_string)
        .collect();
    examples.join("\n")
}

#[test]
fn a_half_known_header_is_asked_about_with_the_option() {
    let table = by_sku().replacen("order_id,time,product_id", "Bestellnr,Wann,product_id", 1);
    let folder = folder(&[("o", &table)]);
    let error = train(folder.path(), &["o"], &[]).expect_err("half known");
    for part in ["--map orders.order_id=Bestellnr", "--map orders.time=Wann"] {
        assert!(error.contains(part), "{part} not in: {error}");
    }
    assert_eq!(error.lines().count(), 1, "{error}");
    let maps = [
        "--map",
        "orders.order_id=Bestellnr",
        "--map",
        "orders.time=Wann",
    ];
    assert_eq!(
        train(folder.path(), &["o"], &maps).expect("mapped").orders,
        60
    );
}

#[test]
fn what_the_merchant_says_counts() {
    let folder = folder(&[
        ("o", &by_sku()),
        ("p", "product_id,title,price\nLAMP-D,Desk lamp,49\n"),
    ]);
    let there = folder.path();
    let ignored = train(there, &["o", "p"], &["--as", "p=ignore"]).expect("one file");
    assert_eq!((ignored.files.len(), ignored.products), (1, 6));
    let error = train(there, &["o", "p"], &["--as", "p=shopify-prodcts"]).expect_err("no kind");
    assert!(error.contains("shopify-products"), "{error}");
    let error = train(there, &["o"], &["--as", "q=orders"]).expect_err("no file");
    assert!(error.contains("no file `q`"), "{error}");
    let said = train(there, &["o"], &["--as", "orders"]).expect("said");
    assert_eq!(said.orders, 60);
    let error = train(there, &["--catalog", "p"], &[]);
    assert!(error.is_err());
    // One column is another one than recognised.
    let two = by_sku().replace("product_id,quantity", "product_id,Stück");
    fs::write(there.join("o"), two).expect("written");
    let mapped = train(there, &["o"], &["--map", "orders.quantity=Stück"]).expect("mapped");
    assert!(
        mapped.files[0]
            .columns
            .contains(&("quantity", "Stück".to_owned()))
    );
}

#[test]
fn personal_columns_are_known_by_their_cells_and_can_be_cleared() {
    // A column of mail under a name that says nothing, one of dates under a name that sounds personal.
    let table = by_sku();
    let mut lines = table.lines();
    let mut text = format!("{},Titel,phone_model\n", lines.next().expect("a header"));
    for line in lines {
        text.push_str(&format!("{line},somebody@mail.example,Phone X\n"));
    }
    let text = text.replacen("time", "shipping_limit_date", 1);
    let folder = folder(&[("o", &text)]);
    let maps = ["--map", "orders.time=shipping_limit_date"];
    let summary = train(folder.path(), &["o"], &maps).expect("dates are nobody's");
    let report = &summary.files[0];
    assert!(
        !report.columns.iter().any(|column| column.0 == "title"),
        "{report:?}"
    );
    assert!(report.personal.contains(&"Titel".to_owned()), "{report:?}");
    let with = |more: &[&str]| train(folder.path(), &["o"], &[&maps, more].concat());
    let error = with(&["--map", "orders.title=Titel"]).expect_err("mail");
    assert!(error.contains("holds e-mail addresses"), "{error}");
    let error = with(&["--map", "orders.title=phone_model"]).expect_err("sounds personal");
    assert!(error.contains("personal"), "{error}");
    let cleared = [
        "--map",
        "orders.title=phone_model",
        "--not-personal",
        "phone_model",
    ];
    assert!(with(&cleared).is_ok());
}

#[test]
fn a_file_of_another_kind_is_named() {
    let products = "Handle,Title,Variant SKU,Variant Price\na,A,A,1\n";
    let folder = folder(&[("p", products), ("x", "alpha,beta\n1,2\n")]);
    let error = train(
        folder.path(),
        &[],
        &["--orders", folder.path().join("p").to_str().expect("UTF-8")],
    );
    let error = error.expect_err("products");
    assert!(
        error.contains("is Shopify products") && error.contains("--catalog"),
        "{error}"
    );
    let error = train(folder.path(), &["x"], &[]).expect_err("nothing known");
    assert!(
        error.contains("is not recognised") && error.contains("`alpha`"),
        "{error}"
    );
}
