//! How long a shopper waits for the shelf: `tests/bench/page.mjs` on the demo shop.

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
    // The other side shows no offers either.
    let shop = Shop::Generated(Generated {
        offers: false,
        ..Generated::default()
    });
    let folder = project.target().join("bench-page");
    let site = demo::prepare(project, made.trainer()?, &shop, &folder, &mut Steps::new(3))?;
    let host = made.host()?;
    let hosts = [Caching::TenMinutes, Caching::Revalidate]
        .map(|caching| serve::start(host, &site, 0, caching));
    let [ten_minutes, revalidate] = hosts;
    let (ten_minutes, revalidate) = (ten_minutes?, revalidate?);
    let shell = &project.shell;
    let _there = shell.push_dir(project.tests());
    let table = cmd!(shell, "node bench/page.mjs")
        .quiet()
        .env("CHROMIUM", setup::chromium()?)
        .env("SETWISE_TEN_MINUTES", ten_minutes.address())
        .env("SETWISE_REVALIDATE", revalidate.address())
        .env("SETWISE_SITE", site)
        .read()?;
    Ok(Report {
        name: "page",
        title: "Time to shelf",
        text: format!("{} {}\n", machine(), table.trim_end()),
        plots: Vec::new(),
    })
}
