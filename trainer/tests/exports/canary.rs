//! Nothing of anybody comes out again, however an export is used.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::files::{Export, With, all, generic_orders};
use crate::shop::{CANARY, EMAIL, NAME, PHONE, STREET};

/// Most that a run may say, in bytes.
const MOST: usize = 64 * 1024;

/// All that a run says.
fn said(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_setwise"))
        .current_dir(folder)
        .args(arguments)
        .output()
        .expect("runs");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    text(output.stdout) + &text(output.stderr)
}

fn check(about: &str, text: &str) {
    assert!(text.len() < MOST, "{about}: {} bytes", text.len());
    for word in CANARY {
        assert!(!text.contains(word), "{about} says `{word}`: {text}");
    }
}

/// All bytes of a folder, names too.
fn bytes_of(folder: &Path) -> Vec<u8> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.expect("an entry").path();
        all.extend(path.to_string_lossy().as_bytes());
        if path.is_dir() {
            all.extend(bytes_of(&path));
        } else {
            all.extend(fs::read(&path).expect("a file"));
        }
    }
    all
}

#[test]
fn no_export_gives_anybody_away_however_it_is_used() {
    // A snapshot for what needs one.
    let shop = tempfile::tempdir().expect("a folder");
    let base = shop.path().join("snapshot");
    fs::write(
        shop.path().join("o"),
        generic_orders(|goods| goods.sku.to_owned()),
    )
    .expect("written");
    said(shop.path(), &["train", "o", "--out", "snapshot"]);
    assert!(base.join("manifest.json").is_file(), "trained");
    let base = base.to_str().expect("UTF-8");
    let exports = all();
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for part in exports.chunks(exports.len().div_ceil(threads)) {
            scope.spawn(move || part.iter().for_each(|export| use_wrongly(export, base)));
        }
    });
}

/// Uses an export as it should be and in every wrong way; `base` is a snapshot for what needs one.
fn use_wrongly(export: &Export, base: &str) {
    let folder = tempfile::tempdir().expect("a folder");
    let there = folder.path();
    fs::write(there.join("x"), &export.bytes).expect("written");
    fs::write(
        there.join("o"),
        generic_orders(|goods| goods.sku.to_owned()),
    )
    .expect("written");
    let about = |used: &str| format!("{} ({}) {used}", export.kind, export.about);
    let mut right = vec!["train", "x", "--currency", "EUR", "--out", "out"];
    if export.with == With::Orders {
        right.insert(2, "o");
    }
    check(&about("as it is"), &said(there, &right));
    let packed = String::from_utf8_lossy(&bytes_of(&there.join("out"))).into_owned();
    for word in CANARY {
        assert!(
            !packed.contains(word),
            "{}: `{word}` is in the snapshot",
            about("as it is")
        );
    }
    // Shards are compressed: what they show is asked for.
    let shown = said(there, &["products", "out"]);
    assert!(shown.contains("\"title\""), "{}: {shown}", about("shown"));
    check(&about("shown"), &shown);
    for wrong in [
        &["train", "--orders", "x", "--out", "w"][..],
        &["train", "--catalog", "x", "--orders", "o", "--out", "w"],
        &["train", "--sessions", "x", "--out", "w"],
        &[
            "train",
            "x",
            "--as",
            "shopify-orders",
            "--map",
            "orders.quantity=Total",
            "--out",
            "w",
        ],
        &["train", "x", "--as", "orders", "--out", "w"],
        &["refresh", "--catalog", "x", "--into", base],
        &["offers", "check", "x"],
        &["doctor", "x"],
    ] {
        check(&about(&wrong.join(" ")), &said(there, wrong));
    }
}

#[test]
fn tables_of_people_are_not_said_either() {
    let row = format!("{NAME},{EMAIL},{PHONE},{STREET},Vogelbach");
    let headed = format!(
        "Customer,Contact,Tel,Where,Town\n{}",
        format!("{row}\n").repeat(40)
    );
    let bare = format!("{row}\n").repeat(40);
    let swapped = format!(
        "order_id,time,product_id,quantity,unit_price\n{}",
        format!("{NAME},{STREET},{EMAIL},{PHONE},{NAME}\n").repeat(60)
    );
    let object = format!("{{\"{EMAIL}\": {{\"name\": \"{NAME}\"}}, \"{PHONE}\": \"{STREET}\"}}\n");
    let not_json = format!("[{NAME}, {EMAIL}]\n{{\"event_name\": {STREET}}}\n").repeat(30);
    let page = format!("<html><table><tr><td>{NAME}</td><td>{EMAIL}</td></tr></table></html>");
    let xml =
        format!("<rss><channel><item><g:id>{NAME}</g:id><x>&{NAME};</x></item></channel></rss>");
    for text in [
        headed,
        bare,
        swapped,
        object.repeat(30),
        not_json,
        page,
        xml,
    ] {
        let folder = tempfile::tempdir().expect("a folder");
        let there = folder.path();
        fs::write(there.join("x"), &text).expect("written");
        fs::write(
            there.join("o"),
            generic_orders(|goods| goods.sku.to_owned()),
        )
        .expect("written");
        let start: String = text.chars().take(40).collect();
        for used in [
            &["train", "x", "--out", "w"][..],
            &["train", "--orders", "x", "--out", "w"],
            &["train", "--catalog", "x", "--orders", "o", "--out", "w"],
            &["train", "--sessions", "x", "--out", "w"],
            &[
                "train",
                "--orders",
                "x",
                "--map",
                "orders.order_id=Contact",
                "--map",
                "orders.time=Town",
                "--map",
                "orders.product_id=Where",
                "--out",
                "w",
            ],
            &["offers", "check", "x"],
        ] {
            check(&format!("{start}… {}", used.join(" ")), &said(there, used));
        }
    }
}

#[test]
fn a_file_of_very_many_headers_says_few() {
    let folder = tempfile::tempdir().expect("a folder");
    let headers: Vec<String> = (0..4_000).map(|n| format!("Shipping note {n}")).collect();
    let text = format!("{}\n{}\n", headers.join(","), ",".repeat(headers.len() - 1));
    fs::write(folder.path().join("x"), &text).expect("written");
    for used in [
        &["train", "x", "--out", "w"][..],
        &["train", "--orders", "x", "--out", "w"],
    ] {
        check("many headers", &said(folder.path(), used));
    }
    let orders = generic_orders(|goods| goods.sku.to_owned());
    let mut lines = orders.lines();
    let mut wide = format!(
        "{},{}\n",
        lines.next().expect("a header"),
        headers.join(",")
    );
    for line in lines {
        wide.push_str(line);
        wide.push_str(&",".repeat(headers.len()));
        wide.push('\n');
    }
    fs::write(folder.path().join("y"), wide).expect("written");
    for format in ["text", "json"] {
        check(
            "many headers",
            &said(
                folder.path(),
                &["train", "y", "--format", format, "--out", "w"],
            ),
        );
    }
}
