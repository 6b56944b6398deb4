//! What became of the rows of a shop's files, for the summary.

use indicatif::ProgressBar;

use crate::ingest::{BadRows, Catalog, Cleaned, Currency, IngestError, Orders, SessionLog, Table};
use crate::progress::Progress;
use crate::sessions::Sessions;
use crate::summary::{CatalogRows, Rows, SessionRows, Summary};
use crate::warnings;

/// Reads a table as a stage of its own.
pub(crate) fn read_table<T>(
    progress: &mut Progress,
    name: &'static str,
    mut table: Table,
    run: impl FnOnce(&mut Table, &mut dyn FnMut(u64)) -> Result<T, IngestError>,
) -> Result<T, IngestError> {
    progress.stage(name, table.size(), |bar: &ProgressBar| {
        run(&mut table, &mut |at| bar.set_position(at))
    })
}

/// What became of a catalog's rows.
pub(crate) fn catalog_rows(catalog: &Catalog) -> CatalogRows {
    let mut dropped = catalog.dropped.clone();
    for (reason, rows) in catalog.bad.counts() {
        *dropped.entry(reason).or_default() += rows;
    }
    CatalogRows {
        read: catalog.rows,
        products: catalog.entries.len() as u64,
        repeated: catalog.repeated_rows,
        dropped,
    }
}

pub(crate) fn note_catalog(summary: &mut Summary, catalog: &Catalog) {
    summary.catalog = Some(catalog_rows(catalog));
    summary.windows_1252_cells += catalog.windows_1252;
    summary
        .personal_columns_left_out
        .extend(catalog.personal.iter().cloned());
    note_bad(summary, &catalog.bad);
    if catalog.without_id > 0 {
        summary.notes.push(format!(
            "{} rows of the catalog have no id of their own: they go by another name of their product",
            catalog.without_id
        ));
    }
}

pub(crate) fn note_orders(summary: &mut Summary, orders: &Orders) {
    summary.rows.read = orders.rows;
    summary
        .warnings
        .extend(warnings::of_states(&orders.file, &orders.unknown_states));
    if orders.other_currency_orders > 0 {
        let main = orders.currency.unwrap_or(Currency::UNKNOWN);
        summary.notes.push(format!(
            "{} orders are in another currency than {main}: their products count, their prices do not",
            orders.other_currency_orders
        ));
    }
    summary.windows_1252_cells += orders.windows_1252;
    summary
        .personal_columns_left_out
        .extend(orders.personal.iter().cloned());
    note_bad(summary, &orders.bad);
}

/// Keeps examples of rows that cannot be read.
pub(crate) fn note_bad(summary: &mut Summary, bad: &BadRows) {
    summary.bad_row_examples.extend(bad.examples().cloned());
}

pub(crate) fn note_cleaned(summary: &mut Summary, cleaned: &Cleaned) {
    let dropped: u64 = cleaned.dropped.values().sum();
    summary.rows = Rows {
        read: summary.rows.read,
        kept: summary.rows.read.saturating_sub(dropped),
        dropped: cleaned.dropped.clone(),
    };
    summary.dropped_products = cleaned.dropped_products.clone();
    summary.merged_spellings = cleaned.merged_spellings;
    summary.joined_ids.clone_from(&cleaned.joined_ids);
}

/// What became of the rows of visits.
pub(crate) fn note_sessions(summary: &mut Summary, log: &SessionLog, sessions: &Sessions) {
    let mut dropped = log.dropped.clone();
    for (reason, rows) in log.bad.counts() {
        *dropped.entry(reason).or_default() += rows;
    }
    if sessions.unknown() > 0 {
        dropped.insert("not_in_catalog", sessions.unknown());
    }
    summary.sessions = Some(SessionRows {
        read: log.read,
        kept: sessions.iter().map(|visit| visit.len() as u64).sum(),
        sessions: sessions.len() as u64,
        dropped,
    });
}
