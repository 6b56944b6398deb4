//! What pages fetch of shops of a hundred to a million products: `trainer/examples/shards.rs` for each size.

use std::fmt::Write as _;
use std::fs;

use anyhow::{Context, Result};
use serde::Deserialize;
use xshell::cmd;

use super::plot::growth;
use super::report::{Report, machine};
use crate::project::{Project, remove_folder, timed};

/// Products of the shops; the last only where it is asked for.
const PRODUCTS: [u32; 5] = [100, 1_000, 10_000, 100_000, 1_000_000];
/// What a cold page and a cold cart of ten may take, in bytes.
const BUDGETS: (f64, f64) = (40_000.0, 150_000.0);

/// What the example prints of one shop.
#[derive(Deserialize)]
struct Shop {
    products: u32,
    shards: u32,
    megabytes: f64,
    display_bytes: f64,
    model_bytes: f64,
    edges: f64,
    seconds: f64,
    peak_memory: Option<u64>,
    fresh: Visits,
    few: Renewed,
    many: Renewed,
}

/// After a share of all prices changed.
#[derive(Deserialize)]
struct Renewed {
    unchanged: u32,
    visits: Visits,
}

#[derive(Deserialize)]
struct Visits {
    generations: u32,
    manifest: u64,
    manifest_gzipped: u64,
    page: Spread,
    cart: Spread,
}

#[derive(Deserialize)]
struct Spread {
    requests: u64,
    mean: u64,
    p95: u64,
    max: u64,
}

pub(crate) fn run(project: &Project, large: bool, small: bool) -> Result<Report> {
    let (shell, cargo) = (&project.shell, project.cargo());
    let folder = project.target().join("bench-shards");
    timed("compile the example", || {
        cmd!(
            shell,
            "{cargo} build --quiet --release --package setwise-trainer --example shards"
        )
        .quiet()
        .run()?;
        Ok(())
    })?;
    let example = project.target().join("release/examples/shards");
    let mut shops = Vec::new();
    for products in PRODUCTS {
        if products == 1_000_000 && !large || products > 10_000 && small {
            break;
        }
        remove_folder(&folder)?;
        fs::create_dir_all(&folder)?;
        let number = products.to_string();
        let printed = timed(&format!("pack {products} products"), || {
            Ok(cmd!(shell, "{example} {number} {folder}").quiet().read()?)
        })?;
        let shop: Shop = serde_json::from_str(&printed)
            .with_context(|| format!("the example printed something else: {printed}"))?;
        shops.push(shop);
    }
    remove_folder(&folder)?;

    let points = |of: fn(&Shop) -> f64| -> Vec<(f64, f64)> {
        let points = shops.iter().map(|s| (f64::from(s.products), of(s)));
        points.collect()
    };
    let (page, cart, whole) = (
        points(|shop| shop.fresh.page.mean as f64),
        points(|shop| shop.fresh.cart.mean as f64),
        points(|shop| shop.megabytes * 1e6),
    );
    let budget = |bytes: f64| {
        points(|_| 1.0)
            .into_iter()
            .map(|(x, _)| (x, bytes))
            .collect()
    };
    let (page_budget, cart_budget): (Vec<_>, Vec<_>) = (budget(BUDGETS.0), budget(BUDGETS.1));
    let plot = growth(
        project,
        "shards",
        "Bytes by products",
        ("products", "bytes"),
        &[
            ("product page, cold", &page),
            ("cart of ten, cold", &cart),
            ("whole folder", &whole),
            ("budget of a page", &page_budget),
            ("budget of a cart", &cart_budget),
        ],
    )?;
    Ok(Report {
        name: "shards",
        title: "What pages fetch",
        text: text(&shops),
        plots: vec![plot],
    })
}

fn text(shops: &[Shop]) -> String {
    let mut text = format!(
        "{} Data: drawn shops with twelve neighbours a product by a power law, before the budget of the model. A product page fetches\n\
         the manifest and one shard, a cart of ten random lines at most ten shards, 20,000 of each; KB with the manifest as it is, not gzipped. The\n\
         budgets are 3 requests and 40 KB, 12 requests and 150 KB.\n\n\
         | products | shards | folder, MB | neighbours | model, B a product | display, B a product | page: requests, KB mean, p95, max | cart: requests, KB mean, p95, max | pack, s | memory, MB |\n\
         |---|---|---|---|---|---|---|---|---|---|\n",
        machine()
    );
    for shop in shops {
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "| {} | {} | {:.1} | {:.1} | {:.1} | {:.0} | {} | {} | {:.1} | {} |",
            shop.products,
            shop.shards,
            shop.megabytes,
            shop.edges,
            shop.model_bytes,
            shop.display_bytes,
            spread(&shop.fresh.page),
            spread(&shop.fresh.cart),
            shop.seconds,
            shop.peak_memory
                .map_or(String::new(), |bytes| format!("{:.0}", bytes as f64 / 1e6)),
        );
    }
    text.push_str(&beside_middle(shops));
    text.push_str(
        "\nPacked again into the same folder after other prices of a few products:\n\n\
         | products | prices changed | shards that kept their names | generations | manifest, bytes (gzipped) | page: requests, KB mean, p95, max | cart |\n\
         |---|---|---|---|---|---|---|\n",
    );
    for shop in shops {
        for (share, renewed) in [("0.01 %", &shop.few), ("1 %", &shop.many)] {
            let visits = &renewed.visits;
            let _ = writeln!(
                text,
                "| {} | {share} | {} of {} | {} | {} ({}) | {} | {} |",
                shop.products,
                renewed.unchanged,
                shop.shards,
                visits.generations,
                visits.manifest,
                visits.manifest_gzipped,
                spread(&visits.page),
                spread(&visits.cart),
            );
        }
    }
    text
}

/// How much more pages of the largest shop fetch than those of one of 10,000 products, and whether all stay in the budgets.
fn beside_middle(shops: &[Shop]) -> String {
    let middle = shops.iter().find(|shop| shop.products == 10_000);
    let (Some(middle), Some(largest)) = (middle, shops.last()) else {
        return String::new();
    };
    let times = |of: fn(&Visits) -> u64| of(&largest.fresh) as f64 / of(&middle.fresh) as f64;
    let most = |of: fn(&Visits) -> u64| shops.iter().map(|shop| of(&shop.fresh)).max();
    let share = |bytes: Option<u64>, budget: f64| 100.0 * bytes.unwrap_or(0) as f64 / budget;
    format!(
        "\n{} products beside 10,000: a page fetches {:.3} × the bytes (goal: within 10 %), a cart {:.3} ×. The largest page of all shops \
         takes {:.0} % of its budget, the largest cart {:.0} %.\n",
        largest.products,
        times(|visits| visits.page.mean),
        times(|visits| visits.cart.mean),
        share(most(|visits| visits.page.max), BUDGETS.0),
        share(most(|visits| visits.cart.max), BUDGETS.1),
    )
}

fn spread(spread: &Spread) -> String {
    let kb = |bytes: u64| bytes as f64 / 1e3;
    format!(
        "{}, {:.1}, {:.1}, {:.1}",
        spread.requests,
        kb(spread.mean),
        kb(spread.p95),
        kb(spread.max)
    )
}
