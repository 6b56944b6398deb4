//! How long a shopper waits for the shelf: `tests/bench/page.mjs` on the demo shop.

use anyhow::Result;
use xshell::cmd;

use super::report::{Report, machine};
use crate::project::Project;
use crate::setup;
use crate::test::Made;

pub(crate) fn run(project: &Project) -> Result<Report> {
    let made = Made::new(project);
    setup::node_tools(project)?;
    let shell = &project.shell;
    let _there = shell.push_dir(project.tests());
    let table = cmd!(shell, "node bench/page.mjs")
        .quiet()
        .env("CHROMIUM", setup::chromium()?)
        .env("SETWISE_DEMO", made.demo()?)
        .env("SETWISE_SITE", made.demo_site())
        .read()?;
    Ok(Report {
        name: "page",
        title: "Time to shelf",
        text: format!("{}\n\n```text\n{}\n```\n", machine(), table.trim_end()),
        plots: Vec::new(),
    })
}
