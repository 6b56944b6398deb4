//! The ranking: `benches/` natively, in Chromium's Wasm, and beside the same formula in JavaScript over JSON.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use xshell::cmd;

use super::report::{Report, machine};
use crate::build;
use crate::demo::{Generated, Shop};
use crate::project::{Project, remove_folder, timed};
use crate::setup;
use crate::test::Made;

const PACKAGE: &str = "setwise-benches";
/// A shop to measure on: its folder, what it is, and its products if it is made up without training.
type Measured = (&'static str, &'static str, Option<u32>);

/// One of every merchant's size, trained as merchants do, and one of which a page sees a few shards.
const SHOPS: [Measured; 2] = [
    (
        "shop-10k",
        "10,000 products, trained on 100,000 made-up orders",
        None,
    ),
    ("shop-1m", "1,000,000 products, made up", Some(1_000_000)),
];

/// What shows in minutes that the bench runs.
const SMALL_SHOPS: [Measured; 2] = [
    ("shop-1k", "1,000 products, made up", Some(1_000)),
    ("shop-20k", "20,000 products, made up", Some(20_000)),
];

pub(crate) fn run(project: &Project, small: bool) -> Result<Report> {
    let shops = if small { &SMALL_SHOPS } else { &SHOPS };
    setup::wasm_target(project)?;
    setup::node_tools(project)?;
    let folder = project.target().join("bench-rank");
    let wasm = folder.join("wasm");
    remove_folder(&wasm)?;
    build::like_the_widget(project, PACKAGE, &wasm)?;
    let program = program(project)?;
    make(project, &program, &folder, shops)?;

    let shell = &project.shell;
    let mut native = Vec::new();
    for (name, ..) in shops {
        let shop = folder.join(name);
        let printed = timed("time natively", || {
            Ok(cmd!(shell, "{program} time {shop}").quiet().read()?)
        })?;
        native.push(serde_json::from_str::<Vec<Times>>(&printed)?);
    }
    let _there = shell.push_dir(project.tests());
    let names = shops.map(|(name, ..)| name);
    let printed = timed("time in Chromium", || {
        Ok(cmd!(shell, "node bench/rank.mjs {folder} {names...}")
            .quiet()
            .env("CHROMIUM", setup::chromium()?)
            .read()?)
    })?;
    let seen: Seen = serde_json::from_str(&printed).context("bench/rank.mjs printed no JSON")?;
    ensure!(seen.shops.len() == shops.len(), "a shop was not measured");
    Ok(Report {
        name: "rank",
        title: "Ranking",
        text: table(shops, &native, &seen),
        plots: Vec::new(),
    })
}

fn program(project: &Project) -> Result<PathBuf> {
    let (shell, cargo) = (&project.shell, project.cargo());
    timed("compile the bench", || {
        Ok(cmd!(
            shell,
            "{cargo} build --quiet --release --package {PACKAGE} --bin rank-bench"
        )
        .quiet()
        .run()?)
    })?;
    Ok(project
        .target()
        .join("release")
        .join(format!("rank-bench{}", std::env::consts::EXE_SUFFIX)))
}

/// Lays the shops out, from fixed seeds.
fn make(project: &Project, program: &Path, folder: &Path, shops: &[Measured]) -> Result<()> {
    let shell = &project.shell;
    for (name, what, products) in shops {
        let laid = folder.join(name);
        remove_folder(&laid)?;
        if let Some(products) = products {
            let products = products.to_string();
            timed(&format!("make {what}"), || {
                cmd!(shell, "{program} made --products {products} {laid}")
                    .quiet()
                    .run()?;
                Ok(())
            })?;
            continue;
        }
        let made = Made::new(project);
        let setwise = made.trainer()?;
        let shop = Shop::Generated(Generated {
            products: 10_000,
            orders: 100_000,
            seed: 1,
            offers: false,
        });
        let snapshot = folder.join("snapshot");
        remove_folder(&snapshot)?;
        timed(&format!("make {what}"), || {
            shop.exports(project, setwise, &folder.join("exports"))?
                .train(project, setwise, &snapshot)?;
            cmd!(shell, "{program} trained {snapshot} {laid}")
                .quiet()
                .run()?;
            Ok(())
        })?;
    }
    Ok(())
}

#[derive(Deserialize)]
struct Seen {
    browser: String,
    shops: Vec<SeenShop>,
}

#[derive(Deserialize)]
struct SeenShop {
    sizes: Vec<Size>,
}

#[derive(Deserialize)]
struct Size {
    wasm: Times,
    script: Times,
    opening: Opening,
    memory: Both<Memory>,
}

/// Microseconds.
#[derive(Deserialize)]
struct Times {
    #[serde(default)]
    lines: usize,
    mean: f64,
    p50: f64,
    p99: f64,
    allocations: Option<usize>,
}

