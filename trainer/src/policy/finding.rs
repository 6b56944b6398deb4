//! What is wrong with a policy, and where.

use std::fmt;
use std::ops::Range;

use serde::Serialize;

/// Whether a policy can be used in spite of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// It cannot.
    Error,
    /// It can, and does not do what was meant, probably.
    Warning,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Whether it stops.
    pub severity: Severity,
    /// Line, from 1.
    pub line: usize,
    /// Column in letters, from 1.
    pub column: usize,
    /// What is wrong, what was expected, and what may have been meant.
    pub message: String,
}

/// Displayed as `12:5: error: …`, which editors understand behind the name of the file.
impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let severity = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        let (line, column) = (self.line, self.column);
        write!(f, "{line}:{column}: {severity}: {}", self.message)
    }
}

/// All findings of one file.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    /// Bytes at which lines begin.
    lines: Vec<usize>,
    text: String,
    list: Vec<Finding>,
}

impl Findings {
    /// None yet, of this text.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let breaks = text.match_indices('\n').map(|(at, _)| at + 1);
        Self {
            lines: std::iter::once(0).chain(breaks).collect(),
            text: text.to_owned(),
            list: Vec::new(),
        }
    }

    /// Notes what makes the policy useless.
    pub fn error(&mut self, at: &Range<usize>, message: impl Into<String>) {
        self.add(Severity::Error, at.start, message.into());
    }

    /// Notes what is probably not meant.
    pub fn warn(&mut self, at: &Range<usize>, message: impl Into<String>) {
        self.add(Severity::Warning, at.start, message.into());
    }

    fn add(&mut self, severity: Severity, at: usize, message: String) {
        let line = self.lines.partition_point(|&start| start <= at);
        let start = line.checked_sub(1).and_then(|line| self.lines.get(line));
        let before = self.text.get(start.copied().unwrap_or(0)..at);
        self.list.push(Finding {
            severity,
            line,
            column: before.map_or(0, |text| text.chars().count()) + 1,
            message,
        });
    }

    /// Whether the policy cannot be used.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        let error = |finding: &Finding| finding.severity == Severity::Error;
        self.list.iter().any(error)
    }

    /// All of them, in the order of the file.
    #[must_use]
    pub fn sorted(&self) -> Vec<Finding> {
        let mut list = self.list.clone();
        list.sort_by_key(|finding| (finding.line, finding.column));
        list
    }
}
