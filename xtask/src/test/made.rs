//! What several steps need made, made once and only if a step asks for it.

use std::cell::OnceCell;
use std::path::{Path, PathBuf};

use anyhow::{Result, anyhow};

use crate::build::{self, BuildOptions};
use crate::demo::{self, Generated, Merchant, Shop};
use crate::programs;
use crate::project::{Project, Steps};
use crate::serve::{self, Caching, Server};

/// A real shop's orders, which stand beside the repository where they were downloaded, and nowhere else.
const ONLINE_RETAIL: &str = "../shared/data/online-retail/raw.csv.gz";

const ONLINE_RETAIL_HEADERS: [&str; 7] = [
    "orders.order_id=InvoiceNo",
    "orders.time=InvoiceDate",
    "orders.product_id=StockCode",
    "orders.title=Description",
    "orders.quantity=Quantity",
    "orders.unit_price=UnitPrice",
    "orders.customer_id=CustomerID",
];

/// Where under target/ the demo shop is made.
const DEMO_FOLDER: &str = "e2e-demo";

/// A failure is kept as text, so that every step that needs the thing can report it.
type Once<T> = OnceCell<Result<T, String>>;

pub(crate) struct Made<'project> {
    pub(crate) project: &'project Project,
    widget: Once<()>,
    /// The trainer and the host.
    programs: Once<(PathBuf, PathBuf)>,
    demo: Once<Server>,
    online_retail: Once<Option<Server>>,
}

impl<'project> Made<'project> {
    pub(crate) fn new(project: &'project Project) -> Self {
        Self {
            project,
            widget: OnceCell::new(),
            programs: OnceCell::new(),
            demo: OnceCell::new(),
            online_retail: OnceCell::new(),
        }
    }

    /// The release build of the widget, in pkg/dist.
    pub(crate) fn widget(&self) -> Result<()> {
        once(&self.widget, || {
            build::run(self.project, &BuildOptions::default())
        })
        .copied()
    }

    /// The `setwise` command.
    pub(crate) fn trainer(&self) -> Result<&Path> {
        Ok(&self.programs()?.0)
    }

    /// The program that serves folders.
    pub(crate) fn host(&self) -> Result<&Path> {
        Ok(&self.programs()?.1)
    }

    fn programs(&self) -> Result<&(PathBuf, PathBuf)> {
        once(&self.programs, || programs::trainer_and_host(self.project))
    }

    /// The address of the demo shop.
    pub(crate) fn demo(&self) -> Result<String> {
        let served = once(&self.demo, || {
            self.serve(DEMO_FOLDER, &Shop::Generated(Generated::default()))
        })?;
        Ok(served.address())
    }

    /// The folder that the demo shop is served from.
    pub(crate) fn demo_site(&self) -> PathBuf {
        self.project.target().join(DEMO_FOLDER).join("site")
    }

    /// The address of a storefront on `online-retail`; none where that data is not.
    pub(crate) fn online_retail(&self) -> Result<Option<String>> {
        let served = once(&self.online_retail, || {
            let orders = self.project.root.join(ONLINE_RETAIL);
            if !orders.is_file() {
                println!(
                    "skipped: {ONLINE_RETAIL} is not here, so tests on a real shop's orders do not run"
                );
                return Ok(None);
            }
            let shop = Shop::Merchant(Merchant {
                catalog: None,
                orders,
                maps: ONLINE_RETAIL_HEADERS.map(String::from).to_vec(),
                currency: Some("GBP".to_owned()),
            });
            self.serve("e2e-online-retail", &shop).map(Some)
        })?;
        Ok(served.as_ref().map(Server::address))
    }

    fn serve(&self, folder: &str, shop: &Shop) -> Result<Server> {
        self.widget()?;
        let folder = self.project.target().join(folder);
        let site = demo::prepare(
            self.project,
            self.trainer()?,
            shop,
            &folder,
            &mut Steps::new(3),
        )?;
        serve::start(self.host()?, &site, 0, Caching::Careful)
    }
}

fn once<T>(cell: &Once<T>, make: impl FnOnce() -> Result<T>) -> Result<&T> {
    cell.get_or_init(|| make().map_err(|error| format!("{error:#}")))
        .as_ref()
        .map_err(|error| anyhow!("{error}"))
}
