//! What the files of a shop are, by what is in them and not by their names: each platform's exports by their headers, tables of no
//! platform by what their columns are called in many languages.
//!
//! [`recognise`] is the one entry: any number of files go in, and for each what it was taken for comes out, with the tables of
//! [`crate::ingest`] ready to be read. Files of one purpose are read as one table. Nothing is guessed silently: what was taken for what is
//! in the [`FileReport`]s, and what is only half known is an error that names the option to say it with.

mod bigcommerce;
mod cells;
mod etsy;
mod ga4;
mod generic;
mod google;
mod guess;
mod layout;
mod lines;
mod magento;
mod of_product;
mod plan;
mod prestashop;
mod rees46;
mod report;
mod said;
mod sample;
mod shopify;
mod tables;
mod woocommerce;
mod woocommerce_words;

use std::path::{Path, PathBuf};

use encoding_rs::Encoding;
use hashbrown::HashSet;

pub(crate) use layout::{Layout, Role};
pub(crate) use report::{FileReport, Sure};
pub(crate) use said::Said;

use crate::ingest::header::{can_be_said, said as listed};
use crate::ingest::{IngestError, Mapping, Table};
use layout::Headers;
use plan::Plan;
pub(crate) use report::few;
use sample::{ROWS, Sample};

/// All kinds of files of platforms, the more special before the more general.
pub(crate) static LAYOUTS: [&Layout; 20] = [
    &ga4::EVENTS,
    &ga4::TABLE,
    &shopify::ORDERS_JSON,
    &shopify::PRODUCTS_JSON,
    &woocommerce::ORDERS_JSON,
    &woocommerce::PRODUCTS_JSON,
    &shopify::PRODUCTS,
    &shopify::ORDERS,
    &etsy::ORDERS,
    &etsy::LISTINGS,
    &magento::PRODUCTS,
    &magento::ORDERS,
    &bigcommerce::PRODUCTS,
    &woocommerce::PRODUCTS,
    &bigcommerce::ORDERS,
    &woocommerce::ORDERS,
    &prestashop::ORDERS,
    &google::FEED,
    &prestashop::PRODUCTS,
    &rees46::SESSIONS,
];

/// Tables of no platform; what is an order line and a product is an order line.
static GENERIC: [&Layout; 4] = [
    &generic::OFFERS,
    &generic::SESSIONS,
    &generic::ORDERS,
    &generic::CATALOG,
];

/// A file, and what it was passed as.
#[derive(Clone, Debug)]
pub(crate) struct Input {
    /// Where it is.
    pub path: PathBuf,
    /// What its option says that it is; `None` for a file that stands alone.
    pub role: Option<Role>,
}

impl Input {
    /// A file that may be anything.
    pub(crate) fn any(path: impl Into<PathBuf>) -> Self {
        Self {
            path: path.into(),
            role: None,
        }
    }

    /// A file of a known purpose.
    pub(crate) fn of(path: impl Into<PathBuf>, role: Role) -> Self {
        Self {
            path: path.into(),
            role: Some(role),
        }
    }
}

/// What the merchant says of the files.
#[derive(Clone, Debug, Default)]
pub(crate) struct Settings {
    /// Which headers are which columns, in place of what is recognised.
    pub mapping: Mapping,
    /// What files are, in place of what is recognised.
    pub said: Vec<Said>,
    /// What texts are encoded in, in place of what is found out.
    pub encoding: Option<&'static Encoding>,
}

/// Files that were recognised, ready to be read.
pub(crate) struct Recognised {
    files: Vec<File>,
    /// What each was taken for, in the order given.
    pub reports: Vec<FileReport>,
}

/// A file that was recognised.
struct File {
    path: PathBuf,
    layout: &'static Layout,
    table: Table,
    plan: Plan,
}

