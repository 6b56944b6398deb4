//! From a shop's files to clean sales, for training and for evaluation alike: the main currency, the catalog, the orders, and what became of
//! their rows.

use indicatif::ProgressBar;

use crate::ingest::{
    BadRows, Catalog, Cleaned, Currency, IngestError, Interner, Options, Orders, Table, clean,
    main_currency, read_catalog, read_orders,
};
use crate::progress::Progress;
use crate::recognise::{Input, Recognised, Role, Settings, recognise};
use crate::summary::{CatalogRows, Rows, Summary};
use crate::warnings;

/// The files of a shop, and what the merchant says of them.
pub(crate) struct Files {
    pub(crate) inputs: Vec<Input>,
    pub(crate) settings: Settings,
}

impl Files {
    /// What they are.
    ///
    /// # Errors
    /// As [`recognise`].
    pub(crate) fn recognise(&self) -> Result<Recognised, IngestError> {
        recognise(&self.inputs, &self.settings)
    }
}

/// Reads the catalog and the orders of files that were recognised, and cleans the orders; `cut` may take orders out before. What became
/// of the rows is noted in the summary. Afterwards `options` know the currency.
///
/// # Errors
/// [`IngestError`] if a file cannot be read.
pub(crate) fn read(
    files: &Files,
    recognised: &mut Recognised,
    options: &mut Options,
    cut: impl FnOnce(&mut Orders, &Interner),
    summary: &mut Summary,
    progress: &mut Progress,
) -> Result<Cleaned, IngestError> {
    // The digits of a catalog's prices are those of the currency that orders name.
    if options.currency.is_none()
        && recognised.has(Role::Orders)
        && let Some(mut orders) = files.recognise()?.take(Role::Orders)?
    {
        options.known_currency = main_currency(&mut orders, options)?;
    }
    let mut ids = Interner::new();
    let (has_orders, has_catalog) = (recognised.has(Role::Orders), recognised.has(Role::Catalog));
    let catalog = match recognised.take(Role::Catalog)? {
        Some(table) => {
            let file = table.file().to_owned();
            let catalog = read_table(progress, "catalog", table, |table, tick| {
                read_catalog(table, &mut ids, options, tick)
            })?;
            options.known_currency = catalog.currency;
            note_catalog(summary, &catalog);
            summary
                .warnings
                .extend(warnings::of_catalog(&file, &catalog));
            Some(catalog)
        }
        None => None,
    };
    let mut orders = match recognised.take(Role::Orders)? {
        Some(table) => read_table(progress, "orders", table, |table, tick| {
            read_orders(table, &mut ids, options, tick)
        })?,
        None => Orders::none(),
    };
    note_orders(summary, &orders);
    let file = orders.file.clone();
    cut(&mut orders, &ids);
    let cleaned = progress.stage("clean", 0, |_| clean(orders, catalog, &ids, options));
    drop(ids);
    note_cleaned(summary, &cleaned);
    if has_orders {
        let found = warnings::of_orders(&file, summary);
        summary.warnings.extend(found);
    }
    let found = warnings::of_products(has_catalog, &cleaned.products);
    summary.warnings.extend(found);
    Ok(cleaned)
}

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

fn note_catalog(summary: &mut Summary, catalog: &Catalog) {
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

fn note_orders(summary: &mut Summary, orders: &Orders) {
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

fn note_cleaned(summary: &mut Summary, cleaned: &Cleaned) {
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
