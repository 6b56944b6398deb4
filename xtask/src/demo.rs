//! `cargo xtask demo`: a shop, a snapshot trained on it, the built widget and a storefront, at one address.

mod shop;
mod site;

use std::path::{Path, PathBuf};
use std::thread;

use anyhow::{Result, anyhow, ensure};
use clap::Args;

use crate::build::{self, BuildOptions};
use crate::programs;
use crate::project::{Project, Steps};
use crate::serve::{self, Caching};
use crate::setup;
pub(crate) use shop::{Generated, Merchant, Shop};

#[derive(Args)]
pub(crate) struct DemoOptions {
    /// A merchant's catalog export, instead of the generated shop
    #[arg(long, requires = "orders")]
    catalog: Option<PathBuf>,
    /// A merchant's order export, instead of the generated shop
    #[arg(long, conflicts_with_all = ["products", "orders_count", "seed"])]
    orders: Option<PathBuf>,
    /// A header of those exports, as `setwise train --map` takes it, such as orders.order_id=InvoiceNo
    #[arg(long = "map", value_name = "TABLE.COLUMN=HEADER", requires = "orders")]
    maps: Vec<String>,
    /// The currency of those exports, where they name none
    #[arg(long, value_name = "CODE", requires = "orders")]
    currency: Option<String>,
    /// Products of the generated shop
    #[arg(long, value_name = "N", default_value_t = Generated::default().products)]
    products: u32,
    /// Orders of the generated shop
    #[arg(long, value_name = "N", default_value_t = Generated::default().orders)]
    orders_count: u32,
    /// What the generated shop is drawn from: equal seeds make equal shops
    #[arg(long, value_name = "N", default_value_t = Generated::default().seed)]
    seed: u64,
    /// Make the generated shop without offers
    #[arg(long, conflicts_with = "orders")]
    no_offers: bool,
    /// The port on 127.0.0.1; 0 takes any free one
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Make everything and stop, without serving it
    #[arg(long)]
    no_serve: bool,
    /// Build the widget as it ships, which takes minutes more, instead of quickly
    #[arg(long)]
    shipped: bool,
}

impl DemoOptions {
    fn shop(&self) -> Shop {
        match &self.orders {
            Some(orders) => Shop::Merchant(Merchant {
                catalog: self.catalog.clone(),
                orders: orders.clone(),
                maps: self.maps.clone(),
                currency: self.currency.clone(),
            }),
            None => Shop::Generated(Generated {
                products: self.products,
                orders: self.orders_count,
                seed: self.seed,
                offers: !self.no_offers,
            }),
        }
    }
}

pub(crate) fn run(project: &Project, options: &DemoOptions) -> Result<()> {
    let shop = options.shop();
    let folder = project.target().join("demo");
    let mut steps = Steps::new(6);
    steps.next("look for Node.js and the Wasm target (a missing target waits for the network)");
    setup::node(project)?;
    setup::wasm_target(project)?;
    steps.next("compile the trainer and, beside it, the widget (the first time it waits minutes for the compiler, later seconds)");
    let (setwise, host) = programs(project, options.shipped)?;
    let site = prepare(project, &setwise, &shop, &folder, &mut steps)?;
    if options.no_serve {
        steps.next("done");
        println!("ready to be served: {}", site.display());
    } else {
        steps.next("serve it");
        let server = serve::start(&host, &site, options.port, Caching::Careful)?;
        println!(
            "\n{}\n{}{}   (Ctrl-C ends)",
            shop.describe(),
            widget(options.shipped),
            server.address()
        );
        server.wait()?;
    }
    Ok(())
}

/// What is to be known of the widget that is shown.
fn widget(shipped: bool) -> &'static str {
    match shipped {
        true => "",
        false => {
            "Its widget is a quick build, larger and slower than the one that ships: `cargo xtask demo --shipped` shows that one, `cargo xtask build` makes it.\n"
        }
    }
}

/// The trainer, the host and the widget, made at the same time: each has parts that keep one core busy and leave the other idle, or
/// wait for the network.
fn programs(project: &Project, shipped: bool) -> Result<(PathBuf, PathBuf)> {
    // A shell of its own: one is of one thread. Where the widget cannot be built, nobody has to wait for the trainer to be told.
    let programs = thread::spawn(|| programs::trainer_and_host(&Project::open()?));
    build::run(project, &BuildOptions { dev: !shipped })?;
    programs
        .join()
        .map_err(|_| anyhow!("the thread that compiles the trainer ended"))?
}

/// Trains on a shop's data and lays a storefront out in `folder`, with the widget as it was last built.
/// Returns the root to serve.
pub(crate) fn prepare(
    project: &Project,
    setwise: &Path,
    shop: &Shop,
    folder: &Path,
    steps: &mut Steps,
) -> Result<PathBuf> {
    ensure!(
        project.dist().join("setwise.js").is_file(),
        "the widget is not built: run `cargo xtask build` first"
    );
    steps.next(shop.awaited());
    let exports = shop.exports(project, setwise, folder)?;
    let site = site::start(project, folder)?;
    steps.next("train on it (some seconds for 20,000 orders)");
    exports.train(project, setwise, &site.join("snapshot"))?;
    steps.next("lay the storefront out");
    site::furnish(project, setwise, &site, shop, &exports)?;
    Ok(site)
}