/// Recognises files.
///
/// # Errors
/// [`IngestError`] names the first file that cannot be read, is of no kind that is known, or lacks a column.
pub(crate) fn recognise(inputs: &[Input], settings: &Settings) -> Result<Recognised, IngestError> {
    let alone = inputs.len() == 1;
    said::check(&settings.said, inputs)?;
    let mut found = Recognised {
        files: Vec::new(),
        reports: Vec::new(),
    };
    for input in inputs {
        let said = said::of(&settings.said, input, alone);
        if said.is_some_and(|said| said.layout.is_none()) {
            continue;
        }
        let (file, report) = open(input, said.and_then(|said| said.layout), settings)?;
        found.reports.push(report);
        found.files.push(file);
    }
    if !found.has(Role::Catalog) {
        let orders = found
            .files
            .iter_mut()
            .filter(|file| file.layout.role == Role::Orders);
        orders.for_each(|file| file.plan.identify_by_title());
    }
    Ok(found)
}

/// Recognises a single file of a known purpose, and gives its table.
///
/// # Errors
/// As [`recognise`].
pub(crate) fn open_as(path: &Path, role: Role, mapping: &Mapping) -> Result<Table, IngestError> {
    open_all(&[path.to_owned()], role, mapping)
}

/// Recognises files of one known purpose, and gives them as one table.
///
/// # Errors
/// As [`recognise`].
pub(crate) fn open_all(
    paths: &[PathBuf],
    role: Role,
    mapping: &Mapping,
) -> Result<Table, IngestError> {
    let inputs: Vec<Input> = paths.iter().map(|path| Input::of(path, role)).collect();
    let settings = Settings {
        mapping: mapping.clone(),
        ..Settings::default()
    };
    let table = recognise(&inputs, &settings)?.take(role)?;
    table.ok_or_else(|| IngestError::Empty {
        file: String::new(),
    })
}

/// Recognises a file of offers: a table of offers, or a products export, whose sale prices with their dates are offers. What is neither
/// is given as it is, for its reader says best what it lacks.
///
/// # Errors
/// [`IngestError`] if it cannot be read.
pub(crate) fn open_offers(path: &Path, settings: &Settings) -> Result<Table, IngestError> {
    let of = |role| open(&Input::of(path, role), None, settings);
    if let Ok((file, _)) = of(Role::Catalog)
        && let Some(table) = tables::sales(file)?
    {
        return Ok(table);
    }
    match of(Role::Offers) {
        Ok((file, _)) => {
            let table = tables::joined(Role::Offers.schema(), vec![file])?;
            table.map_or_else(|| Table::open_in(path, settings.encoding), Ok)
        }
        Err(_) => Table::open_in(path, settings.encoding),
    }
}

impl Recognised {
    /// Whether there is a file of a purpose.
    pub(crate) fn has(&self, role: Role) -> bool {
        self.files.iter().any(|file| file.layout.role == role)
    }

    /// Where the files of a purpose are.
    pub(crate) fn paths(&self, role: Role) -> Vec<PathBuf> {
        let files = self.files.iter().filter(|file| file.layout.role == role);
        files.map(|file| file.path.clone()).collect()
    }

    /// The files of a purpose as one table, once; `None` if there are none. Exports of Google Analytics are no tables:
    /// [`crate::ingest::read_session_files`] reads their paths.
    ///
    /// # Errors
    /// [`IngestError`] if they cannot be read as one.
    pub(crate) fn take(&mut self, role: Role) -> Result<Option<Table>, IngestError> {
        let files = std::mem::take(&mut self.files);
        let (own, others): (Vec<File>, Vec<File>) =
            files.into_iter().partition(|file| file.layout.role == role);
        self.files = others;
        tables::joined(role.schema(), own)
    }

