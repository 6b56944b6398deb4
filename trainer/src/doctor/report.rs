//! What an examination says: in words, as data, as a page.

use std::fmt;

use serde::Serialize;

use super::finding::{Finding, Harm};
use super::{Examined, findings, html};
use crate::recognise::FileReport;

/// The result of an examination.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// What was examined.
    pub examined: String,
    /// The worst harm found, if anything was.
    pub worst: Option<Harm>,
    /// Figures of the shop, a name and a number each.
    pub figures: Vec<(&'static str, String)>,
    /// The files, and what each was taken for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<FileReport>,
    /// What is wrong, the most harmful first.
    pub findings: Vec<Finding>,
    /// What the training itself had to say.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub said: Vec<String>,
}

impl Report {
    /// Looks for everything that is known to be harmful. `name` is what was examined, in the words of who asked.
    #[must_use]
    pub fn of(name: &str, examined: &Examined) -> Self {
        let findings = findings(examined);
        let exports = examined.exports.as_ref();
        let summary = exports.and_then(|exports| exports.summary.as_ref());
        let said = summary.map(|summary| {
            let both = summary.warnings.iter().chain(&summary.notes);
            both.cloned().collect()
        });
        Self {
            examined: name.to_owned(),
            worst: findings.iter().map(|finding| finding.harm).max(),
            figures: figures(examined),
            files: exports.map_or_else(Vec::new, |exports| exports.files.clone()),
            findings,
            said: said.unwrap_or_default(),
        }
    }

    /// A page that needs nothing but itself.
    #[must_use]
    pub fn html(&self) -> String {
        html::page(self)
    }

    /// How many findings of each harm there are, in words.
    #[must_use]
    pub fn verdict(&self) -> String {
        let count = |harm| self.findings.iter().filter(|f| f.harm == harm).count();
        let (harmful, warnings, notes) = (
            count(Harm::Harmful),
            count(Harm::Warning),
            count(Harm::Note),
        );
        let plural = |count, word: &str| match count {
            1 => format!("1 {word}"),
            _ => format!("{count} {word}s"),
        };
        let (warnings, notes) = (plural(warnings, "warning"), plural(notes, "note"));
        match self.worst {
            Some(Harm::Harmful | Harm::Warning) => {
                format!("{harmful} harmful, {warnings}, {notes}.")
            }
            _ => format!("Nothing is wrong ({notes})."),
        }
    }
}

/// The numbers that a merchant wants to see first.
fn figures(examined: &Examined) -> Vec<(&'static str, String)> {
    let mut figures = Vec::new();
    if let Some(summary) = examined.exports.as_ref().and_then(|e| e.summary.as_ref()) {
        figures.push(("orders", summary.orders.to_string()));
        figures.push((
            "order lines used",
            format!("{} of {}", summary.rows.kept, summary.rows.read),
        ));
    }
    if let Some(shelves) = &examined.shelves {
        figures.push(("products", shelves.products.to_string()));
        figures.push((
            "in stock",
            (shelves.products - shelves.sold_out.count).to_string(),
        ));
        figures.push((
            "pages with a shelf",
            format!("{} of {}", shelves.with_slate, shelves.pages),
        ));
        figures.push(("currency", shelves.currency.clone()));
        if !shelves.offers.is_empty() {
            figures.push(("offers", shelves.offers.len().to_string()));
        }
    }
    figures
}

/// What a harm is called.
pub(super) fn called(harm: Harm) -> &'static str {
    match harm {
        Harm::Harmful => "HARMFUL",
        Harm::Warning => "warning",
        Harm::Note => "note",
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}: {}", self.examined, self.verdict())?;
        let figures: Vec<String> = self
            .figures
            .iter()
            .map(|(name, number)| format!("{name} {number}"))
            .collect();
        if !figures.is_empty() {
            writeln!(f, "{}", figures.join(", "))?;
        }
        for file in &self.files {
            writeln!(f, "  {}: {}", file.file, file.name)?;
        }
        for finding in &self.findings {
            writeln!(
                f,
                "\n{:<8} {}  [{}]\n         {}",
                called(finding.harm),
                finding.says,
                finding.code,
                finding.mend
            )?;
            if !finding.examples.is_empty() {
                writeln!(f, "         for example {}", finding.examples.join(", "))?;
            }
        }
        if !self.said.is_empty() {
            writeln!(f, "\nthe training says:")?;
            for line in &self.said {
                writeln!(f, "  {line}")?;
            }
        }
        Ok(())
    }
}
