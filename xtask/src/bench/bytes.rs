//! What a snapshot takes: model by section, bits a neighbour beside its bounds, display records beside brotli.

use anyhow::{Context, Result};
use serde_json::Value;
use std::path::Path;
use xshell::cmd;

use super::report::Report;
use crate::programs;
use crate::project::{Project, remove_folder};

/// A real shop's orders, where they were downloaded beside the repository.
const ONLINE_RETAIL: &str = "../shared/data/online-retail/raw.csv.gz";

const ONLINE_RETAIL_HEADERS: &str = "--map orders.order_id=InvoiceNo --map orders.time=InvoiceDate \
     --map orders.product_id=StockCode --map orders.quantity=Quantity --map orders.unit_price=UnitPrice \
     --map orders.customer_id=CustomerID --map orders.title=Description --currency GBP";

pub(crate) fn run(project: &Project) -> Result<Report> {
    let setwise = programs::trainer(project, programs::RELEASE)?;
    let scratch = project.target().join("bench-bytes");
    remove_folder(&scratch)?;
    let data = scratch.join("demo").display().to_string();
    call(
        project,
        &setwise,
        &format!("demo-data --seed 1 --products 600 --orders 20000 --out {data}"),
    )?;
    let demo = format!("--catalog {data}/catalog.csv --orders {data}/orders.csv");
    let mut shops = vec![("demo shop", demo)];
    if project.root.join(ONLINE_RETAIL).is_file() {
        let orders = format!("--orders {ONLINE_RETAIL} {ONLINE_RETAIL_HEADERS}");
        shops.push(("online-retail", orders));
    }
    let mut columns = Vec::new();
    for (number, (name, exports)) in shops.iter().enumerate() {
        let out = scratch.join(number.to_string()).display().to_string();
        call(project, &setwise, &format!("train {exports} --out {out}"))?;
        let found = call(project, &setwise, &format!("inspect {out} --format json"))?;
        let found: Value =
            serde_json::from_str(&found).context("`setwise inspect` printed no JSON")?;
        columns.push((*name, found));
    }
    Ok(Report {
        name: "bytes",
        title: "Bytes",
        text: table(&columns),
        plots: Vec::new(),
    })
}

fn call(project: &Project, setwise: &Path, arguments: &str) -> Result<String> {
    let shell = &project.shell;
    let _here = shell.push_dir(&project.root);
    let arguments = arguments.split_whitespace();
    Ok(cmd!(shell, "{setwise} {arguments...}")
        .quiet()
        .ignore_stderr()
        .read()?)
}

/// A line of the table: its label, and where its figure stands in what `inspect` prints.
const FIGURES: [(&str, &str); 12] = [
    ("products", "/manifest/products"),
    ("complements", "/edges"),
    ("model, bytes a product", "/model_bytes_per_product"),
    ("ids, bits a complement", "/bytes/ids"),
    ("… as plain numbers", "/bytes/ids_raw"),
    ("… as sets", "/bytes/ids_set"),
    ("weights", "/bytes/weights"),
    ("… entropy of codes", "/bytes/weights_entropy"),
    ("ranks with levels", "/bytes/ranks"),
    ("… any order", "/bytes/ranks_order"),
    ("display, bytes a record", "/bytes/display"),
    ("… `brotli -11` of JSON", "/bytes/display_brotli"),
];

fn table(shops: &[(&str, Value)]) -> String {
    let line = |label: &str, cells: Vec<String>| format!("| {label} | {} |\n", cells.join(" | "));
    let names = shops.iter().map(|(name, _)| (*name).to_owned()).collect();
    let mut text = String::from(
        "Sizes are exact: no machine changes them. Bits are means over all complements; as sets is log₂ C(records − 1, n) for a list of n.\n\n",
    );
    text += &line("", names);
    text += &line("---", vec!["---:".to_owned(); shops.len()]);
    for (label, place) in FIGURES {
        let cell = |(_, found): &(&str, Value)| match found.pointer(place) {
            Some(Value::Number(number)) if number.is_u64() => number.to_string(),
            Some(Value::Number(number)) => format!("{:.2}", number.as_f64().unwrap_or(0.0)),
            _ => "?".to_owned(),
        };
        text += &line(label, shops.iter().map(cell).collect());
    }
    let ratio = |(_, found): &(&str, Value)| {
        let of = |place: &str| found.pointer(place).and_then(Value::as_f64);
        match (of("/bytes/display"), of("/bytes/display_brotli")) {
            (Some(ours), Some(theirs)) if theirs > 0.0 => format!("{:.3}", ours / theirs),
            _ => "?".to_owned(),
        }
    };
    text += &line(
        "display ÷ brotli (at most 1.0)",
        shops.iter().map(ratio).collect(),
    );
    let sections = |found: &Value| -> Vec<(String, u64)> {
        let all = found.pointer("/sections").and_then(Value::as_array);
        all.into_iter()
            .flatten()
            .filter_map(|section| {
                let name = section.get("name")?.as_str()?.to_owned();
                Some((name, section.get("stored")?.as_u64()?))
            })
            .collect()
    };
    let sizes: Vec<Vec<(String, u64)>> = shops.iter().map(|(_, found)| sections(found)).collect();
    for name in [
        "weights",
        "edges",
        "scales",
        "priors",
        "needs",
        "upgrades",
        "bundles",
        "repurchase",
        "display",
    ] {
        let cell = |sizes: &Vec<(String, u64)>| {
            let found = sizes.iter().find(|(section, _)| section == name);
            found.map_or("–".to_owned(), |(_, stored)| stored.to_string())
        };
        text += &line(
            &format!("bytes of `{name}`"),
            sizes.iter().map(cell).collect(),
        );
    }
    text
}