    /// Whether the sessions are exports of Google Analytics, which are no tables.
    ///
    /// # Errors
    /// [`IngestError`] if only some are.
    pub(crate) fn sessions_are_events(&self) -> Result<bool, IngestError> {
        let sessions: Vec<&File> = self
            .files
            .iter()
            .filter(|file| file.layout.role == Role::Sessions)
            .collect();
        let is_export = |file: &&&File| file.layout.id == ga4::EVENTS.id;
        let export = sessions.iter().find(is_export);
        let table = sessions.iter().find(|file| !is_export(file));
        match (export, table) {
            (Some(export), Some(table)) => Err(IngestError::NotJoined {
                first: export.path.display().to_string(),
                second: table.path.display().to_string(),
                table: Role::Sessions.name(),
                why: "one is an export of Google Analytics, the other a table",
            }),
            (export, _) => Ok(export.is_some()),
        }
    }
}

/// Opens a file, and finds out what it is.
fn open(
    input: &Input,
    said: Option<&'static Layout>,
    settings: &Settings,
) -> Result<(File, FileReport), IngestError> {
    let mut table = Table::open_in(&input.path, settings.encoding)?;
    let sample = Sample {
        headers: table.headers().to_vec(),
        rows: table.sample(ROWS)?,
        is_json: table.is_json(),
    };
    let english = woocommerce::in_english(&sample);
    let own = Headers::of(&sample.headers);
    let translated = english.as_deref().map(Headers::of);
    let (layout, sure) = match said {
        Some(layout) => (layout, Sure::Said),
        None => layout_of(
            input,
            table.file(),
            &sample,
            (&own, translated.as_ref()),
            settings,
        )?,
    };
    let headers = match translated {
        Some(translated) if layout.id == woocommerce::PRODUCTS.id => translated,
        _ => own,
    };
    let plan = plan::of(layout, &headers, &sample, &settings.mapping, table.file())?;
    if layout.id != ga4::EVENTS.id {
        complete(&plan, layout, table.file(), &sample, &settings.mapping)?;
    }
    let report = report(
        &table,
        layout,
        sure,
        &headers,
        &sample,
        &plan,
        &settings.mapping,
    );
    let path = input.path.clone();
    Ok((
        File {
            path,
            layout,
            table,
            plan,
        },
        report,
    ))
}

/// What a file is.
fn layout_of(
    input: &Input,
    file: &str,
    sample: &Sample,
    (own, translated): (&Headers, Option<&Headers>),
    settings: &Settings,
) -> Result<(&'static Layout, Sure), IngestError> {
    // Events of Google Analytics are objects, or a table of the same names.
    let shaped = |layout: &Layout| match layout.id {
        id if id == ga4::EVENTS.id => sample.is_json,
        id if id == ga4::TABLE.id => !sample.is_json,
        _ => true,
    };
    let fits = |layout: &&&'static Layout| {
        input.role.is_none_or(|role| role == layout.role) && shaped(layout)
    };
    let is_of = |layout: &Layout| {
        let translated = translated.filter(|_| layout.id == woocommerce::PRODUCTS.id);
        translated.is_some_and(|headers| layout.is_of(headers)) || layout.is_of(own)
    };
    let known = |layout: &Layout| match translated {
        Some(headers) if layout.id == woocommerce::PRODUCTS.id => layout.known(headers),
        _ => layout.known(own),
    };
    // Of two that fit, the one that knows more headers; of two that know as many, the more special one.
    let best = |layouts: &mut dyn Iterator<Item = &&'static Layout>| {
        let fitting = layouts.filter(|layout| is_of(layout));
        fitting.rev_max_by(|layout| known(layout)).copied()
    };
    let of_platform = best(&mut LAYOUTS.iter().filter(fits));
    if let Some(layout) = of_platform {
        return Ok((layout, Sure::Certain));
    }
    let needs = |layout: &Layout| missing(layout, own, sample, &settings.mapping, file);
    let candidates: Vec<&'static Layout> = GENERIC.iter().filter(fits).copied().collect();
    if let Some(layout) = candidates.iter().find(|layout| needs(layout).is_empty()) {
        let schema = layout.role.schema();
        let by_name = |name: &str| own.plain().contains(&layout::plain(name));
        let mut required = schema.columns.iter().filter(|column| column.required);
        let certain = required.all(|column| by_name(column.name));
        return Ok((layout, if certain { Sure::Certain } else { Sure::Likely }));
    }
    if let (Some(role), Some(other)) = (input.role, best(&mut LAYOUTS.iter())) {
        return Err(IngestError::OtherKind {
            file: file.to_owned(),
            found: other.name,
            expected: role.name(),
            right: other.role.name(),
        });
    }
    // The one of which most is there, if something is; what is missing is asked for.
    let share = |layout: &&'static Layout| {
        let required = layout
            .role
            .schema()
            .columns
            .iter()
            .filter(|c| c.required)
            .count();
        let missing = needs(layout);
        let guessed = missing.iter().filter(|name| {
            guess::header_of(name, layout, sample, &[], &settings.mapping).is_some()
        });
        let found = required - missing.len();
        (found > 0 || input.role.is_some())
            .then_some((2 * found + guessed.count()) * 100 / required)
    };
    let nearest = candidates
        .iter()
        .filter_map(|layout| Some((share(layout)?, *layout)));
    match nearest.rev_max_by(|(share, _)| *share) {
        Some((share, layout)) if input.role.is_some() || share > 100 => Ok((layout, Sure::Likely)),
        _ => Err(unrecognised(file, sample)),
    }
}

