//! Growth curves, drawn by the program `setwise-plot`.

use anyhow::{Context, Result};
use serde_json::json;
use xshell::cmd;

use crate::programs;
use crate::project::Project;

/// One line of a plot: what it is called, and its points, all above 0.
pub(crate) type Series<'a> = (&'a str, &'a [(f64, f64)]);

/// A drawn plot.
pub(crate) struct Plot {
    /// The file's name without `.svg`.
    pub(crate) name: &'static str,
    pub(crate) title: &'static str,
    pub(crate) svg: String,
}

/// Draws growth curves, both axes logarithmic.
///
/// # Errors
/// When there is no point above 0.
pub(crate) fn growth(
    project: &Project,
    name: &'static str,
    title: &'static str,
    axes: (&str, &str),
    series: &[Series<'_>],
) -> Result<Plot> {
    let (shell, program) = (&project.shell, programs::plotter(project)?);
    let plot = json!({ "title": title, "axes": axes, "series": series });
    let svg = cmd!(shell, "{program}")
        .quiet()
        .stdin(plot.to_string())
        .read()
        .with_context(|| format!("cannot draw \"{title}\""))?;
    Ok(Plot { name, title, svg })
}
