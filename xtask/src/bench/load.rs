//! What Setwise adds to a shop's own page, in the figures that Lighthouse rates: `tests/bench/load.mjs` on the demo shop.

use anyhow::Result;
use xshell::cmd;

use super::report::{Report, machine};
use crate::demo::{self, Generated, Shop};
use crate::project::{Project, Steps};
use crate::serve::{self, Caching};
use crate::setup;
use crate::test::Made;

pub(crate) fn run(project: &Project) -> Result<Report> {
    let made = Made::new(project);
    setup::node_tools(project)?;
    made.widget()?;
    let shop = Shop::Generated(Generated::default());
    let folder = project.target().join("bench-load");
    let site = demo::prepare(project, made.trainer()?, &shop, &folder, &mut Steps::new(3))?;
    let host = serve::start(made.host()?, &site, 0, Caching::Careful)?;
    let shell = &project.shell;
    let _there = shell.push_dir(project.tests());
    let table = cmd!(shell, "node bench/load.mjs")
        .quiet()
        .env("CHROMIUM", setup::chromium()?)
        .env("SETWISE_SHOP", host.address())
        .env("SETWISE_SITE", site)
        .read()?;
    Ok(Report {
        name: "load",
        title: "A product page with and without Setwise",
        text: format!("{} {}\n", machine(), table.trim_end()),
        plots: Vec::new(),
    })
}