/// The first of those with the greatest key.
trait RevMaxBy: Iterator + Sized {
    fn rev_max_by<K: Ord>(self, key: impl Fn(&Self::Item) -> K) -> Option<Self::Item> {
        let mut best: Option<(K, Self::Item)> = None;
        for item in self {
            let key = key(&item);
            if best.as_ref().is_none_or(|(known, _)| key > *known) {
                best = Some((key, item));
            }
        }
        best.map(|(_, item)| item)
    }
}

impl<I: Iterator> RevMaxBy for I {}

fn unrecognised(file: &str, sample: &Sample) -> IngestError {
    let headers = format!(": its headers are {}", names(sample));
    let kinds: Vec<&str> = LAYOUTS.iter().map(|layout| layout.id).collect();
    IngestError::Unrecognised {
        file: file.to_owned(),
        headers,
        kinds: kinds.join(", "),
    }
}

/// Some headers of a file for a message; none of one whose first row may have values.
fn names(sample: &Sample) -> String {
    if sample.has_names() {
        return listed(&sample.headers);
    }
    match sample.headers.len() {
        1 => "a text that may be no name".to_owned(),
        count => format!("{count} texts that may be no names"),
    }
}

/// Columns without which a table of no platform says nothing, and that this file does not have.
fn missing(
    layout: &Layout,
    headers: &Headers,
    sample: &Sample,
    mapping: &Mapping,
    file: &str,
) -> Vec<&'static str> {
    let schema = layout.role.schema();
    let mapped = mapping
        .mapped(schema, file, &sample.headers)
        .unwrap_or_default();
    let required = schema.columns.iter().filter(|column| column.required);
    let has = |name: &str| {
        let own = layout.columns.iter().find(|column| column.name == name);
        let free = |header: &&str| {
            let at = headers.find(header);
            at.is_some_and(|at| plan::of_somebody(at, sample, mapping).is_none())
        };
        let by_header = own.is_some_and(|column| column.headers().iter().any(free));
        mapped.iter().any(|(known, _)| *known == name) || by_header
    };
    required
        .map(|column| column.name)
        .filter(|name| !has(name))
        .collect()
}

