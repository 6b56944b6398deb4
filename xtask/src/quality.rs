//! `cargo xtask quality`: every table of `docs/quality.md`, made anew by the commands that stand above them.

mod slices;

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use xshell::cmd;

use crate::programs;
use crate::project::{Project, remove_folder, timed};

/// Where the evaluation data stand where they were downloaded; the repository holds none of them.
const DATA: &str = "../shared/data";

const RAW_HEADERS: &str = "--map orders.order_id=InvoiceNo --map orders.time=InvoiceDate \
     --map orders.product_id=StockCode --map orders.quantity=Quantity --map orders.unit_price=UnitPrice \
     --map orders.customer_id=CustomerID --map orders.title=Description --currency GBP";

const SESSION_HEADERS: &str =
    "--map sessions.session_id=SessionId --map sessions.product_id=ItemId --map sessions.time=Time";

const EVIDENCE: [&str; 8] = [
    "together",
    "small-orders",
    "recent",
    "ridge",
    "title",
    "trend",
    "popularity",
    "price",
];

/// Products whose slates a person reads: best sellers and odd ones of the raw file.
const READ_BY_EYE: [&str; 10] = [
    "85123A", "22423", "47566", "84879", "22720", "22197", "21212", "22086", "20725", "23084",
];

/// Where the demo shop is made.
const DEMO: &str = "target/quality/demo";

/// How it is made.
const DEMO_SHOP: &str = "--seed 1 --products 600 --orders 20000 --out target/quality/demo";

/// What is measured.
#[derive(clap::Args)]
pub(crate) struct QualityOptions {
    /// Only the table over all shops and slices, to the screen; docs/quality.md stays as it is
    #[arg(long)]
    slices: bool,
    /// Only rows whose shop and slice have all of these in them, such as: online-retail share=5%
    #[arg(requires = "slices")]
    words: Vec<String>,
}

/// A section of the page: what it is about, and the arguments of `setwise` that make its table.
struct Table {
    title: String,
    arguments: String,
}

pub(crate) fn run(project: &Project, options: &QualityOptions) -> Result<()> {
    let data = project.root.join(DATA);
    ensure!(
        data.is_dir(),
        "the tables need the public data sets at {DATA}, beside the repository"
    );
    let setwise = programs::trainer(project, programs::RELEASE)?;
    let scratch = project.target().join("quality");
    if options.slices {
        make_demo(project, &setwise)?;
        let mut show = |line: &str| println!("{line}");
        slices::measure(project, &setwise, &options.words, &mut show)?;
        return Ok(());
    }
    remove_folder(&scratch)?;
    fs::create_dir_all(&scratch).with_context(|| format!("cannot make {}", scratch.display()))?;

    let mut page = String::from(HEAD);
    make_demo(project, &setwise)?;
    let slices = timed("all shops and slices", || {
        slices::measure(project, &setwise, &[], &mut |line| eprintln!("{line}"))
    })?;
    page += &format!("{SLICES}\n```text\n{}\n```\n", slices.trim_end());
    for table in tables() {
        let printed = timed(&table.title, || print(project, &setwise, &table.arguments))?;
        page += &format!(
            "\n## {}\n\n    setwise {}\n\n```text\n{}\n```\n",
            table.title,
            table.arguments,
            printed.trim_end()
        );
    }
    let path = project.root.join("docs/quality.md");
    fs::write(&path, page).with_context(|| format!("cannot write {}", path.display()))
}

/// Makes the demo shop, unless it is there.
fn make_demo(project: &Project, setwise: &Path) -> Result<()> {
    if project.root.join(DEMO).join("orders.csv").is_file() {
        return Ok(());
    }
    print(project, setwise, &format!("demo-data {DEMO_SHOP}")).map(drop)
}

fn print(project: &Project, setwise: &Path, arguments: &str) -> Result<String> {
    let shell = &project.shell;
    let _here = shell.push_dir(&project.root);
    let arguments = arguments.split_whitespace();
    Ok(cmd!(shell, "{setwise} {arguments...}")
        .quiet()
        .ignore_stderr()
        .read()?)
}

