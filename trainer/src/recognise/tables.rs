//! Files of one purpose as one table.

use super::File;
use super::layout::Role;
use super::plan::Plan;
use crate::ingest::parts::{Cell, Items, Part, PartRows};
use crate::ingest::{Binding, IngestError, Table};

/// The files as one table; `None` if there are none.
pub(super) fn joined(role: Role, files: Vec<File>) -> Result<Option<Table>, IngestError> {
    let schema = role.schema();
    let mut files = files;
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
        parts.push(part(role, &names, table, plan)?);
    }
    let columns = names.iter().enumerate().map(|(at, name)| (*name, Some(at)));
    let bound = Binding::new(columns.collect(), schema, names.len());
    let rows = PartRows::new(&names, parts);
    Ok(Some(Table::of_parts(called.join(", "), rows, bound)))
}

/// Whether rows can be read as they stand.
fn is_plain(file: &File) -> bool {
    let plain = |(_, cell, _): &(&str, Cell, String)| matches!(cell, Cell::Column(_));
    file.plan.items == Items::Row && file.plan.columns.iter().all(plain)
}

fn part(
    role: Role,
    names: &[&'static str],
    mut table: Table,
    plan: Plan,
) -> Result<Part, IngestError> {
    let schema = role.schema();
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
