//! Sections of `docs/performance.md`, each replaced whole by the bench that it is named after.

use std::fs;
use std::thread;

use anyhow::{Context, Result};

use super::plot::Plot;
use crate::project::Project;

/// Where all reports stand.
const PAGE: &str = "docs/performance.md";
/// Where their plots stand.
const PLOTS: &str = "docs/performance";

const HEAD: &str = "# Performance

Every section is printed by the command in it; with `--write` the command replaces the section, so do not edit between the marks.
Times differ from machine to machine and from run to run: compare ratios.
";

/// What a bench found.
pub(crate) struct Report {
    /// The bench, as the command line calls it.
    pub(crate) name: &'static str,
    /// Heading of the section.
    pub(crate) title: &'static str,
    /// Markdown: the machine, the data, and the table.
    pub(crate) text: String,
    /// Shown below the text.
    pub(crate) plots: Vec<Plot>,
}

impl Report {
    /// Replaces the section of this name, or adds it at the end; draws its plots into [`PLOTS`].
    pub(crate) fn write(&self, project: &Project) -> Result<()> {
        let folder = project.root.join(PLOTS);
        fs::create_dir_all(&folder).with_context(|| format!("cannot make {PLOTS}"))?;
        for plot in &self.plots {
            let file = folder.join(format!("{}.svg", plot.name));
            fs::write(&file, &plot.svg)
                .with_context(|| format!("cannot write {}", file.display()))?;
        }
        let path = project.root.join(PAGE);
        let page = match fs::read_to_string(&path) {
            Ok(page) => page,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => HEAD.to_owned(),
            Err(error) => return Err(error).with_context(|| format!("cannot read {PAGE}")),
        };
        fs::write(&path, self.put_into(&page)).with_context(|| format!("cannot write {PAGE}"))
    }

    fn put_into(&self, page: &str) -> String {
        let Self {
            name,
            title,
            text,
            plots,
        } = self;
        let shown: String = plots
            .iter()
            .map(|plot| format!("\n![{}](performance/{}.svg)\n", plot.title, plot.name))
            .collect();
        let (open, close) = (
            format!("<!-- bench {name} -->\n"),
            format!("<!-- /bench {name} -->\n"),
        );
        let section = format!(
            "{open}## {title}\n\n    cargo xtask bench {name}\n\n{}\n{shown}{close}",
            text.trim_end()
        );
        match (page.find(&open), page.find(&close)) {
            (Some(from), Some(to)) if from < to => {
                let behind = page.get(to + close.len()..).unwrap_or_default();
                format!("{}{section}{behind}", page.get(..from).unwrap_or_default())
            }
            _ => format!("{}\n\n{section}", page.trim_end()),
        }
    }
}

/// The machine in a line: processor, cores, memory.
pub(crate) fn machine() -> String {
    let read = |path, key: &str| {
        let text = fs::read_to_string(path).unwrap_or_default();
        text.lines()
            .find_map(|line| line.strip_prefix(key)?.split_once(':'))
            .map(|(_, value)| value.trim().to_owned())
    };
    let processor =
        read("/proc/cpuinfo", "model name").unwrap_or_else(|| "unknown processor".to_owned());
    let cores = thread::available_parallelism().map_or(0, usize::from);
    let memory = read("/proc/meminfo", "MemTotal")
        .and_then(|text| text.split_once(' ')?.0.parse::<u64>().ok())
        .map_or(String::new(), |kib| {
            format!(", {} GB", (kib + (1 << 19)) >> 20)
        });
    format!("Machine: {processor}, {cores} cores{memory}.")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(text: &str) -> Report {
        Report {
            name: "page",
            title: "Time",
            text: text.to_owned(),
            plots: Vec::new(),
        }
    }

    #[test]
    fn a_section_is_added_once_and_then_replaced() {
        let first = report("one\n").put_into("# Head\n");
        let other = first.replace("page", "other").replacen("# Head\n\n", "", 1);
        let both = format!("{first}\n{other}");
        let again = report("two").put_into(&both);
        assert!(again.starts_with("# Head\n\n<!-- bench page -->\n## Time\n\n    cargo xtask bench page\n\ntwo\n<!-- /bench page -->\n"), "{again}");
        assert_eq!(again.matches("one").count(), 1, "only the other's is left");
        assert_eq!(report("one\n").put_into(&again), both);
    }
}