/// Checks that a plan has all that must be there; what is half known is asked about.
fn complete(
    plan: &Plan,
    layout: &Layout,
    file: &str,
    sample: &Sample,
    mapping: &Mapping,
) -> Result<(), IngestError> {
    let schema = layout.role.schema();
    let has = |name: &str| plan.columns.iter().any(|column| column.0 == name);
    let mut required = schema.columns.iter().filter(|column| column.required);
    let mut missing: Vec<&'static str> = Vec::new();
    missing.extend(
        required
            .by_ref()
            .map(|column| column.name)
            .filter(|name| !has(name)),
    );
    if missing.is_empty() {
        return Ok(());
    }
    let generic = GENERIC
        .iter()
        .find(|generic| generic.role == layout.role)
        .copied();
    let mut taken = plan.used.clone();
    let hints = missing.iter().map(|name| {
        let guess =
            generic.and_then(|generic| guess::header_of(name, generic, sample, &taken, mapping));
        taken.extend(guess.and_then(|guess| sample.headers.iter().position(|h| h == guess)));
        option(schema.table, name, guess.unwrap_or("Header"))
    });
    let hints: Vec<String> = hints.collect();
    Err(IngestError::MissingColumns {
        file: file.to_owned(),
        table: schema.table,
        missing: missing.join(", "),
        headers: names(sample),
        hint: hints.join(" "),
    })
}

/// The option that makes a header a column.
fn option(table: &str, column: &str, header: &str) -> String {
    if header.contains([' ', '#', '(', '&', ';', '\'', '$', '*', '?']) {
        format!("--map \"{table}.{column}={header}\"")
    } else {
        format!("--map {table}.{column}={header}")
    }
}

fn report(
    table: &Table,
    layout: &'static Layout,
    sure: Sure,
    headers: &Headers,
    sample: &Sample,
    plan: &Plan,
    mapping: &Mapping,
) -> FileReport {
    let is_used = |at: &usize| plan.used.binary_search(at).is_ok();
    let own = layout.columns.iter().flat_map(|column| column.headers());
    let known = layout.unused.iter().copied().chain(own);
    let mut unused_known: Vec<usize> = known
        .filter_map(|header| headers.find(header))
        .filter(|at| !is_used(at))
        .collect();
    unused_known.sort_unstable();
    unused_known.dedup();
    let personal: HashSet<&String> = plan.personal.iter().collect();
    let label = |at: &usize| sample.headers.get(*at).cloned().unwrap_or_default();
    let known_unused: Vec<String> = unused_known
        .iter()
        .map(label)
        .filter(|header| can_be_said(header) && !personal.contains(header))
        .collect();
    let others = (0..sample.headers.len()).filter(|at| {
        let header = label(at);
        !is_used(at)
            && unused_known.binary_search(at).is_err()
            && !header.is_empty()
            && !personal.contains(&header)
    });
    FileReport {
        file: table.file().to_owned(),
        role: layout.role,
        kind: layout.id,
        name: layout.name,
        sure,
        columns: plan
            .columns
            .iter()
            .map(|(name, _, label)| {
                (
                    *name,
                    Some(label)
                        .filter(|l| can_be_said(l))
                        .cloned()
                        .unwrap_or_default(),
                )
            })
            .collect(),
        lines: plan.items.described(),
        known_unused: few(known_unused),
        other_headers: others.count(),
        personal: few(plan.personal.clone()),
        encoding: table.shape().encoding,
        rows_above: table.shape().rows_above,
        questions: questions(layout, sample, plan, mapping),
    }
}

/// Columns that matter much and are only half known.
fn questions(layout: &Layout, sample: &Sample, plan: &Plan, mapping: &Mapping) -> Vec<String> {
    let asked: &[&str] = match layout.role {
        Role::Catalog => &["price", "category", "image", "url", "in_stock"],
        Role::Orders => &["quantity", "unit_price", "status"],
        Role::Sessions => &["event"],
        Role::Offers => &[],
    };
    let table = layout.role.name();
    let generic = GENERIC.iter().find(|generic| generic.id == layout.id);
    let open = asked
        .iter()
        .filter(|name| !plan.columns.iter().any(|column| column.0 == **name));
    // What is asked about as one column is not asked about as another.
    let mut taken = plan.used.clone();
    open.filter_map(|name| {
        let header = guess::header_of(name, generic?, sample, &taken, mapping)?;
        taken.extend(sample.headers.iter().position(|known| known == header));
        Some(format!(
            "is `{header}` the {name}? Then pass {}",
            option(table, name, header)
        ))
    })
    .collect()
}
