//! The committed budget: brotli bytes that a total may not exceed.

use std::fs;

use anyhow::{Context, Result};
use serde::Deserialize;

use super::measure::{Report, Sizes};
use crate::project::Project;

pub(crate) const FILE: &str = "size-budget.json";

/// Brotli bytes, inclusive.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Budget {
    widget: usize,
    all: usize,
    core: usize,
    /// Of the adapter of each platform's cart.
    cart: usize,
    mind: usize,
}

impl Budget {
    pub(crate) fn read(project: &Project) -> Result<Self> {
        let path = project.root.join(FILE);
        let text = fs::read_to_string(&path)
            .with_context(|| format!("cannot read the budget {}", path.display()))?;
        serde_json::from_str(&text).with_context(|| {
            format!("{FILE} is not {{\"widget\": bytes, \"all\": bytes, \"core\": bytes, \"cart\": bytes, \"mind\": bytes}}, in brotli bytes")
        })
    }

    /// One line for each total over its budget, naming its largest file.
    pub(crate) fn excesses(&self, report: &Report) -> Vec<String> {
        let mut lines: Vec<String> = excess("widget", &report.totals.widget, self.widget)
            .into_iter()
            .collect();
        lines.extend(excess("all", &report.totals.all, self.all));
        lines.extend(
            report
                .totals
                .core
                .as_ref()
                .and_then(|core| excess("core", core, self.core)),
        );
        for (platform, cart) in &report.totals.carts {
            lines.extend(excess(&format!("cart of {platform}"), cart, self.cart));
        }
        lines.extend(excess("mind", &report.totals.mind, self.mind));
        if !lines.is_empty()
            && let Some(largest) = report.files.iter().max_by_key(|file| file.sizes.brotli)
        {
            lines.push(format!(
                "the largest file is {} with {} bytes of brotli",
                largest.path, largest.sizes.brotli
            ));
        }
        lines
    }
}

fn excess(name: &str, sizes: &Sizes, budget: usize) -> Option<String> {
    let over = sizes.brotli.checked_sub(budget).filter(|&over| over > 0)?;
    Some(format!(
        "{name}: {} bytes of brotli, budget {budget}, {over} too many",
        sizes.brotli
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_budget_itself_is_allowed_and_one_byte_more_is_named() {
        let sizes = |brotli| Sizes {
            raw: 3 * brotli,
            gzip: 2 * brotli,
            brotli,
        };
        assert_eq!(excess("widget", &sizes(80_000), 80_000), None);
        let line = excess("widget", &sizes(80_001), 80_000).unwrap();
        assert_eq!(
            line,
            "widget: 80001 bytes of brotli, budget 80000, 1 too many"
        );
    }
}
