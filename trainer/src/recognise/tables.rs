//! Files of one purpose as one table.

use super::File;
use super::plan::Plan;
use crate::ingest::columns::SALES;
use crate::ingest::parts::{Cell, Items, Part, PartRows};
use crate::ingest::{Binding, IngestError, OF_CATALOG, Schema, Table};

/// The files as one table; `None` if there are none.
pub(super) fn joined(
    schema: &'static Schema,
    mut files: Vec<File>,
) -> Result<Option<Table>, IngestError> {
    if let [only] = files.as_slice()
        && is_plain(only)
        && let Some(File {
            mut table, plan, ..
        }) = files.pop()
    {
        let at = |cell: &Cell| cell.columns().first().copied();
        let columns = plan.columns.iter().map(|(name, cell, _)| (*name, at(cell)));
        let bound = Binding::new(columns.collect(), schema, table.headers().len());
        table.set_bound(bound);
        return Ok(Some(table));
    }
    if files.is_empty() {
        return Ok(None);
    }
    // The columns of the whole are those of any, in the order of the schema.
    let has = |name: &str| {
        let mut plans = files.iter().flat_map(|file| &file.plan.columns);
        plans.any(|column| column.0 == name)
    };
    let names: Vec<&'static str> = schema
        .columns
        .iter()
        .map(|column| column.name)
        .filter(|name| has(name))
        .collect();
    let mut parts = Vec::new();
    let mut called: Vec<String> = Vec::new();
    for File { table, plan, .. } in files {
        called.push(table.file().to_owned());
        parts.push(part(schema, &names, table, plan)?);
    }
    let columns = names.iter().enumerate().map(|(at, name)| (*name, Some(at)));
    let bound = Binding::new(columns.collect(), schema, names.len());
    let rows = PartRows::new(&names, parts);
    Ok(Some(Table::of_parts(called.join(", "), rows, bound)))
}

/// A products export as the offers that its sale prices with their dates are; `None` if it has none.
pub(super) fn sales(mut file: File) -> Result<Option<Table>, IngestError> {
    let has = |name: &str| file.plan.columns.iter().any(|column| column.0 == name);
    if !has("sale_price") || !(has("sale_ends") || has("sale_effective")) {
        return Ok(None);
    }
    let columns = std::mem::take(&mut file.plan.columns);
    let renamed = OF_CATALOG.iter().filter_map(|(sale, catalog)| {
        let (_, cell, label) = columns.iter().find(|column| column.0 == *catalog)?;
        Some((*sale, cell.clone(), label.clone()))
    });
    file.plan.columns = renamed.collect();
    joined(&SALES, vec![file])
}

/// Whether rows can be read as they stand.
fn is_plain(file: &File) -> bool {
    let plain = |(_, cell, _): &(&str, Cell, String)| matches!(cell, Cell::Column(_));
    file.plan.items == Items::Row && file.plan.columns.iter().all(plain)
}

fn part(
    schema: &'static Schema,
    names: &[&'static str],
    mut table: Table,
    plan: Plan,
) -> Result<Part, IngestError> {
    let place = |name: &str| names.iter().position(|known| *known == name);
    let places: Vec<usize> = plan
        .columns
        .iter()
        .map(|(name, ..)| place(name).unwrap_or(usize::MAX))
        .collect();
    let mut cells: Vec<Option<Cell>> = vec![None; names.len()];
    let mut labels: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let mut single: Vec<(&'static str, Option<usize>)> = Vec::new();
    for ((name, cell, label), at) in plan.columns.into_iter().zip(&places) {
        single.extend(
            cell.columns()
                .into_iter()
                .map(|column| (name, Some(column))),
        );
        if let Some(slot) = labels.get_mut(*at) {
            *slot = label;
        }
        if let Some(slot) = cells.get_mut(*at) {
            *slot = Some(cell);
        }
    }
    if let Some(slot) = place("tracked").and_then(|at| cells.get_mut(at))
        && slot.is_none()
    {
        // A blank cell of this column means that nobody counts the pieces; a file without the column says no such thing.
        *slot = Some(Cell::Text("yes".to_owned()));
    }
    single.extend(
        plan.items
            .columns()
            .into_iter()
            .map(|column| ("line", Some(column))),
    );
    let width = table.headers().len();
    // Of each column that must be there the first of the cells that it may come from.
    let required = schema.columns.iter().filter(|column| column.required);
    let first = |name: &str| {
        let own = single.iter().filter(|(known, _)| *known == name);
        own.filter_map(|(_, at)| *at).min()
    };
    let least = required
        .filter_map(|column| first(column.name))
        .max()
        .map_or(1, |at| at + 1);
    let columns = Binding::new(single, schema, width);
    table.only(&columns)?;
    Ok(Part {
        table,
        cells,
        items: plan.items.moved(&places),
        labels,
        width,
        least,
    })
}
