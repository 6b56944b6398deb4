//! Each export is known by its content, and its rows become what they are.

use std::fs;
use std::path::Path;

use clap::Parser as _;
use setwise_trainer::command::{Cli, Command, train};
use setwise_trainer::summary::Summary;

use crate::files::{Export, With, all, generic_orders};

/// Trains from files that have been written to a folder.
pub(crate) fn train(folder: &Path, files: &[&str], options: &[&str]) -> Result<Summary, String> {
    let path = |name: &str| folder.join(name).to_str().expect("UTF-8").to_owned();
    let mut arguments = vec![
        "setwise".to_owned(),
        "train".to_owned(),
        "--quiet".to_owned(),
    ];
    arguments.extend(files.iter().map(|file| path(file)));
    arguments.extend(options.iter().map(|option| (*option).to_owned()));
    arguments.extend(["--out".to_owned(), path("out")]);
    match Cli::try_parse_from(arguments)
        .map_err(|e| e.to_string())?
        .command
    {
        Command::Train(args) => train::run(&args).map_err(|e| e.to_string()),
        other => Err(format!("{other:?}")),
    }
}

/// Writes an export under a name that says nothing, with what it needs beside it, and trains from it.
pub(crate) fn trained(export: &Export) -> Summary {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("download (3).dat"), &export.bytes).expect("written");
    let mut files = vec!["download (3).dat"];
    if export.with == With::Orders {
        let orders = generic_orders(|goods| goods.sku.to_owned());
        fs::write(folder.path().join("other.dat"), orders).expect("written");
        files.push("other.dat");
    }
    train(folder.path(), &files, &["--currency", "EUR"])
        .unwrap_or_else(|error| panic!("{} ({}): {error}", export.kind, export.about))
}

/// Rows read and kept of an export, as the summary of its training has them.
pub(crate) fn rows(export: &Export, summary: &Summary) -> (u64, u64) {
    match summary.files[0].role.name() {
        "catalog" => summary
            .catalog
            .as_ref()
            .map_or((0, 0), |rows| (rows.read, rows.products)),
        "orders" => (summary.rows.read, summary.rows.kept),
        _ => summary
            .sessions
            .as_ref()
            .map_or((0, 0), |rows| (rows.read, rows.kept)),
    }
    .max(if export.read == 0 { (1, 1) } else { (0, 0) })
}

#[test]
fn each_export_is_known_by_its_content() {
    for export in all() {
        let summary = trained(&export);
        let report = &summary.files[0];
        assert_eq!(report.kind, export.kind, "{}", export.about);
        let found = rows(&export, &summary);
        // A row of several lines is a row a line from there on.
        let read = if report.lines.is_some() {
            export.kept
        } else {
            export.read
        };
        assert_eq!(
            found,
            (read, export.kept),
            "{} ({}): {summary:?}",
            export.kind,
            export.about
        );
        assert_eq!(summary.products, 6, "{} ({})", export.kind, export.about);
        if report.role.name() != "sessions" {
            assert_eq!(summary.orders, 60, "{} ({})", export.kind, export.about);
            assert!(summary.pairs >= 3, "{} ({})", export.kind, export.about);
        }
    }
}

#[test]
fn prices_titles_and_categories_come_from_each_catalog() {
    for export in all()
        .into_iter()
        .filter(|export| export.with == With::Orders)
    {
        let summary = trained(&export);
        let columns: Vec<&str> = summary.files[0]
            .columns
            .iter()
            .map(|column| column.0)
            .collect();
        for column in ["product_id", "title", "price"] {
            assert!(
                columns.contains(&column),
                "{} ({}): {columns:?}",
                export.kind,
                export.about
            );
        }
        if export.kind != "etsy-listings" {
            assert!(
                columns.contains(&"category"),
                "{} ({}): {columns:?}",
                export.kind,
                export.about
            );
        }
    }
}
