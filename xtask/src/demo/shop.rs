//! Whose data the demo shows: a generated shop's, or a merchant's own.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use xshell::cmd;

use crate::project::Project;

pub(crate) enum Shop {
    Generated(Generated),
    Merchant(Merchant),
}

/// What `setwise demo-data` draws.
pub(crate) struct Generated {
    pub(crate) products: u32,
    pub(crate) orders: u32,
    pub(crate) seed: u64,
    /// Whether the snapshot has offers that run on the day it is made.
    pub(crate) offers: bool,
}

impl Default for Generated {
    fn default() -> Self {
        Self {
            products: 600,
            orders: 20_000,
            seed: 1,
            offers: true,
        }
    }
}

/// A merchant's files, and how to read them.
pub(crate) struct Merchant {
    pub(crate) catalog: Option<PathBuf>,
    pub(crate) orders: PathBuf,
    pub(crate) maps: Vec<String>,
    pub(crate) currency: Option<String>,
}

/// Files ready for `setwise train`.
pub(crate) struct Exports {
    catalog: Option<PathBuf>,
    orders: PathBuf,
    sessions: Option<PathBuf>,
    offers: Option<PathBuf>,
    maps: Vec<String>,
    currency: Option<String>,
    /// Pictures of products, where there are any.
    pub(crate) images: Option<PathBuf>,
}

impl Shop {
    /// Draws the generated shop under `folder`, or takes the merchant's files where they are.
    pub(crate) fn exports(
        &self,
        project: &Project,
        setwise: &Path,
        folder: &Path,
    ) -> Result<Exports> {
        match self {
            Self::Generated(Generated {
                products,
                orders,
                seed,
                offers,
            }) => {
                let (shell, data) = (&project.shell, folder.join("data"));
                let (products, orders, seed) =
                    (products.to_string(), orders.to_string(), seed.to_string());
                cmd!(shell, "{setwise} demo-data --seed {seed} --products {products} --orders {orders} --offers-from today --out {data}")
                    .quiet()
                    .run()
                    .context("the demo shop could not be generated")?;
                Ok(Exports {
                    catalog: Some(data.join("catalog.csv")),
                    orders: data.join("orders.csv"),
                    sessions: Some(data.join("sessions.csv")),
                    offers: offers.then(|| data.join("offers.csv")),
                    maps: Vec::new(),
                    currency: None,
                    images: Some(data.join("images")),
                })
            }
            Self::Merchant(Merchant {
                catalog,
                orders,
                maps,
                currency,
            }) => Ok(Exports {
                catalog: catalog.clone(),
                orders: orders.clone(),
                sessions: None,
                offers: None,
                maps: maps.clone(),
                currency: currency.clone(),
                images: None,
            }),
        }
    }

    /// What is waited for until its files are there.
    pub(crate) fn awaited(&self) -> &'static str {
        match self {
            Self::Generated(_) => "draw a shop: products, orders, visits, pictures (some seconds)",
            Self::Merchant(_) => "take the shop's exports where they are",
        }
    }

    /// What the shop is, in one sentence.
    pub(crate) fn describe(&self) -> String {
        match self {
            Self::Generated(Generated {
                products,
                orders,
                seed,
                ..
            }) => format!(
                "A synthetic shop of {products} products, trained on {orders} made-up orders (seed {seed})."
            ),
            Self::Merchant(Merchant { orders, .. }) => {
                let file = orders.file_name().unwrap_or(orders.as_os_str());
                format!(
                    "A storefront of the products in {}, trained on its orders.",
                    file.display()
                )
            }
        }
    }
}

impl Exports {
    /// Trains a snapshot into `out`.
    pub(crate) fn train(&self, project: &Project, setwise: &Path, out: &Path) -> Result<()> {
        let Self {
            catalog,
            orders,
            sessions,
            offers,
            maps,
            currency,
            ..
        } = self;
        let mut train = cmd!(
            project.shell,
            "{setwise} train --orders {orders} --out {out}"
        );
        if let Some(catalog) = catalog {
            train = train.arg("--catalog").arg(catalog);
        }
        if let Some(sessions) = sessions {
            train = train.arg("--sessions").arg(sessions);
        }
        if let Some(offers) = offers {
            train = train.arg("--offers").arg(offers);
        }
        if let Some(currency) = currency {
            train = train.arg("--currency").arg(currency);
        }
        for map in maps {
            train = train.arg("--map").arg(map);
        }
        train.quiet().run().context("training failed")
    }
}
