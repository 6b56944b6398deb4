//! Which of our columns come from which headers of a file: what its layout says, what `--map` says instead, and what is left out
//! because it is somebody's.

use super::cells;
use super::layout::{From, Headers, Layout, Role, plain};
use super::lines;
use super::of_product::{Keys, speaks_of_product};
use super::sample::Sample;
use crate::ingest::header::can_be_said;
use crate::ingest::parts::{Cell, Items, Key};
use crate::ingest::personal::{self, Personal};
use crate::ingest::{IngestError, Mapping, is_personal};

/// What the rows of a file become.
pub(super) struct Plan {
    /// Our columns, what each is made of, and what that is called in messages.
    pub(super) columns: Vec<(&'static str, Cell, String)>,
    pub(super) items: Items,
    /// Headers of columns with personal data, which are not read.
    pub(super) personal: Vec<String>,
    /// Columns of the file that are used.
    pub(super) used: Vec<usize>,
    /// Whether there is a column of products' ids, and nothing stands in it.
    ids_are_blank: bool,
}

impl Plan {
    /// Where there is no catalog and no column of ids that says anything, the titles are the ids.
    pub(super) fn identify_by_title(&mut self) {
        let at = |name: &str| self.columns.iter().position(|column| column.0 == name);
        let (Some(id), Some(title)) = (at("product_id"), at("title")) else {
            return;
        };
        let cell_of = |column: usize| self.columns.get(column).map(|column| column.1.clone());
        if let (true, Some(Cell::Column(ids)), Some(Cell::Column(titles))) =
            (self.ids_are_blank, cell_of(id), cell_of(title))
        {
            // A shop without SKUs: beyond the rows that were looked at one may stand.
            if let Some(column) = self.columns.get_mut(id) {
                column.1 = Cell::First(vec![ids, titles]);
            }
            return;
        }
        if cell_of(id) != Some(Cell::Text(String::new())) {
            return;
        }
        let sku = at("sku").and_then(cell_of);
        let own = sku.or_else(|| cell_of(title));
        if let (Some(column), Some(own)) = (self.columns.get_mut(id), own) {
            column.1 = own;
        }
        self.items.copy(title, id);
    }
}

/// Makes the plan of a file. `headers` are those of the sample, in the words of the layout.
pub(super) fn of(
    layout: &Layout,
    headers: &Headers,
    sample: &Sample,
    mapping: &Mapping,
    file: &str,
) -> Result<Plan, IngestError> {
    let schema = layout.role.schema();
    let mapped = mapping.mapped(schema, file, &sample.headers)?;
    let names: Vec<&'static str> = mapped.iter().map(|(name, _)| *name).collect();
    let mut columns: Vec<(&'static str, Cell, String)> = Vec::new();
    let label = |at: usize| sample.headers.get(at).cloned().unwrap_or_default();
    for &(name, at) in &mapped {
        check(name, at, sample, mapping)?;
        columns.push((name, Cell::Column(at), label(at)));
    }
    let kept = |at: usize, name: &str| is_free(at, name, sample, mapping);
    for column in layout.columns {
        let name = column.name;
        if columns.iter().any(|known| known.0 == name) {
            continue;
        }
        let fits = |at: usize| cells::can_be(name, at, sample);
        let Some(cell) = cell(column.from, headers, &|at| kept(at, name), &fits) else {
            continue;
        };
        let labels: Vec<String> = cell.columns().into_iter().map(label).collect();
        columns.push((name, cell, labels.first().cloned().unwrap_or_default()));
    }
    let items = match layout.role {
        Role::Orders => lines::of(sample, &mut columns, &names),
        _ => Items::Row,
    };
    let of_others = if items == Items::Row {
        take_out_others(&mut columns, layout, (mapping, &names), sample)?
    } else {
        Vec::new()
    };
    if layout.role == Role::Orders && !names.contains(&"product_id") {
        name_by_title(&mut columns);
    }
    let ids = columns.iter().find(|column| column.0 == "product_id");
    let ids = ids.map(|(_, cell, _)| cell.columns()).unwrap_or_default();
    let ids_are_blank = !ids.is_empty() && ids.iter().all(|at| sample.is_blank(*at));
    in_order(schema, &mut columns, &items);
    let mut used: Vec<usize> = columns
        .iter()
        .flat_map(|(_, cell, _)| cell.columns())
        .collect();
    used.extend(items.columns());
    used.sort_unstable();
    used.dedup();
    let personal = (0..sample.headers.len())
        .filter(|at| {
            let is_somebodys = || of_somebody(*at, sample, mapping).is_some();
            used.binary_search(at).is_err() && (of_others.contains(at) || is_somebodys())
        })
        .map(label)
        .filter(|header| can_be_said(header))
        .collect();
    Ok(Plan {
        columns,
        items,
        personal,
        used,
        ids_are_blank,
    })
}

/// Columns that say what products are.
const DESCRIBING: [&str; 6] = ["title", "variant", "category", "brand", "url", "image"];

/// Takes out columns that should speak of products and speak of who bought them; gives where they stand. A title that `--map` names is
/// refused; what the merchant says is nobody's stays.
fn take_out_others(
    columns: &mut Vec<(&'static str, Cell, String)>,
    layout: &Layout,
    (mapping, mapped): (&Mapping, &[&'static str]),
    sample: &Sample,
) -> Result<Vec<usize>, IngestError> {
    let of = |name: &str| {
        let found = columns.iter().find(|column| column.0 == name);
        found.map(|(_, cell, _)| cell.columns()).unwrap_or_default()
    };
    let titles = of("title");
    let mut product = [of("product_id"), of("sku"), of("variation_id")].concat();
    product.retain(|at| !titles.contains(at));
    let whole = [of("order_id"), of("session_id")].concat().first().copied();
    let is_other = |name: &str, at: usize| {
        let header = sample.headers.get(at).map_or("", String::as_str);
        if mapping.is_cleared(header) {
            return false;
        }
        if product.is_empty() {
            // Nothing but this would say what was bought: `Name` alone may be a buyer's.
            return name == "title" && layout.marks.is_empty() && plain(header) == "name";
        }
        let keys = Keys {
            product: &product,
            whole: whole.filter(|_| name == "title"),
        };
        !speaks_of_product(at, &keys, sample)
    };
    let mut out = Vec::new();
    if layout.role == Role::Orders || layout.role == Role::Sessions {
        for (name, cell, _) in &*columns {
            if !DESCRIBING.contains(name) || (mapped.contains(name) && *name != "title") {
                continue;
            }
            let others = cell.columns().into_iter().filter(|at| is_other(name, *at));
            let others: Vec<usize> = others.collect();
            if let (true, Some(at)) = (mapped.contains(name), others.first()) {
                return Err(IngestError::PersonalCells {
                    column: name,
                    header: sample.headers.get(*at).cloned().unwrap_or_default(),
                    holds: "names of buyers (they change with the order and not with the product)",
                });
            }
            out.extend(others);
        }
    }
    columns.retain(|(name, cell, _)| {
        let is_out = || cell.columns().iter().any(|at| out.contains(at));
        !(DESCRIBING.contains(name) && is_out()) || mapped.contains(name)
    });
    // What named the product too, as a title may.
    for (_, cell, _) in &mut *columns {
        if let Cell::First(places) = cell {
            places.retain(|at| !out.contains(at));
        }
    }
    Ok(out)
}

/// A title is no id: where nothing else says which product it is, the id is blank, and the title is looked up as one.
fn name_by_title(columns: &mut Vec<(&'static str, Cell, String)>) {
    let titles = columns.iter().find(|column| column.0 == "title");
    let titles = titles
        .map(|(_, cell, _)| cell.columns())
        .unwrap_or_default();
    let known = columns.iter().position(|column| column.0 == "product_id");
    let own = known
        .and_then(|at| columns.get(at))
        .map(|(_, cell, _)| cell.columns());
    let own: Vec<usize> = own
        .into_iter()
        .flatten()
        .filter(|at| !titles.contains(at))
        .collect();
    let cell = match own.as_slice() {
        [] if titles.is_empty() => return,
        [] => Cell::Text(String::new()),
        [only] => Cell::Column(*only),
        _ => Cell::First(own),
    };
    match known.and_then(|at| columns.get_mut(at)) {
        Some(column) => column.1 = cell,
        None => columns.push(("product_id", cell, String::new())),
    }
}

/// Columns stand in the order of the schema where nothing says otherwise; lines name them by their place, so only a plan without lines
/// is put in order.
fn in_order(
    schema: &crate::ingest::Schema,
    columns: &mut [(&'static str, Cell, String)],
    items: &Items,
) {
    if *items == Items::Row {
        let place = |name: &str| schema.columns.iter().position(|column| column.name == name);
        columns.sort_by_key(|column| place(column.0));
    }
}

/// What a column is made of in this file; `None` if the file has nothing of it.
fn cell(
    from: From,
    headers: &Headers,
    is_free: &dyn Fn(usize) -> bool,
    fits: &dyn Fn(usize) -> bool,
) -> Option<Cell> {
    let find = |header: &str| headers.find(header).filter(|at| is_free(*at));
    let all = |names: &[&str]| -> Vec<usize> {
        let mut found: Vec<usize> = Vec::new();
        for at in names.iter().filter_map(|header| find(header)) {
            if !found.contains(&at) {
                found.push(at);
            }
        }
        found
    };
    let several = |found: Vec<usize>, cell: fn(Vec<usize>) -> Cell| match found.as_slice() {
        [] => None,
        [only] => Some(Cell::Column(*only)),
        _ => Some(cell(found)),
    };
    match from {
        From::One(names) => {
            // A column that is blank, or whose cells say something else, only where there is no other.
            let found = all(names);
            let fitting = found.iter().copied().find(|at| fits(*at));
            fitting.or(found.first().copied()).map(Cell::Column)
        }
        From::Any(names) => several(all(names), Cell::First),
        From::Levels(names) => several(all(names), Cell::Levels),
        From::Pairs(pairs) => {
            let pairs = pairs
                .iter()
                .filter_map(|(key, value)| Some((Key::Column(find(key)?), find(value)?)));
            let pairs: Vec<(Key, usize)> = pairs.collect();
            (!pairs.is_empty()).then_some(Cell::Pairs(pairs))
        }
        From::Named(names) => {
            let pairs = names
                .iter()
                .filter_map(|name| Some((Key::Name(name.replace(' ', "_")), find(name)?)));
            let pairs: Vec<(Key, usize)> = pairs.collect();
            (!pairs.is_empty()).then_some(Cell::Pairs(pairs))
        }
        From::Listed(header) => find(header).map(Cell::Listed),
        From::Around(before, header, behind) => {
            find(header).map(|at| Cell::Around(before, at, behind))
        }
    }
}

/// What a column holds of somebody: by its cells, or by its header where its cells do not say otherwise.
pub(super) fn of_somebody(at: usize, sample: &Sample, mapping: &Mapping) -> Option<&'static str> {
    let header = sample.headers.get(at)?;
    if mapping.is_cleared(header) {
        return None;
    }
    let found = personal::of_cells(sample.cells(at)).map(Personal::plural);
    found.or_else(|| is_personal(header).then_some("personal data"))
}

/// Whether a column may be read as one of ours. Whose order it is may be told by an address of mail: it is hashed.
fn is_free(at: usize, name: &str, sample: &Sample, mapping: &Mapping) -> bool {
    name == "customer_id" || of_somebody(at, sample, mapping).is_none()
}

/// Refuses what `--map` asks for if it is somebody's.
fn check(
    name: &'static str,
    at: usize,
    sample: &Sample,
    mapping: &Mapping,
) -> Result<(), IngestError> {
    match of_somebody(at, sample, mapping) {
        Some(holds) if name != "customer_id" => Err(IngestError::PersonalCells {
            column: name,
            header: sample.headers.get(at).cloned().unwrap_or_default(),
            holds,
        }),
        _ => Ok(()),
    }
}
