//! The table of docs/exports.md, made anew from the exports: what is recognised, and what becomes of the rows.

use std::fmt::Write as _;
use std::path::Path;

use crate::files::all;
use crate::recognised::{rows, trained};

const BEGIN: &str = "<!-- made by the test `table_of_exports` -->\n";
const END: &str = "<!-- end -->\n";

/// `SETWISE_WRITE_DOCS=1` writes it.
#[test]
fn table_of_exports() {
    let mut table = String::from(
        "| kind | export | columns taken | rows read | kept | why not | never read |\n|---|---|---|--:|--:|---|---|\n",
    );
    for export in all() {
        let summary = trained(&export);
        let report = &summary.files[0];
        let (read, kept) = rows(&export, &summary);
        let dropped = match report.role.name() {
            "catalog" => summary.catalog.as_ref().map(|rows| {
                let mut dropped = rows.dropped.clone();
                if rows.repeated > 0 {
                    dropped.insert("repeats a product", rows.repeated);
                }
                dropped
            }),
            "orders" => Some(summary.rows.dropped.clone()),
            _ => summary.sessions.as_ref().map(|rows| rows.dropped.clone()),
        };
        let why: Vec<String> = dropped
            .into_iter()
            .flatten()
            .map(|(reason, rows)| format!("{} {rows}", reason.replace('_', " ")))
            .collect();
        let mut columns: Vec<&str> = report.columns.iter().map(|column| column.0).collect();
        columns.sort_unstable();
        let personal: Vec<&str> = report.personal.iter().map(String::as_str).take(4).collect();
        writeln!(
            table,
            "| `{}` | {} | {} | {read} | {kept} | {} | {} |",
            report.kind,
            export.about,
            columns.join(", "),
            why.join(", "),
            personal.join(", ")
        )
        .expect("text");
    }
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/exports.md");
    let text = std::fs::read_to_string(&page).expect("the page");
    let (before, rest) = text.split_once(BEGIN).expect("where the table begins");
    let (_, after) = rest.split_once(END).expect("where it ends");
    let made = format!("{before}{BEGIN}{table}{END}{after}");
    if std::env::var_os("SETWISE_WRITE_DOCS").is_some() {
        std::fs::write(&page, &made).expect("written");
    }
    assert!(
        text == made || std::env::var_os("SETWISE_WRITE_DOCS").is_some(),
        "docs/exports.md is not what the exports give; run with SETWISE_WRITE_DOCS=1"
    );
}