#[derive(Deserialize)]
struct Both<T> {
    wasm: T,
    script: T,
}

#[derive(Deserialize)]
struct Opening {
    shards: usize,
    wasm: Opened,
    script: Opened,
}

/// Milliseconds and bytes.
#[derive(Deserialize)]
struct Opened {
    whole: f64,
    unpack: f64,
    bytes: f64,
}

#[derive(Deserialize)]
struct Memory {
    before: Bytes,
    after: Bytes,
}

#[derive(Deserialize)]
struct Bytes {
    script: f64,
    #[serde(default)]
    linear: f64,
    #[serde(default)]
    heap: f64,
}

fn table(shops: &[Measured; 2], native: &[Vec<Times>], seen: &Seen) -> String {
    let mut text = format!(
        "{} Chromium {}.\n\n\
        Shops: {}. Carts are drawn from a fixed seed, most of their lines bought together; every call has another cart. JavaScript: \
        the same formula over the same records as JSON (`tests/bench/baseline.js`); the run fails where its slates are not equal. \
        The page's clock ticks every 5 µs, so the mean is of all calls in one go; p50 and p99 are of single calls.\n\n",
        machine(),
        seen.browser,
        shops
            .map(|(name, what, _)| format!("{name}: {what}"))
            .join("; "),
    );
    let rows = || {
        shops
            .iter()
            .zip(native)
            .zip(&seen.shops)
            .flat_map(|(((name, ..), native), shop)| {
                native
                    .iter()
                    .zip(&shop.sizes)
                    .map(move |(native, size)| (*name, native, size))
            })
    };
    text.push_str(
        "One ranking, µs (mean, p50, p99); budget: p99 of ten lines 50 µs in Wasm, no allocation.\n\n\
        | shop | lines | native | Wasm | JavaScript | JavaScript ÷ Wasm, mean | allocations native, Wasm |\n|---|---|---|---|---|---|---|\n",
    );
    let times = |times: &Times, digits: usize| {
        let Times { mean, p50, p99, .. } = times;
        format!("{mean:.1}, {p50:.digits$}, {p99:.digits$}")
    };
    for (shop, native, size) in rows() {
        let count = |times: &Times| {
            times
                .allocations
                .map_or("-".to_owned(), |count| count.to_string())
        };
        text.push_str(&format!(
            "| {shop} | {} | {} | {} | {} | {:.1} | {}, {} |\n",
            native.lines,
            times(native, 1),
            times(&size.wasm, 0),
            times(&size.script, 0),
            size.script.mean / size.wasm.mean,
            count(native),
            count(&size.wasm),
        ));
    }
    text.push_str(
        "\nOpening, from compressed files in memory to a page that ranks (medians), and of that the part after inflating. Setwise checks \
        and validates everything, the JavaScript nothing; what inflates its files was made while they were on their way, as in the widget. Goal: \
        5 × faster.\n\n\
        | shop | lines | shards | KB Setwise, JSON | ms Wasm, JavaScript | ratio | ms after inflating | ratio |\n|---|---|---|---|---|---|---|---|\n",
    );
    for (shop, native, size) in rows() {
        let Opening {
            shards,
            wasm,
            script,
        } = &size.opening;
        text.push_str(&format!(
            "| {shop} | {} | {shards} | {:.1}, {:.1} | {:.2}, {:.2} | {:.1} | {:.2}, {:.2} | {:.1} |\n",
            native.lines,
            wasm.bytes / 1e3,
            script.bytes / 1e3,
            wasm.whole,
            script.whole,
            script.whole / wasm.whole,
            wasm.unpack,
            script.unpack,
            script.unpack / wasm.unpack,
        ));
    }
    text.push_str(
        "\nMemory of these pages, KB: what Wasm's linear memory holds in all, what opening added to it (with all that was needed only \
        meanwhile: it never shrinks), what shards keep of it; what JavaScript keeps after a collection. Goal: 3 × less.\n\n\
        | shop | lines | linear | added | shards | JavaScript | ÷ shards | ÷ added |\n|---|---|---|---|---|---|---|---|\n",
    );
    for (shop, native, size) in rows() {
        let Both { wasm, script } = &size.memory;
        let added = wasm.after.linear - wasm.before.linear;
        let objects = script.after.script - script.before.script;
        text.push_str(&format!(
            "| {shop} | {} | {:.0} | {:.0} | {:.0} | {:.0} | {:.1} | {:.1} |\n",
            native.lines,
            wasm.after.linear / 1e3,
            added / 1e3,
            wasm.after.heap / 1e3,
            objects / 1e3,
            objects / wasm.after.heap,
            objects / added,
        ));
    }
    text
}