fn tables() -> Vec<Table> {
    let raw = format!("--orders {DATA}/online-retail/raw.csv.gz {RAW_HEADERS}");
    let sessions = format!(
        "--sessions {DATA}/serenade-sessions/train.txt.gz --test-sessions {DATA}/serenade-sessions/test.txt {SESSION_HEADERS}"
    );
    let demo = DEMO;
    let other = "target/quality/demo-7";
    let table = |title: &str, arguments: String| Table {
        title: title.to_owned(),
        arguments,
    };
    let mut tables = vec![
        table(
            "Training online-retail",
            format!("train {raw} --out target/quality/online-retail"),
        ),
        table(
            "Bytes of online-retail",
            "inspect target/quality/online-retail".to_owned(),
        ),
        table(
            "Product page, cart and next basket on online-retail",
            format!("evaluate {raw} --protocol pdp,cart,repeat --baselines --float"),
        ),
        table(
            "Next item on serenade-sessions",
            format!("evaluate {sessions} --protocol next-item --baselines"),
        ),
        table(
            "Intent on online-shoppers-intention",
            format!(
                "evaluate --intent {DATA}/online-shoppers-intention/online_shoppers_intention.csv.gz"
            ),
        ),
        table("The demo shop, made", format!("demo-data {DEMO_SHOP}")),
        table(
            "Training the demo shop (synthetic): intent after 1, 3, 5 and 10 events",
            format!(
                "train --catalog {demo}/catalog.csv --orders {demo}/orders.csv --sessions {demo}/sessions.csv --out target/quality/demo-snapshot"
            ),
        ),
        table(
            "The demo shop (synthetic): what was planted comes back",
            format!(
                "evaluate --catalog {demo}/catalog.csv --orders {demo}/orders.csv --sessions {demo}/sessions.csv --truth {demo}/truth.json --protocol pdp,cart --baselines"
            ),
        ),
        table(
            "Shoppers of online-retail: taste",
            format!("evaluate {raw} --protocol repeat --shoppers"),
        ),
        table(
            "Shoppers of the demo shop (synthetic): taste, price tolerance and upgrades",
            format!(
                "evaluate --catalog {demo}/catalog.csv --orders {demo}/orders.csv --sessions {demo}/sessions.csv --truth {demo}/truth.json --protocol pdp --shoppers"
            ),
        ),
        table(
            "Another demo shop (synthetic), which nothing was chosen on",
            format!("demo-data --seed 7 --products 600 --orders 20000 --out {other}"),
        ),
        table(
            "Its shoppers",
            format!(
                "evaluate --catalog {other}/catalog.csv --orders {other}/orders.csv --sessions {other}/sessions.csv --truth {other}/truth.json --protocol pdp --shoppers"
            ),
        ),
    ];
    tables.extend(EVIDENCE.iter().map(|evidence| {
        table(
            &format!("Ablation: without {evidence}"),
            format!("evaluate {raw} --protocol pdp,cart --without {evidence}"),
        )
    }));
    tables.extend(READ_BY_EYE.iter().map(|product| {
        table(
            &format!("Shelf of {product}"),
            format!("inspect target/quality/online-retail --product {product}"),
        )
    }));
    tables
}

const HEAD: &str = "# Quality

Made by `cargo xtask quality`, which needs the public data sets beside the repository; do not edit. What these figures mean, what was
tried and what is still wrong stands in [quality-notes.md](quality-notes.md).
";

const SLICES: &str = "
## All shops, and slices that stand for others

    cargo xtask quality --slices

Each line is `setwise evaluate … --baselines --float --brief`, with `--slice` where one is named: one figure of ours, the best of all
simple methods in it, and the ratio with its paired 95 % bootstrap interval (the best is picked by the same queries, which flatters it
a little). `withheld` are pages without a slate at the snapshot's own least number; `filled` is the part of shown items that no pair
of orders speaks for; `packed` is the figure in parts of the same model before it is cut and packed.
";
